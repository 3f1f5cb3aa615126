/** A parsed search. */
import type { ResourceType } from '../generated/types.ts'
import type { Condition } from './condition.ts'

export interface Search {
  /** `*` for all types, with the parameters that all types have. */
  readonly type: ResourceType | '*'
  readonly condition: Condition
  /** In order of precedence; empty if the search asks for none. */
  readonly sort: readonly Sort[]
  /** `_count` as the client asked for it; the server has its own limit. */
  readonly count?: number
  readonly total: 'none' | 'accurate' | 'estimate'
  /** `_summary=count`: only the number. */
  readonly summary?: 'count'
}

/** One key of `_sort`. */
export interface Sort {
  readonly param: string
  /** What is compared: index entries of this kind, or the resource's own `lastUpdated` or id. */
  readonly kind: 'date' | 'string' | 'number' | 'updated' | 'id'
  readonly descending: boolean
}

/** Why a search was refused. */
export interface SearchRefusal {
  /** The parameter as the client wrote it, with its modifier. */
  readonly parameter: string
  readonly why: /** No such parameter on this type. */
    | 'unknown'
    /** FHIR has it, but this package does not. */
    | 'unsupported'
    /** The modifier does not exist or does not fit the parameter. */
    | 'modifier'
    /** The value is empty, or does not have the form that the parameter takes. */
    | 'value'
    /** Too many values, or a value that is too long. */
    | 'limit'
  /** What is wrong and what to do instead. It quotes no values, because they may identify a patient. */
  readonly text: string
}

export interface SearchOptions {
  /**
   * The FHIR base URLs of the server, with or without a trailing slash. Absolute references under one of them count as
   * relative.
   */
  readonly baseUrls?: readonly string[]
  /**
   * The instant from which `ap` on a date measures: a tenth of the distance is added on both sides. Without it, the
   * date's own width is.
   */
  readonly now?: Date
  /** How many values all parameters may have together; the default is 200. */
  readonly maxValues?: number
}
