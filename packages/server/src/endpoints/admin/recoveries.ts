import type { ProjectMembership } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  conflict,
  forbidden,
  notFound,
  type OutcomeError,
  readBody,
  stepUpChallenge,
  unauthorized,
} from '#answers'
import { told } from '#base/findings'
import { isOwner, isProvenNow } from '#domain/access'
import type { AuditKind } from '#domain/audit'
import { AAL1, AAL2 } from '#domain/logins'
import { type MembershipRow, membershipById, projectsOfUser } from '#domain/memberships'
import {
  type AdministratorsRefusal,
  cancelByAdministrator,
  confirmByAdministrator,
  findRecovery,
  type RecoveringAdministrator,
  type RecoveryRow,
  recoveriesOfProject,
  shortenByAdministrator,
  startRecovery,
} from '#domain/recovery'
import { readResource, resourceOf, type Stored } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePerson, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { identityCheck } from './fields.ts'

type RecoveryRequest = FastifyRequest<{ Params: { projectId: string; recoveryId: string } }>
const TYPE = 'ProjectMembership'
const RECOVERIES = '/admin/projects/:projectId/recoveries'

export const Confirmation = z.object({
  number: z.string('must be a text').regex(/^\d{6}$/, 'must be the six digits that the person sees on their page'),
  identityCheck,
})

type Act = (
  deps: AdminDeps,
  administrator: Administrator,
  by: Omit<RecoveringAdministrator, 'record'>,
  request: RecoveryRequest,
) => Promise<object>

/** `/admin/projects/:projectId/recoveries`: administrators' part in the recovery of a member's account. */
export function registerRecoveries(app: FastifyInstance, deps: AdminDeps): void {
  const outcome = answersWith('outcome')
  app.get<{ Params: { projectId: string } }>(RECOVERIES, outcome, async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'start_recovery')
    const answer = await audited(deps, administrator, 'recovery.read', administrator.project.id, () =>
      listRecoveries(deps, administrator),
    )
    return reply.header('Cache-Control', 'no-store').send(answer)
  })
  const acts = [
    ['POST', `${RECOVERIES}/:recoveryId/confirm`, 'confirm_recovery', 'recovery.confirmed', confirm],
    ['POST', `${RECOVERIES}/:recoveryId/shorten`, 'confirm_recovery', 'recovery.shortened', shorten],
    ['DELETE', `${RECOVERIES}/:recoveryId`, 'start_recovery', 'recovery.cancelled', cancel],
  ] as const satisfies readonly (readonly ['POST' | 'DELETE', string, string, AuditKind, Act])[]
  for (const [method, url, covering, kind, act] of acts) {
    const handler = async (request: RecoveryRequest, reply: FastifyReply): Promise<unknown> => {
      const administrator = await administratorOf(deps, request, covering)
      const answer = await audited(deps, administrator, kind, TYPE, async () => {
        const userId = requireRecentPerson(deps, administrator)
        const project = isServers(administrator) ? null : administrator.project.id
        const by = { userId, project }
        const recovery = await findRecovery(deps, by, request.params.recoveryId)
        if (recovery === undefined) throw notFound()
        await requireCovered(deps, administrator, recovery)
        return act(deps, administrator, by, request)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    }
    app.route({ method, url, ...outcome, handler })
  }
}

/** The server's administrators are the second for a project's only owner, and for accounts of several projects. */
const isServers = ({ grantee }: Administrator): boolean => grantee.superAdmin && isOwner(grantee)

/** A person who proved themselves just now: RFC 9470 says how an app asks for that. Machines recover nobody. */
export function requireRecentPerson({ clock }: AdminDeps, { grantee }: Administrator): string {
  const { userId, userType } = grantee
  if (userType !== 'User' || userId === undefined)
    throw forbidden('Only a person may do this: a machine cannot know who somebody is.', 'person_needed')
  if (isProvenNow(grantee, clock.now())) return userId
  throw unauthorized(
    'insufficient_user_authentication',
    'This needs a sign-in from the last ten minutes: sign in again, with max_age=600.',
    { 'WWW-Authenticate': stepUpChallenge([AAL2, AAL1]) },
  )
}

/** Refuses an administrator whose policy or role does not cover the person. An administrator is recovered by an owner. */
async function requireCovered(deps: AdminDeps, administrator: Administrator, recovery: RecoveryRow): Promise<void> {
  if (isServers(administrator)) return
  const narrowing = requireReach(administrator, 'update', TYPE)
  const { id: project } = administrator.project
  const own = (await projectsOfUser.rows(deps.db, recovery.userId)).filter((one) => one.project === project)
  const seen: Stored[] = []
  for (const { id } of own) {
    const stored = await readResource(deps.db, project, TYPE, id, narrowing)
    if (stored !== undefined && !stored.deleted) seen.push(stored)
  }
  if (seen.length === 0) throw notFound()
  for (const member of seen) await requirePerson(deps, administrator, member)
  requireOwnerFor(administrator, recovery)
}

function requireOwnerFor({ grantee }: Administrator, { needsAdministrator }: RecoveryRow): void {
  if (needsAdministrator && !isOwner(grantee))
    throw forbidden(
      'This person administers a project: only an owner takes part in their recovery.',
      'above_own_role',
      'ProjectMembership.adminRole',
    )
}

/** Starts a recovery for a member. It removes nothing: that takes two proofs, and the person. */
export async function startForMember(
  deps: AdminDeps,
  administrator: Administrator,
  membership: Stored,
): Promise<RecoveryRow> {
  const userId = requireRecentPerson(deps, administrator)
  const row: MembershipRow | undefined = await membershipById.maybeOne(deps.db, membership.project, membership.id)
  if (row === undefined || row.userType !== 'User')
    throw badRequest('Only a person has a second factor, and this member is not a person.', undefined, 'not_a_person')
  const { project, issuer } = administrator
  const started = await startRecovery(
    deps,
    {
      userId,
      project: project.id,
      record: async (tx, recovery) => {
        requireOwnerFor(administrator, recovery)
        const event = eventOf(administrator, 'recovery.started', `User/${row.userId}`, { reason: 'administrator' })
        await deps.audit.record(tx, [event])
      },
    },
    { userId: row.userId, project: project.id, issuer },
  )
  if (started.ok) return started.value
  if (started.refusal === 'no_factor') throw badRequest('User not enrolled in MFA', undefined, started.refusal)
  if (started.refusal === 'new_address')
    throw conflict(
      'The address is new: wait until its change can no longer be undone, seven days after it.',
      started.refusal,
    )
  throw started.refusal === 'limited'
    ? badRequest('This address received too many e-mails in the last hour: try again later.', undefined, 'mail_limit')
    : badRequest('This person has no e-mail address: add one before you start.', undefined, started.refusal)
}

/** How a recovery is shown to administrators. The number on the person's page is never told. */
export function recoveryBody(recovery: RecoveryRow, membershipId: string, now: Date): object {
  const { id, startedAt, startedBy, proofs, readyAt, needsAdministrator } = recovery
  return {
    id,
    member: { reference: `${TYPE}/${membershipId}` },
    state: stateOf(recovery, now),
    startedAt: startedAt.toISOString(),
    startedBy,
    proofs,
    ...(readyAt !== null && { readyAt: readyAt.toISOString() }),
    ...(needsAdministrator && { needsOwner: true }),
  }
}

function stateOf({ number, readyAt }: RecoveryRow, now: Date): string {
  if (number === null) return 'link-sent'
  if (readyAt === null) return 'proof-missing'
  return readyAt > now ? 'waiting' : 'ready'
}

async function listRecoveries(deps: AdminDeps, administrator: Administrator): Promise<object> {
  const { db, audit, clock } = deps
  const { id: project } = administrator.project
  const narrowing = requireReach(administrator, 'read', TYPE)
  const now = clock.now()
  const shown: object[] = []
  for (const row of await recoveriesOfProject.rows(db, project, now)) {
    const member = await readResource(db, project, TYPE, row.membershipId, narrowing)
    const membership = member === undefined ? undefined : resourceOf<ProjectMembership>(member)
    if (membership !== undefined) shown.push(recoveryBody(row, row.membershipId, now))
  }
  await audit.committed(eventOf(administrator, 'recovery.read', TYPE))
  return { recoveries: shown }
}

async function confirm(
  deps: AdminDeps,
  administrator: Administrator,
  by: Omit<RecoveringAdministrator, 'record'>,
  { params, body }: RecoveryRequest,
): Promise<object> {
  const { number, identityCheck: how } = readBody(Confirmation, body)
  const record: RecoveringAdministrator['record'] = (tx, { userId }) =>
    // Sealed like a search: it may hold names.
    deps.audit.record(tx, [
      eventOf(administrator, 'recovery.confirmed', `User/${userId}`, { query: `identityCheck=${how}` }),
    ])
  const done = await confirmByAdministrator(deps, { ...by, record }, { id: params.recoveryId, number, how })
  if (!done.ok) throw refusalOf(done.refusal)
  return { id: done.value.id, readyAt: done.value.readyAt?.toISOString() }
}

async function shorten(
  deps: AdminDeps,
  administrator: Administrator,
  by: Omit<RecoveringAdministrator, 'record'>,
  { params }: RecoveryRequest,
): Promise<object> {
  const record: RecoveringAdministrator['record'] = (tx, { userId }) =>
    deps.audit.record(tx, [eventOf(administrator, 'recovery.shortened', `User/${userId}`)])
  const done = await shortenByAdministrator(deps, { ...by, record }, params.recoveryId)
  if (!done.ok) throw refusalOf(done.refusal)
  return { id: done.value.id, readyAt: done.value.readyAt?.toISOString() }
}

async function cancel(
  deps: AdminDeps,
  administrator: Administrator,
  by: Omit<RecoveringAdministrator, 'record'>,
  { params }: RecoveryRequest,
): Promise<object> {
  const record: RecoveringAdministrator['record'] = (tx, { userId }) =>
    deps.audit.record(tx, [eventOf(administrator, 'recovery.cancelled', `User/${userId}`, { reason: 'administrator' })])
  const done = await cancelByAdministrator(deps, { ...by, record }, params.recoveryId)
  if (!done.ok) throw refusalOf(done.refusal)
  return allOk()
}

function refusalOf(why: AdministratorsRefusal): OutcomeError {
  switch (why) {
    case 'unknown':
      return notFound()
    case 'ended':
      return conflict('This recovery has ended: it was stopped, completed, or has expired.', 'recovery_ended')
    case 'own_recovery':
      return forbidden('Your own account is recovered by another administrator.', why)
    case 'same_administrator':
      return forbidden(
        told`Another administrator must do this: whoever starts a recovery does not confirm it, and whoever confirms it
          does not shorten its waiting time.`,
        why,
      )
    case 'account_of_several_projects':
      return forbidden(
        'Other projects use this account too: the administrators of the server confirm its recovery.',
        why,
      )
    case 'wrong_number':
      return badRequest(
        told`The number is not the one on the person's page: ask them for it. A new page has a new number.`,
        'number',
        why,
      )
    case 'confirmed':
      return conflict('An administrator has confirmed this recovery already.', why)
    case 'nothing_to_shorten':
      return conflict('No waiting time is under way: an administrator must confirm the recovery first.', why)
  }
}
