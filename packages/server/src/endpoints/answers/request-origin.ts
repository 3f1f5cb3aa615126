import type { FastifyRequest } from 'fastify'
import type { Issuer, RequestOrigin } from '#domain/projects'

declare module 'fastify' {
  interface FastifyRequest {
    /** The issuer at whose address the request arrived: the server's or a project's. */
    readonly issuer: Issuer
  }
}

const LONGEST_USER_AGENT = 512

/** Whether a caller confirms that a change may shut them out. */
export function confirmsLockout({ headers }: FastifyRequest): boolean {
  return headers['x-damson-confirm'] === 'lockout'
}

/**
 * Where a request came from and which of our addresses received it, for the audit. Behind a trusted proxy, `address` is
 * the client's.
 */
export function requestOriginOf(request: FastifyRequest): RequestOrigin {
  return {
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
    traceId: request.id,
    issuer: request.issuer,
  }
}
