import { expect, test } from 'vitest'
import { saltBytes, timeOfUuid, uuid, uuidAt } from './index.ts'

test('a UUID for a time is of version 7, tells that time, and sorts by time and ordinal', () => {
  const [early, late] = [new Date('2026-07-30T12:00:00.123Z'), new Date('2026-07-30T12:00:00.124Z')]
  const ids = [uuidAt(early, 0), uuidAt(early, 1), uuidAt(early, 4095), uuidAt(late, 0)]
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(ids.map(timeOfUuid)).toEqual([early, early, early, late])
  expect([...ids].sort()).toEqual(ids)
  expect(timeOfUuid(uuidAt(new Date(1)))).toEqual(new Date(1))
  expect(uuidAt(early, 0)).not.toBe(uuidAt(early, 0))
  expect(timeOfUuid(uuid())).toBeUndefined()
})

test('salts are as long as was asked for, none is given twice, and none changes when others are drawn', () => {
  const salts = Array.from({ length: 2_000 }, (_, at) => saltBytes(at % 40 === 0 ? 5_000 : 12 + (at % 21)))
  const texts = salts.map((salt) => salt.toString('hex'))
  expect(salts.map(({ length }) => length)).toEqual(salts.map((_, at) => (at % 40 === 0 ? 5_000 : 12 + (at % 21))))
  for (let more = 0; more < 1_000; more += 1) saltBytes(32)
  expect(salts.map((salt) => salt.toString('hex'))).toEqual(texts)
  expect(new Set(texts.map((text) => text.slice(0, 24))).size).toBe(texts.length)
  // None repeats used bytes, which are zeros by then.
  expect(texts.filter((text) => text.includes('000000000000'))).toEqual([])
})
