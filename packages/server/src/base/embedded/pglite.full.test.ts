import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { holdEngine, openTestStore, runScript, type Script } from '@damson/testkit'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dynamic, sql } from '#base/db'
import { openPglite } from './open.ts'
import { pglitePostgresMajor } from './package-files.ts'
import { findSnapshot, writeSnapshot } from './snapshot.ts'
import type { PgliteStore } from './store.ts'
import { catchTraps } from './traps.ts'
import { type Run, tidyOneTable } from './upkeep.ts'

const source = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)

/** Writes into several stores, and says which rows each has committed: of the second store the third is `1 3;`. */
const writer = `
  const { openPglite } = await import(${source('./open.ts')});
  const [file, folder, ...dataDirs] = process.argv.slice(1);
  const filling = 'x'.repeat(2000);
  const open = async (dataDir) => {
    const db = await openPglite({ dataDir, snapshot: { file, folder } });
    await db.exec('create table if not exists log (n bigint primary key, filling text)');
    const { rows } = await db.query({ sql: 'select coalesce(max(n), 0) as n from log', params: [] });
    return { db, n: rows[0].n };
  };
  const write = async (store, at) => {
    for (;;) {
      const mine = ++store.n;
      await store.db.tx(async (tx) => {
        await tx.query({ name: 'w', sql: 'insert into log values ($1, $2)', params: [mine, filling] });
        const update = { name: 'd', sql: 'update log set filling = $2 where n = $1' };
        if (mine % 7 === 0) await tx.query({ ...update, params: [mine - 3, 'y'] });
      });
      say(at + ' ' + mine + ';');
    }
  };
  try {
    const stores = await Promise.all(dataDirs.map(open));
    say('open ' + stores.map(({ n }) => n).join(' '));
    await Promise.all(stores.flatMap((store, at) => [write(store, at), write(store, at), write(store, at)]));
  } catch (error) {
    say('refused ' + error.why + ' ' + error.message);
    process.exit(0);
  }
`

// It depends on chance: twenty stores are killed. A process takes longer to start than those that are in it.
const [killRounds, killedAtOnce] = [5, 4]

let folder: string
let snapshot: { file: string; folder: string }
beforeAll(async () => {
  await holdEngine()
  folder = mkdtempSync(join(tmpdir(), 'damson-pglite-'))
  snapshot = { file: join(folder, 'snapshot.tar.gz'), folder: join(folder, 'migrations') }
  mkdirSync(snapshot.folder)
  writeFileSync(join(snapshot.folder, '0001-first.sql'), 'create table kept (a int4); create table other (b text);')
  await writeSnapshot(snapshot)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const opened: PgliteStore[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()))
})
const open = async (dataDir: string) => {
  const db = await openPglite({ dataDir, snapshot })
  opened.push(db)
  return db
}

describe('the embedded store in a directory', () => {
  it('keeps what was written, and is opened by one at a time', async () => {
    const dataDir = join(folder, 'kept', 'store')
    const db = await open(dataDir)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    await db.exec('insert into kept values (1)')
    await expect(openPglite({ dataDir, snapshot })).rejects.toMatchObject({ why: 'in_use' })
    await db.close()
    const again = await open(dataDir)
    expect(await dynamic.rows(again, sql`select a from kept`)).toEqual([{ a: 1 }])
  })

  it('starts without a snapshot, too', async () => {
    const dataDir = join(folder, 'plain')
    const db = await openPglite({ dataDir, snapshot: false })
    opened.push(db)
    expect(await dynamic.one(db, sql`select to_regclass('kept') is null as missing`)).toEqual({
      missing: true,
    })
    expect(db.version / 10_000).toBeGreaterThanOrEqual(pglitePostgresMajor)
    expect(Math.floor(db.version / 10_000)).toBe(pglitePostgresMajor)
  })

  it('refuses a directory that holds something else', async () => {
    const dataDir = join(folder, 'foreign')
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'thesis.txt'), 'the only copy')
    await expect(openPglite({ dataDir, snapshot })).rejects.toMatchObject({ why: 'not_a_store' })
    expect(existsSync(join(dataDir, 'thesis.txt'))).toBe(true)
    // The refusal has let go of the lock.
    rmSync(dataDir, { recursive: true })
    await open(dataDir)
  })

  it('refuses a directory of another PostgreSQL, and says how to move', async () => {
    const dataDir = join(folder, 'older')
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'PG_VERSION'), '17\n')
    await expect(openPglite({ dataDir, snapshot })).rejects.toThrow(/PostgreSQL 17; this Damson brings 18.*[Ee]xport/)
  })

  it('says why a damaged store does not start, and lets go of it', async () => {
    const dataDir = join(folder, 'damaged')
    await (await open(dataDir)).close()
    const control = join(dataDir, 'global', 'pg_control')
    const whole = readFileSync(control)
    writeFileSync(control, Buffer.alloc(whole.length))
    const attempt = openPglite({ dataDir, snapshot })
    await expect(attempt).rejects.toMatchObject({ name: 'StoreUnavailable', outage: 'crashed' })
    await expect(attempt).rejects.toThrow(/PGlite failed to initialize.*FATAL/)
    writeFileSync(control, whole)
    await open(dataDir)
  })

  it('leaves nothing that looks like a store when its first start is interrupted', async () => {
    const dataDir = join(folder, 'interrupted')
    const script = `
      const { makeDirectory } = await import(${source('./directory.ts')});
      const { writeFileSync, mkdirSync } = await import('node:fs');
      await makeDirectory(${JSON.stringify(dataDir)}, async (directory) => {
        mkdirSync(directory);
        writeFileSync(directory + '/PG_VERSION', '18');
        say('half');
        await go();
      });
    `
    const child = runScript(script)
    expect(await child.line(), child.complaints()).toBe('half')
    child.kill('SIGKILL')
    await child.ended
    expect(existsSync(dataDir)).toBe(false)
    await open(dataDir)
    expect(readdirSync(folder).filter((file) => file.startsWith('interrupted.unfinished'))).toEqual([])
  })

  it('loses no acknowledged row when its process is killed', async () => {
    const dataDirs = Array.from({ length: killedAtOnce }, (_, at) => join(folder, `killed-${at}`))
    const acknowledged = dataDirs.map(() => new Set<number>())
    const take = (line: string) => {
      const [, at = '', n] = /^(\d+) (\d+);$/.exec(line) ?? []
      acknowledged[Number(at)]?.add(Number(n))
    }
    for (let round = 0; round < killRounds; round++) {
      const child = runScript(writer, [snapshot.file, snapshot.folder, ...dataDirs])
      expect(await child.line(), child.complaints()).toMatch(/^open/)
      for (let left = killedAtOnce * (20 + Math.random() * 150); left > 0; left--) take((await child.line()) ?? '')
      child.kill('SIGKILL')
      for (let line = await child.line(); line !== undefined; line = await child.line()) take(line)
      expect(await child.ended).toBe('SIGKILL')
    }
    for (const [at, dataDir] of dataDirs.entries()) {
      const db = await openPglite({ dataDir, snapshot })
      const found = await dynamic.rows<{ n: number }>(db, sql`select n from log order by n`)
      const there = new Set(found.map(({ n }) => n))
      const taken = [...(acknowledged[at] ?? [])]
      expect(taken.length).toBeGreaterThan(60)
      expect(taken.filter((n) => !there.has(n))).toEqual([])
      // The index agrees with the table.
      const counts = sql`
        select (select count(*) from log) as rows, (select count(*) from log where n > 0) as entries,
          (select count(distinct n) from log) as distinct
      `
      const { rows, entries, distinct } = await dynamic.one<Record<string, number>>(db, counts)
      expect([entries, distinct]).toEqual([rows, rows])
      await db.close()
    }
  })

  it('is never in two processes', async () => {
    const dataDir = join(folder, 'contested')
    const children: Script[] = [0, 1, 2, 3, 4].map(() => runScript(writer, [snapshot.file, snapshot.folder, dataDir]))
    const words = await Promise.all(children.map((child) => child.line()))
    expect(words.filter((word) => word === 'open 0')).toHaveLength(1)
    expect(words.filter((word) => word?.startsWith('refused in_use'))).toHaveLength(4)
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => child.ended))
    const db = await open(dataDir)
    expect(await dynamic.run(db, sql`select from log`)).toBeGreaterThanOrEqual(0)
  })

  it('keeps its log short', async () => {
    const db = await open(join(folder, 'busy'))
    // By chance, since what can be compressed is logged compressed.
    const filling = randomBytes(75_000).toString('base64')
    await db.exec('create table filled (a text)')
    for (let i = 0; i < 1500; i++) {
      await db.query({ name: 'fill', sql: 'insert into filled values ($1)', params: [filling + i] })
      if (i % 100 === 99) await db.exec('truncate filled')
    }
    const since = sql`
      select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::int8 as bytes from pg_control_checkpoint()
    `
    expect((await dynamic.one<{ bytes: number }>(db, since)).bytes).toBeLessThan(96 * 1024 * 1024)
  })
})

describe('the memory of the embedded store', () => {
  it('stays within bounds however many statements are planned or refused', async () => {
    const script = `
      const { openPglite } = await import(${source('./open.ts')});
      const [file, folder, dataDir] = process.argv.slice(1);
      let peak = 0;
      // Not what the system says of the process, because that counts this test's process, from which it was forked.
      setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20);
      const db = await openPglite({ dataDir, snapshot: { file, folder } });
      const part = (n, at) => '(a > ' + (n + at) + ' and a * 2 <> ' + at + ')';
      const condition = (n) => Array.from({ length: 20 }, (_, at) => part(n, at)).join(' or ');
      const planned = (n) => 'select a from kept where ' + condition(n) + ' limit 1';
      for (let n = 0; n < 400; n++) await db.query({ sql: planned(n), params: [] });
      const refused = "select a from none where b = '" + 'x'.repeat(150_000) + "'";
      for (let n = 0; n < 400; n++) await db.query({ sql: refused, params: [] }).catch(() => undefined);
      // The optimizer works in threads of its own.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      say(Math.round(peak / 1024 / 1024));
      process.exit(0);
    `
    const child = runScript(script, [snapshot.file, snapshot.folder, join(folder, 'measured')])
    expect(Number(await child.line()), child.complaints()).toBeLessThan(350)
  })
})

describe('upkeep', () => {
  it('vacuums what is bloated and analyzes what has changed, one table a time', async () => {
    const db = await openPglite({ snapshot })
    opened.push(db)
    const run: Run = async (text) =>
      (await db.query({ sql: text, params: [] })).rows.map((row) => Object.values(row).map(String))
    await db.exec(`
      create table bloated (a int4);
      create table "Grown table" (a int4);
      insert into "Grown table" select generate_series(1, 500);
      insert into bloated select generate_series(1, 5000);
    `)
    await db.exec('update bloated set a = a + 1')
    await db.exec('select pg_stat_force_next_flush()')
    const statistics = sql`
      select relname as name, last_vacuum is not null as vacuumed, last_analyze is not null as analyzed
      from pg_stat_user_tables
      where relname in ('bloated', 'Grown table')
      order by relname
    `
    for (let i = 0; i < 4; i++) {
      await tidyOneTable(run)
      await db.exec('select pg_stat_force_next_flush()')
    }
    expect(await dynamic.rows(db, statistics)).toEqual([
      { name: 'Grown table', vacuumed: false, analyzed: true },
      { name: 'bloated', vacuumed: true, analyzed: true },
    ])
  })
})

describe('the snapshot', () => {
  it('has the migrations, and not a row besides their record', async () => {
    const db = await openPglite({ snapshot })
    opened.push(db)
    expect(await dynamic.rows(db, sql`select ordinal, name from schema_migration`)).toEqual([
      { ordinal: 1, name: 'first' },
    ])
    expect(await dynamic.run(db, sql`select from kept`)).toBe(0)
  })

  it('of the real migrations holds no key, no salt and no id', async () => {
    const { db, close } = await openTestStore('pglite')
    const tables = await dynamic.rows<{ name: string }>(
      db,
      sql`select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
    const filled: string[] = []
    for (const { name } of tables) {
      if ((await dynamic.run(db, sql`select from ${sql.table(name)} limit 1`)) > 0) filled.push(name)
    }
    // `revision` begins at 0 in every store, and the console's client is the same in all.
    expect(filled.filter((name) => !['schema_migration', 'revision', 'clients'].includes(name))).toEqual([])
    const clients = await dynamic.rows(db, sql`select id::text as id, project::text as project from clients`)
    expect(clients).toEqual([
      { id: '00000000-0000-4000-8000-64616d736f6e', project: '00000000-0000-0000-0000-000000000000' },
    ])
    await close()
  })

  it('is used only with the PGlite and the migrations that it was made of', async () => {
    expect(await findSnapshot(snapshot)).toBe(snapshot.file)
    const other = join(folder, 'other-migrations')
    mkdirSync(other)
    writeFileSync(join(other, '0001-first.sql'), 'create table kept (a int8);')
    expect(await findSnapshot({ ...snapshot, folder: other })).toBeUndefined()
    expect(await findSnapshot({ ...snapshot, file: join(folder, 'missing.tar.gz') })).toBeUndefined()
  })

  it('is not used when it is damaged', async () => {
    const file = join(folder, 'damaged.tar.gz')
    for (const part of ['', '.json']) copyFileSync(snapshot.file + part, file + part)
    expect(await findSnapshot({ ...snapshot, file })).toBe(file)
    writeFileSync(file, 'cut off')
    expect(await findSnapshot({ ...snapshot, file })).toBeUndefined()
  })
})

describe('PGlite', () => {
  const recursion = `
    create or replace function deep(n int4) returns int4 language plpgsql as $$ begin return deep(n + 1); end $$;
  `

  const create = async () =>
    PGlite.create({ loadDataDir: await openAsBlob(snapshot.file, { type: 'application/gzip' }) })

  // If this fails, PGlite has learnt to report traps, and `catchTraps` may go.
  it('hides that its engine has broken', async () => {
    const lite = await create()
    await lite.exec(recursion)
    const answer = await lite.query('select deep(1)').catch((error: unknown) => error)
    expect(answer).not.toMatchObject({ code: '54001' })
  })

  it('says so with our help', async () => {
    const lite = await create()
    await lite.exec(recursion)
    catchTraps(lite.Module)
    await expect(lite.query('select 1/0')).rejects.toMatchObject({ code: '22012' })
    expect((await lite.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    // The stack of this thread is smaller than PostgreSQL thinks.
    await expect(lite.query('select deep(1)')).rejects.toThrow(/call stack size|memory access/)
  })
})

describe('the thread of the embedded store', () => {
  /** The thread of the next store that is opened. */
  const nextThread = () => {
    const started = Promise.withResolvers<Worker>()
    process.once('worker', started.resolve)
    return started.promise
  }

  it('refuses what was in flight when it died, and another one goes on with what was committed', async () => {
    const dataDir = join(folder, 'crashing')
    const thread = nextThread()
    const reported: Error[] = []
    const db = await openPglite({ dataDir, snapshot, report: (fault) => reported.push(fault) })
    opened.push(db)
    await db.exec('insert into kept values (1)')
    const heard: string[] = []
    let lost = 0
    await db.listen(
      'news',
      (payload) => heard.push(payload),
      () => void (lost += 1),
    )
    const inFlight = [
      db.query({ sql: 'select pg_sleep(5)', params: [] }),
      db.query({ sql: 'select 1', params: [] }),
      db.tx(async (tx) => {
        await tx.query({ sql: 'insert into kept values (2)', params: [] })
      }),
    ]
    const worker = await thread
    setTimeout(() => void worker.terminate(), 50)
    for (const settled of await Promise.allSettled(inFlight)) {
      expect(settled).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', outage: 'crashed' } })
    }
    await expect(db.query({ sql: 'select 1', params: [] })).rejects.toMatchObject({ outage: 'crashed' })
    // Once when it crashed, and once when another one listens.
    await expect.poll(() => lost, { timeout: 10_000 }).toBe(2)
    expect(reported).toMatchObject([{ outage: 'crashed' }])
    expect(await dynamic.rows(db, sql`select a from kept`)).toEqual([{ a: 1 }])
    await db.tx((tx) => tx.query({ sql: "select pg_notify('news', 'again')", params: [] }))
    await expect.poll(() => heard).toEqual(['again'])
    await expect(openPglite({ dataDir, snapshot })).rejects.toMatchObject({ why: 'in_use' })
  })

  it('ends a transaction that was open when it died, and lets the next one in', async () => {
    const thread = nextThread()
    const db = await open(join(folder, 'crashing-inside'))
    const worker = await thread
    const work = db.tx(async (tx) => {
      await tx.query({ sql: 'insert into kept values (1)', params: [] })
      const second = nextThread()
      await worker.terminate()
      await once(await second, 'message')
      // A new engine runs, but this transaction is not continued on it.
      await tx.query({ sql: 'insert into kept values (2)', params: [] })
    })
    await expect(work).rejects.toMatchObject({ outage: 'crashed' })
    expect(await db.tx((tx) => dynamic.run(tx, sql`select from kept`))).toBe(0)
  })

  it('is closed while another one is being started', async () => {
    const dataDir = join(folder, 'closing')
    const thread = nextThread()
    const db = await openPglite({ dataDir, snapshot })
    await (await thread).terminate()
    await db.close()
    expect(await dynamic.run(await open(dataDir), sql`select from kept`)).toBe(0)
  })

  it('of a store in memory cannot be replaced', async () => {
    const thread = nextThread()
    const db = await openPglite({ snapshot })
    await (await thread).terminate()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await expect(db.query({ sql: 'select 1', params: [] })).rejects.toMatchObject({ outage: 'crashed' })
    await db.close()
  })

  it('survives statements that go too deep', async () => {
    const db = await openPglite({ snapshot })
    opened.push(db)
    await db.exec('create function f(n int4) returns int4 language plpgsql as $$ begin return f(n + 1); end $$')
    for (const text of ['select f(1)', `select 1${'+1'.repeat(20_000)}`, `select ${'('.repeat(20_000)}`]) {
      await expect(db.query({ sql: text, params: [] })).rejects.toMatchObject({ name: 'SqlFault' })
    }
    expect((await db.query({ sql: 'select 1 as one', params: [] })).rows).toEqual([{ one: 1 }])
  })

  it('leaves the rest of the process free while a statement runs', async () => {
    const { db, close } = await openTestStore('pglite', { empty: true })
    const over = new AbortController()
    const sleeping = db.query({ sql: 'select pg_sleep(1)', params: [] }).finally(() => over.abort())
    let turns = 0
    for (; !over.signal.aborted && turns < 1_000; turns += 1) await nextTurn()
    expect(turns).toBe(1_000)
    await sleeping
    await close()
  })

  it('does not do what its caller was told had failed', async () => {
    const { db, close } = await openTestStore('pglite', { empty: true })
    await db.exec('create table told (a int4)')
    const slow = db.query({ sql: 'select pg_sleep(1)', params: [] })
    const insert = { name: 'told', sql: 'insert into told values (1)', params: [], timeoutMs: 200 }
    await expect(db.query(insert)).rejects.toMatchObject({ outage: 'timeout' })
    await slow
    expect((await db.query({ sql: 'select a from told', params: [] })).rows).toEqual([])
    await db.query(insert)
    expect((await db.query({ sql: 'select a from told', params: [] })).rows).toEqual([{ a: 1 }])
    await close()
  })

  it('gives up on a statement that takes too long, and on those behind it', async () => {
    const { db, close } = await openTestStore('pglite', { empty: true })
    const slow = db.query({ sql: 'select pg_sleep(1)', params: [], timeoutMs: 100 })
    const behind = db.query({ sql: 'select 1', params: [], timeoutMs: 200 })
    await expect(slow).rejects.toMatchObject({ outage: 'timeout' })
    await expect(behind).rejects.toMatchObject({ outage: 'timeout' })
    expect((await db.query({ sql: 'select 2 as two', params: [] })).rows).toEqual([{ two: 2 }])
    await close()
  })
})
