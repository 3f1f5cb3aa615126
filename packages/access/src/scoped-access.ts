import { type Condition, compartmentTerm } from '@damson/fhir'
import { closedTypes } from './closed-types.ts'
import { everyOf } from './conjuncts.ts'
import { DecisionTable, heldAs, type Scoping } from './decision-table.ts'
import type { Access } from './effective-access.ts'
import { type HeldEntry, heldEntry } from './held-entry.ts'
import type { HeldInteraction } from './interactions.ts'
import { type LocalReference, readReference } from './reference.ts'
import { meetingType } from './scope-set.ts'
import { formatScope, type SmartPermission, type SmartScope, smartPermissions } from './smart-scope.ts'

/** The interactions that a letter allows (SMART App Launch 2.2, scopes for requesting FHIR resources). */
const allowedBy: Readonly<Record<SmartPermission, readonly HeldInteraction[]>> = {
  c: ['create'],
  r: ['read', 'vread', 'history'],
  u: ['update'],
  d: ['delete'],
  s: ['search', 'history-type'],
}

/** The context in which the app was launched. */
export interface LaunchContext {
  /** The patient of `patient/` scopes, as `Patient/id`. Without one these scopes allow nothing. */
  readonly patient?: string | undefined
  /** The signed-in user's profile, as `Type/id`, if `fhirUser` was granted. That scope allows only reading it. */
  readonly fhirUser?: string | undefined
}

/**
 * What a member may do through an app with these scopes: what both the policies and a scope allow. A scope never adds a
 * right. `fhirUser` counts as a scope that reads the user's own profile.
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
  const usable = scopes.filter(({ level }) => level !== 'patient' || patient !== undefined)
  const own = fhirUser === undefined ? undefined : readReference(fhirUser)
  const scoping: Scoping = {
    ways: (resourceType, interaction) => {
      const allowing = usable.filter(
        (scope) => coversType(scope, resourceType) && allows(scope).has(heldAs(interaction)),
      )
      return [
        ...allowing.map((scope) => ({ scope: formatScope(scope), demand: everyOf(demandsOf(scope, patient)) })),
        // Content that the user's own profile guards is not included.
        ...(own?.type === resourceType && heldAs(interaction) === 'read' && interaction !== 'guard'
          ? [{ scope: 'fhirUser', demand: isOne(own) }]
          : []),
      ]
    },
    missing: (resourceType, interaction, isOwn) => {
      const isPatients = patient !== undefined && isOwn({ op: 'term', terms: [compartmentTerm(patient)] })
      const levels = new Set(scopes.map(({ level }) => level))
      const level = isPatients && levels.has('patient') ? 'patient' : levels.has('system') ? 'system' : 'user'
      return `${level}/${resourceType}.${letterFor(heldAs(interaction))}`
    },
    entries: (held) =>
      held.flatMap((one) => [
        ...usable.flatMap((scope) => within(one, scope, patient)),
        ...(own === undefined ? [] : ofProfile(one, own)),
      ]),
  }
  return Object.freeze({ withheld: access.withheld, table: DecisionTable.within(access.table, scoping) })
}

const letterFor = (interaction: HeldInteraction): SmartPermission =>
  smartPermissions.find((letter) => allowedBy[letter].includes(interaction)) ?? 'r'

const coversType = (scope: SmartScope, resourceType: string): boolean =>
  scope.resourceType === resourceType || (scope.resourceType === '*' && !closedTypes.has(resourceType))

const allows = ({ permissions }: SmartScope): ReadonlySet<HeldInteraction> =>
  new Set(permissions.flatMap((letter) => allowedBy[letter]))

const isOne = ({ id }: LocalReference): Condition => ({ op: 'id', ids: [id] })

function demandsOf({ level, conjuncts }: SmartScope, patient: string | undefined): readonly Condition[] {
  if (level !== 'patient' || patient === undefined) return conjuncts
  return [...conjuncts, { op: 'term', terms: [compartmentTerm(patient)] }]
}

const READ: ReadonlySet<HeldInteraction> = new Set(['read'])

/** What `fhirUser` leaves of an entry: the newest version of the user's own profile. */
function ofProfile(held: HeldEntry, own: LocalReference): readonly HeldEntry[] {
  const resourceType = meetingType(held.resourceType, own.type)
  if (resourceType === undefined || !held.interactions.has('read')) return []
  return [heldEntry({ ...held, resourceType, interactions: READ, conjuncts: [...held.conjuncts, isOne(own)] })]
}

function within(held: HeldEntry, scope: SmartScope, patient: string | undefined): readonly HeldEntry[] {
  const resourceType = meetingType(held.resourceType, scope.resourceType)
  const interactions = held.interactions.intersection(allows(scope))
  if (resourceType === undefined || interactions.size === 0) return []
  const conjuncts = [...held.conjuncts, ...demandsOf(scope, patient)]
  return [heldEntry({ ...held, resourceType, interactions, conjuncts })]
}
