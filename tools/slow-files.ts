/** Lists the slow test files at the end of a run. */
import { relative } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

const LONG_MS = 10_000

export function slowFiles(say: (line: string) => void = console.log): Reporter {
  return {
    onTestRunEnd(modules) {
      const slow = modules
        .map((file) => ({ file: relative(process.cwd(), file.moduleId), ms: msOf(file) }))
        .filter(({ ms }) => ms > LONG_MS)
        .toSorted((one, other) => other.ms - one.ms)
      if (slow.length === 0) return
      say(`\n${slow.length} test files took more than ${LONG_MS / 1_000} s:`)
      for (const { file, ms } of slow) say(`${(ms / 1_000).toFixed(1).padStart(7)} s  ${file}`)
    },
  }
}

/** Including imports and hooks. */
function msOf(file: TestModule): number {
  const { collectDuration, duration } = file.diagnostic()
  return collectDuration + duration
}
