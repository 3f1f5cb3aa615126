import type { FastifyRequest } from 'fastify'
import type { Issuer, RequestOrigin } from '#domain/projects'

declare module 'fastify' {
  interface FastifyRequest {
    /** The address of ours at which the request arrived: the server's own, or a project's. */
    readonly issuer: Issuer
  }
}

const LONGEST_USER_AGENT = 512

/**
 * Where a request came from, for the audit: the address (of the client, when a trusted proxy forwarded it) and the app;
 * and at which of our addresses it arrived.
 */
export function requestOriginOf(request: FastifyRequest): RequestOrigin {
  return {
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
    traceId: request.id,
    issuer: request.issuer,
  }
}
