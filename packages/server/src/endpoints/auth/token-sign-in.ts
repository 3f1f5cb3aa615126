import type { FastifyRequest } from 'fastify'
import {
  BLOCKED_ADDRESS,
  badRequest,
  noteTrace,
  type OutcomeError,
  otherMethod,
  requestOriginOf,
  unavailable,
} from '#answers'
import { bothOf, error } from '#base/findings'
import { routeOf } from '#domain/email-domains'
import type { ExternalPerson } from '#domain/proof'
import type { Provider, ProviderFailure } from '#domain/providers'
import { beginByToken, type ExternalRefusal, type TokenSignIn as Presented } from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { answerOfState } from './login-answer.ts'
import { type RoutedAnswer, routedAnswer } from './routed.ts'

type TokenSignInRequest = Pick<
  Presented,
  'method' | 'client' | 'project' | 'profileType' | 'scope' | 'nonce' | 'codeChallenge'
>

/** An id token that a page got from a provider's button, with the parameters of the sign-in. */
export interface TokenSignIn extends TokenSignInRequest {
  readonly provider: Provider
  /** What the provider may vouch for by default. */
  readonly vouched: (person: ExternalPerson) => ExternalPerson
  readonly token: string
  /** The field's name in Medplum's API. */
  readonly field: string
}

const REMEDY =
  'Compare the client id with the sites of the project, or with identityProvider of the client. ' +
  'Invite the person with the e-mail address of their account at the provider.'

/** Signs in the person of an id token. Answers LoginAuthenticationResponse, or where the address's domain signs in. */
export async function signInByToken(
  deps: AuthDeps,
  request: FastifyRequest,
  { provider, vouched, token, field, ...asked }: TokenSignIn,
): Promise<Record<string, unknown>> {
  const note = (reason: string, what: string): void =>
    noteTrace(request, { failure: { code: undefined, reason }, findings: [error(what, REMEDY)] })
  const begun = await beginByToken(deps.signIn, {
    ...asked,
    provider,
    vouched,
    presented: { token, kind: 'id_token' },
    isOnce: true,
    ...requestOriginOf(request),
  })
  if (begun.ok) return answerOfState(deps, begun.value, factorOriginOf(request))
  if (begun.refusal.why === 'token') {
    const { failure } = begun.refusal
    note(failure.code, failure.finding)
    throw tokenRefused(failure, field)
  }
  const { refusal, person } = begun.refusal
  const reason = refusal.why === 'other_method' ? refusal.problem.why : refusal.why
  note(reason, refusal.finding ?? reason)
  // From a blocked address no other way leads in either.
  const routed = refusal.why === 'blocked_address' ? undefined : await routedOf(deps, request, asked, person)
  if (routed !== undefined) return { ...routed }
  throw refusal.why === 'other_method' ? otherMethod(refusal.problem) : personRefused(refusal)
}

/**
 * Where people of the refused address's domain sign in. `/auth/method` gives the same answer to anyone, so it does not
 * reveal whether there is an account.
 */
async function routedOf(
  { db }: AuthDeps,
  request: FastifyRequest,
  { client, project }: TokenSignInRequest,
  { email }: ExternalPerson,
): Promise<RoutedAnswer | undefined> {
  if (email === undefined) return undefined
  const route = await routeOf(db, { client, project, email })
  return route?.domain === undefined || route.providerKey === undefined
    ? undefined
    : routedAnswer(request, client, email, route.providerKey)
}

function tokenRefused({ why, code, finding }: ProviderFailure, field: string): OutcomeError {
  return why === 'unavailable' ? unavailable(code) : badRequest(bothOf(`Invalid ${field}: ${finding}`), field, code)
}

function personRefused({ why }: ExternalRefusal): OutcomeError {
  if (why === 'provider_changed')
    return badRequest('The configuration of the identity provider has just changed: sign in again.', undefined, why)
  if (why === 'replayed_token' || why === 'revoked_token' || why === 'before_restore')
    return badRequest('The credential was already used: it works once. Get a new one from the button.', undefined, why)
  if (why === 'blocked_address') return badRequest(bothOf(BLOCKED_ADDRESS), undefined, why)
  const isLinkable = why === 'proof_needed' || why === 'ask_to_link'
  const text = isLinkable
    ? 'This person must link their account first: let them sign in to it, or send them to /auth/external/start.'
    : 'User not found: they are not invited, or the provider may not vouch for them.'
  return badRequest(text, undefined, why)
}
