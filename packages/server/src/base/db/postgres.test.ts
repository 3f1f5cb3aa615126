import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { calmMs, hasPostgres, openSecond, openTestStore, type TestDb, type TestStore } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SqlFault, StoreUnavailable } from './faults.ts'
import { openPostgres } from './postgres.ts'
import { dynamic, sql, statement } from './statement.ts'
import type { Tx } from './types.ts'

const one = statement<[], { one: number }>('postgres.one', () => sql`select 1 as one`)
const backend = statement<[], { pid: number }>('postgres.pid', () => sql`select pg_backend_pid() as pid`)

async function outageOf(work: Promise<unknown>): Promise<string> {
  const fault = await work.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  )
  if (!(fault instanceof StoreUnavailable)) throw fault
  return fault.outage
}

describe.skipIf(!hasPostgres())('PostgreSQL in trouble', () => {
  let store: TestStore
  const opened: TestDb[] = []
  beforeAll(async () => {
    store = await openTestStore('postgres', { empty: true, poolSize: 3, lockTimeoutMs: 1500 })
    await store.db.exec(`create table contested (a int4 primary key); insert into contested values (1)`)
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.close()))
  })
  afterAll(() => store.close())

  const open = (options: Partial<Parameters<typeof openPostgres>[0]> = {}) => {
    const db = openPostgres({ url: store.url ?? '', poolSize: 2, ...options })
    opened.push(db)
    return db
  }

  const terminate = (pid: number) => dynamic.run(store.db, sql`select pg_terminate_backend(${pid}::int4)`)

  it('gives up on a lock within two seconds', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: isHeld, resolve: has } = Promise.withResolvers<void>()
    const holder = await openSecond(store)
    opened.push(holder)
    const holding = holder.tx(async (tx) => {
      await dynamic.run(tx, sql`update contested set a = 1 where a = 1`)
      has()
      await held
    })
    await isHeld
    const waiting = () => dynamic.run(store.db, sql`update contested set a = 1 where a = 1`)
    const began = performance.now()
    const ms = await calmMs(async () => expect(await outageOf(waiting())).toBe('lock_timeout'))
    expect(performance.now() - began).toBeGreaterThan(1400)
    expect(ms).toBeLessThan(2000)
    letGo()
    await holding
    expect(await waiting()).toBe(1)
  })

  it('is asked no longer than the caller waits, and then over another connection', async () => {
    const db = open({ poolSize: 1 })
    const { pid } = await backend.one(db)
    const sleeping = () => db.query({ name: 'sleeping', sql: 'select pg_sleep(5)', params: [], timeoutMs: 150 })
    const ms = await calmMs(async () => expect(await outageOf(sleeping())).toBe('timeout'))
    expect(ms).toBeLessThan(1000)
    expect((await backend.one(db)).pid).not.toBe(pid)
  })

  it('changes nothing that its caller was told had failed, however long it waited for a connection', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: isHeld, resolve: has } = Promise.withResolvers<void>()
    const holder = await openSecond(store)
    opened.push(holder)
    const holding = holder.tx(async (tx) => {
      await tx.exec('lock table contested in exclusive mode')
      has()
      await held
    })
    await isHeld
    const db = open({ poolSize: 1 })
    const busy = db.exec('select pg_sleep(0.4)')
    const insert = { name: 'insert', sql: 'insert into contested values (2)', params: [], timeoutMs: 700 }
    expect(['canceled', 'timeout']).toContain(await outageOf(db.query(insert)))
    await busy
    // Shorter than the server would have waited for the lock by itself.
    await sleep(300)
    letGo()
    await holding
    await sleep(100)
    expect(await dynamic.rows(store.db, sql`select a from contested`)).toEqual([{ a: 1 }])
  })

  it('cancels what takes longer than a statement may', async () => {
    const db = open({ poolSize: 1, statementTimeoutMs: 100, queryTimeoutMs: 100 })
    const fault = outageOf(db.query({ sql: 'select pg_sleep(5)', params: [], timeoutMs: 100 }))
    expect(['canceled', 'timeout']).toContain(await fault)
    const slow = { sql: 'select pg_sleep(0.3)', params: [], timeoutMs: 3000 }
    expect((await db.query(slow)).count).toBe(1)
    expect(await db.tx((tx) => tx.query(slow))).toMatchObject({ count: 1 })
    await db.exec('select pg_sleep(0.3)')
    // Who waited longer has not made the others do so.
    const setting = sql`select current_setting('statement_timeout') as value`
    expect(await dynamic.one(db, setting)).toEqual({ value: '100ms' })
    expect(await db.tx((tx) => dynamic.one(tx, setting))).toEqual({ value: '100ms' })
  })

  it('works on a statement no longer than that statement may take, and its connection goes on', async () => {
    const db = open({ poolSize: 1 })
    const setting = sql`select current_setting('statement_timeout') as value, pg_backend_pid() as pid`
    const before = await dynamic.one(db, setting)
    await expect(dynamic.run(db, sql`select pg_sleep(5)`, { workMs: 50 })).rejects.toMatchObject({ outage: 'canceled' })
    expect(await dynamic.one(db, setting)).toEqual(before)
    // So short a limit may stop the setting that takes it back, too: then nobody else gets that connection.
    for (let n = 0; n < 50; n += 1) {
      await dynamic.run(db, sql`select pg_sleep(5)`, { workMs: 1 }).catch(() => undefined)
      expect(await dynamic.one(db, sql`select current_setting('statement_timeout') as value`)).toEqual({ value: '10s' })
    }
  })

  it('plans a named statement once for all values, and every other for those at hand', async () => {
    const db = open({ poolSize: 1 })
    const mode = () => sql`select current_setting('plan_cache_mode') as mode`
    const named = statement<[], { mode: string }>('postgres.mode', mode)
    const byValues = statement<[], { mode: string }>('postgres.mode-by-values', mode, { byValues: true })
    const modes = async (tx: Tx) => [await named.one(tx), await byValues.one(tx), await dynamic.one(tx, mode())]
    const expected = [{ mode: 'force_generic_plan' }, { mode: 'auto' }, { mode: 'auto' }]
    expect(await modes(db)).toEqual(expected)
    expect(await db.tx(modes)).toEqual(expected)
    // Nor does one that fails leave its mode to the next.
    await expect(dynamic.run(db, sql`select 1 / 0`)).rejects.toThrow(SqlFault)
    expect(await modes(db)).toEqual(expected)
    await expect(db.tx((tx) => dynamic.run(tx, sql`select 1 / 0`))).rejects.toThrow(SqlFault)
    expect(await modes(db)).toEqual(expected)
    const spoilt = db.tx((tx) => Promise.all([dynamic.run(tx, sql`select 1 / 0`), dynamic.run(tx, sql`select 1`)]))
    await expect(spoilt).rejects.toThrow(SqlFault)
    expect(await modes(db)).toEqual(expected)
    expect(await dynamic.one(db, sql`select current_setting('jit') as jit`)).toEqual({ jit: 'off' })
  })

  it('lets searches have half of the connections, and never all', async () => {
    const [db, holder] = [open({ poolSize: 6, lockTimeoutMs: 60_000 }), open({ poolSize: 2 })]
    const { promise: held, resolve: isHeld } = Promise.withResolvers<void>()
    const { promise: others, resolve: letSearchesEnd } = Promise.withResolvers<void>()
    const holding = holder.tx(async (tx) => {
      await dynamic.one(tx, sql`select pg_advisory_xact_lock(4711)::text as held`)
      isHeld()
      await others
    })
    await held
    const searches = Array.from({ length: 8 }, () =>
      dynamic.one<{ pid: number }>(
        db,
        sql`select pg_backend_pid() as pid, pg_advisory_xact_lock_shared(4711)::text as held`,
      ),
    )
    try {
      // They are answered while every search that has a connection waits.
      const answers = await Promise.all(Array.from({ length: 2 }, () => backend.one(db)))
      expect(answers).toEqual([{ pid: expect.any(Number) }, { pid: expect.any(Number) }])
    } finally {
      letSearchesEnd()
      await holding
    }
    expect(new Set((await Promise.all(searches)).map(({ pid }) => pid)).size).toBe(3)
    expect(await dynamic.one(db, sql`select current_setting('plan_cache_mode') as mode`)).toEqual({ mode: 'auto' })
    expect(await backend.one(db)).toEqual({ pid: expect.any(Number) })
  })

  it('plans a shape that recurs once for all values, on the connections of searches', async () => {
    const db = open({ poolSize: 2 })
    const asked = (text: string) => sql<{ mode: string; pid: number }>`
      select current_setting('plan_cache_mode') as mode, pg_backend_pid() as pid, ${text}::text as shape_that_recurs`
    const shape = (text: string) => dynamic.one<{ mode: string; pid: number }>(db, asked(text), { isShape: true })
    const other = () => dynamic.one<{ mode: string; pid: number }>(db, asked('other'))
    const modes = []
    for (const text of ['a', 'b', 'c', 'd']) modes.push((await shape(text)).mode)
    expect(modes).toEqual(['auto', 'auto', 'force_generic_plan', 'force_generic_plan'])
    const { pid, mode } = await other()
    expect(mode).toBe('auto')
    expect(await shape('e')).toEqual({ mode: 'force_generic_plan', pid, shape_that_recurs: 'e' })
    await expect(dynamic.run(db, sql`select 1 / 0`)).rejects.toThrow(SqlFault)
    expect(await shape('f')).toMatchObject({ mode: 'force_generic_plan', pid })
    expect(await other()).toMatchObject({ mode: 'auto', pid })
    expect(await backend.one(db)).not.toEqual({ pid })
  })

  it('keeps a quarter of the connections that it made, and their plans, while nobody asks', async () => {
    const db = open({ poolSize: 16, idleTimeoutMs: 100 })
    const all = (): Promise<readonly number[]> =>
      Promise.all(Array.from({ length: 8 }, async () => (await backend.one(db)).pid))
    const before = await all()
    expect(new Set(before).size).toBe(8)
    const alive = async (): Promise<readonly unknown[]> =>
      dynamic.rows(store.db, sql`select pid from pg_stat_activity where pid = any(${before.map(String)}::int4[])`)
    await expect.poll(async () => (await alive()).length, { timeout: 10_000 }).toBe(2)
    await sleep(300)
    expect(await alive()).toHaveLength(2)
    const kept = (await all()).filter((pid) => before.includes(pid))
    expect(kept).toHaveLength(2)
  })

  it('answers in time when a backend is frozen, and recovers', async () => {
    const db = open({ poolSize: 1, queryTimeoutMs: 500 })
    const { pid } = await backend.one(db)
    if (!maySignal(pid)) return
    process.kill(pid, 'SIGSTOP')
    try {
      const ms = await calmMs(async () => expect(await outageOf(one.one(db))).toBe('timeout'))
      expect(ms).toBeLessThan(1500)
      // The frozen connection was given up: the next caller gets another one.
      expect(await one.one(db)).toEqual({ one: 1 })
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await one.one(db)).toEqual({ one: 1 })
  })

  it('rolls back a transaction whose backend was frozen', async () => {
    const db = open({ poolSize: 1, queryTimeoutMs: 500 })
    let frozen = 0
    const work = async (tx: Tx) => {
      await dynamic.run(tx, sql`insert into contested values (2)`)
      frozen = (await backend.one(tx)).pid
      if (!maySignal(frozen)) throw new StoreUnavailable('timeout', 'not to be tested here')
      process.kill(frozen, 'SIGSTOP')
      await one.one(tx)
    }
    expect(await outageOf(db.tx(work))).toBe('timeout')
    if (maySignal(frozen)) process.kill(frozen, 'SIGCONT')
    expect(await dynamic.run(db, sql`select from contested where a = 2`)).toBe(0)
  })

  it('recovers when connections are killed', async () => {
    const db = open({ poolSize: 3 })
    const pids = await Promise.all([0, 1, 2].map(() => dynamic.one<{ pid: number }>(db, slowPid)))
    await Promise.all(pids.map(({ pid }) => terminate(pid)))
    await sleep(50)
    expect(await Promise.all([0, 1, 2].map(() => one.one(db)))).toHaveLength(3)
  })

  it('says so when a connection is killed under a statement', async () => {
    const db = open({ poolSize: 1 })
    const { pid } = await dynamic.one<{ pid: number }>(db, sql`select pg_backend_pid() as pid`)
    const waiting = outageOf(dynamic.run(db, sql`select pg_sleep(5)`))
    await sleep(50)
    await terminate(pid)
    expect(await waiting).toBe('shutdown')
    expect(await one.one(db)).toEqual({ one: 1 })
  })

  it('does not end the process when a connection breaks inside a transaction', async () => {
    const reported: Error[] = []
    const db = open({ poolSize: 1, report: (fault) => reported.push(fault) })
    const work = async (tx: Tx) => {
      await terminate((await backend.one(tx)).pid)
      await sleep(100)
      await one.one(tx)
    }
    expect(await outageOf(db.tx(work))).toMatch(/connection|shutdown/)
    expect(await one.one(db)).toEqual({ one: 1 })
    expect(reported).toEqual([])
  })

  it('reports what breaks while nobody uses it', async () => {
    const reported: Error[] = []
    const db = open({ poolSize: 1, report: (fault) => reported.push(fault) })
    await terminate((await backend.one(db)).pid)
    await expect.poll(() => reported.length).toBeGreaterThan(0)
    expect(reported[0]).toBeInstanceOf(StoreUnavailable)
  })

  it('does not wait for ever for a connection of the pool', async () => {
    const db = open({ poolSize: 1, connectTimeoutMs: 200 })
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const holding = db.tx(() => held)
    await sleep(20)
    expect(await outageOf(one.one(db))).toBe('too_many_connections')
    expect(await outageOf(db.query({ name: 'plain', sql: 'select 1', params: [], timeoutMs: 50 }))).toBe('timeout')
    letGo()
    await holding
    expect(await one.one(db)).toEqual({ one: 1 })
  })

  it('does not leak the connection of one who gave up waiting for it', async () => {
    const db = open({ poolSize: 1 })
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const holding = db.tx(() => held)
    await sleep(20)
    const impatient = Array.from({ length: 5 }, () =>
      outageOf(db.query({ name: 'plain', sql: 'select 1', params: [], timeoutMs: 30 })),
    )
    expect(await Promise.all(impatient)).toEqual(Array.from({ length: 5 }, () => 'timeout'))
    letGo()
    await holding
    expect(await one.one(db)).toEqual({ one: 1 })
  })

  it('is unavailable when nobody listens, when the host is unknown, and when it says nothing', async () => {
    expect(await outageOf(one.one(open({ url: 'postgres://x@127.0.0.1:1/x' })))).toBe('connection')
    expect(await outageOf(one.one(open({ url: 'postgres://x@no-such-host.invalid/x' })))).toBe('connection')
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    const db = open({ url: `postgres://x@127.0.0.1:${port}/x`, connectTimeoutMs: 200 })
    expect(await calmMs(async () => expect(await outageOf(one.one(db))).toBe('connection'))).toBeLessThan(1000)
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  it('is unavailable when it takes no more connections', async () => {
    const name = `few_${process.pid}`
    await store.db.exec(`create role ${name} login connection limit 1`)
    const url = (store.url ?? '').replace('//postgres', `//${name}`)
    const [first, second] = [open({ url, poolSize: 1 }), open({ url, poolSize: 1 })]
    await one.one(first)
    expect(await outageOf(one.one(second))).toBe('too_many_connections')
    await first.close()
    opened.splice(opened.indexOf(first), 1)
    await expect.poll(() => one.one(second)).toEqual({ one: 1 })
    await second.close()
    opened.splice(opened.indexOf(second), 1)
    await store.db.exec(`drop role ${name}`)
  })

  it('is unavailable for changes when it is read-only', async () => {
    const readOnly = store.db.tx(async (tx) => {
      await tx.exec('set transaction read only')
      await dynamic.run(tx, sql`insert into contested values (3)`)
    })
    expect(await outageOf(readOnly)).toBe('read_only')
  })

  it('meets deadlocks, and begins again when it may', async () => {
    await store.db.exec('insert into contested values (11), (12)')
    const second = await openSecond(store)
    opened.push(second)
    const lock = (tx: Tx, a: number) => dynamic.run(tx, sql`select from contested where a = ${a} for update`)
    let [attempts, locked] = [0, 0]
    const { promise: areLocked, resolve: bothHave } = Promise.withResolvers<void>()
    const cross = (first: number, then: number) => async (tx: Tx) => {
      attempts += 1
      await lock(tx, first)
      locked += 1
      if (locked === 2) bothHave()
      await areLocked
      await lock(tx, then)
    }
    // The server looks for deadlocks after a second, before the lock's time is out.
    const both = [store.db.tx(cross(11, 12), { retry: true }), second.tx(cross(12, 11), { retry: true })]
    await Promise.all(both)
    expect(attempts).toBeGreaterThan(2)
  })

  it('keeps options of the URL besides its own', async () => {
    const separator = store.url?.includes('?') === true ? '&' : '?'
    const options = encodeURIComponent('-c search_path=pg_catalog -c lock_timeout=1')
    const db = open({ url: `${store.url}${separator}options=${options}&application_name=mine` })
    const settings = sql`
      select current_setting('search_path') as path, current_setting('lock_timeout') as lock,
        current_setting('timezone') as zone
    `
    expect(await dynamic.one(db, settings)).toEqual({ path: 'pg_catalog', lock: '1100ms', zone: 'UTC' })
  })

  it('is asked under our name', async () => {
    const name = sql`select current_setting('application_name') as name`
    expect(await dynamic.one(store.db, name)).toEqual({ name: 'damson' })
  })

  it('shows no value in its errors', async () => {
    const secret = 'hunter2-secret'
    const failing = [
      sql`select ${secret}::int4`,
      sql`select ${secret}::jsonb`,
      sql`insert into contested (a) select length(${secret}) from generate_series(1, 2)`,
      sql`select ${secret}::uuid`,
      sql`select (${secret} || '')::timestamptz`,
    ]
    for (const text of failing) {
      const error = await dynamic.run(store.db, text).catch((fault: unknown) => fault)
      expect(error).toBeInstanceOf(SqlFault)
      const shown = `${String(error)} ${(error as Error).stack} ${JSON.stringify(error)} ${String((error as Error).cause)}`
      expect(shown).not.toContain(secret)
    }
    await expect(dynamic.run(store.db, sql`select no_such from contested`)).rejects.toThrow('column "no_such"')
  })
})

const slowPid = sql`select pg_backend_pid() as pid, pg_sleep(0.1)`

/** A test that runs against another user's server cannot stop its processes. */
function maySignal(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
