import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, openTestStore, type StoreKind, storesForWalks, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Killable } from '../killable.ts'
import { BCRYPT, converse, importUsers } from './importing.ts'
import { must } from './steps.ts'

const LINES = 60
const WITHIN_MS = 240_000

describe.each(storesForWalks())('an import whose server is killed, on %s', (kind: StoreKind) => {
  let store: TestStore | undefined
  let server: Killable
  const dataDir = mkdtempSync(join(tmpdir(), 'damson-import-'))
  beforeAll(async () => {
    store = kind === 'postgres' ? await openTestStore('postgres', { poolSize: 2 }) : undefined
    const url = store?.url === undefined ? {} : { DATABASE_URL: store.url, DAMSON_KEY: '1'.repeat(64) }
    server = new Killable(await freePort(), { DAMSON_DATA_DIR: dataDir, ...url })
  })
  afterAll(async () => {
    await server.kill()
    await store?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** How many of a type there are. */
  const count = async (token: string, type: string): Promise<number> =>
    must(await server.call(`fhir/R4/${type}?_summary=count`, { token })).body.total

  /** What nobody has kept for half a minute is over: that it takes so long is told in `import-users.full.test.ts`. */
  async function halfAMinuteLater(): Promise<void> {
    const { openPglite } = await import('@damson/server/embedded')
    const db = store?.db ?? (await openPglite({ dataDir: join(dataDir, 'store') }))
    const text = `update imports_under_way set held_until = held_until - interval '30 seconds' returning held_until`
    expect((await db.query({ sql: text, params: [] })).rows).toHaveLength(1)
    if (db !== store?.db) await db.close()
  }

  test(
    'has left whole lines, all that were reported among them, and goes on with the same file',
    async () => {
      await server.start()
      const { token } = await server.signIn()
      const project: string = must(await server.call('auth/me', { token })).body.project.id
      const before = [await count(token, 'ProjectMembership'), await count(token, 'Practitioner')]
      const lines = Array.from({ length: LINES }, (_, at) => ({
        id: `old|${at}`,
        email: `person-${at}@example.org`,
        emailVerified: true,
        firstName: 'Julius',
        lastName: 'Hibbert',
        resourceType: 'Practitioner',
        passwordHash: BCRYPT,
      }))
      const talk = converse(`http://localhost:${server.port}/`, project, token)
      for (const line of lines) talk.send(line)
      const reported = []
      while (reported.length < LINES / 4) reported.push(await talk.next())
      await server.kill()

      await halfAMinuteLater()
      await server.start()
      const again = await server.signIn()
      const made = (await count(again.token, 'ProjectMembership')) - Number(before[0])
      expect((await count(again.token, 'Practitioner')) - Number(before[1])).toBe(made)
      expect(made).toBeGreaterThanOrEqual(reported.length)
      expect(made).toBeLessThan(LINES)
      const { reports, end } = await importUsers(server.call, project, again.token, lines)
      expect(end?.summary).toEqual({
        lines: LINES,
        created: LINES - made,
        unchanged: made,
        refused: 0,
        complete: true,
      })
      expect(reports.slice(0, reported.length).map(({ user }) => user)).toEqual(reported.map((one) => one?.user))
    },
    WITHIN_MS,
  )
})
