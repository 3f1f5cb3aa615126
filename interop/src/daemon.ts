import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program of Debian's that runs in the foreground, in a folder that is thrown away with it. */
export interface Daemon {
  /** All that it wrote. */
  output(): string
  /** Ends it, by its own id, with those that it started. */
  stop(): Promise<void>
}

export interface DaemonStart {
  /** `makeFolder`: what it needs is there, and what it writes is kept there. */
  readonly folder: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Answers, with whatever status, once it is up. */
  readonly answersAt: string
}

const PATIENCE_MS = 90_000

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'damson-interop-'))
}

/** @throws {Error} With what it wrote, when it ends, or does not answer in time. */
export async function startDaemon({ folder, command, args, env, answersAt }: DaemonStart): Promise<Daemon> {
  const file = join(folder, 'output.log')
  // A file, since some programs open by its name what they write to.
  const log = openSync(file, 'a')
  // In a group of its own, whose id is its own: what it starts ends with it.
  const child = spawn(command, args, { cwd: folder, env: { ...env }, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  let isOver = false
  let fault = ''
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => resolve(void (fault = String(error))))
    child.on('exit', () => resolve())
  }).then(() => void (isOver = true))
  const daemon: Daemon = {
    output: () => fault + readFileSync(file, 'utf8'),
    async stop() {
      end(child)
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const deadline = performance.now() + PATIENCE_MS
  while (!(await answers(answersAt))) {
    if (isOver || performance.now() > deadline) {
      const written = daemon.output()
      await daemon.stop()
      throw new Error(`${command} ${isOver ? 'ended' : `does not answer at ${answersAt}`}:\n${written}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return daemon
}

function answers(address: string): Promise<boolean> {
  return fetch(address, { redirect: 'manual' }).then(
    () => true,
    () => false,
  )
}

function end({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM')
}
