import { isResourceType } from '@damson/fhir'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { asPeopleSay, compareUris, error, type Finding } from '#base/findings'
import { showScope } from '#domain/signin'
import type { Failure } from './failure.ts'

/** A request of the FHIR API or of another API that takes a Bearer, and how it was answered. */
export interface BearerFacts {
  readonly authorization: string | undefined
  readonly status: number
  /** What was found out about a provider's token. */
  readonly finding?: { readonly what: string; readonly remedy: string } | undefined
  /** What it was about, where the path says so. */
  readonly resourceType: string | undefined
  /** Of whom the token was found to be. */
  readonly grantee:
    | {
        readonly scope: string
        readonly limited: boolean
        readonly patient: string | undefined
        readonly profile: string
      }
    | undefined
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly now: Date
}

/** What was wrong with a refused request of an API. */
export function diagnoseBearer(facts: BearerFacts, { reason }: Failure): Finding {
  if (facts.finding !== undefined) return error(facts.finding.what, facts.finding.remedy)
  const known = CREDENTIALS[reason ?? ''] ?? ACCESS[reason ?? '']
  return (
    headerFinding(facts) ??
    tokenFinding(facts, reason) ??
    accessFinding(facts, reason) ??
    (known === undefined
      ? error('The request itself was refused.', 'Follow the OperationOutcome of the answer.')
      : error(...known))
  )
}

function headerFinding({ authorization, status, grantee }: BearerFacts): Finding | undefined {
  if (grantee !== undefined || status !== 401) return undefined
  if (authorization === undefined || authorization === '')
    return error('The request has no Authorization header.', 'Send Authorization: Bearer with the access token.')
  if (/^Bearer +(undefined|null|\[object Object\])$/i.test(authorization))
    return error(
      'The access token is the text undefined or null.',
      'Wait for the token response, and send its access_token.',
    )
  return /^(Bearer|Basic) /i.test(authorization)
    ? undefined
    : error('The Authorization header has no scheme that is taken.', 'Write Bearer, a space, and the access token.')
}

/** What the token says of itself; nothing of it is believed. */
function tokenFinding({ authorization, issuer, audiences, now }: BearerFacts, reason: string | undefined) {
  const { header, claims } = readToken(authorization)
  const { iss, aud, exp } = claims
  const isOurs = iss === issuer
  if (typeof iss === 'string' && !isOurs && ['unknown_key', 'wrong_issuer', 'bad_signature'].includes(reason ?? ''))
    return error(
      `The token was issued by another server or address than this one, ${issuer}.`,
      'Get the token from the server whose FHIR API is called: compare iss of the token with issuer of the metadata.',
    )
  switch (reason) {
    case 'wrong_token_type':
    case 'unknown_key':
      return header['typ'] !== 'at+jwt' && isOurs
        ? error('The token is an id token: it tells the app who signed in, and opens nothing.', 'Send access_token.')
        : error('The token is signed with a key that this server does not have.', 'Get a new token from this server.')
    case 'malformed_token':
    case 'malformed_credentials':
      return malformedFinding(authorization)
    case 'expired_token':
    case 'expired_login': {
      const ago = typeof exp === 'number' ? now.getTime() / 1000 - exp : 0
      const when = ago > 0 ? ` ${asPeopleSay(ago)} ago` : ''
      return error(
        `The access token expired${when}.`,
        'Refresh before expires_in has passed, or let the person sign in again.',
      )
    }
    case 'wrong_audience': {
      const difference = typeof aud === 'string' ? compareUris(audiences, aud) : undefined
      return error(
        `The aud of the token is not the FHIR base of this server${difference === undefined ? '' : `: it differs ${difference.words}`}.`,
        'Get a token from the server or project whose API is called.',
      )
    }
    case 'bad_signature':
      return error('The signature of the token is wrong: it was changed or cut off.', 'Send access_token as it came.')
    default:
      return undefined
  }
}

function readToken(authorization = ''): {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
} {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) }
  } catch {
    return { header: {}, claims: {} }
  }
}

function malformedFinding(authorization = ''): Finding {
  const token = authorization.replace(/^Bearer */i, '')
  const remedy = 'Send access_token of the token response as it came.'
  if (/^Basic /i.test(authorization)) return error('The Basic header is not base64 of id:secret.', remedy)
  if (/^["']|["']$/.test(token)) return error('The access token has quotes around it.', remedy)
  if (/^Bearer /i.test(token)) return error('The word Bearer stands twice.', remedy)
  if (/^[0-9a-f-]{36}\.\d+\./.test(token)) return error('The token is a refresh token.', remedy)
  return error('The access token is none: it is no signed JWT.', remedy)
}

/** Why somebody who is known may not do what they asked. */
function accessFinding({ grantee, status, resourceType }: BearerFacts, reason: string | undefined) {
  if (grantee === undefined) return undefined
  const type = resourceType !== undefined && isResourceType(resourceType) ? resourceType : 'this'
  if (reason === 'scope_forbidden')
    return error(
      `The scope of the token (${showScope(grantee.scope)}) does not allow this on ${type}, though the access policy does.`,
      `Ask for a scope that does, such as ${grantee.profile.startsWith('Patient/') ? 'patient' : 'user'}/${type}.rs.`,
    )
  if (reason === 'type_forbidden' || reason === 'interaction_forbidden')
    return error(
      `No access policy of ${showProfile(grantee.profile)} allows this on ${type}.`,
      `Let an administrator add it to an entry for ${type} of the access policy.`,
    )
  if (status !== 404 || (reason !== undefined && reason !== 'not_found')) return undefined
  return grantee.patient === undefined
    ? error(
        'Nothing with this id is within reach: it does not exist, or lies outside the criteria of the access policy.',
        'Compare the id, and the criteria of the policy.',
      )
    : error(
        'Nothing with this id is within reach: it does not exist, or lies outside the compartment of the one patient to whom patient/ scopes are limited.',
        'Ask for user/ scopes where the app needs more than the patient of the launch, or choose the other patient at the sign-in.',
      )
}

function showProfile(profile: string): string {
  return `this ${profile.split('/')[0] ?? 'membership'}`
}

type Known = Readonly<Record<string, readonly [what: string, remedy: string]>>

const CREDENTIALS: Known = {
  unknown_login: ['The sign-in of the token is not known any more.', 'Let the person sign in again.'],
  wrong_token_login: ['The token names no sign-in of this server.', 'Let the person sign in again.'],
  not_granted: ['The sign-in of the token was not finished.', 'Finish it first.'],
  revoked_login: ['The sign-in of the token was ended: signed out, revoked, or its token reused.', 'Sign in again.'],
  inactive_membership: ['The membership is switched off.', 'Let an administrator switch it on.'],
  inactive_project: ['The project is switched off.', 'Ask its operator.'],
  inactive_client: ['The client is switched off.', 'Set status of the ClientApplication to active.'],
  inactive_user: ['The account is switched off.', 'Ask an administrator.'],
  basic_not_allowed: ['Basic is off for this client.', 'Set basicAllowed, or get a token by client_credentials.'],
  wrong_client_credentials: ['The id or secret of the Basic header is wrong.', 'Compare both with the client.'],
  too_many_new_tokens: ['There were too many new tokens of the provider.', 'Wait for the time of Retry-After.'],
  too_many_wrong_secrets: ['There were too many wrong secrets.', 'Wait for the time of Retry-After.'],
}

const ACCESS: Known = {
  no_policy: [
    'The membership has no access policy, and without one nothing is allowed.',
    'Let an administrator assign one, or set a default for its type of profile on the Project.',
  ],
  policy_missing: ['An access policy of the membership is gone.', 'Let an administrator assign another.'],
  policy_unreadable: ['An access policy cannot be enforced by this version.', 'Let an administrator change it.'],
  device_wildcard: ['The policy of the device has *.', 'Name the types that it needs.'],
  outside_policy: [
    'The resource, as it was written, would lie outside the criteria of the access policy or the patient of the token.',
    'Let it be about a patient within reach.',
  ],
  needs_admin: ['Only an administrator of the project may do this.', 'Sign in as one, without resource scopes.'],
  limited_token: ['A token with resource scopes may not do this.', 'Sign in without resource scopes.'],
  version_mismatch: ['If-Match names a version that is not the newest.', 'Read it again, and repeat the change.'],
}
