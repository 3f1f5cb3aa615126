/**
 * Owns: `/account`, where people see and end what goes on in their name: their sign-ins, the apps that they allowed
 * something, their password. Rendered here, works without scripts. Does not own: what is ended (`domain/logins`,
 * `domain/consents`), the rules of passwords (`domain/registration`), the same for apps (`endpoints/auth`).
 */
import type { FastifyInstance } from 'fastify'
import { createBrowserCookies } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { registerOverview } from './overview.ts'
import { registerPassword } from './password.ts'
import { registerProof } from './proof.ts'

export type { AccountDeps } from './dependencies.ts'

export function registerAccount(app: FastifyInstance, deps: AccountDeps): void {
  const cookies = createBrowserCookies(deps.baseUrl, deps.loginSettings.pendingSeconds)
  registerOverview(app, deps, cookies)
  registerProof(app, deps, cookies)
  registerPassword(app, deps, cookies)
}
