/**
 * Vitest's set-up: how often each property test runs. A failure prints its seed, and DAMSON_TEST_SEED runs it again.
 *
 * An expensive test runs a fraction of them: `numRuns: propertyRuns / 5`, from `fc.readConfigureGlobal()`.
 */
import fc from 'fast-check'

const seed = process.env['DAMSON_TEST_SEED']

fc.configureGlobal({
  numRuns: process.env['DAMSON_TEST_FULL'] === undefined ? 200 : 1_000,
  ...(seed !== undefined && { seed: Number(seed) }),
})
