import { decide } from '@damson/access'
import { type Condition, literalValue, type Pair, parseSearch, type Search } from '@damson/fhir'
import { badRequest, type Form } from '#answers'
import { CONSOLE_NAME, STORED_CONSOLE } from '#domain/clients'
import type { SignInsAmong } from '#domain/logins'
import { addressedAmong, readAddressed, readNamed } from '#domain/memberships'
import { type SearchCursor, type Stored, searchResources } from '#domain/resources'
import type { Administrator } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { nameSources, readableTypes, readPart } from './member-search.ts'
import { nameOf } from './paging.ts'

/** What sign-ins are searched for: people by name or by a part of the address of their account, or apps by a part of their name. */
export interface Sought {
  readonly by: 'name' | 'email' | 'client'
  readonly text: string
}

export const SOUGHT = ['name', 'email', 'client'] as const

export function readSought(form: Form): Sought | undefined {
  const all: readonly Sought[] = [
    { by: 'name', text: nameOf(form, 'the beginning of a name') },
    { by: 'email', text: readPart(form) },
    { by: 'client', text: nameOf(form, 'a part of a name', 'client') },
  ]
  const given = all.filter(({ text }) => text !== '')
  if (given.length > 1) throw badRequest('Send one of name, email and client.', 'name', 'invalid_name')
  return given[0]
}

/** A sign-in whose person the administrator may see. */
export interface Seen {
  readonly id: string
  readonly user: string
  readonly profile: string
  readonly client: string | undefined
}

/**
 * How a search is answered. Few who are found have their sign-ins read, in the order of the list. Of more, the list is gone
 * through, and each part of it is asked which of it is meant.
 */
export interface SignInSearch {
  readonly among: SignInsAmong | undefined
  matching(seen: readonly Seen[]): Promise<Meant>
}

/** Which sign-ins of a part are meant, by their ids, and how many characters were read to tell. */
interface Meant {
  readonly ids: ReadonlySet<string>
  readonly characters: number
}

const FEW = 200

export async function openSearch(
  deps: AdminDeps,
  administrator: Administrator,
  sought: Sought,
  narrowing: Condition,
): Promise<SignInSearch> {
  if (sought.by === 'client') return byClient(deps, administrator, sought.text)
  return sought.by === 'name'
    ? byName(deps, administrator, sought.text, narrowing)
    : byAddress(deps, administrator, sought.text, narrowing)
}

async function byName(
  { db }: AdminDeps,
  administrator: Administrator,
  name: string,
  narrowing: Condition,
): Promise<SignInSearch> {
  const { project } = administrator.grantee
  const { members, next } = await readNamed(db, project, narrowing, nameSources(administrator, name), FEW)
  return {
    among: next === undefined ? { members: members.map(({ stored }) => stored.id) } : undefined,
    async matching(seen) {
      const profiles = seen.map(({ profile }) => profile)
      const found = new Set<string>()
      let characters = 0
      for (const { type, condition, narrowing: within } of nameSources(administrator, name, profiles)) {
        const search: Search = { type, condition, sort: [], total: 'none' }
        for await (const page of pagesOf(db, project, search, within, seen.length)) {
          for (const { id } of page) found.add(`${type}/${id}`)
          characters += charactersOf(page)
        }
      }
      return { ids: idsOf(seen, ({ profile }) => found.has(profile)), characters }
    },
  }
}

async function byAddress(
  { db }: AdminDeps,
  administrator: Administrator,
  part: string,
  narrowing: Condition,
): Promise<SignInSearch> {
  const { project } = administrator.grantee
  const asked = { part, readable: readableTypes(administrator) }
  // All that an account has: those of profiles take many pages in a large project, and nobody signs in with them.
  const { members, next } = await readAddressed(db, project, narrowing, { ...asked, isOfAccount: true }, FEW)
  return {
    among: next === undefined ? { members: members.map(({ stored }) => stored.id) } : undefined,
    async matching(seen) {
      const references = seen.flatMap(({ user, profile }) => [user, profile])
      const { found, characters } = await addressedAmong(db, project, references, asked)
      return { ids: idsOf(seen, ({ user, profile }) => found.has(user) || found.has(profile)), characters }
    },
  }
}

async function byClient(deps: AdminDeps, administrator: Administrator, name: string): Promise<SignInSearch> {
  const { db } = deps
  const { project } = administrator.grantee
  // Everybody knows what the console is called.
  const own = CONSOLE_NAME.toLowerCase().includes(name.toLowerCase()) ? [STORED_CONSOLE] : []
  const named = clientsNamed(administrator, name)
  const { resources, next } =
    named === undefined ? NONE : await searchResources(db, project, named.search, named.narrowing, FEW)
  return {
    among: next === undefined ? { clients: [...own, ...resources.map(({ id }) => id)] } : undefined,
    async matching(seen) {
      const ids = [...new Set(seen.flatMap(({ client }) => client ?? []))]
      const found = new Set(own)
      const those = ids.length === 0 ? undefined : clientsNamed(administrator, name, ids)
      let characters = 0
      if (those !== undefined)
        for await (const page of pagesOf(db, project, those.search, those.narrowing, ids.length)) {
          for (const { id } of page) found.add(id)
          characters += charactersOf(page)
        }
      return { ids: idsOf(seen, ({ client = '' }) => found.has(client)), characters }
    },
  }
}

const NONE = { resources: [], next: undefined }

/** The search for the clients with such a name that the administrator may see; nobody is told of others. */
function clientsNamed(
  { grantee }: Administrator,
  name: string,
  among?: readonly string[],
): { readonly search: Search; readonly narrowing: Condition } | undefined {
  const decision = decide(grantee.access, { interaction: 'search', resourceType: 'ClientApplication' })
  if (decision.verdict === 'deny') return undefined
  const named: Pair = { name: 'name', modifier: 'contains', values: [literalValue(name)] }
  const pairs = among === undefined ? [named] : [named, { name: '_id', values: among.map(literalValue) }]
  const search = parseSearch('ClientApplication', pairs, { maxValues: FEW })
  if (!search.ok) throw badRequest('The name cannot be searched for: send letters or digits.', 'client', 'invalid_name')
  return { search: search.value, narrowing: decision.narrowing }
}

/** All that a search finds among a few, in pages: large records make them short. */
async function* pagesOf(
  db: AdminDeps['db'],
  project: string,
  search: Search,
  narrowing: Condition,
  count: number,
): AsyncGenerator<readonly Stored[], void> {
  let after: SearchCursor | undefined
  do {
    const page = await searchResources(db, project, search, narrowing, count, after)
    yield page.resources
    after = page.next
  } while (after !== undefined)
}

const charactersOf = (stored: readonly Stored[]): number => stored.reduce((sum, { content }) => sum + content.length, 0)

const idsOf = (seen: readonly Seen[], isMeant: (one: Seen) => boolean): ReadonlySet<string> =>
  new Set(seen.filter(isMeant).map(({ id }) => id))
