import { readdirSync, readFileSync } from 'node:fs'
import { processUs } from '../measure/processor.ts'

/** A process in which Bots run, as the machine sees it. */
export interface WorkerSeen {
  readonly pid: number
  readonly cpuUs: number
  readonly residentMb: number
}

/** The processes in which a server's Bots run. */
export function workersOf(server: number): readonly WorkerSeen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'cmdline').includes('sandbox-worker') && parentOf(pid) === server)
    .map((pid) => ({
      pid,
      cpuUs: processUs(pid),
      residentMb: Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1_024),
    }))
}

/** The processor time of all processes from one look to the next; undefined if one of them has ended since. */
export function usedBetween(before: readonly WorkerSeen[], after: readonly WorkerSeen[]): number | undefined {
  if (before.some(({ pid }) => after.every((one) => one.pid !== pid))) return undefined
  const sum = (workers: readonly WorkerSeen[]): number => workers.reduce((us, { cpuUs }) => us + cpuUs, 0)
  return sum(after) - sum(before)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0)
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has just ended.
    return ''
  }
}
