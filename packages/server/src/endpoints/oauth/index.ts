/**
 * Owns: the OAuth 2.1 and OpenID Connect endpoints below `/oauth2` and the metadata below `/.well-known`, but for the
 * pages where people sign in and out (`endpoints/signin`). Does not own: what the tokens mean.
 */
import type { FastifyInstance } from 'fastify'
import { registerBrands } from './brands.ts'
import { registerDiscovery } from './discovery.ts'
import { registerExchange } from './exchange.ts'
import { registerIntrospect } from './introspect.ts'
import type { OAuthParts } from './parts.ts'
import { registerRevoke } from './revoke.ts'
import { createAnswerToken, registerToken } from './token.ts'
import { registerUserinfo } from './userinfo.ts'

export type { OAuthParts } from './parts.ts'

export function registerOAuth(app: FastifyInstance, parts: OAuthParts): void {
  const answer = createAnswerToken(parts)
  registerToken(app, parts, answer)
  registerExchange(app, parts, answer)
  registerIntrospect(app, parts)
  registerRevoke(app, parts)
  registerUserinfo(app, parts)
  registerDiscovery(app, parts)
  registerBrands(app, parts)
}
