import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { mayAct } from '#domain/access'
import { type Bucket, figuresOf, type Period } from '#domain/figures'
import { namesFor } from '#domain/names'
import { nearLimits } from '#domain/posture'
import { type Administrator, administratorOf, audited, eventOf } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { parametersOf } from './paging.ts'

const MOST_LIMITS = 20

/**
 * `GET /admin/projects/:projectId/figures`: sign-ins, tokens, refusals and requests with their latency: by the hour of the last
 * day, or with `period=month` by the day; and the limits that were nearly used up in the last day.
 */
export function registerFigures(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/figures',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_overview')
      const entity = `Project/${administrator.project.id}`
      const answer = await audited(deps, administrator, 'project.read', entity, () => {
        const period = parametersOf(queryOf(request), ['period']).get('period') ?? 'day'
        if (period !== 'day' && period !== 'month')
          throw badRequest('period must be day or month.', 'period', 'invalid_period')
        return answerOf(deps, administrator, entity, period)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

async function answerOf(
  deps: AdminDeps,
  administrator: Administrator,
  entity: string,
  period: Period,
): Promise<object> {
  const now = deps.clock.now()
  // What this node has counted until now; other nodes write theirs every few seconds.
  await deps.figures.flush()
  const { buckets, total } = await figuresOf(deps.db, administrator.project.id, period, now)
  const { limits, patients } = await shownLimits(deps, administrator, now)
  await deps.audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'project.read', entity)]
      : patients.map((patient) => eventOf(administrator, 'project.read', entity, { patient }))),
  )
  return { period, until: now.toISOString(), total: shown(total), buckets: buckets.map(shown), limits }
}

function shown({ at, p50, p95, ...counts }: Bucket): object {
  return { from: at.toISOString(), ...counts, latencyMs: p50 === undefined ? undefined : { p50, p95 } }
}

/** Who used a limit is told to administrators whose role covers members and clients. */
async function shownLimits(
  deps: AdminDeps,
  administrator: Administrator,
  now: Date,
): Promise<{ readonly limits: readonly object[] | undefined; readonly patients: readonly string[] }> {
  const { grantee } = administrator
  if (!mayAct(grantee, 'see_members') || !mayAct(grantee, 'manage_clients')) return { limits: undefined, patients: [] }
  const rows = await nearLimits(deps.db, grantee, now, MOST_LIMITS)
  const names = await namesFor(deps.db, grantee, new Set(rows.map(({ subject }) => subject)))
  const limits = rows.map(({ name, subject, percent, at }) => ({
    name,
    subject: names.of(subject),
    percent,
    hour: at.toISOString(),
  }))
  return { limits, patients: [...new Set(names.patients)] }
}
