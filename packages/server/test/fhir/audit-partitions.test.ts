import { randomBytes, randomUUID } from 'node:crypto'
import { openSecond, openTestStore, storesForWalks, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { dynamic, sql } from '#base/db'
import { createLog } from '#base/log'
import { AuditSettings, createAudit, keepPartitions } from '#domain/audit'

describe.each(storesForWalks())('the partitions of the audit on %s', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openTestStore(kind)
  })
  afterEach(() => store.close())

  async function names(): Promise<readonly string[]> {
    const rows = await dynamic.rows<{ name: string }>(
      store.db,
      sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_events'::regclass order by 1`,
    )
    return rows.map(({ name }) => name)
  }

  /** Writes an event at a time, and answers the partition that it lies in. */
  async function partitionOf(now: Date): Promise<string> {
    const project = randomUUID()
    const audit = createAudit({
      db: store.db,
      keyring: createKeyring(randomBytes(32)),
      clock: { now: () => now } as Parameters<typeof createAudit>[0]['clock'],
      log: createLog('silent'),
      settings: AuditSettings.parse({}),
      baseUrl: 'https://id.example.org/',
    })
    await audit.committed({ kind: 'fhir.read', project, outcome: 0, agent: {}, personal: {} })
    const { name } = await dynamic.one<{ name: string }>(
      store.db,
      sql`select tableoid::regclass::text as name from audit_events where project = ${project}`,
    )
    const [found] = await audit.search(project, { condition: { op: 'all', of: [] }, newestFirst: true }, 1)
    expect((await audit.read(project, found?.id ?? ''))?.at).toBe(now.toISOString())
    return name
  }

  test('are those of this month and the next two, and hold the events of their months', async () => {
    await keepPartitions(store.db, new Date('2031-11-30T23:59:59Z'))
    expect(await names()).toEqual([
      'audit_events_2031_11',
      'audit_events_2031_12',
      'audit_events_2032_01',
      'audit_events_rest',
    ])
    expect(await partitionOf(new Date('2031-11-30T23:59:59.999Z'))).toBe('audit_events_2031_11')
    expect(await partitionOf(new Date('2031-12-01T00:00:00.000Z'))).toBe('audit_events_2031_12')
    expect(await partitionOf(new Date('2032-02-01T00:00:00.000Z'))).toBe('audit_events_rest')
  })

  test('are made once, however often and by however many nodes they are asked for', async () => {
    const now = new Date('2031-11-15T00:00:00Z')
    const nodes =
      kind === 'postgres' ? [store.db, await openSecond(store), await openSecond(store)] : [store.db, store.db]
    await Promise.all(nodes.flatMap((db) => [keepPartitions(db, now), keepPartitions(db, now)]))
    for (const db of nodes.slice(1)) if (db !== store.db) await db.close()
    expect(await names()).toHaveLength(4)
  })

  test('are done without for a month of which there are events already', async () => {
    // A clock that was put far ahead, and back again.
    expect(await partitionOf(new Date('2031-12-24T00:00:00Z'))).toBe('audit_events_rest')
    await keepPartitions(store.db, new Date('2031-11-15T00:00:00Z'))
    expect(await names()).toEqual(['audit_events_2031_11', 'audit_events_2032_01', 'audit_events_rest'])
    expect(await partitionOf(new Date('2031-12-25T00:00:00Z'))).toBe('audit_events_rest')
  })
})

describe.each(storesUnderTest())('the privileges on the audit on %s', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openTestStore(kind)
    await keepPartitions(store.db, new Date('2031-11-15T00:00:00Z'))
  })
  afterEach(() => store.close())

  const rows = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await store.db.query({ sql: text, params: [] })).rows
  const AUDIT = "c.relkind in ('r', 'p') and c.relname ~ '^audit_(events|chain)'"
  /** Whoever may change, delete or truncate, and what. */
  const privileges = (): Promise<unknown> =>
    rows(`
      select c.relname, a.grantee::regrole::text as grantee, a.privilege_type
      from pg_class c cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
      where ${AUDIT} and a.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
      union all
      select c.relname, a.grantee::regrole::text, a.privilege_type
      from pg_class c join pg_attribute t on t.attrelid = c.oid cross join lateral aclexplode(t.attacl) a
      where ${AUDIT} and a.privilege_type = 'UPDATE'`)

  test('are left alone where they are right, so that no statement is prepared anew', async () => {
    const versions = (): Promise<unknown> =>
      rows(`select c.relname, c.xmin::text from pg_class c where ${AUDIT} order by 1`)
    const before = await versions()
    await keepPartitions(store.db, new Date('2031-11-15T00:00:00Z'))
    expect(await versions()).toEqual(before)
    expect(before).toHaveLength(6)
    expect(await privileges()).toEqual([])
  })

  test.each([
    'grant all on audit_events to current_user',
    'grant delete on audit_events_rest to public',
    'grant truncate on audit_events_2031_12 to current_user',
    'grant update on audit_chain to public',
    'grant update (event, at) on audit_events_2031_11 to public',
  ])('are taken back after: %s', async (grant) => {
    await store.db.exec(grant)
    expect(await privileges()).not.toEqual([])
    await keepPartitions(store.db, new Date('2031-11-15T00:00:00Z'))
    expect(await privileges()).toEqual([])
  })

  test('are taken from tables that have none of their own, as a dump without grants leaves them', async () => {
    await store.db.exec("update pg_class set relacl = null where relname in ('audit_events_2031_12', 'audit_chain')")
    expect(await privileges()).not.toEqual([])
    await keepPartitions(store.db, new Date('2031-11-15T00:00:00Z'))
    expect(await privileges()).toEqual([])
  })
})
