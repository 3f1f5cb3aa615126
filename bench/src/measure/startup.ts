import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Startup } from '../report/report.ts'
import { startEmbedded } from '../stand/damson.ts'
import { temporaryFolder } from '../stand/processes.ts'

const IDLE_AFTER_MS = 3_000

/** The embedded store: a first start in an empty folder, and later ones in the same. */
export async function measureStartup(laterStarts: number): Promise<Startup & { readonly idleAfterFirstMb: number }> {
  const folder = temporaryFolder()
  const start = async (): Promise<{ readonly ms: number; readonly mb: number }> => {
    const server = await startEmbedded(join(folder.path, 'data'))
    await sleep(IDLE_AFTER_MS)
    const mb = server.residentMb()
    await server.stop()
    return { ms: Math.round(server.startedMs), mb }
  }
  try {
    const first = await start()
    const later: (typeof first)[] = []
    for (let n = 0; n < laterStarts; n += 1) later.push(await start())
    const median = later.sort((a, b) => a.ms - b.ms)[Math.floor(later.length / 2)]
    return {
      firstMs: first.ms,
      laterMs: median?.ms ?? 0,
      idleMb: Math.max(...later.map(({ mb }) => mb)),
      idleAfterFirstMb: first.mb,
    }
  } finally {
    folder.remove()
  }
}
