import type { Condition } from '@damson/fhir'

/** The answer to "may this member do this with that type?". */
export type Decision = Permit | Denial

/** Yes, with the resources for which `narrowing` holds. */
export interface Permit {
  readonly verdict: 'permit'
  /**
   * Put it into the search, and ask `holds` of it for a single resource: of the stored version for whatever reads or
   * replaces one, and of the new version for whatever writes one. `{ op: 'all', of: [] }` excludes nothing.
   */
  readonly narrowing: Condition
  /** For `create`: the reference that becomes `meta.account` of the new resource, before `narrowing` is asked. */
  readonly account?: string
}

/** No, for whatever resource of that type. */
export interface Denial {
  readonly verdict: 'deny'
  readonly why: DenialReason
  /** What the caller's developer or administrator can do about it; safe to show. */
  readonly hint: string
}

/**
 * Why not: the member holds no policy at all, none of the policies has an entry for the type, none of the entries for
 * the type has the interaction, or the scopes of the token leave it out.
 */
export type DenialReason = 'no_policy' | 'type_forbidden' | 'interaction_forbidden' | 'scope_forbidden'
