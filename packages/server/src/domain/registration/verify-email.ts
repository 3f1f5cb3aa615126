import { accepted, type Result, refused } from '@damson/fhir'
import { isVisibleAtIssuer } from '#domain/memberships'
import { accountEvent, keptPassword, type PasswordDeps, type PasswordRefusal } from '#domain/passwords'
import type { BrowserOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { openLink, peekLink, proveAddress, userById } from '#domain/users'

/**
 * Proves the address of a registration: the link shows that the person reads its e-mail, the password that they
 * registered.
 */
export async function verifyEmail(
  deps: PasswordDeps,
  id: string,
  secret: string,
  password: string,
  origin: BrowserOrigin,
): Promise<Result<void, PasswordRefusal>> {
  const { db, clock, keyring, passwords, audit, gates, throttle } = deps
  const now = clock.now()
  const peeked = await peekLink(db, keyring, id, secret, now)
  if (!peeked.ok) return refused({ why: 'unusable_link' })
  if (peeked.value.kind !== 'verify-email') return refused({ why: 'wrong_link_kind' })
  const user = await userById.one(db, peeked.value.userId)
  if (!(await isVisibleAtIssuer(db, origin.issuer, user))) return refused({ why: 'unusable_link' })
  if (!(await passwords.matches(password, keptPassword(user)))) return refused({ why: 'wrong_password' })
  return db.tx(async (tx) => {
    const opened = await openLink(tx, keyring, id, secret, now)
    const proven = opened.ok ? await proveAddress(tx, gates, user.id, now) : opened
    if (!proven.ok) return refused({ why: 'unusable_link' })
    await audit.record(tx, [accountEvent('user.address_proven', user, origin)])
    await throttle.places.note(tx, { userId: user.id, ...origin }, now)
    await publishInvalidations(tx, proven.value, now)
    return accepted(undefined)
  })
}
