import type { ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, conflict, notFound, readBody, writeRefused } from '#answers'
import { languageOf } from '#base/language'
import { qrDataUrl } from '#base/qr'
import { uuid } from '#base/random'
import type { Postage } from '#domain/mails'
import { defaultPolicyOf, takesActivationCodes } from '#domain/projects'
import { makeActivationCode } from '#domain/registration'
import { findResource, reachable } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, grantCheck, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { email, referenceTo } from './fields.ts'
import { mailNotSent, mailRefused } from './not-sent.ts'

const Body = z.object({
  patient: referenceTo('Patient'),
  /** The address to which the code is sent. Left out: it is on paper. */
  email: email.optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
})

/** `POST /admin/projects/:projectId/activation-codes`: a code with which a patient's account opens their record. */
export function registerActivationCodes(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/activation-codes',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'invite')
      const answer = await audited(deps, administrator, 'activation_code.made', 'Patient', async () => {
        requirePermit(administrator, 'create', 'ProjectMembership')
        return makeFor(deps, administrator, readBody(Body, request.body))
      })
      return reply.header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(answer)
    },
  )
}

async function makeFor(deps: AdminDeps, administrator: Administrator, body: z.infer<typeof Body>): Promise<string> {
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
  const stored = await findResource(deps.db, grantee.project, 'Patient', patient)
  const narrowing = requirePermit(administrator, 'read', 'Patient')
  if (stored === undefined || !reachable(stored, narrowing, deps.issuers.fhirUrlsOf(grantee.project))) throw notFound()
  // Before the code is made: one that cannot be sent must not end an earlier one.
  const postage = body.email === undefined ? undefined : await mails.admit(body.email)
  if (body.email !== undefined && postage === undefined) throw mailRefused('limited')
  const delivery = body.email === undefined ? 'paper' : 'email'
  const draft = { project: grantee.project, patient, accessPolicy, delivery, author: grantee.profile } as const
  const made = await makeActivationCode(deps.registration, draft, {
    mayGrant: (tx) => grantCheck(tx, administrator, changeFor(draft, deps.clock.now())),
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

/** The membership that the code will make. */
function changeFor(
  {
    project,
    patient,
    accessPolicy,
  }: { readonly project: string; readonly patient: string; readonly accessPolicy: string },
  now: Date,
): Parameters<typeof grantCheck>[2] {
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
