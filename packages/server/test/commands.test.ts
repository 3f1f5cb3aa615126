import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { dropDatabase, freePort, freshDatabase, hasPostgres, openTestStore, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Killable } from './killable.ts'

interface Ended {
  readonly code: number
  readonly out: string
}

/** Runs one of the commands as an operator would, in a process of its own. */
function run(
  command: 'backup' | 'restore' | 'doctor',
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const file = join(import.meta.dirname, `../src/commands/${command}.ts`)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', file, ...words],
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, out: stdout + stderr })
      },
    )
  })
}

const KEY = '2'.repeat(64)
const isFull = process.env['DAMSON_TEST_FULL'] !== undefined
const folder = mkdtempSync(join(tmpdir(), 'damson-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(hasPostgres() ? (['pglite', 'postgres'] as const) : (['pglite'] as const))(
  'backup and restore on %s',
  (kind) => {
    let original: TestStore | undefined
    let place: Record<string, string>
    let server: Killable
    let token: string
    let refreshToken: string
    let patient: string

    beforeAll(async () => {
      original = kind === 'postgres' ? await openTestStore('postgres', { poolSize: 1 }) : undefined
      place = {
        DAMSON_KEY: KEY,
        DAMSON_DATA_DIR: join(folder, kind),
        ...(original?.url !== undefined && { DATABASE_URL: original.url }),
      }
      server = new Killable(await freePort(), place)
      await server.start()
      ;({ token, refreshToken } = await server.signIn('openid offline_access'))
      const made = await server.call('fhir/R4/Patient', { json: { resourceType: 'Patient', active: true }, token })
      patient = made.body.id
    })
    afterAll(async () => {
      await server.kill()
      await original?.close()
      for (const url of databases) await dropDatabase(inject('postgresUrl'), url)
    })

    const databases: string[] = []
    async function emptyPlace(name: string): Promise<Record<string, string>> {
      const dataDir = { DAMSON_KEY: KEY, DAMSON_DATA_DIR: join(folder, name) }
      if (kind === 'pglite') return dataDir
      const url = await freshDatabase(inject('postgresUrl'))
      databases.push(url)
      return { ...dataDir, DATABASE_URL: url }
    }

    test('a backup of a running server starts only once it is accepted, and then nobody is signed in', async () => {
      const file = join(folder, `${kind}.backup`)
      const written = await run('backup', [file], { ...place, DAMSON_PORT: String(server.port) })
      expect(written, written.out).toMatchObject({ code: 0 })
      expect(statSync(file).mode & 0o077).toBe(0)

      const target = await emptyPlace(`${kind}-restored`)
      expect(await run('restore', [file], target)).toMatchObject({ code: 0 })
      expect(await run('restore', [file], target)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/already|empty/),
      })
      const restored = new Killable(await freePort(), target)
      await expect(restored.start()).rejects.toThrow(/restore -- --accept/)
      expect(await run('restore', ['--accept'], target)).toMatchObject({ code: 0 })
      await restored.start()
      try {
        expect((await restored.call(`fhir/R4/Patient/${patient}`, { token })).status).toBe(401)
        const refreshed = await restored.call('oauth2/token', {
          form: { grant_type: 'refresh_token', refresh_token: refreshToken },
        })
        expect(refreshed.body.error).toBe('invalid_grant')
        const again = await restored.signIn()
        expect((await restored.call(`fhir/R4/Patient/${patient}`, { token: again.token })).body).toMatchObject({
          active: true,
        })
      } finally {
        await restored.kill()
      }
      expect(await run('restore', ['--accept'], target)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/nothing to accept/),
      })
    })

    if (isFull)
      test('a restored store does not start with another key', async () => {
        const file = join(folder, `${kind}.backup`)
        const target = { ...(await emptyPlace(`${kind}-other-key`)), DAMSON_KEY: '3'.repeat(64) }
        expect(await run('restore', [file], target)).toMatchObject({ code: 0 })
        expect(await run('restore', ['--accept'], target)).toMatchObject({ code: 0 })
        await expect(new Killable(await freePort(), target).start()).rejects.toThrow(
          /DAMSON_KEY is not the key of this store/,
        )
      })
  },
)

describe('backup and restore', () => {
  if (isFull)
    test('a portable backup moves the embedded store', async () => {
      const [from, to] = [join(folder, 'from'), join(folder, 'to')]
      const server = new Killable(await freePort(), { DAMSON_KEY: KEY, DAMSON_DATA_DIR: from })
      await server.start()
      await server.stop()
      const file = join(folder, 'portable')
      expect(await run('backup', ['--portable', file], { DAMSON_KEY: KEY, DAMSON_DATA_DIR: from })).toMatchObject({
        code: 0,
      })
      const target: { DATABASE_URL?: string } = hasPostgres()
        ? { DATABASE_URL: await freshDatabase(inject('postgresUrl')) }
        : {}
      const env = { DAMSON_KEY: KEY, DAMSON_DATA_DIR: to, ...target }
      expect(await run('restore', [file], env)).toMatchObject({ code: 0 })
      expect(await run('restore', ['--accept'], env)).toMatchObject({ code: 0 })
      const moved = new Killable(await freePort(), env)
      await moved.start()
      expect((await moved.signIn()).token).toMatch(/^ey/)
      await moved.kill()
      if (target.DATABASE_URL !== undefined) await dropDatabase(inject('postgresUrl'), target.DATABASE_URL)
    })

  test.each(['backup', 'restore'] as const)('%s says how it is used', async (command) => {
    expect(await run(command, ['--help'], {})).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Examples[\s\S]*Exit codes/),
    })
    expect(await run(command, [], {})).toMatchObject({ code: 64 })
    expect(await run(command, ['a', 'b'], {})).toMatchObject({ code: 64 })
    expect(await run(command, ['x'], { DAMSON_PORT: 'no' })).toMatchObject({
      code: 78,
      out: expect.stringMatching(/DAMSON_PORT/),
    })
  })

  test('restore says what is wrong with a file', async () => {
    const file = join(folder, 'nonsense')
    writeFileSync(file, 'this is no backup')
    const env = { DAMSON_DATA_DIR: join(folder, 'nowhere') }
    expect(await run('restore', [file], env)).toMatchObject({ code: 1, out: expect.stringMatching(/not .*backup/) })
    expect(await run('restore', [join(folder, 'absent')], env)).toMatchObject({ code: 1 })
  })
})

describe('doctor', () => {
  test('finds nothing to mend on a machine where nothing has been started', async () => {
    const { code, out } = await run('doctor', [], { DAMSON_DATA_DIR: join(folder, 'none') })
    expect(code, out).toBe(0)
    expect(out).toMatch(/versions[\s\S]*secrets[\s\S]*settings[\s\S]*bind[\s\S]*tls[\s\S]*key[\s\S]*store/)
  })

  test.runIf(hasPostgres())('finds nothing to mend on a PostgreSQL that is still empty', async () => {
    const url = await freshDatabase(inject('postgresUrl'))
    try {
      const { code, out } = await run('doctor', [], { DATABASE_URL: url, DAMSON_KEY: KEY })
      expect([code, out]).toEqual([0, expect.stringMatching(/ok +store +empty/)])
    } finally {
      await dropDatabase(inject('postgresUrl'), url)
    }
  })

  test('fails on settings that do not go together, and on secrets in plain text', async () => {
    const config = join(folder, 'config.json')
    writeFileSync(config, JSON.stringify({ key: KEY }))
    const { code, out } = await run('doctor', [], { DAMSON_CONFIG: config, DAMSON_HOST: '0.0.0.0' })
    expect(code).toBe(1)
    expect(out).toMatch(/fail {2}settings +DAMSON_BASE_URL: an https URL is required/)
    expect(out).toMatch(/fail {2}secrets +key in plain text/)
    expect(out).not.toContain(KEY)
  })
})

/** A sign-in whose head the server has taken, and whose body it still waits for. */
async function openHalf(port: number): Promise<{ readonly finish: () => Promise<string> }> {
  const body = JSON.stringify({ email: 'nobody@example.org', password: 'not the right one' })
  const socket = connect(port, 'localhost')
  socket.write(
    `POST /auth/login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  const [goOn] = await once(socket, 'data')
  expect(String(goOn)).toMatch(/^HTTP\/1\.1 100 /)
  return {
    finish() {
      socket.write(body)
      return text(socket)
    },
  }
}

describe('starting and stopping', () => {
  test('a server stops on SIGTERM, answers what is under way, and can start again', async () => {
    const server = new Killable(await freePort(), { DAMSON_KEY: KEY, DAMSON_DATA_DIR: join(folder, 'stop') })
    await server.start()
    const halves = await Promise.all(Array.from({ length: 20 }, () => openHalf(server.port)))
    const ended = server.stop()
    await expect.poll(() => server.call('healthcheck').catch(() => 'refused')).toBe('refused')
    const answers = await Promise.all(halves.map((half) => half.finish()))
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*connection: close/i)
    expect(await ended).toBe(0)
    await server.start()
    // A browser connects ahead of time, and may never ask anything.
    const silent = connect(server.port, 'localhost')
    await once(silent, 'connect')
    silent.on('error', () => undefined)
    expect(await server.stop()).toBe(0)
  })

  test('what it would mail is shown at /dev/inbox to whoever calls it by its own name', async () => {
    const server = new Killable(await freePort(), { DAMSON_DATA_DIR: join(folder, 'inbox') })
    await server.start()
    const json = { email: 'admin@example.org' }
    expect((await server.call('auth/resetpassword', { json })).status).toBe(200)
    await expect.poll(async () => (await server.call('dev/inbox')).text).toContain('to admin@example.org')
    expect((await fetch(`http://127.0.0.1:${server.port}/dev/inbox`)).status).toBe(404)
    await server.kill()
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
})
