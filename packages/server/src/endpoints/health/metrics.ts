import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Passwords } from '#domain/factors'

/** What Prometheus reads. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** Counts and times every answer by route pattern, method and status; never by address or id. */
  observe(app: FastifyInstance): void
}

export function createMetrics(passwords: Pick<Passwords, 'computed'>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'damson_' })
  const seconds = new Histogram({
    name: 'damson_http_request_seconds',
    help: 'How long requests took, by route pattern, method and status.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  const hashes = new Counter({
    name: 'damson_password_hashes_total',
    help: 'How many password hashes were computed since the start.',
    registers: [],
    collect() {
      this.reset()
      this.inc(passwords.computed())
    },
  })
  registry.registerMetric(hashes)
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe(app) {
      app.addHook('onResponse', (request, reply, done) => {
        seconds.observe(
          { route: request.routeOptions.url ?? 'none', method: request.method, status: reply.statusCode },
          reply.elapsedTime / 1000,
        )
        done()
      })
    },
  }
}
