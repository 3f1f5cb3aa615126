import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Startup } from '../report/report.ts'
import { startEmbedded } from '../stand/damson.ts'
import { temporaryFolder } from '../stand/processes.ts'
import { median } from './measure.ts'
import { processUs } from './processor.ts'

/** How often to start, and how long the server idles before its memory is read. */
export interface StartupEffort {
  readonly laterStarts: number
  readonly idleMs: number
}

/** The embedded store: a first start in an empty folder, and later starts in the same folder. */
export async function measureStartup({ laterStarts, idleMs }: StartupEffort): Promise<Startup> {
  const folder = temporaryFolder()
  const start = async () => {
    const server = await startEmbedded(join(folder.path, 'data'))
    const cpuMs = processUs(server.pid) / 1_000
    await sleep(idleMs)
    const { nowMb, peakMb } = server.memory()
    await server.stop()
    return { ms: server.startedMs, cpuMs, nowMb, peakMb }
  }
  try {
    const first = await start()
    const later: (typeof first)[] = []
    for (let n = 0; n < laterStarts; n += 1) later.push(await start())
    return {
      firstMs: Math.round(first.ms),
      laterMs: Math.round(median(later.map(({ ms }) => ms))),
      laterCpuMs: Math.round(median(later.map(({ cpuMs }) => cpuMs))),
      idleMb: Math.max(...[first, ...later].map(({ nowMb }) => nowMb)),
      peakMb: Math.max(...[first, ...later].map(({ peakMb }) => peakMb)),
    }
  } finally {
    folder.remove()
  }
}
