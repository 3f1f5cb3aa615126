import type { Verdict } from '../report/budgets.ts'
import { markdownTable, QUICK, verdictsText } from '../report/results.ts'
import type { ActingFigures } from './acting.ts'

/** Runs of one Bot. */
export interface BotFigures {
  readonly bot: 'nothing' | 'write' | 'compute'
  readonly connections: number
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of one run, in the server and in the Bots' processes, in microseconds. */
  readonly nodeUs: number
  /** Undefined if a process was replaced meanwhile: what it had used is gone with it. */
  readonly workerUs: number | undefined
}

export interface BotsReport {
  readonly machine: string
  readonly runs: readonly BotFigures[]
  /** The first run of a project that has no process yet. */
  readonly cold: { readonly p50Ms: number; readonly p95Ms: number; readonly runs: number }
  /** Reads of others, without Bots and while Bots compute as much as they can. */
  readonly others: { readonly quietP99Ms: number; readonly busyP99Ms: number }
  /** The processes of Bots: one that waits, and the largest after all runs. */
  readonly memory: { readonly freshMb: number; readonly mostMb: number }
  readonly acting: readonly ActingFigures[]
}

const MOST_COLD_MS = 50
const MOST_SLOWER = 2
const [MOST_FRESH_MB, MOST_USED_MB] = [90, 160]
/** Of the processor time of a plain read. */
const MOST_MORE_TO_ACT = 0.1
const JUDGED_AT = 16

export function judgeBots({ runs, cold, others, memory, acting }: Omit<BotsReport, 'machine'>): readonly Verdict[] {
  const least = (bot: BotFigures['bot'], perSecond: number, cause: string): Verdict => {
    const rps = runs.find((one) => one.bot === bot && one.connections === JUDGED_AT)?.rps ?? 0
    return {
      budget: `a Bot that ${bot === 'write' ? 'writes once' : 'calls nothing'} ≥ ${perSecond} runs a second`,
      measured: String(rps),
      isMet: rps >= perSecond,
      cause,
    }
  }
  const slower = others.busyP99Ms / others.quietP99Ms
  return [
    least('nothing', 300, 'two cores answer no more requests'),
    least('write', 100, 'two cores answer no more requests'),
    {
      budget: `the first run of a project ≤ ${MOST_COLD_MS} ms at the 95th of a hundred`,
      measured: `${cold.p95Ms.toFixed(0)} ms`,
      isMet: cold.p95Ms <= MOST_COLD_MS,
      cause: 'the processes of Bots have a low priority, also when they start',
    },
    {
      budget: `reads of others ≤ ${MOST_SLOWER} times as slow at the 99th of a hundred, while Bots compute`,
      measured: `${slower.toFixed(2)} times (${others.busyP99Ms.toFixed(1)} and ${others.quietP99Ms.toFixed(1)} ms)`,
      isMet: slower <= MOST_SLOWER,
      cause: 'the cores are shared, though the priority is low',
    },
    {
      budget: `a process of Bots ≤ ${MOST_FRESH_MB} MB when it waits, and ≤ ${MOST_USED_MB} MB after use`,
      measured: `${memory.freshMb} MB and ${memory.mostMb} MB`,
      isMet: memory.freshMb <= MOST_FRESH_MB && memory.mostMb <= MOST_USED_MB,
      cause: 'its engines have grown',
    },
    actingVerdict(acting),
  ]
}

function actingVerdict(figures: BotsReport['acting']): Verdict {
  const found = figures.find(({ connections }) => connections === JUDGED_AT)
  const more = found === undefined ? 0 : found.acting.us / found.plain.us - 1
  return {
    budget: `a read for a person ≤ ${percent(MOST_MORE_TO_ACT)} more processor time than a plain one`,
    measured: found === undefined ? '–' : `${percent(more)} (${found.plain.us} to ${found.acting.us} µs)`,
    isMet: found !== undefined && found.acting.us <= found.plain.us * (1 + MOST_MORE_TO_ACT),
    cause: 'the pair of client and person is looked up, and the record of the read names both',
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** `bench/BOTS.md`. */
export function botsText(report: BotsReport, verdicts: readonly Verdict[], date: string, isQuick: boolean): string {
  const { machine, runs, cold, acting } = report
  const head = ['Bot', 'conn.', 'runs/s', 'p50 ms', 'p99 ms', 'node µs', 'worker µs']
  const rows = runs.map((one) => [
    one.bot,
    String(one.connections),
    String(one.rps),
    one.p50Ms.toFixed(2),
    one.p99Ms.toFixed(2),
    String(one.nodeUs),
    String(one.workerUs ?? '–'),
  ])
  return `${[
    '# Bots and acting, measured',
    'Written by `npm run bench -- --bots --results`. It starts the server on a durable PostgreSQL, with two processes for\n' +
      'Bots, and calls Bots of one project by Bearer: one that does nothing, one that creates an Observation, and one that\n' +
      'computes. The processor time of a run is that of the server and that of the Bots’ processes, without PostgreSQL.',
    `Measured on ${date}: ${machine}.${isQuick ? QUICK : ''}`,
    markdownTable(head, rows, head.length - 1),
    `The first run of a project: ${cold.p50Ms.toFixed(0)} ms, and ${cold.p95Ms.toFixed(0)} ms at the 95th of a hundred, of ` +
      `${cold.runs} runs. A process waited for each.`,
    '## Acting for a person',
    'The same Observation is read by machines as themselves, and for a member of staff whom they name in a header, in\n' +
      'turn. The processor time is that of the server and of PostgreSQL together.',
    actingText(acting),
    '## Budgets',
    `Judged at ${JUDGED_AT} connections.`,
    verdictsText(verdicts),
  ].join('\n\n')}\n`
}

function actingText(acting: BotsReport['acting']): string {
  const head = ['read', 'conn.', 'req/s', 'p50 ms', 'p99 ms', 'µs']
  const rows = acting.flatMap(({ connections, plain, acting: forPerson }) =>
    (
      [
        ['plain', plain],
        ['for a person', forPerson],
      ] as const
    ).map(([name, { rps, p50Ms, p99Ms, us }]) => [
      name,
      String(connections),
      String(rps),
      p50Ms.toFixed(2),
      p99Ms.toFixed(2),
      String(us),
    ]),
  )
  return markdownTable(head, rows, head.length - 1)
}
