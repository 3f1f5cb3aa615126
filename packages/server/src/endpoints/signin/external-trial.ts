import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  answersWith,
  type BrowserCookies,
  brandOf,
  html,
  PageError,
  placeOf,
  queryOf,
  refuseUnlessVisit,
  sendPage,
  strong,
  unavailable,
  wordsOf,
} from '#answers'
import { type ExternalPerson, openTrial, passTrial, wouldBe } from '#domain/federation'
import { externalFailure } from './external-arrival.ts'
import type { Visit } from './go-on.ts'
import type { SigninParts } from './parts.ts'
import { moveOn } from './redirect.ts'
import { countAttempt } from './start.ts'

/** `GET /auth/external/try`: an administrator signs in at a provider to see whether it works. */
export function registerExternalTrial(app: FastifyInstance, parts: SigninParts, cookies: BrowserCookies): void {
  app.get('/auth/external/try', answersWith('page'), async (request, reply) => {
    if (parts.clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseUnlessVisit(request)
    await countAttempt(parts.throttle, request)
    const trial = openTrial(parts.keyring, new URLSearchParams(queryOf(request)).get('trial') ?? '', parts.clock.now())
    const provider = trial === undefined ? undefined : await parts.providers.byKey(trial.providerKey)
    if (trial === undefined || provider?.configHash !== trial.configHash || provider === undefined)
      throw new PageError(400, 'external.lost')
    const started = await parts.legs.start({
      provider,
      project: trial.project,
      browserHash: cookies.know(request, reply).hash,
      issuerUrl: request.issuer.url,
      goOn: `${TRIAL}${trial.by ?? ''}`,
    })
    const visit: Visit = { request, reply, status: 302 }
    return started.ok
      ? moveOn(reply, 302, started.value.url)
      : externalFailure(parts, visit, started.refusal, provider, undefined)
  })
}

/** What a round trip is for that nobody signs in by. */
export const TRIAL = 'trial '

/** What the provider said, and who that would be here; the configuration counts as tried from now on. */
export async function showTrial(
  parts: SigninParts,
  { request, reply }: Visit,
  person: ExternalPerson,
  project: string,
  by: string,
): Promise<FastifyReply> {
  const { db, clock, audit, identify } = parts
  const now = clock.now()
  const { address, userAgent, traceId } = placeOf(request)
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
  const say = wordsOf(request)
  const { issuer, subject, email, emailVerified, factors, provider } = person
  const rows: readonly (readonly [string, string])[] = [
    ['iss', issuer],
    ['sub', subject],
    ['email', email ?? '–'],
    ['email_verified', String(emailVerified)],
    ['factors', factors.join(', ')],
    ['here', 'userId' in found ? `User/${found.userId}` : found.finding],
  ]
  return sendPage(reply, 200, {
    title: say.text('external.trial.heading'),
    brand: await brandOf(parts, project),
    card: html`<h1>${say('external.trial.heading')}</h1>
<p class="lead">${say('external.trial.text', { provider: strong(provider.name) })}</p>
<ul class="grants">${rows.map(([name, value]) => html`<li lang="en" dir="ltr"><strong>${name}</strong> <span>${value}</span></li>`)}</ul>`,
  })
}
