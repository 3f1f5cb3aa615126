import { type Result, refused } from '@damson/fhir'
import { OAuthError } from '#answers'
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

/** What is asked for, read and checked. */
export interface Exchange extends PresentedToken {
  readonly client: Client
  readonly membershipId: string | undefined
  readonly scope: string
  readonly nonce: string | undefined
}

/** The code of a sign-in by a token of a provider, by the very steps of every other sign-in. */
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
  const own = await providers.ofClient(client)
  const issuer = issuerNamedIn(token)
  if (issuer === undefined || (own !== undefined && isIssuedBy(own, issuer))) return own
  const others = [...(await providers.ofProject(client.project)), ...(await providers.ofProject(SYSTEM_PROJECT))]
  return others.find((one) => one.key.kind !== 'client' && isIssuedBy(one, issuer)) ?? own
}

const ENDED = refusal(
  'ended_login',
  'invalid_request',
  'The sign-in came to its end meanwhile: exchange the token again.',
  error('The sign-in came to its end before the code of it was made.', 'Exchange the token again.'),
)
const FOREIGN_MEMBERSHIP = refusal(
  'unknown_membership',
  'invalid_request',
  'membership_id is none of this person in the project of the client, or not one that the provider may sign in: leave it out.',
  error(
    'membership_id is none of this person in the project of the client, or not one that the provider may sign in.',
    'Leave membership_id out.',
  ),
)
const NO_PROVIDER = refusal(
  'no_provider',
  'unauthorized_client',
  'This client has no identity provider that issued such a token: let an administrator set its identityProvider.',
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
const UNAVAILABLE = 'The identity provider cannot be asked now: try again in a moment.'
const TOKEN_TEXTS: Readonly<Record<string, string>> = {
  unestablished_audience:
    'Nothing tells for which client this opaque access token was issued, and one of another client must not be taken. Ask the provider for a JWT by asking for an audience, let its client have a secret for introspection, or send the id token: subject_token_type urn:ietf:params:oauth:token-type:id_token, or id_token beside the access token.',
  provider_slow: UNAVAILABLE,
  discovery_failed: UNAVAILABLE,
  keys_unavailable: UNAVAILABLE,
  userinfo_failed: UNAVAILABLE,
  introspection_failed: UNAVAILABLE,
}

/** Who may speak for whom is told to whoever holds the person's own token, and nothing of anybody's account. */
function personRefused(refused: ExternalRefusal): GrantRefusal {
  const { why, finding } = refused
  if (why === 'other_method') {
    const { problem } = refused
    return refusal(problem.why, 'invalid_request', OTHER_METHOD, error(finding, METHOD_REMEDY))
  }
  if (why === 'revoked_token' || why === 'before_restore')
    return refusal(why, 'invalid_request', WORN_OUT, error(finding, WORN_REMEDY))
  if (why === 'provider_changed') return refusal(why, 'invalid_request', CHANGED, error(finding, METHOD_REMEDY))
  const isLinkable = why === 'ask_to_link' || why === 'proof_needed'
  const text = isLinkable
    ? 'This person signs in once on the pages of this server (/auth/external/start), where their account is linked to the provider; then their tokens can be exchanged.'
    : 'The provider does not let this person in here: they are not invited, or the provider may not vouch for them. Ask an administrator of the project.'
  return refusal(why, 'invalid_request', text, error(finding ?? NOBODY, PERSON_REMEDY))
}

const NOBODY = 'The provider does not let this person in here.'

const WORN_OUT =
  'A sign-in by this token was revoked here, or has ended, or the token is older than what this server was restored from: get a new token from the provider, and exchange that.'
const WORN_REMEDY =
  'Ask the provider for a new token after a sign-out, instead of one that its library has kept; after the restore of a backup too.'
const CHANGED = 'The identity provider was set up otherwise meanwhile: exchange a new token of it.'
const OTHER_METHOD = 'Here this person signs in another way: send them to /oauth2/authorize.'
const METHOD_REMEDY =
  'Compare signIn of the client, and the domains of the project that are enforced, with the provider that issued the token.'
const PERSON_REMEDY =
  'Invite the person, or compare emailDomain, profileType and accountPolicy of the identityProvider with what it says of them.'

/** What a sign-in still needs that an exchange cannot show. */
function missing(state: SignInState): GrantRefusal {
  const left = leftToAsk(state)
  if (left === undefined) {
    const { step } = state.step
    const told = error(`The sign-in of the person still needs: ${step.replaceAll('_', ' ')}.`, METHOD_REMEDY)
    return refusal(step, 'invalid_request', OTHER_METHOD, told)
  }
  const { description, what, remedy } = LEFT[left](state)
  return refusal(left, 'invalid_request', description, error(what, remedy))
}

interface Told {
  readonly description: string
  /** For the trace. */
  readonly what: string
  readonly remedy: string
}

const LEFT: Readonly<Record<LeftToAsk, (state: SignInState) => Told>> = {
  several_memberships: ({ choices }) => ({
    description: `This person has several memberships in the project: send membership_id, one of ${choices.map(({ id }) => id).join(', ')}.`,
    what: 'The person has several memberships in the project, and membership_id names none.',
    remedy: 'Send membership_id.',
  }),
  consent_required: () => ({
    description:
      'This app needs the consent of whoever signs in: send them to /oauth2/authorize once, or let an administrator set firstParty.',
    what: 'The client needs the consent of the person, who has not given it.',
    remedy: 'Send them to /oauth2/authorize once, or set firstParty of the client.',
  }),
  patient_required: () => ({
    description:
      'A scope for one patient is about a patient who is chosen on the pages: ask for user/ scopes, or send the person to /oauth2/authorize.',
    what: 'The scope is for one patient, who is chosen on the pages.',
    remedy: 'Ask for user/ scopes, or send the person to /oauth2/authorize.',
  }),
  no_membership: () => ({
    description: 'This person has no membership in the project of the client.',
    what: 'The person has no membership in the project of the client.',
    remedy: PERSON_REMEDY,
  }),
}
