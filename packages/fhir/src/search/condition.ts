/**
 * What a search, or a policy's criteria, demands of a resource, expressed only in terms of its index entries.
 *
 * It has one meaning and two evaluators: `holds` (in memory, beside this file) and the store's SQL. Both use the same
 * entries, so SQL finds a row exactly if memory accepts the resource. The table at `holds` defines each comparison; a
 * condition holds if any entry of its parameter satisfies it.
 */
export type Condition =
  /** All of these; an empty list is true. */
  | { readonly op: 'all'; readonly of: readonly Condition[] }
  /** At least one of these; an empty list is false. */
  | { readonly op: 'any'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  /** The resource's logical id is one of these. */
  | { readonly op: 'id'; readonly ids: readonly string[] }
  /** The resource carries at least one of these exact terms (see `IndexEntries.terms`). */
  | { readonly op: 'term'; readonly terms: readonly string[] }
  /** A string entry of `param` starts with, or contains, `value` (normalised like the entries, never empty). */
  | {
      readonly op: 'string'
      readonly param: string
      readonly match: 'starts' | 'contains'
      readonly value: string
    }
  /** A date entry of `param` compares with the half-open range [lo, hi), in milliseconds since the epoch. */
  | {
      readonly op: 'date'
      readonly param: string
      readonly comparison: Comparison
      readonly lo: number
      readonly hi: number
    }
  /** `meta.lastUpdated` compares with the half-open range [lo, hi). */
  | { readonly op: 'updated'; readonly comparison: Comparison; readonly lo: number; readonly hi: number }
  /**
   * A number or quantity entry compares with the range; `system` and `code`, if given, must be equal. For `eq` and `ne`
   * the range is the half-open [lo, hi) of the written precision; for the others lo = hi, except under `overlaps`.
   */
  | {
      readonly op: 'number'
      readonly param: string
      readonly comparison: Comparison
      readonly lo: number
      readonly hi: number
      readonly system?: string
      readonly code?: string
    }

/** The prefixes of FHIR R4 search (https://hl7.org/fhir/R4/search.html#prefix); the parser widens `ap`. */
export type Comparison = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'overlaps'

/** The index of one resource: everything that a search can ask about it. */
export interface IndexEntries {
  /**
   * Exact terms of tokens, references, URIs, exact strings, presence and compartments, each a short text such as
   * `code=http://loinc.org|8867-4`. They lack the resource type: the store adds type and project when it hashes them.
   */
  readonly terms: readonly string[]
  /** Dates and periods as [lo, hi) in whole milliseconds since the epoch; an open end is ±`OPEN`. */
  readonly dates: readonly { readonly param: string; readonly lo: number; readonly hi: number }[]
  /** Strings, normalised (NFD without marks, lower case, white space folded), of 1 to 400 characters. */
  readonly strings: readonly { readonly param: string; readonly value: string }[]
  /**
   * Numbers, quantities and ranges as [lo, hi], always finite; plain values have lo = hi, an open end is
   * ±`OPEN_NUMBER`. A missing system or code is an empty text.
   */
  readonly numbers: readonly {
    readonly param: string
    readonly system: string
    readonly code: string
    readonly lo: number
    readonly hi: number
  }[]
}
