import {
  type CompiledPolicy,
  compileSteps,
  type Grant,
  isWildcard,
  type PolicyParameter,
  parsePolicySteps,
  policyLimits,
} from '@damson/access'
import { type AccessPolicy, type Project, type ProjectMembership, parseJson } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import type { Tx } from '#base/db'
import { inSlices } from '#base/slices'
import type { FactorDemandOf } from '#domain/logins'
import { defaultPolicyOf } from '#domain/projects'
import { type PolicyRow, policiesByIds, policyVersions } from './access.store.ts'
import { namedRoleOf } from './roles.ts'

/** A policy given to a membership, and the values of its placeholders. */
export interface PolicyGrant {
  readonly id: string
  readonly parameters: readonly PolicyParameter[]
}

/** A compiled policy, once per version. */
export interface KnownPolicy {
  readonly id: string
  readonly version: number
  readonly compiled: CompiledPolicy
  readonly wildcard: boolean
  /** It is for people whose provider vouches for their device. */
  readonly needsDevice?: boolean
  /** The policy of an administrator's role. */
  readonly byRole?: boolean
  /** It is tried, and not stored. */
  readonly isDraft?: boolean
}

/**
 * Policies in the order of their grants: `unreadable` if this version cannot enforce it, `too_large` if it is above the
 * limit.
 */
export type LoadedPolicy = KnownPolicy | 'missing' | 'unreadable' | 'too_large'

export interface LoadedPolicies {
  readonly policies: readonly LoadedPolicy[]
  /** Their clauses together. If that is above the limit, no policy was loaded. */
  readonly clauses: number
  /** What they demand of sign-ins. */
  readonly demands: readonly FactorDemandOf[]
}

const KEPT = 2_000
const MOST_CLAUSES_KEPT = 100_000
const LOADED_AT_ONCE = 4

type Read = KnownPolicy | 'unreadable' | 'too_large'

// Keyed by project, id and version, so that an entry never becomes stale.
const known = new LRUCache<string, { readonly read: Read }>({
  max: KEPT,
  maxSize: MOST_CLAUSES_KEPT,
  sizeCalculation: ({ read }) => 1 + (typeof read === 'object' ? read.compiled.clauses : 0),
})

const idOf = (reference: string | undefined): string => reference?.split('/')[1] ?? ''

/**
 * The policies of a membership, or its project's default for its kind of profile; without any it is granted nothing. There
 * is no default beside a role: its own policy is enough.
 */
export function policyGrants(membership: ProjectMembership, project: Project): readonly PolicyGrant[] {
  const own = [
    ...(membership.accessPolicy === undefined ? [] : [{ id: idOf(membership.accessPolicy.reference), parameters: [] }]),
    ...(membership.access ?? []).map(({ policy, parameter }) => ({
      id: idOf(policy.reference),
      parameters: (parameter ?? []).map(parameterOf),
    })),
  ]
  if (own.length > 0 || namedRoleOf(membership) !== undefined) return own
  const profileType = membership.admin === true ? 'Admin' : (membership.profile.reference ?? '').split('/')[0]
  const byDefault = defaultPolicyOf(project, profileType ?? '')
  return byDefault === undefined ? [] : [{ id: idOf(byDefault), parameters: [] }]
}

function parameterOf({
  name,
  valueString,
  valueReference,
}: {
  name: string
  valueString?: string
  valueReference?: { reference?: string }
}): PolicyParameter {
  if (valueString !== undefined) return { name, valueString }
  return valueReference === undefined
    ? { name }
    : { name, valueReference: { reference: valueReference.reference ?? '' } }
}

/** The named policies, compiled; if they exceed a membership's limit, none is read. */
export async function loadPolicies(tx: Tx, project: string, grants: readonly PolicyGrant[]): Promise<LoadedPolicies> {
  if (grants.length === 0) return { policies: [], clauses: 0, demands: [] }
  const versions = await policyVersions.rows(tx, project, [...new Set(grants.map(({ id }) => id))])
  const demands = versions.map(({ mfaRequired, minimumAcr }) => ({ mfaRequired: mfaRequired === true, minimumAcr }))
  const sizes = new Map(versions.map(({ id, clauses }) => [id, clauses ?? 0]))
  const stored = sumOf(grants, (id) => sizes.get(id) ?? 0)
  if (stored > policyLimits.clauses) return { policies: grants.map(() => 'too_large'), clauses: stored, demands }
  const byId = new Map<string, Read>()
  const missing: string[] = []
  for (const { id, version } of versions) {
    const kept = known.get(keyOf(project, id, version))
    if (kept === undefined) missing.push(id)
    else byId.set(id, kept.read)
  }
  for (let at = 0; at < missing.length; at += LOADED_AT_ONCE) {
    for (const row of await policiesByIds.rows(tx, project, missing.slice(at, at + LOADED_AT_ONCE)))
      byId.set(row.id, await read(project, row))
  }
  const clauses = sumOf(grants, (id) => {
    const policy = byId.get(id)
    return typeof policy === 'object' ? policy.compiled.clauses : 0
  })
  return { policies: grants.map(({ id }) => byId.get(id) ?? 'missing'), clauses, demands }
}

const sumOf = (grants: readonly PolicyGrant[], clausesOf: (id: string) => number): number =>
  grants.reduce((sum, { id }) => sum + clausesOf(id), 0)

const keyOf = (project: string, id: string, version: number): string => `${project}/${id}/${version}`

async function read(project: string, { id, version, content }: PolicyRow): Promise<Read> {
  const resource = parseJson(content) as AccessPolicy
  const policy = await inSlices(parsePolicySteps(resource))
  const needsDevice = resource.compliantDeviceRequired === true
  const made: Read = policy.ok
    ? {
        id,
        version,
        compiled: await inSlices(compileSteps(policy.value)),
        wildcard: isWildcard(policy.value),
        needsDevice,
      }
    : policy.refusal.some(({ code }) => code === 'too_many')
      ? 'too_large'
      : 'unreadable'
  known.set(keyOf(project, id, version), { read: made })
  return made
}

/** The grants for `effectiveAccess`. */
export function grantsOf(grants: readonly PolicyGrant[], policies: readonly KnownPolicy[]): readonly Grant[] {
  return policies.map(({ id, compiled, byRole }, i) => ({
    id,
    policy: compiled,
    parameters: grants[i]?.parameters ?? [],
    ...(byRole === true && { byRole }),
  }))
}
