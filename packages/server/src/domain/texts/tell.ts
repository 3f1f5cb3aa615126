import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Language } from '#base/language'
import type { Issuer } from '#domain/projects'
import { provenNumberOf, type UserRow } from '#domain/users'
import type { TextNotice, Texts } from './texts.ts'

export interface TellDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly texts: Texts
}

/**
 * Tells a person who has no address at the number by which they sign in, as often as their account may have messages. Not
 * at a number that nothing has proven for long: it may be another person's by now. Sending is not awaited, so that nobody
 * waits for the sender.
 */
export async function tellByText(
  { db, clock, keyring, texts }: TellDeps,
  { id: account, email }: Pick<UserRow, 'id' | 'email'>,
  what: TextNotice,
  language: Language,
  issuer: Issuer,
): Promise<void> {
  if (email !== null || !texts.canSend) return
  const proven = await provenNumberOf(db, keyring, account, clock.now())
  const postage = proven && (await texts.admit({ account, number: proven.number, why: 'notice' }))
  if (postage !== undefined) void texts.notice(postage.to, what, language, issuer)
}
