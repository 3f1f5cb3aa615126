import { accepted, type Result, refused } from '@damson/fhir'
import { constantTimeEqual } from '#base/crypto'
import type { Tx } from '#base/db'
import { patientOf, wantsPatient } from '#domain/access'
import type { Client } from '#domain/clients'
import { addressProblem, allowedPlaces, type MethodRefusal } from '#domain/domains'
import { chooseMembership, type Demands, findPending, nextStep, type PendingLogin } from '#domain/logins'
import { type MembershipRow, membershipsOfUser, placesOf } from '#domain/memberships'
import { type Issuer, mayRegisterPatients, readProject } from '#domain/projects'
import { type UserRow, userById } from '#domain/users'
import { findRemembered } from './consent.ts'
import { isLaunchInReach } from './launch.ts'
import type { PasswordSignIn, SignInParts, SignInRefusal, SignInState } from './parts.ts'
import { isFresh } from './proof-age.ts'
import { isOver } from './time-left.ts'

/** Where the sign-in of a handle stands: what it has shown, and what is demanded of it. */
export async function readState(
  { db, clock, clients, grantees, loginSettings }: SignInParts,
  handle: string,
  issuer: Issuer,
  browserHash: string | undefined,
): Promise<Result<SignInState, SignInRefusal>> {
  const login = handle.length > 200 ? undefined : await findPending(db, handle, issuer)
  if (login === undefined || login.userId === null || !isOfBrowser(login, browserHash))
    return refused({ why: 'unknown_login' })
  const user = await userById.maybeOne(db, login.userId)
  const client = login.clientId === null ? undefined : await clients.find(login.clientId, issuer)
  const isNew = login.requestedProject === 'new'
  const memberships = isNew ? [] : await membershipsOfUser.rows(db, login.userId)
  const asked =
    login.membershipId === null
      ? choicesAmong(memberships, login.requestedProject, login.requestedProfileType)
      : memberships.filter(({ id }) => id === login.membershipId)
  const way = { providerKey: login.providerKey ?? undefined, client, email: user?.email }
  const { places: choices, problem, emergency } = await allowedPlaces(db, way, asked)
  const mayRegister =
    user !== undefined && (await mayBecomePatient(db, user, login.requestedProject, login.requestedProfileType))
  const otherMethod =
    isNew || mayRegister
      ? await addressProblem(db, { ...way, project: login.requestedProject ?? undefined })
      : choices.length === 0
        ? problem
        : undefined
  const remembered = await findRemembered(db, login, client, clock.now())
  const demands: Demands = {
    provenAddress: user?.email != null && user.emailProvenAt === null,
    otherMethod: otherMethod !== undefined,
    registration: isNew ? 'project' : mayRegister ? 'patient' : undefined,
    choices: choices.length,
    patient: wantsPatient(login.scope),
    consent: client !== undefined && (login.askConsent || (!client.firstParty && !remembered.isEnough)),
  }
  const gone = user?.active !== true || (login.clientId !== null && client?.active !== true)
  const step = nextStep(
    {
      revoked: login.revokedAt !== null || login.rootRevokedAt !== null || gone,
      granted: login.grantedAt !== null,
      expired: isOver(login, clock.now()),
      hasMembership: login.membershipId !== null,
      inReach: await isLaunchInReach(db, grantees, login),
      hasPatient: (login.patient ?? patientOf(login.profile ?? '')) !== undefined,
      consented: login.consentedAt !== null,
      fresh: isFresh(login, loginSettings, clock.now()),
    },
    demands,
  )
  return accepted({
    login,
    step,
    choices,
    client,
    otherMethod,
    isEmergency: emergency === (login.membershipId ?? ''),
    email: user?.email ?? null,
    remembered,
  })
}

function isOfBrowser({ browserHash }: PendingLogin, given: string | undefined): boolean {
  return browserHash === null || given === undefined
    ? browserHash === (given ?? null)
    : constantTimeEqual(browserHash, given)
}

/** Where there is only one membership to choose, it is chosen. */
export async function settle(
  parts: SignInParts,
  handle: string,
  { issuer, browserHash }: Pick<PasswordSignIn, 'issuer' | 'browserHash'>,
): Promise<void> {
  const state = await readState(parts, handle, issuer, browserHash)
  const [only, another] = state.ok ? state.value.choices : []
  if (state.ok && state.value.step.step === 'choose_membership' && only !== undefined && another === undefined) {
    await chooseMembership(parts.db, state.value.login, only, parts.clock.now())
  }
}

/** Whether there is anything that this person could sign in to, as it was asked for; or why not this way. */
export async function findSomewhere(
  tx: Tx,
  user: UserRow,
  memberships: readonly MembershipRow[],
  given: {
    readonly requestedProject: string | undefined
    readonly profileType: string | undefined
    readonly client: Client | undefined
    readonly providerKey: string | undefined
  },
): Promise<'somewhere' | 'nowhere' | MethodRefusal> {
  const { requestedProject, profileType, client, providerKey } = given
  const way = { providerKey, client, email: user.email }
  const places = requestedProject === 'new' ? [] : choicesAmong(memberships, requestedProject, profileType)
  if (places.length > 0) {
    const allowed = await allowedPlaces(tx, way, places)
    if (allowed.places.length > 0) return 'somewhere'
    return allowed.problem ?? 'nowhere'
  }
  if (requestedProject !== 'new' && !(await mayBecomePatient(tx, user, requestedProject, profileType))) return 'nowhere'
  return (await addressProblem(tx, { ...way, project: requestedProject })) ?? 'somewhere'
}

/** Who registered in a project that is open for it, and has no place in it: not even one that was taken away. */
async function mayBecomePatient(
  tx: Tx,
  user: UserRow,
  requestedProject: string | null | undefined,
  profileType: string | null | undefined,
): Promise<boolean> {
  if (requestedProject !== user.project || (profileType ?? 'Patient') !== 'Patient') return false
  const project = await readProject(tx, requestedProject)
  if (project === undefined || !mayRegisterPatients(project)) return false
  return !(await placesOf.rows(tx, user.id)).some((place) => place.project === requestedProject)
}

/** Of the places of a person those that a sign-in may be for. */
export function choicesAmong(
  memberships: readonly MembershipRow[],
  project: string | null | undefined,
  profileType: string | null | undefined,
): readonly MembershipRow[] {
  return memberships.filter(
    (membership) =>
      (project == null || membership.project === project) &&
      (profileType == null || membership.profile.startsWith(`${profileType}/`)),
  )
}
