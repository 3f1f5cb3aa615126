import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, conflict, notFound, readBody, writeRefused } from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { uuid } from '#base/random'
import { moveProblem } from '#domain/access'
import { moveProvider, namingMoved, type ProviderOwner } from '#domain/identities'
import { bodyOf, readResource, resourceOf, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, reachProblem, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const TYPE = 'ProjectIdentityProvider'
export const ProviderMoveBody = z.object({
  provider: z.object({
    reference: z
      .string('must be a text')
      .regex(
        /^(ClientApplication|DomainConfiguration)\/[0-9a-f-]{36}$/,
        'must be a ClientApplication or DomainConfiguration with an identityProvider',
      ),
  }),
})

/**
 * `POST /admin/projects/:projectId/provider-move`: makes the provider in a client or domain one of the project, which that
 * client or domain names. Nobody is signed out, and its old addresses serve it until `movedFrom` is taken out of it.
 */
export function registerProviderMove(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/provider-move',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'change_providers')
      const body = await audited(deps, administrator, 'provider.moved', TYPE, async () => {
        requirePermit(administrator, 'create', TYPE)
        const [type = '', id = ''] = readBody(ProviderMoveBody, request.body).provider.reference.split('/')
        return move(deps, administrator, type, id)
      })
      return reply.code(201).header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(body)
    },
  )
}

async function move(deps: AdminDeps, administrator: Administrator, type: string, ownerId: string): Promise<string> {
  const { db, serverGates, keyring, audit, clock } = deps
  const { project, profile: author } = administrator.grantee
  const [id, now] = [uuid(), clock.now()]
  return db.tx(async (tx) => {
    const { stored, owner } = await ownerOf(tx, administrator, type, ownerId)
    refuseTokens(deps, owner)
    const change = { project, type, id: ownerId, before: owner, after: namingMoved(owner, ''), now }
    const made = { project, type: TYPE, id, after: { resourceType: TYPE, identityProvider: {} }, now } as const
    const problem = await moveProblem(tx, administrator.grantee, administrator.project.resource, made, change)
    if (problem !== undefined) throw writeRefused(problem)
    const moved = await moveProvider(tx, serverGates, keyring, { project, stored, owner, id, author }, now)
    if (moved === undefined) throw NO_PROVIDER()
    if (!moved.ok) throw writeRefused(moved.refusal)
    const { provider, owner: changed, invalidations } = moved.value
    for (const [interaction, one] of [
      ['create', provider],
      ['update', changed],
    ] as const) {
      const beyond = reachProblem(deps, administrator, interaction, one)
      if (beyond !== undefined) throw writeRefused(beyond)
    }
    await audit.record(tx, [
      eventOf(administrator, 'provider.moved', `${TYPE}/${id}`, { version: provider.version }),
      eventOf(administrator, 'provider.moved', `${type}/${ownerId}`, { version: changed.version }),
    ])
    await publishInvalidations(tx, invalidations, now)
    return bodyOf(provider, true)
  })
}

async function ownerOf(
  tx: Tx,
  administrator: Administrator,
  type: string,
  id: string,
): Promise<{ readonly stored: Stored; readonly owner: ProviderOwner }> {
  const narrowing = requirePermit(administrator, 'update', type)
  const stored = await readResource(tx, administrator.grantee.project, type, id, narrowing)
  const owner = stored === undefined ? undefined : resourceOf<ProviderOwner>(stored)
  if (stored === undefined || owner === undefined) throw notFound()
  return { stored, owner: { ...owner, id } }
}

const NO_PROVIDER = () =>
  badRequest(
    'This resource has no identityProvider of its own: name a ClientApplication or DomainConfiguration that has one.',
    'provider',
    'unknown_provider',
  )

/** The client that has such a provider is the one that signs in with its tokens; several clients can name one that moved. */
function refuseTokens({ providers }: AdminDeps, { resourceType, identityProvider }: ProviderOwner): void {
  if (resourceType !== 'ClientApplication' || identityProvider === undefined) return
  if (!providers.bringsTokens({ issuer: identityProvider.issuer, settings: identityProvider })) return
  throw conflict(
    told`Apps bring this provider’s tokens themselves, with Apple’s button or as Bearer, and its client says which app that
      is: leave it in the client.`,
    'provider_of_tokens',
  )
}
