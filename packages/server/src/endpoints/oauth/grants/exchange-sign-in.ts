import { accepted, type Result, refused } from '@damson/fhir'
import { OAuthError } from '#answers'
import { error } from '#base/findings'
import type { Client } from '#domain/clients'
import { issuerNamedIn } from '#domain/issuers'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type PresentedToken, signedOf } from '#domain/proof'
import { isIssuedBy, type Provider, type ProviderFailure } from '#domain/providers'
import {
  type BegunExternal,
  beginExternal,
  type ExternalRefusal,
  giveUp,
  issueCode,
  pickMembership,
  readState,
  type SignInState,
} from '#domain/signin'
import type { OAuthParts } from '../parts.ts'
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
  parts: OAuthParts,
  { issuer, place }: TokenRequest,
  asked: Exchange,
  codeChallenge: string,
): Promise<Result<string, GrantRefusal>> {
  const { signIn, verifyPresented } = parts
  const { client, membershipId, scope, nonce } = asked
  const provider = await providerOf(parts, client, asked.idToken ?? asked.token)
  if (provider === undefined) return refused(NO_PROVIDER)
  const person = await verifyPresented(provider, asked)
  if (!person.ok) return refused(failed(person.refusal))
  const begun = await beginExternal(signIn, {
    person: person.value,
    signed: signedOf(asked, person.value, parts.clock.now()),
    method: 'exchange',
    client,
    project: client.project,
    scope,
    nonce,
    codeChallenge,
    issuer,
    ...place,
  })
  if (!begun.ok) return refused(nobody(begun.refusal))
  const state = await chosen(parts, begun.value, membershipId, issuer)
  if (!state.ok) return state
  if (state.value.step.step !== 'code') {
    await giveUp(signIn, state.value)
    return refused(missing(state.value))
  }
  const code = await issueCode(signIn, state.value, place)
  return code.ok ? code : refused(ENDED)
}

/**
 * Who issued a token that is presented to a client: the client's own provider, else a domain's or the operator's that the
 * token names as its issuer. Nothing is believed of the token: the rule which provider may be used where is asked later.
 */
async function providerOf({ providers }: OAuthParts, client: Client, token: string): Promise<Provider | undefined> {
  const own = await providers.ofClient(client)
  const issuer = issuerNamedIn(token)
  if (issuer === undefined || (own !== undefined && isIssuedBy(own, issuer))) return own
  const others = [...(await providers.ofProject(client.project)), ...(await providers.ofProject(SYSTEM_PROJECT))]
  return others.find((one) => one.key.kind !== 'client' && isIssuedBy(one, issuer)) ?? own
}

/** Where the sign-in stands once the membership that was asked for is chosen. */
async function chosen(
  { signIn }: OAuthParts,
  { handle, state }: Pick<BegunExternal, 'handle' | 'state'>,
  membershipId: string | undefined,
  issuer: TokenRequest['issuer'],
): Promise<Result<SignInState, GrantRefusal>> {
  if (membershipId === undefined) return accepted(state)
  const { login, step } = state
  // One that was chosen because it is the only one is the one that was asked for, or it is none of theirs.
  if (step.step !== 'choose_membership' && login.membershipId === membershipId) return accepted(state)
  const choice = await pickMembership(signIn, state, membershipId)
  if (!choice.ok) {
    await giveUp(signIn, state)
    return refused(FOREIGN_MEMBERSHIP)
  }
  const after = await readState(signIn, handle, issuer)
  return after.ok ? after : refused(ENDED)
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
function nobody(refused: ExternalRefusal): GrantRefusal {
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
function missing({ step: { step }, choices }: SignInState): GrantRefusal {
  switch (step) {
    case 'choose_membership':
      return refusal(
        'several_memberships',
        'invalid_request',
        `This person has several places in the project: send membership_id, one of ${choices.map(({ id }) => id).join(', ')}.`,
        error(
          'The person has several memberships in the project, and membership_id names none.',
          'Send membership_id.',
        ),
      )
    case 'consent':
      return refusal(
        'consent_required',
        'invalid_request',
        'This app needs the consent of whoever signs in: send them to /oauth2/authorize once, or let an administrator set firstParty.',
        error(
          'The client needs the consent of the person, who has not given it.',
          'Send them to /oauth2/authorize once, or set firstParty of the client.',
        ),
      )
    case 'choose_patient':
      return refusal(
        'patient_required',
        'invalid_request',
        'A scope for one patient is about a patient who is chosen on the pages: ask for user/ scopes, or send the person to /oauth2/authorize.',
        error(
          'The scope is for one patient, who is chosen on the pages.',
          'Ask for user/ scopes, or send the person to /oauth2/authorize.',
        ),
      )
    case 'no_membership':
      return refusal(
        'no_membership',
        'invalid_request',
        'This person has no place in the project of the client.',
        error('The person has no membership in the project of the client.', PERSON_REMEDY),
      )
    default:
      return refusal(
        step,
        'invalid_request',
        OTHER_METHOD,
        error(`The sign-in of the person still needs: ${step.replaceAll('_', ' ')}.`, METHOD_REMEDY),
      )
  }
}
