import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBound, readHeading, readLine } from './portable-read.ts'

const refusal = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    return error
  }
}
const REFUSED = { why: 'bad_backup' }

const BOUND = "FOR VALUES FROM ('2026-07-01 00:00:00+00') TO ('2026-08-01 00:00:00+00')"
const TIME = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-][\d:]+$/

describe('the bound of a partition', () => {
  test('is read in every form that PostgreSQL writes for times', () => {
    expect(readBound('DEFAULT')).toBeUndefined()
    expect(readBound(BOUND)).toEqual({ from: '2026-07-01 00:00:00+00', to: '2026-08-01 00:00:00+00' })
    expect(readBound("FOR VALUES FROM ('2026-07-01 05:30:00.5+05:30') TO ('10000-08-01 00:00:00-00:44:30')")).toEqual({
      from: '2026-07-01 05:30:00.5+05:30',
      to: '10000-08-01 00:00:00-00:44:30',
    })
  })

  test.each([
    '',
    'default',
    'DEFAULT; drop table users',
    'DEFAULT\n',
    `${BOUND}; drop table users`,
    `${BOUND}\n`,
    BOUND.replace("'2026-07-01 00:00:00+00'", 'now()'),
    BOUND.replace('00:00:00+00', "00:00:00+00')); drop table users; --"),
    BOUND.replace('2026', '２０２６'),
    BOUND.replace("'2026-07-01 00:00:00+00'", "pg_read_file('/etc/passwd')"),
    BOUND.replace('FROM', '/* */ FROM'),
    BOUND.toLowerCase(),
    "FOR VALUES IN ('a')",
    'FOR VALUES WITH (modulus 2, remainder 0)',
    "FOR VALUES FROM (MINVALUE) TO ('2026-08-01 00:00:00+00')",
  ])('in another form is refused: %j', (text) => {
    expect(refusal(() => readBound(text))).toMatchObject(REFUSED)
  })

  test('whatever it is gives times or is refused', () => {
    const cut = fc.tuple(fc.nat(BOUND.length), fc.nat(12), fc.string({ unit: 'binary', maxLength: 12 }))
    const changed = fc
      .array(cut, { minLength: 1, maxLength: 4 })
      .map((cuts) => cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), BOUND))
    const made = fc
      .array(fc.constantFrom("'", ')', '(', ';', '--', ' ', '\n', '2026-07-01 00:00:00+00', 'FOR VALUES', 'FROM', 'TO'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(changed, made, fc.string({ unit: 'binary' })), (text) => {
        const read = refusal(() => readBound(text))
        if (read instanceof Error) expect(read).toMatchObject(REFUSED)
        else if (text === 'DEFAULT') expect(read).toBeUndefined()
        else {
          const { from, to } = read as { from: string; to: string }
          expect(
            [from, to].every((time) => TIME.test(time)),
            text,
          ).toBe(true)
          expect(text).toBe(`FOR VALUES FROM ('${from}') TO ('${to}')`)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a portable backup', () => {
  const partition = { parent: 'audit_events', name: 'audit_events_2026_07', bound: BOUND }
  const heading = {
    damson: 'portable backup',
    madeAt: '2026-07-01T00:00:00.000Z',
    migrations: [{ ordinal: 1, name: 'first', checksum: 'x' }],
    partitions: [partition],
  }
  test('is read as it was written', () => {
    expect(readHeading(heading)).toEqual(heading)
    for (const line of [
      { table: 't', columns: ['a', 'Odd "name'], sequences: [{ column: 'a', last: '7', isUsed: true }] },
      ['a', null],
      { end: true, rows: 1 },
    ])
      expect(readLine(line)).toEqual(line)
  })

  test.each([
    null,
    [],
    'x',
    {},
    { ...heading, damson: 'x' },
    { ...heading, migrations: undefined },
    { ...heading, migrations: [{ ordinal: '1', name: 'first', checksum: 'x' }] },
    { ...heading, migrations: { length: 0 } },
    { ...heading, partitions: [null] },
    { ...heading, partitions: [{ ...partition, name: 'x" partition of users; --' }] },
    { ...heading, partitions: [{ ...partition, parent: 'public.users' }] },
    { ...heading, partitions: [{ ...partition, bound: `${BOUND}; drop table users` }] },
    { ...heading, partitions: [{ ...partition, bound: [BOUND] }] },
  ])('with another heading is refused: %j', (value) => {
    expect(refusal(() => readHeading(value))).toMatchObject(REFUSED)
  })

  test.each([
    null,
    1,
    'x',
    {},
    [1],
    [['a']],
    [{}],
    { end: false, rows: 1 },
    { end: true, rows: '1' },
    { table: 't', columns: ['a', 'a'], sequences: [] },
    { table: 't', columns: 'a', sequences: [] },
    { table: ['t'], columns: [], sequences: [] },
    { table: 't', columns: ['a'], sequences: [{ column: 'a', last: '1); drop table users', isUsed: true }] },
    { table: 't', columns: ['a'], sequences: [{ column: 'a', last: '1', isUsed: 'yes' }] },
  ])('with another line is refused: %j', (value) => {
    expect(refusal(() => readLine(value))).toMatchObject(REFUSED)
  })
})
