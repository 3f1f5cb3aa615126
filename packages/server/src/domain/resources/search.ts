import type { Condition, Search } from '@damson/fhir'
import type { Tx } from '#base/db'
import { narrowed } from './narrowed.ts'
import { countFound, type Found, type Part, type Place, selectPage, sortsByParameter } from './search.store.ts'
import type { Stored } from './stored.ts'

/** Where the next page begins. Kept by the client between pages, sealed. */
export interface SearchCursor extends Place {
  readonly part: Part
}

export interface SearchPage {
  readonly resources: readonly Stored[]
  /** Where the next page begins; undefined after the last. */
  readonly next?: SearchCursor
}

/** One page of a search within the narrowing. */
export async function searchResources(
  tx: Tx,
  project: string,
  search: Search,
  narrowing: Condition,
  count: number,
  after?: SearchCursor,
): Promise<SearchPage> {
  const condition = narrowed(search.condition, narrowing)
  const parts: readonly Part[] = sortsByParameter(search) ? ['valued', 'valueless'] : ['all']
  const remaining = after === undefined ? parts : parts.slice(Math.max(0, parts.indexOf(after.part)))
  const found: { row: Found; part: Part }[] = []
  for (const part of remaining) {
    const wanted = count + 1 - found.length
    if (wanted <= 0) break
    const place = after?.part === part ? after : undefined
    const rows = await selectPage(tx, project, search, condition, part, place, wanted)
    found.push(...rows.map((row) => ({ row, part })))
  }
  const page = found.slice(0, count)
  const last = page.at(-1)
  const resources = page.map(({ row }) => row)
  if (found.length <= count || last === undefined) return { resources }
  return { resources, next: { part: last.part, keys: last.row.keys, rk: last.row.rk } }
}

/** How many resources the search finds within the narrowing, whatever the page. */
export function countResources(tx: Tx, project: string, search: Search, narrowing: Condition): Promise<number> {
  return countFound(tx, project, search, narrowed(search.condition, narrowing))
}
