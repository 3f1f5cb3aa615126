import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { placesByIdentity } from '#domain/federation'
import {
  addLogin,
  type BegunSignIn,
  type BrowserRoot,
  type ChildDraft,
  findBrowserRoots,
  goOnInProject,
  limitsOf,
  strictest,
  useRoot,
} from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { type ProjectRow, readProject } from '#domain/projects'
import { SHORTEST_ACCESS_TOKEN_SECONDS } from '#domain/tokens'
import { userById } from '#domain/users'
import { joinLaunch, type LaunchRefusal } from './launch.ts'
import type { Asker, SignInParts } from './parts.ts'
import { choicesAmong, findSomewhere } from './places.ts'
import { isWithinAge } from './proof-age.ts'
import { settle } from './state.ts'

/** What an app may demand of a sign-in that is there already. */
export interface ReuseDemands {
  /** Whoever signs in must prove it now, whatever was proven before. */
  readonly anew: boolean
  /** How long ago the proof may lie. */
  readonly maxAgeSeconds: number | undefined
  /** The person whom the app expects. */
  readonly expectedUser: string | undefined
}

/** An app's login that is to hang on the sign-in of its browser. */
export interface ResumeSignIn extends Omit<ChildDraft, 'clientId' | 'browserHash'> {
  readonly client: Client
  readonly rootHandle: string | undefined
  readonly browserHash: string
  readonly demands: ReuseDemands
  /** What an EHR launched the app with. */
  readonly launch: string | undefined
  readonly asker: Asker
}

/** Nobody is signed in whom this app could go on with: they are to prove who they are. Or its launch is not theirs. */
export type ResumeRefusal = { readonly why: 'login_required' | 'too_many_requests' } | LaunchRefusal

/** Whether a sign-in is as fresh, and of whom, as an app demands. Pure: what is enough is told here alone. */
export function isEnough(
  root: Pick<BrowserRoot, 'userId' | 'provenAt'>,
  { anew, maxAgeSeconds, expectedUser }: ReuseDemands,
  now: Date,
): boolean {
  if (anew) return false
  if (expectedUser !== undefined && expectedUser !== root.userId) return false
  return isWithinAge(root.provenAt, maxAgeSeconds, now)
}

/** A sign-in so near its end that the tokens would live too short for apps: it is asked for anew. */
const SHORTEST_SECONDS = SHORTEST_ACCESS_TOKEN_SECONDS + 60

/** Hangs another app's login on the sign-in that its browser has, if that will do. */
export async function resume(
  parts: SignInParts,
  given: ResumeSignIn,
): Promise<Result<{ readonly handle: string }, ResumeRefusal>> {
  const { db, clock, throttle } = parts
  const now = clock.now()
  const roots = await findBrowserRoots(db, given.rootHandle, given.browserHash, now)
  const [first, ...more] = roots.filter((root) => isEnough(root, given.demands, now))
  if (first === undefined) return refused({ why: 'login_required' })
  if (!(await throttle.inBrowser(first.id)).allowed) return refused({ why: 'too_many_requests' })
  let begun = await hangOn(parts, given, first, now)
  for (const root of more)
    if (!begun.ok && begun.refusal.why === 'login_required') begun = await hangOn(parts, given, root, now)
  if (!begun.ok) return begun
  await settle(parts, begun.value.handle, given)
  return accepted({ handle: begun.value.handle })
}

/** Hangs it on one of the proofs that the browser has, if that will do there. */
async function hangOn(
  parts: SignInParts,
  given: ResumeSignIn,
  root: BrowserRoot,
  now: Date,
): Promise<Result<BegunSignIn, ResumeRefusal>> {
  const { db, loginSettings, audit, providers } = parts
  const { client, requestedProject } = given
  const providerKey = root.providerKey ?? undefined
  const asked = { requestedProject, profileType: given.requestedProfileType, client, providerKey }
  const [user, memberships] = await Promise.all([
    userById.maybeOne(db, root.userId),
    membershipsOfUser.rows(db, root.userId).then((places) => placesByIdentity(db, providers, root, places)),
  ])
  if (user?.active !== true || (await findSomewhere(db, user, memberships, asked)) !== 'somewhere')
    return refused({ why: 'login_required' })
  const project = await readProject(db, client.project)
  return db.tx(async (tx): Promise<Result<BegunSignIn, ResumeRefusal>> => {
    if (!(await goOn(tx, parts, root, given, project, memberships, now))) return refused({ why: 'login_required' })
    const added = await addLogin(tx, loginSettings, root, { ...given, clientId: client.id }, now)
    const { launch, issuer, asker } = given
    const joined = await joinLaunch(audit, tx, { launch, client, issuer, userId: root.userId, asker, ...added }, now)
    return joined.ok ? accepted(added) : joined
  })
}

/** Counts a use within the limits of where the root is to be used now, which may be stricter than of where it was before. */
async function goOn(
  tx: Tx,
  { loginSettings }: SignInParts,
  root: BrowserRoot,
  { client, requestedProject, requestedProfileType }: ResumeSignIn,
  project: ProjectRow | undefined,
  memberships: Parameters<typeof choicesAmong>[0],
  now: Date,
): Promise<boolean> {
  const choices = choicesAmong(memberships, requestedProject, requestedProfileType)
  const [first, ...more] = choices.map(({ profile }) =>
    limitsOf(loginSettings, project?.resource, profile, client.resource),
  )
  if (first === undefined) return useRoot(tx, root.id, now)
  const { idleSeconds, overallSeconds } = strictest(first, ...more)
  const until = secondsAfter(now, SHORTEST_SECONDS)
  const gone = await goOnInProject.maybeOne(tx, now, root.id, client.project, idleSeconds, overallSeconds, until)
  return gone !== undefined
}
