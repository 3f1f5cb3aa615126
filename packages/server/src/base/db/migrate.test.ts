import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecond, openTestStore, storesUnderTest, type TestDb, type TestStore } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StoreRefusal, StoreUnavailable } from './faults.ts'
import { migrate, readMigrations } from './migrate.ts'
import { dynamic, sql } from './statement.ts'
import type { Db } from './types.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damson-migrations-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)

const tables = async (db: Db) =>
  (
    await dynamic.rows<{ name: string }>(
      db,
      sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
    )
  ).map(({ name }) => name)

const record = (db: Db) =>
  dynamic.rows<{ ordinal: number; name: string }>(db, sql`select ordinal, name from schema_migration order by ordinal`)

async function refusalOf(work: Promise<unknown>): Promise<StoreRefusal> {
  const error = await work.then(
    () => undefined,
    (fault: unknown) => fault,
  )
  expect(error).toBeInstanceOf(StoreRefusal)
  return error as StoreRefusal
}

describe('the folder of migrations', () => {
  it('may be missing', async () => {
    expect(await readMigrations(join(folder, 'missing'))).toEqual([])
  })

  it.each([
    ['a gap', ['0001-a.sql', '0003-c.sql']],
    ['the same number twice', ['0001-a.sql', '0001-b.sql']],
    ['another first number', ['0002-a.sql']],
    ['a name without a number', ['0001-a.sql', 'extra.sql']],
    ['a number of another length', ['1-a.sql']],
  ])('must not have %s', async (_what, files) => {
    for (const file of files) write(file, 'select 1')
    expect((await refusalOf(readMigrations(folder))).why).toBe('bad_migration')
  })

  it('must not end its transaction', async () => {
    write('0001-a.sql', 'create table a (b text);\nCOMMIT;\n')
    expect((await refusalOf(readMigrations(folder))).message).toContain('0001-a.sql')
  })

  it('has the same checksums whatever the line ends', async () => {
    write('0001-a.sql', 'create table a (\n b text\n);\n')
    const before = await readMigrations(folder)
    write('0001-a.sql', 'create table a (\r\n b text\r\n);\r\n')
    expect(await readMigrations(folder)).toEqual(before)
  })
})

describe('the real migrations', () => {
  it.each(storesUnderTest())('can be applied on %s', async (kind) => {
    const store = await openTestStore(kind)
    expect(await migrate(store.db)).toEqual([])
    expect((await record(store.db)).length).toBe((await readMigrations()).length)
    await store.close()
  })
})

describe.each(storesUnderTest())('migrations on %s', (kind) => {
  let store: TestStore
  let db: TestDb
  beforeAll(async () => {
    store = await openTestStore(kind, { empty: true })
    db = store.db
  })
  beforeEach(() => db.exec('drop schema public cascade; create schema public'))
  afterAll(() => store.close())

  it('are applied in order, once', async () => {
    write('0001-first.sql', 'create table a (x int4); insert into a values (1);')
    write('0002-second.sql', '-- a comment\ncreate table b as select x + 1 as x from a;\n')
    expect(await migrate(db, { folder })).toEqual(['first', 'second'])
    expect(await migrate(db, { folder })).toEqual([])
    expect(await tables(db)).toEqual(['a', 'b', 'schema_migration'])
    write('0003-third.sql', 'alter table b add column y text; update b set y = x::text;')
    expect(await migrate(db, { folder })).toEqual(['third'])
    expect(await dynamic.rows(db, sql`select x, y from b`)).toEqual([{ x: 2, y: '2' }])
    expect((await record(db)).map(({ ordinal }) => ordinal)).toEqual([1, 2, 3])
  })

  it('are applied whole or not at all', async () => {
    write('0001-first.sql', 'create table a (x int4);')
    write('0002-broken.sql', 'create table b (x int4); insert into a values (1); select no_such_column from a;')
    const refusal = await refusalOf(migrate(db, { folder }))
    expect(refusal.message).toContain('migration 2 (broken) cannot be applied')
    expect(refusal.message).toContain('no_such_column')
    expect(await tables(db)).toEqual(['a', 'schema_migration'])
    expect(await dynamic.run(db, sql`select from a`)).toBe(0)
    write('0002-broken.sql', 'create table b (x int4);')
    expect(await migrate(db, { folder })).toEqual(['broken'])
  })

  it('stop the start when an applied file was changed or renamed', async () => {
    write('0001-first.sql', 'create table a (x int4);')
    await migrate(db, { folder })
    write('0001-first.sql', 'create table a (x int8);')
    const changed = await refusalOf(migrate(db, { folder }))
    expect(changed.why).toBe('changed_migration')
    expect(changed.message).toContain('migration 1 (first)')
    rmSync(join(folder, '0001-first.sql'))
    write('0001-other.sql', 'create table a (x int4);')
    expect((await refusalOf(migrate(db, { folder }))).why).toBe('changed_migration')
  })

  it('stop the start when the store is newer than the program', async () => {
    write('0001-first.sql', 'create table a (x int4);')
    write('0002-later.sql', 'create table b (x int4);')
    await migrate(db, { folder })
    rmSync(join(folder, '0002-later.sql'))
    const refusal = await refusalOf(migrate(db, { folder }))
    expect(refusal.why).toBe('newer_store')
    expect(refusal.message).toContain('This store was written by a newer Damson')
    expect(refusal.message).toContain('2 (later)')
  })

  it('may take longer than a statement may otherwise', async () => {
    write('0001-slow.sql', `select pg_sleep(0.3); create table a (x int4);`)
    expect(await migrate(db, { folder })).toEqual(['slow'])
  })

  if (kind !== 'pglite')
    it('are applied by one of two nodes, while the other waits', async () => {
      write('0001-first.sql', `create table a (x int4); select pg_sleep(0.5); insert into a values (1);`)
      write('0002-second.sql', 'insert into a values (2);')
      const second = await openSecond(store)
      const third = await openSecond(store)
      const done = await Promise.all([db, second, third].map((node) => migrate(node, { folder })))
      expect(done.flat().sort()).toEqual(['first', 'second'])
      expect(await dynamic.rows(db, sql`select x from a order by x`)).toEqual([{ x: 1 }, { x: 2 }])
      expect(await record(db)).toHaveLength(2)
      await Promise.all([second.close(), third.close()])
    })

  if (kind !== 'pglite')
    it('are applied by the other node when one of them dies', async () => {
      write('0001-first.sql', `create table a (x int4); select pg_sleep(1);`)
      const dying = await openSecond(store)
      const lost = migrate(dying, { folder }).then(
        () => undefined,
        (fault: unknown) => fault,
      )
      const pid = sql`
      select pid from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()
    `
      await expect.poll(() => dynamic.run(db, pid)).toBe(1)
      const waiting = migrate(db, { folder })
      await dynamic.run(store.db, sql`select pg_terminate_backend(pid) from (${pid}) as found`)
      expect(await lost).toBeInstanceOf(StoreUnavailable)
      expect(await waiting).toEqual(['first'])
      await dying.close()
    })

  if (kind !== 'pglite')
    it('do not hold up everybody while they wait for a table', async () => {
      write('0001-first.sql', 'create table a (x int4);')
      await migrate(db, { folder })
      write('0002-second.sql', 'alter table a add column y int4;')
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
      const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>()
      const holding = db.tx(async (tx) => {
        await tx.exec('lock table a')
        hasLocked()
        await held
      })
      await locked
      const second = await openSecond(store)
      await expect(migrate(second, { folder })).rejects.toMatchObject({ outage: 'lock_timeout' })
      letGo()
      await holding
      expect(await migrate(second, { folder })).toEqual(['second'])
      await second.close()
    })
})
