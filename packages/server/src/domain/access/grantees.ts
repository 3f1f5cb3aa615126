import { effectiveAccess } from '@damson/access'
import { accepted, type Project, type ProjectMembership, parseJson, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db, Tx } from '#base/db'
import { createNewsCache, type News, type NewsItem } from '#domain/revocation'
import { type PrincipalRow, principalOfClient, principalOfLogin } from './access.store.ts'
import type { Grantee, GranteeRefusal, Principal } from './grantee.ts'
import { grantsOf, type KnownPolicy, loadPolicies, policyGrants } from './policies.ts'

export interface Grantees {
  /** Who a login stands for, from memory while the news is fresh, else from the store. */
  ofLogin(loginId: string): Promise<Result<Grantee, GranteeRefusal>>
  /** Who a client is by itself: Basic, and the token endpoint. */
  ofClient(clientId: string): Promise<Result<Grantee, GranteeRefusal>>
  /** The same, read in a transaction and not kept; what they may do is not looked up. */
  readLogin(tx: Tx, loginId: string): Promise<Result<Principal, GranteeRefusal>>
  readClient(tx: Tx, clientId: string): Promise<Result<Principal, GranteeRefusal>>
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

  function alivePrincipal(row: PrincipalRow | undefined): Result<PrincipalRow, GranteeRefusal> {
    if (row === undefined) return refused({ why: 'unknown_login' })
    const why = refusalOf(row, clock.now())
    return why === undefined ? accepted(row) : refused({ why })
  }

  async function grantee(row: PrincipalRow | undefined): Promise<Result<Grantee, GranteeRefusal>> {
    const found = alivePrincipal(row)
    return found.ok ? accepted(await granteeOf(db, found.value)) : found
  }

  function principal(row: PrincipalRow | undefined): Result<Principal, GranteeRefusal> {
    const found = alivePrincipal(row)
    return found.ok ? accepted(principalOf(found.value)) : found
  }

  return {
    ofLogin: (id) => cached(`login ${id}`, async () => grantee(await principalOfLogin.maybeOne(db, id))),
    ofClient: (id) => cached(`client ${id}`, async () => grantee(await principalOfClient.maybeOne(db, id))),
    readLogin: async (tx, id) => principal(await principalOfLogin.maybeOne(tx, id)),
    readClient: async (tx, id) => principal(await principalOfClient.maybeOne(tx, id)),
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

function principalOf(row: PrincipalRow): Principal {
  return {
    project: row.project,
    membershipId: row.membershipId ?? '',
    profile: row.profile,
    userType: row.userType,
    userId: row.userId ?? undefined,
    clientId: row.clientId ?? undefined,
    loginId: row.loginId ?? undefined,
    rootId: row.rootId ?? undefined,
    scope: row.scope,
    admin: row.admin,
    superAdmin: row.superAdmin,
    expiresAt: row.expiresAt ?? undefined,
    authenticatedAt: row.authenticatedAt ?? undefined,
  }
}

async function granteeOf(tx: Tx, row: PrincipalRow): Promise<Grantee> {
  // Both were validated when they were written.
  const membership = parseJson(row.membership) as ProjectMembership
  const project = parseJson(row.projectContent) as Project
  const grants = policyGrants(membership, project)
  const policies = await loadPolicies(tx, row.project, grants)
  const withheld = withheldOf(row, policies)
  const usable =
    withheld === undefined ? policies.filter((policy): policy is KnownPolicy => typeof policy === 'object') : []
  return {
    ...principalOf(row),
    access: effectiveAccess(grantsOf(grants, usable), { profile: row.profile, admin: row.admin }),
    withheld,
    policyIds: grants.map(({ id }) => id),
  }
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
