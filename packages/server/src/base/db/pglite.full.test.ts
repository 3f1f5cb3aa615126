import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runScript, type Script } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPglite } from './open-pglite.ts'
import { pglitePostgresMajor } from './package-files.ts'
import type { PgliteStore } from './pglite.ts'
import { writeSnapshot } from './pglite-snapshot.ts'
import { dynamic, sql } from './statement.ts'

const source = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)

const writer = `
  const { openPglite } = await import(${source('./open-pglite.ts')});
  const [dataDir, file, folder] = process.argv.slice(-3);
  try {
    const db = await openPglite({ dataDir, snapshot: { file, folder } });
    await db.exec('create table if not exists log (n bigint primary key, filling text)');
    const { rows } = await db.query({ sql: 'select coalesce(max(n), 0) as n from log', params: [] });
    let n = rows[0].n;
    say('open ' + n);
    const filling = 'x'.repeat(2000);
    const write = async () => {
      for (;;) {
        const mine = ++n;
        await db.tx(async (tx) => {
          await tx.query({ name: 'w', sql: 'insert into log values ($1, $2)', params: [mine, filling] });
          if (mine % 7 === 0) await tx.query({ name: 'd', sql: 'update log set filling = $2 where n = $1', params: [mine - 3, 'y'] });
        });
        say(String(mine));
      }
    };
    await Promise.all([write(), write(), write()]);
  } catch (error) {
    say('refused ' + error.why + ' ' + error.message);
    process.exit(0);
  }
`

// It depends on chance.
const killRounds = 20

let folder: string
let snapshot: { file: string; folder: string }
beforeAll(async () => {
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

  it('loses no acknowledged row when its process is killed', async () => {
    const dataDir = join(folder, 'killed')
    let acknowledged: number[] = []
    for (let round = 0; round < killRounds; round++) {
      const child = runScript(writer, [dataDir, snapshot.file, snapshot.folder])
      expect(await child.line(), child.complaints()).toMatch(/^open/)
      const killAfter = 20 + Math.random() * 150
      while (acknowledged.length < (round + 1) * killAfter) {
        const line = await child.line()
        if (line === undefined) break
        acknowledged.push(Number(line))
      }
      child.kill('SIGKILL')
      for (let line = await child.line(); line !== undefined; line = await child.line()) acknowledged.push(Number(line))
      expect(await child.ended).toBe('SIGKILL')
    }
    const db = await open(dataDir)
    const found = await dynamic.rows<{ n: number }>(db, sql`select n from log order by n`)
    const there = new Set(found.map(({ n }) => n))
    acknowledged = acknowledged.filter(Number.isInteger)
    expect(acknowledged.length).toBeGreaterThan(60)
    expect(acknowledged.filter((n) => !there.has(n))).toEqual([])
    // The index agrees with the table.
    const counts = sql`
      select (select count(*) from log) as rows, (select count(*) from log where n > 0) as entries,
        (select count(distinct n) from log) as distinct
    `
    const { rows, entries, distinct } = await dynamic.one<Record<string, number>>(db, counts)
    expect([entries, distinct]).toEqual([rows, rows])
  }, 90_000)

  it('is never in two processes', async () => {
    const dataDir = join(folder, 'contested')
    const children: Script[] = [0, 1, 2, 3, 4].map(() => runScript(writer, [dataDir, snapshot.file, snapshot.folder]))
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
