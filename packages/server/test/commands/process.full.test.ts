import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '@damson/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { Killable } from '../killable.ts'

const KEY = '2'.repeat(64)
const folder = mkdtempSync(join(tmpdir(), 'damson-process-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A sign-in whose head the server has taken, and whose body it still waits for. */
async function openHalf(port: number): Promise<{ readonly finish: () => Promise<string> }> {
  const body = JSON.stringify({ email: 'nobody@example.org', password: 'not the right one' })
  const socket = connect(port, 'localhost')
  socket.write(
    `POST /auth/login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\n` +
      'Content-Type: application/json\r\n' +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  const [interim] = await once(socket, 'data')
  expect(String(interim)).toMatch(/^HTTP\/1\.1 100 /)
  return {
    finish() {
      socket.write(body)
      return text(socket)
    },
  }
}

describe('starting and stopping', () => {
  test('a server stops on SIGTERM, answers what is under way, and starts again; its e-mails are at /dev/inbox', async () => {
    const server = new Killable(await freePort(), { DAMSON_KEY: KEY, DAMSON_DATA_DIR: join(folder, 'stop') })
    await server.start()
    const halves = await Promise.all(Array.from({ length: 20 }, () => openHalf(server.port)))
    const ended = server.stop()
    await expect.poll(() => server.call('healthcheck').catch(() => 'refused')).toBe('refused')
    const answers = await Promise.all(halves.map((half) => half.finish()))
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*connection: close/i)
    expect(await ended).toBe(0)
    await server.start()
    const json = { email: 'admin@example.org' }
    expect((await server.call('auth/resetpassword', { json })).status).toBe(200)
    await expect.poll(async () => (await server.call('dev/inbox')).text).toContain('To admin@example.org')
    expect((await fetch(`http://127.0.0.1:${server.port}/dev/inbox`)).status).toBe(404)
    // A browser connects ahead of time, and may never ask anything.
    const silent = connect(server.port, 'localhost')
    await once(silent, 'connect')
    silent.on('error', () => undefined)
    expect(await server.stop()).toBe(0)
  })

  test('the set-up link goes to a file of its owner, and not to the output', async () => {
    const dataDir = join(folder, 'set-up')
    const server = new Killable(
      await freePort(),
      { DAMSON_DATA_DIR: dataDir, DAMSON_LOG_LEVEL: 'debug' },
      { administrator: false },
    )
    await server.start()
    const link = readFileSync(join(dataDir, 'set-up-link'), 'utf8').trim()
    expect(statSync(join(dataDir, 'set-up-link')).mode & 0o077).toBe(0)
    expect(statSync(join(dataDir, 'key')).mode & 0o077).toBe(0)
    const page = await server.call(new URL(link).pathname.slice(1))
    expect(page.status).toBe(200)
    await server.kill()
    expect(server.output).not.toContain(link.split('/').at(-1))
  })

  test('an unknown setting stops the start with a sentence', async () => {
    const server = new Killable(await freePort(), {
      DAMSON_DATA_DIR: join(folder, 'unknown'),
      DAMSON_TOKEN_SECONDS: '5',
    })
    await expect(server.start()).rejects.toThrow(/DAMSON_TOKEN_SECONDS is not a setting/)
  })

  test('of a port that is taken, it says which setting names it, also where a file does', async () => {
    const taken = createServer((socket) => socket.destroy())
    taken.listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const settings = join(folder, 'settings.json')
    writeFileSync(settings, JSON.stringify({ adminPort: port, adminBaseUrl: `http://127.0.0.1:${port}` }))
    for (const [own, env, said] of [
      [port, {}, 'set DAMSON_PORT to another port'],
      [await freePort(), { DAMSON_CONFIG: settings }, 'set DAMSON_ADMIN_PORT to another port'],
    ] as const) {
      const server = new Killable(own, { DAMSON_DATA_DIR: join(folder, `taken-${own}`), ...env })
      // It may answer at its own port before it ends.
      await server.start().catch(() => undefined)
      await expect.poll(() => server.output).toContain(said)
      expect(await server.kill()).toBe(1)
    }
    taken.close()
  })

  test('an error of the program names file and line of the sources', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const server = new Killable(await freePort(), { DAMSON_DATA_DIR: join(file, 'data') })
    const [found = ''] = await server.start().then(
      () => [],
      (error: Error) => /server\/src\/main\.ts:\d+/.exec(error.message) ?? [],
    )
    const [path = '', line = 0] = found.split(':')
    const sources = readFileSync(join(import.meta.dirname, '../../../', path), 'utf8').split('\n')
    expect(sources[Number(line) - 1]).toContain('mkdirSync')
  })

  test('a PostgreSQL that cannot be reached is one sentence, without what the address has of secrets', async () => {
    for (const [url, said] of [
      [`postgres://damson:s3cret@127.0.0.1:${await freePort()}/none`, /^PostgreSQL cannot be reached .*ECONNREFUSED/],
      ['postgres://damson:s3cret@no-such-host.invalid/none', /^PostgreSQL cannot be reached .*no-such-host\.invalid/],
    ] as const) {
      const server = new Killable(await freePort(), { DAMSON_KEY: KEY, DATABASE_URL: url })
      const printed = await server.start().then(
        () => '',
        (error: Error) => error.message.trim(),
      )
      expect(printed).toMatch(said)
      expect(printed.split('\n')).toHaveLength(1)
      expect(printed).not.toContain('s3cret')
    }
  })

  test.runIf(existsSync('/usr/bin/script'))('at a terminal it says three lines; elsewhere it logs JSON', async () => {
    const env = {
      PATH: process.env['PATH'],
      DAMSON_DATA_DIR: join(folder, 'terminal'),
      DAMSON_PORT: String(await freePort()),
    }
    const command = `${process.execPath} ${join(import.meta.dirname, '../../dist/run/main.js')}`
    const terminal = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], { env })
    let said = ''
    terminal.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await expect.poll(() => said, { timeout: 60_000 }).toContain('Ctrl+C')
    terminal.stdin.write('\u0003')
    await once(terminal, 'exit')
    const lines = said
      .replaceAll('\r', '')
      .split('\n')
      .filter((line) => line.replace('^C', '') !== '')
    expect(lines).toEqual([
      `Damson runs at http://localhost:${env.DAMSON_PORT}/, with its data in ${env.DAMSON_DATA_DIR} (for trials, not for patients).`,
      expect.stringMatching(/^Next, create the first administrator: open http:\/\/localhost:\d+\/set-up\//),
      'To stop it, press Ctrl+C.',
    ])
    const server = new Killable(Number(env.DAMSON_PORT), { ...env, PATH: '', DAMSON_LOG_LEVEL: 'info' })
    await server.start()
    await server.stop()
    const logged = server.output
      .trim()
      .split('\n')
      .map((line): { event: string; code?: string } => JSON.parse(line))
    expect(logged.map(({ event }) => event)).toContain('server.listening')
    // A code is a word, whatever it is about.
    for (const { code = 'none' } of logged) expect(code).toMatch(/^[A-Za-z0-9_]+$/)
  })

  test('the text of the program, which stays in memory, takes one byte a letter', () => {
    const built = join(import.meta.dirname, '../../dist/run')
    const texts = readdirSync(built)
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(built, file), 'utf8'))
    expect(texts.flatMap((each) => each.match(/.{0,40}[\u0080-\uffff].{0,40}/gu) ?? [])).toEqual([])
  })
})
