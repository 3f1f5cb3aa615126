/**
 * Owns: the tracing of flows. For projects in developer mode, it keeps each answer with its findings before the answer is
 * sent. `/auth/trace/:id` shows the flow of a request, and `/auth/traces` lists requests, only to administrators of its project. Does not own: the findings
 * (the code that refuses a request notes them).
 */
import type { FastifyInstance } from 'fastify'
import type { TracesDeps } from './dependencies.ts'
import { registerList } from './list.ts'
import { observe } from './observe.ts'
import { registerShow } from './show.ts'

export type { TracesDeps } from './dependencies.ts'
export { describedTraces } from './described.ts'

export function registerTraces(app: FastifyInstance, deps: TracesDeps): void {
  observe(app, deps)
  registerShow(app, deps)
  registerList(app, deps)
}
