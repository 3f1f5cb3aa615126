/** How property tests run here: 1,000 times, 20,000 with DAMSON_TEST_FULL=1, from a seed that a failure prints. */
import * as fc from 'fast-check'

const numRuns = process.env.DAMSON_TEST_FULL === '1' ? 20_000 : 1_000
const seed = Number(process.env.DAMSON_TEST_SEED ?? Date.now() % 2_147_483_647)

/** Checks a property; set DAMSON_TEST_SEED to the printed seed to see a failure again. */
export function check<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns, seed })
}
