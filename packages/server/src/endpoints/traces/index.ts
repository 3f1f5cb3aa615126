/**
 * Owns: the tracing of flows: it looks at each answer of a project in developer mode before it leaves, keeps it
 * with the findings of its refusal, and shows at `/auth/trace/:id` the flow of a request to that project's administrators
 * alone. Does not own: what was wrong (the code that refused the request noted it).
 */
import type { FastifyInstance } from 'fastify'
import type { TracesDeps } from './dependencies.ts'
import { observe } from './observe.ts'
import { registerShow } from './show.ts'

export type { TracesDeps } from './dependencies.ts'

export function registerTraces(app: FastifyInstance, deps: TracesDeps): void {
  observe(app, deps)
  registerShow(app, deps)
}
