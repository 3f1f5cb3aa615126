import { type Condition, literalValue, parseSearch, type Search } from '@damson/fhir'
import { badRequest, type Form } from '#answers'
import { isUuid } from '#base/random'
import {
  type AddressedCursor,
  type MemberPage,
  type NamedCursor,
  type PendingCursor,
  readAddressed,
  readListed,
  readMembers,
  readNamed,
  readOneMember,
  readPending,
} from '#domain/memberships'
import { type LISTED_FINDINGS, type ListedMember, membersFound } from '#domain/posture'
import type { SearchCursor } from '#domain/resources'
import type { Administrator } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { askingBy, readFinding } from './finding-filter.ts'
import { nameSources, readableTypes, readPart } from './member-search.ts'
import { countOf, nameOf, openedCursor, parametersOf } from './paging.ts'

const MOST_WITH_ADDRESS = 100

/** Which members are meant; a list has one of these at most. */
type Filter =
  | { readonly by: 'pending' | 'name' | 'email' | 'policy'; readonly text: string }
  | { readonly by: 'finding'; readonly text: MemberFinding }
type MemberFinding = (typeof LISTED_FINDINGS)['ProjectMembership'][number]

export interface Wanted {
  readonly count: number
  readonly filter: Filter | undefined
  readonly id: string | undefined
  readonly cursor: string | undefined
  /** The query as the audit keeps it. */
  readonly query: string
}

export function readWanted(text: string): Wanted {
  const form = parametersOf(text, ['pending', 'name', 'email', 'policy', 'finding', 'id', '_count', '_cursor'])
  const filter = readFilter(form)
  const id = form.get('id')
  if (id !== undefined && !isUuid(id)) throw badRequest('id must be the id of a membership.', 'id', 'invalid_id')
  if (id !== undefined && filter !== undefined)
    throw badRequest('Send id alone, without another filter.', 'id', 'invalid_id')
  const query = new URLSearchParams(form.entries.map(([name, value]): [string, string] => [name, value])).toString()
  return { count: countOf(form), filter, id, cursor: form.get('_cursor'), query }
}

function readFilter(form: Form): Filter | undefined {
  const pending = form.get('pending') ?? 'false'
  if (pending !== 'true' && pending !== 'false')
    throw badRequest('pending must be true or false.', 'pending', 'invalid_pending')
  const policy = form.get('policy')
  if (policy !== undefined && !isUuid(policy))
    throw badRequest('policy must be the id of an access policy.', 'policy', 'invalid_id')
  const finding = readFinding(form, 'ProjectMembership')
  const all: readonly Filter[] = [
    { by: 'pending', text: pending === 'true' ? 'true' : '' },
    { by: 'name', text: nameOf(form, 'the beginning of a name') },
    { by: 'email', text: readPart(form) },
    { by: 'policy', text: policy ?? '' },
  ]
  const given: readonly Filter[] = [
    ...all.filter((one) => one.text !== ''),
    ...(finding === undefined ? [] : [{ by: 'finding', text: finding } as const]),
  ]
  if (given.length > 1)
    throw badRequest('Send one of name, email, pending, policy and finding.', 'name', 'invalid_pending')
  return given[0]
}

export async function pageOf(
  { db, keyring, clock }: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<MemberPage<object>> {
  const { project } = administrator.grantee
  const { count, filter, id, cursor } = wanted
  if (id !== undefined) return readOneMember(db, project, narrowing, id)
  const openCursor = <T>(): T | undefined => openedCursor<T>(keyring, cursor, cursorContext(project, filter))
  if (filter === undefined) return readMembers(db, project, narrowing, count, openCursor<SearchCursor>())
  const { by, text } = filter
  switch (by) {
    case 'pending':
      return readPending(db, project, narrowing, count, openCursor<PendingCursor>())
    case 'name': {
      // Who has an address stands in few records, of which several may be of one member: they come together.
      const most = text.includes('@') ? MOST_WITH_ADDRESS : count
      return readNamed(db, project, narrowing, nameSources(administrator, text), most, openCursor<NamedCursor>())
    }
    case 'email': {
      const asked = { part: text, readable: readableTypes(administrator) }
      return readAddressed(db, project, narrowing, asked, count, openCursor<AddressedCursor>())
    }
    case 'finding': {
      const found = membersFound(db, askingBy(administrator, clock.now()), text)
      return readListed(db, project, narrowing, found, count, openCursor<ListedMember>())
    }
    case 'policy':
      return readMembers(db, project, narrowing, count, openCursor<SearchCursor>(), namingPolicy(text))
  }
}

/** Memberships that name an access policy. Those that have it as the default of the project name none. */
function namingPolicy(id: string): Search {
  const pair = { name: 'access-policy', values: [literalValue(`AccessPolicy/${id}`)] }
  const search = parseSearch('ProjectMembership', [pair])
  if (!search.ok) throw new Error('members cannot be searched for by their policy')
  return search.value
}

/** A cursor is valid only in its own list and project. */
function cursorContext(project: string, filter: Filter | undefined): string {
  const list = filter === undefined ? '' : filter.by === 'pending' ? '?pending' : `?${filter.by}=${filter.text}`
  return `cursor:${project}:members${list}`
}

export function nextUrl(
  { keyring }: AdminDeps,
  { grantee: { project }, issuer }: Administrator,
  { count, filter }: Wanted,
  next: object,
): string {
  const parameters = new URLSearchParams({
    ...(filter !== undefined && { [filter.by]: filter.text }),
    _count: String(count),
    _cursor: keyring.seal(JSON.stringify(next), cursorContext(project, filter)),
  })
  return `${issuer.adminUrl}admin/projects/${project}/members?${parameters.toString()}`
}
