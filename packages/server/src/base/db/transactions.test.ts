import { setTimeout as sleep } from 'node:timers/promises'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StoreUnavailable, TransactionAborted, TransactionConflict, UniqueViolation } from './faults.ts'
import { outsideTransaction } from './nesting.ts'
import { dynamic, sql, statement } from './statement.ts'
import type { Tx } from './types.ts'

const add = statement<[key: string, value: number], never>(
  'tx.add',
  (key, value) => sql`insert into entries (key, value) values (${key}, ${value})`,
)
const read = statement<[key: string], { value: number }>(
  'tx.read',
  (key) => sql`select value from entries where key = ${key}`,
)
const set = statement<[key: string, value: number], never>(
  'tx.set',
  (key, value) => sql`update entries set value = ${value} where key = ${key}`,
)
const sum = statement<[], { total: number }>(
  'tx.sum',
  () => sql`select coalesce(sum(value), 0)::int8 as total from entries`,
)

describe.each(storesUnderTest())('transactions on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { empty: true })
    await store.db.exec(`
      create table entries (key text primary key, value int4 not null);
      create table deferred (key text unique deferrable initially deferred)
    `)
  })
  beforeEach(() => store.db.exec('truncate entries, deferred'))
  afterAll(() => store.close())

  it('commit when the work is done, and answer what it answered', async () => {
    const answer = await store.db.tx(async (tx) => {
      await add.run(tx, 'a', 1)
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await read.one(store.db, 'a')).toEqual({ value: 1 })
  })

  it('roll back when the work throws, and throw the same', async () => {
    const thrown = new Error('of the work')
    const work = async (tx: Tx) => {
      await add.run(tx, 'a', 1)
      throw thrown
    }
    await expect(store.db.tx(work)).rejects.toBe(thrown)
    expect(await read.maybeOne(store.db, 'a')).toBeUndefined()
  })

  it('roll back when a statement fails', async () => {
    await add.run(store.db, 'taken', 1)
    const work = async (tx: Tx) => {
      await add.run(tx, 'a', 1)
      await add.run(tx, 'taken', 2)
    }
    await expect(store.db.tx(work)).rejects.toBeInstanceOf(UniqueViolation)
    expect(await sum.one(store.db)).toEqual({ total: 1 })
  })

  it('wait for what is deferred, and commit it', async () => {
    let isAnswered = false
    await store.db.tx(async (tx) => {
      const sent = add.run(tx, 'a', 1).finally(() => {
        isAnswered = true
      })
      tx.defer?.(sent)
      expect(isAnswered).toBe(false)
    })
    expect(isAnswered).toBe(true)
    expect(await read.one(store.db, 'a')).toEqual({ value: 1 })
  })

  it('fail with what is deferred: in its words, whatever came after it', async () => {
    await add.run(store.db, 'taken', 1)
    const lost = new Error('the record is lost')
    const record = async (tx: Tx) => {
      await add.run(tx, 'a', 1)
      tx.defer?.(
        add.run(tx, 'taken', 2).catch(() => {
          throw lost
        }),
      )
    }
    await expect(store.db.tx(record)).rejects.toBe(lost)
    const withMore = async (tx: Tx) => {
      await record(tx)
      await add.run(tx, 'b', 1)
    }
    await expect(store.db.tx(withMore)).rejects.toBe(lost)
    const swallowed = async (tx: Tx) => {
      await record(tx)
      await add.run(tx, 'b', 1).catch(() => undefined)
    }
    await expect(store.db.tx(swallowed)).rejects.toBe(lost)
    const refused = async (tx: Tx) => {
      await record(tx)
      throw new Error('of the work')
    }
    await expect(store.db.tx(refused)).rejects.toBe(lost)
    expect(await sum.one(store.db)).toEqual({ total: 1 })
    // A transaction fails, too, when it is unknown whether a deferred statement was answered.
    await expect(
      store.db.tx(async (tx) => {
        await read.maybeOne(tx, 'a')
        tx.defer?.(Promise.reject(lost))
      }),
    ).rejects.toBe(lost)
    // The connection still works.
    await store.db.tx((tx) => add.run(tx, 'b', 1))
    expect(await sum.one(store.db)).toEqual({ total: 2 })
  })

  it('throw what the work throws when all that is deferred went well', async () => {
    const thrown = new Error('of the work')
    const work = async (tx: Tx) => {
      tx.defer?.(add.run(tx, 'a', 1))
      throw thrown
    }
    await expect(store.db.tx(work)).rejects.toBe(thrown)
    expect(await sum.one(store.db)).toEqual({ total: 0 })
  })

  it('do not pretend to have committed when the work swallowed a failure', async () => {
    await add.run(store.db, 'taken', 1)
    const work = async (tx: Tx) => {
      await add.run(tx, 'a', 1)
      await add.run(tx, 'taken', 2).catch(() => undefined)
    }
    await expect(store.db.tx(work)).rejects.toBeInstanceOf(TransactionAborted)
    expect(await sum.one(store.db)).toEqual({ total: 1 })
  })

  it('pass on what fails in the commit itself', async () => {
    const work = (tx: Tx) => dynamic.run(tx, sql`insert into deferred values ('x'), ('x')`)
    await expect(store.db.tx(work)).rejects.toMatchObject({
      name: 'UniqueViolation',
      constraint: 'deferred_key_key',
    })
    expect(await dynamic.run(store.db, sql`select from deferred`)).toBe(0)
    expect(await store.db.tx((tx) => sum.one(tx))).toEqual({ total: 0 })
  })

  it('see their own changes, which others do not', async () => {
    await add.run(store.db, 'a', 1)
    const others: Promise<{ value: number }>[] = []
    await store.db.tx(async (tx) => {
      await set.run(tx, 'a', 2)
      expect(await read.one(tx, 'a')).toEqual({ value: 2 })
      others.push(outsideTransaction(() => read.one(store.db, 'a')))
      // PostgreSQL answers it at once; the embedded store, which has one connection, at the end of this transaction.
      if (kind !== 'pglite') await Promise.all(others)
    })
    expect(await Promise.all(others)).toEqual([{ value: kind === 'pglite' ? 2 : 1 }])
  })

  it('are not mixed with the statements of others', async () => {
    await add.run(store.db, 'count', 0)
    const increment = async (roll: boolean) => {
      const work = async (tx: Tx) => {
        const counter = sql`select value from entries where key = 'count' for update`
        const { value } = await dynamic.one<{ value: number }>(tx, counter)
        await sleep(Math.random() * 3)
        await set.run(tx, 'count', value + 1)
        if (roll) throw new Error('rolled back')
      }
      if (roll) await expect(store.db.tx(work)).rejects.toThrow('rolled back')
      else await store.db.tx(work)
    }
    const singles = Array.from({ length: 50 }, (_, i) => add.run(store.db, `single-${i}`, 1000))
    await Promise.all([...Array.from({ length: 50 }, (_, i) => increment(i % 5 === 0)), ...singles])
    expect(await read.one(store.db, 'count')).toEqual({ value: 40 })
    expect(await sum.one(store.db)).toEqual({ total: 50_040 })
  })

  it('take statements at the same time, one after the other', async () => {
    const values = await store.db.tx((tx) =>
      Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          await add.run(tx, `k${i}`, i)
          return (await read.one(tx, `k${i}`)).value
        }),
      ),
    )
    expect(values).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('roll back after all that the work sent, when it throws before the answers', async () => {
    const loose: Promise<unknown>[] = []
    const work = async (tx: Tx) => {
      loose.push(...Array.from({ length: 10 }, (_, i) => add.run(tx, `k${i}`, 1).catch(() => undefined)))
      throw new Error('too early')
    }
    await expect(store.db.tx(work)).rejects.toThrow('too early')
    await Promise.all(loose)
    expect(await sum.one(store.db)).toEqual({ total: 0 })
  })

  it('refuse statements after their end', async () => {
    const kept: Tx[] = []
    await store.db.tx(async (tx) => void kept.push(tx))
    const failing = store.db.tx(async (tx) => {
      kept.push(tx)
      throw new Error('of the work')
    })
    await expect(failing).rejects.toThrow('of the work')
    expect(kept).toHaveLength(2)
    for (const tx of kept) await expect(sum.one(tx)).rejects.toThrow('This transaction is over')
  })

  it('do not nest, and do not let statements past them', async () => {
    const misuses = [
      () => store.db.tx(async () => undefined),
      () => sum.one(store.db),
      () => store.db.exec('select 1'),
      () => store.db.listen('news', () => undefined),
      async () => Promise.all([sleep(1), sum.one(store.db)]),
    ]
    for (const misuse of misuses) {
      await expect(store.db.tx(async () => void (await misuse()))).rejects.toThrow('Inside a transaction, use the tx')
    }
    expect(await sum.one(store.db)).toEqual({ total: 0 })
  })

  it('let work go on that they only set off', async () => {
    const later: Promise<unknown>[] = []
    await store.db.tx(async (tx) => {
      later.push(outsideTransaction(() => store.db.tx((other) => add.run(other, 'later', 1))))
      await add.run(tx, 'a', 1)
      // A query after the end of the transaction isn't one of its statements, wherever it was started.
      later.push(sleep(50).then(() => add.run(store.db, 'much later', 1)))
    })
    await Promise.all(later)
    expect(await sum.one(store.db)).toEqual({ total: 3 })
  })

  it('know two stores apart', async () => {
    const other = await openTestStore(kind, { empty: true })
    await store.db.tx(() => other.db.exec('create table elsewhere (a int4)'))
    expect(await dynamic.run(other.db, sql`select from elsewhere`)).toBe(0)
    await other.close()
  })

  it('run scripts', async () => {
    await store.db.tx(async (tx) => {
      await tx.exec(`insert into entries values ('a', 1); insert into entries values ('b', 2)`)
      expect(await sum.one(tx)).toEqual({ total: 3 })
    })
    const broken = store.db.tx((tx) => tx.exec(`delete from entries; select no_such_column`))
    await expect(broken).rejects.toMatchObject({ code: '42703' })
    await expect(store.db.exec(`delete from entries; select no_such_column`)).rejects.toMatchObject({
      code: '42703',
    })
    expect(await sum.one(store.db)).toEqual({ total: 3 })
  })

  it('begin again after a conflict only when they may', async () => {
    const attempts = { with: 0, without: 0 }
    const conflicting = (which: keyof typeof attempts) => async (tx: Tx) => {
      attempts[which] += 1
      await add.run(tx, 'tried', attempts[which])
      if (attempts[which] < 3) await dynamic.run(tx, sql.raw(`do $$ begin raise sqlstate '40001'; end $$`))
    }
    await store.db.tx(conflicting('with'), { retry: true })
    expect(await read.one(store.db, 'tried')).toEqual({ value: 3 })
    await store.db.exec('truncate entries')
    await expect(store.db.tx(conflicting('without'))).rejects.toBeInstanceOf(TransactionConflict)
    expect(attempts).toEqual({ with: 3, without: 1 })
    let always = 0
    const hopeless = async (tx: Tx) => {
      always += 1
      await dynamic.run(tx, sql.raw(`do $$ begin raise sqlstate '40P01'; end $$`))
    }
    await expect(store.db.tx(hopeless, { retry: true })).rejects.toBeInstanceOf(TransactionConflict)
    expect(always).toBe(4)
  })

  it('do 1000 in a row, 16 at a time', async () => {
    await add.run(store.db, 'n', 0)
    const increment = statement<[], { value: number }>(
      'tx.increment',
      () => sql`update entries set value = value + 1 where key = 'n' returning value`,
    )
    let left = 1000
    const worker = async () => {
      while (left-- > 0) await store.db.tx((tx) => increment.one(tx))
    }
    await Promise.all(Array.from({ length: 16 }, worker))
    expect(await read.one(store.db, 'n')).toEqual({ value: 1000 })
  })

  it('give up in time when others do not let them in', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>()
    const holding = store.db.tx(async (tx) => {
      await tx.exec('lock table entries')
      hasLocked()
      await held
    })
    await locked
    const waiting = store.db.query({ sql: 'select from entries', params: [], timeoutMs: 200 })
    await expect(waiting).rejects.toBeInstanceOf(StoreUnavailable)
    letGo()
    await holding
    expect(await sum.one(store.db)).toEqual({ total: 0 })
  })

  it('end in order', async () => {
    const closing = await openTestStore(kind, { empty: true })
    await closing.close()
    await expect(closing.db.query({ sql: 'select 1', params: [] })).rejects.toMatchObject({
      outage: 'closed',
    })
    await expect(closing.db.tx(async () => undefined)).rejects.toMatchObject({ outage: 'closed' })
    await closing.db.close()
  })
})
