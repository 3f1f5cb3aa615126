import type { Condition, Search } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findReachable, readCandidates, type SearchCursor, type Stored, searchResources } from '#domain/resources'
import { pendingAfter, type StandingRow, standingOf } from './memberships.store.ts'

/** A membership, with what its table adds to the resource. */
export interface Member {
  readonly stored: Stored
  readonly standing: StandingRow
}

/** A page of members, and the cursor of the next one; undefined after the last. */
export interface MemberPage<Cursor> {
  readonly members: readonly Member[]
  readonly next: Cursor | undefined
}

/** The pending membership after which a page begins: the time of its invitation, as ISO text, and its id. */
export interface PendingCursor {
  readonly at: string
  readonly id: string
}

const ALL: Search = { type: 'ProjectMembership', condition: { op: 'all', of: [] }, sort: [], total: 'none' }

/** One page of a project's memberships within the narrowing, the most recently changed first: all, or those of a search. */
export async function readMembers(
  tx: Tx,
  project: string,
  narrowing: Condition,
  count: number,
  after: SearchCursor | undefined,
  search: Search = ALL,
): Promise<MemberPage<SearchCursor>> {
  const page = await searchResources(tx, project, search, narrowing, count, after)
  const ids = page.resources.map(({ id }) => id)
  const rows = ids.length === 0 ? [] : await standingOf.rows(tx, project, ids)
  const standings = new Map(rows.map((row) => [row.id, row]))
  const members = page.resources.flatMap((stored) => {
    const standing = standings.get(stored.id)
    return standing === undefined ? [] : [{ stored, standing }]
  })
  return { members, next: page.next }
}

/** One page of the memberships that something else names, in its order, within the narrowing. */
export async function readListed<C extends { readonly id: string }>(
  tx: Tx,
  project: string,
  narrowing: Condition,
  candidatesAfter: (after: C | undefined, limit: number) => Promise<readonly C[]>,
  count: number,
  after: C | undefined,
): Promise<MemberPage<C>> {
  const of = { project, type: 'ProjectMembership', narrowing } as const
  const { found, next } = await readCandidates(tx, of, candidatesAfter, count, after)
  const ids = found.map(({ candidate }) => candidate.id)
  const rows = ids.length === 0 ? [] : await standingOf.rows(tx, project, ids)
  const standings = new Map(rows.map((row) => [row.id, row]))
  const members = found.flatMap(({ stored }) => {
    const standing = standings.get(stored.id)
    return standing === undefined ? [] : [{ stored, standing }]
  })
  return { members, next }
}

/** One of a project's memberships within the narrowing, as a page of at most one. */
export async function readOneMember(
  tx: Tx,
  project: string,
  narrowing: Condition,
  id: string,
): Promise<MemberPage<never>> {
  const [stored] = await findReachable(tx, project, 'ProjectMembership', [id], narrowing)
  const standing = stored === undefined ? undefined : await standingOf.maybeOne(tx, project, [id])
  return { members: stored === undefined || standing === undefined ? [] : [{ stored, standing }], next: undefined }
}

/** Rows per fetch: all of them may be large, and are held at once. */
const PIECE = 32
/** A page of large memberships is short; so may be a page of many memberships that the narrowing mostly hides. */
const MOST_CHARACTERS = 16_000_000
const MOST_PIECES = 125

/** The same for pending memberships only, the latest invitation first. Hidden memberships leave no gap in a page. */
export async function readPending(
  tx: Tx,
  project: string,
  narrowing: Condition,
  count: number,
  after: PendingCursor | undefined,
): Promise<MemberPage<PendingCursor>> {
  const members: Member[] = []
  let cursor = after
  let characters = 0
  for (let piece = 0; piece < MOST_PIECES && characters <= MOST_CHARACTERS; piece += 1) {
    const at = cursor === undefined ? null : new Date(cursor.at)
    const rows = await pendingAfter.rows(tx, { project, at, id: cursor?.id ?? null, limit: PIECE })
    const ids = rows.map(({ id }) => id)
    const reachable = await findReachable(tx, project, 'ProjectMembership', ids, narrowing)
    const found = new Map(reachable.map((stored) => [stored.id, stored]))
    for (const standing of rows) {
      const stored = found.get(standing.id)
      if (stored === undefined) continue
      if (members.length === count) return { members, next: cursorOf(members.at(-1)?.standing) }
      members.push({ stored, standing })
      characters += stored.content.length
    }
    if (rows.length < PIECE) return { members, next: undefined }
    cursor = cursorOf(rows.at(-1))
  }
  return { members, next: cursor }
}

function cursorOf(row: StandingRow | undefined): PendingCursor | undefined {
  const at = row?.invitedAt
  return row === undefined || at == null ? undefined : { at: at.toISOString(), id: row.id }
}
