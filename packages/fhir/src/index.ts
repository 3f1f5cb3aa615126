/**
 * FHIR R4 as data and pure functions.
 *
 * Owns the model of R4's resource types and of the identity resources, their TypeScript types, structural validation,
 * lossless JSON, the index entries of resources, the syntax of searches and their evaluation in memory.
 *
 * Does not own storage, HTTP, access rules, terminology beyond required bindings, profiles or invariants. Nothing here
 * does I/O or reads the clock, and only compiled definitions are kept.
 *
 * Asked by `packages/access`, the server and everything else that reads or writes FHIR. Every interface of FHIR is
 * exported under its FHIR name, with one exception: `Condition` is the condition of a search, and the resource is
 * `ResourceMap['Condition']`.
 */

export type * from './generated/types.ts'
export { isWriteOnly, withoutSecrets } from './identity/identity-provider.ts'
export { copyJson, type JsonLimits, JsonRefused, nestingLimit, parseJson, stringifyJson } from './json/json.ts'
export { numberOf } from './json/raw-number.ts'
export { identityTypes, isResourceType, resourceTypes } from './model/model.ts'
export { OPEN, readDateRange } from './primitives/date-range.ts'
export { type ReferenceText, readReferenceText } from './primitives/reference-text.ts'
export { accepted, type Result, refused } from './result.ts'
export { otherTerms } from './search/closed-codes.ts'
export { compartmentSteps, compartmentsOf, type IndexOptions } from './search/compartments.ts'
export type { Comparison, Condition, IndexEntries } from './search/condition.ts'
export { holds, type Identified, matches } from './search/holds.ts'
export { type Indexed, indexEntries, indexSteps } from './search/index-entries.ts'
export { OPEN_NUMBER } from './search/indexers.ts'
export { type Named, namedIn } from './search/named.ts'
export { type SearchParameterSummary, searchParametersOf } from './search/parameters.ts'
export { parseSearch } from './search/parse-search.ts'
export { literalValue, type Pair, type SearchValue, splitQuery } from './search/query.ts'
export type { Search, SearchOptions, SearchRefusal, Sort } from './search/search.ts'
export { compartmentsIn, compartmentTerm } from './search/terms.ts'
export { allSteps, type Steps } from './steps.ts'
export type { Issue, IssueCode } from './validation/issue.ts'
export { validate } from './validation/validate.ts'
