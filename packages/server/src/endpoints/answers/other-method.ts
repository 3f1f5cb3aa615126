import { bothOf } from '#base/findings'
import type { MethodRefusal } from '#domain/email-domains'
import { badRequest, type OutcomeError } from './outcome.ts'

/** What the APIs say where a person may not sign in, register or reset a password this way. Never whether they have an account. */
export function otherMethod({ why }: MethodRefusal, expression?: string): OutcomeError {
  return badRequest(bothOf(TEXTS[why]), expression, why)
}

const TEXTS: Readonly<Record<MethodRefusal['why'], string>> = {
  domain_provider:
    'People with an address of this domain sign in with their organisation: ask POST /auth/method where, with this address.',
  domain_suspended:
    'Sign-in for addresses of this domain is suspended: an administrator of the project has to prove the domain again.',
  client_provider: 'This app signs people in with its identity provider: ask POST /auth/method where, with clientId.',
  client_own: 'This app signs people in with Damson itself: use /auth/login, or send them to /oauth2/authorize.',
  foreign_provider: 'This identity provider signs nobody in to this app: use the one that POST /auth/method names.',
}
