import type { CommonParameters, SearchParameters } from './generated/search.ts'
import type { ResourceType } from './generated/types.ts'

/**
 * A search of a type: an object of its search parameters, a query string, or pairs of names and values.
 *
 * All parameters must match. A list of values must match too, each of them; a comma inside a value separates
 * alternatives. Undefined values are left out. A parameter that the type lacks is a compile error; use a string or
 * `URLSearchParams` for a search that is put together at run time.
 *
 * @example
 * ```ts
 * const query: SearchQuery<'Patient'> = {
 *   'family:exact': 'Simpson',
 *   birthdate: { ge: '1980-01-01', lt: '1990-01-01' },
 *   identifier: ['urn:mrn|', 'urn:ssn|'],
 *   _sort: ['family', '-birthdate'],
 * }
 * ```
 */
export type SearchQuery<K extends ResourceType> = QueryTypes | SearchObject<K>

/** A search as text or as pairs of names and values. */
export type QueryTypes = URLSearchParams | readonly (readonly string[])[] | string | undefined

/** A search as an object. */
export type SearchObject<K extends ResourceType> = {
  readonly [N in Names<K>]?: All<ValueOf<KindOf<K, N>>> | undefined
} & {
  readonly [N in Exclude<Names<K>, '_id' | '_lastUpdated'> as `${N}:missing`]?: boolean | undefined
} & {
  readonly [N in NamesOf<K, 'token' | 'uri' | Leads> as `${N}:not`]?: All<ValueOf<KindOf<K, N>>> | undefined
} & {
  readonly [N in NamesOf<K, 'string'> as `${N}:${'exact' | 'contains'}`]?: All<string> | undefined
} & {
  readonly [N in NamesOf<K, Leads> as `${N}:${TargetOf<KindOf<K, N>>}`]?: All<string> | undefined
} & {
  /** `Patient/123`: only what is in the record of that patient. */
  readonly _compartment?: All<string> | undefined
  /** The keys to sort by, the first one first; with a minus sign, the largest value first. */
  readonly _sort?: SortKey<K> | readonly SortKey<K>[] | undefined
  /** How many resources a page has. */
  readonly _count?: number | `${number}` | undefined
  /** Whether the answer says how many resources there are. */
  readonly _total?: 'none' | 'estimate' | 'accurate' | undefined
  readonly _summary?: 'count' | undefined
}

/** A key of `_sort`. */
export type SortKey<K extends ResourceType> =
  `${'' | '-'}${NamesOf<K, 'date' | 'string' | 'number' | 'quantity'> | '_id'}`

type Parameters<K extends ResourceType> = CommonParameters & SearchParameters[K]
type Names<K extends ResourceType> = Extract<keyof Parameters<K>, string>
type KindOf<K extends ResourceType, N> = N extends keyof Parameters<K> ? Parameters<K>[N] : never
type NamesOf<K extends ResourceType, Kind> = {
  [N in Names<K>]: KindOf<K, N> extends Kind ? N : never
}[Names<K>]
type Leads = { to: ResourceType }
type TargetOf<Kind> = Kind extends { to: infer To extends string } ? To : never

type All<Value> = Value | readonly Value[]
type ValueOf<Kind> = Kind extends 'date' | 'number' | 'quantity'
  ? Compared
  : Kind extends 'token'
    ? string | number | boolean
    : string

/** A value to compare with, as FHIR writes it (`ge2024-01-31`), or by its prefixes: `{ ge: '2024-01-31' }`. */
type Compared = string | number | { readonly [P in Prefix]?: string | number | undefined }
type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap'
