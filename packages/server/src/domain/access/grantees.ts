import {
  type Access,
  effectiveAccess,
  isResourceScope,
  parseScope,
  type SmartScope,
  scopedAccess,
} from '@damson/access'
import { accepted, type Project, type ProjectMembership, parseJson, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db, Tx } from '#base/db'
import { createNewsCache, type News, type NewsItem } from '#domain/revocation'
import { type PrincipalRow, principalOfClient, principalOfLogin } from './access.store.ts'
import type { Grantee, GranteeRefusal } from './grantee.ts'
import { patientOf, wantsPatient } from './launch-patient.ts'
import { grantsOf, type KnownPolicy, loadPolicies, policyGrants } from './policies.ts'

export interface Grantees {
  /**
   * Who a login stands for, from memory while the news is fresh, else from the store; with a token's scope, what they may
   * do with that token.
   */
  ofLogin(loginId: string, scope: string): Promise<Result<Grantee, GranteeRefusal>>
  /** Who a client is by itself: Basic, and the token endpoint. */
  ofClient(clientId: string): Promise<Result<Grantee, GranteeRefusal>>
  /** The same, read in a transaction and not kept. */
  readLogin(tx: Tx, loginId: string, scope?: string): Promise<Result<Grantee, GranteeRefusal>>
  /** Who is signing in, before anything is granted: with all that the policies allow, and no administrator's rights. */
  readPending(tx: Tx, loginId: string): Promise<Result<Grantee, GranteeRefusal>>
  readClient(tx: Tx, clientId: string): Promise<Result<Grantee, GranteeRefusal>>
}

const KEPT = 20_000

export function createGrantees(db: Db, clock: Clock, news: News): Grantees {
  const cache = createNewsCache<Grantee>(news, KEPT)

  async function cached(
    key: string,
    read: () => Promise<Result<Grantee, GranteeRefusal>>,
  ): Promise<Result<Grantee, GranteeRefusal>> {
    const known = cache.get(key)
    if (known !== undefined) return alive(known)
    const heard = news.heard()
    const found = await read()
    if (found.ok) cache.put(key, found.value, tagsOf(found.value), heard)
    return found
  }

  const alive = (grantee: Grantee): Result<Grantee, GranteeRefusal> =>
    grantee.expiresAt !== undefined && grantee.expiresAt <= clock.now()
      ? refused({ why: 'expired_login' })
      : accepted(grantee)

  async function read(tx: Tx, row: PrincipalRow | undefined, scope?: string): Promise<Result<Grantee, GranteeRefusal>> {
    if (row === undefined) return refused({ why: 'unknown_login' })
    const why = refusalOf(row, clock.now())
    return why === undefined ? accepted(await granteeOf(tx, row, scope)) : refused({ why })
  }

  const readLogin = async (tx: Tx, loginId: string, scope?: string): Promise<Result<Grantee, GranteeRefusal>> =>
    read(tx, await principalOfLogin.maybeOne(tx, loginId), scope)
  const readPending = async (tx: Tx, loginId: string): Promise<Result<Grantee, GranteeRefusal>> => {
    const row = await principalOfLogin.maybeOne(tx, loginId)
    if (row?.granted === true) return refused({ why: 'not_granted' })
    return read(tx, row && { ...row, granted: true, limited: false, scope: '', admin: false, superAdmin: false })
  }
  const readClient = async (tx: Tx, clientId: string): Promise<Result<Grantee, GranteeRefusal>> =>
    read(tx, await principalOfClient.maybeOne(tx, clientId))
  return {
    ofLogin: (loginId, scope) => cached(`login ${loginId} ${scope}`, () => readLogin(db, loginId, scope)),
    ofClient: (clientId) => cached(`client ${clientId}`, () => readClient(db, clientId)),
    readLogin,
    readPending,
    readClient,
  }
}

function refusalOf(row: PrincipalRow, now: Date): GranteeRefusal['why'] | undefined {
  if (row.revoked) return 'revoked_login'
  if (!row.granted) return 'not_granted'
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired_login'
  if (!row.projectActive) return 'inactive_project'
  if (row.userActive === false) return 'inactive_user'
  if (!row.membershipActive) return 'inactive_membership'
  // A login that names a client which has since been deleted names nobody.
  if (row.clientId !== null && row.clientActive !== true) return 'inactive_client'
  return undefined
}

async function granteeOf(tx: Tx, row: PrincipalRow, scope = row.scope): Promise<Grantee> {
  // Both were validated when they were written.
  const membership = parseJson(row.membership) as ProjectMembership
  const project = parseJson(row.projectContent) as Project
  const grants = policyGrants(membership, project)
  const policies = await loadPolicies(tx, row.project, grants)
  const withheld = withheldOf(row, policies)
  const usable =
    withheld === undefined ? policies.filter((policy): policy is KnownPolicy => typeof policy === 'object') : []
  // Whoever is limited by scopes administers nothing, in no way: not even what the policies would let an administrator read.
  const limited = row.limited || row.scope.split(' ').some(isResourceScope)
  const admin = row.admin && !limited
  const held = effectiveAccess(grantsOf(grants, usable), { profile: row.profile, admin })
  const patient = wantsPatient(row.scope) ? (row.patient ?? patientOf(row.profile)) : undefined
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
    patient: wantsPatient(scope) ? patient : undefined,
    admin,
    superAdmin: row.superAdmin && !limited,
    access: limited ? withinScopes(held, [row.scope, scope], patient) : held,
    withheld,
    policyIds: grants.map(({ id }) => id),
    expiresAt: row.expiresAt ?? undefined,
    authenticatedAt: row.authenticatedAt ?? undefined,
  }
}

/** What the scopes of a login, and then of a token, leave of what is held. A scope that cannot be read leaves nothing. */
function withinScopes(held: Access, scopes: readonly string[], patient: string | undefined): Access {
  return [...new Set(scopes)].reduce((access, scope) => scopedAccess(access, readable(scope), { patient }), held)
}

function readable(scope: string): readonly SmartScope[] {
  const parsed = scope.split(' ').filter(isResourceScope).map(parseScope)
  return parsed.every((one) => one.ok) ? parsed.map(({ value }) => value) : []
}

/** Fails closed: a membership one of whose policies is gone or unreadable is granted nothing, and a device with `*` neither. */
function withheldOf(
  row: PrincipalRow,
  policies: readonly (KnownPolicy | 'missing' | 'unreadable')[],
): Grantee['withheld'] {
  if (policies.includes('missing')) return 'policy_missing'
  if (policies.includes('unreadable')) return 'policy_unreadable'
  const isDevice = row.clientKind === 'device' && row.userType === 'ClientApplication'
  return isDevice && policies.some((policy) => typeof policy === 'object' && policy.wildcard)
    ? 'device_wildcard'
    : undefined
}

function tagsOf(grantee: Grantee): readonly NewsItem[] {
  const tags: NewsItem[] = [
    { kind: 'membership', subject: grantee.membershipId },
    { kind: 'project', subject: grantee.project },
    ...grantee.policyIds.map((subject): NewsItem => ({ kind: 'policy', subject })),
  ]
  if (grantee.loginId !== undefined) tags.push({ kind: 'login', subject: grantee.loginId })
  if (grantee.rootId !== undefined) tags.push({ kind: 'root', subject: grantee.rootId })
  if (grantee.clientId !== undefined) tags.push({ kind: 'client', subject: grantee.clientId })
  if (grantee.userId !== undefined) tags.push({ kind: 'user', subject: grantee.userId })
  return tags
}
