import { expect, test } from 'vitest'
import { isLate } from '../src/views/server/answers.ts'

const NOW = '2026-12-01T08:00:00Z'

test.each([
  ['a run to come', '2026-12-01T08:00:30Z', false],
  ['a run that was due five minutes ago', '2026-12-01T07:55:00Z', false],
  ['a run that was due longer ago', '2026-12-01T07:54:59Z', true],
  ['no run', undefined, false],
])('of %s is said whether it is late', (_, nextAt, expected) => {
  expect(isLate(nextAt, NOW)).toBe(expected)
})
