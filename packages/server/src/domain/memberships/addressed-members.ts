import { type Condition, isResourceType, type ResourceType } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findReachable, resourceOf, type Stored } from '#domain/resources'
import type { Member, MemberPage } from './members.ts'
import { type AddressedRow, membersByAddress, standingOf } from './memberships.store.ts'

/** What of accounts (`User`) and profiles the asker may read, by type; a type that is missing is hidden. */
export type ReadableTypes = ReadonlyMap<ResourceType, Condition>

/** The membership after which a page begins. */
export interface AddressedCursor {
  readonly after: string
}

/** Candidates are read in pieces of this size. Most of them are shown, unless the asker's policy hides their records. */
const PIECE = 200
const MOST_PIECES = 125
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * One page of the members with an address that contains a text: in their account or profile, within what the asker may read
 * of both, and within the narrowing of memberships. Whose address is hidden is not found by it.
 */
export async function readAddressed(
  tx: Tx,
  project: string,
  narrowing: Condition,
  { part, readable }: { readonly part: string; readonly readable: ReadableTypes },
  count: number,
  { after }: AddressedCursor = { after: FIRST },
): Promise<MemberPage<AddressedCursor>> {
  const members: Member[] = []
  const pattern = `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  let cursor = after
  for (let piece = 0; piece < MOST_PIECES; piece += 1) {
    const rows = await membersByAddress.rows(tx, { project, pattern, after: cursor, limit: PIECE })
    for (const member of await shownOf(tx, project, narrowing, rows, { part, readable })) {
      // The next page begins after this one.
      if (members.length === count) return { members, next: { after: members.at(-1)?.stored.id ?? cursor } }
      members.push(member)
    }
    cursor = rows.at(-1)?.id ?? cursor
    if (rows.length < PIECE) return { members, next: undefined }
  }
  return { members, next: { after: cursor } }
}

/** The candidates that the asker may see, and may see to have such an address, in their order. */
async function shownOf(
  tx: Tx,
  project: string,
  narrowing: Condition,
  rows: readonly AddressedRow[],
  { part, readable }: { readonly part: string; readonly readable: ReadableTypes },
): Promise<readonly Member[]> {
  const references = rows.flatMap(({ user, profile }) => [user, profile])
  const read = new Map<string, Stored>()
  for (const [type, ofType] of Map.groupBy(new Set(references), (reference) => reference.split('/')[0] ?? '')) {
    const within = isResourceType(type) ? readable.get(type) : undefined
    if (!isResourceType(type) || within === undefined) continue
    const ids = ofType.map((reference) => reference.split('/')[1] ?? '')
    for (const stored of await findReachable(tx, project, type, ids, within)) read.set(`${type}/${stored.id}`, stored)
  }
  const isFound = (reference: string): boolean => addressesOf(read.get(reference)).some((one) => one.includes(part))
  const found = rows.filter(({ user, profile }) => isFound(user) || isFound(profile)).map(({ id }) => id)
  const memberships = new Map(
    (await findReachable(tx, project, 'ProjectMembership', found, narrowing)).map((stored) => [stored.id, stored]),
  )
  const standings = new Map((await standingOf.rows(tx, project, found)).map((row) => [row.id, row]))
  return found.flatMap((id) => {
    const [stored, standing] = [memberships.get(id), standings.get(id)]
    return stored === undefined || standing === undefined ? [] : [{ stored, standing }]
  })
}

interface Addressed {
  readonly email?: unknown
  readonly telecom?: readonly { readonly system?: string; readonly value?: string }[]
}

/** The addresses that an account or a profile has, in small letters. */
function addressesOf(stored: Stored | undefined): readonly string[] {
  if (stored === undefined) return []
  const { email, telecom = [] } = (resourceOf(stored) ?? {}) as Addressed
  const own = typeof email === 'string' ? [email] : []
  return [
    ...own,
    ...telecom.flatMap(({ system, value }) => (system === 'email' && value !== undefined ? [value] : [])),
  ].map((one) => one.toLowerCase())
}
