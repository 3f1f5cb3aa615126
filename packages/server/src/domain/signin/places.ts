import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { addressProblem, allowedPlaces, type MethodRefusal } from '#domain/domains'
import { placesByIdentity } from '#domain/federation'
import type { PendingLogin } from '#domain/logins'
import { type MembershipRow, membershipsOfUser, placesOf } from '#domain/memberships'
import { mayRegisterPatients, readProject } from '#domain/projects'
import type { UserRow } from '#domain/users'
import type { SignInParts, SignInState } from './parts.ts'

/** Where a sign-in can lead, proven as it was, and why not elsewhere. */
export async function judgeWay(
  { db, providers }: Pick<SignInParts, 'providers'> & { readonly db: Tx },
  login: PendingLogin,
  user: UserRow | undefined,
  client: Client | undefined,
): Promise<
  Pick<SignInState, 'choices' | 'otherMethod' | 'isEmergency'> & {
    readonly registration: 'project' | 'patient' | undefined
  }
> {
  const { requestedProject, requestedProfileType, membershipId } = login
  const way = { providerKey: login.providerKey ?? undefined, client, email: user?.email }
  const isNew = requestedProject === 'new'
  const mayRegister = user !== undefined && (await mayBecomePatient(db, user, requestedProject, requestedProfileType))
  if (isNew || mayRegister) {
    const otherMethod = await addressProblem(db, { ...way, project: requestedProject ?? undefined })
    return { choices: [], otherMethod, isEmergency: false, registration: isNew ? 'project' : 'patient' }
  }
  const memberships = user === undefined ? [] : await membershipsOfUser.rows(db, user.id)
  const asked =
    membershipId === null
      ? choicesAmong(memberships, requestedProject, requestedProfileType)
      : memberships.filter(({ id }) => id === membershipId)
  const { places, problem, emergency } = await allowedPlaces(db, way, asked)
  return {
    choices: await placesByIdentity(db, providers, login, places),
    otherMethod: places.length === 0 ? problem : undefined,
    isEmergency: membershipId !== null && emergency === membershipId,
    registration: undefined,
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
