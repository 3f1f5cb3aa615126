/**
 * Owns: the JSON sign-in API below `/auth`, for first-party apps: sign-in, registration, passwords, the caller's own
 * session and its limits. Does not own: the steps (`domain/signin`, `domain/registration`), the hosted pages
 * (`endpoints/signin`).
 */
import type { FastifyInstance } from 'fastify'
import { registerApple } from './apple.ts'
import { registerChallenge } from './bot-check.ts'
import type { AuthDeps } from './dependencies.ts'
import { registerGoogle } from './google.ts'
import { registerLogin } from './login.ts'
import { registerMe } from './me.ts'
import { registerMethod } from './method.ts'
import { registerMfaSteps } from './mfa-steps.ts'
import { registerOwnAccount } from './own-account.ts'
import { registerOwnMfa } from './own-mfa.ts'
import { registerPasswords } from './passwords.ts'
import { registerRegistration } from './register.ts'
import { registerSession } from './session.ts'

export type { AuthDeps } from './dependencies.ts'
export { describedAuth } from './described.ts'

export function registerAuth(app: FastifyInstance, deps: AuthDeps): void {
  registerMethod(app, deps)
  registerLogin(app, deps)
  registerMfaSteps(app, deps)
  registerOwnMfa(app, deps)
  registerGoogle(app, deps)
  registerApple(app, deps)
  registerMe(app, deps)
  registerSession(app, deps)
  registerChallenge(app, deps)
  registerPasswords(app, deps)
  registerOwnAccount(app, deps)
  registerRegistration(app, deps)
}
