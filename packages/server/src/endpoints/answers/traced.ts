import type { FastifyRequest } from 'fastify'

/** Every refusal carries its trace id in this header too, whatever the shape of its body. */
export const TRACE_HEADER = 'Trace-Id'

/** Where the administrators of a project in developer mode see what was wrong with a request. */
export function traceUrl({ issuer, id }: FastifyRequest): string {
  return `${issuer.url}auth/trace/${id}`
}
