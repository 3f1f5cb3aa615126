import { CAUSES } from './causes.ts'
import type { Extras, Measured, Startup } from './report.ts'

/** A budget of the design and what was measured of it. */
export interface Verdict {
  readonly budget: string
  readonly measured: string
  readonly isMet: boolean
  /** Where the gap comes from, if there is one. */
  readonly cause: string
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`

/** Every budget of which something was measured. */
export function judge(measured: readonly Measured[], startup: Startup | undefined, extras: Extras): readonly Verdict[] {
  const of = (path: Measured['path'], connections: number): Measured | undefined =>
    measured.find((one) => one.path === path && one.connections === connections)
  const tokens = (['client-credentials', 'code-exchange', 'refresh'] as const).map((path) =>
    atLeast(`${path} ≥ 60 % of its floor at 16`, 0.6, floorRatio(of(path, 16)), CAUSES.token),
  )
  const verdicts = [
    atLeast('read-bearer ≥ 60 % of the row alone at 64', 0.6, floorRatio(of('read-bearer', 64)), CAUSES.readAlone),
    atLeast('read-bearer ≥ 40 % of the row alone at 16', 0.4, floorRatio(of('read-bearer', 16)), CAUSES.readWaits),
    atLeast(
      'read-bearer ≥ 70 % of the row with one durable insert at 16',
      0.7,
      auditedRatio(of('read-bearer', 16)),
      CAUSES.readAudited,
    ),
    ...[16, 64].map((connections) => tail(of('read-bearer', connections))),
    atLeast(
      'read-basic ≥ 90 % of read-bearer at 16',
      0.9,
      basicRatio(of('read-basic', 16), of('read-bearer', 16)),
      CAUSES.basic,
    ),
    ...tokens,
    atLeast(
      'password-login ≥ 80 % of argon2id alone at 16',
      0.8,
      floorRatio(of('password-login', 16)),
      CAUSES.password,
    ),
    slowPage(of('signin-page', 16)),
    searchVerdict(extras),
    ...startVerdicts(startup, extras),
  ]
  return verdicts.filter((verdict) => verdict !== undefined)
}

function atLeast(budget: string, least: number, ratio: number | undefined, cause: string): Verdict | undefined {
  return ratio === undefined ? undefined : { budget, measured: percent(ratio), isMet: ratio >= least, cause }
}

function floorRatio(one: Measured | undefined): number | undefined {
  return one?.server === undefined || one.floor === undefined ? undefined : one.server.rps / one.floor.rps
}

function auditedRatio(one: Measured | undefined): number | undefined {
  return one?.server === undefined || one.audited === undefined ? undefined : one.server.rps / one.audited.rps
}

function basicRatio(basic: Measured | undefined, bearer: Measured | undefined): number | undefined {
  return basic?.server === undefined || bearer?.server === undefined ? undefined : basic.server.rps / bearer.server.rps
}

const LONGEST_TAIL = 4

function tail(one: Measured | undefined): Verdict | undefined {
  if (one?.server === undefined || one.floor === undefined) return undefined
  const times = one.server.p99Ms / one.floor.p99Ms
  return {
    budget: `read-bearer p99 ≤ ${LONGEST_TAIL} × the floor's at ${one.connections}`,
    measured: `${times.toFixed(1)} × (${one.server.p99Ms.toFixed(1)} to ${one.floor.p99Ms.toFixed(1)} ms)`,
    isMet: times <= LONGEST_TAIL,
    cause: CAUSES.tail,
  }
}

const SLOWEST_PAGE = 3

function slowPage(one: Measured | undefined): Verdict | undefined {
  if (one?.server === undefined || one.floor === undefined) return undefined
  const times = one.server.p95Ms / one.floor.p95Ms
  return {
    budget: `signin-page p95 ≤ ${SLOWEST_PAGE} × the floor's at ${one.connections}`,
    measured: `${times.toFixed(1)} × (${one.server.p95Ms.toFixed(1)} to ${one.floor.p95Ms.toFixed(1)} ms)`,
    isMet: times <= SLOWEST_PAGE,
    cause: CAUSES.page,
  }
}

function searchVerdict({ search }: Extras): Verdict | undefined {
  if (search === undefined) return undefined
  const { resources, searches, medianMs, slowestMs, scans } = search
  return {
    budget: `search by subject, code and date of ${resources} resources ≤ 1 ms in PostgreSQL, no plan that scans`,
    measured:
      `median ${medianMs.toFixed(2)} ms, slowest of ${searches} ${slowestMs.toFixed(2)} ms, ` +
      (scans.length === 0 ? 'no scan' : `scans ${scans.join(', ')}`),
    isMet: medianMs <= 1 && scans.length === 0,
    cause: CAUSES.search,
  }
}

function startVerdicts(startup: Startup | undefined, { idleAfterFirstMb }: Extras): readonly Verdict[] {
  if (startup === undefined) return []
  const { firstMs, laterMs, idleMb } = startup
  return [
    {
      budget: 'embedded store: first start ≤ 2 s',
      measured: `${firstMs} ms`,
      isMet: firstMs <= 2_000,
      cause: CAUSES.start,
    },
    {
      budget: 'embedded store: later start ≤ 1 s',
      measured: `${laterMs} ms`,
      isMet: laterMs <= 1_000,
      cause: CAUSES.start,
    },
    {
      budget: 'idle after the first start ≤ 500 MB',
      measured: `${idleAfterFirstMb} MB`,
      isMet: idleAfterFirstMb <= 500,
      cause: CAUSES.memory,
    },
    {
      budget: 'idle after a later start ≤ 350 MB',
      measured: `${idleMb} MB`,
      isMet: idleMb <= 350,
      cause: CAUSES.memory,
    },
  ]
}
