import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, noteTrace, queryParametersOf, requestOriginOf, unavailable } from '#answers'
import { openTrial, wouldBe } from '#domain/identities'
import type { FailedRoundTrip, FinishedRoundTrip, Reached } from '#domain/proof'
import { failure, ownerOfProvider, passTrial, readProviderKey, writeProviderKey } from '#domain/providers'
import { type BrowserCookies, PageError, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { noteFailure, statusOf } from './external-arrival.ts'
import { checksOfFailure, checksOfPerson, toldBy, trialPage } from './external-trial-page.ts'

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

/** Shows what each check found, the provider's claims and the matching person here. From now on, the configuration counts as tried. */
export async function showTrial(
  deps: SignInPageDeps,
  visit: Visit,
  { person, reached }: Pick<FinishedRoundTrip, 'person' | 'reached'>,
  cameTo: string,
  tried: Tried,
): Promise<FastifyReply> {
  const { request } = visit
  const { project, by } = tried
  // Moved meanwhile: nobody has come to its new address yet.
  if (cameTo !== writeProviderKey(person.provider.key))
    return trialFailure(deps, visit, { failure: MOVED, reached: BEFORE_MOVE, provider: person.provider }, cameTo, tried)
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
  const topic = 'userId' in found ? 'external.trial' : 'external.trial_nobody'
  const say = wordsOf(request)
  const checks = checksOfPerson(say, reached, found, person)
  const rows = toldBy(say, person)
  return trialPage(deps, visit, { project, status: 200, topic, provider: person.provider.name, checks, rows })
}

const MOVED = failure(
  'unknown_state',
  'changed_provider',
  'The provider was moved while the administrator was there, and the answer came to its old address. Try it again.',
)

const BEFORE_MOVE: Reached = { passed: ['settings'], failed: 'state' }
/** Of whom nobody was sent. */
const NOT_SENT: Reached = { passed: [], failed: 'settings' }

/**
 * The provider did not prove the person. The administrator, the trace and the audit get the precise fault and what to
 * do. No one else has the permit, and in any other browser the page reveals nothing.
 */
export async function trialFailure(
  deps: SignInPageDeps,
  visit: Visit,
  { failure, reached = NOT_SENT, provider }: FailedRoundTrip,
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
  const checks = checksOfFailure(wordsOf(request), reached, failure)
  const shown = { project, status: statusOf(failure), topic: 'external.trial_failed', checks, rows: [] } as const
  return trialPage(deps, visit, { ...shown, provider: provider?.name ?? '' })
}
