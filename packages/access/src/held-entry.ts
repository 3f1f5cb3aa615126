import type { Condition, ResourceType } from '@damson/fhir'
import { everyOf, keyOf } from './conjuncts.ts'
import type { HeldInteraction } from './interactions.ts'

/** A right that a member holds: bound to its holder, and within what the holder may be granted at all. */
export interface HeldEntry {
  readonly resourceType: ResourceType | '*'
  readonly interactions: ReadonlySet<HeldInteraction>
  /** All must hold; none means every resource of the type. */
  readonly conjuncts: readonly Condition[]
  /** The conjuncts as one condition, of which the key is known. */
  readonly demand: Condition
  /** The account that goes with what is created through this entry. */
  readonly account?: string
}

export function heldEntry(entry: Omit<HeldEntry, 'demand'>): HeldEntry {
  const demand = everyOf(entry.conjuncts)
  // Made here, where an effective policy is put together in steps, and not with the first request.
  keyOf(demand)
  return { ...entry, demand }
}
