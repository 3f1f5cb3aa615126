/**
 * Owns: `/account`, where people see and end what goes on in their name: their sign-ins, the apps that they allowed
 * something, their password. Rendered here, works without scripts. Does not own: what is ended (`domain/logins`,
 * `domain/consents`), the rules of passwords (`domain/registration`), the same for apps (`endpoints/auth`).
 */
import type { FastifyInstance } from 'fastify'
import { createBrowserCookies } from '#pages'
import { registerOverview } from './overview.ts'
import type { AccountParts } from './parts.ts'
import { registerPassword } from './password.ts'
import { registerProof } from './proof.ts'

export type { AccountParts } from './parts.ts'

export function registerAccount(app: FastifyInstance, parts: AccountParts): void {
  const cookies = createBrowserCookies(parts.baseUrl, parts.loginSettings.pendingSeconds)
  registerOverview(app, parts, cookies)
  registerProof(app, parts, cookies)
  registerPassword(app, parts, cookies)
}
