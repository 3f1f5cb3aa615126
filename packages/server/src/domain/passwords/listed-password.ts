import { secondsAfter } from '#base/clock'
import { languageOf } from '#base/language'
import type { RequestOrigin } from '#domain/projects'
import { makeLink, type UserRow } from '#domain/users'
import { accountEvent } from './account-event.ts'
import type { PasswordDeps } from './dependencies.ts'
import { listedNoticeDue, noteListedPassword } from './passwords.store.ts'

/** The owner is told again if they still have the password. */
const AGAIN_SECONDS = 30 * 86_400

/**
 * A right password that is on the list of common ones, or very short: anyone may have guessed it. Its owner gets an e-mail with a link to
 * choose another one, at most once in 30 days; knowing the password alone changes nothing.
 */
export async function tellListed(
  { db, clock, keyring, audit, mails }: Pick<PasswordDeps, 'db' | 'clock' | 'keyring' | 'audit' | 'mails'>,
  user: UserRow,
  origin: RequestOrigin,
): Promise<void> {
  const now = clock.now()
  const before = secondsAfter(now, -AGAIN_SECONDS)
  const { id, email, passwordChangedAt: changedAt } = user
  if (email === null || !(await listedNoticeDue.one(db, id, before)).due) return
  const postage = await mails.admit(email)
  const link = await db.tx(async (tx) => {
    if ((await noteListedPassword.maybeOne(tx, { id, changedAt, before, now })) === undefined) return undefined
    await audit.record(tx, [accountEvent('password.listed', user, origin)])
    return postage === undefined ? undefined : makeLink(tx, keyring, id, 'reset', now)
  })
  // Sending is not awaited, as for a reset.
  if (link !== undefined && postage !== undefined)
    await mails.listedPassword(postage, link, languageOf(user.language), origin.issuer)
}
