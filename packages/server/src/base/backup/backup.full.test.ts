import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, freshDatabase, hasPostgres, openTestStore, type TestStore } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { type Db, dynamic, openPostgres, sql, type Tx } from '#base/db'
import { openPglite } from '#base/embedded'
import { backup, backupOfOpen, restore, type StoreLocation } from './backup.ts'

const unicode = 'Łódź 🦷'

const schema = `
  create table schema_migration (ordinal int4 primary key);
  insert into schema_migration values (1);
  create table installation (
    "only" boolean primary key default true, restored_at timestamptz, restore_accepted_at timestamptz
  );
  create table kept (id int8 generated always as identity primary key, text text, bytes bytea, at timestamptz,
    hashes int8[]);
  create index on kept using gin (hashes);
  create function twice(n int8) returns int8 language sql immutable as 'select n * 2';
`

async function fill(db: Db): Promise<void> {
  await db.exec(schema)
  await db.exec(`insert into installation values (true, null, now())`)
  await dynamic.run(
    db,
    sql`
      insert into kept (text, bytes, at, hashes)
      select ${unicode} || g, ${new Uint8Array([0, 255])}, '2026-01-01'::timestamptz + g * '1 hour'::interval, array[g, -g]
      from generate_series(1, 5000) g
    `,
  )
}

const contents = (tx: Tx) =>
  dynamic.one(
    tx,
    sql`
      select count(*) as n, sum(id)::int8 as ids, md5(string_agg(text || bytes::text || at::text || hashes::text, ','
        order by id)) as all
      from kept
    `,
  )

const mark = (tx: Tx) =>
  dynamic.one<{ restored: boolean; accepted: boolean }>(
    tx,
    sql`
      select restored_at > now() - '1 minute'::interval as restored, restore_accepted_at is not null as accepted
      from installation
    `,
  )

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damson-backup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const onlyFile = (name: string, within = folder) => {
  expect(readdirSync(within).filter((file) => file.includes(name))).toEqual([name])
  expect(statSync(join(within, name)).mode & 0o777).toBe(0o600)
}

describe('a backup of the embedded store', () => {
  let store: TestStore
  let before: unknown
  const lasting = mkdtempSync(join(tmpdir(), 'damson-backup-'))
  /** Written by the store's own server. */
  const written = join(lasting, 'backup')
  beforeAll(async () => {
    store = await openTestStore('pglite', { empty: true, onDisk: true })
    await fill(store.db)
    before = await contents(store.db)
    await dump(written)
  })
  afterAll(async () => {
    await store.close()
    rmSync(lasting, { recursive: true })
  })

  const dump = async (file: string) => {
    const write = backupOfOpen(store.db)
    if (write === undefined) throw new Error('The embedded store is backed up while it is open.')
    await write(file)
  }
  const location = (name: string): StoreLocation & { engine: 'pglite' } => ({
    engine: 'pglite',
    dataDir: join(folder, name),
  })
  const openAt = (at: { dataDir: string }) => openPglite({ dataDir: at.dataDir, snapshot: false })

  it('that its own server wrote is restored, and marked, and does not replace a store', async () => {
    onlyFile('backup', lasting)
    await restore(location('restored'), written)
    const db = await openAt(location('restored'))
    expect(await contents(db)).toEqual(before)
    expect(await mark(db)).toEqual({ restored: true, accepted: false })
    await dynamic.run(db, sql`insert into kept (text) values ('goes on')`)
    const after = await contents(db)
    await db.close()
    // The running store continues too.
    expect(await contents(store.db)).toEqual(before)

    await expect(restore(location('restored'), written)).rejects.toMatchObject({ why: 'not_empty' })
    const same = await openAt(location('restored'))
    expect(await contents(same)).toEqual(after)
    await same.close()
  })

  it('that is made while others write holds what was committed before, and whole transactions', async () => {
    await store.db.exec('create table pairs (n int8, side text)')
    let n = 0
    const writers = new AbortController()
    const write = async () => {
      while (!writers.signal.aborted) {
        n += 1
        const mine = n
        await store.db.tx(async (tx) => {
          for (const side of ['left', 'right']) await dynamic.run(tx, sql`insert into pairs values (${mine}, ${side})`)
        })
      }
    }
    const writing = [write(), write(), write()]
    const file = join(folder, 'backup')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const committed = await dynamic.run(store.db, sql`select from pairs`)
    await dump(file)
    writers.abort()
    await Promise.all(writing)
    await restore(location('restored'), file)
    const db = await openAt(location('restored'))
    expect(await dynamic.run(db, sql`select from pairs`)).toBeGreaterThanOrEqual(committed)
    expect(await dynamic.run(db, sql`select from pairs group by n having count(*) <> 2`)).toBe(0)
    await db.close()
    await store.db.exec('drop table pairs')
  })

  it('is made of a store that nobody uses, killed as it may have been', async () => {
    await restore(location('restored'), written)
    await backup(location('restored'), join(folder, 'second'))
    onlyFile('second')
    await restore(location('again'), join(folder, 'second'))
    const db = await openAt(location('again'))
    expect(await contents(db)).toEqual(before)
    await db.close()
  })

  it('is not made past a running server', async () => {
    const dataDir = store.dataDir ?? ''
    const attempt = backup({ engine: 'pglite', dataDir }, join(folder, 'backup'))
    await expect(attempt).rejects.toMatchObject({ why: 'in_use' })
    expect(existsSync(join(folder, 'backup'))).toBe(false)
    await expect(restore({ engine: 'pglite', dataDir }, join(folder, 'backup'))).rejects.toMatchObject({
      why: 'in_use',
    })
  })

  it('is not made of nothing', async () => {
    await expect(backup(location('nothing'), join(folder, 'backup'))).rejects.toMatchObject({
      why: 'not_a_store',
    })
    expect(existsSync(join(folder, 'backup'))).toBe(false)
  })

  it('that is cut off, damaged or something else is refused, and leaves nothing', async () => {
    const whole = readFileSync(written)
    writeFileSync(join(folder, 'backup'), whole.subarray(0, -1000))
    const flipped = Buffer.from(whole)
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 0xff
    writeFileSync(join(folder, 'flipped'), flipped)
    writeFileSync(join(folder, 'other'), 'PGDMP and not ours')
    writeFileSync(join(folder, 'empty'), '')
    for (const name of ['backup', 'flipped', 'other', 'empty']) {
      const attempt = restore(location('restored'), join(folder, name))
      await expect(attempt).rejects.toMatchObject({ why: 'bad_backup' })
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('restored') && !name.includes('lock'))).toEqual([])
  })
})

describe.skipIf(!hasPostgres())('a backup of PostgreSQL', () => {
  let store: TestStore
  let before: unknown
  const lasting = mkdtempSync(join(tmpdir(), 'damson-backup-'))
  const written = join(lasting, 'backup')
  const urls: string[] = []
  beforeAll(async () => {
    store = await openTestStore('postgres', { empty: true })
    await fill(store.db)
    before = await contents(store.db)
    await backup(location(), written)
  })
  afterEach(async () => {
    for (const url of urls.splice(0)) await dropDatabase(inject('postgresUrl'), url)
  })
  afterAll(async () => {
    await store.close()
    rmSync(lasting, { recursive: true })
  })

  const location = (url = store.url ?? ''): StoreLocation => ({ engine: 'postgres', url })
  const fresh = async () => {
    const url = await freshDatabase(inject('postgresUrl'))
    urls.push(url)
    return url
  }
  const using = async <T>(url: string, work: (db: Db) => Promise<T>): Promise<T> => {
    const db = openPostgres({ url, poolSize: 1 })
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }

  it('is restored, and marked', async () => {
    onlyFile('backup', lasting)
    const url = await fresh()
    await restore(location(url), written)
    await using(url, async (db) => {
      expect(await contents(db)).toEqual(before)
      expect(await mark(db)).toEqual({ restored: true, accepted: false })
      await dynamic.run(db, sql`insert into kept (text) values ('goes on')`)
    })
  })

  it('replaces tables that are empty, but nothing else', async () => {
    const unused = await fresh()
    await using(unused, (db) => db.exec(`${schema} create table later (a int4)`))
    await restore(location(unused), written)
    await using(unused, async (db) => {
      expect(await contents(db)).toEqual(before)
      expect(await dynamic.one(db, sql`select to_regclass('later') is null as gone`)).toEqual({ gone: true })
    })
    await expect(restore(location(unused), written)).rejects.toMatchObject({ why: 'not_empty' })
    const foreign = await fresh()
    await using(foreign, (db) => db.exec('create table theirs (a int4)'))
    await expect(restore(location(foreign), written)).rejects.toThrow('it has a table theirs')
  })

  it('is there whole or not at all', async () => {
    const file = join(folder, 'backup')
    writeFileSync(file, readFileSync(written).subarray(0, -2000))
    const url = await fresh()
    await expect(restore(location(url), file)).rejects.toMatchObject({ why: 'tool_failed' })
    const tables = sql`select from pg_class where relnamespace = 'public'::regnamespace`
    await expect.poll(() => using(url, (db) => dynamic.run(db, tables))).toBe(0)
    writeFileSync(join(folder, 'other'), 'not ours')
    await expect(restore(location(url), join(folder, 'other'))).rejects.toMatchObject({ why: 'bad_backup' })
    writeFileSync(join(folder, 'empty'), '')
    await expect(restore(location(url), join(folder, 'empty'))).rejects.toMatchObject({ why: 'bad_backup' })
  })

  it('never says the password', async () => {
    const url = (store.url ?? '').replace('//postgres', '//nobody:hunter2-secret')
    const file = join(folder, 'backup')
    const error = await backup(location(url), file).catch((fault: unknown) => fault)
    expect(error).toMatchObject({ why: 'tool_failed' })
    expect(String(error)).toContain('nobody')
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2')
    expect(readdirSync(folder)).toEqual([])
  })
})
