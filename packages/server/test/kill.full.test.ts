import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Caller, freePort, openTestStore, type StoreKind, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from './identity/steps.ts'
import { Killable } from './killable.ts'

const ROUNDS = 10

/** Codes of each round: they are redeemed together, right after the load begins or in its midst. */
const CODES = 5

/** What was acknowledged: resources by id, how often each was disclosed, and tokens. */
interface Acknowledged {
  readonly created: Set<string>
  readonly tokens: Set<string>
  readonly reads: Map<string, number>
  /** What each load created last: nothing was acknowledged nearer to the end of its server. */
  readonly last: Set<string>
}

/** What a round asks for tokens with. */
interface Credentials {
  readonly basic: readonly [string, string]
  readonly codes: { readonly code: string; readonly verifier: string }[]
}

/** Asks for a machine's token, and redeems a code while there are any. */
async function takeTokens(call: Caller, { basic, codes }: Credentials, seen: Acknowledged): Promise<void> {
  const asks = [call('oauth2/token', { basic, form: { grant_type: 'client_credentials' } })]
  const { code, verifier } = codes.pop() ?? {}
  if (code !== undefined && verifier !== undefined) {
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier }
    asks.push(call('oauth2/token', { form }))
  }
  const answered = await Promise.allSettled(
    asks.map(async (ask) => {
      const { status, body } = await ask
      if (status !== 200) throw new Error(`token answered ${status}`)
      seen.tokens.add(body.access_token)
    }),
  )
  for (const one of answered) if (one.status === 'rejected') throw one.reason
}

/** Creates, reads and takes tokens until the server is gone. Counts only what was answered. */
async function load(call: Caller, token: string, given: Credentials, seen: Acknowledged): Promise<void> {
  let last: string | undefined
  for (;;) {
    try {
      await takeTokens(call, given, seen)
      const made = await call('fhir/R4/Patient', { json: { resourceType: 'Patient', active: true }, token })
      if (made.status !== 201) throw new Error(`create answered ${made.status}`)
      const id: string = made.body.id
      seen.created.add(id)
      last = id
      const read = await call(`fhir/R4/Patient/${id}`, { token })
      if (read.status !== 200) throw new Error(`read answered ${read.status}`)
      seen.reads.set(id, (seen.reads.get(id) ?? 0) + 1)
    } catch (error) {
      // The connection ends with the server; an answer that is none of ours is a failure of the test.
      if (error instanceof Error && error.message.includes('answered')) throw error
      if (last !== undefined) seen.last.add(last)
      return
    }
  }
}

interface Found {
  readonly id: string
  readonly agent?: readonly { readonly policy?: readonly string[] }[]
  readonly entity?: readonly { readonly what?: { readonly reference?: string } }[]
}

/** All that a search finds, page by page. */
async function all(call: Caller, token: string, query: string): Promise<readonly Found[]> {
  const found: Found[] = []
  for (let at: string | undefined = `fhir/R4/${query}_count=1000`; at !== undefined; ) {
    const { status, body, text } = await call(at, { token })
    expect(status, text.slice(0, 500)).toBe(200)
    found.push(...(body.entry ?? []).map(({ resource }: { resource: Found }) => resource))
    at = body.link.find(({ relation }: { relation: string }) => relation === 'next')?.url
  }
  return found
}

/** A machine of the project, by its id and secret. */
async function machineOf(call: Caller, token: string, project: string): Promise<readonly [string, string]> {
  const json = { name: 'machine', kind: 'server' }
  const { status, body, text } = await call(`admin/projects/${project}/client`, { json, token })
  expect(status, text).toBeLessThan(300)
  return [body.id, body.secret]
}

/** How many events there are of a kind, by the patient whom they are about. */
async function recorded(call: Caller, token: string, subtype: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { entity } of await all(call, token, `AuditEvent?subtype=${subtype}&`)) {
    const [about = ''] = entity?.[0]?.what?.reference?.split('/_history/') ?? []
    counts.set(about, (counts.get(about) ?? 0) + 1)
  }
  return counts
}

/** How many events there are of issued tokens, by their login. */
async function issued(call: Caller, token: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { agent } of await all(call, token, 'AuditEvent?subtype=token.issued&')) {
    const [login = ''] = agent?.[0]?.policy ?? []
    counts.set(login, (counts.get(login) ?? 0) + 1)
  }
  return counts
}

/** The acknowledged tokens that are gone, or of which the audit doesn't tell once. */
async function missingTokens(call: Caller, token: string, tokens: ReadonlySet<string>): Promise<readonly string[]> {
  const told = await issued(call, token)
  const missing: string[] = []
  for (const one of tokens) {
    const login = String(claimsOf(one)['login_id'])
    if (told.get(`urn:damson:login:${login}`) !== 1) missing.push(`event of the token of ${login}`)
    if ((await call('auth/me', { token: one })).status !== 200) missing.push(`token of ${login}`)
  }
  return missing
}

/** Until so much more was acknowledged, and a moment that nothing tells. */
async function somewhereWithin(seen: Acknowledged, isOver: () => boolean): Promise<void> {
  const enough = seen.created.size + 5 + Math.random() * 35
  while (seen.created.size < enough && !isOver()) await sleep(5)
  await sleep(Math.random() * 50)
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
    server = new Killable(await freePort(), { ...place, DAMSON_THROTTLE_TOKENS_PER_CLIENT: '10000' })
  })
  afterAll(async () => {
    await server.kill()
    await store?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test(
    'nothing acknowledged is missing, the audit included, and nothing was disclosed without its record',
    async () => {
      const seen: Acknowledged = { created: new Set(), tokens: new Set(), reads: new Map(), last: new Set() }
      let basic: readonly [string, string] | undefined
      for (let round = 0; round < ROUNDS; round++) {
        await server.start()
        const { token, project } = await server.signIn()
        basic ??= await machineOf(server.call, token, project)
        const given: Credentials = { basic, codes: [] }
        for (let n = 0; n < CODES; n += 1) given.codes.push(await server.begin())
        let isOver = false
        const loads = Promise.all(Array.from({ length: 8 }, () => load(server.call, token, given, seen))).finally(
          () => {
            isOver = true
          },
        )
        await somewhereWithin(seen, () => isOver)
        await server.kill()
        await loads
      }
      expect(seen.created.size).toBeGreaterThan(ROUNDS * 10)

      await server.start()
      const { token } = await server.signIn()
      const patients = new Set((await all(server.call, token, 'Patient?')).map(({ id }) => id))
      const creates = await recorded(server.call, token, 'create')
      const reads = await recorded(server.call, token, 'read')
      const missing: string[] = []
      for (const id of seen.created) {
        if (!patients.has(id)) missing.push(`Patient/${id}`)
        if (creates.get(`Patient/${id}`) !== 1) missing.push(`create of ${id}`)
        if ((reads.get(`Patient/${id}`) ?? 0) < (seen.reads.get(id) ?? 0)) missing.push(`read of ${id}`)
      }
      expect(seen.tokens.size).toBeGreaterThan(ROUNDS * 10)
      missing.push(...(await missingTokens(server.call, token, seen.tokens)))
      expect(seen.last.size).toBeGreaterThan(ROUNDS)
      for (const id of seen.last)
        if ((await server.call(`fhir/R4/Patient/${id}`, { token })).status !== 200) missing.push(`reading ${id}`)
      expect(missing).toEqual([])
    },
    ROUNDS * 30_000,
  )
})
