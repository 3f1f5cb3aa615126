import {
  type Access,
  effectiveAccess,
  isResourceScope,
  parseScope,
  type SmartScope,
  scopedAccess,
} from '@damson/access'
import { type ClientApplication, type Project, type ProjectMembership, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type AddressBook, listsOf } from '#domain/addresses'
import { readLaunchContext } from '#domain/launches'
import { COMPLIANT_DEVICE, type FactorDemand, factorDemand, type LoginUse, meetsDemand } from '#domain/logins'
import { botCeilings, demandsOfRole, factorSettings, requestQuotas } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import type { PrincipalRow } from './access.store.ts'
import { actorOf } from './actor.ts'
import { effectiveAccessOf } from './effective.ts'
import { allowsEverything, laterPolicy, policyOfRole } from './everything.ts'
import type { Grantee, Principal } from './grantee.ts'
import { patientOf, wantsLaunch, wantsPatient } from './launch-patient.ts'
import { type KnownPolicy, type LoadedPolicies, loadPolicies, type PolicyGrant, policyGrants } from './policies.ts'
import { clausesProblem, itemsProblem } from './policy-sizes.ts'
import { isNamed, type Role, roleOf } from './roles.ts'

/** A grantee with large policies takes several slots of the cache. */
const CLAUSES_OF_A_PLACE = 20

/** The principal of a row that was found to be alive. */
export function principalOf(row: PrincipalRow, scope = row.scope): Principal {
  const limited = row.limited || row.scope.split(' ').some(isResourceScope)
  return {
    project: row.project,
    membershipId: row.membershipId ?? '',
    profile: row.profile,
    userType: row.userType,
    userId: row.userId ?? undefined,
    clientId: row.clientId ?? undefined,
    loginId: row.loginId ?? undefined,
    rootId: row.rootId ?? undefined,
    scope,
    limited,
    patient: wantsPatient(scope) || wantsLaunch(scope) ? launchPatient(row) : undefined,
    launch: wantsLaunch(scope) ? readLaunchContext(row.launch) : undefined,
    // A login limited by scopes has no administrator rights at all, not even the reads that policies allow
    // administrators.
    admin: row.admin && !limited,
    superAdmin: row.superAdmin && !limited,
    expiresAt: row.expiresAt ?? undefined,
    authenticatedAt: row.authenticatedAt ?? undefined,
    factors: row.factors ?? [],
    vouchedFor: row.vouchedFor,
    use: useOf(row),
  }
}

function useOf({ loginId, lastUsedAt, idleUntil }: PrincipalRow): LoginUse | undefined {
  return loginId === null || lastUsedAt === null || idleUntil === null ? undefined : { loginId, lastUsedAt, idleUntil }
}

/** The patient of a login that asked for one; a launch may have none. */
function launchPatient({ scope, patient, profile }: PrincipalRow): string | undefined {
  if (wantsPatient(scope)) return patient ?? patientOf(profile)
  return wantsLaunch(scope) ? (patient ?? undefined) : undefined
}

/** The same, with what they may do. */
export async function granteeOf(
  tx: Tx,
  addresses: AddressBook,
  row: PrincipalRow,
  scope = row.scope,
  administers = true,
): Promise<Grantee> {
  const member = await memberOf(tx, row)
  const { membership, project, grants, loaded, usable, withheld } = member
  const principal = principalOf(row, scope)
  const mayAdminister = administers && withheld === undefined
  const { held, role } = await heldBy(principal, membership, grants, usable, mayAdminister)
  const { admin, superAdmin } = row
  const readWhole = async (): Promise<Access> =>
    principal.limited
      ? (await heldBy({ ...principal, limited: false, admin, superAdmin }, membership, grants, usable, mayAdminister))
          .held
      : held
  const policyIds = grants.map(({ id }) => id)
  return {
    ...principal,
    role,
    access: scopedFor(row, principal, held),
    withheld,
    policyIds,
    lacks: lackedBy(row, project, membership, loaded),
    addressLists: listsOf(await addresses.of(tx, row.project), { policyIds, clientId: principal.clientId }),
    actor: await actorOf(row, membership, readWhole),
    quotas: { ...requestQuotas(project), ofClient: row.clientLimit ?? undefined },
    botCeilings: botCeilings(project),
    weight: 1 + Math.floor((withheld === undefined ? loaded.clauses : 0) / CLAUSES_OF_A_PLACE),
  }
}

function scopedFor(row: PrincipalRow, { limited, scope }: Principal, held: Access): Access {
  return limited ? withinScopes(held, [row.scope, scope], launchPatient(row), ownProfile(row, scope)) : held
}

/** A membership, and the policies that count for it. */
interface MemberPolicies {
  readonly membership: ProjectMembership
  readonly project: Project
  readonly grants: readonly PolicyGrant[]
  readonly loaded: LoadedPolicies
  readonly usable: readonly KnownPolicy[]
  readonly withheld: Grantee['withheld']
}

async function memberOf(tx: Tx, row: PrincipalRow, draft?: KnownPolicy): Promise<MemberPolicies> {
  // Both were validated when they were written.
  const membership = parseJson(row.membership) as ProjectMembership
  const project = parseJson(row.projectContent) as Project
  const own = policyGrants(membership, project)
  const isHeld = draft !== undefined && own.some(({ id }) => id === draft.id)
  const grants = draft === undefined || isHeld ? own : [{ id: draft.id, parameters: [] }]
  const loaded: LoadedPolicies =
    itemsProblem(membership) === undefined
      ? await loadPolicies(tx, row.project, draft === undefined || isHeld ? grants : [])
      : { policies: ['too_large'], clauses: 0, demands: [] }
  const tried = draft === undefined ? loaded : withDraft(loaded, grants, draft)
  const withheld = withheldOf(row, tried)
  const usable =
    withheld === undefined ? tried.policies.filter((policy): policy is KnownPolicy => typeof policy === 'object') : []
  return { membership, project, grants, loaded: tried, usable, withheld }
}

/** The draft in the place of the stored policy. */
function withDraft(loaded: LoadedPolicies, grants: readonly PolicyGrant[], draft: KnownPolicy): LoadedPolicies {
  const policies = grants.map(({ id }, i) => (id === draft.id ? draft : (loaded.policies[i] ?? 'missing')))
  const clauses = policies.reduce((sum, one) => sum + (typeof one === 'object' ? one.compiled.clauses : 0), 0)
  return { ...loaded, policies, clauses }
}

/** What a member may do as it is asked by somebody else: without a sign-in, and perhaps with a policy that is tried. */
export interface Simulated {
  readonly access: Access
  readonly withheld: Grantee['withheld']
  readonly policyIds: readonly string[]
  readonly role: Role | undefined
}

export async function simulatedOf(tx: Tx, row: PrincipalRow, draft?: KnownPolicy): Promise<Simulated> {
  const { membership, grants, usable, withheld } = await memberOf(tx, row, draft)
  const principal = principalOf(row)
  const { held, role } = await heldBy(principal, membership, grants, usable, withheld === undefined)
  return {
    access: scopedFor(row, principal, held),
    withheld,
    policyIds: grants.map(({ id }) => id),
    role,
  }
}

/** What is demanded of a person's sign-in by now, if it has proven less. */
function lackedBy(
  row: PrincipalRow,
  project: Project,
  membership: ProjectMembership,
  { demands }: LoadedPolicies,
): FactorDemand | undefined {
  if (row.userId === null) return undefined
  const settings = factorSettings(project)
  // It was validated when it was written.
  const client = row.demandingClient == null ? {} : (parseJson(row.demandingClient) as ClientApplication)
  const places = [{ mfaRequired: row.mfaRequired }, settings, client, ...demands, ...demandsOfRole(project, membership)]
  const demand = factorDemand(places, settings.allowed)
  return meetsDemand(demand, row.factors ?? []) ? undefined : demand
}

/** What a member holds, and as what kind of administrator. Whoever is granted nothing has no rights of a role either. */
async function heldBy(
  principal: Principal,
  membership: ProjectMembership,
  grants: readonly PolicyGrant[],
  policies: readonly KnownPolicy[],
  mayAdminister: boolean,
): Promise<{ readonly held: Access; readonly role: Role | undefined }> {
  const { project, profile, admin } = principal
  const subject = { profile, admin }
  const named = mayAdminister ? roleOf(principal, membership, false) : undefined
  const all = isNamed(named) ? [...policies, policyOfRole(project, named)] : policies
  const held = all.length === 0 ? effectiveAccess([], subject) : await effectiveAccessOf(project, grants, all, subject)
  if (isNamed(named) || !admin) return { held, role: named }
  const holdsEverything = allowsEverything(project, held)
  const role = mayAdminister ? roleOf(principal, membership, holdsEverything) : 'limited'
  if (!holdsEverything) return { held, role }
  return { held: await effectiveAccessOf(project, grants, [...policies, laterPolicy(project)], subject), role }
}

/** Narrows an access by the login's scopes and then by the token's. A scope that cannot be parsed leaves nothing. */
export function withinScopes(
  held: Access,
  scopes: readonly string[],
  patient: string | undefined,
  fhirUser: string | undefined,
): Access {
  return [...new Set(scopes)].reduce(
    (access, scope) => scopedAccess(access, readable(scope), { patient, fhirUser }),
    held,
  )
}

/** The profile that `fhirUser` lets a person's app read, if both the login and the token have that scope. */
function ownProfile(row: PrincipalRow, scope: string): string | undefined {
  const isGranted = [row.scope, scope].every((one) => one.split(' ').includes('fhirUser'))
  return isGranted && row.userType === 'User' ? row.profile : undefined
}

function readable(scope: string): readonly SmartScope[] {
  const parsed = scope.split(' ').filter(isResourceScope).map(parseScope)
  return parsed.every((one) => one.ok) ? parsed.map(({ value }) => value) : []
}

/**
 * Fails closed: grants nothing to a membership with a missing or unreadable policy, to a device with `*`, or to a person
 * whose device nobody vouched for where a policy or the client needs that.
 */
function withheldOf(row: PrincipalRow, { policies, clauses }: LoadedPolicies): Grantee['withheld'] {
  const needsDevice = policies.some((policy) => typeof policy === 'object' && policy.needsDevice === true)
  if (policies.includes('too_large') || clausesProblem(clauses) !== undefined) return 'policies_too_large'
  if (policies.includes('missing')) return 'policy_missing'
  if (policies.includes('unreadable')) return 'policy_unreadable'
  const isVouchedFor = row.userType !== 'User' || row.factors?.includes(COMPLIANT_DEVICE) === true
  if ((needsDevice || row.clientNeedsDevice === true) && !isVouchedFor) return 'device_not_compliant'
  const isDevice = row.clientKind === 'device' && row.userType === 'ClientApplication'
  return isDevice && policies.some((policy) => typeof policy === 'object' && policy.wildcard)
    ? 'device_wildcard'
    : undefined
}

/** What a cached grantee was made from. */
export function tagsOf(grantee: Grantee): readonly Invalidation[] {
  const tags: Invalidation[] = [
    { kind: 'membership', subject: grantee.membershipId },
    { kind: 'project', subject: grantee.project },
    ...grantee.policyIds.map((subject): Invalidation => ({ kind: 'policy', subject })),
  ]
  if (grantee.loginId !== undefined) tags.push({ kind: 'login', subject: grantee.loginId })
  if (grantee.rootId !== undefined) tags.push({ kind: 'root', subject: grantee.rootId })
  if (grantee.clientId !== undefined) tags.push({ kind: 'client', subject: grantee.clientId })
  if (grantee.userId !== undefined) tags.push({ kind: 'user', subject: grantee.userId })
  if (grantee.userType === 'Bot') tags.push({ kind: 'client', subject: grantee.profile.slice('Bot/'.length) })
  const { onBehalfOf } = grantee
  if (onBehalfOf !== undefined) tags.push({ kind: 'membership', subject: onBehalfOf.membershipId })
  if (onBehalfOf?.loginId !== undefined) tags.push({ kind: 'login', subject: onBehalfOf.loginId })
  if (onBehalfOf?.userId !== undefined) tags.push({ kind: 'user', subject: onBehalfOf.userId })
  return tags
}
