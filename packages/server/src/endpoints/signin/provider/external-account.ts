import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, noteTrace, queryParametersOf, requestOriginOf, unavailable } from '#answers'
import { error } from '#base/findings'
import { isHeldToProvider } from '#domain/email-domains'
import { projectsLinkedBy } from '#domain/identities'
import { findBrowserRoots } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { ExternalPerson, FailedRoundTrip } from '#domain/proof'
import { type Provider, writeProviderKey } from '#domain/providers'
import { type ExternalRefusal, openExternalAtAccount } from '#domain/signin'
import { type BrowserCookies, brandOf, numberToTell, PageError, sendPage, type Topic, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { noteFailure, statusOf } from './external-arrival.ts'
import { externalEndPage, topicOfFailure, topicOfRefusal, valuesOf } from './external-pages.ts'

/** The purpose of a round trip to a person's own account page, and the page there. */
export const ACCOUNT = 'account '
const PAGE = /^\/account(?:\/[a-z]+)*$/

/**
 * `GET /auth/external/account?provider=…`: to a provider, and back to the person's account page. With `again`, the person
 * is asked to sign in there once more; with `choose`, to choose an account.
 */
export function registerExternalAccount(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.get('/auth/external/account', answersWith('page'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    await countAttempt(deps.throttle, request)
    const query = queryParametersOf(request)
    const provider = await deps.providers.byKey(query.get('provider') ?? '')
    const project = provider && projectFor(provider, request.issuer.project)
    if (provider === undefined || project === undefined || !(await mayLead(deps, provider)))
      throw new PageError(400, 'external.gone')
    const next = query.get('again') ?? ''
    const browser = cookies.know(request, reply)
    const started = await deps.roundTrips.start({
      provider,
      project,
      browserHash: browser.hash,
      issuerUrl: request.issuer.url,
      continueWith: `${ACCOUNT}${PAGE.test(next) ? next : '/account'}`,
      asksAnew: next !== '',
      choosesAccount: query.has('choose'),
    })
    const visit: Visit = { request, reply, status: 302, browser }
    return started.ok
      ? moveOn(reply, 302, started.value.url)
      : accountFailure(deps, visit, { failure: started.refusal, provider, project })
  })
}

/** A project's provider leads to that project. The operator's leads to that of the address, or to the one where it linked its person. */
function projectFor({ project }: Provider, address: string | undefined): string | undefined {
  if (project === SYSTEM_PROJECT) return address ?? SYSTEM_PROJECT
  return address === undefined || address === project ? project : undefined
}

/** Of a domain, the rule decides whether its provider signs people in. */
async function mayLead({ db }: SignInPageDeps, { key, isOffered }: Provider): Promise<boolean> {
  return isOffered || (key.kind === 'domain' && (await isHeldToProvider(db, writeProviderKey(key))))
}

/** Signs the person in to their account page, which shows what the provider's word opens. */
export async function arriveAtAccount(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: Visit,
  {
    person,
    project: begun,
    page,
  }: { readonly person: ExternalPerson; readonly project: string; readonly page: string },
): Promise<FastifyReply> {
  const { db, clock, signIn } = deps
  const { request, reply, browser } = visit
  const { provider } = person
  // The browser and the provider are those of the round trip, which may have lost their leave meanwhile.
  if (browser === undefined || !(await mayLead(deps, provider))) throw new PageError(400, 'external.gone')
  const [found, another] = begun === SYSTEM_PROJECT ? await projectsOf(db, person) : [begun]
  if (found === undefined) return accountRefusal(deps, visit, person, UNKNOWN)
  if (another !== undefined) return accountRefusal(deps, visit, person, SEVERAL)
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), browser.hash, clock.now())
  const opened = await openExternalAtAccount(signIn, {
    ...requestOriginOf(request),
    person,
    project: found,
    browserHash: browser.hash,
    expectedUser: root?.userId,
  })
  if (!opened.ok) return accountRefusal(deps, visit, person, opened.refusal)
  cookies.keepRoot(reply, opened.value.rootHandle)
  return moveOn(reply, 302, PAGE.test(page) ? page : '/account')
}

async function projectsOf(
  db: SignInPageDeps['db'],
  { provider, issuer, subject }: ExternalPerson,
): Promise<readonly string[]> {
  const rows = await projectsLinkedBy.rows(db, writeProviderKey(provider.key), issuer, subject)
  return rows.map(({ project }) => project)
}

interface SeveralProjects {
  readonly why: 'several_projects'
  readonly finding: string
}

const SEVERAL: SeveralProjects = {
  why: 'several_projects',
  finding: 'The provider opens accounts of this person in several projects, and the server’s own address names none.',
}

const UNKNOWN: ExternalRefusal = { why: 'not_invited', finding: 'The person has never signed in with this provider.' }

/** The person has no account that this provider may open. */
function accountRefusal(
  deps: SignInPageDeps,
  { request, reply }: Visit,
  { provider }: ExternalPerson,
  refusal: ExternalRefusal | SeveralProjects,
): Promise<FastifyReply> {
  const { why } = refusal
  const remedy = why === 'several_projects' ? AT_PROJECT : REMEDY
  noteTrace(request, { failure: { code: undefined, reason: why }, findings: [error(refusal.finding ?? why, remedy)] })
  return showEnd(deps, { request, reply }, 403, provider, topicAtAccount(refusal, provider))
}

const REMEDY = 'Invite the person, or let them sign in with this provider in an app first.'
const AT_PROJECT = 'Send the person to the account page at the address of one project: /projects/:id/account.'

function topicAtAccount(refusal: ExternalRefusal | SeveralProjects, provider: Provider): Topic {
  if (refusal.why === 'several_projects') return 'external.several'
  if (refusal.why === 'other_person') return 'external.someone_here'
  return refusal.why === 'proof_needed' || refusal.why === 'ask_to_link'
    ? 'external.unlinked'
    : topicOfRefusal(refusal, provider)
}

/** The provider did not prove the person: they are told why, and how to go on. */
export async function accountFailure(
  deps: SignInPageDeps,
  visit: Pick<Visit, 'request' | 'reply'>,
  { failure, provider, project }: FailedRoundTrip,
): Promise<FastifyReply> {
  const { address, userAgent, traceId } = requestOriginOf(visit.request)
  noteFailure(visit.request, failure)
  await deps.audit.committed({
    kind: 'login.failed',
    project: project ?? SYSTEM_PROJECT,
    outcome: 4,
    agent: {},
    personal: { address, userAgent },
    reason: failure.code,
    traceId,
  })
  return showEnd(deps, visit, statusOf(failure), provider, topicOfFailure(failure))
}

async function showEnd(
  deps: SignInPageDeps,
  { request, reply }: Pick<Visit, 'request' | 'reply'>,
  status: number,
  provider: Provider | undefined,
  topic: Topic,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const brand = await brandOf(deps, request.issuer.project)
  const onward =
    topic === 'external.someone_here'
      ? { address: '/oauth2/logout', words: say('signout.button') }
      : { address: wayBack(topic, provider), words: say('flow.again') }
  const more = { onward, number: numberToTell(say, request) }
  return sendPage(reply, status, externalEndPage(say, brand, topic, valuesOf(say, provider), more))
}

/** The provider would otherwise continue with the account that was just refused. */
function wayBack(topic: Topic, provider: Provider | undefined): string {
  const another = topic === 'external.other_account' || topic === 'external.unknown'
  if (!another || provider === undefined) return '/account'
  const query = new URLSearchParams({ provider: writeProviderKey(provider.key), choose: 'yes' })
  return `/auth/external/account?${query.toString()}`
}
