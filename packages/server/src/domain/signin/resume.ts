import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { readDomainRules } from '#domain/email-domains'
import { membershipsByIdentity } from '#domain/identities'
import {
  addLogin,
  type BrowserRoot,
  type ChildDraft,
  findBrowserRoots,
  limitsOf,
  strictest,
  useRoot,
  useRootInProject,
} from '#domain/logins'
import { type ProjectRow, type RequestOrigin, readProject } from '#domain/projects'
import { SHORTEST_ACCESS_TOKEN_SECONDS } from '#domain/tokens'
import { choicesAmong, findSomewhere } from './choices.ts'
import type { SignInDeps, SignInState } from './dependencies.ts'
import { joinLaunch, type LaunchRefusal } from './launch.ts'
import { personById } from './person.store.ts'
import { isWithinAge } from './proof-age.ts'
import { isRoleAsked } from './role.ts'
import { settle } from './state.ts'

/** What an app may demand of a sign-in that exists already. */
export interface ReuseDemands {
  /** The user must prove themselves now, whatever was proven before. */
  readonly anew: boolean
  /** The greatest age of the proof. */
  readonly maxAgeSeconds: number | undefined
  /** The person that the app expects. */
  readonly expectedUser: string | undefined
}

/** An app's new login under the sign-in of its browser. */
export interface ResumeSignIn extends Omit<ChildDraft, 'clientId' | 'browserHash'> {
  readonly client: Client
  readonly rootHandle: string | undefined
  readonly browserHash: string
  readonly demands: ReuseDemands
  /** The launch value that the app got from an EHR. */
  readonly launch: string | undefined
  readonly askRole?: boolean | undefined
  readonly origin: RequestOrigin
}

/** Nobody is signed in that this app could use, so the user must prove themselves; or the launch belongs to someone else. */
export type ResumeRefusal = { readonly why: 'login_required' | 'too_many_requests' } | LaunchRefusal

/** Whether a sign-in is fresh enough and of the expected person. Pure: only this function decides it. */
export function isEnough(
  root: Pick<BrowserRoot, 'userId' | 'provenAt' | 'factors'>,
  { anew, maxAgeSeconds, expectedUser }: ReuseDemands,
  now: Date,
): boolean {
  if (anew) return false
  if (expectedUser !== undefined && expectedUser !== root.userId) return false
  return isWithinAge({ authenticatedAt: root.provenAt, factors: root.factors }, maxAgeSeconds, now)
}

/** A sign-in this close to its end is not reused: the app's tokens would expire too soon. */
const SHORTEST_SECONDS = SHORTEST_ACCESS_TOKEN_SECONDS + 60

/** A resumed sign-in: its handle and its state. */
export interface Resumed {
  readonly handle: string
  readonly state: SignInState
}

/** Adds another app's login to the browser's sign-in, if that sign-in is good enough. */
export async function resumeSignIn(deps: SignInDeps, given: ResumeSignIn): Promise<Result<Resumed, ResumeRefusal>> {
  const { db, clock, throttle } = deps
  const now = clock.now()
  const roots = await findBrowserRoots(db, given.rootHandle, given.browserHash, now)
  const [first, ...more] = roots.filter((root) => isEnough(root, given.demands, now))
  if (first === undefined) return refused({ why: 'login_required' })
  if (!(await throttle.inBrowser(first.id)).allowed) return refused({ why: 'too_many_requests' })
  let begun = await hangOn(deps, given, first, now)
  for (const root of more)
    if (!begun.ok && begun.refusal.why === 'login_required') begun = await hangOn(deps, given, root, now)
  return begun
}

/** Adds it to one of the browser's proofs, if one is good enough there. */
async function hangOn(
  deps: SignInDeps,
  given: ResumeSignIn,
  root: BrowserRoot,
  now: Date,
): Promise<Result<Resumed, ResumeRefusal>> {
  const { db, loginSettings, audit, providers } = deps
  const { client, requestedProject, issuer } = given
  const providerKey = root.providerKey ?? undefined
  const person = await personById.maybeOne(db, root.userId)
  if (person?.active !== true) return refused({ why: 'login_required' })
  const provider = providerKey === undefined ? undefined : await providers.byKey(providerKey)
  const memberships = await membershipsByIdentity(db, provider, root, person.memberships)
  const { factors } = root
  const asked = { requestedProject, profileType: given.requestedProfileType, client, providerKey, factors }
  const projects = [requestedProject, ...memberships.map((one) => one.project)]
  const rules = await readDomainRules(db, { providerKey, email: person.email }, projects)
  if ((await findSomewhere(db, now, person, memberships, asked, rules)) !== 'somewhere')
    return refused({ why: 'login_required' })
  const project = await readProject(db, client.project)
  return db.tx(async (tx): Promise<Result<Resumed, ResumeRefusal>> => {
    if (!(await isWithinLimits(tx, deps, root, given, project, memberships, now)))
      return refused({ why: 'login_required' })
    const added = await addLogin(tx, loginSettings, root, { ...given, clientId: client.id }, now)
    const { handle } = added
    const { launch, origin } = given
    const joined = await joinLaunch(audit, tx, { launch, client, issuer, userId: root.userId, origin, ...added }, now)
    if (!joined.ok) return joined
    return accepted({
      handle,
      state: await settle(deps, tx, {
        handle,
        issuer,
        address: origin.address,
        client,
        provider,
        rules,
        asksRole: isRoleAsked(given),
      }),
    })
  })
}

/** Counts a use within the limits of the project to be used now, which may be stricter than the earlier ones. */
async function isWithinLimits(
  tx: Tx,
  { loginSettings }: SignInDeps,
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
  const gone = await useRootInProject.maybeOne(tx, {
    now,
    id: root.id,
    project: client.project,
    idleSeconds,
    overallSeconds,
    until,
  })
  return gone !== undefined
}
