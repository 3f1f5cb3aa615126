import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds of processor time. */
export interface ProcessorTime {
  readonly nodeUs: number
  readonly postgresUs: number
}

/**
 * The processor time that a server and its PostgreSQL have used so far, as the scheduler counts it: all threads of the
 * server, and every process of the PostgreSQL cluster, including ended ones. Other programs on the machine disturb it
 * far less than throughput.
 */
export function processorTime(serverPid: number, postmasterPid: number | undefined): ProcessorTime {
  return {
    nodeUs: serverPid === 0 ? 0 : processUs(serverPid),
    postgresUs: postmasterPid === undefined ? 0 : clusterUs(postmasterPid),
  }
}

/** Linux counts the time of processes in hundredths of a second, whatever its timer does (`USER_HZ`). */
const TICK_US = 10_000

/** All threads of one process, including ended ones. */
export function processUs(pid: number): number {
  const [user = 0, system = 0] = fieldsOf(String(pid)).slice(11, 13).map(Number)
  return (user + system) * TICK_US
}

function clusterUs(postmaster: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && fieldsOf(name)[1] === String(postmaster))
  const alive = [...children, String(postmaster)].reduce((sum, pid) => sum + aliveUs(pid), 0)
  const [endedUser = 0, endedSystem = 0] = fieldsOf(String(postmaster)).slice(13, 15).map(Number)
  return alive + (endedUser + endedSystem) * TICK_US
}

function aliveUs(pid: string): number {
  return Number(read(`/proc/${pid}/schedstat`).split(' ')[0] ?? 0) / 1_000
}

/** The fields of `/proc/PID/stat` from the state on: the name before them may contain spaces. */
function fieldsOf(pid: string): readonly string[] {
  const text = read(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The process or thread ended during the count; its parent counts its time.
    return ''
  }
}
