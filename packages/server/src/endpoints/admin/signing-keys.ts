import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { administratorOf, audited, eventOf } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { operatorOf, requirePersonNow } from './operator.ts'

/**
 * `GET /admin/projects/:projectId/signing-keys`: the keys of the JWKS, with which tokens of every project are signed, and when
 * each takes over. `POST /admin/server/signing-keys/rotate`: an operator has successors published before they are due.
 */
export function registerSigningKeys(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/signing-keys',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_overview')
      const entity = `Project/${administrator.project.id}`
      const answer = await audited(deps, administrator, 'project.read', entity, async () => {
        if (queryOf(request) !== '')
          throw badRequest('This address takes no parameters.', undefined, 'unknown_parameter')
        await deps.audit.committed(eventOf(administrator, 'project.read', entity))
        return answerOf(deps)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )

  app.post('/admin/server/signing-keys/rotate', answersWith('outcome'), async (request, reply) => {
    const operator = await operatorOf(deps, request)
    requirePersonNow(deps, operator)
    await deps.signingKeys.rotate(deps.clock.now(), (tx, made) =>
      deps.audit.record(
        tx,
        made.map((algorithm) => eventOf(operator, 'signing_keys.rotated', 'server', { reason: algorithm })),
      ),
    )
    return reply.header('Cache-Control', 'no-store').send(answerOf(deps))
  })
}

function answerOf({ clock, signingKeys }: AdminDeps): object {
  const keys = signingKeys.published(clock.now())
  return {
    keys: keys.map(({ kid, algorithm, state, signsFrom, signsUntil, publishedUntil }) => ({
      kid,
      algorithm,
      state,
      signsFrom: signsFrom.toISOString(),
      signsUntil: signsUntil.toISOString(),
      publishedUntil: publishedUntil.toISOString(),
    })),
  }
}
