import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { error } from '#base/findings'
import { type Client, unprovable } from '#domain/clients'
import type { ExternalPerson } from '#domain/proof'
import type { Provider, ProviderFailure } from '#domain/providers'
import type { BegunExternal, ExternalRefusal, ExternalSignIn } from '#domain/signin'
import { type Browser, type BrowserCookies, brandOf, carryQuery, sendPage, strong, wordsOf } from '#pages'
import { answerApp } from '../authorize/answer-app.ts'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { launchComplaint } from '../authorize/launch.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { showing } from '../shown.ts'
import { addressOf, continueFlow, draftOf, type Visit } from '../steps/continue-flow.ts'
import { externalEndPage, topicOfFailure, topicOfRefusal } from './external-pages.ts'

/** The sign-in of a provider's person, for an app's request. */
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

/** A person who has been signed in goes on to the app, or to the page that asks for what is missing. */
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

/** A person that a provider vouched for has no account here: a sentence for them, a precise one for the trace. */
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
  return showEnd(deps, visit, 403, person.provider, topicOfRefusal(refusal), asked)
}

const REMEDIES_OF_IDENTITY =
  'Look at the identityProvider of the client: emailDomain, profileType, identitySource, accountPolicy and claimRule say whom it may sign in; invite the person, or give their membership an externalId.'

export const REMEDIES: Readonly<Record<ProviderFailure['why'], string>> = {
  unavailable:
    'See whether the provider answers from this server’s network, within 5 seconds, by https and without a redirect.',
  declined: 'See what the provider says of it: its own log has the reason.',
  untrusted:
    'Compare the configuration with what the provider publishes. If it is right, treat the provider as compromised.',
  not_anew:
    'Let the provider put auth_time into id tokens (Entra: an optional claim; Google: session age claims). One that never proves anybody anew, as Google, cannot serve prompt=login: an app that wants another account sends prompt=select_account.',
  wrong_browser: 'Send the whole sign-in through one browser, from /auth/external/start to /auth/external.',
  unknown_state: 'Begin again at /auth/external/start or /oauth2/authorize: a state works once, for ten minutes.',
  misconfigured: 'Correct the identityProvider of the client or domain, then try it with provider-test.',
}

/** A provider did not prove anybody, for a request of an app's. */
export interface ExternalFailure {
  readonly failure: ProviderFailure
  readonly provider?: Provider | undefined
  /** What it was for, as far as that is known. */
  readonly asked?: AuthorizeRequest | undefined
  /** That of the request, if not given. */
  readonly client?: Client | undefined
}

/** A sentence for the person, a precise one for the trace and the audit of the project. */
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
  // Another browser learns nothing of what the first one asked for.
  const own = failure.why === 'wrong_browser' ? undefined : asked
  return showEnd(deps, visit, statusOf(failure), provider, topicOfFailure(failure), own)
}

export function noteFailure(request: FastifyRequest, { why, code, finding }: ProviderFailure): void {
  noteTrace(request, {
    failure: { code: undefined, reason: code },
    findings: [error(finding, REMEDIES[why])],
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
  const values = provider === undefined ? {} : { provider: strong(provider.name) }
  const again = asked && showing(carryQuery(deps, request, 'authorize', authorizeQuery(asAgain(asked)), browser))
  return sendPage(reply, status, externalEndPage(wordsOf(request), brand, topic, values, again))
}

/** Asked again it shows a page: a silent request would only fail once more. */
function asAgain(asked: AuthorizeRequest): AuthorizeRequest {
  return { ...asked, prompts: asked.prompts.filter((prompt) => prompt !== 'none') }
}
