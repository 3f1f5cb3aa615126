import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server under load, in its own process. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** From the start of the process to its first answer. */
  readonly startedMs: number
  /** Its output so far. */
  output(): string
  /** Its memory now, and at its peak. */
  memory(): { readonly nowMb: number; readonly peakMb: number }
  stop(): Promise<void>
}

export interface Launch {
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  /** The path that answers 200 as soon as the server is up. */
  readonly health: string
  readonly nodeOptions?: readonly string[]
}

const START_WITHIN_MS = 120_000
const ASK_EVERY_MS = 5
const STOP_WITHIN_MS = 15_000

/** A folder that is removed when this process ends, however it ends. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'damson-bench-'))
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  return {
    path,
    remove() {
      process.off('exit', remove)
      remove()
    },
  }
}

/** Starts a script as a server and waits until it answers. Of this process's environment it gets only the PATH. */
export async function startServer({ file, env, port, health, nodeOptions = [] }: Launch): Promise<ServerProcess> {
  const folder = temporaryFolder()
  const log = openSync(join(folder.path, 'log'), 'a')
  const began = performance.now()
  const child = spawn(process.execPath, [...nodeOptions, file], {
    cwd: folder.path,
    env: { PATH: process.env.PATH ?? '', HOME: folder.path, NODE_ENV: 'production', ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const killWithUs = (): void => void child.kill('SIGKILL')
  // Before any folder is removed.
  process.prependOnceListener('exit', killWithUs)
  const url = `http://127.0.0.1:${port}`
  const output = (): string => readFileSync(join(folder.path, 'log'), 'utf8')
  while (!(await answers(url + health))) {
    const isLate = performance.now() - began > START_WITHIN_MS
    if (child.exitCode !== null || isLate) {
      child.kill('SIGKILL')
      throw new Error(`${file} did not start:\n${output()}`)
    }
    await sleep(ASK_EVERY_MS)
  }
  return {
    url,
    pid: child.pid ?? 0,
    startedMs: performance.now() - began,
    output,
    memory: () => memoryOf(child.pid ?? 0),
    async stop() {
      await stop(child)
      process.off('exit', killWithUs)
      folder.remove()
    },
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    // The server does not listen yet.
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  child.kill('SIGTERM')
  await ended
  clearTimeout(late)
}

function memoryOf(pid: number): { readonly nowMb: number; readonly peakMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024)
  return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
}
