import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { secondsAfter } from '#base/clock'
import { ping } from '#domain/keys'
import { allNodes, type NodeRow, readNodeState, UPKEEP_SECONDS } from '#domain/nodes'
import { eventOf } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { operatorOf } from './operator.ts'
import { registerServerProjects } from './server-projects.ts'
import { registerSigningKeys } from './signing-keys.ts'

/** More nodes than anybody runs: those that were killed stay for a day. */
const MOST_NODES = 500
/** A node that missed three of its notes does not live, or cannot reach the store. */
const QUIET_SECONDS = 3 * UPKEEP_SECONDS + 20

/** What only the server's operators see and do, below `/admin/server`, and the signing keys. */
export function registerServer(app: FastifyInstance, deps: AdminDeps): void {
  app.get('/admin/server', answersWith('outcome'), async (request, reply) => {
    const operator = await operatorOf(deps, request)
    if (queryOf(request) !== '') throw badRequest('This address takes no parameters.', undefined, 'unknown_parameter')
    await deps.audit.committed(eventOf(operator, 'server.read', 'server'))
    return reply.header('Cache-Control', 'no-store').send(await healthOf(deps))
  })
  registerServerProjects(app, deps)
  registerSigningKeys(app, deps)
}

async function healthOf({ db, clock, version, baseUrl, nodeNotes }: AdminDeps): Promise<object> {
  const store = await ping(db)
  const now = clock.now()
  const nodes = await allNodes.rows(db, MOST_NODES)
  const [state, offsetMs] = [clock.state(), clock.offsetMs()]
  return {
    checkedAt: now.toISOString(),
    version,
    baseUrl,
    ok: store && state !== 'wrong',
    store: { ok: store, engine: db.engine },
    clock: { state, offsetMs },
    nodes: nodes.map((node) => nodeAnswer(node, nodeNotes.id, now)),
  }
}

function nodeAnswer({ id, host, version, startedAt, seenAt, state: told }: NodeRow, answering: string, now: Date) {
  const state = readNodeState(told)
  return {
    id,
    host,
    version,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    isQuiet: secondsAfter(seenAt, QUIET_SECONDS) < now,
    answers: id === answering,
    state: state && {
      ...state,
      jobs: state.jobs.map(({ ranAt, ...job }) => ({
        ...job,
        ranAt,
        nextAt: ranAt && secondsAfter(new Date(ranAt), UPKEEP_SECONDS).toISOString(),
      })),
    },
  }
}
