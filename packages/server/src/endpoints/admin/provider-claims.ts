import type { IdentityProvider } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, readBody } from '#answers'
import { decideByClaims } from '#domain/proof'
import { administratorOf, audited } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { referenceTo } from './fields.ts'
import { requireFullRights } from './provider-test.ts'

const text = z.string('must be a text').min(1, 'is required').max(1_000, 'must be at most 1000 characters')
const flag = z.boolean('must be true or false').optional()

export const ProviderClaimsBody = z.object({
  claimRule: z
    .array(
      z.strictObject({
        claim: text,
        value: text,
        refuse: flag,
        profileType: z.enum(['Patient', 'Practitioner', 'RelatedPerson']).optional(),
        accessPolicy: referenceTo('AccessPolicy').optional(),
        secondFactor: flag,
        compliantDevice: flag,
        optional: flag,
      }),
      'must be a list of rules',
    )
    .max(100, 'must be at most 100 rules'),
  claims: z.record(z.string(), z.unknown(), 'must be an object: the claims of a token'),
})

/**
 * `POST /admin/projects/:projectId/provider-claims`: what a provider's claim rules, as a draft, make of the claims of a sample
 * token. It signs nobody in and stores nothing; the claims are not kept.
 */
export function registerProviderClaims(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/provider-claims',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_providers')
      const answer = await audited(deps, administrator, 'provider.tested', 'ClientApplication', () => {
        requireFullRights(administrator)
        const { claimRule, claims } = readBody(ProviderClaimsBody, request.body)
        const { problem, accessPolicy, hasSecondFactor, hasCompliantDevice, ...decided } = decideByClaims(
          // Read from JSON, so that what is absent is no member.
          { claimRule: claimRule as NonNullable<IdentityProvider['claimRule']> },
          claims,
        )
        return Promise.resolve({
          ...decided,
          refused: problem,
          accessPolicy: accessPolicy === undefined ? undefined : { reference: accessPolicy },
          secondFactor: hasSecondFactor,
          compliantDevice: hasCompliantDevice,
        })
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}
