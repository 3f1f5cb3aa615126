import type { FastifyRequest } from 'fastify'
import { constantTimeEqual } from '#base/crypto'
import { isLoopbackOrigin } from '#base/http'
import type { RegisteredOrigins } from '#domain/projects'

export interface PageDeps {
  readonly origins: RegisteredOrigins
  readonly baseUrl: string
  /** True for the embedded store behind a loopback address: any loopback page may ask, and so may a program. */
  readonly isDevelopment: boolean
}

/**
 * Whether a request comes from one of the client's pages: an origin that the client registered, or this server's own.
 * A program sends no origin, and passes only in development.
 */
export async function isPageOfClient(deps: PageDeps, request: FastifyRequest, clientId: string): Promise<boolean> {
  const { origin } = request.headers
  if (origin === undefined) return mayDevelop(deps, request)
  return isOwnPage(deps, request) || deps.origins.isOfClient(origin, clientId)
}

export function isOwnPage({ baseUrl }: PageDeps, { headers: { origin } }: FastifyRequest): boolean {
  return origin !== undefined && constantTimeEqual(origin, new URL(baseUrl).origin)
}

/** Only under the base URL's own host: a foreign name that resolves to this machine does not count (DNS rebinding). */
export function mayDevelop(
  { isDevelopment, baseUrl }: PageDeps,
  { headers: { origin, host } }: FastifyRequest,
): boolean {
  return isDevelopment && host === new URL(baseUrl).host && (origin === undefined || isLoopbackOrigin(origin))
}
