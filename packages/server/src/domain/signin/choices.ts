import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { addressProblem, allowedMemberships, type DomainRules, type MethodRefusal } from '#domain/email-domains'
import { membershipsOfLinked } from '#domain/identities'
import type { Standing } from '#domain/logins'
import { type ActiveMembership, type MembershipRow, projectsOfUser } from '#domain/memberships'
import { mayRegisterPatients, type ProjectRow, readProject } from '#domain/projects'
import type { Provider } from '#domain/providers'
import type { UserRow } from '#domain/users'
import type { SignInState } from './dependencies.ts'

/** What the caller has already read when a sign-in is judged. */
export interface Known {
  readonly client: Client | undefined
  readonly provider: Provider | undefined
  readonly rules?: DomainRules | undefined
}

/** Where a sign-in may lead with the method it used, and why not elsewhere. */
export async function judgeWay(
  tx: Tx,
  standing: Standing,
  project: ProjectRow | undefined,
  { client, provider, rules }: Known,
): Promise<
  Pick<SignInState, 'choices' | 'otherMethod' | 'isEmergency'> & {
    readonly registration: 'project' | 'patient' | undefined
  }
> {
  const { requestedProject, requestedProfileType, membershipId, memberships, email, userId, userProject } = standing
  const way = { providerKey: standing.providerKey ?? undefined, client, email }
  const isNew = requestedProject === 'new'
  const user = userId === null || userProject === null ? undefined : { id: userId, project: userProject }
  const asked = { requestedProject, profileType: requestedProfileType, project }
  const mayRegister = user !== undefined && (await mayBecomePatient(tx, user, memberships, asked))
  if (isNew || mayRegister) {
    const otherMethod = await addressProblem(tx, { ...way, project: requestedProject ?? undefined }, rules)
    return { choices: [], otherMethod, isEmergency: false, registration: isNew ? 'project' : 'patient' }
  }
  const own =
    membershipId === null
      ? choicesAmong(memberships, requestedProject, requestedProfileType)
      : memberships.filter(({ id }) => id === membershipId)
  const { allowed, problem, emergency } = await allowedMemberships(tx, way, own, rules)
  return {
    choices:
      standing.providerKey === null ? allowed : membershipsOfLinked(standing.identity ?? undefined, provider, allowed),
    otherMethod: allowed.length === 0 ? problem : undefined,
    isEmergency: membershipId !== null && emergency === membershipId,
    registration: undefined,
  }
}

/** Whether this person has anything to sign in to as the app asked, or why this method is not allowed. */
export async function findSomewhere(
  tx: Tx,
  user: Pick<UserRow, 'id' | 'project' | 'email'>,
  memberships: readonly ActiveMembership[],
  given: {
    readonly requestedProject: string | undefined
    readonly profileType: string | undefined
    readonly client: Client | undefined
    readonly providerKey: string | undefined
  },
  rules?: DomainRules,
): Promise<'somewhere' | 'nowhere' | MethodRefusal> {
  const { requestedProject, profileType, client, providerKey } = given
  const way = { providerKey, client, email: user.email }
  const choices = requestedProject === 'new' ? [] : choicesAmong(memberships, requestedProject, profileType)
  if (choices.length > 0) {
    const allowed = await allowedMemberships(tx, way, choices, rules)
    if (allowed.allowed.length > 0) return 'somewhere'
    return allowed.problem ?? 'nowhere'
  }
  if (requestedProject !== 'new' && !(await mayBecomePatient(tx, user, memberships, given))) return 'nowhere'
  return (await addressProblem(tx, { ...way, project: requestedProject }, rules)) ?? 'somewhere'
}

/**
 * Whether the person registered in a project with open registration and never had a membership in it, not even a revoked
 * one.
 */
async function mayBecomePatient(
  tx: Tx,
  user: Pick<UserRow, 'id' | 'project'>,
  memberships: readonly ActiveMembership[],
  {
    requestedProject,
    profileType,
    project: known,
  }: {
    readonly requestedProject: string | null | undefined
    readonly profileType: string | null | undefined
    /** The project, if the caller has read it. */
    readonly project?: ProjectRow | undefined
  },
): Promise<boolean> {
  if (requestedProject !== user.project || (profileType ?? 'Patient') !== 'Patient') return false
  if (memberships.some(({ project }) => project === requestedProject)) return false
  const project = known?.id === requestedProject ? known : await readProject(tx, requestedProject)
  if (project === undefined || !mayRegisterPatients(project)) return false
  return !(await projectsOfUser.rows(tx, user.id)).some((membership) => membership.project === requestedProject)
}

/** The person's memberships that match the requested project and profile type. */
export function choicesAmong<M extends MembershipRow>(
  memberships: readonly M[],
  project: string | null | undefined,
  profileType: string | null | undefined,
): readonly M[] {
  return memberships.filter(
    (membership) =>
      (project == null || membership.project === project) &&
      (profileType == null || membership.profile.startsWith(`${profileType}/`)),
  )
}
