import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, readBody } from '#answers'
import type { AuthDeps } from './dependencies.ts'
import { optionalId, pkce, text } from './fields.ts'
import { gatekeep, readAskedScope, readChallenge } from './gatekeeping.ts'
import { signInByToken } from './token-sign-in.ts'

const AppleBody = z.object({
  idToken: text(16_384).min(1, 'is required'),
  /** Apple's name for the app: its service id. */
  clientId: text(300).min(1, 'is required'),
  projectId: optionalId,
  /** What Apple tells the page of somebody new; it is not signed, and nothing is made of it. */
  user: z.unknown().optional(),
  createUser: z.boolean('must be true or false').optional(),
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  ...pkce,
})

/** `/auth/apple`: an id token of Apple's button, for the client whose identityProvider is Apple with that service id. */
export function registerApple(app: FastifyInstance, deps: AuthDeps): void {
  const { providers } = deps
  app.post('/auth/apple', answersWith('outcome'), async (request) => {
    const body = readBody(AppleBody, request.body)
    const project = request.issuer.project ?? body.projectId
    if (project === undefined)
      throw badRequest('Send projectId: where the person wants to sign in.', 'projectId', 'no_project')
    const provider = (await providers.ofProject(project)).find(
      (one) => one.key.kind === 'client' && one.settings.clientId === body.clientId && providers.isApple(one),
    )
    if (provider === undefined)
      throw badRequest(
        'Invalid clientId: no client of the project has Apple as its identityProvider with this service id.',
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
      scope: readAskedScope(body.scope, client),
      nonce: body.nonce,
      codeChallenge: readChallenge(body),
    })
  })
}
