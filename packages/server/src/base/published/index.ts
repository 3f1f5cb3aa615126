/**
 * Documents that others publish at a URL, such as key sets and metadata: fetched once for all callers, and cached.
 *
 * Owns: how long a document is cached, when it is fetched again, and how much is cached for each caller. Owns no table,
 * and doesn't know a document's meaning: its reader does. Network access is in `#base/outbound`. Asked by
 * `domain/issuers` (metadata and keys of other issuers) and `domain/clients` (keys of apps).
 */
export { createPublished, type Published, type PublishedOptions, type Unpublished } from './published.ts'
