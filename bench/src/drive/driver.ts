import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, Slice } from './job.ts'

/** Drives load from its own process, one slice at a time. */
export interface Driver {
  run(job: Job): Promise<Slice>
  stop(): void
}

export function startDriver(): Driver {
  const child: ChildProcess = fork(fileURLToPath(new URL('./driver.process.ts', import.meta.url)), {
    execArgv: [],
    // A slice has tens of thousands of latencies.
    serialization: 'advanced',
  })
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null): void => reject(new Error(`The driver ended (${code}).`))
        child.once('exit', ended)
        child.once('message', (answer: { readonly slice?: Slice; readonly failure?: string }) => {
          child.off('exit', ended)
          if (answer.slice === undefined) reject(new Error(`The driver failed: ${answer.failure}`))
          else resolve(answer.slice)
        })
        child.send(job)
      }),
    stop() {
      if (child.connected) child.disconnect()
    },
  }
}
