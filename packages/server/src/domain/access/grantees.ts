import {
  type Access,
  effectiveAccess,
  isResourceScope,
  parseScope,
  type SmartScope,
  scopedAccess,
} from '@damson/access'
import {
  accepted,
  type ClientApplication,
  type Project,
  type ProjectMembership,
  parseJson,
  type Result,
  refused,
} from '@damson/fhir'
import type { Clock } from '#base/clock'
import { createGroupCommit, type Db, newCaller, type Tx } from '#base/db'
import { type AddressBook, createAddressBook, listsOf } from '#domain/addresses'
import { readLaunchContext } from '#domain/launches'
import {
  type Activity,
  COMPLIANT_DEVICE,
  type FactorDemand,
  factorDemand,
  type LoginUse,
  meetsDemand,
} from '#domain/logins'
import { demandsOfRole, factorSettings, requestQuotas } from '#domain/projects'
import type { Change, WriteRefusal } from '#domain/resources'
import { createInvalidatedCache, type Invalidation, type Invalidations } from '#domain/revocation'
import {
  type PrincipalRow,
  principalOfClient,
  principalOfCode,
  principalOfFamily,
  principalOfLogin,
  principalsOfClients,
} from './access.store.ts'
import { admits, type CallerAddress, fromHere, listsOfRow, type WhereTo } from './came-from.ts'
import { effectiveAccessOf } from './effective.ts'
import { allowsEverything, laterPolicy, policyOfRole } from './everything.ts'
import type { Grantee, GranteeRefusal, Principal } from './grantee.ts'
import { refusalFor } from './grantee-refusals.ts'
import { patientOf, wantsLaunch, wantsPatient } from './launch-patient.ts'
import { lockoutProblem } from './lockout.ts'
import { principalOfMember } from './member.store.ts'
import { type KnownPolicy, type LoadedPolicies, loadPolicies, type PolicyGrant, policyGrants } from './policies.ts'
import { clausesProblem, itemsProblem } from './policy-sizes.ts'
import { isNamed, type Role, roleOf } from './roles.ts'

export interface Grantees {
  /**
   * The grantee of a login, and what they may do with a token of this scope. Read from memory while the invalidations are
   * fresh, else from the store. Counts as use of the sign-in, unless `looksOnly` is set.
   */
  ofLogin(
    loginId: string,
    scope: string,
    address: CallerAddress,
    looksOnly?: boolean,
  ): Promise<Result<Grantee, GranteeRefusal>>
  /** The grantee of a client acting as itself with Basic. */
  ofClient(clientId: string, address: CallerAddress): Promise<Result<Grantee, GranteeRefusal>>
  /** A client as itself, with a scope that it had before; read anew. */
  ofMachine(clientId: string, scope: string, address: string): Promise<Result<Grantee, GranteeRefusal>>
  /** A member who is signed in in a browser; read anew. */
  ofMember(member: MemberInBrowser, address: string): Promise<Result<Grantee, GranteeRefusal>>
  /**
   * The principal, read in a transaction and not cached; their access is not looked up. The login is found by its code or
   * refresh family. Sent after the statement that spends the code or rotates the token, this query sees the change.
   */
  readLoginOfCode(tx: Tx, codeHash: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  readLoginOfFamily(
    tx: Tx,
    family: string,
    scope: string | undefined,
    address: string,
  ): Promise<Result<Principal, GranteeRefusal>>
  readClient(tx: Tx, clientId: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The same outside of a transaction, in a statement that concurrent requests share. */
  readClientTogether(clientId: string, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The principal of a row that a statement of another module read outside of a transaction. */
  judge(row: PrincipalRow, address: string): Promise<Result<Principal, GranteeRefusal>>
  /** The user of a pending sign-in, before any grant: with everything the policies allow, but no administrator rights. */
  readPending(tx: Tx, loginId: string): Promise<Result<Grantee, GranteeRefusal>>
  /** Whether a sign-in may come from this address, as far as it is known by now where it leads. */
  admits(tx: Tx, signIn: WhereTo, address: string): Promise<boolean>
  /** Why a change waits to be confirmed: it would shut its author out. */
  lockoutProblem(
    tx: Tx,
    author: Grantee,
    project: Project,
    change: Change,
    address: string,
  ): Promise<WriteRefusal | undefined>
}

/** A membership, and what the browser's sign-in proved of its person. */
export interface MemberInBrowser extends Pick<PrincipalRow, 'factors' | 'vouchedFor'> {
  readonly project: string
  readonly membershipId: string
  readonly userId: string
  readonly authenticatedAt: Date
}

/** Cache slots: a grantee with ordinary policies takes one, one with large policies several. */
const KEPT = 20_000
const CLAUSES_OF_A_PLACE = 20
const MOST_READ_TOGETHER = 100

export function createGrantees(db: Db, clock: Clock, invalidations: Invalidations, activity: Activity): Grantees {
  const addresses = createAddressBook(invalidations)
  const cached = createKnown(clock, invalidations, activity)
  const rowOfClient = readingTogether(db)

  async function grantee(row: PrincipalRow | undefined, scope?: string, tx: Tx = db, administers = true): Found {
    const found = alive(row, clock.now())
    return found.ok ? accepted(await granteeOf(tx, addresses, found.value, scope, administers)) : found
  }

  async function principal(
    tx: Tx,
    row: PrincipalRow | undefined,
    address: string,
    scope?: string,
  ): Promise<Result<Principal, GranteeRefusal>> {
    const found = alive(row, clock.now())
    if (!found.ok) return found
    const made = principalOf(found.value, scope)
    return fromHere({ ...made, addressLists: await listsOfRow(tx, addresses, found.value) }, address)
  }

  return {
    async ofLogin(id, scope, address, looksOnly = false) {
      const known = await cached(`login ${id} ${scope}`, async () =>
        grantee(await principalOfLogin.maybeOne(db, id), scope),
      )
      const found = known.ok ? fromHere(known.value, address) : known
      if (found.ok && found.value.use !== undefined && !looksOnly) activity.used(found.value.use.loginId)
      return found
    },
    async ofClient(id, address) {
      const known = await cached(`client ${id}`, async () => grantee(await principalOfClient.maybeOne(db, id)))
      return known.ok ? fromHere(known.value, address) : known
    },
    async ofMachine(id, scope, address) {
      const row = await principalOfClient.maybeOne(db, id)
      const found = await grantee(row && { ...row, scope })
      return found.ok ? fromHere(found.value, address) : found
    },
    async ofMember({ project, membershipId, userId, authenticatedAt, factors, vouchedFor }, address) {
      const row = await principalOfMember.maybeOne(db, { project, membershipId, userId, provenAt: authenticatedAt })
      const found = await grantee(row && { ...row, authenticatedAt, factors, vouchedFor })
      return found.ok ? fromHere(found.value, address) : found
    },
    readLoginOfCode: async (tx, codeHash, address) =>
      principal(tx, await principalOfCode.maybeOne(tx, codeHash), address),
    readLoginOfFamily: async (tx, family, scope, address) =>
      principal(tx, await principalOfFamily.maybeOne(tx, family), address, scope),
    readClient: async (tx, id, address) => principal(tx, await principalOfClient.maybeOne(tx, id), address),
    readClientTogether: async (id, address) => principal(db, await rowOfClient(id), address),
    judge: (row, address) => principal(db, row, address),
    async readPending(tx, id) {
      const row = await principalOfLogin.maybeOne(tx, id)
      if (row?.granted === true) return refused(refusalFor('not_granted'))
      const pending = row && { ...row, granted: true, limited: false, scope: '', admin: false, superAdmin: false }
      return grantee(pending, undefined, tx, false)
    },
    admits: (tx, signIn, address) => admits(tx, addresses, signIn, address),
    lockoutProblem: async (tx, author, project, change, address) =>
      lockoutProblem(author, await addresses.inTransaction(tx, author.project), project, change, address),
  }
}

type Found = Promise<Result<Grantee, GranteeRefusal>>

/** Callers that were read before, while nothing that they were made from has changed. */
function createKnown(
  clock: Clock,
  invalidations: Invalidations,
  activity: Activity,
): (key: string, read: () => Found) => Found {
  const cache = createInvalidatedCache<Grantee>(invalidations, KEPT, ({ weight }) => weight)
  const isOver = ({ expiresAt }: Grantee): boolean => expiresAt !== undefined && expiresAt <= clock.now()
  return async (key, read) => {
    const known = cache.get(key)
    // The store decides: another node may have counted a use of a login that seems idle here, or a new proof may have
    // extended it.
    if (
      known !== undefined &&
      !isOver(known) &&
      (known.use === undefined || (await activity.isWithin(known.use.loginId)))
    )
      return accepted(known)
    const heard = invalidations.heard()
    const found = await read()
    if (!found.ok) return found
    if (found.value.use !== undefined) activity.seen(found.value.use)
    cache.put(key, found.value, tagsOf(found.value), heard)
    return found
  }
}

/** Reads the rows of several clients in a statement that concurrent requests share. */
function readingTogether(db: Db): (clientId: string) => Promise<PrincipalRow | undefined> {
  const group = createGroupCommit<string, PrincipalRow | undefined>(
    MOST_READ_TOGETHER,
    async (ids) => {
      const rows = await principalsOfClients.rows(db, [...new Set(ids)])
      const byClient = new Map(rows.map((row) => [row.clientId, row]))
      return (id) => byClient.get(id)
    },
    { gathers: true },
  )
  return (id) => group.commit(id, newCaller())
}

function alive(row: PrincipalRow | undefined, now: Date): Result<PrincipalRow, GranteeRefusal> {
  if (row === undefined) return refused(refusalFor('unknown_login'))
  const why = refusalOf(row, now)
  return why === undefined ? accepted(row) : refused(refusalFor(why))
}

function refusalOf(row: PrincipalRow, now: Date): Parameters<typeof refusalFor>[0] | undefined {
  if (row.revoked) return 'revoked_login'
  if (!row.granted) return 'not_granted'
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired_login'
  if (row.idleUntil !== null && row.idleUntil <= now) return 'expired_login'
  if (!row.projectActive) return 'inactive_project'
  if (row.userActive === false) return 'inactive_user'
  if (!row.membershipActive) return 'inactive_membership'
  // A login whose client has been deleted is refused.
  if (row.clientId !== null && row.clientActive !== true) return 'inactive_client'
  return undefined
}

function principalOf(row: PrincipalRow, scope = row.scope): Principal {
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

async function granteeOf(
  tx: Tx,
  addresses: AddressBook,
  row: PrincipalRow,
  scope = row.scope,
  administers = true,
): Promise<Grantee> {
  // Both were validated when they were written.
  const membership = parseJson(row.membership) as ProjectMembership
  const project = parseJson(row.projectContent) as Project
  const grants = policyGrants(membership, project)
  const loaded: LoadedPolicies =
    itemsProblem(membership) === undefined
      ? await loadPolicies(tx, row.project, grants)
      : { policies: ['too_large'], clauses: 0, demands: [] }
  const withheld = withheldOf(row, loaded)
  const usable =
    withheld === undefined ? loaded.policies.filter((policy): policy is KnownPolicy => typeof policy === 'object') : []
  const principal = principalOf(row, scope)
  const { held, role } = await heldBy(principal, membership, grants, usable, administers && withheld === undefined)
  const policyIds = grants.map(({ id }) => id)
  return {
    ...principal,
    role,
    access: principal.limited
      ? withinScopes(held, [row.scope, scope], launchPatient(row), ownProfile(row, scope))
      : held,
    withheld,
    policyIds,
    lacks: lackedBy(row, project, membership, loaded),
    addressLists: listsOf(await addresses.of(tx, row.project), { policyIds, clientId: principal.clientId }),
    quotas: { ...requestQuotas(project), ofClient: row.clientLimit ?? undefined },
    weight: 1 + Math.floor((withheld === undefined ? loaded.clauses : 0) / CLAUSES_OF_A_PLACE),
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
function withinScopes(
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

function tagsOf(grantee: Grantee): readonly Invalidation[] {
  const tags: Invalidation[] = [
    { kind: 'membership', subject: grantee.membershipId },
    { kind: 'project', subject: grantee.project },
    ...grantee.policyIds.map((subject): Invalidation => ({ kind: 'policy', subject })),
  ]
  if (grantee.loginId !== undefined) tags.push({ kind: 'login', subject: grantee.loginId })
  if (grantee.rootId !== undefined) tags.push({ kind: 'root', subject: grantee.rootId })
  if (grantee.clientId !== undefined) tags.push({ kind: 'client', subject: grantee.clientId })
  if (grantee.userId !== undefined) tags.push({ kind: 'user', subject: grantee.userId })
  return tags
}
