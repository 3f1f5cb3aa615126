import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, forbidden, readBody } from '#answers'
import { told } from '#base/findings'
import { isOwner } from '#domain/access'
import { sealTrial } from '#domain/identities'
import { SYSTEM_PROJECT } from '#domain/projects'
import { keyOfOwner, type Provider, writeProviderKey } from '#domain/providers'
import { type Administrator, administratorOf, audited } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

export const ProviderTestBody = z.object({
  provider: z.object({
    reference: z
      .string('must be a text')
      .regex(
        /^(ProjectIdentityProvider|ClientApplication|DomainConfiguration)\/[0-9a-f-]{36}$/,
        'must be a ProjectIdentityProvider, or a ClientApplication or DomainConfiguration with an identityProvider',
      ),
  }),
})

/**
 * `POST /admin/projects/:projectId/provider-test`: returns the address where the administrator tries a provider in their
 * browser. It is valid for ten minutes. The trial signs no one in and creates no account.
 */
export function registerProviderTest(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/provider-test',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_providers')
      const url = await audited(deps, administrator, 'provider.tested', 'ClientApplication', async () => {
        requireFullRights(administrator)
        const [type = '', id = ''] = readBody(ProviderTestBody, request.body).provider.reference.split('/')
        const provider = await deps.providers.byKey(writeProviderKey(keyOfOwner(type, id)))
        if (provider === undefined || !mayTry(administrator, provider))
          throw badRequest(
            told`This resource of the project has no identityProvider: name a ProjectIdentityProvider, or a ClientApplication
              or DomainConfiguration that has one.`,
            'provider',
            'unknown_provider',
          )
        const { project, userId: by } = administrator.grantee
        const trial = sealTrial(deps.keyring, provider, { project, by }, deps.clock.now())
        return `${request.issuer.url}auth/external/try?${new URLSearchParams({ trial }).toString()}`
      })
      return reply.header('Cache-Control', 'no-store').send({ url })
    },
  )
}

/** A provider of the project. The provider of a server-wide domain is only for administrators of the server. */
function mayTry({ grantee }: Administrator, provider: Provider): boolean {
  return (
    provider.project === grantee.project ||
    (provider.project === SYSTEM_PROJECT && grantee.superAdmin && isOwner(grantee))
  )
}

export function requireFullRights({ grantee }: Administrator): void {
  if (grantee.role === 'limited')
    throw forbidden(
      'Only an administrator with full rights in the project may test its identity providers.',
      'beyond_own_rights',
    )
}
