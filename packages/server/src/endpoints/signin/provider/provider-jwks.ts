import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { SignInPageDeps } from '../dependencies.ts'

/**
 * `GET /auth/external/provider/:id/jwks`, `…/client/:id/jwks`, `…/domain/:id/jwks`, `…/server/:name/jwks`: the key with
 * which this server signs for a provider. One answer for an unknown provider and for one without signatures.
 */
export function registerProviderJwks(app: FastifyInstance, { providers, assertionKeys }: SignInPageDeps): void {
  app.get<{ Params: { kind: string; id: string } }>(
    '/auth/external/:kind/:id/jwks',
    answersWith('outcome'),
    async ({ params: { kind, id }, issuer }, reply) => {
      const provider = await providers.byKey(`${kind}:${id}`)
      const isHere = issuer.project === undefined || [issuer.project, SYSTEM_PROJECT].includes(provider?.project ?? '')
      const jwks = provider !== undefined && isHere ? await assertionKeys.jwks(provider) : undefined
      if (jwks === undefined) throw notFound()
      return reply.header('Cache-Control', 'public, max-age=300').send(jwks)
    },
  )
}
