import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TraceStep } from '#domain/traces'
import type { TracesDeps } from './dependencies.ts'

/** A traced request: the project and login that it belongs to, and the parts to show. */
export interface SeenStep {
  readonly project: string
  readonly flow: string | undefined
  readonly loginId: string | undefined
  readonly step: TraceStep
}

export type See = (deps: TracesDeps, request: FastifyRequest, reply: FastifyReply) => Promise<SeenStep | undefined>

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? ''
}

/** The route of a request. The address itself is not shown, because it can contain ids and names. */
export function nameOf(request: FastifyRequest, route = request.routeOptions.url): string {
  return `${request.method} ${route ?? 'an address that does not exist'}`
}
