/**
 * Owns: invalidations, which say that something cached has changed (tables `revision` and `invalidations`), and the
 * caches that obey them. The database has the truth: invalidations are written in the transaction that revokes. Each node
 * polls them every 500 ms on the primary, and NOTIFY makes it faster. Does not own: what is cached. Asked by: everything
 * that caches or revokes.
 */

export { createInvalidatedCache, type InvalidatedCache } from './cache.ts'
export { createInvalidations, type Invalidation, type InvalidationKind, type Invalidations } from './invalidations.ts'
export { hearingOwnInvalidations, publishInvalidations } from './publish.ts'
export { currentRevision, forgetOldInvalidations } from './revocation.store.ts'
