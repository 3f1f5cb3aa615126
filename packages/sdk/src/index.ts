/**
 * What app authors import to sign in with Damson and to read and write FHIR. It runs in browsers, Node and native apps,
 * and has no dependencies.
 *
 * Owns: PKCE, tokens and their renewal, the storage of logins, requests with retries and cache, typed errors, the types
 * of every resource. Does not own: pages, widgets, FHIRPath, validation.
 */
export { Batch, type BatchResult } from './batch.ts'
export { DamsonClient, DamsonClient as MedplumClient } from './client/damson-client.ts'
export * from './elements.ts'
export * from './errors.ts'
export type { DamsonClientEventMap } from './events.ts'
export type * from './generated/types.ts'
export type { Clock, Fetch, Locks, Page, WebCrypto } from './host.ts'
export { formatHumanName, getDisplayString } from './names.ts'
export type {
  DamsonClientOptions,
  DamsonClientOptions as MedplumClientOptions,
  RequestOptions,
  RequestOptions as MedplumRequestOptions,
} from './options.ts'
export * from './references.ts'
export type { QueryTypes, SearchObject, SearchQuery, SortKey } from './search-query.ts'
export { ClientStorage } from './storage/client-storage.ts'
export type { ForeignClientStorage, KeyValueStore, StorageOption } from './storage/key-value-store.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { type SharedStore, shareTokens, type TokenCache, type WantedToken } from './tokens/token-cache.ts'
export type { RateLimitInfo } from './transport/rate-limit.ts'
export { asUser } from './user-client.ts'
export type * from './wire.ts'
// These names also exist in the generated types, with narrower meanings. Here a Resource is a union of all resource
// types, and a Reference or Bundle can say which types it holds.
export type { Bundle, BundleEntry, Reference, Resource } from './wire.ts'
