/** A search, understood. */
import type { ResourceType } from '../generated/types.ts'
import type { Condition } from './condition.ts'

export interface Search {
  /** `*` for all types, with the parameters that all types have. */
  readonly type: ResourceType | '*'
  readonly condition: Condition
  /** In order of precedence; empty when none was asked for. */
  readonly sort: readonly Sort[]
  /** `_count`, as asked for: the server has its own limit. */
  readonly count?: number
  readonly total: 'none' | 'accurate' | 'estimate'
  /** `_summary=count`: the number alone. */
  readonly summary?: 'count'
}

/** One key of `_sort`. */
export interface Sort {
  readonly param: string
  /** What is compared: index entries of that kind, or the resource's own `lastUpdated` or id. */
  readonly kind: 'date' | 'string' | 'number' | 'updated' | 'id'
  readonly descending: boolean
}

/** Why a search was not accepted. */
export interface SearchRefusal {
  /** The parameter as the client named it, with its modifier. */
  readonly parameter: string
  readonly why: /** No such parameter on this type. */
    | 'unknown'
    /** FHIR has it, this package does not. */
    | 'unsupported'
    /** The modifier does not exist or does not fit the parameter. */
    | 'modifier'
    /** The value is empty or not of the form that the parameter takes. */
    | 'value'
    /** Too many values, or too long a one. */
    | 'limit'
  /** What is wrong and what to do instead; quotes no values, which may be a patient's. */
  readonly text: string
}

export interface SearchOptions {
  /** The FHIR base URLs of the server, with or without a last slash. Absolute references under one count as relative. */
  readonly baseUrls?: readonly string[]
  /** From when `ap` on a date measures: a tenth of the distance is added on both sides. Without it, the date's own width. */
  readonly now?: Date
  /** How many values all parameters may have together; 200 unless given. */
  readonly maxValues?: number
}
