import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Passwords } from '#domain/factors'

/** The metrics in Prometheus format. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** Counts and times every answer by route pattern, method and status, never by address or id. */
  observe(app: FastifyInstance): void
}

/** The record of an upkeep job since the start. */
export interface JobReport {
  readonly name: string
  /** The number of rows that it deleted or changed. */
  readonly rows: number
  readonly failures: number
  /** The duration of its last run. */
  readonly seconds: number
  readonly succeededAt: Date | undefined
  /** When its last run began. */
  readonly ranAt: Date | undefined
}

/** Who uses Basic on the API since the start. */
interface BasicCounts {
  clients(): number
  requests(): number
}

export function createMetrics(
  passwords: Pick<Passwords, 'computed'>,
  basic: BasicCounts,
  jobs: () => readonly JobReport[],
): Metrics {
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
  measureBasic(registry, basic)
  measureJobs(registry, jobs)
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

/** Before the operator switches Basic off, both stand still. */
function measureBasic(registry: Registry, basic: BasicCounts): void {
  const clients = new Gauge({
    name: 'damson_basic_clients',
    help: 'How many clients have used Basic on the API since the start.',
    registers: [],
    collect() {
      this.set(basic.clients())
    },
  })
  const requests = new Counter({
    name: 'damson_basic_requests_total',
    help: 'How many requests with Basic were accepted on the API since the start.',
    registers: [],
    collect() {
      this.reset()
      this.inc(basic.requests())
    },
  })
  registry.registerMetric(clients)
  registry.registerMetric(requests)
}

/** Read at each scrape, so that upkeep does not depend on metrics. */
function measureJobs(registry: Registry, jobs: () => readonly JobReport[]): void {
  const shape = (name: string, help: string) => ({
    name: `damson_upkeep_${name}`,
    help,
    labelNames: ['job'] as const,
    registers: [registry],
  })
  const count = (name: string, help: string, of: (job: JobReport) => number): Counter<'job'> =>
    new Counter({
      ...shape(name, help),
      collect() {
        this.reset()
        for (const job of jobs()) this.inc({ job: job.name }, of(job))
      },
    })
  const show = (name: string, help: string, of: (job: JobReport) => number | undefined): Gauge<'job'> =>
    new Gauge({
      ...shape(name, help),
      collect() {
        for (const job of jobs()) {
          const value = of(job)
          if (value !== undefined) this.set({ job: job.name }, value)
        }
      },
    })
  show('last_success_timestamp_seconds', 'When an upkeep job last succeeded.', ({ succeededAt }) =>
    succeededAt === undefined ? undefined : succeededAt.getTime() / 1000,
  )
  show('last_seconds', 'How long the last run of an upkeep job took.', ({ seconds }) => seconds)
  count('failures_total', 'How often an upkeep job failed since the start.', ({ failures }) => failures)
  count('rows_total', 'How many rows an upkeep job deleted or changed since the start.', ({ rows }) => rows)
}
