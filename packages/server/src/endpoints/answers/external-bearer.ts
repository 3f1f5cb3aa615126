import { answered, bothOf } from '#base/findings'
import type { BearerRefusal } from '#domain/signin'
import { forbidden, type OutcomeError, unauthorized } from './outcome.ts'

/**
 * 403, since no new token mends it, for the holder of a good token of a provider who may not sign in here: they hear what
 * to do, and nothing of any account.
 */
export function externalPersonError(refusal: BearerRefusal): OutcomeError {
  if (refusal.why === 'other_method')
    return forbidden('Here this person signs in another way: send them to /oauth2/authorize.', refusal.problem.why)
  if (refusal.why === 'before_restore')
    return unauthorized(refusal.why, 'Unauthorized: get a new token from the provider.', {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
    })
  if (refusal.why === 'token_scope')
    return forbidden(answered(`The token cannot be taken as Bearer. ${refusal.text}`), refusal.why)
  return forbidden(bothOf(TEXTS[refusal.why] ?? NOBODY), refusal.why)
}

const NOBODY =
  'The provider does not let this person in here: they are not invited, or the provider may not vouch for them. Ask an administrator of the project.'
const TO_LINK =
  'This person signs in once on the pages of this server (/auth/external/start), where their account is linked to the provider; then their tokens are taken as Bearer.'

const TEXTS: Readonly<Record<string, string>> = {
  ask_to_link: TO_LINK,
  proof_needed: TO_LINK,
  several_projects:
    'This person has memberships in several projects: call the API at the address of one, /projects/:id/fhir/R4.',
  several_memberships:
    'This person has several memberships in the project, and a Bearer token names none: exchange the token at /oauth2/token with membership_id.',
  consent_required:
    'This app needs the consent of whoever signs in: send them to /oauth2/authorize, or let an administrator set firstParty.',
  patient_required:
    'The scopes of the token are about one patient, who is chosen on the pages: ask the provider for user/ scopes, or send the person to /oauth2/authorize.',
  no_membership: 'This person has no membership in the project.',
  provider_changed: 'The provider was changed meanwhile: send the token again, or get a new one from it.',
  ended_login: 'The sign-in came to its end meanwhile: send the token again.',
}
