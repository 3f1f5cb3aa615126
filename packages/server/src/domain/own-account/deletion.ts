import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import type { FactorAct } from '#domain/enrolment'
import { endLoginsOfUser } from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { holdUser, type UserRow } from '#domain/users'
import { deletionOf, dropDeletion, insertDeletion, projectsWithoutOthers, undoingAddresses } from './deletions.store.ts'
import { accountEvent, type OwnAccountDeps } from './dependencies.ts'

export interface DeletionRefusal {
  /** Nobody else administers these projects, or it is their emergency account. */
  readonly why: 'sole_administrator'
  /** Their names. */
  readonly projects: readonly string[]
}

/** Long enough to notice an e-mail after a holiday. */
/** Before an account that was asked to be deleted is gone. */
export const DELETION_SECONDS = 14 * 86_400

/** When the account is deleted, if its owner asked for it. */
export async function deletionDue({ db }: Pick<OwnAccountDeps, 'db'>, userId: string): Promise<Date | undefined> {
  return (await deletionOf.maybeOne(db, userId))?.dueAt
}

/** The projects, by name, that keep the account from being deleted. */
export async function projectsThatKeep(tx: Tx, userId: string): Promise<readonly string[]> {
  const names: string[] = []
  for (const { project } of await projectsWithoutOthers.rows(tx, userId))
    names.push((await readProject(tx, project))?.resource.name ?? project)
  return names
}

/** The projects, by name, that keep a record or an audit of the person. */
export async function projectsThatHold(tx: Tx, userId: string): Promise<readonly string[]> {
  const ids = new Set((await membershipsOfUser.rows(tx, userId)).map(({ project }) => project))
  const names: string[] = []
  for (const id of ids) names.push((await readProject(tx, id))?.resource.name ?? id)
  return names
}

/** Who is told of it: a thief may have changed the address before. */
interface Told {
  readonly email: string | null
  readonly earlier: readonly { readonly email: string }[]
  /** The person's: a thief must not choose that of the warnings. */
  readonly language: Language
}

/** Asks for the deletion of one's own account: every sign-in ends, and the owner has two weeks to keep it. */
export async function askForDeletion(
  { db, clock, audit, mails }: OwnAccountDeps,
  act: FactorAct,
): Promise<Result<Date, DeletionRefusal>> {
  const { userId, issuer } = act
  const now = clock.now()
  const dueAt = secondsAfter(now, DELETION_SECONDS)
  const asked = await db.tx(async (tx): Promise<Result<Told, DeletionRefusal>> => {
    const user = await holdUser.one(tx, userId)
    const projects = await projectsThatKeep(tx, userId)
    if (projects.length > 0) {
      await audit.record(tx, [
        accountEvent('account.deletion_asked', user, act, { outcome: 4, reason: 'sole_administrator' }),
      ])
      return refused({ why: 'sole_administrator', projects })
    }
    const issuerProject = issuer.project ?? null
    const language = languageOf(user.language, act.language)
    await insertDeletion.maybeOne(tx, { userId, now, dueAt, language: language.tag, issuerProject })
    const ended = await endLoginsOfUser(tx, userId, undefined, 'deletion_asked', now)
    await audit.record(tx, [accountEvent('account.deletion_asked', user, act)])
    await publishInvalidations(tx, ended, now)
    return accepted({ email: user.email, earlier: await undoingAddresses.rows(tx, userId, now), language })
  })
  if (!asked.ok) return asked
  const due = (await deletionOf.maybeOne(db, userId))?.dueAt ?? dueAt
  const { email: current, earlier, language } = asked.value
  if (current !== null) await mails.accountNotice(current, 'deletion_asked', due, language, issuer)
  for (const { email } of earlier) await mails.accountNotice(email, 'deletion_asked_old', due, language, issuer)
  return accepted(due)
}

/** Keeps an account whose deletion was asked for. False if it was not. */
export async function keepAccount({ db, audit, mails }: OwnAccountDeps, act: FactorAct): Promise<boolean> {
  const { userId, issuer } = act
  const kept = await db.tx(async (tx) => {
    const user = await holdUser.one(tx, userId)
    return (await cancelDeletion(tx, { audit }, user, act)) ? user : undefined
  })
  if (kept?.email != null) {
    const language = languageOf(kept.language, act.language)
    await mails.accountNotice(kept.email, 'deletion_cancelled', undefined, language, issuer)
  }
  return kept !== undefined
}

/** Drops the deletion that an account waits for, in a transaction that holds the account. False if there is none. */
export async function cancelDeletion(
  tx: Tx,
  { audit }: Pick<OwnAccountDeps, 'audit'>,
  user: Pick<UserRow, 'id' | 'project'>,
  by: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>,
  reason?: 'email_change_undone',
): Promise<boolean> {
  if ((await dropDeletion.maybeOne(tx, user.id)) === undefined) return false
  await audit.record(tx, [accountEvent('account.deletion_cancelled', user, by, reason === undefined ? {} : { reason })])
  return true
}
