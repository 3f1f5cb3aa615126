import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, queryOf } from '#answers'
import { inSlices } from '#base/slices'
import { policyGrants } from '#domain/access'
import type { Member } from '#domain/memberships'
import { type Named, type Names, namesFor } from '#domain/names'
import { resourceOf } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { nextUrl, pageOf, readWanted, type Wanted } from './member-pages.ts'

const TYPE = 'ProjectMembership'

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
 * invitations. `name`: those whose name begins so, or who have an e-mail address. `email`: those with a part of one.
 * `policy`: those whose membership names an access policy. `id`: one member alone. */
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
