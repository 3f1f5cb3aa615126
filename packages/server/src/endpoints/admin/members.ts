import type { Interaction } from '@damson/access'
import { type Condition, type ProjectMembership, validate } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  allOk,
  answersWith,
  badRequest,
  checkVersion,
  conflict,
  forbidden,
  granteeOf,
  INVALID_RESOURCE,
  issuesRefused,
  notFound,
  otherMethod,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { isUuid } from '#base/random'
import type { AdminAct } from '#domain/access'
import type { AuditKind } from '#domain/audit'
import { type MembershipRow, membershipById, membershipsOfUser } from '#domain/memberships'
import { mailPasswordLink } from '#domain/passwords'
import {
  bodyOf,
  type Change,
  deleteGated,
  readResource,
  replaceGated,
  resourceOf,
  type Stored,
  type WriteRefusal,
} from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { tellByText } from '#domain/texts'
import { userById } from '#domain/users'
import {
  type Administrator,
  administratorOf,
  audited,
  eventOf,
  grantCheck,
  reachProblem,
  requirePerson,
  requireReach,
} from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { mailRefused } from './not-sent.ts'
import { recoveryBody, startForMember } from './recoveries.ts'

type MemberRequest = FastifyRequest<{ Params: { projectId: string; membershipId: string } }>
const TYPE = 'ProjectMembership'
const MEMBER = '/admin/projects/:projectId/members/:membershipId'

type Act = (
  deps: AdminDeps,
  administrator: Administrator,
  membership: Stored,
  body: unknown,
  ifMatch: string | undefined,
) => Promise<object | string>

/** Reads, changes and removes a member, and starts a password reset for one. */
export function registerMembers(app: FastifyInstance, deps: AdminDeps): void {
  const outcome = answersWith('outcome')
  const acts: readonly (readonly ['GET' | 'POST' | 'DELETE', string, Interaction, AdminAct, AuditKind, Act])[] = [
    ['GET', MEMBER, 'read', 'see_members', 'membership.read', readMember],
    ['POST', MEMBER, 'update', 'change_members', 'membership.changed', changeMember],
    ['DELETE', MEMBER, 'delete', 'change_members', 'membership.removed', removeMember],
    ['POST', `${MEMBER}/resetpassword`, 'update', 'start_recovery', 'password.reset_requested', resetMember],
    ['POST', `${MEMBER}/mfa/reset`, 'update', 'start_recovery', 'factor.reset_requested', resetFactor],
    ['POST', `${MEMBER}/recovery`, 'update', 'start_recovery', 'recovery.started', startMembersRecovery],
  ]
  for (const [method, url, interaction, covering, kind, act] of acts) {
    const handler = async (request: MemberRequest, reply: FastifyReply): Promise<unknown> => {
      const administrator = await administratorOf(deps, request, covering)
      const { membershipId } = request.params
      const body = await audited(deps, administrator, kind, `${TYPE}/${membershipId}`, async () => {
        const narrowing = requireReach(administrator, interaction, TYPE)
        const member = await memberOf(deps, administrator, membershipId, narrowing)
        if (method !== 'GET') await requirePerson(deps, administrator, member)
        return act(deps, administrator, member, request.body, request.headers['if-match'])
      })
      return reply.type('application/fhir+json; charset=utf-8').send(body)
    }
    app.route({ method, url, ...outcome, handler })
  }
  app.post('/admin/projects/setpassword', outcome, async (request: FastifyRequest) => {
    await granteeOf(deps.credentials, request)
    throw forbidden(
      'You cannot choose a password for another person: start a reset with members/:id/resetpassword.',
      'password_by_admin',
    )
  })
}

/** Starts a recovery, as `startMembersRecovery` does, with the answer that Medplum's API gives. */
async function resetFactor(deps: AdminDeps, administrator: Administrator, membership: Stored): Promise<object> {
  const { userId } = await startForMember(deps, administrator, membership)
  await deps.audit.committed(eventOf(administrator, 'factor.reset_requested', `User/${userId}`))
  return allOk()
}

async function startMembersRecovery(
  deps: AdminDeps,
  administrator: Administrator,
  membership: Stored,
): Promise<object> {
  return recoveryBody(await startForMember(deps, administrator, membership), membership.id, deps.clock.now())
}

/** A membership of the project, if the administrator's own policy covers it. */
export async function memberOf(
  { db }: AdminDeps,
  { grantee }: Administrator,
  id: string,
  narrowing: Condition,
): Promise<Stored> {
  const stored = isUuid(id) ? await readResource(db, grantee.project, TYPE, id, narrowing) : undefined
  if (stored === undefined || stored.deleted) throw notFound()
  return stored
}

async function readMember({ audit }: AdminDeps, administrator: Administrator, membership: Stored): Promise<string> {
  await audit.committed(
    eventOf(administrator, 'membership.read', `${TYPE}/${membership.id}`, { version: membership.version }),
  )
  return bodyOf(membership, true)
}

/** Replaces a membership by the one that was sent. */
export async function changeMember(
  deps: AdminDeps,
  administrator: Administrator,
  current: Stored,
  body: unknown,
  ifMatch?: string,
): Promise<string> {
  checkVersion(ifMatch, current.version)
  if (
    typeof body !== 'object' ||
    body === null ||
    !('resourceType' in body) ||
    body.resourceType !== TYPE ||
    !('id' in body) ||
    body.id !== current.id
  ) {
    throw forbidden(
      'The body is not the membership in the address: send that ProjectMembership, with its resourceType and id.',
      'other_membership',
    )
  }
  const { meta: _meta, ...fields } = body as ProjectMembership
  const issues = validate(fields)
  if (issues.length > 0) throw issuesRefused(issues, INVALID_RESOURCE)
  const { db, gates, audit, clock } = deps
  const now = clock.now()
  const { project, profile: author } = administrator.grantee
  return db.tx(async (tx) => {
    const change = { project, type: TYPE, id: current.id, before: resourceOf(current), after: fields, now }
    const problem = await grantCheck(tx, administrator, change)
    if (problem !== undefined) throw writeRefused(problem)
    const lockout = await lockoutBy(tx, deps, administrator, change)
    if (lockout !== undefined) throw writeRefused(lockout)
    const written = await replaceGated(
      tx,
      gates,
      current,
      { project, type: TYPE, id: current.id, resource: fields, author },
      now,
    )
    if (!written.ok) throw writeRefused(written.refusal)
    const beyond = reachProblem(deps, administrator, 'update', written.value.stored)
    if (beyond !== undefined) throw writeRefused(beyond)
    await audit.record(tx, [
      eventOf(administrator, 'membership.changed', `${TYPE}/${current.id}`, {
        version: written.value.stored.version,
      }),
    ])
    await publishInvalidations(tx, written.value.invalidations, now)
    return bodyOf(written.value.stored, true)
  })
}

/** The rules on addresses of the policies that administrators give to themselves. */
async function lockoutBy(
  tx: Tx,
  { grantees }: AdminDeps,
  { grantee, project, address, confirmsLockout }: Administrator,
  change: Change,
): Promise<WriteRefusal | undefined> {
  return confirmsLockout ? undefined : grantees.lockoutProblem(tx, grantee, project.resource, change, address)
}

async function removeMember(
  deps: AdminDeps,
  administrator: Administrator,
  current: Stored,
  _body: unknown,
  ifMatch: string | undefined,
): Promise<object> {
  checkVersion(ifMatch, current.version)
  const { db, gates, audit, clock } = deps
  const now = clock.now()
  const member = await membershipById.maybeOne(db, current.project, current.id)
  const { profile: author } = administrator.grantee
  await db.tx(async (tx) => {
    const written = await deleteGated(tx, gates, current, author, now)
    if (!written.ok) throw writeRefused(written.refusal)
    await audit.record(tx, [
      eventOf(administrator, 'membership.removed', `${TYPE}/${current.id}`, {
        version: written.value.stored.version,
      }),
    ])
    await publishInvalidations(tx, written.value.invalidations, now)
  })
  if (member?.userType === 'User') await tellWhoLeft(deps, administrator, member)
  return allOk()
}

/** Who signed in by text message and has no membership left is told at that number: another person may have asked for it. */
async function tellWhoLeft(deps: AdminDeps, { issuer }: Administrator, { userId }: MembershipRow): Promise<void> {
  if ((await membershipsOfUser.rows(deps.db, userId)).length > 0) return
  const user = await userById.maybeOne(deps.db, userId)
  if (user !== undefined) await tellByText(deps, user, 'left', languageOf(user.language), issuer)
}

async function resetMember(deps: AdminDeps, administrator: Administrator, membership: Stored): Promise<object> {
  const row: MembershipRow | undefined = await membershipById.maybeOne(deps.db, membership.project, membership.id)
  if (row === undefined || row.userType !== 'User')
    throw badRequest('Only a person has a password, and this member is not a person.', undefined, 'not_a_person')
  const subject = { project: membership.project, about: `${TYPE}/${membership.id}` }
  const posted = await mailPasswordLink(
    deps.registration,
    { userId: row.userId, subject, by: 'administrator' },
    administrator.issuer,
    (tx) => deps.audit.record(tx, [eventOf(administrator, 'password.reset_requested', `User/${row.userId}`)]),
  )
  if (posted === 'no_address')
    throw badRequest(
      'This person has no e-mail address: add one before you reset the password.',
      undefined,
      'no_address',
    )
  if (posted === 'opened')
    throw conflict(
      'This person signs in without the address, which they have not confirmed: they set a password on /account/password.',
      posted,
    )
  if (posted === 'sent') return allOk()
  throw typeof posted === 'string' ? mailRefused(posted) : otherMethod(posted)
}
