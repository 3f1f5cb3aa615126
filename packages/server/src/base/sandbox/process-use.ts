import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** What a process has used so far, where the machine tells it: on Linux. */
export interface ProcessUse {
  readonly cpuMs: number
  readonly residentBytes: number
}

/** Linux counts in hundredths of a second, and in pages of 4 KB or more. */
const MS_PER_TICK = 10
const KILOBYTE = 1_024

export function useOf(pid: number): ProcessUse | undefined {
  try {
    // The name of the program, in brackets, may contain anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return {
      cpuMs: (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK,
      residentBytes: Number(resident ?? 0) * KILOBYTE,
    }
  } catch {
    // It has ended, or the machine does not tell.
    return undefined
  }
}

const { PRIORITY_BELOW_NORMAL } = constants.priority

/** Lets a process, which began a session of its own, wait for others. */
export function giveWay(pid: number): void {
  try {
    for (const thread of threadsOf(pid)) setPriority(thread, PRIORITY_BELOW_NORMAL)
    shareLess(pid)
  } catch {
    // It has just ended, or its launcher made it another user's, whose priority that one sets.
  }
}

/**
 * Linux may share the processor out among sessions first, each as much: then the priorities of threads count only within
 * theirs (sched(7), "The autogroup feature").
 */
function shareLess(pid: number): void {
  const file = `/proc/${pid}/autogroup`
  try {
    // Twice within a tenth of a second, the system would refuse it.
    if (readFileSync(file, 'utf8').endsWith(' nice 0\n')) writeFileSync(file, String(PRIORITY_BELOW_NORMAL))
  } catch (error) {
    // Not every system has it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** On Linux, each thread has a priority of its own. */
function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return [pid]
  }
}
