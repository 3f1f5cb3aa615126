import type { Condition, ResourceType } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findReachable } from './search.ts'
import type { Stored } from './stored.ts'

/** What may be on a page; it says where a later page goes on, too. */
interface Candidate {
  readonly id: string
}

export interface CandidatePage<C extends Candidate> {
  readonly found: readonly { readonly stored: Stored; readonly candidate: C }[]
  /** The candidate after which the next page begins; undefined after the last. */
  readonly next: C | undefined
}

/** Candidates that are read at once, and of which the resources are; all of the latter may be large. */
const MOST_AT_ONCE = 200
const PIECE = 32
/** A page of large resources is short; so may be one of many candidates that the narrowing mostly hides. */
const MOST_CHARACTERS = 16_000_000
const MOST_READS = 5

/** One page of resources that something else names in an order of its own, within the narrowing. Hidden ones leave no gap. */
export async function readCandidates<C extends Candidate>(
  tx: Tx,
  of: { readonly project: string; readonly type: ResourceType; readonly narrowing: Condition },
  candidatesAfter: (after: C | undefined, limit: number) => Promise<readonly C[]>,
  count: number,
  after: C | undefined,
): Promise<CandidatePage<C>> {
  const found: { readonly stored: Stored; readonly candidate: C }[] = []
  let [last, characters] = [after, 0]
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const limit = reads === 0 ? Math.min(count + 1, MOST_AT_ONCE) : MOST_AT_ONCE
    const candidates = await candidatesAfter(last, limit)
    for (let from = 0; from < candidates.length; from += PIECE) {
      if (characters > MOST_CHARACTERS) return { found, next: last }
      const piece = candidates.slice(from, from + PIECE)
      const ids = piece.map(({ id }) => id)
      const reachable = await findReachable(tx, of.project, of.type, ids, of.narrowing)
      const known = new Map(reachable.map((stored) => [stored.id, stored]))
      for (const candidate of piece) {
        const stored = known.get(candidate.id)
        if (stored !== undefined) {
          if (found.length === count) return { found, next: last }
          found.push({ stored, candidate })
          characters += stored.content.length
        }
        last = candidate
      }
    }
    if (candidates.length < limit) return { found, next: undefined }
  }
  return { found, next: last }
}
