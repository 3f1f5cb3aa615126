import type { Condition, ResourceType, Search } from '@damson/fhir'
import { StoreUnavailable, type Tx } from '#base/db'
import { countFound, estimateFound } from './count.store.ts'
import { narrowed } from './narrowed.ts'
import { takePage } from './page.ts'
import { type Found, type Part, type RowPosition, selectPage, sortsByParameter } from './search.store.ts'
import type { Stored } from './stored.ts'

/** The start of the next page. The client keeps it between pages, sealed. */
export interface SearchCursor extends RowPosition {
  readonly part: Part
}

export interface SearchPage {
  readonly resources: readonly Stored[]
  /** The start of the next page; undefined after the last. */
  readonly next?: SearchCursor
}

/** One page of a search, within the narrowing. */
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

  async function rowsAfter(last: FoundIn | undefined, limit: number): Promise<readonly FoundIn[]> {
    const from = last === undefined ? after : cursorAt(last)
    const found: FoundIn[] = []
    for (const part of from === undefined ? parts : parts.slice(Math.max(0, parts.indexOf(from.part)))) {
      if (found.length === limit) break
      const position = from?.part === part ? from : undefined
      const rows = await selectPage(tx, project, search, condition, part, position, limit - found.length)
      found.push(...rows.map((row) => ({ row, part })))
    }
    return found
  }

  const { rows, more } = await takePage(count, rowsAfter, ({ row }) => row)
  const last = rows.at(-1)
  return { resources: rows.map(({ row }) => row), ...(more && last !== undefined && { next: cursorAt(last) }) }
}

/** A few resources of a type by their ids, within the narrowing, in no order. All are held in memory at once. */
export async function findReachable(
  tx: Tx,
  project: string,
  type: ResourceType,
  ids: readonly string[],
  narrowing: Condition,
): Promise<readonly Stored[]> {
  if (ids.length === 0) return []
  const search: Search = { type, condition: { op: 'id', ids }, sort: [], total: 'none' }
  const found: Stored[] = []
  let after: SearchCursor | undefined
  do {
    const page = await searchResources(tx, project, search, narrowing, ids.length, after)
    found.push(...page.resources)
    after = page.next
  } while (after !== undefined)
  return found
}

interface FoundIn {
  readonly row: Found
  readonly part: Part
}

function cursorAt({ row, part }: FoundIn): SearchCursor {
  return { part, keys: row.keys, rk: row.rk }
}

/**
 * How many resources the search finds within the narrowing, regardless of the page; approximate if it asks for an
 * estimate. Undefined when counting them would take too long.
 */
export async function countResources(
  tx: Tx,
  project: string,
  search: Search,
  narrowing: Condition,
): Promise<number | undefined> {
  const condition = narrowed(search.condition, narrowing)
  // A search that asks only for the count gets the exact count.
  const isEstimate = search.total === 'estimate' && search.summary !== 'count' && search.count !== 0
  try {
    return await (isEstimate ? estimateFound : countFound)(tx, project, search, condition)
  } catch (error) {
    if (error instanceof StoreUnavailable && error.outage === 'canceled') return undefined
    throw error
  }
}
