import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../world/world.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs `npm run dev` until the server listens, then ends it as Ctrl-C does; answers what it printed. */
async function run(env: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'damson-dev-'))
  folders.push(folder)
  const port = await freePort()
  const words = ['--conditions=source', join(import.meta.dirname, 'main.ts'), '--first-port', String(port + 1)]
  const own = { DAMSON_PORT: String(port), DAMSON_DATA_DIR: join(folder, 'data'), ...env }
  const dev = spawn(process.execPath, words, { env: { PATH: process.env['PATH'], ...own } })
  const closed = once(dev, 'close')
  let output = ''
  const isUp = new Promise<void>((up) => {
    const read = (chunk: unknown): void => {
      output += String(chunk)
      if (output.includes('server.listening')) up()
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
  const output = await run({})
  expect(output).toContain('damson-at-okta / not-a-secret-at-okta')
  expect(output).toMatch(/Mail: http:\/\/localhost:\d+\/dev\/inbox/)
  expect(output).toContain('server.stopping')
})

test('`npm run dev` starts no provider where the server is not a developer’s', async () => {
  const output = await run({ DAMSON_DEVELOPMENT: 'off' })
  expect(output).toContain('No test identity providers')
  expect(output).not.toContain('damson-at-okta')
})
