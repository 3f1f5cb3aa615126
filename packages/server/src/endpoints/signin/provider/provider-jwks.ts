import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { SignInPageDeps } from '../dependencies.ts'

/**
 * `GET /auth/external/client/:id/jwks`, `…/domain/:id/jwks`, `…/server/:name/jwks`: where a provider finds the key that
 * this server signs with for it. One answer for a provider that is not here, and for one that wants no signature.
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
