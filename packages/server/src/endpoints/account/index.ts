/**
 * Owns: `/account`, where people see and end their sign-ins and the access of their apps, and change their
 * password, their address, their second factors and their passkeys; where owners approve what machines want to change, and administrators connect devices.
 * `/set-up`, which leads the first administrator from the set-up link to a project, and, in development only,
 * `/dev/new-project`, which makes more.
 * Rendered on the server; works without scripts. Does not own: logins (`domain/logins`), consents (`domain/consents`),
 * second factors (`domain/enrolment`), the rules for passwords (`domain/passwords`), the same functions for apps
 * (`endpoints/auth`).
 */
import type { FastifyInstance } from 'fastify'
import { createBrowserCookies } from '#pages'
import { registerActivation } from './activation.ts'
import { registerChanges } from './changes.ts'
import { registerCode } from './code.ts'
import { registerData } from './data.ts'
import type { AccountDeps } from './dependencies.ts'
import { registerDevices } from './devices.ts'
import { registerEmail } from './email.ts'
import { registerFactors } from './factors.ts'
import { registerNewProject } from './new-project.ts'
import { registerNumber } from './number.ts'
import { registerOverview } from './overview.ts'
import { registerPasskeyPage } from './passkeys.ts'
import { registerPassword } from './password.ts'
import { registerProof } from './proof.ts'
import { registerRecord } from './record.ts'
import { registerSetUp } from './set-up.ts'
import { registerSetUpLink } from './set-up-link.ts'

export type { AccountDeps } from './dependencies.ts'
export { describedAccount } from './described.ts'

export function registerAccount(app: FastifyInstance, deps: AccountDeps): void {
  const cookies = createBrowserCookies(deps.baseUrl, deps.loginSettings.pendingSeconds)
  registerOverview(app, deps, cookies)
  registerProof(app, deps, cookies)
  registerPassword(app, deps, cookies)
  registerEmail(app, deps, cookies)
  registerData(app, deps, cookies)
  registerActivation(app, deps, cookies)
  registerCode(app, deps, cookies)
  registerFactors(app, deps, cookies)
  registerNumber(app, deps, cookies)
  registerChanges(app, deps, cookies)
  registerDevices(app, deps, cookies)
  registerRecord(app, deps, cookies)
  registerPasskeyPage(app, deps, cookies)
  registerSetUpLink(app, deps, cookies)
  registerSetUp(app, deps, cookies)
  if (deps.registration.openRegistration) registerNewProject(app, deps, cookies)
}
