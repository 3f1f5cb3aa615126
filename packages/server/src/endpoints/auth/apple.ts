import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, readBody } from '#answers'
import type { AuthDeps } from './dependencies.ts'
import { optionalId, pkce, text } from './fields.ts'
import { gatekeep, readChallenge, readRequestedScope } from './gatekeeping.ts'
import { signInByToken } from './token-sign-in.ts'

export const AppleBody = z.object({
  idToken: text(16_384).min(1, 'is required'),
  /** The app's service id at Apple. */
  clientId: text(300).min(1, 'is required'),
  projectId: optionalId,
  /** Apple's data about a new person. It is not signed, so it is ignored. */
  user: z.unknown().optional(),
  createUser: z.boolean('must be true or false').optional(),
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  ...pkce,
})

/** `/auth/apple`: signs in with an id token of Apple's button, for the client whose identityProvider has this service id. */
export function registerApple(app: FastifyInstance, deps: AuthDeps): void {
  const { providers } = deps
  app.post('/auth/apple', answersWith('outcome'), async (request) => {
    const body = readBody(AppleBody, request.body)
    const project = request.issuer.project ?? body.projectId
    if (project === undefined)
      throw badRequest('projectId is missing: send the project to sign in to.', 'projectId', 'no_project')
    const provider = (await providers.ofProject(project)).find(
      (one) => one.key.kind === 'client' && one.settings.clientId === body.clientId && providers.isApple(one),
    )
    if (provider === undefined)
      throw badRequest(
        'Invalid clientId: no client of the project has this Apple service id in its identityProvider.',
        'clientId',
        'unknown_apple_client',
      )
    const asking = { clientId: provider.key.id, projectId: body.projectId }
    const { client } = await gatekeep(deps, request, asking)
    return signInByToken(deps, request, {
      provider,
      vouched: (person) => person,
      token: body.idToken,
      field: 'idToken',
      method: 'apple',
      client,
      project,
      scope: readRequestedScope(body.scope, client),
      nonce: body.nonce,
      codeChallenge: readChallenge(body),
    })
  })
}
