import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, noteTrace, queryParametersOf, requestOriginOf, unavailable } from '#answers'
import { openTrial, wouldBe } from '#domain/identities'
import type { ExternalPerson, FailedRoundTrip } from '#domain/proof'
import { failure, ownerOfProvider, passTrial, readProviderKey, writeProviderKey } from '#domain/providers'
import { type BrowserCookies, brandOf, html, PageError, sendPage, strong, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { noteFailure, REMEDIES, statusOf } from './external-arrival.ts'

/** `GET /auth/external/try`: an administrator signs in at a provider to test it. */
export function registerExternalTrial(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.get('/auth/external/try', answersWith('page'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    await countAttempt(deps.throttle, request)
    const trial = openTrial(deps.keyring, queryParametersOf(request).get('trial') ?? '', deps.clock.now())
    const provider = trial === undefined ? undefined : await deps.providers.byKey(trial.providerKey)
    if (trial === undefined || provider?.configHash !== trial.configHash || provider === undefined)
      throw new PageError(400, 'external.lost')
    const started = await deps.roundTrips.start({
      provider,
      project: trial.project,
      browserHash: cookies.know(request, reply).hash,
      issuerUrl: request.issuer.url,
      continueWith: `${TRIAL}${trial.by ?? ''}`,
      triesAddress: true,
    })
    const visit: Visit = { request, reply, status: 302 }
    return started.ok
      ? moveOn(reply, 302, started.value.url)
      : trialFailure(deps, visit, { failure: started.refusal, provider }, writeProviderKey(provider.key), {
          project: trial.project,
          by: trial.by ?? '',
        })
  })
}

/** The purpose of a round trip that signs no one in. */
export const TRIAL = 'trial '

/** The administrator who tests a provider: their account, or '' if they have none, and their project. */
export interface Tried {
  readonly project: string
  readonly by: string
}

/** Shows the provider's claims and the matching person here. From now on, the configuration counts as tried. */
export async function showTrial(
  deps: SignInPageDeps,
  visit: Visit,
  person: ExternalPerson,
  cameTo: string,
  tried: Tried,
): Promise<FastifyReply> {
  const { request } = visit
  const { project, by } = tried
  // Moved meanwhile: nobody has come to its new address yet.
  if (cameTo !== writeProviderKey(person.provider.key))
    return trialFailure(deps, visit, { failure: MOVED, provider: person.provider }, cameTo, tried)
  const { db, clock, audit, identify } = deps
  const now = clock.now()
  const { address, userAgent, traceId } = requestOriginOf(request)
  const found = await wouldBe(db, identify, person, { project, clientId: undefined, address, userAgent, traceId }, now)
  const passed = await db.tx((tx) =>
    passTrial(tx, person.provider, now, (inTx, { entity }) =>
      audit.record(inTx, [
        {
          kind: 'provider.tested',
          project,
          outcome: 0,
          agent: by === '' ? {} : { userId: by },
          personal: { address, userAgent },
          entity,
          traceId,
        },
      ]),
    ),
  )
  if (!passed) throw new PageError(400, 'external.lost')
  const { issuer, subject, email, emailVerified, factors, provider } = person
  return trialPage(deps, visit, project, 200, 'external.trial', provider.name, [
    ['iss', issuer],
    ['sub', subject],
    ['email', email ?? '–'],
    ['email_verified', String(emailVerified)],
    ['factors', factors.join(', ')],
    ['here', 'userId' in found ? `User/${found.userId}` : found.finding],
  ])
}

const MOVED = failure(
  'unknown_state',
  'changed_provider',
  'The provider was moved while the administrator was there, and the answer came to its old address. Try it again.',
)

/**
 * The provider did not prove the person. The administrator, the trace and the audit get the precise fault and what to
 * do. No one else has the permit, and in any other browser the page reveals nothing.
 */
export async function trialFailure(
  deps: SignInPageDeps,
  visit: Visit,
  { failure, provider }: FailedRoundTrip,
  providerKey: string,
  { project, by }: Tried,
): Promise<FastifyReply> {
  const { request } = visit
  noteTrace(request, { project, step: 'trial' })
  noteFailure(request, failure)
  const { address, userAgent, traceId } = requestOriginOf(request)
  const key = provider?.key ?? readProviderKey(providerKey)
  await deps.audit.committed({
    kind: 'provider.tested',
    project,
    outcome: 4,
    agent: by === '' ? {} : { userId: by },
    personal: { address, userAgent },
    entity: key === undefined ? undefined : ownerOfProvider(key),
    reason: failure.code,
    traceId,
  })
  if (failure.why === 'wrong_browser') throw new PageError(400, 'external.lost')
  return trialPage(deps, visit, project, statusOf(failure), 'external.trial_failed', provider?.name ?? '', [
    [failure.code, failure.finding],
    ['remedy', REMEDIES[failure.why]],
  ])
}

async function trialPage(
  deps: SignInPageDeps,
  { request, reply }: Visit,
  project: string,
  status: number,
  topic: 'external.trial' | 'external.trial_failed',
  provider: string,
  rows: readonly (readonly [string, string])[],
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const heading = say.text(`${topic}.heading`)
  return sendPage(reply, status, {
    title: heading,
    brand: await brandOf(deps, project),
    card: html`<h1>${heading}</h1>
<p class="lead">${say(`${topic}.text`, { provider: strong(provider) })}</p>
<ul class="grants">${rows.map(
      ([name, value]) => html`<li lang="en" dir="ltr"><strong>${name}</strong> <span>${value}</span></li>`,
    )}</ul>`,
  })
}
