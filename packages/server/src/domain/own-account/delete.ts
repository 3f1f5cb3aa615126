import type { Project, User } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { Log } from '#base/log'
import type { AuditEntry } from '#domain/audit'
import { identitiesOf, unlink } from '#domain/identities'
import { endLoginsOfUser } from '#domain/logins'
import { projectsOfUser } from '#domain/memberships'
import type { Issuers } from '#domain/projects'
import { deleteGated, findResource, replaceGated, resourceOf } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { holdUser, type UserRow } from '#domain/users'
import { projectsThatKeep } from './deletion.ts'
import {
  type DeletionRow,
  dueDeletions,
  emptyUser,
  forgetParts,
  forgetVersions,
  handOver,
  postponeDeletion,
  takeDue,
} from './deletions.store.ts'
import { accountEvent, type OwnAccountDeps } from './dependencies.ts'

interface AccountDeletionDeps extends OwnAccountDeps {
  readonly issuers: Issuers
  readonly log: Log
}

/** When an account that could not be deleted is tried again. */
const AGAIN_SECONDS = 3_600

/** Deletes some accounts that are due, and returns how many were looked at. One that fails keeps no other from it. */
export function createAccountDeletions(deps: AccountDeletionDeps): (now: Date, limit: number) => Promise<number> {
  return async (now, limit) => {
    const due = await dueDeletions.rows(deps.db, now, limit)
    for (const one of due) {
      try {
        await deleteOne(deps, one, now)
      } catch (error) {
        deps.log.error('account.not_deleted', { error })
        await postponeDeletion.run(deps.db, one.userId, now, secondsAfter(now, AGAIN_SECONDS))
      }
    }
    return due.length
  }
}

async function deleteOne(
  deps: AccountDeletionDeps,
  { userId, language: tag, issuerProject }: DeletionRow,
  now: Date,
): Promise<void> {
  const { db, mails, issuers } = deps
  const done = await db.tx(async (tx) => {
    const user = await holdUser.one(tx, userId)
    if ((await takeDue.maybeOne(tx, userId, now)) === undefined) return undefined
    // Others may have left the project meanwhile.
    if ((await projectsThatKeep(tx, userId)).length === 0) return deleteIn(tx, deps, user, now)
    await deps.audit.record(tx, [
      accountEvent('account.deletion_cancelled', user, nobody, { reason: 'sole_administrator' }),
    ])
    return { email: user.email, what: 'deletion_cancelled' as const }
  })
  const language = languageOf(tag)
  if (done?.email != null)
    await mails.accountNotice(done.email, done.what, undefined, language, issuers.of(issuerProject))
}

/** The account's own events have its id as the agent, and no address: nobody asks at this moment. */
const nobody: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'> = { agent: {}, personal: {}, traceId: '' }

async function deleteIn(
  tx: Tx,
  { audit, gates }: OwnAccountDeps,
  user: UserRow,
  now: Date,
): Promise<{ readonly email: string | null; readonly what: 'account_deleted' }> {
  const { id: userId, email } = user
  const by = { ...nobody, agent: { userId } }
  const invalidations: Invalidation[] = []
  for (const { id } of await identitiesOf(tx, userId))
    invalidations.push(...((await unlink(tx, audit, id, userId, by, now)) ?? []))
  for (const { project, id } of await projectsOfUser.rows(tx, userId)) {
    invalidations.push(...(await handProjectOver(tx, project, userId, now)))
    const stored = await findResource(tx, project, 'ProjectMembership', id)
    if (stored === undefined) throw new Error('a membership has no resource')
    const gone = await deleteGated(tx, gates, stored, 'system', now)
    if (!gone.ok) throw new Error(`a membership could not be removed: ${gone.refusal.code}`)
    const event = { kind: 'membership.removed', project, outcome: 0, entity: `ProjectMembership/${id}`, ...by } as const
    await audit.record(tx, [{ ...event, reason: 'account_deleted' }])
    invalidations.push(...gone.value.invalidations)
  }
  invalidations.push(...(await emptyResource(tx, { gates }, user, now)))
  await forgetParts.run(tx, userId)
  await emptyUser.run(tx, userId)
  invalidations.push(...(await endLoginsOfUser(tx, userId, undefined, 'account_deleted', now)))
  await audit.record(tx, [accountEvent('account.deleted', user, by)])
  await publishInvalidations(tx, invalidations, now)
  return { email, what: 'account_deleted' }
}

/** A project keeps an owner: the earliest of its other administrators. A suspended one may have none. */
async function handProjectOver(tx: Tx, project: string, userId: string, now: Date): Promise<readonly Invalidation[]> {
  const next = (await handOver.rows(tx, project, userId)).find(({ owner }) => owner)
  const stored = next === undefined ? undefined : await findResource(tx, project, 'Project', project)
  const resource = stored === undefined ? undefined : resourceOf<Project>(stored)
  if (next === undefined || stored === undefined || resource === undefined) return []
  const owned = { ...resource, owner: { reference: `User/${next.userId}` } }
  // Past the gates, which let nobody change the owner through the API.
  const draft = { project, type: 'Project', id: project, resource: owned, author: 'system' }
  const written = await replaceGated(tx, {}, stored, draft, now)
  if (!written.ok) throw new Error(`a project could not be handed over: ${written.refusal.code}`)
  return [{ kind: 'project', subject: project }]
}

async function emptyResource(
  tx: Tx,
  { gates }: Pick<OwnAccountDeps, 'gates'>,
  { id, project }: UserRow,
  now: Date,
): Promise<readonly Invalidation[]> {
  const stored = await findResource(tx, project, 'User', id)
  const user = stored === undefined ? undefined : resourceOf<User>(stored)
  if (stored === undefined || user === undefined) throw new Error('a user has no resource')
  const resource: User = {
    resourceType: 'User',
    firstName: 'Deleted',
    lastName: 'account',
    ...(user.project !== undefined && { project: user.project }),
  }
  const written = await replaceGated(tx, gates, stored, { project, type: 'User', id, resource, author: 'system' }, now)
  if (!written.ok) throw new Error(`a user could not be emptied: ${written.refusal.code}`)
  await forgetVersions.run(tx, project, id)
  return written.value.invalidations
}
