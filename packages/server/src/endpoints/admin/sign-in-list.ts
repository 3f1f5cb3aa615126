import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, queryOf } from '#answers'
import { personProblem } from '#domain/access'
import { type SignedIn, type SignInPosition, signInsOfPeople } from '#domain/logins'
import { namesFor } from '#domain/names'
import { findReachable, resourceOf } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { countOf, openedCursor, parametersOf } from './paging.ts'
import { clientOf, signInAnswer } from './sign-in-answer.ts'

const TYPE = 'ProjectMembership'
/** Sign-ins for one look, and how many looks a page takes where most are hidden from the administrator. */
const PIECE = 100
const MOST_PIECES = 10

interface Shown {
  readonly signIn: SignedIn
  readonly profile: string
}

/**
 * `GET /admin/projects/:projectId/sign-ins`: who is signed in, the latest first, in pages. Only people whom the administrator's
 * policy and role cover. One sign-in is ended below its member (`sign-ins.ts`).
 */
export function registerSignInList(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/sign-ins',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'end_sign_ins')
      const answer = await audited(deps, administrator, 'session.read', TYPE, async () => {
        const narrowing = requireReach(administrator, 'read', TYPE)
        return list(deps, administrator, readWanted(queryOf(request)), narrowing)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

interface Wanted {
  readonly count: number
  readonly cursor: string | undefined
}

function readWanted(text: string): Wanted {
  const form = parametersOf(text, ['_count', '_cursor'])
  return { count: countOf(form), cursor: form.get('_cursor') }
}

async function list(
  deps: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<object> {
  const { grantee, issuer } = administrator
  const { shown, next } = await pageOf(deps, administrator, wanted, narrowing)
  const references = shown
    .flatMap(({ signIn, profile }) => [profile, clientOf(signIn)])
    .filter((one) => one !== undefined)
  const names = await namesFor(deps.db, grantee, references)
  const patients = [...new Set(names.patients)]
  await deps.audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'session.read', TYPE)]
      : patients.map((patient) => eventOf(administrator, 'session.read', TYPE, { patient }))),
  )
  const cursor = next && deps.keyring.seal(JSON.stringify(next), contextOf(grantee.project))
  const parameters = new URLSearchParams({ _count: String(wanted.count), ...(cursor && { _cursor: cursor }) })
  return {
    signIns: shown.map(({ signIn, profile }) => ({
      ...signInAnswer(grantee, signIn, names),
      member: signIn.membershipId,
      profile: names.of(profile),
    })),
    ...(cursor && { next: `${issuer.adminUrl}admin/projects/${grantee.project}/sign-ins?${parameters.toString()}` }),
  }
}

async function pageOf(
  { db, keyring, clock }: AdminDeps,
  administrator: Administrator,
  { count, cursor }: Wanted,
  narrowing: Condition,
): Promise<{ readonly shown: readonly Shown[]; readonly next: SignInPosition | undefined }> {
  const { project } = administrator.grantee
  const profiles = createProfiles(db, administrator, narrowing)
  const shown: Shown[] = []
  let after = cursor === undefined ? undefined : positionIn(keyring, project, cursor)
  for (let piece = 0; piece < MOST_PIECES; piece += 1) {
    const found = await signInsOfPeople(db, keyring, { project, after, limit: PIECE }, clock.now())
    await profiles.read(found.map(({ membershipId }) => membershipId))
    for (const signIn of found) {
      const profile = profiles.of(signIn.membershipId)
      if (profile !== undefined) {
        // Nothing says that there are more, unless one of them is shown.
        if (shown.length === count) return { shown, next: after }
        shown.push({ signIn, profile })
      }
      after = signIn.position
    }
    if (found.length < PIECE) return { shown, next: undefined }
  }
  return { shown, next: after }
}

function positionIn(keyring: AdminDeps['keyring'], project: string, sealed: string): SignInPosition | undefined {
  const opened = openedCursor<{ at: string; id: string }>(keyring, sealed, contextOf(project))
  return opened && { at: new Date(opened.at), id: opened.id }
}

const contextOf = (project: string): string => `cursor:${project}:sign-ins`

/** The profiles of the memberships that an administrator may see and act on. */
function createProfiles(db: AdminDeps['db'], { grantee }: Administrator, narrowing: Condition) {
  const known = new Map<string, string | undefined>()
  return {
    of: (id: string) => known.get(id),
    async read(ids: readonly string[]): Promise<void> {
      const unknown = [...new Set(ids)].filter((id) => !known.has(id))
      for (const id of unknown) known.set(id, undefined)
      for (const stored of await findReachable(db, grantee.project, TYPE, unknown, narrowing)) {
        const membership = resourceOf<ProjectMembership>(stored)
        if (membership === undefined || (await personProblem(db, grantee, [membership])) !== undefined) continue
        known.set(stored.id, membership.profile.reference)
      }
    },
  }
}
