import type { Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { addressProblem, allowedMemberships, type DomainRules, type MethodRefusal } from '#domain/email-domains'
import { membershipsOfLinked } from '#domain/identities'
import { isByMessage, type Standing } from '#domain/logins'
import { type ActiveMembership, findOffers, type MembershipRow, type Offer, projectsOfUser } from '#domain/memberships'
import { mailSignInOf, mayRegisterSelf, type ProjectRow, readProject, textSignInOf } from '#domain/projects'
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
  now: Date,
): Promise<
  Pick<SignInState, 'choices' | 'offers' | 'otherMethod' | 'isEmergency'> & {
    readonly registration: 'project' | 'patient' | 'role' | undefined
  }
> {
  const { requestedProject, requestedProfileType, membershipId, memberships, email, userId, userProject } = standing
  const way = { providerKey: standing.providerKey ?? undefined, client, email }
  const isNew = requestedProject === 'new'
  const user = userId === null || userProject === null ? undefined : { id: userId, project: userProject }
  const asked = { requestedProject, profileType: requestedProfileType, project }
  const byMessage = isByMessage(standing.factors)
  const own =
    membershipId === null
      ? choicesAmong(memberships, requestedProject, requestedProfileType)
      : memberships.filter(({ id }) => id === membershipId)
  const mayAccept = membershipId === null && own.length === 0 && standing.providerKey === null && !byMessage
  const offers = mayAccept && user !== undefined ? await offersAmong(tx, user, asked, now) : []
  const mayRegister = user !== undefined && (await mayBecomePatient(tx, user, memberships, asked))
  if (isNew || offers.length > 0 || mayRegister) {
    const problem = await addressProblem(tx, { ...way, project: requestedProject ?? undefined }, rules)
    const otherMethod = problem ?? (byMessage ? NOT_BY_MAIL : undefined)
    const registration = isNew ? 'project' : offers.length > 0 ? 'role' : 'patient'
    return { choices: [], offers, otherMethod, isEmergency: false, registration }
  }
  const usable = byMessage ? own.filter((one) => takesMessage(project, one, standing.factors)) : own
  const { allowed, problem, emergency } = await allowedMemberships(tx, way, usable, rules)
  return {
    choices:
      standing.providerKey === null ? allowed : membershipsOfLinked(standing.identity ?? undefined, provider, allowed),
    otherMethod: allowed.length > 0 ? undefined : byMessage && own.length > 0 ? (problem ?? NOT_BY_MAIL) : problem,
    offers,
    isEmergency: membershipId !== null && emergency === membershipId,
    registration: undefined,
  }
}

export const NEEDS_DEVICE: MethodRefusal = { why: 'needs_device', providerKey: undefined }
export const NOT_BY_MAIL: MethodRefusal = { why: 'not_by_mail', providerKey: undefined }

/** Whether the message that a sign-in began with signs in to a membership of this project. */
export function takesMessage(
  project: ProjectRow | undefined,
  { project: id, profile }: MembershipRow,
  factors: readonly string[],
): boolean {
  if (project?.id !== id) return false
  const types = factors.includes('email') ? mailSignInOf(project.resource) : textSignInOf(project.resource)
  return types.some((type) => profile.startsWith(`${type}/`))
}

/** Whether this person has anything to sign in to as the app asked, or why this method is not allowed. */
export async function findSomewhere(
  tx: Tx,
  now: Date,
  user: Pick<UserRow, 'id' | 'project' | 'email'>,
  memberships: readonly ActiveMembership[],
  given: {
    readonly requestedProject: string | undefined
    readonly profileType: string | undefined
    readonly client: Client | undefined
    readonly providerKey: string | undefined
    /** What was proven; left out where a message alone cannot be it. */
    readonly factors?: readonly string[]
  },
  rules?: DomainRules,
): Promise<'somewhere' | 'nowhere' | MethodRefusal> {
  const { requestedProject, profileType, client, providerKey } = given
  if (isByMessage(given.factors ?? [])) return findByMessage(tx, user, memberships, given)
  const way = { providerKey, client, email: user.email }
  const choices = requestedProject === 'new' ? [] : choicesAmong(memberships, requestedProject, profileType)
  if (choices.length > 0) {
    const allowed = await allowedMemberships(tx, way, choices, rules)
    if (allowed.allowed.length > 0) return 'somewhere'
    return allowed.problem ?? 'nowhere'
  }
  const mayEnter =
    requestedProject === 'new' ||
    (providerKey === undefined && (await offersAmong(tx, user, given, now)).length > 0) ||
    (await mayBecomePatient(tx, user, memberships, given))
  if (!mayEnter) return 'nowhere'
  return (await addressProblem(tx, { ...way, project: requestedProject }, rules)) ?? 'somewhere'
}

/** The same for a message alone, which makes nobody a patient. */
async function findByMessage(
  tx: Tx,
  { email }: Pick<UserRow, 'email'>,
  memberships: readonly ActiveMembership[],
  { requestedProject, profileType, client, factors = [] }: Parameters<typeof findSomewhere>[4],
): Promise<'somewhere' | 'nowhere' | MethodRefusal> {
  const project = requestedProject === undefined ? undefined : await readProject(tx, requestedProject)
  const choices = choicesAmong(memberships, requestedProject, profileType)
  const usable = choices.filter((one) => takesMessage(project, one, factors))
  if (usable.length === 0) return choices.length === 0 ? 'nowhere' : NOT_BY_MAIL
  const { allowed, problem } = await allowedMemberships(tx, { providerKey: undefined, client, email }, usable)
  return allowed.length > 0 ? 'somewhere' : (problem ?? 'nowhere')
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
  if (project === undefined || !mayRegisterSelf(project)) return false
  return !(await projectsOfUser.rows(tx, user.id)).some((membership) => membership.project === requestedProject)
}

/** What the person is offered where the app asks for it. */
async function offersAmong(
  tx: Tx,
  { id }: Pick<UserRow, 'id'>,
  asked: { readonly requestedProject: string | null | undefined; readonly profileType: string | null | undefined },
  now: Date,
): Promise<readonly Offer[]> {
  return choicesAmong(await findOffers(tx, id, now), asked.requestedProject, asked.profileType)
}

/** The person's memberships that match the requested project and profile type. */
export function choicesAmong<M extends Pick<MembershipRow, 'project' | 'profile'>>(
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
