import { hasPostgres, type StoreKind } from '@damson/testkit'
import fc from 'fast-check'

const isFull = process.env['DAMSON_TEST_FULL'] === '1'
const seed = Number(process.env['DAMSON_TEST_SEED'] ?? Date.now() % 2_147_483_647)

/** How long a property may take to check, on a machine that does other things too. */
export const PROPERTY_MS = isFull ? 600_000 : 120_000

/** Each run asks a store, so that a full one has fewer than where nothing is asked; the short one spares the slower store. */
function runsOn(kind: StoreKind): number {
  if (isFull) return 5_000
  return kind === 'pglite' && hasPostgres() ? 200 : 1_000
}

/** Checks an asynchronous property of a store; set DAMSON_TEST_SEED to the printed seed to see a failure again. `fewer`: a run takes as long as so many others. */
export function check<T>(kind: StoreKind, property: fc.IAsyncProperty<T>, fewer = 1): Promise<void> {
  return fc.assert(property, { numRuns: Math.ceil(runsOn(kind) / fewer), seed })
}
