import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import { refusable, type Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import { isUuid } from '#base/random'
import { factorsRemoved, forgetFactorsSince } from '#domain/enrolment'
import { unlinkSince } from '#domain/identities'
import { endLoginsOfUser } from '#domain/logins'
import type { MailedLink } from '#domain/mails'
import { isVisibleAtIssuer } from '#domain/memberships'
import { cancelDeletion } from '#domain/own-account'
import { forgetPasskeysSince } from '#domain/passkeys'
import type { Issuer, RequestOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import {
  freezeUser,
  holdUser,
  lockAddress,
  makeLink,
  provenHolder,
  putEmail,
  useLinksOf,
  userById,
} from '#domain/users'
import { type EmailChangeDeps, emailEvent } from './dependencies.ts'
import { type EmailChangeRow, undoableChange, undoChange, voidLaterChanges } from './email-changes.store.ts'

/** A change of address that the owner of the old one can undo. */
export interface Undoable extends EmailChangeRow {
  readonly undoUntil: Date
  readonly oldEmail: string
}

/** Looks at an undo link without using it: mail scanners open links too. */
export async function peekUndo(
  { db, clock, keyring }: Pick<EmailChangeDeps, 'db' | 'clock' | 'keyring'>,
  id: string,
  secret: string,
  issuer: Issuer,
): Promise<Undoable | undefined> {
  const change = isUuid(id) ? await undoableChange.maybeOne(db, id, clock.now()) : undefined
  if (change === undefined || !isRightSecret(keyring, change, secret)) return undefined
  const { oldEmail } = change
  const user = await userById.one(db, change.userId)
  return oldEmail !== null && (await isVisibleAtIssuer(db, issuer, user)) ? { ...change, oldEmail } : undefined
}

/**
 * Undoes a change of address for the owner of the old one: the account gets that address back and is frozen. Every sign-in
 * ends, what was added since the change is removed, links to providers too, the account is not deleted if that was asked
 * for, and only a new password, chosen through the old address, turns the account on again. Returns the link to choose one;
 * none if another account has the address now.
 */
export async function undoEmail(
  deps: EmailChangeDeps,
  id: string,
  secret: string,
  { origin, language }: { readonly origin: RequestOrigin; readonly language: Language },
): Promise<Result<MailedLink | undefined, 'unusable_link'>> {
  const { db, clock, mails } = deps
  const change = await peekUndo(deps, id, secret, origin.issuer)
  if (change === undefined) return refused('unusable_link')
  const now = clock.now()
  const undone = await refusable(db, (tx, refuse: (why: 'unusable_link') => never) =>
    undoIn(tx, deps, { change, origin, now }, () => refuse('unusable_link')),
  )
  if (!undone.ok) return undone
  const { link, isKept } = undone.value
  const own = languageOf(undone.value.language, language)
  if (link !== undefined) {
    await mails.accountFrozen(change.oldEmail, link, own, origin.issuer)
    if (isKept) await mails.accountNotice(change.oldEmail, 'deletion_cancelled', undefined, own, origin.issuer)
  }
  return accepted(link)
}

interface Undone {
  readonly link: MailedLink | undefined
  /** The account was to be deleted, and stays. */
  readonly isKept: boolean
  /** The person's. */
  readonly language: string | null
}

async function undoIn(
  tx: Tx,
  deps: EmailChangeDeps,
  { change, origin, now }: { readonly change: Undoable; readonly origin: RequestOrigin; readonly now: Date },
  refuse: () => never,
): Promise<Undone> {
  const { keyring, audit, gates } = deps
  const { userId, oldEmail, createdAt } = change
  const user = await holdUser.one(tx, userId)
  if ((await undoChange.maybeOne(tx, now, change.id)) === undefined) return refuse()
  await voidLaterChanges.run(tx, now, userId, createdAt)
  await lockAddress.one(tx, oldEmail, user.project)
  const holder = await provenHolder.maybeOne(tx, oldEmail, user.project)
  const isFree = holder === undefined || holder.id === userId
  await freezeUser.run(tx, now, userId)
  const restored = await putEmail(
    tx,
    gates,
    user,
    isFree ? { email: oldEmail, provenAt: now } : { email: null, provenAt: null },
    now,
  )
  const passkeys = await forgetPasskeysSince.rows(tx, userId, createdAt)
  const { kinds, invalidations: factors } = await forgetFactorsSince(tx, deps, userId, createdAt, now)
  await useLinksOf.run(tx, now, userId)
  const { address, userAgent, traceId } = origin
  const by = { agent: { userId }, personal: { address, userAgent }, traceId }
  await audit.record(tx, factorsRemoved(user, [...kinds, ...passkeys.map(() => 'passkey')], by))
  const links = await unlinkSince(tx, audit, { userId, since: createdAt, why: 'email_change_undone' }, by, now)
  // Whoever changed the address may have asked for the deletion, which its owner may not have heard of.
  const isKept = await cancelDeletion(tx, deps, user, by, 'email_change_undone')
  const ended = await endLoginsOfUser(tx, userId, undefined, 'email_change_undone', now)
  await audit.record(tx, [emailEvent('email.change_undone', user, by)])
  await publishInvalidations(tx, [...restored, ...factors, ...links, ...ended], now)
  const link = isFree ? await makeLink(tx, keyring, userId, 'reset', now) : undefined
  return { link, isKept, language: user.language }
}

function isRightSecret(keyring: Keyring, { undoHash, undoKeyVersion }: EmailChangeRow, secret: string): boolean {
  if (undoHash === null || undoKeyVersion === null) return false
  return keyring.matches('one-time', secret, { keyVersion: undoKeyVersion, hash: Buffer.from(undoHash, 'base64url') })
}
