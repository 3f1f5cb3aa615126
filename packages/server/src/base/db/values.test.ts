import { openSecond, openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UnstorableText } from './faults.ts'
import { dynamic, sql, statement } from './statement.ts'
import { rowAsJson } from './values.ts'

const unicode = 'Zürich – Łódź, 東京, 🦷🏽, a\u0301 "quoted" \\ back, tab\t, line\n, {braces}, NULL, \u{10FFFF}'

describe.each(storesUnderTest())('values on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { empty: true })
  })
  afterAll(() => store.close())

  const read = async (text: ReturnType<typeof sql>) =>
    (await dynamic.one<{ value: unknown }>(store.db, sql`select ${text} as value`)).value

  const there: readonly [string, ReturnType<typeof sql>, unknown][] = [
    ['int8', sql`9007199254740991::int8`, Number.MAX_SAFE_INTEGER],
    ['negative int8', sql`(-9007199254740991)::int8`, Number.MIN_SAFE_INTEGER],
    ['int4', sql`(-2147483648)::int4`, -2147483648],
    ['int2', sql`7::int2`, 7],
    ['float8', sql`0.1::float8 + 0.2::float8`, 0.1 + 0.2],
    ['float8 infinity', sql`'-infinity'::float8`, -Infinity],
    ['float8 not a number', sql`'NaN'::float8`, Number.NaN],
    ['numeric', sql`12345678901234567890.1230::numeric`, '12345678901234567890.1230'],
    ['bool', sql`true`, true],
    ['no bool', sql`false`, false],
    ['text', sql`'it''s'::text`, "it's"],
    ['varchar', sql`'a'::varchar(3)`, 'a'],
    ['name', sql`'a'::name`, 'a'],
    ['uuid', sql`'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid`, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['null', sql`null::int8`, null],
    ['timestamptz', sql`'2026-07-30T12:34:56.789+02:00'::timestamptz`, new Date('2026-07-30T10:34:56.789Z')],
    ['timestamptz, whole second', sql`'0001-01-01T00:00:00Z'::timestamptz`, new Date('0001-01-01T00:00:00Z')],
    [
      'timestamptz, microseconds',
      sql`'9999-12-31T23:59:59.999999Z'::timestamptz`,
      new Date('9999-12-31T23:59:59.999Z'),
    ],
    ['date', sql`'2026-02-28'::date`, '2026-02-28'],
    ['jsonb', sql`'{"a": [1, null, "ü"], "b": 1.50}'::jsonb`, { a: [1, null, 'ü'], b: 1.5 }],
    ['json', sql`'[]'::json`, []],
    ['bytea', sql`'\\x00ff10'::bytea`, new Uint8Array([0, 255, 16])],
    ['empty bytea', sql`''::bytea`, new Uint8Array([])],
    ['text[]', sql`array['a', null, '', 'NULL', 'b"\\{,}', ' c ']`, ['a', null, '', 'NULL', 'b"\\{,}', ' c ']],
    ['empty text[]', sql`array[]::text[]`, []],
    ['uuid[]', sql`array['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']::uuid[]`, ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
    ['int8[]', sql`array[-9223372036854775808, null, 5]::int8[]`, ['-9223372036854775808', null, '5']],
    ['int4[]', sql`array[1, null]::int4[]`, [1, null]],
    ['bool[]', sql`array[true, false]`, [true, false]],
    ['timestamptz[]', sql`array['2026-07-30T12:00:00Z']::timestamptz[]`, [new Date('2026-07-30T12:00:00Z')]],
    ['a type without a reader', sql`'1 day'::interval`, '1 day'],
    ['void', sql`pg_notify('nobody', '')`, ''],
  ]

  it.each(there)('reads %s', async (_name, text, expected) => {
    const value = await read(text)
    expect(value).toEqual(expected)
    expect(Object.getPrototypeOf(value ?? 0)).toBe(Object.getPrototypeOf(expected ?? 0))
  })

  const andBack: readonly [string, string, unknown, unknown?][] = [
    ['a string', 'text', unicode],
    ['an empty string', 'text', ''],
    ['a number', 'int4', -5],
    ['a fraction', 'float8', 1e-7],
    ['a number as text of the same', 'numeric', 1e21, '1000000000000000000000'],
    ['true', 'bool', true],
    ['false', 'bool', false],
    ['a bigint', 'int8', 9007199254740991n, 9007199254740991],
    ['a date', 'timestamptz', new Date('2026-07-30T10:34:56.789Z')],
    ['bytes', 'bytea', new Uint8Array([0, 1, 254, 255])],
    ['bytes of a larger buffer', 'bytea', new Uint8Array([9, 8, 7, 6]).subarray(1, 3), new Uint8Array([8, 7])],
    ['no bytes', 'bytea', new Uint8Array([])],
    ['null', 'text', null],
    ['json', 'jsonb', JSON.stringify({ a: unicode }), { a: unicode }],
    ['strings', 'text[]', [unicode, null, '', 'NULL', 'null', '"', '\\', ',', '{}', ' ']],
    ['no strings', 'text[]', []],
    ['uuids', 'uuid[]', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null]],
    ['bigints', 'int8[]', [-(2n ** 63n), 2n ** 63n - 1n, null], ['-9223372036854775808', '9223372036854775807', null]],
    ['no bigints', 'bigint[]', []],
  ]

  it.each(andBack)('stores %s as %s and reads it back', async (_name, type, given, expected = given) => {
    expect(await read(sql`${given}::${sql.raw(type)}`)).toEqual(expected)
    await store.db.exec(`create table kept (value ${type})`)
    try {
      await dynamic.run(store.db, sql`insert into kept (value) values (${given})`)
      expect(await read(sql`(select value from kept)`)).toEqual(expected)
    } finally {
      await store.db.exec('drop table kept')
    }
  })

  it('stores large values', async () => {
    const text = unicode.repeat(20_000)
    expect(await read(sql`${text}::text`)).toBe(text)
    const bytes = crypto.getRandomValues(new Uint8Array(65_536))
    expect(await read(sql`${bytes}::bytea`)).toEqual(bytes)
    const hashes = Array.from({ length: 5000 }, (_, i) => BigInt(i) * 0x1234567890abn)
    expect(await read(sql`${hashes}::bigint[]`)).toEqual(hashes.map(String))
  })

  const refused: readonly [string, unknown, new (...args: never[]) => Error][] = [
    ['a NUL', 'a\0b', UnstorableText],
    ['a NUL in an array', ['a', 'b\0'], UnstorableText],
    ['half of a surrogate pair', 'a\uD800', UnstorableText],
    ['a NUL that hides in json', '{"a": "\\u0000"}', UnstorableText],
    ['undefined', undefined, TypeError],
    ['an object', { a: 1 }, TypeError],
    ['an array of numbers', [1, 2], TypeError],
    ['an array of arrays', [['a']], TypeError],
    ['no date', new Date(Number.NaN), RangeError],
    ['a date after the year 9999', new Date(Date.UTC(10_000, 0)), RangeError],
    ['a symbol', Symbol('a'), TypeError],
  ]

  it.each(refused)('refuses %s', async (_name, value, kindOfError) => {
    await expect(dynamic.run(store.db, sql`select ${value}::jsonb`)).rejects.toBeInstanceOf(kindOfError)
    // Whatever was refused, the connection still works.
    expect(await read(sql`1::int4`)).toBe(1)
  })

  it.each(['a\0b', 'a\uD800'])('refuses a row with a text that no text may be', (text) => {
    expect(() => rowAsJson({ a: 1, b: ['x', text] })).toThrow(UnstorableText)
  })

  const unreadable: readonly [string, ReturnType<typeof sql>][] = [
    ['an int8 that a number cannot hold', sql`9007199254740992::int8`],
    ['an infinite time', sql`'infinity'::timestamptz`],
    ['a time before Christ', sql`'0044-03-15 BC'::timestamptz`],
    ['an array of arrays', sql`array[['a'], ['b']]`],
  ]

  it.each(unreadable)('throws for %s', async (_name, text) => {
    await expect(read(text)).rejects.toThrow(/column holds|one-dimensional/)
    expect(await read(sql`1::int4`)).toBe(1)
  })

  it('counts what a statement returned or changed', async () => {
    const numbers = statement<[], { n: number }>('values.count', () => sql`select n from generate_series(1, 3) n`)
    expect(await numbers.run(store.db)).toBe(3)
    await store.db.exec('create table counted (a int4)')
    const change = (text: ReturnType<typeof sql>) => dynamic.run(store.db, text)
    expect(await change(sql`insert into counted select generate_series(1, 5)`)).toBe(5)
    expect(await change(sql`update counted set a = a + 1 where a > 3`)).toBe(2)
    expect(await change(sql`delete from counted where a = 100`)).toBe(0)
    expect(await change(sql`delete from counted returning a`)).toBe(5)
  })

  if (kind !== 'pglite')
    it('reads values the same whatever the database is set to', async () => {
      await store.db.exec(`
      do $$ begin
        execute format('alter database %I set timezone = %L', current_database(), 'Asia/Tokyo');
        execute format('alter database %I set datestyle = %L', current_database(), 'German');
        execute format('alter database %I set bytea_output = %L', current_database(), 'escape');
        execute format('alter database %I set extra_float_digits = %L', current_database(), '-5');
      end $$
    `)
      const second = await openSecond(store)
      const row = await dynamic.one(
        second,
        sql`select '2026-07-30T10:00:00Z'::timestamptz as t, '\\x00ff'::bytea as b, 0.1::float8 + 0.2::float8 as f`,
      )
      await second.close()
      expect(row).toEqual({ t: new Date('2026-07-30T10:00:00Z'), b: new Uint8Array([0, 255]), f: 0.1 + 0.2 })
    })
})
