import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Caller,
  createCaller,
  freePort,
  openTestStore,
  pkce,
  type StoreKind,
  storesUnderTest,
  type TestStore,
} from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const ROUNDS = process.env['DAMSON_TEST_FULL'] === undefined ? 3 : 10
const [EMAIL, PASSWORD] = ['admin@example.org', 'a password for the kill test']

/** A server in a process of its own, which can be killed. */
class Killable {
  readonly #env: Readonly<Record<string, string>>
  readonly call: Caller
  #child: ChildProcess | undefined

  constructor(port: number, env: Readonly<Record<string, string>>) {
    this.#env = {
      PATH: process.env['PATH'] ?? '',
      DAMSON_PORT: String(port),
      DAMSON_LOG_LEVEL: 'error',
      DAMSON_ADMIN_EMAIL: EMAIL,
      DAMSON_ADMIN_PASSWORD: PASSWORD,
      ...env,
    }
    this.call = createCaller(`http://localhost:${port}/`, `http://localhost:${port}/`)
  }

  async start(): Promise<void> {
    this.#child = spawn(process.execPath, ['--conditions=source', MAIN], {
      env: this.#env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    for (let tries = 0; tries < 200; tries++) {
      const answer = await this.call('healthcheck').catch(() => undefined)
      if (answer?.status === 200) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the server did not start')
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async signIn(): Promise<string> {
    const { verifier, challenge } = pkce()
    const login = await this.call('auth/login', {
      json: { email: EMAIL, password: PASSWORD, codeChallenge: challenge, codeChallengeMethod: 'S256' },
    })
    const tokens = await this.call('oauth2/token', {
      form: { grant_type: 'authorization_code', code: login.body.code, code_verifier: verifier },
    })
    return tokens.body.access_token
  }
}

/** What was acknowledged: resources by id, and how often each was disclosed. */
interface Acknowledged {
  readonly created: Set<string>
  readonly reads: Map<string, number>
}

/** Creates and reads until the server is gone. Counts only what was answered. */
async function load(call: Caller, token: string, seen: Acknowledged): Promise<void> {
  for (;;) {
    try {
      const made = await call('fhir/R4/Patient', { json: { resourceType: 'Patient', active: true }, token })
      if (made.status !== 201) throw new Error(`create answered ${made.status}`)
      const id: string = made.body.id
      seen.created.add(id)
      const read = await call(`fhir/R4/Patient/${id}`, { token })
      if (read.status !== 200) throw new Error(`read answered ${read.status}`)
      seen.reads.set(id, (seen.reads.get(id) ?? 0) + 1)
    } catch (error) {
      // The connection ends with the server; an answer that is none of ours is a failure of the test.
      if (error instanceof Error && error.message.includes('answered')) throw error
      return
    }
  }
}

describe.each(storesUnderTest())('killed under load, on %s', (kind: StoreKind) => {
  let store: TestStore | undefined
  let server: Killable
  const dataDir = mkdtempSync(join(tmpdir(), 'damson-kill-'))

  beforeAll(async () => {
    store = kind === 'postgres' ? await openTestStore('postgres', { poolSize: 2 }) : undefined
    const place =
      store?.url === undefined
        ? { DAMSON_DATA_DIR: dataDir }
        : { DATABASE_URL: store.url, DAMSON_DATA_DIR: dataDir, DAMSON_KEY: '1'.repeat(64) }
    server = new Killable(await freePort(), place)
  })
  afterAll(async () => {
    await server.kill()
    await store?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test(
    'nothing acknowledged is missing, the audit included, and nothing was disclosed without its record',
    async () => {
      const seen: Acknowledged = { created: new Set(), reads: new Map() }
      for (let round = 0; round < ROUNDS; round++) {
        await server.start()
        const token = await server.signIn()
        const loads = Promise.all(Array.from({ length: 8 }, () => load(server.call, token, seen)))
        await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700))
        await server.kill()
        await loads
      }
      expect(seen.created.size).toBeGreaterThan(ROUNDS * 10)

      await server.start()
      const token = await server.signIn()
      const missing: string[] = []
      for (const id of seen.created) {
        if ((await server.call(`fhir/R4/Patient/${id}`, { token })).status !== 200) missing.push(`Patient/${id}`)
        const audit = await server.call(`fhir/R4/AuditEvent?patient=${id}&_count=1000`, { token })
        const kinds: string[] = audit.body.entry.map(
          (entry: { resource: { subtype: { code: string }[] } }) => entry.resource.subtype[0]?.code,
        )
        if (!kinds.includes('create')) missing.push(`create of ${id}`)
        // The read just made is one of them.
        const recorded = kinds.filter((code) => code === 'read').length - 1
        if (recorded < (seen.reads.get(id) ?? 0)) missing.push(`read of ${id}`)
      }
      expect(missing).toEqual([])
    },
    ROUNDS * 30_000,
  )
})
