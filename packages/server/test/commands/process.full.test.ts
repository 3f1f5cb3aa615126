import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
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
    await expect.poll(async () => (await server.call('dev/inbox')).text).toContain('to admin@example.org')
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

  test('an error of the program names file and line of the sources', async () => {
    const server = new Killable(await freePort(), {
      DAMSON_KEY: KEY,
      DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/none`,
    })
    const [postgres = ''] = await server.start().then(
      () => [],
      (error: Error) => /server\/src\/base\/db\/postgres\.ts:\d+/.exec(error.message) ?? [],
    )
    const [file = '', line = 0] = postgres.split(':')
    const sources = readFileSync(join(import.meta.dirname, '../../../', file), 'utf8').split('\n')
    expect(sources[Number(line) - 1]).toContain('connect')
  })

  test('the text of the program, which stays in memory, takes one byte a letter', () => {
    const built = join(import.meta.dirname, '../../dist/run')
    const texts = readdirSync(built)
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(built, file), 'utf8'))
    expect(texts.flatMap((each) => each.match(/.{0,40}[\u0080-\uffff].{0,40}/gu) ?? [])).toEqual([])
  })
})
