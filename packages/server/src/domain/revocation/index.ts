/**
 * Owns: the news that something nodes hold in memory has changed (tables `revision` and `invalidations`), and the
 * caches that obey it. True in the database: the news is written in the transaction that revokes; each node polls it
 * every 500 ms on the primary, and NOTIFY hastens it. Does not own: what is cached. Asked by: whoever caches or revokes.
 */

export { createNewsCache, type NewsCache } from './cache.ts'
export { createNews, type News, type NewsItem, type NewsKind } from './news.ts'
export { hearingOwnNews, publishNews } from './publish.ts'
export { currentRevision, forgetOldNews } from './revocation.store.ts'
