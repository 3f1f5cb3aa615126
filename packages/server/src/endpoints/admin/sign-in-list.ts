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
import { openSearch, readSought, type Seen, SOUGHT, type Sought } from './sign-in-search.ts'

const TYPE = 'ProjectMembership'
/** Sign-ins for one look, and how many looks a page takes where most are hidden from the administrator. */
const PIECE = 100
const MOST_PIECES = 10
/** Of a search that asks for each piece whom it means. */
const MOST_SEARCHED = 4
/** So many are held at once. */
const MEMBERSHIPS = 32
/** A page that has read so many characters to tell ends, whatever it has found by then. */
const MOST_CHARACTERS = 16_000_000

interface Shown {
  readonly signIn: SignedIn
  readonly user: string
  readonly profile: string
}

/**
 * `GET /admin/projects/:projectId/sign-ins`: who is signed in, the latest first, in pages. Only people whom the administrator's
 * policy and role cover. `name`: of those whose name begins so, or who have an address; `email`: with a part of their account's; `client`:
 * in apps with a part of a name. One sign-in is ended below its member (`sign-ins.ts`).
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
  readonly sought: Sought | undefined
  readonly count: number
  readonly cursor: string | undefined
}

function readWanted(text: string): Wanted {
  const form = parametersOf(text, [...SOUGHT, '_count', '_cursor'])
  return { sought: readSought(form), count: countOf(form), cursor: form.get('_cursor') }
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
  const query = queryFor(wanted.sought)
  const details = { ...(wanted.sought && { query }) }
  await deps.audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'session.read', TYPE, details)]
      : patients.map((patient) => eventOf(administrator, 'session.read', TYPE, { ...details, patient }))),
  )
  const cursor = next && deps.keyring.seal(JSON.stringify(next), contextOf(grantee.project, query))
  const parameters = new URLSearchParams(query)
  parameters.set('_count', String(wanted.count))
  if (cursor !== undefined) parameters.set('_cursor', cursor)
  return {
    signIns: shown.map(({ signIn, profile }) => ({
      ...signInAnswer(grantee, signIn, names),
      member: signIn.membershipId,
      profile: names.of(profile),
    })),
    ...(cursor && { next: `${issuer.adminUrl}admin/projects/${grantee.project}/sign-ins?${parameters.toString()}` }),
  }
}

const queryFor = (sought: Sought | undefined): string =>
  sought === undefined ? '' : new URLSearchParams({ [sought.by]: sought.text }).toString()

async function pageOf(
  deps: AdminDeps,
  administrator: Administrator,
  { sought, count, cursor }: Wanted,
  narrowing: Condition,
): Promise<{ readonly shown: readonly Shown[]; readonly next: SignInPosition | undefined }> {
  const { db, keyring, clock } = deps
  const { project } = administrator.grantee
  const profiles = createProfiles(db, administrator, narrowing)
  const shown: Shown[] = []
  let after = cursor === undefined ? undefined : positionIn(keyring, contextOf(project, queryFor(sought)), cursor)
  const search = sought && (await openSearch(deps, administrator, sought, narrowing))
  const among = search?.among
  const most = search !== undefined && among === undefined ? MOST_SEARCHED : MOST_PIECES
  let characters = 0
  for (let piece = 0; piece < most && characters <= MOST_CHARACTERS; piece += 1) {
    const found = await signInsOfPeople(db, keyring, { project, after, limit: PIECE, among }, clock.now())
    await profiles.read(found.map(({ membershipId }) => membershipId))
    const seen = found.flatMap((signIn) => {
      const member = profiles.of(signIn.membershipId)
      return member === undefined ? [] : [{ signIn, ...member }]
    })
    const meant = search === undefined || among !== undefined ? undefined : await search.matching(seen.map(seenOf))
    characters += meant?.characters ?? 0
    const shownHere = new Map(seen.map((one) => [one.signIn.loginId, one]))
    for (const signIn of found) {
      const one = shownHere.get(signIn.loginId)
      if (one !== undefined && meant?.ids.has(signIn.loginId) !== false) {
        // Nothing says that there are more, unless one of them is shown.
        if (shown.length === count) return { shown, next: after }
        shown.push(one)
      }
      after = signIn.position
    }
    if (found.length < PIECE) return { shown, next: undefined }
  }
  return { shown, next: after }
}

const seenOf = ({ signIn, user, profile }: Shown): Seen => ({
  id: signIn.loginId,
  user,
  profile,
  client: signIn.clientId ?? undefined,
})

function positionIn(keyring: AdminDeps['keyring'], context: string, sealed: string): SignInPosition | undefined {
  const opened = openedCursor<{ at: string; id: string }>(keyring, sealed, context)
  return opened && { at: new Date(opened.at), id: opened.id }
}

/** A cursor is valid only in its own search and project. */
const contextOf = (project: string, query: string): string => `cursor:${project}:sign-ins?${query}`

/** The profiles of the memberships that an administrator may see and act on. */
function createProfiles(db: AdminDeps['db'], { grantee }: Administrator, narrowing: Condition) {
  const known = new Map<string, { readonly user: string; readonly profile: string } | undefined>()
  return {
    of: (id: string) => known.get(id),
    async read(ids: readonly string[]): Promise<void> {
      const unknown = [...new Set(ids)].filter((id) => !known.has(id))
      for (const id of unknown) known.set(id, undefined)
      for (let from = 0; from < unknown.length; from += MEMBERSHIPS) {
        const some = unknown.slice(from, from + MEMBERSHIPS)
        for (const stored of await findReachable(db, grantee.project, TYPE, some, narrowing)) {
          const membership = resourceOf<ProjectMembership>(stored)
          if (membership === undefined || (await personProblem(db, grantee, [membership])) !== undefined) continue
          const { user, profile } = membership
          known.set(stored.id, { user: user.reference ?? '', profile: profile.reference ?? '' })
        }
      }
    },
  }
}
