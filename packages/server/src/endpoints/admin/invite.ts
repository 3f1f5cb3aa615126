import { decide } from '@damson/access'
import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, conflict, readBody, writeRefused } from '#answers'
import { bothOf } from '#base/findings'
import { uuid } from '#base/random'
import { type InviteDraft, invite } from '#domain/registration'
import { bodyOf } from '#domain/resources'
import {
  type Administrator,
  administratorOf,
  audited,
  eventOf,
  grantCheck,
  reachProblem,
  requirePermit,
} from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { Access, adminRole, email, identityCheck, name, referenceTo, uri } from './fields.ts'
import { phoneOf, sendInvitation } from './invited-phone.ts'
import { mailNotSent, textNotSent } from './not-sent.ts'
import { checkedBy, type InvitedElements, upsert } from './upsert.ts'

export const InviteBody = z.object({
  resourceType: z.enum(['Patient', 'Practitioner', 'RelatedPerson'], 'must be Patient, Practitioner or RelatedPerson'),
  firstName: name,
  lastName: name,
  email: email.optional(),
  phone: z.string('must be a text').max(64, 'must be at most 64 characters').optional(),
  externalId: name.optional(),
  externalIdIssuer: uri.optional(),
  scope: z.enum(['project', 'server'], 'must be project or server').optional(),
  password: z
    .undefined(
      'You cannot choose a password for another person: leave it out. ' +
        'The person chooses one through the mailed link, or signs in with the provider of their domain.',
    )
    .optional(),
  sendEmail: z.boolean().optional(),
  mfaRequired: z.boolean().optional(),
  patient: referenceTo('Patient').optional(),
  admin: z.boolean().optional(),
  adminRole: adminRole.optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
  access: Access.optional(),
  membership: z
    .object({
      admin: z.boolean().optional(),
      adminRole: adminRole.optional(),
      mfaRequired: z.boolean().optional(),
      accessPolicy: referenceTo('AccessPolicy').optional(),
      access: Access.optional(),
      externalId: name.optional(),
      externalIdIssuer: uri.optional(),
    })
    .optional(),
  forceNewMembership: z.boolean().optional(),
  samePerson: z.boolean().optional(),
  identityCheck: identityCheck.optional(),
  upsert: z.boolean().optional(),
})

/** `POST /admin/projects/:projectId/invite` */
export function registerInvite(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/invite',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'invite')
      const answer = await audited(deps, administrator, 'user.invited', 'ProjectMembership', async () => {
        requirePermit(administrator, 'create', 'ProjectMembership')
        const body = readBody(InviteBody, request.body)
        const draft = { ...draftOf(administrator, body), phone: await phoneOf(deps, administrator, body) }
        const known = body.upsert === true ? await upsert(deps, administrator, draft, elementsOf(body)) : undefined
        return known ?? inviteAs(deps, administrator, draft)
      })
      return reply.type('application/fhir+json; charset=utf-8').send(answer)
    },
  )
}

function draftOf({ grantee }: Administrator, body: z.infer<typeof InviteBody>): InviteDraft {
  const { membership = {} } = body
  const externalId = membership.externalId ?? body.externalId
  if (body.email === undefined && externalId === undefined && body.phone === undefined)
    throw badRequest('Send email, phone or externalId.', 'email', 'missing_address')
  if (body.resourceType === 'RelatedPerson' && body.patient === undefined)
    throw badRequest('A RelatedPerson needs a patient: send patient.', 'patient', 'missing_patient')
  const access = membership.access ?? body.access
  return {
    project: grantee.project,
    profileType: body.resourceType,
    firstName: body.firstName,
    lastName: body.lastName,
    email: body.email,
    externalId,
    externalIdIssuer: membership.externalIdIssuer ?? body.externalIdIssuer,
    projectScoped: body.scope === 'project' || externalId !== undefined || body.phone !== undefined,
    patient: body.patient?.reference,
    admin: membership.admin ?? body.admin ?? false,
    adminRole: membership.adminRole ?? body.adminRole,
    mfaRequired: membership.mfaRequired ?? body.mfaRequired ?? false,
    accessPolicy: (membership.accessPolicy ?? body.accessPolicy)?.reference,
    access: access as InviteDraft['access'],
    forceNewMembership: body.forceNewMembership ?? false,
    samePerson: body.samePerson,
    identityCheck: body.identityCheck,
    sendEmail: body.sendEmail ?? true,
    author: grantee.profile,
    invitedBy: grantee.userId === undefined ? grantee.profile : `User/${grantee.userId}`,
  }
}

/** The elements of a membership that the invitation names. */
function elementsOf({ membership = {}, ...body }: z.infer<typeof InviteBody>): InvitedElements {
  if (body.forceNewMembership === true)
    throw badRequest(
      'forceNewMembership makes another membership, and upsert changes the existing one: send one of them.',
      'upsert',
      'upsert_or_new',
    )
  const given = { ...body, ...membership }
  const { admin, adminRole, mfaRequired, accessPolicy, access, externalId, externalIdIssuer } = given
  return present({ admin, adminRole, mfaRequired, accessPolicy, access, externalId, externalIdIssuer })
}

const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The membership. If the e-mail could not be sent, Medplum's API answers 200 with an OperationOutcome that says so. */
async function inviteAs(deps: AdminDeps, administrator: Administrator, draft: InviteDraft): Promise<string> {
  const proposed: ProjectMembership = {
    resourceType: 'ProjectMembership',
    project: { reference: `Project/${draft.project}` },
    user: {},
    profile: { reference: `${draft.profileType}/` },
    admin: draft.admin,
    ...(draft.adminRole !== undefined && { adminRole: draft.adminRole }),
    ...(draft.accessPolicy !== undefined && { accessPolicy: { reference: draft.accessPolicy } }),
    ...(draft.access !== undefined && { access: [...draft.access] }),
  }
  const change = {
    project: draft.project,
    type: 'ProjectMembership',
    id: uuid(),
    after: proposed,
    now: deps.clock.now(),
  }
  // A new account may have any external id. An account that somebody has already is given away by it.
  const of = ({ userId, isMade }: { readonly userId: string; readonly isMade: boolean }): ProjectMembership => ({
    ...proposed,
    user: { reference: `User/${userId}` },
    ...(isMade ? {} : externalIdOf(draft)),
  })
  const invited = await invite(deps.registration, draft, {
    mayGrant: (tx, account) =>
      grantCheck(tx, administrator, account === undefined ? change : { ...change, after: of(account) }),
    findable: searchReach(administrator, draft.profileType),
    madeProblem: (made) => reachProblem(deps, administrator, 'create', made),
    record: (tx, { id, version }) =>
      deps.audit.record(tx, [
        eventOf(administrator, 'user.invited', `ProjectMembership/${id}`, { version, ...checkedBy(draft) }),
      ]),
  })
  if (!invited.ok)
    throw invited.refusal.why === 'already_member' || invited.refusal.why === 'number_unused'
      ? conflict(bothOf(invited.refusal.text), invited.refusal.code)
      : writeRefused(invited.refusal)
  const { membership, mailed, texted } = invited.value
  if (texted !== undefined && draft.sendEmail) {
    const sent = await sendInvitation(deps, administrator, texted)
    if (sent !== 'sent')
      return textNotSent(sent, 'The membership was created: send the same with upsert to send the message again.')
  }
  const { mails } = deps.registration
  const posting =
    mailed === undefined || !draft.sendEmail
      ? undefined
      : await mails.invitation(mailed.to, mailed.way, mailed.subject, mailed.language, administrator.issuer)
  const posted = (await posting?.attempt) ?? 'sent'
  if (posted === 'sent') return bodyOf(membership, true)
  return mailNotSent(
    posted,
    `The membership was created: ${
      mailed?.way.by === 'organisation'
        ? 'tell the person to sign in with their organisation'
        : `send the invitation again with POST members/${membership.id}/invitation`
    }.`,
  )
}

function externalIdOf({ externalId, externalIdIssuer }: InviteDraft): Partial<ProjectMembership> {
  return {
    ...(externalId !== undefined && { externalId }),
    ...(externalIdIssuer !== undefined && { externalIdIssuer }),
  }
}

/** The inviter may only assign a profile that they may read. */
function searchReach({ grantee }: Administrator, resourceType: string): Condition | undefined {
  const decision = decide(grantee.access, { interaction: 'search', resourceType })
  return decision.verdict === 'permit' ? decision.narrowing : undefined
}
