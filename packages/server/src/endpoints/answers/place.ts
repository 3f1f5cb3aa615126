import type { FastifyRequest } from 'fastify'

const LONGEST_USER_AGENT = 512

/** Where a request came from, for the audit: the address (of the client, when a trusted proxy forwarded it) and the app. */
export function placeOf(request: FastifyRequest): {
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
} {
  return {
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
    traceId: request.id,
  }
}
