import { type Result, refused } from '@damson/fhir'
import { BLOCKED_ADDRESS, OAuthError } from '#answers'
import { error } from '#base/findings'
import type { Client } from '#domain/clients'
import { issuerNamedIn } from '#domain/issuers'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { PresentedToken } from '#domain/proof'
import { isIssuedBy, type Provider, type ProviderFailure } from '#domain/providers'
import {
  type CodeRefusal,
  codeByToken,
  type ExternalRefusal,
  type LeftToAsk,
  leftToAsk,
  type SignInState,
} from '#domain/signin'
import type { OAuthDeps } from '../dependencies.ts'
import { type GrantRefusal, refusal, type TokenRequest } from './grant.ts'

/** A token exchange request that passed its checks. */
export interface Exchange extends PresentedToken {
  readonly client: Client
  readonly membershipId: string | undefined
  readonly scope: string
  readonly nonce: string | undefined
}

/** Signs in with a provider's token, by the same steps as every other sign-in, and returns the code. */
export async function codeOfExchange(
  deps: OAuthDeps,
  { issuer, origin }: TokenRequest,
  asked: Exchange,
  codeChallenge: string,
): Promise<Result<string, GrantRefusal>> {
  const { client, token, kind, idToken, membershipId, scope, nonce } = asked
  const provider = await providerOf(deps, client, idToken ?? token)
  if (provider === undefined) return refused(NO_PROVIDER)
  const code = await codeByToken(deps.signIn, {
    provider,
    presented: { token, kind, idToken },
    isOnce: false,
    method: 'exchange',
    client,
    project: client.project,
    membershipId,
    scope,
    nonce,
    codeChallenge,
    issuer,
    ...origin,
  })
  return code.ok ? code : refused(refusalOf(code.refusal))
}

function refusalOf(refused: CodeRefusal): GrantRefusal {
  switch (refused.why) {
    case 'token':
      return failed(refused.failure)
    case 'person':
      return personRefused(refused.refusal)
    case 'unknown_membership':
      return FOREIGN_MEMBERSHIP
    case 'left_to_ask':
      return missing(refused.state)
    case 'ended_login':
      return ENDED
  }
}

/**
 * Who issued a token that is presented to a client: the client's own provider, else a domain's or the operator's that the
 * token names as its issuer. Nothing is believed of the token: the rule which provider may be used where is asked later.
 */
async function providerOf({ providers }: OAuthDeps, client: Client, token: string): Promise<Provider | undefined> {
  const all = await providers.ofClient(client)
  const issuer = issuerNamedIn(token)
  // A token that names no issuer can only be told of where there is no choice.
  const own = all.length === 1 ? all[0] : undefined
  if (issuer === undefined) return own
  const named = all.find((one) => isIssuedBy(one, issuer))
  if (named !== undefined) return named
  const others = [...(await providers.ofProject(client.project)), ...(await providers.ofProject(SYSTEM_PROJECT))]
  return others.find((one) => !OF_APPS.has(one.key.kind) && isIssuedBy(one, issuer)) ?? own
}

/** Providers of other apps are none of this one. */
const OF_APPS: ReadonlySet<string> = new Set(['client', 'provider'])

const ENDED = refusal(
  'ended_login',
  'invalid_request',
  'The sign-in has just ended: exchange the token again.',
  error('The sign-in ended before its code was made.', 'Exchange the token again.'),
)
const FOREIGN_MEMBERSHIP = refusal(
  'unknown_membership',
  'invalid_request',
  'This person has no membership with this membership_id in the project of the client, ' +
    'or the provider may not sign in to it: leave membership_id out.',
  error(
    'The person has no membership with this membership_id in the project of the client, ' +
      'or the provider may not sign in to it.',
    'Leave membership_id out.',
  ),
)
const NO_PROVIDER = refusal(
  'no_provider',
  'unauthorized_client',
  'No identity provider of this client issued the token: let an administrator set its identityProvider.',
  error(
    'No identity provider of the client, of a domain of its project or of this server issued the token.',
    'Compare iss of the token with identityProvider of the ClientApplication.',
  ),
)

/** RFC 8693 §2.2.2: a token that is not valid for any reason is an invalid request. */
function failed({ why, code, finding }: ProviderFailure): GrantRefusal {
  const text = TOKEN_TEXTS[code] ?? `${finding} Sign in at the provider again.`
  const told = error(finding, TOKEN_REMEDY)
  const refused = refusal(code, 'invalid_request', text, told)
  if (why !== 'unavailable') return refused
  return { ...refused, error: new OAuthError('temporarily_unavailable', text, told, { reason: code, status: 503 }) }
}

const TOKEN_REMEDY =
  'Compare identityProvider of the ClientApplication with the token that the app got from the provider.'
const UNAVAILABLE = 'The identity provider cannot be reached: try again in a moment.'
const TOKEN_TEXTS: Readonly<Record<string, string>> = {
  unestablished_audience:
    'This access token is opaque, and the server cannot check which client it was issued to. ' +
    'Ask the provider for a JWT (send an audience), configure a client secret for introspection, ' +
    'or send the id token (subject_token_type urn:ietf:params:oauth:token-type:id_token, ' +
    'or id_token beside the access token).',
  provider_slow: UNAVAILABLE,
  discovery_failed: UNAVAILABLE,
  keys_unavailable: UNAVAILABLE,
  userinfo_failed: UNAVAILABLE,
  introspection_failed: UNAVAILABLE,
}

/** The holder of the person's token learns which provider may sign the person in, and nothing about any account. */
function personRefused(refused: ExternalRefusal): GrantRefusal {
  const { why, finding } = refused
  if (why === 'other_method') {
    const { problem } = refused
    return refusal(problem.why, 'invalid_request', OTHER_METHOD, error(finding, METHOD_REMEDY))
  }
  if (why === 'revoked_token' || why === 'before_restore')
    return refusal(why, 'invalid_request', WORN_OUT, error(finding, WORN_REMEDY))
  if (why === 'provider_changed') return refusal(why, 'invalid_request', CHANGED, error(finding, METHOD_REMEDY))
  if (why === 'blocked_address') return refusal(why, 'access_denied', BLOCKED_ADDRESS, error(finding, ADDRESS_REMEDY))
  const isLinkable = why === 'ask_to_link' || why === 'proof_needed'
  const text = isLinkable
    ? 'This person must link their account first: let them sign in once on the pages of this server ' +
      '(/auth/external/start). After that, their tokens can be exchanged.'
    : 'This provider cannot sign this person in here: they are not invited, or the provider may not vouch for them. ' +
      'Ask an administrator of the project.'
  return refusal(why, 'invalid_request', text, error(finding ?? NOBODY, PERSON_REMEDY))
}

const NOBODY = 'The provider may not sign this person in here.'

const WORN_OUT =
  'This token no longer works here: its sign-in was revoked or has ended, or the token is older than the backup that ' +
  'this server was restored from. Get a new token from the provider, and exchange that one.'
const WORN_REMEDY =
  'After a sign-out, and after a backup is restored, ask the provider for a new token: its library may return a cached one.'
const CHANGED =
  'The configuration of the identity provider has just changed: get a new token from the provider, and exchange that one.'
const ADDRESS_REMEDY =
  'Exchange the token from an address that the rules allow, or add its range to the list that is missing it.'
const OTHER_METHOD = 'This person must sign in another way: send them to /oauth2/authorize.'
const METHOD_REMEDY =
  'Compare signIn of the client and the enforced domains of the project with the provider that issued the token.'
const PERSON_REMEDY =
  'Invite the person, or compare emailDomain, profileType and accountPolicy of the identityProvider with the claims ' +
  'about them.'

/** A sign-in that needs a page, which an exchange cannot show. */
function missing(state: SignInState): GrantRefusal {
  const left = leftToAsk(state)
  if (left === undefined) {
    const { step } = state.step
    const told = error(
      `The sign-in of the person still needs another step: ${step.replaceAll('_', ' ')}.`,
      METHOD_REMEDY,
    )
    return refusal(step, 'invalid_request', OTHER_METHOD, told)
  }
  const { description, what, remedy } = LEFT[left](state)
  const code = left === 'blocked_address' ? 'access_denied' : 'invalid_request'
  return refusal(left, code, description, error(what, remedy))
}

interface Told {
  readonly description: string
  /** For the trace. */
  readonly what: string
  readonly remedy: string
}

const LEFT: Readonly<Record<LeftToAsk, (state: SignInState) => Told>> = {
  several_memberships: ({ choices }) => ({
    description:
      'This person has several memberships in the project: ' +
      `send membership_id, one of ${choices.map(({ id }) => id).join(', ')}.`,
    what: 'The person has several memberships in the project, and the request has no membership_id.',
    remedy: 'Send membership_id.',
  }),
  consent_required: () => ({
    description:
      'This app needs the consent of the person: send them to /oauth2/authorize once, ' +
      'or let an administrator set firstParty.',
    what: 'The client needs the consent of the person, but does not have it.',
    remedy: 'Send them to /oauth2/authorize once, or set firstParty of the client.',
  }),
  patient_required: () => ({
    description:
      'The person must choose the patient for patient/ scopes on the hosted pages: ' +
      'ask for user/ scopes, or send the person to /oauth2/authorize.',
    what: 'The scope is for one patient, and the person must choose the patient on a page.',
    remedy: 'Ask for user/ scopes, or send the person to /oauth2/authorize.',
  }),
  no_membership: () => ({
    description: 'This person has no membership in the project of the client: ask an administrator of the project.',
    what: 'The person has no membership in the project of the client.',
    remedy: PERSON_REMEDY,
  }),
  blocked_address: () => ({
    description: BLOCKED_ADDRESS,
    what: 'An ipAccessRule of the membership’s policies, the client or the project does not let the address pass.',
    remedy: ADDRESS_REMEDY,
  }),
  factor_required: () => ({
    description:
      'This person must prove a second factor, and an exchange cannot ask for it: send them to /oauth2/authorize, ' +
      'or let the provider ask for it and an administrator set acceptsSecondFactor.',
    what: 'A second factor is demanded of the person, and the provider’s token does not show one that counts here.',
    remedy: 'Send them to /oauth2/authorize, or set acceptsSecondFactor of the identityProvider.',
  }),
  terms_required: () => ({
    description: 'This person must accept the terms of the project first: send them to /oauth2/authorize.',
    what: 'The person has not accepted the terms of the project.',
    remedy: 'Send them to /oauth2/authorize.',
  }),
}
