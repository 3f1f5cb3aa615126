/**
 * Documents that others publish at a URL, such as key sets and metadata: fetched once for all who ask, and kept.
 *
 * Owns how long one is kept, when it is asked for anew, and how much is kept for each of many. Owns no table, and does not
 * know what a document means: its reader says. The way to the network is `#base/outbound`. Asked by `domain/issuers` (metadata
 * and keys of other issuers) and `domain/clients` (keys of apps).
 */
export { createPublished, type Published, type PublishedOptions, type Unpublished } from './published.ts'
