import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, noteTrace, type OutcomeError, placeOf, readBody, unavailable } from '#answers'
import type { Client } from '#domain/clients'
import { type ExternalPerson, type Provider, type ProviderFailure, vouchedByGoogle } from '#domain/federation'
import type { ExternalRefusal } from '#domain/signin'
import { optionalId, pkce, text } from './fields.ts'
import { gatekeep, readAskedScope, readChallenge } from './gatekeeping.ts'
import { loginAnswer } from './login-answer.ts'
import type { AuthParts } from './parts.ts'

const GoogleBody = z.object({
  googleClientId: text(300).min(1, 'is required'),
  googleCredential: text(16_384).min(1, 'is required'),
  createUser: z.boolean('must be true or false').optional(),
  projectId: optionalId,
  clientId: optionalId,
  resourceType: z
    .enum(['Patient', 'Practitioner', 'RelatedPerson'], 'must be Patient, Practitioner or RelatedPerson')
    .optional(),
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  launch: z.undefined('Launched apps sign in on the hosted pages: send the person to /oauth2/authorize').optional(),
  ...pkce,
})
/** As the incumbent has it: who signs in with Google goes on with a refresh token. */
const USUAL_SCOPE = 'openid offline'

/** `/auth/google`: a credential of Google's button, for the project that names its client id. */
export function registerGoogle(app: FastifyInstance, parts: AuthParts): void {
  const { signIn, verifyPresented } = parts
  app.post('/auth/google', answersWith('outcome'), async (request) => {
    const body = readBody(GoogleBody, request.body)
    const { client, requestedProject: project } = await gatekeep(parts, request, body)
    if (project === undefined)
      throw badRequest('Send clientId or projectId: where the person wants to sign in.', 'projectId', 'no_project')
    const codeChallenge = readChallenge(body)
    const usual = client?.resource.defaultScope === undefined ? USUAL_SCOPE : undefined
    const scope = readAskedScope(body.scope ?? usual, client)
    const google = await googleOf(parts, client, project, body.googleClientId)
    if (google === undefined)
      throw badRequest(
        'Invalid googleClientId: let an administrator add it to a site of the project.',
        'googleClientId',
        'unknown_google_client',
      )
    const verified = await verifyPresented(google.provider, { token: body.googleCredential, kind: 'id_token' })
    if (!verified.ok) {
      const { code, finding } = verified.refusal
      noteTrace(request, { failure: { code: undefined, reason: code }, finding: { what: finding, remedy: REMEDY } })
      throw credentialRefused(verified.refusal)
    }
    const begun = await signIn.external({
      person: google.asGoogles(verified.value),
      method: 'google',
      client,
      project,
      profileType: body.resourceType,
      scope,
      nonce: body.nonce,
      codeChallenge,
      ...placeOf(request),
    })
    if (!begun.ok) {
      const { why, finding = why } = begun.refusal
      noteTrace(request, { failure: { code: undefined, reason: why }, finding: { what: finding, remedy: REMEDY } })
      throw nobody(begun.refusal)
    }
    return loginAnswer(parts, begun.value.handle, placeOf(request))
  })
}

const REMEDY =
  'Compare googleClientId with a site of the project, or with identityProvider of the client; invite the person by the address of their Google account.'

interface Google {
  readonly provider: Provider
  /** What Google may vouch for, where its configuration does not say. */
  readonly asGoogles: (person: ExternalPerson) => ExternalPerson
}

/** Google as it is configured on the client, with what it may do there; else as a site of the project names it. */
async function googleOf(
  { providers }: AuthParts,
  client: Client | undefined,
  project: string,
  googleClientId: string,
): Promise<Google | undefined> {
  const own = client === undefined ? undefined : await providers.ofClient(client)
  if (own !== undefined && own.settings.clientId === googleClientId && providers.isGoogle(own))
    return { provider: own, asGoogles: (person) => person }
  const provider = await providers.ofSite(project, googleClientId)
  return provider && { provider, asGoogles: vouchedByGoogle }
}

function credentialRefused({ why, code, finding }: ProviderFailure): OutcomeError {
  return why === 'unavailable'
    ? unavailable(code)
    : badRequest(`Invalid googleCredential: ${finding}`, 'googleCredential', code)
}

function nobody({ why }: ExternalRefusal): OutcomeError {
  return why === 'proof_needed' || why === 'ask_to_link'
    ? badRequest(
        'There is an account that must be linked first: sign in to it, or begin at /auth/external/start.',
        undefined,
        why,
      )
    : badRequest(
        'User not found: nobody was invited with this Google account, or Google may not vouch for them.',
        undefined,
        why,
      )
}
