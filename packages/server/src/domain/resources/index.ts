/**
 * Owns: the FHIR store: current resources, their history, search (tables `resources`, `resource_history`,
 * `resource_dates`, `resource_strings`, `resource_numbers`, `binary_contents`). Takes the narrowing of a decision as an
 * argument and puts it into its SQL; doesn't know the caller, and never imports access. Identity resources are rows like
 * any other; their gate tables belong to their modules. Asked by: `endpoints/fhir` and the identity modules.
 */
export type { AskedChange } from './asked-change.ts'
export { findBinary } from './binary.store.ts'
export { type CandidatePage, readCandidates } from './candidates.ts'
export { noteCommonTerms } from './common-terms.ts'
export { instantSql } from './condition.store.ts'
export {
  type Change,
  createGated,
  deleteGated,
  type Gate,
  type Gates,
  replaceGated,
  resourceOf,
  type WriteResult,
  type Written,
} from './gate.ts'
export type { HistoryCursor } from './history.store.ts'
export { type HistoryPage, instanceHistory, typeHistory } from './history.ts'
export { type IndexedDraft, indexedDraft } from './indexed.ts'
export { patientsNamed } from './named-patients.ts'
export { conjuncts, isReachable, isUnrestricted, judgeOf, narrowed, reachable } from './narrowed.ts'
export { findResource, findResources, findVersion, readResource } from './repository.ts'
export { conditionLock, lastChange, STORED } from './resource.store.ts'
export { idsFound } from './search.store.ts'
export { countResources, findReachable, type SearchCursor, type SearchPage, searchResources } from './search.ts'
export { accountOf, authorOf, bodyOf, type Draft, SERVER_META, type Stored, withAuthorName } from './stored.ts'
export { createTogether, type TogetherColumns } from './together.store.ts'
export { type NewResource, newResource, togetherColumns, weightOf } from './together.ts'
export { invalid, type WriteRefusal, writeRefusal } from './write-refusal.ts'
