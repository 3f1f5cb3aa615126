import { expect, test } from 'vitest'
import { verdictOf } from '../test/explaining.ts'
import { explain } from './explain.ts'

/** 100,000 hold too, and take five times as long: DAMSON_EXPLAINED_CASES=100000. */
const CASES = Number(process.env['DAMSON_EXPLAINED_CASES'] ?? 20_000)

test('an explanation agrees with the decision in very many cases', () => {
  expect(verdictOf(explain, CASES)).toBe('holds')
}, 1_200_000)
