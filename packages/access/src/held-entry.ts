import type { Condition, ResourceType } from '@damson/fhir'
import { everyOf, keyOf } from './conjuncts.ts'
import type { HeldInteraction } from './interactions.ts'

/** Where a right was written: the grant, counted from 0, and the place in its policy (`AccessPolicy.resource[2]`). */
export interface EntrySource {
  readonly grant: number
  readonly expression: string
}

/** A right that a member holds: bound to the member, and within the ceiling for that member. */
export interface HeldEntry {
  readonly source: EntrySource
  readonly resourceType: ResourceType | '*'
  readonly interactions: ReadonlySet<HeldInteraction>
  /** All must hold; none means every resource of the type. */
  readonly conjuncts: readonly Condition[]
  /** The conjuncts as one condition whose key is known. */
  readonly demand: Condition
  /** The account of resources that are created through this entry. */
  readonly account?: string
}

export function heldEntry(entry: Omit<HeldEntry, 'demand'>): HeldEntry {
  const demand = everyOf(entry.conjuncts)
  // The key is made here, while the effective policy is put together in steps, and not at the first request.
  keyOf(demand)
  return { ...entry, demand }
}
