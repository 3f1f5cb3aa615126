import type { Tx } from '#base/db'
import { type Language, languages } from '#base/language'
import { ownNumber } from '#domain/factors'
import type { RecoveryNotice } from '#domain/mails'
import { otherAdministrators, projectsOfUser } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import { userById } from '#domain/users'
import type { RecoveryDeps } from './dependencies.ts'
import type { RecoveryRow } from './recovery.store.ts'
import { stopSecret } from './stop-link.ts'

/** The language of a recovery's e-mails. */
export function languageOf(tag: string): Language {
  const [english] = languages
  return languages.find((one) => one.tag === tag) ?? english
}

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
    if (user.email !== null)
      await mails.recoveryNotice(user.email, what, { stop, readyAt: row.readyAt }, languageOf(row.language), issuer)
    const number =
      what === 'started' || what === 'confirmed' ? await ownNumber(db, keyring, user.id, clock.now()) : undefined
    if (number?.isUnused === false) await texts.recovery(number.e164, stop, languageOf(row.language), issuer)
    if (!row.needsAdministrator) return
    for (const to of await administratorsBeside(db, row.userId))
      await mails.administratorRecovers(to, { who: user.email ?? row.userId, what }, issuer)
  } catch (error) {
    log.error('mail.failed', { error })
  }
}

/** The other administrators of all projects of a person. */
export async function administratorsBeside(tx: Tx, userId: string): Promise<readonly string[]> {
  const projects = new Set((await projectsOfUser.rows(tx, userId)).map(({ project }) => project))
  const found = new Set<string>()
  for (const project of projects)
    for (const { email } of await otherAdministrators.rows(tx, project, userId)) found.add(email)
  return [...found]
}
