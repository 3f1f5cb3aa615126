import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { networkOf } from '#base/http'
import { languageOf } from '#base/language'
import type { Wrapped } from '#domain/factors'
import { unlinkProved } from '#domain/identities'
import { endLoginsOfUser, proofOfRoot } from '#domain/logins'
import type { RequestOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { busyAllowance, type HeldRefusal } from '#domain/throttle'
import { holdUser, type UserRow, useLinksOf, userById } from '#domain/users'
import { personalOrigin } from './account-event.ts'
import { chooserOf } from './chooser.ts'
import type { PasswordDeps } from './dependencies.ts'
import { importedSchemes, keptPassword } from './imported-passwords.ts'
import { tellListed } from './listed-password.ts'
import type { ChosenPassword } from './password-choice.ts'
import type { PasswordRefusal } from './password-refusal.ts'
import { storePassword } from './passwords.store.ts'

export interface PasswordChange extends RequestOrigin {
  readonly userId: string
  /** The current sign-in, which continues; all others end. */
  readonly rootId: string | undefined
  readonly oldPassword: string
  readonly newPassword: string
}

/**
 * Changes the person's own password. The old one proves who they are, and a wrong one counts like a failed sign-in. Links
 * that the old password proved are removed.
 */
export async function changePassword(
  deps: PasswordDeps,
  change: PasswordChange,
  record: (tx: Tx, right: boolean) => Promise<void>,
): Promise<Result<void, PasswordRefusal>> {
  const { db, clock, passwords, passwordChoice, throttle, mails } = deps
  const user = await userById.one(db, change.userId)
  const chooser = await chooserOf(db, change.issuer, user)
  // Comparing a long password with the lists takes a while, and nothing else counts it.
  const tries = await throttle.inBrowser(change.rootId ?? user.id)
  if (!tries.allowed) return refused({ why: 'too_many_attempts', allowance: tries })
  // Before the old one is tried: otherwise this would tell whether it is right, uncounted.
  const fault = passwordChoice.fault(change.newPassword, chooser)
  if (fault !== undefined) return refused({ why: 'unsuitable_password', fault })
  const begun = await throttle.signIn(user.email ?? user.id, { address: change.address }, clock.now())
  const tooMany = async ({ allowance, due, isDisabled }: HeldRefusal): Promise<Result<void, PasswordRefusal>> => {
    await due()
    return refused(isDisabled === true ? { why: 'password_disabled' } : { why: 'too_many_attempts', allowance })
  }
  if (!begun.ok) return tooMany(begun.refusal)
  const attempt = await begun.value.hashing(await begun.value.standing(), passwords.hashMs())
  if (!attempt.ok) return tooMany(attempt.refusal)
  const { strangers } = attempt.value
  try {
    const kept = keptPassword(user)
    const slot = kept?.wraps === undefined ? undefined : await slotOf(deps, user.project, kept.wraps, change.address)
    if (slot?.ok === false) return refused({ why: 'too_many_attempts', allowance: busyAllowance(slot.refusal) })
    if (!(await passwords.matches(change.oldPassword, kept, slot?.value, true))) {
      await attempt.value.wrong(clock.now())
      await db.tx((tx) => record(tx, false))
      return strangers === undefined ? refused({ why: 'wrong_password' }) : await tooMany(strangers)
    }
    if (passwordChoice.isGuessable(change.oldPassword) && !(await hasSecondProof(deps, change.rootId))) {
      await attempt.value.withdrawn()
      await db.tx((tx) => record(tx, false))
      await tellListed(deps, user, change)
      return refused({ why: 'listed_password' })
    }
    const chosen = await passwordChoice.choose(change.newPassword, chooser)
    if (!chosen.ok) {
      await attempt.value.withdrawn()
      return refused({ why: 'unsuitable_password', fault: chosen.refusal })
    }
    const now = await replacePassword(deps, user, change, chosen.value, record)
    // The old one, which was right, is not the password any more.
    if (now === undefined) {
      await attempt.value.withdrawn()
      await db.tx((tx) => record(tx, false))
      return refused({ why: 'wrong_password' })
    }
    await attempt.value.succeeded(now)
  } finally {
    await attempt.value.failed()
  }
  if (user.email !== null)
    await mails.passwordNotice(user.email, 'password_changed', languageOf(user.language), change.issuer)
  return accepted(undefined)
}

/**
 * Stores the new password, and ends what the old one opened and proved. Returns when; undefined, and nothing is stored, if
 * the password was changed since it was proven, as by its owner's reset.
 */
export async function replacePassword(
  { db, clock, throttle, audit }: Pick<PasswordDeps, 'db' | 'clock' | 'throttle' | 'audit'>,
  user: Pick<UserRow, 'id' | 'email' | 'passwordChangedAt'>,
  change: Pick<PasswordChange, 'rootId' | 'address' | 'userAgent' | 'traceId'>,
  chosen: ChosenPassword,
  record: (tx: Tx, right: boolean) => Promise<void>,
): Promise<Date | undefined> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const { passwordChangedAt } = await holdUser.one(tx, user.id)
    if (passwordChangedAt?.getTime() !== user.passwordChangedAt?.getTime()) return undefined
    await storePassword(tx, chosen, { id: user.id, now })
    await useLinksOf.run(tx, now, user.id)
    await throttle.newPassword(tx, user.email ?? user.id)
    const by = { agent: { userId: user.id }, personal: personalOrigin(change), traceId: change.traceId }
    const unlinked = await unlinkProved(tx, audit, user.id, by, now)
    const ended = await endLoginsOfUser(tx, user.id, change.rootId, 'password_changed', now)
    await record(tx, true)
    await publishInvalidations(tx, [...unlinked, ...ended], now)
    return now
  })
}

/** Whether this sign-in proved more than a password that anyone may have guessed. */
async function hasSecondProof({ db }: PasswordDeps, rootId: string | undefined): Promise<boolean> {
  const root = rootId === undefined ? undefined : await proofOfRoot.maybeOne(db, rootId)
  return root?.factors.some((factor) => factor !== 'password') === true
}

/** A slot in which the hash of an imported password may be computed. */
async function slotOf(
  { db, passwords }: PasswordDeps,
  project: string,
  { scheme }: Wrapped,
  address: string,
): Promise<ReturnType<PasswordDeps['passwords']['admit']>> {
  const schemes = new Set([...(await importedSchemes(db, project)), scheme])
  return passwords.admit({ project, network: networkOf(address), schemes: [...schemes] })
}
