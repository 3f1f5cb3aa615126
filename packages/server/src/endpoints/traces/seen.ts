import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TraceStep } from '#domain/traces'
import type { TracesDeps } from './dependencies.ts'

/** A request in its place: whose trace it belongs to, and what of it is shown. */
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

/** The request by its route: addresses hold ids, and searches hold names. */
export function nameOf(request: FastifyRequest, route = request.routeOptions.url): string {
  return `${request.method} ${route ?? 'an address where there is nothing'}`
}
