import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerProcess } from '../stand/processes.ts'

/** Node listens for an inspector on a free port, and prints it on its error output. Profiles name the sources. */
export const INSPECTED = ['--inspect=127.0.0.1:0', '--conditions=source']

interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** Profiles a running server. */
export interface Profiler {
  /** Writes `<name>.cpuprofile`. Returns the functions with the most self time. */
  profile(name: string, work: () => Promise<unknown>): Promise<readonly string[]>
  close(): void
}

const SAMPLE_US = 250
const SHOWN = 25

export async function attachProfiler(server: ServerProcess, folder: string): Promise<Profiler> {
  const address = /ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]+/.exec(server.output())?.[0]
  if (address === undefined) throw new Error('The server does not listen for an inspector.')
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', () => reject(new Error('The inspector cannot be reached.')), { once: true })
  })
  let last = 0
  const call = (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    const id = (last += 1)
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown> }
        if (answer.id !== id) return
        socket.removeEventListener('message', hear)
        resolve(answer.result ?? {})
      }
      socket.addEventListener('message', hear)
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
  mkdirSync(folder, { recursive: true })
  await call('Profiler.enable')
  await call('Profiler.setSamplingInterval', { interval: SAMPLE_US })
  return {
    async profile(name, work) {
      await call('Profiler.start')
      await work()
      const { profile } = await call('Profiler.stop')
      writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile))
      return mostCostly(profile as CpuProfile)
    },
    close: () => socket.close(),
  }
}

/** Functions by self time, as lines: share, name, place. */
export function mostCostly({ nodes, samples, timeDeltas }: CpuProfile): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const times = new Map<string, number>()
  let busy = 0
  for (const [n, id] of samples.entries()) {
    const frame = byId.get(id)
    if (frame === undefined || frame.functionName === '(idle)') continue
    const place = frame.url.replace(/^.*\/(node_modules|packages)\//, '')
    const at = place === '' ? '' : ` ${place}:${frame.lineNumber + 1}`
    const name = `${frame.functionName || '(anonymous)'}${at}`
    const time = timeDeltas[n] ?? 0
    busy += time
    times.set(name, (times.get(name) ?? 0) + time)
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`)
}
