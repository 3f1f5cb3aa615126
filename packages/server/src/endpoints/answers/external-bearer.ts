import { answered, bothOf } from '#base/findings'
import type { BearerRefusal } from '#domain/signin'
import { BLOCKED_ADDRESS } from './blocked-address.ts'
import { forbidden, type OutcomeError, unauthorized } from './outcome.ts'

/**
 * The answer for a person with a valid provider's token who may not sign in here. It is 403, because a new token does not
 * help. It says what to do, and reveals nothing about any account.
 */
export function externalPersonError(refusal: BearerRefusal): OutcomeError {
  if (refusal.why === 'other_method')
    return forbidden('This person must sign in another way: send them to /oauth2/authorize.', refusal.problem.why)
  if (refusal.why === 'before_restore')
    return unauthorized(refusal.why, 'Unauthorized: get a new token from the provider.', {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
    })
  if (refusal.why === 'token_scope')
    return forbidden(answered(`The token cannot be taken as Bearer. ${refusal.text}`), refusal.why)
  return forbidden(bothOf(TEXTS[refusal.why] ?? NOBODY), refusal.why)
}

const NOBODY =
  'This provider cannot sign this person in here: they are not invited, or the provider may not vouch for them. ' +
  'Ask an administrator of the project.'
const TO_LINK =
  'This person must link their account first: let them sign in once on the pages of this server ' +
  '(/auth/external/start). After that, the API accepts their tokens.'

const TEXTS: Readonly<Record<string, string>> = {
  ask_to_link: TO_LINK,
  proof_needed: TO_LINK,
  several_projects:
    'This person has memberships in several projects: call the API at the address of one project, /projects/:id/fhir/R4.',
  several_memberships:
    'This person has several memberships in the project, and a provider token cannot choose one: ' +
    'exchange the token at /oauth2/token with membership_id.',
  consent_required:
    'This app needs the consent of the person: send them to /oauth2/authorize, or let an administrator set firstParty.',
  patient_required:
    'The token has patient/ scopes, and the person must choose the patient on the hosted pages: ' +
    'ask the provider for user/ scopes, or send the person to /oauth2/authorize.',
  factor_required:
    'This person must prove a second factor, and a provider token cannot: send them to /oauth2/authorize, ' +
    'or let the provider ask for it and an administrator set acceptsSecondFactor.',
  terms_required: 'This person must accept the terms of the project first: send the person to /oauth2/authorize.',
  no_membership: 'This person has no membership in the project: ask an administrator of the project.',
  provider_changed:
    'The configuration of the provider has just changed: send the token again, or get a new one from the provider.',
  blocked_address: BLOCKED_ADDRESS,
  ended_login: 'The sign-in has just ended: send the token again.',
}
