// What a store is built of: for `#base/embedded` and `#base/backup` alone.
export { withTimeout } from './deadline.ts'
export { createDeferred } from './deferred.ts'
export { faultOfServerError, type ServerError, unavailable } from './faults.ts'
export { checksumOf, type Migration, readMigrations } from './migrate.ts'
export { insideTransaction, refuseInsideTransaction } from './nesting.ts'
export { retrying } from './retry.ts'
export { decoderOf, encodeParams, type WireValue } from './values.ts'
