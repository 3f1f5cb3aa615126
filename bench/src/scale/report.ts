import { markdownTable, QUICK } from '../report/results.ts'
import { SCALE_PATHS, type ScalePath } from './paths.ts'

/** The written report of `--scale`. */
export interface ScaleReport {
  readonly machine: string
  readonly points: readonly ScalePoint[]
}

/** A path at a size: medians of the rounds. */
export interface ScalePoint {
  readonly path: ScalePath
  readonly resources: number
  readonly rps: number
  readonly p99Ms: number
  /** Processor time of one request, in the server and in PostgreSQL, in microseconds. */
  readonly nodeUs: number
  readonly postgresUs: number
  /** Planning and execution in PostgreSQL, for searches. */
  readonly planMs?: number
  /** Tables that a search's plan reads from end to end. */
  readonly scans?: readonly string[]
}

/** A budget, and the measurement. */
export interface ScaleVerdict {
  readonly budget: string
  readonly measured: string
  readonly isMet: boolean
}

/** The largest size may cost so many times what the smallest costs. */
export const MOST_GROWTH = 1.3

/** 1000 as `1 k`, 1000000 as `1 M`. */
export function sizeName(resources: number): string {
  if (resources >= 1_000_000) return `${resources / 1_000_000} M`
  return resources >= 1_000 ? `${resources / 1_000} k` : String(resources)
}

export const costOf = ({ nodeUs, postgresUs }: ScalePoint): number => nodeUs + postgresUs

/** The points of each path that was measured, the smallest size first. */
export function linesOf(points: readonly ScalePoint[]): readonly (readonly [ScalePath, readonly ScalePoint[]])[] {
  return SCALE_PATHS.map((path) => {
    const line = points.filter((point) => point.path === path).toSorted((a, b) => a.resources - b.resources)
    return [path, line] as const
  }).filter(([, line]) => line.length > 0)
}

/** The growth of each path, and the time that PostgreSQL may take for a search at any size. */
export function judgeScale(points: readonly ScalePoint[]): readonly ScaleVerdict[] {
  const lines = linesOf(points)
  return [...lines.flatMap(growthVerdict), ...lines.flatMap(planVerdict)]
}

type Line = ReturnType<typeof linesOf>[number]

function growthVerdict([path, line]: Line): readonly ScaleVerdict[] {
  const [smallest, largest] = [line[0], line.at(-1)]
  if (smallest === undefined || largest === undefined || smallest === largest) return []
  const times = costOf(largest) / costOf(smallest)
  const [from, to] = [smallest, largest].map((point) => Math.round(costOf(point)))
  return [
    {
      budget: `${path}: at ${sizeName(largest.resources)} ≤ ${MOST_GROWTH} × of ${sizeName(smallest.resources)}`,
      measured: `${times.toFixed(2)} × (${to} to ${from} µs)`,
      isMet: times <= MOST_GROWTH,
    },
  ]
}

const MOST_PLAN_MS = 2
const MOST_CODE_SEARCH_MS = 0.6

function planVerdict([path, line]: Line): readonly ScaleVerdict[] {
  const most = path === 'search by subject, code and date' ? MOST_CODE_SEARCH_MS : MOST_PLAN_MS
  const slowest = line.toSorted((a, b) => (b.planMs ?? 0) - (a.planMs ?? 0))[0]
  if (slowest?.planMs === undefined) return []
  return [
    {
      budget: `${path}: ≤ ${most} ms in PostgreSQL at each size`,
      measured: `${slowest.planMs.toFixed(2)} ms at ${sizeName(slowest.resources)}`,
      isMet: slowest.planMs <= most,
    },
  ]
}

const HEAD = [
  'path',
  'resources',
  'req/s',
  'p99 ms',
  'node µs',
  'PostgreSQL µs',
  'together µs',
  'of smallest',
  'plan ms',
]

export function scaleTable(points: readonly ScalePoint[]): string {
  const rows = linesOf(points).flatMap(([path, line]) => line.map((point) => cells(path, point, line[0] ?? point)))
  return markdownTable(HEAD, rows, HEAD.length - 1)
}

function cells(path: ScalePath, point: ScalePoint, smallest: ScalePoint): readonly string[] {
  const { resources, rps, p99Ms, nodeUs, postgresUs, planMs, scans = [] } = point
  const scanned = scans.length === 0 ? '' : ` (scans ${scans.join(', ')})`
  return [
    path,
    sizeName(resources),
    String(Math.round(rps)),
    p99Ms.toFixed(1),
    String(Math.round(nodeUs)),
    String(Math.round(postgresUs)),
    String(Math.round(costOf(point))),
    `${(costOf(point) / costOf(smallest)).toFixed(2)} ×`,
    planMs === undefined ? '–' : `${planMs.toFixed(2)}${scanned}`,
  ]
}

/** `bench/SCALE.md`. */
export function scaleText({ machine, points }: ScaleReport, date: string, isQuick: boolean): string {
  const verdicts = judgeScale(points).map(({ budget, measured, isMet }) => [budget, measured, isMet ? 'met' : 'missed'])
  return `${[
    '# Cost against size',
    'Written by `npm run bench -- --scale --results`. It loads a database of each size into a durable PostgreSQL:\n' +
      'Patients and nine times as many Observations, as many audit events, and one patient whose 1,000 Observations\n' +
      'are older than all others. Then it drives a server on each of them in turn, at 16 connections. Figures are\n' +
      'medians of the rounds; a cost is the processor time of one request, in the server and in PostgreSQL together.\n' +
      'A plan is what PostgreSQL says of planning and execution, the median of searches that are like those of the\n' +
      'requests.',
    `Measured on ${date}: ${machine}.${isQuick ? QUICK : ''}`,
    '![Cost against size](scale.svg)',
    scaleTable(points),
    '## Budgets',
    markdownTable(['budget', 'measured', ''], verdicts, 0),
  ].join('\n\n')}\n`
}
