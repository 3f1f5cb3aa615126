/** `npm run bench -- --console`: what a browser loads of the console, and how soon somebody can use it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { machineOf } from '../report/machine.ts'
import type { Say } from '../report/progress.ts'
import { RESULTS_FOLDER } from '../report/results.ts'
import { startDatabase } from '../stand/cluster.ts'
import { startDamson } from '../stand/damson.ts'
import { makePeople } from '../stand/people.ts'
import { measureConsole } from './measure-console.ts'
import { type ConsoleReport, consoleText, judgeConsole } from './report.ts'

const TIMES = { whole: 9, quick: 1 }

export async function benchConsole(
  wanted: Pick<Arguments, 'quick' | 'results' | 'resultsDir'>,
  say: Say,
): Promise<ConsoleReport & { readonly isMet: boolean }> {
  const cluster = await startDatabase()
  try {
    const { databaseUrl } = await cluster.database('console')
    const server = await startDamson(databaseUrl)
    try {
      await makePeople(server.url, 1)
      const times = TIMES[wanted.quick ? 'quick' : 'whole']
      const report = {
        machine: machineOf(cluster.version, cluster.commitMs),
        times,
        console: await measureConsole(server.url, times),
      }
      const text = consoleText(report, new Date().toISOString().slice(0, 10), wanted.quick)
      say(text)
      if (wanted.results) writeFileSync(join(wanted.resultsDir ?? RESULTS_FOLDER, 'CONSOLE.md'), text)
      return { ...report, isMet: wanted.quick || judgeConsole(report).every(({ isMet }) => isMet) }
    } finally {
      await server.stop()
    }
  } finally {
    await cluster.stop()
  }
}
