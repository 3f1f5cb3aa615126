import type { Condition } from '@damson/fhir'

/** The answer to "may this member do this with that type?". */
export type Decision = Permit | Denial

/** Yes, for the resources that match `narrowing`. */
export interface Permit {
  readonly verdict: 'permit'
  /**
   * Put it into the search. For a single resource, check it with `holds`: the stored version before you read or replace
   * it, and the new version before you write it. `{ op: 'all', of: [] }` excludes nothing.
   */
  readonly narrowing: Condition
  /** For `create`: the reference that becomes `meta.account` of the new resource, set before `narrowing` is checked. */
  readonly account?: string
}

/** No, for every resource of that type. */
export interface Denial {
  readonly verdict: 'deny'
  readonly why: DenialReason
  /** What the developer or administrator can do about it; safe to show. */
  readonly hint: string
}

/**
 * Why not: the member has no policy, no policy has an entry for the type, no entry for the type allows the interaction,
 * or the token's scopes exclude it.
 */
export type DenialReason = 'no_policy' | 'type_forbidden' | 'interaction_forbidden' | 'scope_forbidden'
