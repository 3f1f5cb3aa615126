import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { isUuid } from '#base/random'
import { inSlices } from '#base/slices'
import { policyGrants } from '#domain/access'
import {
  type AddressedCursor,
  type Member,
  type MemberPage,
  type NamedCursor,
  type PendingCursor,
  readAddressed,
  readMembers,
  readNamed,
  readOneMember,
  readPending,
} from '#domain/memberships'
import { type Named, type Names, namesFor } from '#domain/names'
import { resourceOf, type SearchCursor } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { nameSources, readableTypes, readPart } from './member-search.ts'
import { countOf, nameOf, openedCursor, parametersOf } from './paging.ts'

const TYPE = 'ProjectMembership'
const MOST_WITH_ADDRESS = 100

/** A member as listed. */
interface MemberAnswer {
  readonly id: string
  readonly user: Named
  readonly profile: Named
  /** The policies in force: the project's default if the membership names none. */
  readonly policies: readonly Named[]
  readonly active: boolean
  readonly admin: boolean
  readonly adminRole: ProjectMembership['adminRole']
  readonly owner: boolean
  /** Invited, but never signed in to this membership. */
  readonly pending: boolean
  readonly invitedAt: string | undefined
  readonly lastSignInAt: string | undefined
}

/** `GET /admin/projects/:projectId/members`: the project's members in pages. `pending=true`: only pending
 * invitations. `name`: those whose name begins so, or who have an e-mail address. `email`: those with a part of one. `id`: one
 * member alone. */
export function registerMemberList(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/members',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_members')
      const answer = await audited(deps, administrator, 'fhir.search', TYPE, async () => {
        const narrowing = requirePermit(administrator, 'search', TYPE)
        return list(deps, administrator, readWanted(queryOf(request)), narrowing)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

interface Wanted {
  readonly count: number
  readonly pending: boolean
  /** A part of a name, or an e-mail address. */
  readonly name: string
  readonly id: string | undefined
  /** A part of an e-mail address. */
  readonly part: string
  readonly cursor: string | undefined
  /** The query as the audit keeps it. */
  readonly query: string
}

function readWanted(text: string): Wanted {
  const form = parametersOf(text, ['pending', 'name', 'email', 'id', '_count', '_cursor'])
  const pending = form.get('pending') ?? 'false'
  if (pending !== 'true' && pending !== 'false')
    throw badRequest('pending must be true or false.', 'pending', 'invalid_pending')
  const [name, part] = [nameOf(form, 'the beginning of a name'), readPart(form)]
  if ([name !== '', part !== '', pending === 'true'].filter(Boolean).length > 1)
    throw badRequest('Send one of name, email and pending.', 'name', 'invalid_pending')
  const id = form.get('id')
  if (id !== undefined && !isUuid(id)) throw badRequest('id must be the id of a membership.', 'id', 'invalid_id')
  if (id !== undefined && (name !== '' || part !== '' || pending === 'true'))
    throw badRequest('Send id alone, without name, email or pending.', 'id', 'invalid_id')
  const query = new URLSearchParams(form.entries.map(([name, value]): [string, string] => [name, value])).toString()
  return { count: countOf(form), pending: pending === 'true', name, part, id, cursor: form.get('_cursor'), query }
}

async function list(
  deps: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<{ readonly members: readonly MemberAnswer[]; readonly next: string | undefined }> {
  const { members, next } = await pageOf(deps, administrator, wanted, narrowing)
  const read = await inSlices(readMemberships(administrator, members))
  const names = await namesFor(
    deps.db,
    administrator.grantee,
    new Set(read.flatMap(({ user, profile, policies }) => [user, profile, ...policies])),
  )
  // An event for each patient whose name is shown: no record, no disclosure.
  const patients = [...new Set([...members.flatMap(({ stored }) => stored.patients), ...names.patients])]
  const details = { query: wanted.query }
  await deps.audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'fhir.search', TYPE, details)]
      : patients.map((patient) => eventOf(administrator, 'fhir.search', TYPE, { ...details, patient }))),
  )
  return {
    members: read.map((member) => answerOf(member, names.of)),
    next: next === undefined ? undefined : nextUrl(deps, administrator, wanted, next),
  }
}

/** A parsed membership, reduced to what the list shows. */
interface ReadMember {
  readonly standing: Member['standing']
  readonly user: string
  readonly profile: string
  readonly policies: readonly string[]
  readonly active: boolean
  readonly admin: boolean
  readonly adminRole: ProjectMembership['adminRole']
}

function* readMemberships(
  { project }: Administrator,
  members: readonly Member[],
): Generator<undefined, readonly ReadMember[], undefined> {
  const read: ReadMember[] = []
  for (const { stored, standing } of members) {
    const membership = resourceOf<ProjectMembership>(stored)
    if (membership === undefined) throw new Error('a membership has no resource')
    const { user, profile, active = true, admin = false, adminRole } = membership
    const policies = policyGrants(membership, project.resource).map(({ id }) => `AccessPolicy/${id}`)
    read.push({
      standing,
      user: user.reference ?? '',
      profile: profile.reference ?? '',
      policies: [...new Set(policies)],
      active,
      admin,
      adminRole,
    })
    yield
  }
  return read
}

function pageOf(
  { db, keyring }: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<MemberPage<SearchCursor | PendingCursor | NamedCursor | AddressedCursor>> {
  const { project } = administrator.grantee
  const { count, pending, name, part, id, cursor } = wanted
  if (id !== undefined) return readOneMember(db, project, narrowing, id)
  const openCursor = <T>(): T | undefined => openedCursor<T>(keyring, cursor, cursorContext(project, wanted))
  if (name !== '') {
    // Who has an address stands in few records, of which several may be of one member: they come together.
    const most = name.includes('@') ? MOST_WITH_ADDRESS : count
    return readNamed(db, project, narrowing, nameSources(administrator, name), most, openCursor<NamedCursor>())
  }
  if (part !== '') {
    const asked = { part, readable: readableTypes(administrator) }
    return readAddressed(db, project, narrowing, asked, count, openCursor<AddressedCursor>())
  }
  return pending
    ? readPending(db, project, narrowing, count, openCursor<PendingCursor>())
    : readMembers(db, project, narrowing, count, openCursor<SearchCursor>())
}

/** A cursor is valid only in its own list and project. */
function cursorContext(project: string, { pending, name, part }: Pick<Wanted, 'pending' | 'name' | 'part'>): string {
  const list = name !== '' ? `?name=${name}` : part === '' ? '' : `?email=${part}`
  return `cursor:${project}:members${pending ? '?pending' : list}`
}

function nextUrl(
  { keyring }: AdminDeps,
  { grantee: { project }, issuer }: Administrator,
  { count, pending, name, part }: Wanted,
  next: object,
): string {
  const parameters = new URLSearchParams({
    ...(pending && { pending: 'true' }),
    ...(name !== '' && { name }),
    ...(part !== '' && { email: part }),
    _count: String(count),
    _cursor: keyring.seal(JSON.stringify(next), cursorContext(project, { pending, name, part })),
  })
  return `${issuer.adminUrl}admin/projects/${project}/members?${parameters.toString()}`
}

function answerOf(
  { standing, user, profile, policies, active, admin, adminRole }: ReadMember,
  named: Names['of'],
): MemberAnswer {
  const { id, owner, pending, invitedAt, lastSignInAt } = standing
  return {
    id,
    user: named(user),
    profile: named(profile),
    policies: policies.map(named),
    active,
    admin,
    adminRole,
    owner,
    pending,
    invitedAt: invitedAt?.toISOString(),
    lastSignInAt: lastSignInAt?.toISOString(),
  }
}
