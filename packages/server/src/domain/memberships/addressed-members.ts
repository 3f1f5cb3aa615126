import { type Condition, isResourceType, type ResourceType } from '@damson/fhir'
import type { Tx } from '#base/db'
import { inSlices } from '#base/slices'
import { findReachable, resourceOf, type Stored } from '#domain/resources'
import type { Member, MemberPage } from './members.ts'
import {
  type AddressedRow,
  memberFurtherOn,
  membersByAccount,
  membersByProfile,
  standingOf,
} from './memberships.store.ts'

/** What of accounts (`User`) and profiles the asker may read, by type; a type that is missing is hidden. */
export type ReadableTypes = ReadonlyMap<ResourceType, Condition>

interface AddressAsked {
  /** In small letters. */
  readonly part: string
  readonly readable: ReadableTypes
}

/** Accounts are looked through first, for that is quick, then the profiles; and the membership after which a page begins. */
export interface AddressedCursor {
  readonly in: 'accounts' | 'profiles'
  readonly after: string
}

/**
 * Candidates have the text anywhere in their profile, as `resourceType` is in all: they are read in pieces of this size, and a
 * page ends after so many pieces or characters, or so many profiles that were looked at, whatever it has found by then.
 */
const PIECE = 32
const MOST_PIECES = 16
const MOST_CHARACTERS = 16_000_000
const MOST_PROFILES = 8_000
const FIRST = '00000000-0000-0000-0000-000000000000'
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * One page of the members with an address that contains a text: in their account or profile, within what the asker may read
 * of both, and within the narrowing of memberships. Whose address is hidden is not found by it. `isOfAccount`: only those whose
 * account has it.
 */
export async function readAddressed(
  tx: Tx,
  project: string,
  narrowing: Condition,
  { part, readable, isOfAccount = false }: AddressAsked & { readonly isOfAccount?: boolean },
  count: number,
  cursor: AddressedCursor = { in: 'accounts', after: FIRST },
): Promise<MemberPage<AddressedCursor>> {
  const members: Member[] = []
  const pattern = `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  let at = cursor
  let characters = 0
  for (let piece = 0; piece < MOST_PIECES && characters <= MOST_CHARACTERS; piece += 1) {
    const { rows, next, isLast } = await pieceAt(tx, project, pattern, at)
    const shown = await shownOf(tx, project, narrowing, rows, { part, readable })
    characters += shown.characters
    for (const member of shown.members) {
      // The next page begins after the one before.
      if (members.length === count) return { members, next: at }
      members.push(member)
      at = { in: at.in, after: member.stored.id }
    }
    if (next === undefined || isLast) return { members, next }
    if (isOfAccount && next.in === 'profiles') return { members, next: undefined }
    at = next
  }
  return { members, next: at }
}

interface Piece {
  readonly rows: readonly AddressedRow[]
  /** Where the next one begins; undefined: all were looked at. */
  readonly next: AddressedCursor | undefined
  /** It has looked at as many profiles as a page may. */
  readonly isLast: boolean
}

async function pieceAt(tx: Tx, project: string, pattern: string, at: AddressedCursor): Promise<Piece> {
  const { after } = at
  const wanted = { project, pattern, after, limit: PIECE }
  const endsAt = (rows: readonly AddressedRow[]): string | undefined =>
    rows.length < PIECE ? undefined : rows.at(-1)?.id
  if (at.in === 'accounts') {
    const rows = await membersByAccount.rows(tx, wanted)
    const end = endsAt(rows)
    return { rows, next: end === undefined ? { in: 'profiles', after: FIRST } : { ...at, after: end }, isLast: false }
  }
  const until = (await memberFurtherOn.maybeOne(tx, project, after, MOST_PROFILES))?.id
  const rows = await membersByProfile.rows(tx, { ...wanted, until: until ?? LAST })
  const end = endsAt(rows)
  const furtherOn = end ?? until
  return { rows, next: furtherOn === undefined ? undefined : { ...at, after: furtherOn }, isLast: end === undefined }
}

/** The candidates that the asker may see, and may see to have such an address, in their order. */
async function shownOf(
  tx: Tx,
  project: string,
  narrowing: Condition,
  rows: readonly AddressedRow[],
  { part, readable }: AddressAsked,
): Promise<{ readonly members: readonly Member[]; readonly characters: number }> {
  const references = rows.flatMap(({ user, profile }) => [user, profile])
  const read = await readOf(tx, project, references, readable)
  const addressed = await inSlices(thoseAt(read, part))
  const found = rows.filter(({ user, profile }) => addressed.has(user) || addressed.has(profile)).map(({ id }) => id)
  const memberships = new Map(
    (await findReachable(tx, project, 'ProjectMembership', found, narrowing)).map((stored) => [stored.id, stored]),
  )
  const standings = new Map((await standingOf.rows(tx, project, found)).map((row) => [row.id, row]))
  const members = found.flatMap((id) => {
    const [stored, standing] = [memberships.get(id), standings.get(id)]
    return stored === undefined || standing === undefined ? [] : [{ stored, standing }]
  })
  return { members, characters: charactersOf(read) }
}

/** Which of these accounts and profiles have such an address, as far as the asker may read them; and what was read to tell. */
export async function addressedAmong(
  tx: Tx,
  project: string,
  references: readonly string[],
  { part, readable }: AddressAsked,
): Promise<{ readonly found: ReadonlySet<string>; readonly characters: number }> {
  const found = new Set<string>()
  const distinct = [...new Set(references)]
  let characters = 0
  for (let from = 0; from < distinct.length; from += PIECE) {
    const read = await readOf(tx, project, distinct.slice(from, from + PIECE), readable)
    for (const one of await inSlices(thoseAt(read, part))) found.add(one)
    characters += charactersOf(read)
  }
  return { found, characters }
}

const charactersOf = (read: readonly Stored[]): number => read.reduce((sum, { content }) => sum + content.length, 0)

/** What the asker may read of accounts and profiles. */
async function readOf(
  tx: Tx,
  project: string,
  references: readonly string[],
  readable: ReadableTypes,
): Promise<readonly Stored[]> {
  const read: Stored[] = []
  for (const [type, ofType] of Map.groupBy(new Set(references), (reference) => reference.split('/')[0] ?? '')) {
    const within = isResourceType(type) ? readable.get(type) : undefined
    if (!isResourceType(type) || within === undefined) continue
    const ids = ofType.map((reference) => reference.split('/')[1] ?? '')
    read.push(...(await findReachable(tx, project, type, ids, within)))
  }
  return read
}

/** The accounts and profiles that have such an address, as references. */
function* thoseAt(read: readonly Stored[], part: string): Generator<undefined, ReadonlySet<string>, undefined> {
  const found = new Set<string>()
  for (const stored of read) {
    if (addressesOf(stored).some((one) => one.includes(part))) found.add(`${stored.type}/${stored.id}`)
    yield
  }
  return found
}

interface Addressed {
  readonly email?: unknown
  readonly telecom?: readonly { readonly system?: string; readonly value?: string }[]
}

/** The addresses that an account or a profile has, in small letters. */
function addressesOf(stored: Stored): readonly string[] {
  const { email, telecom = [] } = (resourceOf(stored) ?? {}) as Addressed
  const own = typeof email === 'string' ? [email] : []
  return [
    ...own,
    ...telecom.flatMap(({ system, value }) => (system === 'email' && value !== undefined ? [value] : [])),
  ].map((one) => one.toLowerCase())
}
