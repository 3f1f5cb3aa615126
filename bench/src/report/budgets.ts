import { CAUSES } from './causes.ts'
import { type Beside, type Extras, type Measured, type Startup, totalUs } from './report.ts'

/** A budget of the design, and the measurement. */
export interface Verdict {
  readonly budget: string
  readonly measured: string
  readonly isMet: boolean
  /** The cause of the gap, if there is one. */
  readonly cause: string
}

/** Budgets are judged at this load: many requests run at once, and no queue hides the cost of one. */
const JUDGED_AT = 16

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`

/** Every budget that was measured. Ratios are of processor time, and of throughput beside `oidc-provider`. */
export function judge(measured: readonly Measured[], startup: Startup | undefined, extras: Extras): readonly Verdict[] {
  const of = (path: Measured['path']): Measured | undefined =>
    measured.find((one) => one.path === path && one.connections === JUDGED_AT)
  const ofFloor = (path: Measured['path'], least: number, cause: string): Verdict | undefined =>
    atLeast(`${path} ≥ ${percent(least)} of its floor`, least, floorRatio(of(path)), cause)
  const [bearer, basic, acting] = [of('read-bearer'), of('read-basic'), of('read-acting')]
  const verdicts = [
    atLeast('read-bearer ≥ 45 % of the row alone', 0.45, floorRatio(bearer), CAUSES.readAlone + insertAlone(bearer)),
    atLeast('read-bearer ≥ 95 % of the row with one durable insert', 0.95, auditedRatio(bearer), CAUSES.readAudited),
    tail(bearer),
    atLeast('read-basic ≥ 90 % of read-bearer', 0.9, ratio(bearer?.server, basic?.server), CAUSES.basic),
    // At most a tenth more than the plain read.
    atLeast('read-bearer ≥ 91 % of read-acting', 1 / 1.1, ratio(bearer?.server, acting?.server), CAUSES.acting),
    atLeast('create ≥ 65 % of its floor with the audit’s insert', 0.65, auditedRatio(of('create')), CAUSES.create),
    ofFloor('client-credentials', 0.7, CAUSES.token),
    ofFloor('code-exchange', 0.65, CAUSES.token),
    ofFloor('refresh', 0.65, CAUSES.token),
    besideVerdict(extras, 'code-exchange', '>', 1, CAUSES.besideCode),
    besideVerdict(extras, 'client-credentials', '≥', 0.6, CAUSES.besideMachine),
    atLeast('password-login ≥ 70 % of argon2id alone', 0.7, floorRatio(of('password-login')), CAUSES.password),
    ofFloor('signin-page', 0.45, CAUSES.page),
    searchVerdict(extras),
    lateSearchVerdict(extras),
    ...selectiveVerdicts(extras),
    waitVerdict(extras),
    ...startVerdicts(startup),
  ]
  return verdicts.filter((verdict) => verdict !== undefined)
}

function atLeast(budget: string, least: number, ratio: number | undefined, cause: string): Verdict | undefined {
  return ratio === undefined ? undefined : { budget, measured: percent(ratio), isMet: ratio >= least, cause }
}

function besideVerdict(
  { beside }: Extras,
  request: Beside['request'],
  sign: '>' | '≥',
  least: number,
  cause: string,
): Verdict | undefined {
  const found = beside.find((one) => one.request === request && one.connections === JUDGED_AT)
  if (found === undefined) return undefined
  const { rps, peerRps, ratio } = found
  return {
    budget: `${request} ${sign} ${least} × oidc-provider’s throughput`,
    measured: `${ratio.toFixed(2)} × (${rps} to ${peerRps} req/s)`,
    isMet: sign === '>' ? ratio > least : ratio >= least,
    cause,
  }
}

type Figures = Measured['server']

/** The other one's processor time as a share of `own`. */
function ratio(other: Figures, own: Figures): number | undefined {
  return own === undefined || other === undefined ? undefined : totalUs(other) / totalUs(own)
}

const floorRatio = (one: Measured | undefined): number | undefined => ratio(one?.floor, one?.server)
const auditedRatio = (one: Measured | undefined): number | undefined => ratio(one?.audited, one?.server)

/** What the audit's insert alone makes of the floor: the most that a server without shared statements can reach. */
function insertAlone(one: Measured | undefined): string {
  const share = ratio(one?.floor, one?.audited)
  return share === undefined ? '' : ` The floor that only adds one durable insert reaches ${percent(share)} itself.`
}

/** How late the slowest answers of the floor are once it writes. */
function insertTail({ floor, audited }: Measured): string {
  if (floor === undefined || audited === undefined) return ''
  const times = (audited.p99Ms / floor.p99Ms).toFixed(1)
  return ` The floor that only adds one durable insert has ${times} × itself.`
}

const LONGEST_TAIL = 4

function tail(one: Measured | undefined): Verdict | undefined {
  if (one?.server === undefined || one.floor === undefined) return undefined
  const times = one.server.p99Ms / one.floor.p99Ms
  return {
    budget: `read-bearer p99 ≤ ${LONGEST_TAIL} × the floor's`,
    measured: `${times.toFixed(1)} × (${one.server.p99Ms.toFixed(1)} to ${one.floor.p99Ms.toFixed(1)} ms)`,
    isMet: times <= LONGEST_TAIL,
    cause: CAUSES.tail + insertTail(one),
  }
}

const SLOWEST_SEARCH_MS = 0.6

function searchVerdict({ search }: Extras): Verdict | undefined {
  if (search === undefined) return undefined
  const { resources, searches, medianMs, slowestMs, scans } = search
  return {
    budget:
      `search by subject, code and date of ${resources} resources ≤ ${SLOWEST_SEARCH_MS} ms in PostgreSQL, ` +
      'no plan that scans',
    measured:
      `median ${medianMs.toFixed(2)} ms, slowest of ${searches} ${slowestMs.toFixed(2)} ms, ` +
      (scans.length === 0 ? 'no scan' : `scans ${scans.join(', ')}`),
    isMet: medianMs <= SLOWEST_SEARCH_MS && scans.length === 0,
    cause: CAUSES.search,
  }
}

function lateSearchVerdict({ search }: Extras): Verdict | undefined {
  if (search === undefined) return undefined
  const { created, medianMs } = search.late
  return {
    budget: `the same right after ${created} creates ≤ ${SLOWEST_SEARCH_MS} ms`,
    measured: `median ${medianMs.toFixed(2)} ms`,
    isMet: medianMs <= SLOWEST_SEARCH_MS,
    cause: CAUSES.search,
  }
}

const SLOWEST_SELECTIVE_MS = 2

function selectiveVerdicts({ search }: Extras): readonly Verdict[] {
  return (search?.selective ?? []).map(({ name, medianMs }) => ({
    budget: `search: ${name} ≤ ${SLOWEST_SELECTIVE_MS} ms in PostgreSQL`,
    measured: `median ${medianMs.toFixed(2)} ms`,
    isMet: medianMs <= SLOWEST_SELECTIVE_MS,
    cause: CAUSES.search,
  }))
}

const LONGEST_WAIT_MS = 100

function waitVerdict({ waits }: Extras): Verdict | undefined {
  const worst = waits.toSorted((a, b) => b.longestMs - a.longestMs)[0]
  if (worst === undefined) return undefined
  return {
    budget: `one request holds nobody else up for over ${LONGEST_WAIT_MS} ms`,
    measured:
      `${Math.round(worst.longestMs)} ms during ${worst.request} (${Math.round(worst.quietMs)} ms with nothing ` +
      'heavy)',
    isMet: worst.longestMs <= LONGEST_WAIT_MS,
    cause: CAUSES.wait,
  }
}

function startVerdicts(startup: Startup | undefined): readonly Verdict[] {
  if (startup === undefined) return []
  const { laterMs, laterCpuMs, idleMb, peakMb } = startup
  const atMost = (budget: string, value: number, most: number, measured: string, cause: string): Verdict => ({
    budget,
    measured,
    isMet: value <= most,
    cause,
  })
  return [
    atMost(
      'embedded store: later start ≤ 1.3 s of processor time',
      laterCpuMs,
      1_300,
      `${laterCpuMs} ms (${laterMs} ms by the clock)`,
      CAUSES.start,
    ),
    atMost('embedded store: idle ≤ 260 MB', idleMb, 260, `${idleMb} MB`, CAUSES.memory),
    atMost('embedded store: peak ≤ 350 MB', peakMb, 350, `${peakMb} MB`, CAUSES.memory),
  ]
}
