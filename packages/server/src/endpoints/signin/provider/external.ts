import type { Result } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  answersWith,
  type Form,
  noteTrace,
  queryOf,
  queryParametersOf,
  readParameters,
  requestOriginOf,
  unavailable,
} from '#answers'
import { wouldBe } from '#domain/identities'
import { findBrowserRoots } from '#domain/logins'
import { type ExternalPerson, keyOfCallback, type ProviderCallback } from '#domain/proof'
import { failure, type Provider, writeProviderKey } from '#domain/providers'
import { beginExternal } from '#domain/signin'
import { type Browser, type BrowserCookies, brandOf, openQuery, PageError } from '#pages'
import { refuseInvalid } from '../authorize/answer-app.ts'
import {
  type AuthorizeRefusal,
  type AuthorizeRequest,
  authorizeQuery,
  readAuthorizeRequest,
  readCarriedRequest,
} from '../authorize/authorize-request.ts'
import { refuseRequest } from '../authorize/refuse-request.ts'
import { complaint } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt, startAgain, unusableRequest } from '../start.ts'
import { addressOf, type Visit } from '../steps/continue-flow.ts'
import { ACCOUNT, accountFailure, arriveAtAccount, registerExternalAccount } from './external-account.ts'
import { arrive, externalEnd, externalFailure, signInFor } from './external-arrival.ts'
import { comeDirectly, isDirect } from './external-direct.ts'
import { registerExternalLink, showLink } from './external-link.ts'
import { providerFor } from './external-provider.ts'
import { registerExternalTrial, showTrial, TRIAL, trialFailure } from './external-trial.ts'

/** Sign-in with an identity provider: from an app or a page of ours to the provider and back. */
export function registerExternal(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  registerStart(app, deps, cookies)
  registerCallback(app, deps, cookies)
  registerExternalLink(app, deps, cookies)
  registerExternalTrial(app, deps, cookies)
  registerExternalAccount(app, deps, cookies)
}

/** `GET /auth/external/start`: an authorization request that a provider answers. */
function registerStart(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.get('/auth/external/start', answersWith('page'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    await countAttempt(deps.throttle, request)
    const query = openQuery(deps, cookies, request, 'authorize')
    if (query === undefined) throw startAgain()
    const { entries } = readParameters(new URLSearchParams(query)).form
    const read = await readAuthorizeRequest(deps, request.issuer, withResponseType(entries))
    if (!read.ok) return refuseRequest(deps, reply, 302, read.refusal)
    const asked = read.value
    // Beside the carried request, or part of it.
    const wanted = queryParametersOf(request).get('provider') ?? undefined
    const provider = await providerFor(deps, asked, wanted)
    if (provider === undefined) return refuseInvalid(deps, reply, 302, addressOf(asked), OTHER_PROVIDER)
    return sendToProvider(deps, cookies, { request, reply, status: 302 }, provider, asked)
  })
}

const OTHER_PROVIDER = complaint(
  'access_denied',
  'This client does not sign people in with that identity provider: check its identityProvider and signIn.',
  'The client does not sign people in with that identity provider.',
  'Compare provider of the request with identityProvider and signIn of the client.',
)

/** Medplum's address leaves it out, because it is always code. */
function withResponseType(entries: Form['entries']): Form['entries'] {
  return entries.some(([name]) => name === 'response_type') ? entries : [...entries, ['response_type', 'code']]
}

/** Redirects the browser to a provider, and binds it to the answer. */
export async function sendToProvider(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: Visit,
  provider: Provider,
  asked: AuthorizeRequest,
): Promise<FastifyReply> {
  const { request, reply, status } = visit
  const { client, codeChallenge, loginHint, prompts, maxAge, uiLocales } = asked
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'identity_provider' })
  const browser = cookies.know(request, reply)
  const started = await deps.roundTrips.start({
    provider,
    project: client.project,
    browserHash: browser.hash,
    issuerUrl: request.issuer.url,
    continueWith: authorizeQuery(asked),
    loginHint,
    isAnew: prompts.includes('login'),
    choosesAccount: prompts.includes('select_account'),
    maxAgeSeconds: maxAge,
    uiLocales,
  })
  return started.ok
    ? moveOn(reply, status, started.value.url)
    : externalFailure(deps, { ...visit, browser }, { failure: started.refusal, provider, asked })
}

/**
 * `GET /auth/external/client/:id`, `…/domain/:id`, `…/server/:name`: the redirect addresses, one for each provider.
 * `/auth/external` itself belongs to no provider.
 */
function registerCallback(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/auth/external', page, (request, reply) => receive(request, reply, ''))

  app.get<{ Params: { kind: string; id: string } }>('/auth/external/:kind/:id', page, (request, reply) =>
    receive(request, reply, keyOfCallback(request.params)),
  )

  async function receive(request: FastifyRequest, reply: FastifyReply, providerKey: string): Promise<FastifyReply> {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    await countAttempt(deps.throttle, request)
    const parameters = new URLSearchParams(queryOf(request))
    const states = parameters.getAll('state')
    const [state = ''] = states
    if (states.length !== 1 || state.length > MOST_STATE) throw new PageError(400, 'external.lost')
    const visit: Visit = { request, reply, status: 302 }
    return isDirect(state)
      ? comeDirectly(deps, visit, { state, parameters, providerKey })
      : come(deps, cookies, visit, { state, parameters, providerKey })
  }
}

const MOST_STATE = 4_000

const LEFT = failure(
  'unknown_state',
  'changed_provider',
  'The client stopped signing people in with this provider while the person was there. They must start again.',
)

async function come(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  came: Visit,
  answer: Pick<ProviderCallback, 'state' | 'parameters' | 'providerKey'>,
): Promise<FastifyReply> {
  const { request } = came
  const browser = cookies.find(request)
  const visit: Visit = browser === undefined ? came : { ...came, browser }
  const finished = await deps.roundTrips.finish({ ...answer, browserHash: browser?.hash })
  const { continueWith, project } = finished.ok ? finished.value : finished.refusal
  // Started on the previous release, which carried the request in another form.
  if (continueWith?.startsWith('{') === true) throw new PageError(400, 'external.lost')
  const trial =
    continueWith?.startsWith(TRIAL) === true
      ? { project: project ?? '', by: continueWith.slice(TRIAL.length) }
      : undefined
  if (trial !== undefined)
    return finished.ok
      ? showTrial(deps, visit, finished.value, answer.providerKey, trial)
      : trialFailure(deps, visit, finished.refusal, answer.providerKey, trial)
  if (continueWith?.startsWith(ACCOUNT) === true) {
    const page = continueWith.slice(ACCOUNT.length)
    // Another browser learns nothing of what was begun in the first.
    if (!finished.ok) return accountFailure(deps, visit, finished.refusal)
    return arriveAtAccount(deps, cookies, visit, { ...finished.value, page })
  }
  const read = continueWith === undefined ? undefined : await askedOf(deps, request, continueWith)
  if (read?.ok === false && read.refusal.show === 'page')
    throw unusableRequest(request, read.refusal, await brandOf(deps, undefined), deps.isDevelopment)
  const asked = read?.ok === true ? read.value : undefined
  // It may be another browser, so there is no redirect to the app.
  if (!finished.ok) return externalFailure(deps, visit, { ...finished.refusal, asked })
  if (read?.ok === false) return refuseRequest(deps, visit.reply, visit.status, read.refusal)
  if (asked === undefined || browser === undefined) throw new PageError(400, 'external.lost')
  const { person } = finished.value
  // The client may have changed while the person was at the provider.
  if ((await providerFor(deps, asked, writeProviderKey(person.provider.key))) === undefined)
    return externalFailure(deps, visit, { failure: LEFT, provider: person.provider, asked })
  if (await isOtherHere(deps, cookies, visit, browser, asked, person))
    return showLink(deps, visit.reply, 200, browser, { person, request: asked, why: 'other_here', userId: undefined })
  const begun = await beginExternal(deps.signIn, signInFor(deps, asked, person, visit, browser))
  if (begun.ok) return arrive(deps, cookies, visit, asked, begun.value)
  const { refusal } = begun
  if (refusal.why === 'proof_needed' || refusal.why === 'ask_to_link') {
    noteTrace(request, { step: 'link_account' })
    return showLink(deps, visit.reply, 200, browser, {
      person,
      request: asked,
      why: refusal.why,
      userId: refusal.userId,
    })
  }
  return externalEnd(deps, visit, { person, request: asked }, refusal)
}

/** Whether this would end another person's sign-in in this browser: a provider may answer without asking the person. */
async function isOtherHere(
  { db, clock, identify }: SignInPageDeps,
  cookies: BrowserCookies,
  { request }: Visit,
  browser: Browser,
  { client }: AuthorizeRequest,
  person: ExternalPerson,
): Promise<boolean> {
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), browser.hash, clock.now())
  if (root === undefined) return false
  const { address, userAgent, traceId } = requestOriginOf(request)
  const at = { project: client.project, clientId: client.id, address, userAgent, traceId }
  const found = await wouldBe(db, identify, person, at, clock.now())
  return 'userId' in found && found.userId !== root.userId
}

/** The purpose of a round trip. */
async function askedOf(
  deps: SignInPageDeps,
  request: FastifyRequest,
  continueWith: string,
): Promise<Result<AuthorizeRequest, AuthorizeRefusal>> {
  const asked = await readCarriedRequest(deps, request.issuer, continueWith)
  if (!asked.ok) return asked
  const { client, codeChallenge } = asked.value
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'identity_provider' })
  return asked
}
