import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Language } from '#base/language'
import { factorsOf } from '#domain/factors'
import type { Issuer } from '#domain/projects'
import { userById } from '#domain/users'
import type { EnrolmentDeps } from './dependencies.ts'

/**
 * An administrator asks that a person sets up their second factors again. It removes nothing: whoever holds an
 * administrator's sign-in could otherwise open other people's accounts with their passwords alone. The person is told, and
 * replaces the factor with a recovery code.
 */
export async function askForReset(
  { db, mails }: Pick<EnrolmentDeps, 'db' | 'mails'>,
  userId: string,
  language: Language,
  issuer: Issuer,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<void, 'no_factor' | 'no_address'>> {
  const { email } = await userById.one(db, userId)
  if ((await factorsOf.rows(db, userId)).length === 0) return refused('no_factor')
  if (email === null) return refused('no_address')
  await db.tx(record)
  void mails.factorNotice(email, 'reset_asked', language, issuer)
  return accepted(undefined)
}
