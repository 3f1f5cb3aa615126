import { expect, test } from 'vitest'
import { runningVerdictOf, verdictOf } from '../test/acting.ts'

test('a client does for a person what it, the person and the scope allow, in 100,000 cases', () => {
  expect(verdictOf(100_000)).toBe('holds')
}, 1_200_000)

test('a Bot does with its caller’s rights what both and the scope allow, in 100,000 cases', () => {
  expect(runningVerdictOf(100_000)).toBe('holds')
}, 1_200_000)
