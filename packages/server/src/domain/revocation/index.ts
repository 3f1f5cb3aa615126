/**
 * Owns: invalidations, which say that something held in memory has changed (tables `revision` and `invalidations`), and
 * the caches that obey them. True in the database: they are written in the transaction that revokes; each node polls
 * them every 500 ms on the primary, and NOTIFY hastens it. Does not own: what is cached. Asked by: whoever caches or revokes.
 */

export { createInvalidatedCache, type InvalidatedCache } from './cache.ts'
export { createInvalidations, type Invalidation, type InvalidationKind, type Invalidations } from './invalidations.ts'
export { hearingOwnInvalidations, publishInvalidations } from './publish.ts'
export { currentRevision, forgetOldInvalidations } from './revocation.store.ts'
