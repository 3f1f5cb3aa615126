import fc from 'fast-check'

const numRuns = process.env['DAMSON_TEST_FULL'] === '1' ? 20_000 : 1_000
const seed = Number(process.env['DAMSON_TEST_SEED'] ?? Date.now() % 2_147_483_647)

/** Checks an asynchronous property; set DAMSON_TEST_SEED to the printed seed to see a failure again. */
export function check<T>(property: fc.IAsyncProperty<T>): Promise<void> {
  return fc.assert(property, { numRuns, seed })
}
