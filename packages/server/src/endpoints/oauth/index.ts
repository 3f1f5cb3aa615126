/**
 * Owns: the OAuth 2.1 and OpenID Connect endpoints below `/oauth2` and the metadata below `/.well-known`, except the
 * pages where people sign in and out (`endpoints/signin`). Does not own: what the tokens mean.
 */
import type { FastifyInstance } from 'fastify'
import { registerBrands } from './brands.ts'
import type { OAuthDeps } from './dependencies.ts'
import { registerDeviceAuthorization } from './device-authorization.ts'
import { registerDiscovery } from './discovery.ts'
import { registerExchange } from './exchange.ts'
import { registerIntrospect } from './introspect.ts'
import { registerRevoke } from './revoke.ts'
import { createAnswerToken, registerToken } from './token.ts'
import { registerUserinfo } from './userinfo.ts'

export type { OAuthDeps } from './dependencies.ts'
export { describedOAuth } from './described.ts'

export function registerOAuth(app: FastifyInstance, deps: OAuthDeps): void {
  const answer = createAnswerToken(deps)
  registerToken(app, deps, answer)
  registerExchange(app, deps, answer)
  registerDeviceAuthorization(app, deps)
  registerIntrospect(app, deps)
  registerRevoke(app, deps)
  registerUserinfo(app, deps)
  registerDiscovery(app, deps)
  registerBrands(app, deps)
}
