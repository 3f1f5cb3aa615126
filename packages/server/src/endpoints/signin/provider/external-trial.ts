import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, noteTrace, queryParametersOf, requestOriginOf, unavailable } from '#answers'
import { openTrial, wouldBe } from '#domain/identities'
import type { ExternalPerson, FailedRoundTrip } from '#domain/proof'
import { failure, ownerOfProvider, passTrial, readProviderKey, writeProviderKey } from '#domain/providers'
import { type BrowserCookies, brandOf, type Html, html, PageError, sendPage, strong, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { noteFailure, remedyFor, statusOf } from './external-arrival.ts'

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
  const topic = 'userId' in found ? 'external.trial' : 'external.trial_nobody'
  const here = 'userId' in found ? `User/${found.userId}` : found.finding
  const rows = [...toldBy(person, wordsOf(request)), ['external.trial.here', asIs(here)]] as const
  return trialPage(deps, visit, { project, status: 200, topic, provider: person.provider.name, rows })
}

/** What every id token has, or what stands on the page already. */
const USUAL: ReadonlySet<string> = new Set(
  (
    'iss sub aud exp iat nbf jti nonce azp at_hash c_hash s_hash auth_time acr amr sid email email_verified ' +
    'preferred_username'
  ).split(' '),
)
const MOST_CLAIMS = 40

/** What the provider told, with what was checked. Of further claims only the names: rules are made of them. */
function toldBy(person: ExternalPerson, say: ReturnType<typeof wordsOf>): readonly Row[] {
  const { issuer, subject, email, emailVerified, factors, claims } = person
  const further = Object.keys(claims).filter((name) => !USUAL.has(name))
  const proof = [
    say.text('external.trial.by_provider'),
    ...(factors.includes('external-second') ? [say.text('external.trial.second_factor')] : []),
    ...(factors.includes('undated') ? [say.text('external.trial.undated')] : []),
  ]
  return [
    ['external.trial.checks', html`<span>${say('external.trial.checks_hold')}</span>`],
    ['external.trial.issuer', asIs(issuer)],
    ['external.trial.subject', asIs(subject)],
    ['external.trial.email', asIs(email ?? '–')],
    [
      'external.trial.verified',
      html`<span>${say(emailVerified ? 'external.trial.is_verified' : 'external.trial.not_verified')}</span>`,
    ],
    ['external.trial.proof', html`<span>${proof.join('; ')}</span>`],
    ['external.trial.claims', asIs(further.toSorted().slice(0, MOST_CLAIMS).join(', ') || '–')],
  ]
}

/** What is the same in each language: findings are in English, like all texts for developers. */
const asIs = (text: string): Html => html`<span lang="en" dir="ltr">${text}</span>`

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
  const why = html`<span>${wordsOf(request)(`external.trial.why.${failure.why}`)}</span>`
  const rows = [
    ['external.trial.wrong', html`${why} ${asIs(`${failure.finding} (${failure.code})`)}`],
    ['external.trial.remedy', asIs(remedyFor(failure))],
  ] as const
  const shown = { project, status: statusOf(failure), topic: 'external.trial_failed', rows } as const
  return trialPage(deps, visit, { ...shown, provider: provider?.name ?? '' })
}

type Row = readonly [title: `external.trial.${RowTitle}`, value: Html]
type RowTitle =
  | 'checks'
  | 'issuer'
  | 'subject'
  | 'email'
  | 'verified'
  | 'proof'
  | 'claims'
  | 'here'
  | 'wrong'
  | 'remedy'

interface TrialPage {
  readonly project: string
  readonly status: number
  readonly topic: 'external.trial' | 'external.trial_nobody' | 'external.trial_failed'
  readonly provider: string
  readonly rows: readonly Row[]
}

async function trialPage(
  deps: SignInPageDeps,
  { request, reply }: Visit,
  { project, status, topic, provider, rows }: TrialPage,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const heading = say.text(`${topic}.heading`)
  return sendPage(reply, status, {
    title: heading,
    brand: await brandOf(deps, project),
    card: html`<h1>${heading}</h1>
<p class="lead">${say(`${topic}.text`, { provider: strong(provider) })}</p>
<ul class="grants">${rows.map(([title, value]) => html`<li><strong>${say(title)}</strong> ${value}</li>`)}</ul>
<p class="hint">${say('external.trial.back')}</p>`,
  })
}
