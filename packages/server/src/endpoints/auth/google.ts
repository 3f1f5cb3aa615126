import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, readBody } from '#answers'
import { told } from '#base/findings'
import type { Client } from '#domain/clients'
import { type ExternalPerson, vouchedByGoogle } from '#domain/proof'
import type { Provider } from '#domain/providers'
import type { AuthDeps } from './dependencies.ts'
import { optionalId, pkce, projectOrNew, text } from './fields.ts'
import { gatekeep, readChallenge, readRequestedScope } from './gatekeeping.ts'
import { signInByToken } from './token-sign-in.ts'

export const GoogleBody = z.object({
  googleClientId: text(300).min(1, 'is required'),
  googleCredential: text(16_384).min(1, 'is required'),
  /** Whether the app wants an account for a new person. It is ignored: the provider's `accountPolicy` decides. */
  createUser: z.boolean('must be true or false').optional(),
  projectId: projectOrNew,
  clientId: optionalId,
  resourceType: z
    .enum(['Patient', 'Practitioner', 'RelatedPerson'], 'must be Patient, Practitioner or RelatedPerson')
    .optional(),
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  launch: z.undefined('Launched apps must use the hosted pages: send the person to /oauth2/authorize').optional(),
  ...pkce,
})
/** As in Medplum: a sign-in with Google gets a refresh token. */
const USUAL_SCOPE = 'openid offline'

/** `/auth/google`: signs in with a credential of Google's button, for a project that lists the button's client id. */
export function registerGoogle(app: FastifyInstance, deps: AuthDeps): void {
  app.post('/auth/google', answersWith('outcome'), async (request) => {
    const body = readBody(GoogleBody, request.body)
    if (body.projectId === 'new')
      throw badRequest(
        told`You cannot create a project with Google’s button: register with a password at /auth/newuser, or send the
          projectId of a project.`,
        'projectId',
        'no_registration_by_google',
      )
    const { client, requestedProject: project } = await gatekeep(deps, request, body)
    if (project === undefined)
      throw badRequest(
        'clientId and projectId are missing: send one of them, to say where the person signs in.',
        'projectId',
        'no_project',
      )
    const codeChallenge = readChallenge(body)
    const usual = client?.resource.defaultScope === undefined ? USUAL_SCOPE : undefined
    const scope = readRequestedScope(body.scope ?? usual, client)
    const google = await googleOf(deps, client, project, body.googleClientId)
    if (google === undefined)
      throw badRequest(
        'Invalid googleClientId: ask an administrator to add it to a site of the project.',
        'googleClientId',
        'unknown_google_client',
      )
    return signInByToken(deps, request, {
      ...google,
      token: body.googleCredential,
      field: 'googleCredential',
      method: 'google',
      client,
      project,
      profileType: body.resourceType,
      scope,
      nonce: body.nonce,
      codeChallenge,
    })
  })
}

interface Google {
  readonly provider: Provider
  /** What Google may vouch for by default. */
  readonly vouched: (person: ExternalPerson) => ExternalPerson
}

/** Google as configured on the client, else as named by a site of the project. */
async function googleOf(
  { providers }: AuthDeps,
  client: Client | undefined,
  project: string,
  googleClientId: string,
): Promise<Google | undefined> {
  const all = client === undefined ? [] : await providers.ofClient(client)
  const own = all.find((one) => one.settings.clientId === googleClientId && providers.isGoogle(one))
  if (own !== undefined) return { provider: own, vouched: (person) => person }
  const provider = await providers.ofSite(project, googleClientId)
  return provider && { provider, vouched: vouchedByGoogle }
}
