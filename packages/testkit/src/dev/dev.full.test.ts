import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

interface Location {
  readonly port: number
  readonly dataDir: string
}

async function freshLocation(): Promise<Location> {
  const folder = mkdtempSync(join(tmpdir(), 'damson-dev-'))
  folders.push(folder)
  return { port: await freeRange(), dataDir: join(folder, 'data') }
}

/** The first of twenty free ports in a row, below the range that systems use for outgoing connections. */
async function freeRange(): Promise<number> {
  for (;;) {
    const first = 12_000 + Math.floor(Math.random() * 15_000)
    const found = await Promise.all(Array.from({ length: 20 }, (_, at) => isFree(first + at)))
    if (found.every(Boolean)) return first
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Runs `npm run dev` until it prints a given text, then ends it as Ctrl-C does. Returns its output. */
async function run(
  { port, dataDir }: Location,
  until: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const words = ['--conditions=source', join(import.meta.dirname, 'main.ts'), '--first-port', String(port + 1)]
  const own = { DAMSON_PORT: String(port), DAMSON_DATA_DIR: dataDir, ...env }
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const dev = spawn(process.execPath, words, { env: { PATH, NODE_COMPILE_CACHE, ...own } })
  const closed = once(dev, 'close')
  let output = ''
  const isUp = new Promise<void>((up) => {
    const read = (chunk: unknown): void => {
      output += String(chunk)
      if (output.includes(until)) up()
    }
    dev.stdout.on('data', read)
    dev.stderr.on('data', read)
  })
  await Promise.race([isUp, closed])
  dev.kill('SIGINT')
  await closed
  return output
}

test('`npm run dev` starts the providers beside the server, says where the mail is, and ends all on Ctrl-C', async () => {
  const location = await freshLocation()
  const output = await run(location, 'Administrator of the project')
  expect(output).toContain('damson-at-okta / not-a-secret-at-okta')
  expect(output).toMatch(/Mail: http:\/\/localhost:\d+\/dev\/inbox/)
  expect(output).toContain('server.stopping')
  expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+\/okta/)
  // An existing store is left as it is.
  rmSync(join(location.dataDir, 'demo.json'))
  expect(await run(location, 'emo apps')).toContain(`delete ${location.dataDir}`)
})

test('`npm run dev` starts no provider where the server is not a developer’s', async () => {
  const output = await run(await freshLocation(), 'server.listening', { DAMSON_DEVELOPMENT: 'off' })
  expect(output).toContain('No test identity providers')
  expect(output).not.toContain('damson-at-okta')
  expect(output).not.toContain('emo apps')
})
