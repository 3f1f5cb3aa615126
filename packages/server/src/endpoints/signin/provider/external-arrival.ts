import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { error } from '#base/findings'
import { type Client, unprovable } from '#domain/clients'
import type { ExternalPerson } from '#domain/proof'
import type { Provider, ProviderFailure } from '#domain/providers'
import type { BegunExternal, ExternalRefusal, ExternalSignIn } from '#domain/signin'
import { type Browser, type BrowserCookies, brandOf, carryQuery, numberToTell, sendPage, wordsOf } from '#pages'
import { answerApp } from '../authorize/answer-app.ts'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { launchComplaint } from '../authorize/launch.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { showing } from '../shown.ts'
import { addressOf, continueFlow, draftOf, type Visit } from '../steps/continue-flow.ts'
import { externalEndPage, topicOfFailure, topicOfRefusal, valuesOf } from './external-pages.ts'

/** Signs in a provider's person, for an app's request. */
export function signInFor(
  { isDevelopment }: SignInPageDeps,
  asked: AuthorizeRequest,
  person: ExternalPerson,
  { request }: Visit,
  browser: Browser,
): ExternalSignIn {
  const { client, redirectUri, prompts, expectedUser } = asked
  return {
    ...requestOriginOf(request),
    ...draftOf(asked),
    person,
    method: 'external',
    project: client.project,
    askConsent: prompts.includes('consent') || unprovable(client, redirectUri, isDevelopment) !== undefined,
    expectedUser,
    browserHash: browser.hash,
  }
}

/** After the sign-in, the person continues to the app, or to the page for the next step. */
export async function arrive(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: Visit,
  asked: AuthorizeRequest,
  { handle, state, rootHandle }: BegunExternal,
): Promise<FastifyReply> {
  const { request, reply } = visit
  if (rootHandle !== undefined) cookies.keepRoot(reply, rootHandle)
  noteTrace(request, { loginId: state.login.id })
  return continueFlow(deps, cookies, visit, asked, { handle, state })
}

/** The answer if the provider's person has no account here: a sentence for them, a precise finding for the trace. */
export async function externalEnd(
  deps: SignInPageDeps,
  visit: Visit,
  { person, request: asked }: { readonly person: ExternalPerson; readonly request: AuthorizeRequest },
  refusal: ExternalRefusal,
): Promise<FastifyReply> {
  const complaint = launchComplaint(refusal.why)
  if (complaint !== undefined) return answerApp(deps, visit.reply, visit.status, addressOf(asked), complaint)
  noteTrace(visit.request, {
    failure: { code: undefined, reason: refusal.why === 'other_method' ? refusal.problem.why : refusal.why },
    findings: [error(refusal.finding ?? refusal.why, REMEDIES_OF_IDENTITY)],
  })
  const again = HELPED_BY_ANOTHER.has(refusal.why) ? choosingAccount(asked) : asked
  return showEnd(deps, visit, 403, person.provider, topicOfRefusal(refusal, person.provider), again)
}

/** The person may have another account at the provider, with which they can sign in here. */
const HELPED_BY_ANOTHER = new Set<ExternalRefusal['why']>(['foreign_domain', 'not_invited', 'other_person'])

const REMEDIES_OF_IDENTITY =
  'Check the identityProvider of the client: emailDomain, profileType, identitySource, ' +
  'accountPolicy and claimRule decide who may sign in. Invite the person, or set externalId on their membership.'

const REMEDIES: Readonly<Record<ProviderFailure['why'], string>> = {
  unavailable:
    'Check that the provider answers from this server’s network within 5 seconds, over https and without a redirect.',
  declined: 'Look up the reason in the log of the provider.',
  untrusted:
    'Compare the configuration with the metadata of the provider. ' +
    'If the configuration is right, treat the provider as compromised.',
  not_anew:
    'Configure the provider to send auth_time in id tokens (Entra: an optional claim; Google: session age claims). ' +
    'A provider that never asks people to sign in again, such as Google, cannot serve prompt=login: ' +
    'to let people choose another account, send prompt=select_account.',
  wrong_browser: 'Use one browser for the whole sign-in, from /auth/external/start to /auth/external.',
  unknown_state: 'Start again at /auth/external/start or /oauth2/authorize: a state works once, for ten minutes.',
  misconfigured:
    'Correct the settings of the provider: in the console, under “Identity providers”, or the identityProvider of the ' +
    'client or domain. Then try it again.',
}

/** What to do about a failure of the provider. */
export const remedyFor = ({ why, code }: ProviderFailure): string =>
  code === 'client_refused'
    ? 'In the console, under “Identity providers”, open this provider and type the client ID and the client secret anew, ' +
      'as the provider shows them now: a secret may have expired. If both are right, the provider wants the secret in ' +
      'another way: see tokenAuthMethod.'
    : REMEDIES[why]

/** A provider did not prove the person, for an app's request. */
export interface ExternalFailure {
  readonly failure: ProviderFailure
  readonly provider?: Provider | undefined
  /** The purpose of the round trip, if it is known. */
  readonly asked?: AuthorizeRequest | undefined
  /** Undefined: the issuer of the request. */
  readonly client?: Client | undefined
}

/** A sentence for the person, and a precise finding for the project's trace and audit. */
export async function externalFailure(
  deps: SignInPageDeps,
  visit: Visit,
  { failure, provider, asked, client = asked?.client }: ExternalFailure,
): Promise<FastifyReply> {
  const { request } = visit
  noteFailure(request, failure)
  if (client !== undefined) {
    const { address, userAgent, traceId } = requestOriginOf(request)
    await deps.audit.committed({
      kind: 'login.failed',
      project: client.project,
      outcome: 4,
      agent: { clientId: client.id },
      personal: { address, userAgent },
      reason: failure.code,
      traceId,
    })
  }
  // Another browser must not learn about the first browser's request.
  const own = failure.why === 'wrong_browser' ? undefined : asked && afterFailure(asked, failure)
  return showEnd(deps, visit, statusOf(failure), provider, topicOfFailure(failure), own)
}

export function noteFailure(request: FastifyRequest, failure: ProviderFailure): void {
  const { code, finding } = failure
  noteTrace(request, {
    failure: { code: undefined, reason: code },
    findings: [error(finding, remedyFor(failure))],
  })
}

export function statusOf({ why }: ProviderFailure): number {
  return why === 'unavailable' ? 503 : 400
}

async function showEnd(
  deps: SignInPageDeps,
  { request, reply, browser }: Visit,
  status: number,
  provider: Provider | undefined,
  topic: Parameters<typeof externalEndPage>[2],
  asked: AuthorizeRequest | undefined,
): Promise<FastifyReply> {
  const brand = await brandOf(deps, asked?.client.project)
  const say = wordsOf(request)
  const query = asked && showing(carryQuery(deps, request, 'authorize', authorizeQuery(asAgain(asked)), browser))
  const again = query === undefined ? undefined : { address: `/oauth2/authorize?${query}`, words: say('flow.again') }
  const more = { onward: again, number: numberToTell(say, request) }
  return sendPage(reply, status, externalEndPage(say, brand, topic, valuesOf(say, provider), more))
}

/** The provider would otherwise continue with the account that was just refused. */
function choosingAccount(asked: AuthorizeRequest): AuthorizeRequest {
  return { ...asked, prompts: [...new Set([...asked.prompts, 'select_account' as const])] }
}

/** A provider that cannot let people choose an account may decline for that alone. */
function afterFailure(asked: AuthorizeRequest, { why }: ProviderFailure): AuthorizeRequest {
  if (why !== 'declined') return asked
  return { ...asked, prompts: asked.prompts.filter((prompt) => prompt !== 'select_account') }
}

/** The request without prompt=none, because a silent request would only fail again. */
function asAgain(asked: AuthorizeRequest): AuthorizeRequest {
  return { ...asked, prompts: asked.prompts.filter((prompt) => prompt !== 'none') }
}
