import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server under test, in its own process. */
export interface ServerProcess {
  readonly url: string
  stop(): Promise<void>
}

interface Launch {
  readonly file: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** The path that answers 200 as soon as the server is up. */
  readonly health: string
}

const START_WITHIN_MS = 90_000

/**
 * Starts a TypeScript file as a server and waits until it answers. Of our environment it gets only the PATH and Node's
 * compile cache. It runs in a folder that is removed with it.
 */
export async function startProcess({ file, port, env, health }: Launch): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'damson-conformance-'))
  const logPath = join(folder, 'log')
  const log = openSync(logPath, 'a')
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, ['--conditions=source', file], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, HOME: folder, ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = (): void => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  process.once('exit', end)
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  while (!(await answers(url + health))) {
    if (child.exitCode !== null || performance.now() - began > START_WITHIN_MS) {
      const said = readFileSync(logPath, 'utf8')
      end()
      throw new Error(`the server did not start:\n${said}`)
    }
    await sleep(25)
  }
  return {
    url,
    async stop() {
      // At once: its data is discarded anyway.
      child.kill('SIGKILL')
      await ended
      process.off('exit', end)
      end()
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

/**
 * Below those that systems give to outgoing connections, of which one may take a free port before its server does, and
 * above those of the tests beside it.
 */
const [LOWEST_PORT, PORTS] = [30_000, 2_000]

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
