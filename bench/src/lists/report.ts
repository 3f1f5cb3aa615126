import { markdownTable, QUICK } from '../report/results.ts'
import type { ExportFigures, WatchFigures } from './flows.ts'

/** A list, and how soon its first rows came. */
export interface ListFigures {
  readonly name: string
  readonly rows: number
  readonly p50Ms: number
  readonly p95Ms: number
}

export interface ListsReport {
  readonly machine: string
  readonly people: number
  readonly clients: number
  readonly events: number
  readonly lists: readonly ListFigures[]
  readonly watch: WatchFigures
  readonly exported: ExportFigures
}

const MOST_MS = 300
const MOST_MORE_MB = 64

export function judgeLists({ lists, watch, exported }: Pick<ListsReport, 'lists' | 'watch' | 'exported'>): readonly {
  readonly budget: string
  readonly measured: string
  readonly isMet: boolean
}[] {
  const slowest = lists.toSorted((a, b) => b.p95Ms - a.p95Ms)[0]
  return [
    {
      budget: `the first rows of every list: p95 ≤ ${MOST_MS} ms`,
      measured: `${(slowest?.p95Ms ?? 0).toFixed(0)} ms at most (${slowest?.name ?? ''})`,
      isMet: (slowest?.p95Ms ?? 0) <= MOST_MS,
    },
    {
      budget: 'a look of the live view writes no event, but one a minute',
      measured: `${watch.written}`,
      isMet: watch.written <= 2,
    },
    {
      budget: `an export takes ≤ ${MOST_MORE_MB} MB more`,
      measured: `${exported.moreMb} MB`,
      isMet: exported.moreMb <= MOST_MORE_MB,
    },
  ]
}

/** `bench/LISTS.md`. */
export function listsText(report: ListsReport, date: string, isQuick: boolean): string {
  const { machine, people, clients, events, lists, watch, exported } = report
  const rows = lists.map(({ name, rows: shown, p50Ms, p95Ms }) => [
    name,
    String(shown),
    p50Ms.toFixed(0),
    p95Ms.toFixed(0),
  ])
  const verdicts = judgeLists(report).map(({ budget, measured, isMet }) => [budget, measured, isMet ? 'met' : 'missed'])
  return `${[
    '# The first rows of long lists',
    `Written by \`npm run bench -- --lists --results\`. One administrator opens lists of a project with ${people} people,\n` +
      `${clients} clients and ${events} audit events of a year, in a durable PostgreSQL, one after the other. A list has come\n` +
      'when its last byte has. Each is asked for as the console asks: most have 100 rows, those of the audit with the names of who\n' +
      'is in them.',
    `Measured on ${date}: ${machine}.${isQuick ? QUICK : ''}`,
    markdownTable(['list', 'rows', 'p50 ms', 'p95 ms'], rows, 3),
    '## Live view and export',
    `A look of the live view takes ${watch.p95Ms.toFixed(0)} ms at the 95th percentile, and ${watch.nodeUs.toFixed(0)} µs of the\n` +
      `server's processor. An export of ${exported.events} events begins after ${exported.firstMs.toFixed(0)} ms, has\n` +
      `${exported.perSecond.toFixed(0)} events a second, and takes ${exported.moreMb} MB more memory than before.`,
    '## Budgets',
    markdownTable(['budget', 'measured', ''], verdicts, 0),
  ].join('\n\n')}\n`
}
