/**
 * Owns: `/healthcheck` and `/metrics`, for operators. Does not own: the measurements themselves.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, notFound } from '#answers'
import type { Clock } from '#base/clock'
import { constantTimeEqual } from '#base/crypto'
import type { Db } from '#base/db'
import { isLoopbackAddress } from '#base/http'
import type { Secret } from '#base/secret'
import { ping } from '#domain/keys'
import type { Issuers } from '#domain/projects'
import type { Metrics } from './metrics.ts'

export { describedHealth } from './described.ts'
export { createMetrics, type JobReport, type Metrics } from './metrics.ts'

export interface HealthDeps {
  readonly db: Db
  readonly clock: Clock
  readonly metrics: Metrics
  readonly metricsToken: Secret | undefined
  readonly version: string
  readonly issuers: Pick<Issuers, 'root'>
}

export function registerHealth(
  app: FastifyInstance,
  { db, clock, metrics, metricsToken, version, issuers }: HealthDeps,
): void {
  const outcome = answersWith('outcome')
  app.get('/healthcheck', outcome, async (_request, reply) => {
    const store = await ping(db)
    const ok = store && clock.state() !== 'wrong'
    return reply
      .code(ok ? 200 : 503)
      .header('Cache-Control', 'no-store')
      .send({ ok, version, store, clock: clock.state() })
  })

  app.get('/metrics', outcome, async (request, reply) => {
    if (!mayMeasure(request, metricsToken, issuers.root.adminUrl)) throw notFound()
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

/**
 * With a metrics token: callers that send it. Without one: only this machine, and only if the server listens for this
 * machine alone, because behind a local proxy every request seems to come from this machine. `adminUrl`: where it is asked.
 */
function mayMeasure(request: FastifyRequest, token: Secret | undefined, adminUrl: string): boolean {
  if (token !== undefined) return constantTimeEqual(request.headers.authorization ?? '', `Bearer ${token.reveal()}`)
  const isLocalServer = isLoopbackAddress(new URL(adminUrl).hostname)
  return (
    isLocalServer &&
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    request.headers['x-forwarded-for'] === undefined
  )
}
