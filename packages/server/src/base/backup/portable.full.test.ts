import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  defaultStore,
  dropDatabase,
  freshDatabase,
  openTestStore,
  type StoreKind,
  storesUnderTest,
} from '@damson/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { type Db, dynamic, migrate, openPostgres, sql } from '#base/db'
import { openPglite } from '#base/embedded'
import type { StoreLocation } from './backup.ts'
import { exportStore } from './portable-export.ts'
import { importStore } from './portable-import.ts'

const schema = `
  create table installation (singleton boolean primary key, restored_at timestamptz, restore_accepted_at timestamptz);
  create table seeded (value int8);
  insert into seeded values (0);
  create table a_child (id uuid primary key, parent int8 not null);
  create table parents (
    id int8 generated always as identity primary key,
    "Odd ""name" text,
    at timestamptz,
    bytes bytea,
    hashes int8[],
    body jsonb,
    ratio float8,
    precise numeric,
    is_good bool,
    twice int8 generated always as (id * 2) stored
  );
  alter table a_child add foreign key (parent) references parents;
  create table events (id uuid, at timestamptz not null, primary key (id, at)) partition by range (at);
  create table events_rest partition of events default;
  create unlogged table counters (n int4);
  create function refuse() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
  create trigger append_only before update or delete on events for each row execute function refuse();
  create trigger stamped before insert on seeded for each row execute function refuse();
`

const rows = `
  insert into installation values (true, null, '2020-01-01');
  update seeded set value = 7;
  create table events_2026_07 partition of events for values from ('2026-07-01Z') to ('2026-08-01Z');
  insert into events select gen_random_uuid(), '2026-07-01Z'::timestamptz + g * '1 day'::interval
  from generate_series(0, 60) g;
  insert into parents ("Odd ""name", at, bytes, hashes, body, ratio, precise, is_good)
  select
    case when g % 7 = 0 then null else E'Łódź 🦷 \\\\ "quoted", {braces}\\n\\t' || g end,
    '2026-01-01 00:00:00.123456Z'::timestamptz + g * '1 hour'::interval,
    decode(lpad(to_hex(g), 8, '0'), 'hex'), array[g, -9223372036854775808, null], jsonb_build_object('g', g, 'n', null),
    g / 3.0::float8, 12345678901234567890.12345 + g, g % 2 = 0
  from generate_series(1, 1234) g;
  insert into parents (ratio) values ('NaN'), ('-infinity'), (1e-300);
  insert into a_child select gen_random_uuid(), id from parents;
  insert into counters values (1);
`

const contents = async (db: Db) => {
  const found: Record<string, unknown> = {}
  for (const table of ['seeded', 'a_child', 'parents', 'events', 'events_2026_07', 'schema_migration']) {
    const text = sql`select count(*) as n, md5(string_agg(t::text, '|' order by t::text)) as all from ${sql.table(table)} t`
    found[table] = await dynamic.one(db, text)
  }
  return found
}

let folder: string
let migrations: string
beforeAll(() => {
  migrations = mkdtempSync(join(tmpdir(), 'damson-migrations-'))
  writeFileSync(join(migrations, '0001-first.sql'), schema)
})
afterAll(() => rmSync(migrations, { recursive: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damson-portable-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const urls: string[] = []
afterEach(async () => {
  for (const url of urls.splice(0)) await dropDatabase(inject('postgresUrl'), url)
})

async function newLocation(kind: StoreKind): Promise<StoreLocation> {
  if (kind === 'pglite') return { engine: 'pglite', dataDir: join(folder, 'store') }
  const url = await freshDatabase(inject('postgresUrl'))
  urls.push(url)
  return { engine: 'postgres', url }
}

async function using<T>(location: StoreLocation, work: (db: Db) => Promise<T>): Promise<T> {
  const db =
    location.engine === 'postgres'
      ? openPostgres({ url: location.url, poolSize: 1 })
      : await openPglite({ dataDir: location.dataDir, snapshot: false })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

describe.each(storesUnderTest())('a portable backup from %s', (from) => {
  const lasting = mkdtempSync(join(tmpdir(), 'damson-portable-'))
  const file = join(lasting, 'backup')
  let before: Record<string, unknown>
  beforeAll(async () => {
    const source = await openTestStore(from, { empty: true })
    await migrate(source.db, { folder: migrations })
    await source.db.exec('alter table seeded disable trigger user')
    await source.db.exec(rows)
    await exportStore(source.db, file)
    before = await contents(source.db)
    await source.close()
  })
  afterAll(() => rmSync(lasting, { recursive: true }))

  it.each(storesUnderTest())('to %s takes everything along, and is marked', async (to) => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const location = await newLocation(to)
    await importStore(location, file, { folder: migrations })
    await using(location, async (db) => {
      const after = await contents(db)
      expect({ ...after, schema_migration: undefined }).toEqual({ ...before, schema_migration: undefined })
      expect(
        await dynamic.one(db, sql`select restored_at is not null as r, restore_accepted_at as a from installation`),
      ).toEqual({ r: true, a: null })
      expect(await dynamic.run(db, sql`select from counters`)).toBe(0)
      // Sequences continue where they stopped, and triggers work again.
      expect(await dynamic.one(db, sql`insert into parents (ratio) values (1) returning id`)).toEqual({ id: 1238 })
      await expect(dynamic.run(db, sql`delete from events`)).rejects.toThrow('append only')
      await expect(dynamic.run(db, sql`insert into a_child values (gen_random_uuid(), 9999)`)).rejects.toMatchObject({
        code: '23503',
      })
    })
    await expect(importStore(location, file, { folder: migrations })).rejects.toMatchObject({ why: 'not_empty' })
  })
})

describe('a portable backup', () => {
  let file: string
  let text: string
  beforeAll(async () => {
    const source = await openTestStore(defaultStore(), { empty: true })
    await migrate(source.db, { folder: migrations })
    await source.db.exec('insert into parents (ratio) select g from generate_series(1, 300) g')
    const location = mkdtempSync(join(tmpdir(), 'damson-portable-'))
    file = join(location, 'backup')
    await exportStore(source.db, file)
    text = gunzipSync(readFileSync(file)).toString()
    rmSync(location, { recursive: true })
    await source.close()
  })

  it('that is not whole is refused, and leaves nothing', async () => {
    const lines = text.split('\n')
    const wrong = {
      'cut off': gzipSync(lines.slice(0, -20).join('\n')),
      'half a line': gzipSync(text.slice(0, -30)),
      'cut off, zipped': gzipSync(text).subarray(0, -20),
      'without a row': gzipSync(lines.toSpliced(-10, 1).join('\n')),
      'of an unknown table': gzipSync(text.replace('"table":"parents"', '"table":"pg_authid"')),
      'with a row of no table': gzipSync(lines.toSpliced(1, 1).join('\n')),
      'with more behind its end': gzipSync(`${text}["1"]\n`),
      'with a table twice': gzipSync(text.replace('"table":"seeded"', '"table":"installation"')),
      'something else': gzipSync('{"a": 1}\n'),
      'not zipped': Buffer.from(text),
      empty: Buffer.from(''),
    }
    const kind = defaultStore()
    for (const [name, bytes] of Object.entries(wrong)) {
      const path = join(folder, 'wrong')
      writeFileSync(path, bytes)
      const location = await newLocation(kind)
      await expect(importStore(location, path, { folder: migrations }), name).rejects.toMatchObject({
        why: 'bad_backup',
      })
      if (location.engine === 'pglite') continue
      const left = await using(location, (db) =>
        dynamic
          .one<{ none: boolean }>(db, sql`select to_regclass('parents') is null as none`)
          .then(async (row) => (row.none ? 0 : dynamic.run(db, sql`select from parents`))),
      )
      expect(left, name).toBe(0)
    }
  })

  it('runs nothing that was written into it', async () => {
    const [first = '', ...lines] = text.split('\n')
    const partition = { parent: 'events', name: 'events_2030_01', bound: 'DEFAULT' }
    const evil = 'create table public.evil ()'
    const month = "FOR VALUES FROM ('2030-01-01 00:00:00+00') TO ('2030-02-01 00:00:00+00')"
    for (const changed of [
      { ...partition, bound: `${month}; ${evil}` },
      { ...partition, bound: month.replaceAll('2030-02-01', `2030-02-01'); ${evil}; --`) },
      { ...partition, bound: `DEFAULT; ${evil}` },
      { ...partition, name: `x partition of events DEFAULT; ${evil}; --`, bound: month },
      { ...partition, name: 'x" partition of "events" DEFAULT; create table "public"."evil" (); --', bound: month },
      { ...partition, parent: `events" ${month}; ${evil}; --`, bound: month },
    ]) {
      const heading = JSON.parse(first)
      const path = join(folder, 'evil')
      writeFileSync(path, gzipSync([JSON.stringify({ ...heading, partitions: [changed] }), ...lines].join('\n')))
      const location = await newLocation(defaultStore())
      await expect(importStore(location, path, { folder: migrations })).rejects.toMatchObject({ why: 'bad_backup' })
      // Refused before the store was opened.
      if (location.engine === 'postgres')
        expect(
          await using(location, (db) =>
            dynamic.run(db, sql`select from pg_class where relnamespace = 'public'::regnamespace`),
          ),
        ).toBe(0)
    }
  })

  it('of other migrations is refused', async () => {
    const path = join(folder, 'backup')
    writeFileSync(path, gzipSync(text))
    const other = join(folder, 'migrations')
    mkdirSync(other)
    const location = await newLocation('pglite')
    await expect(importStore(location, path, { folder: other })).rejects.toMatchObject({ why: 'newer_store' })
    writeFileSync(join(other, '0001-first.sql'), 'create table parents (id int8);')
    await expect(importStore(location, path, { folder: other })).rejects.toMatchObject({ why: 'changed_migration' })
  })
})

it.each(storesUnderTest())(
  'the real store on %s can be exported and imported',
  async (kind) => {
    const source = await openTestStore(kind)
    const file = join(folder, 'backup')
    await exportStore(source.db, file)
    await source.close()
    const location = await newLocation(kind)
    await importStore(location, file)
    await using(location, async (db) => {
      expect(await migrate(db)).toEqual([])
      expect(await dynamic.rows(db, sql`select value from revision`)).toEqual([{ value: 0 }])
    })
  },
  60_000,
)
