/**
 * Owns: the tracing of flows: it looks at each answer of a project in developer mode before it leaves and keeps what
 * `domain/traces` makes of it, and shows at `/auth/trace/:id` the flow of a request to that project's administrators
 * alone. Does not own: what was wrong (`domain/traces`).
 */
import type { FastifyInstance } from 'fastify'
import { observe } from './observe.ts'
import type { TracesParts } from './parts.ts'
import { registerShow } from './show.ts'

export type { TracesParts } from './parts.ts'

export function registerTraces(app: FastifyInstance, parts: TracesParts): void {
  observe(app, parts)
  registerShow(app, parts)
}
