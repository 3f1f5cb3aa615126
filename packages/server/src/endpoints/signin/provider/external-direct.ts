import { accepted, type Result, refused } from '@damson/fhir'
import type { FastifyReply } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { type Client, unprovable } from '#domain/clients'
import { callbackOf, type ExternalPerson, type ProviderCallback } from '#domain/proof'
import { writeProviderKey } from '#domain/providers'
import { beginExternal, codeUnasked, readScope } from '#domain/signin'
import { brandOf, PageError } from '#pages'
import { type AnswerAddress, answerApp, refuseApp, refuseInvalid } from '../authorize/answer-app.ts'
import { findAskingClient, readRedirectUri } from '../authorize/asking-client.ts'
import { BLOCKED_ADDRESS, type Complaint, complaint, invalid } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { unusableRequest } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { externalFailure } from './external-arrival.ts'
import { providerFor } from './external-provider.ts'

/** The `state` of an app that goes to the provider itself: JSON that anyone could have written. */
interface DirectState {
  readonly clientId?: unknown
  readonly redirectUri?: unknown
  readonly scope?: unknown
  readonly nonce?: unknown
  readonly codeChallenge?: unknown
  readonly codeChallengeMethod?: unknown
  readonly launch?: unknown
}

/** Whether a `state` belongs to Medplum's provider-direct form: our own state is not JSON. */
export function isDirect(state: string): boolean {
  return state.startsWith('{')
}

const DEFAULT_SCOPE = 'openid offline_access'
const START = 'Begin at /auth/external/start, to which /auth/method leads'

/**
 * Medplum's provider-direct form, for clients that opted into it. Nothing binds the answer to a browser, so no browser is
 * signed in: the app gets a code that only its own PKCE verifier redeems.
 */
export async function comeDirectly(
  deps: SignInPageDeps,
  visit: Visit,
  { state: text, parameters, providerKey }: Pick<ProviderCallback, 'state' | 'parameters' | 'providerKey'>,
): Promise<FastifyReply> {
  const { request, reply } = visit
  const state = readState(text)
  const client = await findAskingClient(deps.clients, request.issuer, textOf(state.clientId))
  if (!client.ok) throw unusableRequest(request, client.refusal, await brandOf(deps, undefined), deps.isDevelopment)
  const { id: clientId, project, resource } = client.value
  noteTrace(request, { clientId, project, codeChallenge: textOf(state.codeChallenge), step: 'identity_provider' })
  const redirectUri = readRedirectUri(client.value, textOf(state.redirectUri))
  if (!redirectUri.ok)
    throw unusableRequest(request, redirectUri.refusal, await brandOf(deps, project), deps.isDevelopment)
  const to: AnswerAddress = { redirectUri: redirectUri.value, state: undefined, mode: 'query', project }
  if (resource.providerDirect !== true) return refuseInvalid(deps, reply, 302, to, NOT_DIRECT)
  const asked = readAsked(state, client.value)
  if (!asked.ok) return refuseInvalid(deps, reply, 302, to, asked.refusal)
  const provider = await providerFor(deps, { client: client.value }, undefined)
  if (provider === undefined) return refuseInvalid(deps, reply, 302, to, NO_PROVIDER)
  // The provider's code is redeemed only with this provider's own redirect address (RFC 9700 §4.4.2.2).
  if (writeProviderKey(provider.key) !== providerKey)
    return refuseInvalid(deps, reply, 302, to, otherCallback(callbackOf(request.issuer.url, provider.key)))
  const finished = await deps.roundTrips.finishDirect(provider, request.issuer.url, parameters)
  if (!finished.ok) {
    const { refusal } = finished
    if (refusal.code !== 'code_refused')
      return externalFailure(deps, visit, { failure: refusal, provider, client: client.value })
    return refuseApp(deps, reply, 302, to, complaint('access_denied', UNVERIFIABLE, refusal.finding))
  }
  return giveCode(deps, visit, to, client.value, asked.value, finished.value)
}

const NOT_DIRECT = complaint(
  'access_denied',
  `This client may not use its identity provider directly. ${START}, or set providerDirect on the client.`,
  'The client may not use its identity provider directly.',
  `${START}, or set providerDirect on the client.`,
)
const NO_PROVIDER = complaint(
  'access_denied',
  'This client does not sign people in with an identity provider: check its identityProvider and signIn.',
  'The client does not sign people in with an identity provider.',
  'Check identityProvider and signIn of the client.',
)

function otherCallback(address: string): Complaint {
  return complaint(
    'access_denied',
    'The redirect address is not the address of this identity provider: ' +
      `register ${address} at the provider, and send it as redirect_uri.`,
    'The person returned to a different address than the one of the client’s identity provider.',
    `Register ${address} at the identity provider, and send it as redirect_uri.`,
  )
}

const UNVERIFIABLE =
  'The identity provider does not redeem the code. If the app sent a code_challenge to the provider, ' +
  `only the app can redeem it: pass pkceEnabled false to signInWithExternalAuth. ${START}, which keeps PKCE.`

interface DirectAsked {
  readonly scope: string
  readonly nonce: string | undefined
  readonly codeChallenge: string
}

/** Signs in without setting cookies, so an answer that was planted in a browser leaves no sign-in there. */
async function giveCode(
  deps: SignInPageDeps,
  { request, reply }: Visit,
  to: AnswerAddress,
  client: Client,
  asked: DirectAsked,
  person: ExternalPerson,
): Promise<FastifyReply> {
  const begun = await beginExternal(deps.signIn, {
    ...requestOriginOf(request),
    ...asked,
    person,
    method: 'external',
    client,
    project: client.project,
    // Apps that another program could impersonate need consent each time, and this form cannot ask for it.
    askConsent: unprovable(client, to.redirectUri, false) !== undefined,
  })
  if (!begun.ok) {
    const why = complaint(
      'access_denied',
      'This person cannot sign in here with the identity provider: the trace says why.',
      begun.refusal.finding ?? begun.refusal.why,
      `Check the identityProvider of the client. ${START}, where a page can ask the person.`,
    )
    return answerApp(deps, reply, 302, to, why)
  }
  const { state } = begun.value
  const code = await codeUnasked(deps.signIn, state, requestOriginOf(request))
  if (code.ok) return answerApp(deps, reply, 302, to, { code: code.value })
  const { step } = state.step
  return refuseApp(deps, reply, 302, to, leftToAsk(step))
}

function leftToAsk(step: string): Complaint {
  if (step === 'blocked_address') return BLOCKED_ADDRESS
  return complaint(
    'interaction_required',
    `The person must answer a question first, and this form has no page for it. ${START}.`,
    `The person must answer a question first (${step.replaceAll('_', ' ')}), and this form has no page for it.`,
    `${START}.`,
  )
}

function readState(text: string): DirectState {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    throw new PageError(400, 'external.lost')
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

const LONGEST = 2_000

function readAsked(state: DirectState, client: Client): Result<DirectAsked, Complaint> {
  const challenge = textOf(state.codeChallenge) ?? ''
  if (textOf(state.codeChallengeMethod) !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    return refused(
      invalid(
        'Send codeChallenge and codeChallengeMethod S256 in state: PKCE is required. ' +
          '@medplum/core leaves them out if pkceEnabled is false: pass the result of startPkce() with the login request.',
        'The state lacks a codeChallenge (the base64url of a SHA-256 hash) or codeChallengeMethod S256.',
      ),
    )
  const nonce = textOf(state.nonce)
  if (nonce !== undefined && (nonce.length > LONGEST || nonce.includes('\0')))
    return refused(
      invalid(
        `nonce must have at most ${LONGEST} characters and no NUL.`,
        `nonce is longer than ${LONGEST} characters, or has a NUL.`,
      ),
    )
  if (state.launch !== undefined)
    return refused(
      invalid(
        `An app that an EHR launched must use the hosted pages. ${START}.`,
        'The state has a launch, which this form does not support.',
      ),
    )
  const scope = readScope(textOf(state.scope) ?? client.resource.defaultScope?.join(' ') ?? DEFAULT_SCOPE, 'person')
  if (scope.ok) return accepted({ scope: scope.value, nonce, codeChallenge: challenge })
  const { text, finding } = scope.refusal
  return refused({ error: 'invalid_request', description: text, finding })
}
