import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { type FigureRow, figuresByDay, figuresByHour } from './figures.store.ts'
import { INVALID_AUTHORIZATION, quantile } from './kinds.ts'

export type Period = 'day' | 'month'

/** An hour of the last day, or a day of the last month. */
export interface Bucket {
  readonly at: Date
  readonly signIns: number
  readonly signInsRefused: number
  readonly invalidAuthorizationRequests: number
  readonly tokens: number
  readonly tokensRefused: number
  readonly requests: number
  readonly requestsRefused: number
  readonly requestsFailed: number
  /** In milliseconds; undefined without requests. */
  readonly p50: number | undefined
  readonly p95: number | undefined
}

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 86_400
const HOURS = 24
const DAYS = 31

/** The figures of a project: 24 hours or 31 days, the last of them under way, and of all of them together. */
export async function figuresOf(
  tx: Tx,
  project: string,
  period: Period,
  now: Date,
): Promise<{ readonly buckets: readonly Bucket[]; readonly total: Bucket }> {
  const [seconds, count] = period === 'day' ? [HOUR_SECONDS, HOURS] : [DAY_SECONDS, DAYS]
  const ms = seconds * 1_000
  const last = new Date(Math.floor(now.getTime() / ms) * ms)
  const first = secondsAfter(last, -(count - 1) * seconds)
  const rows = await (period === 'day' ? figuresByHour : figuresByDay).rows(tx, project, first)
  const byTime = Map.groupBy(rows, ({ at }) => at.getTime())
  const buckets = Array.from({ length: count }, (_, i) => {
    const at = secondsAfter(first, i * seconds)
    return bucketOf(at, byTime.get(at.getTime()) ?? [])
  })
  return { buckets, total: bucketOf(first, rows) }
}

function bucketOf(at: Date, rows: readonly FigureRow[]): Bucket {
  const counts = new Map<string, number>()
  for (const { kind, count } of rows) counts.set(kind, (counts.get(kind) ?? 0) + count)
  const of = (kind: string): number => counts.get(kind) ?? 0
  return {
    at,
    signIns: of('sign_in'),
    signInsRefused: of('sign_in_refused'),
    invalidAuthorizationRequests: of(INVALID_AUTHORIZATION),
    tokens: of('token'),
    tokensRefused: of('token_refused'),
    requests: of('request') + of('request_refused') + of('request_failed'),
    requestsRefused: of('request_refused'),
    requestsFailed: of('request_failed'),
    p50: quantile(counts, 0.5),
    p95: quantile(counts, 0.95),
  }
}
