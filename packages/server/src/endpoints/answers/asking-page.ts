import type { FastifyRequest } from 'fastify'
import { constantTimeEqual } from '#base/crypto'
import { isLoopbackOrigin } from '#base/http'
import type { RegisteredOrigins } from '#domain/projects'

export interface PageDeps {
  readonly origins: RegisteredOrigins
  readonly baseUrl: string
  /** The embedded store behind a loopback address: any loopback page, or none, may ask. */
  readonly isDevelopment: boolean
}

/**
 * Whether a request comes from a page where a client may be: of an origin that it registered, or of this server. A
 * program that is no page sends no origin, and passes in development alone.
 */
export async function isPageOfClient(deps: PageDeps, request: FastifyRequest, clientId: string): Promise<boolean> {
  const { origin } = request.headers
  if (origin === undefined) return mayDevelop(deps, request)
  return isOwnPage(deps, request) || deps.origins.isOfClient(origin, clientId)
}

export function isOwnPage({ baseUrl }: PageDeps, { headers: { origin } }: FastifyRequest): boolean {
  return origin !== undefined && constantTimeEqual(origin, new URL(baseUrl).origin)
}

/** Only under the base URL's own host: a name that is pointed at this machine makes no page one of it. */
export function mayDevelop(
  { isDevelopment, baseUrl }: PageDeps,
  { headers: { origin, host } }: FastifyRequest,
): boolean {
  return isDevelopment && host === new URL(baseUrl).host && (origin === undefined || isLoopbackOrigin(origin))
}
