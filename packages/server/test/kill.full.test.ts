import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Caller, freePort, openTestStore, type StoreKind, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Killable } from './killable.ts'

const ROUNDS = 10

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
        const { token } = await server.signIn()
        const loads = Promise.all(Array.from({ length: 8 }, () => load(server.call, token, seen)))
        await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700))
        await server.kill()
        await loads
      }
      expect(seen.created.size).toBeGreaterThan(ROUNDS * 10)

      await server.start()
      const { token } = await server.signIn()
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
