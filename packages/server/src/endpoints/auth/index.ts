/**
 * Owns: the JSON sign-in API below `/auth`, for first-party apps: sign-in, registration, passwords, one's own session and its limits.
 * Does not own: the steps (`domain/signin`, `domain/registration`), the hosted pages (`endpoints/signin`).
 */
import type { FastifyInstance } from 'fastify'
import { registerApple } from './apple.ts'
import { registerGoogle } from './google.ts'
import { registerLogin } from './login.ts'
import { registerMe } from './me.ts'
import { registerMethod } from './method.ts'
import type { AuthParts } from './parts.ts'
import { registerPasswords } from './passwords.ts'
import { registerRegistration } from './register.ts'
import { registerSession } from './session.ts'

export type { AuthParts } from './parts.ts'

export function registerAuth(app: FastifyInstance, parts: AuthParts): void {
  registerMethod(app, parts)
  registerLogin(app, parts)
  registerGoogle(app, parts)
  registerApple(app, parts)
  registerMe(app, parts)
  registerSession(app, parts)
  registerPasswords(app, parts)
  registerRegistration(app, parts)
}
