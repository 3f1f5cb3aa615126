import { compartmentTerm } from '@damson/fhir'
import { DecisionTable, type HeldEntry } from './decision-table.ts'
import type { Access } from './effective-access.ts'
import type { HeldInteraction } from './interactions.ts'
import { type LocalReference, readReference } from './reference.ts'
import { meetingType } from './scope-set.ts'
import type { SmartPermission, SmartScope } from './smart-scope.ts'

/** Which interactions a letter allows (SMART App Launch 2.2, scopes for requesting FHIR resources). */
const allowedBy: Readonly<Record<SmartPermission, readonly HeldInteraction[]>> = {
  c: ['create'],
  r: ['read', 'vread', 'history'],
  u: ['update'],
  d: ['delete'],
  s: ['search', 'history-type'],
}

/** Where the app was launched. */
export interface LaunchContext {
  /** The patient that `patient/` scopes are about, as `Patient/id`. Without one they allow nothing. */
  readonly patient?: string | undefined
  /** The profile of who signed in, as `Type/id`, where `fhirUser` was granted: it can be read, and nothing else of it. */
  readonly fhirUser?: string | undefined
}

/**
 * What a member may do through an app with these scopes: what the policies allow and a scope allows, both. A scope
 * never adds a right. `fhirUser` counts as a scope that reads one's own profile.
 *
 * @example
 * ```ts
 * const scope = parseScope('patient/Observation.rs')
 * if (scope.ok) {
 *   const within = scopedAccess(access, [scope.value], { patient: 'Patient/123' })
 *   console.log(decide(within, { interaction: 'create', resourceType: 'Observation' }).verdict) // 'deny'
 * }
 * ```
 */
export function scopedAccess(
  access: Access,
  scopes: readonly SmartScope[],
  { patient, fhirUser }: LaunchContext,
): Access {
  const own = fhirUser === undefined ? undefined : readReference(fhirUser)
  const entries = access.table.entries.flatMap((held) => [
    ...scopes.flatMap((scope) => within(held, scope, patient)),
    ...(own === undefined ? [] : ofProfile(held, own)),
  ])
  return Object.freeze({ withheld: access.withheld, table: DecisionTable.within(access.table, entries) })
}

const READ: ReadonlySet<HeldInteraction> = new Set(['read'])

/** What `fhirUser` leaves of an entry: the newest version of one's own profile. */
function ofProfile(held: HeldEntry, { type, id }: LocalReference): readonly HeldEntry[] {
  const resourceType = meetingType(held.resourceType, type)
  if (resourceType === undefined || !held.interactions.has('read')) return []
  const conjuncts = [...held.conjuncts, { op: 'id', ids: [id] } as const]
  return [{ ...held, resourceType, interactions: READ, conjuncts, alone: true }]
}

function within(held: HeldEntry, scope: SmartScope, patient: string | undefined): readonly HeldEntry[] {
  const resourceType = meetingType(held.resourceType, scope.resourceType)
  const allowed = new Set(scope.permissions.flatMap((letter) => allowedBy[letter]))
  const interactions = held.interactions.intersection(allowed)
  if (resourceType === undefined || interactions.size === 0) return []
  if (scope.level !== 'patient') return [{ ...held, resourceType, interactions, conjuncts: demandsOf(held, scope) }]
  if (patient === undefined) return []
  const ofPatient = { op: 'term', terms: [compartmentTerm(patient)] } as const
  return [{ ...held, resourceType, interactions, conjuncts: [...demandsOf(held, scope), ofPatient] }]
}

function demandsOf(held: HeldEntry, scope: SmartScope): HeldEntry['conjuncts'] {
  return [...held.conjuncts, ...scope.conjuncts]
}
