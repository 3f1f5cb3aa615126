import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import { unlinkProved } from '#domain/identities'
import { endLoginsOfUser, signedInHere } from '#domain/logins'
import { isVisibleAtIssuer } from '#domain/memberships'
import type { BrowserOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import {
  holdUser,
  openedOtherwise,
  openLink,
  peekLink,
  proveAddress,
  thawUser,
  useLinksOf,
  userById,
} from '#domain/users'
import { accountEvent, personalOrigin } from './account-event.ts'
import { chooserOf } from './chooser.ts'
import type { PasswordDeps } from './dependencies.ts'
import { choosingProblem } from './may-choose-password.ts'
import type { PasswordRefusal } from './password-refusal.ts'
import { storePassword } from './passwords.store.ts'

/**
 * Sets the password through a mailed link, which proves the address; all earlier sign-ins end. If another account has proven
 * the address meanwhile, nothing is set: the person signs in to that account, and accepts the invitation there.
 */
export async function setPassword(
  deps: PasswordDeps,
  id: string,
  secret: string,
  password: string,
  origin: BrowserOrigin,
): Promise<Result<{ readonly hasAccount: boolean }, PasswordRefusal>> {
  const { db, clock, keyring, passwordChoice, throttle, audit, gates, mails } = deps
  const now = clock.now()
  const peeked = await peekLink(db, keyring, id, secret, now)
  if (!peeked.ok) return refused({ why: 'unusable_link' })
  // A set-up link comes with no account that a person could sign in to: its own page asks who they are.
  if (['verify-email', 'set-up'].includes(peeked.value.kind)) return refused({ why: 'wrong_link_kind' })
  const invited = await userById.one(db, peeked.value.userId)
  if (!(await isVisibleAtIssuer(db, origin.issuer, invited))) return refused({ why: 'unusable_link' })
  const problem = await choosingProblem(db, origin.issuer, invited)
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  const chosen = await passwordChoice.choose(password, await chooserOf(db, origin.issuer, invited))
  if (!chosen.ok) return refused({ why: 'unsuitable_password', fault: chosen.refusal })
  const tried = await refusable(db, async (tx, refuse: (why: 'other_browser') => never) => {
    const opened = await openLink(tx, keyring, id, secret, now)
    if (!opened.ok) return undefined
    const user = await holdUser.one(tx, opened.value.userId)
    // Whoever sent the invitation chose the mailbox, and the person signs in without it by now.
    const isInvited = opened.value.kind === 'invite'
    const mayBeOthers = isInvited || user.emailProvenAt === null
    const isMailboxAlone = mayBeOthers && (await openedOtherwise.one(tx, user.id)).isOpened
    if (isMailboxAlone && isInvited) return undefined
    // They may have asked for this link themselves: then it counts where they are signed in.
    if (isMailboxAlone && !(await isSignedInWith(tx, user.id, origin, now))) return refuse('other_browser')
    const proven = await proveAddress(tx, gates, user.id, now)
    if (!proven.ok) {
      await audit.record(tx, [accountEvent('user.address_proven', proven.refusal.holder, origin)])
      return { user, hasAccount: true }
    }
    await storePassword(tx, chosen.value, { id: user.id, now, isMailed: true })
    await thawUser.run(tx, user.id)
    await useLinksOf.run(tx, now, user.id)
    await throttle.newPassword(tx, user.email ?? user.id)
    // Another person who knew the old password may have linked an account with it.
    const by = { agent: { userId: user.id }, personal: personalOrigin(origin), traceId: origin.traceId }
    const unlinked = await unlinkProved(tx, audit, user.id, by, now)
    const ended = await endLoginsOfUser(tx, user.id, undefined, 'password_set', now)
    // Whoever follows a mailed link need not answer with a mailed code at the first sign-in.
    await throttle.places.note(tx, { userId: user.id, ...origin }, now)
    await audit.record(tx, [accountEvent('password.set', user, origin)])
    await publishInvalidations(tx, [...proven.value, ...unlinked, ...ended], now)
    return { user, hasAccount: false }
  })
  if (!tried.ok) return refused({ why: tried.refusal })
  const done = tried.value
  if (done === undefined) return refused({ why: 'unusable_link' })
  if (peeked.value.kind === 'reset' && done.user.email !== null)
    await mails.passwordNotice(done.user.email, 'password_changed', languageOf(done.user.language), origin.issuer)
  return accepted({ hasAccount: done.hasAccount })
}

/** Whether the browser that follows a link is one in which its person is signed in. */
async function isSignedInWith(tx: Tx, userId: string, { browserHash }: BrowserOrigin, now: Date): Promise<boolean> {
  return browserHash !== undefined && (await signedInHere.one(tx, userId, browserHash, now)).isSignedIn
}
