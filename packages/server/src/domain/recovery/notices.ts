import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { ownNumber } from '#domain/factors'
import type { RecoveryNotice } from '#domain/mails'
import { otherAdministrators, projectsOfUser } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import { userById } from '#domain/users'
import type { RecoveryDeps } from './dependencies.ts'
import type { RecoveryRow } from './recovery.store.ts'
import { stopSecret } from './stop-link.ts'

export const issuerOf = ({ issuers }: Pick<RecoveryDeps, 'issuers'>, row: Pick<RecoveryRow, 'issuerProject'>): Issuer =>
  issuers.of(row.issuerProject)

/**
 * Tells a person at every address and number that they have, and the other administrators if the person is one. Not awaited by
 * requests: the audit has the event already, and nobody waits for the mail server.
 */
export async function tell(deps: RecoveryDeps, row: RecoveryRow, what: RecoveryNotice): Promise<void> {
  const { db, clock, keyring, mails, texts, log } = deps
  try {
    const issuer = issuerOf(deps, row)
    const stop = `${issuer.url}signin/recovery/stop/${row.id}/${stopSecret(keyring, row.id)}`
    const user = await userById.maybeOne(db, row.userId)
    if (user === undefined) return
    const language = languageOf(user.language, languageOf(row.language))
    if (user.email !== null)
      await mails.recoveryNotice(user.email, what, { stop, readyAt: row.readyAt }, language, issuer)
    const number =
      what === 'started' || what === 'confirmed' ? await ownNumber(db, keyring, user.id, clock.now()) : undefined
    if (number?.isUnused === false) await texts.recovery(number.e164, stop, language, issuer)
    if (!row.needsAdministrator) return
    for (const { email, language: theirs } of await administratorsBeside(db, row.userId))
      await mails.administratorRecovers(email, { who: user.email ?? row.userId, what }, languageOf(theirs), issuer)
  } catch (error) {
    log.error('mail.failed', { error })
  }
}

/** The other administrators of all projects of a person. */
export async function administratorsBeside(
  tx: Tx,
  userId: string,
): Promise<readonly { readonly email: string; readonly language: string | null }[]> {
  const projects = new Set((await projectsOfUser.rows(tx, userId)).map(({ project }) => project))
  const found = new Map<string, string | null>()
  for (const project of projects)
    for (const { email, language } of await otherAdministrators.rows(tx, project, userId)) found.set(email, language)
  return [...found].map(([email, language]) => ({ email, language }))
}
