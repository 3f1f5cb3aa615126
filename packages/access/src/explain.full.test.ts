import { expect, test } from 'vitest'
import { verdictOf } from '../test/explaining.ts'
import { explain } from './explain.ts'

test('an explanation agrees with the decision in 100,000 cases', () => {
  expect(verdictOf(explain, 100_000)).toBe('holds')
}, 1_200_000)
