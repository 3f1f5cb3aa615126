import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import { endEmailChangesOf } from '#domain/email-changes'
import { factorsRemoved, forgetFactorsSince } from '#domain/enrolment'
import { unlinkSince } from '#domain/identities'
import { forgetPasskeysSince } from '#domain/passkeys'
import { removeUnmailedPassword } from '#domain/passwords'
import type { Issuer } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import type { UserRow } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

/** What an account has lost. */
export interface Forgotten {
  readonly hadPassword: boolean
  readonly passkeys: readonly string[]
  readonly hadFactors: boolean
  readonly invalidations: readonly Invalidation[]
}

const EVER = new Date(0)

/**
 * Removes the ways into an account that others in its project may have added or know. Who chose the password with the link that
 * confirmed the address keeps it. A change of the address that is under way ends.
 */
export async function forgetWaysIn(
  tx: Tx,
  { audit, gates }: Pick<RegistrationDeps, 'audit' | 'gates'>,
  user: UserRow,
  by: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>,
  now: Date,
): Promise<Forgotten> {
  const { id: userId } = user
  const password = await removeUnmailedPassword.maybeOne(tx, now, userId)
  await endEmailChangesOf.run(tx, now, userId)
  const passkeys = (await forgetPasskeysSince.rows(tx, userId, EVER)).map(({ name }) => name)
  const { kinds, invalidations } = await forgetFactorsSince(tx, { gates }, userId, EVER, now)
  await audit.record(tx, factorsRemoved(user, [...kinds, ...passkeys.map(() => 'passkey')], by))
  const links = await unlinkSince(tx, audit, { userId, since: EVER, why: 'rescoped' }, by, now)
  return {
    hadPassword: password !== undefined,
    passkeys,
    hadFactors: kinds.length > 0,
    invalidations: [...invalidations, ...links],
  }
}

/** Tells the person by e-mail what they set up anew. */
export async function tellForgotten(
  { mails }: Pick<RegistrationDeps, 'mails'>,
  { email, language: known }: UserRow,
  { hadPassword, passkeys, hadFactors }: Forgotten,
  issuer: Issuer,
): Promise<void> {
  if (email === null) return
  const language = languageOf(known)
  if (hadPassword) await mails.passwordNotice(email, 'password_removed', language, issuer)
  if (hadFactors) await mails.factorNotice(email, 'factor_removed', language, issuer)
  for (const name of passkeys) await mails.passkeyNotice(email, 'passkey_removed', name, language, issuer)
}
