import { type Clock, secondsAfter } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Outbound } from '#base/outbound'
import type { Audit } from '#domain/audit'
import type { SigningKeys } from '#domain/keys'
import type { Issuers } from '#domain/projects'
import type { Invalidations } from '#domain/revocation'
import { mintLogoutToken } from './logout-token.ts'
import { noticesOfRoot, postponeNotice, settleNotice, type TakenNotice, takeDueNotices } from './notices.store.ts'

/** A client to notify, and whether it has been notified yet. */
export interface Told {
  readonly clientId: string
  readonly isTold: boolean
}

/** Sends the recorded notices. Every node has one; the table gives each notice one sender at a time. */
export interface LogoutDelivery {
  /** Sends the notices left by an earlier run of the server, and from now on each new notice at once. */
  start(): void
  /**
   * Sends everything that is due now; called from time to time for retries. Ends when nothing is under way any more. That
   * depends on the clients' servers, so nothing else waits for it.
   */
  run(): Promise<void>
  /** Sends a sign-in's notices since a time and returns the results; waits no longer than a person would. */
  told(rootId: string, since: Date): Promise<readonly Told[]>
  stop(): Promise<void>
}

export interface LogoutDeliveryDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly invalidations: Invalidations
  readonly audit: Audit
  readonly signingKeys: SigningKeys
  readonly outbound: Outbound
  readonly issuers: Issuers
}

/** Notices under way at once. A few addresses that hang, or one project's, delay no other. */
const AT_ONCE = 16
/** Slots among these for projects that have none under way. */
const KEPT = 4
const AT_ONCE_OF_PROJECT = 4
const AT_ONCE_AT_HOST = 4
/** Longer than the timeout of outbound calls: a taken notice is settled or postponed before it is due again. */
const TAKEN_SECONDS = 30
/** The delay after each failed attempt; after the last one, the notice is given up. */
const RETRY_SECONDS = [60, 300, 1_800, 7_200, 21_600] as const
const PERSON_WAITS_MS = 2_000
/** How long after a sign-out its results are waited for at most. */
const WAITED_FOR_MS = 10_000
const LOOK_EVERY_MS = 50

export function createLogoutDelivery(deps: LogoutDeliveryDeps): LogoutDelivery {
  const { clock, log, invalidations } = deps
  let underWay: Promise<void> | undefined
  let again = false
  /** Wakes the loop that waits for an answer: other notices may be due. */
  let lookAgain = (): void => undefined
  let state: 'not_started' | 'started' | 'stopped' = 'not_started'

  const failed = (error: unknown): void => log.warn('logout.delivery_failed', { error })

  async function work(): Promise<void> {
    const underWay = new Map<Promise<void>, TakenNotice>()
    // Clients would refuse a token with a wrong time, and the notice would be lost.
    while (clock.state() !== 'wrong') {
      const look = new Promise<void>((resolve) => {
        lookAgain = resolve
      })
      for (const notice of state === 'stopped' ? [] : await takeMore(deps, underWay)) {
        const sent = send(deps, notice)
          .catch(failed)
          .finally(() => underWay.delete(sent))
        underWay.set(sent, notice)
      }
      if (underWay.size === 0) return
      await Promise.race([look, ...underWay.keys()])
    }
    await Promise.all(underWay.keys())
  }

  const run = async (): Promise<void> => {
    if (underWay !== undefined) {
      // The look under way may have happened before the new notice was recorded.
      again = true
      lookAgain()
      return underWay
    }
    underWay = work().finally(() => {
      underWay = undefined
    })
    await underWay
    if (!again || state === 'stopped') return
    again = false
    await run()
  }
  const quietly = (): void => {
    if (state === 'started') run().catch(failed)
  }
  invalidations.subscribe((items) => {
    if (items === 'everything' || items.some(({ kind }) => kind === 'root' || kind === 'login')) quietly()
  })

  return {
    start() {
      state = 'started'
      quietly()
    },
    run,
    told(rootId, since) {
      quietly()
      return tell(deps, rootId, since)
    },
    async stop() {
      state = 'stopped'
      await underWay?.catch(failed)
    },
  }
}

/** Takes as many notices as there is room for. */
async function takeMore(
  { db, clock }: LogoutDeliveryDeps,
  underWay: ReadonlyMap<unknown, TakenNotice>,
): Promise<readonly TakenNotice[]> {
  if (underWay.size >= AT_ONCE) return []
  const now = clock.now()
  const projects = [...underWay.values()].map(({ project }) => project)
  // One entry per notice: a notice without an address is settled without a call.
  const hosts = [...underWay.values()].map(({ host }) => host ?? '')
  const retryAt = secondsAfter(now, TAKEN_SECONDS)
  return takeDueNotices.rows(db, {
    now,
    retryAt,
    inAll: AT_ONCE,
    kept: KEPT,
    ofProject: AT_ONCE_OF_PROJECT,
    atHost: AT_ONCE_AT_HOST,
    projects,
    hosts,
  })
}

async function tell({ db, clock }: LogoutDeliveryDeps, rootId: string, since: Date): Promise<readonly Told[]> {
  // A later request returns at once with what is known by then.
  const left = since.getTime() + WAITED_FOR_MS - clock.now().getTime()
  const until = clock.monotonic() + Math.min(PERSON_WAITS_MS, left)
  for (;;) {
    const rows = await noticesOfRoot.rows(db, rootId, since)
    if (rows.every(({ outcome }) => outcome !== null) || clock.monotonic() >= until)
      return rows.map(({ clientId, outcome }) => ({ clientId, isTold: outcome === 'delivered' }))
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function send(deps: LogoutDeliveryDeps, notice: TakenNotice): Promise<void> {
  const { db, clock, log, signingKeys, outbound, issuers } = deps
  if (notice.uri === null) return settle(deps, notice, 'not_registered')
  const token = await mintLogoutToken(signingKeys, issuers.of(notice.issuerProject).url, notice, clock.now())
  const answer = await outbound.post(notice.uri, new URLSearchParams({ logout_token: token }))
  const status = answer.ok ? answer.value.status : undefined
  if (status !== undefined && status >= 200 && status < 300) return settle(deps, notice, 'delivered')
  const why = answer.ok ? `status_${status}` : answer.refusal.why
  const delay = isPassing(why) ? RETRY_SECONDS[notice.attempts - 1] : undefined
  if (delay === undefined) return settle(deps, notice, why)
  log.warn('logout.not_delivered', { projectId: notice.project, code: why, count: notice.attempts })
  await postponeNotice.run(db, {
    outcome: why,
    dueAt: secondsAfter(clock.now(), delay),
    id: notice.id,
    project: notice.project,
  })
}

/** Whether a retry may succeed: a client that refuses (400), or an address that may not be called, won't change. */
function isPassing(why: string): boolean {
  return /^(unresolvable|timed_out|unreachable|status_(408|429|5\d\d))$/.test(why)
}

/** Records a notice's end, with its audit event. If two nodes sent it, only one settles it. */
async function settle(
  { db, clock, audit, log }: LogoutDeliveryDeps,
  notice: TakenNotice,
  outcome: string,
): Promise<void> {
  const isDelivered = outcome === 'delivered'
  if (!isDelivered) log.warn('logout.given_up', { projectId: notice.project, code: outcome, count: notice.attempts })
  await db.tx(async (tx) => {
    const settled = await settleNotice.maybeOne(tx, {
      outcome,
      now: clock.now(),
      id: notice.id,
      project: notice.project,
    })
    if (settled === undefined) return
    await audit.record(tx, [
      {
        kind: isDelivered ? 'logout.delivered' : 'logout.undelivered',
        project: notice.project,
        outcome: isDelivered ? 0 : 8,
        agent: { clientId: notice.clientId },
        personal: {},
        entity: `ClientApplication/${notice.clientId}`,
        reason: outcome,
      },
    ])
  })
}
