import { type CompiledPolicy, compile, type Grant, isWildcard, type PolicyParameter, parsePolicy } from '@damson/access'
import { type Project, type ProjectMembership, parseJson } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import type { Tx } from '#base/db'
import { defaultPolicyOf } from '#domain/projects'
import { type PolicyRow, policiesByIds } from './access.store.ts'

/** A policy given to a membership, and what its placeholders stand for. */
export interface PolicyGrant {
  readonly id: string
  readonly parameters: readonly PolicyParameter[]
}

/** A policy as it was compiled, once per version. */
export interface KnownPolicy {
  readonly id: string
  readonly version: number
  readonly compiled: CompiledPolicy
  readonly wildcard: boolean
}

const KEPT = 2_000
// By project, id and version, so that an entry is true for ever.
const known = new LRUCache<string, KnownPolicy>({ max: KEPT })

const idOf = (reference: string | undefined): string => reference?.split('/')[1] ?? ''

/** The policies a membership is given, or its project's default for its kind of profile; none grants nothing. */
export function policyGrants(membership: ProjectMembership, project: Project): readonly PolicyGrant[] {
  const own = [
    ...(membership.accessPolicy === undefined ? [] : [{ id: idOf(membership.accessPolicy.reference), parameters: [] }]),
    ...(membership.access ?? []).map(({ policy, parameter }) => ({
      id: idOf(policy.reference),
      parameters: (parameter ?? []).map(parameterOf),
    })),
  ]
  if (own.length > 0) return own
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

/** The named policies, compiled; `undefined` in place of one that is gone, `unreadable` of one this version cannot enforce. */
export async function loadPolicies(
  tx: Tx,
  project: string,
  grants: readonly PolicyGrant[],
): Promise<readonly (KnownPolicy | 'missing' | 'unreadable')[]> {
  if (grants.length === 0) return []
  const rows = await policiesByIds.rows(tx, project, [...new Set(grants.map(({ id }) => id))])
  const byId = new Map(rows.map((row) => [row.id, compiledOf(project, row)]))
  return grants.map(({ id }) => byId.get(id) ?? 'missing')
}

function compiledOf(project: string, { id, version, content }: PolicyRow): KnownPolicy | 'unreadable' {
  const key = `${project}/${id}/${version}`
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const policy = parsePolicy(parseJson(content))
  if (!policy.ok) return 'unreadable'
  const made = { id, version, compiled: compile(policy.value), wildcard: isWildcard(policy.value) }
  known.set(key, made)
  return made
}

/** The grants for `effectiveAccess`. */
export function grantsOf(grants: readonly PolicyGrant[], policies: readonly KnownPolicy[]): readonly Grant[] {
  return policies.map(({ compiled }, i) => ({ policy: compiled, parameters: grants[i]?.parameters ?? [] }))
}
