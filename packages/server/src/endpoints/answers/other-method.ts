import { bothOf } from '#base/findings'
import type { MethodRefusal } from '#domain/email-domains'
import { badRequest, type OutcomeError } from './outcome.ts'

/** The answers for a person who must use another way to sign in. They never say whether the person has an account. */
export function otherMethod({ why }: MethodRefusal, expression?: string): OutcomeError {
  return badRequest(bothOf(TEXTS[why]), expression, why)
}

const TEXTS: Readonly<Record<MethodRefusal['why'], string>> = {
  domain_provider:
    'People with an address of this domain sign in with their organisation: ' +
    'send the address to POST /auth/method to learn where.',
  domain_suspended:
    'Sign-in for addresses of this domain is suspended: ask an administrator of the project to verify the domain again.',
  client_provider:
    'This app signs people in with its identity provider: send clientId to POST /auth/method to learn where.',
  client_own:
    'This app does not use an identity provider: sign people in with /auth/login, or send them to /oauth2/authorize.',
  foreign_provider: 'This app does not use this identity provider: use the one that POST /auth/method names.',
  needs_device:
    'Their organisation must vouch for the device of this person: sign in with its provider, on a device that it manages.',
  not_by_mail: 'A code alone is not enough here: sign in with a password or a passkey.',
}
