import { decide } from '@damson/access'
import {
  type AccessPolicy,
  type ClientApplication,
  type Condition,
  isResourceType,
  type ProjectMembership,
  type User,
} from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf, readParameters } from '#answers'
import { inSlices } from '#base/slices'
import { policyGrants } from '#domain/access'
import {
  fullName,
  type Member,
  type MemberPage,
  type PendingCursor,
  readMembers,
  readPending,
} from '#domain/memberships'
import { findReachable, resourceOf, type SearchCursor, type Stored } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const TYPE = 'ProjectMembership'
const MOST_ON_A_PAGE = 100
const USUAL_ON_A_PAGE = 20

/** A reference, with the name of its target if the administrator may see it. */
interface Named {
  readonly reference: string
  readonly display?: string | undefined
  readonly email?: string | undefined
}

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

/** `GET /admin/projects/:projectId/members`: the project's members in pages. `pending=true`: only pending invitations. */
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
  readonly cursor: string | undefined
  /** The query as the audit keeps it. */
  readonly query: string
}

function readWanted(text: string): Wanted {
  const { form, repeated } = readParameters(new URLSearchParams(text))
  if (repeated !== undefined) throw badRequest('Send each parameter once.', undefined, 'repeated_parameter')
  for (const [name] of form.entries)
    if (!['pending', '_count', '_cursor'].includes(name))
      throw badRequest('Unknown parameter: send only pending, _count and _cursor.', undefined, 'unknown_parameter')
  const [pending = 'false', count = String(USUAL_ON_A_PAGE)] = [form.get('pending'), form.get('_count')]
  if (pending !== 'true' && pending !== 'false')
    throw badRequest('pending must be true or false.', 'pending', 'invalid_pending')
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST_ON_A_PAGE)
    throw badRequest(`_count must be a whole number from 1 to ${MOST_ON_A_PAGE}.`, '_count', 'invalid_count')
  const query = new URLSearchParams(form.entries.map(([name, value]): [string, string] => [name, value])).toString()
  return { count: Number(count), pending: pending === 'true', cursor: form.get('_cursor'), query }
}

async function list(
  deps: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<{ readonly members: readonly MemberAnswer[]; readonly next: string | undefined }> {
  const { members, next } = await pageOf(deps, administrator, wanted, narrowing)
  const read = await inSlices(readMemberships(administrator, members))
  const names = await namesFor(deps, administrator, read)
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
  { grantee: { project } }: Administrator,
  { count, pending, cursor }: Wanted,
  narrowing: Condition,
): Promise<MemberPage<SearchCursor | PendingCursor>> {
  const openCursor = <T>(): T | undefined => {
    if (cursor === undefined) return undefined
    try {
      return JSON.parse(keyring.unseal(cursor, cursorContext(project, pending)).toString()) as T
    } catch {
      // One answer for an altered cursor, one of another list or project, and an invented one.
      throw badRequest(
        'This page link is no longer valid: start again from the first page.',
        '_cursor',
        'invalid_cursor',
      )
    }
  }
  return pending
    ? readPending(db, project, narrowing, count, openCursor<PendingCursor>())
    : readMembers(db, project, narrowing, count, openCursor<SearchCursor>())
}

/** A cursor is valid only in its own list and project. */
const cursorContext = (project: string, pending: boolean): string =>
  `cursor:${project}:members${pending ? '?pending' : ''}`

function nextUrl(
  { keyring }: AdminDeps,
  { grantee: { project }, issuer }: Administrator,
  { count, pending }: Wanted,
  next: object,
): string {
  const parameters = new URLSearchParams({
    ...(pending && { pending: 'true' }),
    _count: String(count),
    _cursor: keyring.seal(JSON.stringify(next), cursorContext(project, pending)),
  })
  return `${issuer.url}admin/projects/${project}/members?${parameters.toString()}`
}

interface Names {
  of(reference: string): Named
  /** The patients whose records the names come from. */
  readonly patients: readonly string[]
}

/** Resources are read in pieces of this size, up to this many characters in all. Names beyond that are left out. */
const PIECE = 32
const MOST_CHARACTERS = 32_000_000

/** The names of profiles and policies, and the addresses of accounts, as far as the administrator's policy allows. */
async function namesFor({ db }: AdminDeps, { grantee }: Administrator, members: readonly ReadMember[]): Promise<Names> {
  const references = new Set(members.flatMap(({ user, profile, policies }) => [user, profile, ...policies]))
  const idsByType = Map.groupBy(references, (reference) => reference.split('/')[0] ?? '')
  const named = new Map<string, Named>()
  const patients: string[] = []
  let characters = 0
  for (const [type, ofType] of idsByType) {
    const decision = decide(grantee.access, { interaction: 'search', resourceType: type })
    if (!isResourceType(type) || decision.verdict === 'deny') continue
    const ids = ofType.map((reference) => reference.split('/')[1] ?? '')
    for (let from = 0; from < ids.length && characters <= MOST_CHARACTERS; from += PIECE) {
      const piece = ids.slice(from, from + PIECE)
      const shown = await findReachable(db, grantee.project, type, piece, decision.narrowing)
      for (const one of await inSlices(readNames(shown))) named.set(one.reference, one)
      characters += shown.reduce((sum, { content }) => sum + content.length, 0)
      patients.push(...shown.flatMap((one) => one.patients))
    }
  }
  return { of: (reference) => named.get(reference) ?? { reference }, patients }
}

function* readNames(shown: readonly Stored[]): Generator<undefined, readonly Named[], undefined> {
  const named: Named[] = []
  for (const stored of shown) {
    named.push({ reference: `${stored.type}/${stored.id}`, ...shownOf(stored) })
    yield
  }
  return named
}

function shownOf(stored: Stored): Pick<Named, 'display' | 'email'> {
  switch (stored.type) {
    case 'User':
      return { email: resourceOf<User>(stored)?.email }
    case 'AccessPolicy':
    case 'ClientApplication':
    case 'Bot':
      return { display: resourceOf<AccessPolicy | ClientApplication>(stored)?.name }
    default: {
      const profile = resourceOf<Parameters<typeof fullName>[0] & object>(stored)
      const email = profile?.telecom?.find(({ system }) => system === 'email')?.value
      return { display: fullName(profile), email }
    }
  }
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
