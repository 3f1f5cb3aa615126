/**
 * What app authors import to sign in with Damson and to read and write FHIR. Runs in browsers, Node and native apps, and
 * depends on nothing.
 *
 * Owns: PKCE, tokens and their renewal, where logins are kept, requests with their retries and cache, typed errors, the
 * types of every resource. Does not own: pages, widgets, FHIRPath, validation.
 */
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
export { ClientStorage } from './storage/client-storage.ts'
export type { ForeignClientStorage, KeyValueStore, StorageOption } from './storage/key-value-store.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { type SharedStore, shareTokens, type TokenCache, type WantedToken } from './tokens/token-cache.ts'
export type { RateLimitInfo } from './transport/rate-limit.ts'
export type { QueryTypes } from './urls.ts'
export type * from './wire.ts'
// One name, two meanings: a Resource is any of them here, and what all have in common in the generated types; these
// References and Bundles can be told of what.
export type { Bundle, BundleEntry, Reference, Resource } from './wire.ts'
