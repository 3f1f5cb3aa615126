import type { Interaction } from '@damson/access'
import type { ProjectMembership } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allOk, answersWith, badRequest, checkVersion, conflict, type OutcomeError, writeRefused } from '#answers'
import { told } from '#base/findings'
import type { AuditKind } from '#domain/audit'
import { endInvitationLinks, holdPending, standingOf } from '#domain/memberships'
import { inviteAgain } from '#domain/registration'
import { deleteGated, resourceOf, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, requirePerson, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { memberOf } from './members.ts'
import { mailRefused } from './not-sent.ts'

type InvitationRequest = FastifyRequest<{ Params: { projectId: string; membershipId: string } }>
const TYPE = 'ProjectMembership'
const INVITATION = '/admin/projects/:projectId/members/:membershipId/invitation'

type Act = (
  deps: AdminDeps,
  administrator: Administrator,
  membership: Stored,
  ifMatch: string | undefined,
) => Promise<object>

/** Sends a pending invitation again, or revokes it. `member-list.ts` lists them. */
export function registerInvitations(app: FastifyInstance, deps: AdminDeps): void {
  const acts: readonly (readonly ['POST' | 'DELETE', Interaction, AuditKind, Act])[] = [
    ['POST', 'update', 'invitation.resent', sendAgain],
    ['DELETE', 'delete', 'invitation.revoked', revoke],
  ]
  for (const [method, interaction, kind, act] of acts) {
    const handler = async (request: InvitationRequest, reply: FastifyReply): Promise<unknown> => {
      const administrator = await administratorOf(deps, request, 'invite')
      const { membershipId } = request.params
      const answer = await audited(deps, administrator, kind, `${TYPE}/${membershipId}`, async () => {
        const narrowing = requireReach(administrator, interaction, TYPE)
        const member = await memberOf(deps, administrator, membershipId, narrowing)
        await requirePerson(deps, administrator, member)
        return act(deps, administrator, member, request.headers['if-match'])
      })
      return reply.type('application/fhir+json; charset=utf-8').send(answer)
    }
    app.route({ method, url: INVITATION, ...answersWith('outcome'), handler })
  }
}

async function sendAgain(deps: AdminDeps, administrator: Administrator, membership: Stored): Promise<object> {
  const { db, audit, registration } = deps
  const { project, id } = membership
  const { active, user } = resourceOf<ProjectMembership>(membership) ?? {}
  const [standing] = await standingOf.rows(db, project, [id])
  if (standing?.pending !== true) throw notPending()
  if (active === false)
    throw conflict('This membership is inactive: activate it, then send the invitation.', 'inactive')
  const userId = user?.reference?.split('/')[1] ?? ''
  const { grantee } = administrator
  const invitedBy = grantee.userId === undefined ? undefined : `User/${grantee.userId}`
  const invitation = { project, membershipId: id, userId, invitedBy }
  const sent = await inviteAgain(registration, invitation, administrator.issuer, (tx) =>
    audit.record(tx, [eventOf(administrator, 'invitation.resent', `${TYPE}/${id}`)]),
  )
  const why = sent.ok ? sent.value : sent.refusal
  if (why === 'sent') return allOk()
  switch (why) {
    case 'not_pending':
      throw notPending()
    case 'no_address':
      throw badRequest(
        'This person has no e-mail address: add one before you send an invitation.',
        undefined,
        'no_address',
      )
    case 'overtaken':
      throw conflict('The person has just accepted the invitation: read the member again.', 'overtaken')
    default:
      throw mailRefused(why)
  }
}

/** Removes the membership and revokes the mailed link, in one transaction. The profile and the account stay. */
async function revoke(
  deps: AdminDeps,
  administrator: Administrator,
  membership: Stored,
  ifMatch: string | undefined,
): Promise<object> {
  checkVersion(ifMatch, membership.version)
  const { db, gates, audit, clock } = deps
  const { project, id } = membership
  const now = clock.now()
  await db.tx(async (tx) => {
    // The link first, then the membership: choosing a password through the link locks in the same order.
    await endInvitationLinks.run(tx, now, project, id)
    if ((await holdPending.maybeOne(tx, project, id)) === undefined) throw notPending()
    const written = await deleteGated(tx, gates, membership, administrator.grantee.profile, now)
    if (!written.ok) throw writeRefused(written.refusal)
    const { version } = written.value.stored
    await audit.record(tx, [eventOf(administrator, 'invitation.revoked', `${TYPE}/${id}`, { version })])
    await publishInvalidations(tx, written.value.invalidations, now)
  })
  return allOk()
}

function notPending(): OutcomeError {
  return conflict(
    told`This invitation is not pending: the person has signed in, or was never invited. Remove the member or reset
      the password instead.`,
    'not_pending',
  )
}
