import type { Result } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { bothOf, error, told } from '#base/findings'
import { type ActingProblem, type Grantee, isIdentityAlone, type Principal } from '#domain/access'
import type { CredentialRefusal, Credentials } from '#domain/credentials'
import { AAL1, AAL2 } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { BLOCKED_ADDRESS } from './blocked-address.ts'
import { externalPersonError } from './external-bearer.ts'
import {
  badRequest,
  explained,
  forbidden,
  OutcomeError,
  tooManyRequests,
  unauthorized,
  unavailable,
} from './outcome.ts'
import { requestOriginOf } from './request-origin.ts'
import { stepUpChallenge } from './step-up-challenge.ts'
import { noteTrace } from './traced.ts'

/**
 * The grantee of the request, or 401 as an OperationOutcome: also for a sign-in that has proven less than is demanded by
 * now. Counts as a use of the sign-in, unless `looks` is set.
 */
export async function granteeOf(
  credentials: Credentials,
  request: FastifyRequest,
  looksOnly = false,
): Promise<Grantee> {
  return asItself(await callerOf(credentials, request, looksOnly), request)
}

/**
 * The same where a client may act for a person. `actingOf` then reads for whom: after the request was counted, so that
 * nobody makes the server look people up without a limit.
 */
export async function callerOf(credentials: Credentials, request: FastifyRequest, looksOnly = false): Promise<Grantee> {
  const found = await credentials.grantee(request.headers.authorization, requestOriginOf(request), looksOnly)
  const grantee = accepted(found, request)
  const problem = insufficient(grantee, request)
  if (problem !== undefined) throw problem
  return grantee
}

/** The caller, or the caller acting for the person whom the request names. */
export async function actingOf(credentials: Credentials, caller: Grantee, request: FastifyRequest): Promise<Grantee> {
  const named = request.headers[ON_BEHALF_OF]
  if (named === undefined) return caller
  const found = await credentials.onBehalfOf(caller, String(named), requestOriginOf(request))
  if (!found.ok) throw actingError(found.refusal)
  noteTrace(request, { grantee: found.value })
  return found.value
}

/** Whether the request names a person for whom its client wants to act. */
export function namesPerson({ headers }: FastifyRequest): boolean {
  return headers[ON_BEHALF_OF] !== undefined
}

const ON_BEHALF_OF = 'x-medplum-on-behalf-of'

/** Why a caller may not act for the person whom it names. */
export function actingError(refusal: ActingProblem): OutcomeError {
  if (!('text' in refusal)) return explained(credentialError(refusal), refusal.finding)
  const { why } = refusal
  if (why === 'malformed_person') return badRequest(refusal, undefined, `acting_${why}`)
  return forbidden(refusal, `acting_${why}`)
}

/** Ignoring the header, or a token of acting, would do as the caller what was meant for the person. */
export function asItself<P extends Principal>(grantee: P, request: FastifyRequest): P {
  if (namesPerson(request)) throw badRequest(NOT_HERE, undefined, 'on_behalf_of_not_here')
  if (grantee.onBehalfOf !== undefined) throw forbidden(NOT_WITH_THIS_TOKEN, 'acting_token')
  return grantee
}

const NOT_HERE = 'Only FHIR requests and GET /auth/me can be made for another person: leave out X-Medplum-On-Behalf-Of.'
const NOT_WITH_THIS_TOKEN =
  'This token acts for a person, and is only for FHIR requests and GET /auth/me: use a token of the client itself.'

/**
 * The same where a weaker sign-in is enough: to see one's own session, to prove and set up a second factor, and to end
 * sign-ins. After a 401 there, `@medplum/core` asks again without end, or empties its storage.
 */
export async function weakGranteeOf(credentials: Credentials, request: FastifyRequest): Promise<Grantee> {
  return asItself(await weakCallerOf(credentials, request), request)
}

/** The same where a client may act for a person. */
export async function weakCallerOf(credentials: Credentials, request: FastifyRequest): Promise<Grantee> {
  return accepted(await credentials.grantee(request.headers.authorization, requestOriginOf(request)), request)
}

/** Why the sign-in of a caller is not enough any more (RFC 9470 §3); undefined if it is. */
export function insufficient({ lacks }: Pick<Grantee, 'lacks'>, { issuer }: FastifyRequest): OutcomeError | undefined {
  if (lacks === undefined) return undefined
  const error = stepUpNeeded(
    lacks.isRequired && lacks.methods.every((method) => method === 'totp') ? [AAL2] : [AAL2, AAL1],
  )
  return explained(challenged(error, issuer), INSUFFICIENT)
}

function stepUpNeeded(acrValues: readonly string[]): OutcomeError {
  return unauthorized(
    'insufficient_user_authentication',
    told`This sign-in has proven less than is demanded by now: send the person to /oauth2/authorize with the acr_values and
      max_age of the WWW-Authenticate header.`,
    { 'WWW-Authenticate': stepUpChallenge(acrValues) },
  )
}

const INSUFFICIENT = error(
  'A second factor is demanded that the sign-in of the token has not proven.',
  'Send the person to /oauth2/authorize with the acr_values and max_age of the WWW-Authenticate header.',
)

/** The caller whose sign-in is about to end. A sign-out is never refused for its address: it only takes away. */
export async function leavingOf(credentials: Credentials, request: FastifyRequest): Promise<Principal> {
  const found = await credentials.grantee(request.headers.authorization, requestOriginOf(request))
  if (!found.ok && found.refusal.why === 'blocked_address') return asItself(found.refusal.principal, request)
  return asItself(accepted(found, request), request)
}

function accepted(found: Result<Grantee, CredentialRefusal>, request: FastifyRequest): Grantee {
  if (!found.ok) {
    if (found.refusal.why === 'blocked_address') {
      const { loginId, project } = found.refusal.principal
      noteTrace(request, { loginId, project })
    }
    throw explained(challenged(credentialError(found.refusal), request.issuer), found.refusal.finding)
  }
  noteTrace(request, { grantee: found.value })
  return found.value
}

/** A 401 links to the metadata that names the issuer of tokens for this API (RFC 9728 §5.1). */
function challenged(error: OutcomeError, { fhirUrl }: Issuer): OutcomeError {
  const { 'WWW-Authenticate': challenge, ...headers } = error.headers
  if (error.status !== 401 || challenge === undefined) return error
  const { origin, pathname } = new URL(fhirUrl)
  const where = `resource_metadata="${origin}/.well-known/oauth-protected-resource${pathname}"`
  const joint = challenge === 'Bearer' ? ' ' : ', '
  return new OutcomeError(error.status, error.issues, error.finding, {
    ...headers,
    'WWW-Authenticate': `${challenge}${joint}${where}`,
  })
}

/** Refuses account operations to a token that is limited to resource scopes, or to the person's identity. */
export function refuseLimited(grantee: Grantee, remedy: string): void {
  if (!grantee.limited) return
  if (grantee.onBehalfOf !== undefined) throw forbidden(NOT_FOR_ANOTHER, 'acting')
  if (isIdentityAlone(grantee)) throw explained(forbidden(bothOf(IDENTITY_ALONE), 'identity_alone'), IDENTITY_TOKEN)
  throw explained(forbidden(bothOf(remedy), 'limited_token'), LIMITED_TOKEN)
}

const NOT_FOR_ANOTHER =
  'A client that acts for a person may not do this: let the person do it, or leave out X-Medplum-On-Behalf-Of.'

const IDENTITY_ALONE =
  'This app only learns who people are. Send the person to their page at /account, or let an owner of the project set ' +
  'firstParty on the client.'

/** 403 for members who are not administrators, and for tokens without an administrator's rights. */
export function notAdministrator(grantee: Grantee, text: string, reason: string): OutcomeError {
  const remedy = isIdentityAlone(grantee)
    ? 'This app only learns who people are: let an owner of the project set firstParty on the client.'
    : 'A token with resource scopes has no administrator’s rights: sign in without resource scopes.'
  return explained(forbidden(bothOf(grantee.limited ? `${text} ${remedy}` : text), reason), NEEDS_ADMIN)
}

const IDENTITY_TOKEN = error(
  'The client has resourceScopesRequired and is not first-party, so a token without resource scopes only tells who the person is.',
  'Let people do this on /account, or let an owner of the project set firstParty on the client.',
)

const LIMITED_TOKEN = error('A token with resource scopes may not do this.', 'Sign in without resource scopes.')
const NEEDS_ADMIN = error(
  'Only an administrator of the project may do this.',
  'Sign in as an administrator, without resource scopes.',
)

/** The answer for a refused credential. It reveals only what the holder may know. */
export function credentialError(refusal: CredentialRefusal): OutcomeError {
  switch (refusal.why) {
    case 'too_many_wrong_secrets':
      return tooManyRequests(refusal.allowance)
    case 'basic_not_allowed':
      return unauthorized(
        'basic_not_allowed',
        told`This client may not use Basic: let an administrator set basicAllowed on the ClientApplication, or use
          client_credentials at the token endpoint.`,
      )
    case 'basic_off':
      return unauthorized(
        'basic_off',
        'This server accepts no Basic: get a token with client_credentials at the token endpoint.',
      )
    case 'expired_token':
    case 'expired_login':
      return unauthorized(refusal.why, 'Unauthorized: the token has expired. Refresh it, or sign in again.', {
        'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The token has expired"',
      })
    // After a 401, `@medplum/core` asks for new tokens without end. So it is 403 when a new token does not help.
    case 'inactive_membership':
      return forbidden('This membership is not active: ask an administrator of the project.', refusal.why)
    case 'inactive_project':
      return forbidden('This project is not active: ask its operator.', refusal.why)
    case 'blocked_address':
      return forbidden(bothOf(BLOCKED_ADDRESS), refusal.why)
    case 'acting_denied':
      return actingError(refusal.denial)
    case 'too_many_new_tokens':
      return tooManyRequests(refusal.allowance)
    case 'provider_unavailable':
      return unavailable(refusal.code)
    case 'external_token':
      return unauthorized(refusal.code, 'Unauthorized', { 'WWW-Authenticate': 'Bearer error="invalid_token"' })
    // A new token of the provider would not help either.
    case 'external_person':
      return externalPersonError(refusal.refusal)
    case 'no_credentials':
      return unauthorized()
    default:
      return unauthorized(refusal.why, 'Unauthorized', { 'WWW-Authenticate': 'Bearer error="invalid_token"' })
  }
}
