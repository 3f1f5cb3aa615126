import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { allOk, answersWith, badRequest, conflict, forbidden, notFound, readBody, writeRefused } from '#answers'
import { languageOf } from '#base/language'
import { qrDataUrl } from '#base/qr'
import { uuid } from '#base/random'
import type { Postage } from '#domain/mails'
import { defaultPolicyOf, takesActivationCodes } from '#domain/projects'
import { makeActivationCode, withdrawActivationCodes } from '#domain/registration'
import { findResource, isUnrestricted, reachable } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, grantCheck, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { email, referenceTo } from './fields.ts'
import { mailNotSent, mailRefused } from './not-sent.ts'

export const ActivationCodeBody = z.object({
  patient: referenceTo('Patient'),
  /** The address to which the code is sent. Left out: it is on paper. */
  email: email.optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
})

type Proposed = Parameters<typeof grantCheck>[2]

/**
 * `/admin/projects/:projectId/activation-codes`: POST makes a code with which a patient's account opens their record, DELETE
 * `…/:patientId` ends the open ones.
 */
export function registerActivationCodes(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/activation-codes',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'invite')
      const answer = await audited(deps, administrator, 'activation_code.made', 'Patient', async () => {
        const narrowing = requirePermit(administrator, 'create', 'ProjectMembership')
        return makeFor(deps, administrator, readBody(ActivationCodeBody, request.body), narrowing)
      })
      return reply.header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(answer)
    },
  )

  app.delete<{ Params: { projectId: string; patientId: string } }>(
    '/admin/projects/:projectId/activation-codes/:patientId',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'invite')
      const { patientId } = request.params
      const answer = await audited(deps, administrator, 'activation_code.withdrawn', 'Patient', () =>
        withdrawOf(deps, administrator, patientId),
      )
      return reply.type('application/fhir+json; charset=utf-8').send(answer)
    },
  )
}

/** Whoever may make the codes of a patient may end them. */
async function withdrawOf(deps: AdminDeps, administrator: Administrator, patient: string): Promise<object> {
  requirePermit(administrator, 'create', 'ProjectMembership')
  await requirePatient(deps, administrator, patient)
  const entity = `Patient/${patient}`
  await withdrawActivationCodes(deps.registration, { project: administrator.grantee.project, patient }, (tx) =>
    deps.audit.record(tx, [eventOf(administrator, 'activation_code.withdrawn', entity, { patient: entity })]),
  )
  return allOk()
}

async function requirePatient(deps: AdminDeps, administrator: Administrator, id: string): Promise<void> {
  const { project } = administrator.grantee
  const stored = await findResource(deps.db, project, 'Patient', id)
  const narrowing = requirePermit(administrator, 'read', 'Patient')
  if (stored === undefined || !reachable(stored, narrowing, deps.issuers.fhirUrlsOf(project))) throw notFound()
}

async function makeFor(
  deps: AdminDeps,
  administrator: Administrator,
  body: z.infer<typeof ActivationCodeBody>,
  narrowing: Condition,
): Promise<string> {
  const { grantee, project, issuer } = administrator
  if (!takesActivationCodes(project.resource))
    throw badRequest(
      'Switch activation codes on first: the setting activationCodes.',
      undefined,
      'activation_codes_off',
    )
  const { mails } = deps.registration
  const accessPolicy = body.accessPolicy?.reference ?? defaultPolicyOf(project.resource, 'Patient')
  if (accessPolicy === undefined)
    throw badRequest(
      'Send accessPolicy, or give the project a default access policy for patients.',
      'accessPolicy',
      'policy_needed',
    )
  const patient = body.patient.reference.slice('Patient/'.length)
  await requirePatient(deps, administrator, patient)
  const change = changeFor({ project: grantee.project, patient, accessPolicy }, deps.clock.now())
  if (!covers(narrowing, change, deps.issuers.fhirUrlsOf(grantee.project)))
    throw forbidden(
      'Your access policy does not cover the membership that the code makes: name another access policy, or ask an owner.',
      'outside_policy',
    )
  // Before the code is made: one that cannot be sent must not end an earlier one.
  const stranger = { why: 'invitation', project: grantee.project } as const
  const postage = body.email === undefined ? undefined : await mails.admit(body.email, stranger)
  if (body.email !== undefined && postage === undefined) throw mailRefused('limited')
  const delivery = body.email === undefined ? 'paper' : 'email'
  const draft = { project: grantee.project, patient, accessPolicy, delivery, author: grantee.profile } as const
  const made = await makeActivationCode(deps.registration, draft, {
    mayGrant: (tx) => grantCheck(tx, administrator, change),
    record: (tx, id) =>
      deps.audit.record(tx, [
        eventOf(administrator, 'activation_code.made', `ActivationCode/${id}`, {
          patient: `Patient/${patient}`,
          reason: delivery,
        }),
      ]),
  })
  if (!made.ok) throw made.refusal.why === 'patient_has_account' ? hasAccount() : writeRefused(made.refusal)
  const { code, expiresAt } = made.value
  const url = `${issuer.url}account/activation/${code}`
  const until = { expiresAt: expiresAt.toISOString() }
  // The code goes to the patient alone.
  if (postage !== undefined) return send(deps, administrator, postage, { code, url, patient }, until)
  return JSON.stringify({ code, url, qrCode: qrDataUrl(url), ...until })
}

async function send(
  { registration: { mails } }: AdminDeps,
  { grantee, issuer }: Administrator,
  postage: Postage,
  { code, url, patient }: { readonly code: string; readonly url: string; readonly patient: string },
  until: { readonly expiresAt: string },
): Promise<string> {
  const subject = { project: grantee.project, about: `Patient/${patient}` }
  const { attempt } = await mails.activation(postage, { code, url }, subject, languageOf(null), issuer)
  const posted = await attempt
  return posted === 'sent' ? JSON.stringify(until) : mailNotSent(posted, 'Make another code if it does not arrive.')
}

/**
 * Whether the membership will be inside a narrowing, whoever types the code. It has all that the draft has, and more: so what
 * the draft meets it meets too, except for conditions that something is absent (`not`), and for those on the time.
 */
function covers(
  narrowing: Condition,
  { project, type, id, after, now }: Proposed,
  baseUrls: readonly string[],
): boolean {
  if (isUnrestricted(narrowing)) return true
  const content = JSON.stringify({ ...after, id, active: true })
  const draft = {
    rk: 0,
    project,
    type,
    id,
    version: 1,
    updatedAt: now,
    deleted: false,
    content,
    extended: '',
    patients: [],
  }
  return isMonotone(narrowing) && reachable(draft, narrowing, baseUrls)
}

function isMonotone(condition: Condition): boolean {
  if (condition.op === 'all' || condition.op === 'any') return condition.of.every(isMonotone)
  return condition.op === 'term' || condition.op === 'string'
}

/** The membership that the code will make. */
function changeFor(
  {
    project,
    patient,
    accessPolicy,
  }: { readonly project: string; readonly patient: string; readonly accessPolicy: string },
  now: Date,
): Proposed {
  const after: ProjectMembership = {
    resourceType: 'ProjectMembership',
    project: { reference: `Project/${project}` },
    user: {},
    profile: { reference: `Patient/${patient}` },
    accessPolicy: { reference: accessPolicy },
  }
  return { project, type: 'ProjectMembership', id: uuid(), after, now }
}

function hasAccount(): Error {
  return conflict(
    'This patient has an account already: let them sign in, or remove their membership first.',
    'patient_has_account',
  )
}
