import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const GB = 1024 ** 3

/** The machine in one line: do not compare figures of two machines. */
export function machineOf(postgres: string, commitMs: number): string {
  const cores = cpus()
  const memory = `${Math.round(totalmem() / GB)} GB`
  const software = `${type()} ${release()}, Node ${process.versions.node}, ${postgres}`
  return (
    `${cores[0]?.model ?? 'unknown processor'}, ${cores.length} cores, ${memory}, ${software}, ` +
    `a durable commit takes ${commitMs.toFixed(2)} ms`
  )
}

/** If other programs use more than this share of the cores, the figures are worth little. */
const MUCH = 0.2

/** Says so if other programs would disturb the measurement. */
export async function warnIfBusy(say: (line: string) => void): Promise<void> {
  const elsewhere = busyShare()
  await sleep(1_000)
  if (elsewhere() > MUCH)
    say(`This machine is busy with other things (${Math.round(elsewhere() * 100)} %): take what follows as a hint.`)
}

/** How busy the machine is: the share of time that its cores worked. */
export function busyShare(): () => number {
  const before = cpuTimes()
  return () => {
    const after = cpuTimes()
    const total = after.total - before.total
    return total === 0 ? 0 : 1 - (after.idle - before.idle) / total
  }
}

function cpuTimes(): { readonly total: number; readonly idle: number } {
  const [, ...fields] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/)
  const times = fields.map(Number)
  return { total: times.reduce((sum, time) => sum + time, 0), idle: (times[3] ?? 0) + (times[4] ?? 0) }
}
