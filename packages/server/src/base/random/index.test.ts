import { expect, test } from 'vitest'
import { timeOfUuid, uuid, uuidAt } from './index.ts'

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
