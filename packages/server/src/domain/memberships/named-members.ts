import type { Condition, ResourceType, Search } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findReachable, type SearchCursor, searchResources } from '#domain/resources'
import type { Member, MemberPage } from './members.ts'
import { membersByOwners, standingOf } from './memberships.store.ts'

/** Where a name or an address is looked for: in profiles, or in accounts (`User`), within the asker's narrowing. */
export interface NameSource {
  readonly type: ResourceType
  readonly condition: Condition
  readonly narrowing: Condition
}

/** The place in a list of found members: which source, and where in it. */
export interface NamedCursor {
  readonly source: number
  readonly at: SearchCursor | undefined
}

/** Of a project with many records whose people are no members, a page may be short. */
const MOST_PIECES = 10

/** One page of the members whose profile or account is found, source by source, within the narrowing. */
export async function readNamed(
  tx: Tx,
  project: string,
  narrowing: Condition,
  sources: readonly NameSource[],
  count: number,
  after: NamedCursor = { source: 0, at: undefined },
): Promise<MemberPage<NamedCursor>> {
  const members = new Map<string, Member>()
  let cursor: NamedCursor | undefined = after
  for (let piece = 0; piece < MOST_PIECES && cursor !== undefined && members.size < count; piece += 1) {
    const source: NameSource | undefined = sources[cursor.source]
    if (source === undefined) return { members: [...members.values()], next: undefined }
    const search: Search = { type: source.type, condition: source.condition, sort: [], total: 'none' }
    const wanted = count - members.size
    const page = await searchResources(tx, project, search, source.narrowing, wanted, cursor.at)
    for (const member of await membersOf(tx, project, narrowing, source.type, page.resources))
      members.set(member.stored.id, member)
    cursor = page.next === undefined ? nextSource(cursor, sources) : { source: cursor.source, at: page.next }
  }
  return { members: [...members.values()], next: cursor }
}

function nextSource({ source }: NamedCursor, sources: readonly NameSource[]): NamedCursor | undefined {
  return source + 1 < sources.length ? { source: source + 1, at: undefined } : undefined
}

/** The memberships of profiles or accounts, in their order. */
async function membersOf(
  tx: Tx,
  project: string,
  narrowing: Condition,
  type: ResourceType,
  owners: readonly { readonly id: string }[],
): Promise<readonly Member[]> {
  if (owners.length === 0) return []
  const profiles = type === 'User' ? [] : owners.map(({ id }) => `${type}/${id}`)
  const users = type === 'User' ? owners.map(({ id }) => id) : []
  const rows = await membersByOwners.rows(tx, project, profiles, users)
  const ids = rows.map(({ id }) => id)
  const found = new Map(
    (await findReachable(tx, project, 'ProjectMembership', ids, narrowing)).map((stored) => [stored.id, stored]),
  )
  const standings = new Map((await standingOf.rows(tx, project, ids)).map((row) => [row.id, row]))
  const order = new Map(owners.map(({ id }, i) => [id, i]))
  const placeOf = (owner: string): number => order.get(owner) ?? owners.length
  return rows
    .toSorted((a, b) => placeOf(a.owner) - placeOf(b.owner))
    .flatMap(({ id }) => {
      const [stored, standing] = [found.get(id), standings.get(id)]
      return stored === undefined || standing === undefined ? [] : [{ stored, standing }]
    })
}
