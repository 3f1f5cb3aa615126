import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { dynamic, type PlaceholderFor, sql, statement, statementByNames } from './statement.ts'
import type { Query, Tx } from './types.ts'

type LoginId = string & { readonly brand: 'LoginId' }

/** Records what would be sent. */
function noting(rows: readonly Record<string, unknown>[] = []): Tx & { readonly sent: Query[] } {
  const sent: Query[] = []
  return {
    sent,
    store: sent,
    async query(query) {
      sent.push(query)
      return { rows, count: rows.length }
    },
  }
}

describe('a statement', () => {
  it('compiles once, and numbers a placeholder once however often it is used', async () => {
    let compilations = 0
    const find = statement<[id: string, now: Date], { id: string }>('test.numbers', (id, now) => {
      compilations += 1
      return sql`select ${id} as id where ${now} > ${'2026-01-01'} and ${id} <> ${now}::text`
    })
    expect(find.sql).toBe('select $1 as id where $2 > $3 and $1 <> $2::text')
    const tx = noting()
    const now = new Date(0)
    await find.rows(tx, 'a', now)
    await find.run(tx, 'b', now)
    expect(compilations).toBe(1)
    expect(tx.sent).toEqual([
      { name: 'test.numbers', sql: find.sql, params: ['a', now, '2026-01-01'] },
      { name: 'test.numbers', sql: find.sql, params: ['b', now, '2026-01-01'] },
    ])
  })

  it('passes its time-out on', async () => {
    const slow = statement<[], never>('test.slow', () => sql`select 1`, { timeoutMs: 50 })
    const tx = noting()
    await slow.run(tx)
    expect(tx.sent[0]?.timeoutMs).toBe(50)
  })

  it('takes what Kysely composes', () => {
    const columns = sql.join([sql.id('a'), sql.id('b"c')])
    const composed = statement<[value: string], never>(
      'test.composed',
      (value) => sql`select ${columns} from ${sql.table('public.t')} where a = ${value}`,
    )
    expect(composed.sql).toBe('select "a", "b""c" from "public"."t" where a = $1')
  })

  it('may be defined again with the same text, but not with another one', () => {
    const define = (text: string) => statement<[], never>('test.twice', () => sql.raw(text))
    define('select 1')
    define('select 1')
    expect(() => define('select 2')).toThrow('defined twice')
  })

  it('has a name that PostgreSQL keeps whole', () => {
    for (const name of ['', 'Upper', 'with space', '1st', `a${'b'.repeat(63)}`]) {
      expect(() => statement<[], never>(name, () => sql`select 1`)).toThrow('no statement name')
    }
  })

  it('must use every parameter', async () => {
    expect(() => statement<[a: string, b: string], never>('test.unused', (a, _b) => sql`select ${a}`)).toThrow(
      'does not use its parameter 2',
    )
    const careless = statement<[a: string, b: string], never>('test.undeclared', (a) => sql`select ${a}`)
    await expect(careless.run(noting(), 'a', 'b')).rejects.toThrow('takes 1 parameters')
  })

  it('answers one row, or none, as asked', async () => {
    const find = statement<[], { a: number }>('test.one', () => sql`select 1 as a`)
    const [none, one, two] = [noting(), noting([{ a: 1 }]), noting([{ a: 1 }, { a: 2 }])]
    expect(await find.maybeOne(none)).toBeUndefined()
    expect(await find.maybeOne(one)).toEqual({ a: 1 })
    await expect(find.maybeOne(two)).rejects.toThrow('test.one')
    await expect(find.one(none)).rejects.toThrow('test.one')
    expect(await find.one(one)).toEqual({ a: 1 })
    await expect(find.one(two)).rejects.toThrow('test.one')
    expect(await find.run(two)).toBe(2)
  })

  it('does not compile with wrong parameters', async () => {
    const find = statement<[id: LoginId, now: Date, hashes: readonly bigint[]], { id: LoginId }>(
      'test.types',
      (id, now, hashes) => {
        expectTypeOf(id).toEqualTypeOf<PlaceholderFor<LoginId>>()
        return sql`select ${id} as id where ${now} > now() and ${hashes}::bigint[] <> '{}'`
      },
    )
    const tx = noting()
    const id = 'x' as LoginId
    expectTypeOf(await find.rows(tx, id, new Date(), [1n])).toEqualTypeOf<readonly { id: LoginId }[]>()
    // @ts-expect-error a string is no LoginId
    await find.rows(tx, 'x', new Date(), [])
    // @ts-expect-error a number is no Date
    await find.rows(tx, id, 5, [])
    // @ts-expect-error strings are no bigints
    await find.rows(tx, id, new Date(), ['1'])
    // @ts-expect-error one too many
    await expect(find.rows(tx, id, new Date(), [], 1)).rejects.toThrow('takes 3')
    // @ts-expect-error one too few
    await expect(find.rows(tx, id, new Date())).rejects.toThrow('takes 3')
    // @ts-expect-error undefined is no param
    expectTypeOf(statement<[undefined], never>)
    // @ts-expect-error four params have names
    expectTypeOf(statement<[string, string, string, string], never>)
  })

  it('is for every engine the text that a dynamic one is', async () => {
    const tx = noting([{ a: 1 }])
    await dynamic.rows(tx, sql`select ${'x'}, ${sql`${5}::int4`}, ${'x'}`)
    expect(tx.sent).toEqual([{ sql: 'select $1, $2::int4, $3', params: ['x', 5, 'x'] }])
    await dynamic.run(tx, sql`select ${1}`, { name: 'test.dynamic', timeoutMs: 5 })
    expect(tx.sent[1]).toEqual({ sql: 'select $1', params: [1], name: 'test.dynamic', timeoutMs: 5 })
    await expect(dynamic.run(tx, sql`select ${1}, 2`, { name: 'test.dynamic' })).rejects.toThrow('defined twice')
    expect(await dynamic.maybeOne(tx, sql`select`)).toEqual({ a: 1 })
    expect(await dynamic.one(tx, sql`select`)).toEqual({ a: 1 })
  })
})

describe('a statement by names', () => {
  type Names = { id: LoginId; now: Date; hashes: readonly bigint[] }
  const id = 'x' as LoginId

  it('is the text of one whose params have places, and puts each where it belongs', async () => {
    const texts = [
      statementByNames<{ id: string; now: Date }, { id: string }>(
        'test.by-names',
        ({ now, id }) => sql`select ${id} as id where ${now} > ${'2026-01-01'} and ${id} <> ${now}::text`,
      ),
      statement<[now: Date, id: string], { id: string }>(
        'test.by-places',
        (now, id) => sql`select ${id} as id where ${now} > ${'2026-01-01'} and ${id} <> ${now}::text`,
      ),
    ] as const
    expect(texts[0].sql).toBe('select $1 as id where $2 > $3 and $1 <> $2::text')
    expect(texts[0].sql).toBe(texts[1].sql)
    const tx = noting([{ id: 'a' }])
    const now = new Date(0)
    expect(await texts[0].one(tx, { now, id: 'a' })).toEqual({ id: 'a' })
    await texts[1].run(tx, now, 'a')
    expect(tx.sent).toEqual([
      { name: 'test.by-names', sql: texts[0].sql, params: ['a', now, '2026-01-01'] },
      { name: 'test.by-places', sql: texts[0].sql, params: ['a', now, '2026-01-01'] },
    ])
  })

  it('takes null, and parts that others write', async () => {
    const part = ({ a, b }: { a: PlaceholderFor<string | null>; b: PlaceholderFor<number> }) => sql`${b}, ${a}`
    const both = statementByNames<{ a: string | null; b: number }, never>('test.parts', (p) => sql`select ${part(p)}`)
    const tx = noting()
    await both.run(tx, { a: null, b: 0 })
    expect(tx.sent[0]?.params).toEqual([0, null])
  })

  it('must use every name', async () => {
    type Two = { a: string; b: string }
    expect(() => statementByNames<Two, never>('test.unused-name', ({ a, b: _b }) => sql`select ${a}`)).toThrow(
      'does not use its parameter b',
    )
    const careless = statementByNames<Two, never>('test.unknown-name', ({ a }) => sql`select ${a}`)
    await expect(careless.run(noting(), { a: 'a', b: 'b' })).rejects.toThrow('does not use its parameter b')
  })

  it('does not compile with wrong names or params', async () => {
    const find = statementByNames<Names, { id: LoginId }>('test.types-by-names', ({ id, now, hashes }) => {
      expectTypeOf(id).toEqualTypeOf<PlaceholderFor<LoginId>>()
      return sql`select ${id} as id where ${now} > now() and ${hashes}::bigint[] <> '{}'`
    })
    const tx = noting()
    const now = new Date()
    expectTypeOf(await find.rows(tx, { id, now, hashes: [1n] })).toEqualTypeOf<readonly { id: LoginId }[]>()
    // @ts-expect-error a string is no LoginId
    await find.rows(tx, { id: 'x', now, hashes: [] })
    // @ts-expect-error one is missing
    await expect(find.rows(tx, { id, now })).rejects.toThrow('was not given its parameter hashes')
    // @ts-expect-error one is unknown
    await expect(find.rows(tx, { id, now, hashes: [], at: now })).rejects.toThrow('does not use its parameter at')
    // @ts-expect-error undefined is no param
    await expect(find.rows(tx, { id, now: undefined, hashes: [] })).rejects.toThrow('was not given its parameter now')
    // @ts-expect-error undefined is no param
    expectTypeOf(statementByNames<{ id: undefined }, never>)
    // @ts-expect-error a name that its text cannot ask for
    statementByNames<{ id: string }, never>('test.no-such-name', ({ id, at }) => sql`select ${id}, ${at}`)
  })
})

describe.each(storesUnderTest())('prepared statements on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { empty: true, poolSize: 2 })
  })
  afterAll(() => store.close())

  it('run again and again, also after one that failed', async () => {
    const divide = statement<[by: number], { r: number }>('test.divide', (by) => sql`select 10 / ${by}::int4 as r`)
    expect(await divide.one(store.db, 5)).toEqual({ r: 2 })
    await expect(divide.one(store.db, 0)).rejects.toMatchObject({ code: '22012', statement: 'test.divide' })
    expect(await divide.one(store.db, 2)).toEqual({ r: 5 })
    await store.db.tx(async (tx) => expect(await divide.one(tx, 1)).toEqual({ r: 10 }))
  })

  it('are prepared under their names', async () => {
    const seen = statement<[name: string], { n: number }>(
      'test.seen',
      (name) => sql`select count(*)::int4 as n from pg_prepared_statements where name = ${name}`,
    )
    await store.db.tx(async (tx) => {
      await seen.one(tx, 'test.seen')
      expect(await seen.one(tx, 'test.seen')).toEqual({ n: 1 })
    })
  })

  it('outlive a change of their table', async () => {
    await store.db.exec(`create table changing (a int4); insert into changing values (1)`)
    const read = statement<[], { a: unknown }>('test.changing', () => sql`select a from changing`)
    const everywhere = () => Promise.all(Array.from({ length: 8 }, () => read.one(store.db)))
    expect(await everywhere()).toContainEqual({ a: 1 })
    await dynamic.run(store.db, sql`alter table changing alter column a type text`)
    expect(await everywhere()).toEqual(Array.from({ length: 8 }, () => ({ a: '1' })))
  })

  it('may be many', async () => {
    const ask = (i: number) =>
      dynamic.one<{ i: number }>(store.db, sql`select ${sql.lit(i)}::int4 as i`, { name: `test.many-${i}` })
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(i)))
      expect(answers.map(({ i }) => i)).toEqual(Array.from({ length: 300 }, (_, i) => i))
    }
  })
})
