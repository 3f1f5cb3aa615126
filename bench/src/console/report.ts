import { markdownTable, QUICK } from '../report/results.ts'
import type { ConsoleFigures } from './measure-console.ts'

export interface ConsoleReport {
  readonly machine: string
  /** How often the console was opened, each time with an empty cache and then with a full one. */
  readonly times: number
  readonly console: ConsoleFigures
}

const MOST_GZIP_KB = 200
const MOST_USABLE_MS = 1_000

export function judgeConsole({ console }: Pick<ConsoleReport, 'console'>): readonly {
  readonly budget: string
  readonly measured: string
  readonly isMet: boolean
}[] {
  return [
    {
      budget: `the first load ≤ ${MOST_GZIP_KB} kB gzipped`,
      measured: `${console.gzipKb} kB`,
      isMet: console.gzipKb <= MOST_GZIP_KB,
    },
    {
      budget: `it can be used after ≤ ${MOST_USABLE_MS} ms`,
      measured: `${console.coldMs.toFixed(0)} ms with an empty cache, ${console.warmMs.toFixed(0)} ms with a full one`,
      isMet: console.coldMs <= MOST_USABLE_MS,
    },
  ]
}

/** `bench/CONSOLE.md`. */
export function consoleText(report: ConsoleReport, date: string, isQuick: boolean): string {
  const { machine, times, console } = report
  const verdicts = judgeConsole(report).map(({ budget, measured, isMet }) => [
    budget,
    measured,
    isMet ? 'met' : 'missed',
  ])
  return `${[
    '# The console',
    'Written by `npm run bench -- --console --results`. An administrator who is signed in opens the console by its address in\n' +
      `Chromium on the same machine, ${times} times with an empty cache and with a full one. The sign-in asks nothing. Somebody can\n` +
      'use it once its first view has its heading and the page has drawn a frame since.',
    `Measured on ${date}: ${machine}.${isQuick ? QUICK : ''}`,
    `The first load is ${console.files} files of ${console.gzipKb} kB gzipped, ${console.brotliKb} kB by brotli. The charts come after it, in\n` +
      `${console.chartsGzipKb} kB more.`,
    '## Budgets',
    markdownTable(['budget', 'measured (medians)', ''], verdicts, 0),
  ].join('\n\n')}\n`
}
