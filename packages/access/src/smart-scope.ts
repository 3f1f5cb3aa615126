import { accepted, type Condition, isResourceType, type ResourceType, type Result, refused } from '@damson/fhir'
import { conditionOf } from './clause-condition.ts'
import { conjunctsOf } from './conjuncts.ts'
import { parseCriteria } from './parse-criteria.ts'
import type { Value } from './policy.ts'

/** What a resource scope can allow, in the order in which scopes are written: create, read, update, delete, search. */
export const smartPermissions = ['c', 'r', 'u', 'd', 's'] as const

/** One of the letters of a SMART v2 scope. */
export type SmartPermission = (typeof smartPermissions)[number]

/** Whose data the app asks for: the one patient of the launch, all that the user may see, or all of a system. */
export type SmartLevel = 'patient' | 'user' | 'system'

/**
 * A resource scope of SMART App Launch, such as `patient/Observation.rs?category=laboratory`. Made by `parseScope`.
 *
 * @see https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
 */
export interface SmartScope {
  readonly level: SmartLevel
  readonly resourceType: ResourceType | '*'
  /** In the order of `smartPermissions`, each once. */
  readonly permissions: readonly SmartPermission[]
  /**
   * The conditions after the question mark in canonical form, sorted, without duplicates; empty if there is no query.
   */
  readonly query: readonly string[]
  /** The query's conditions on a resource; all must hold. */
  readonly conjuncts: readonly Condition[]
}

/** Why a text is not a resource scope that can be enforced; a sentence for the app's developer. */
export interface ScopeRefusal {
  readonly scope: string
  readonly text: string
}

const shape = /^(?<level>patient|user|system)\/(?<type>[A-Za-z]+|\*)\.(?<what>[a-z]+|\*)(?:\?(?<query>.+))?$/
/** RFC 6749, section 3.3. */
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/
/** SMART v1 in terms of v2 (statement 128). */
const firstVersion: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }

/** Whether a scope is about resources, well-formed or not; others (`openid`, `launch/patient`) are not. */
export function isResourceScope(text: string): boolean {
  return /^(?:patient|user|system)\//.test(text)
}

/**
 * Parses a resource scope of version 1 (`.read`, `.write`, `.*`) or 2 (letters of `cruds` in that order, with or
 * without a query). A scope that cannot be enforced in full is refused, as in a policy.
 *
 * @example
 * ```ts
 * const scope = parseScope('patient/Observation.rs?category=laboratory')
 * if (!scope.ok) throw new TypeError(scope.refusal.text)
 * ```
 */
export function parseScope(text: string): Result<SmartScope, ScopeRefusal> {
  const refuse = (why: string): Result<never, ScopeRefusal> => refused({ scope: text, text: why })
  const { level, type = '', what = '', query } = (scopeToken.test(text) && shape.exec(text)?.groups) || {}
  if (level === undefined) {
    return refuse(
      'A resource scope is of the form `patient/Observation.rs`, and begins with `patient`, `user` or `system`.',
    )
  }
  if (type !== '*' && !isResourceType(type)) return refuse(`\`${type}\` is not a resource type.`)
  const letters = Object.hasOwn(firstVersion, what) ? firstVersion[what] : what
  const permissions = smartPermissions.filter((letter) => letters?.includes(letter))
  if (permissions.join('') !== letters) {
    return refuse('After the dot, write letters of `cruds` in that order, each at most once.')
  }
  if (type === 'Binary' && query !== undefined) {
    return refuse('Access to a Binary follows its securityContext: leave out the query.')
  }
  if (query !== undefined && letters !== what) return refuse('Only a scope with letters of `cruds` can have a query.')
  const demands = query === undefined ? accepted(noDemands) : readQuery(type, query)
  return demands.ok
    ? accepted({ level: level as SmartLevel, resourceType: type, permissions, ...demands.value })
    : refuse(demands.refusal)
}

type Demands = Pick<SmartScope, 'query' | 'conjuncts'>

const noDemands: Demands = { query: [], conjuncts: [] }

function readQuery(type: ResourceType | '*', query: string): Result<Demands, string> {
  const clauses = parseCriteria(`${type}?${query}`, type)
  if (!clauses.ok) return refused(clauses.refusal.text)
  const demands = new Map<string, readonly Condition[]>()
  for (const clause of clauses.value) {
    const condition = conditionOf(type, clause, () => refused('A scope cannot have placeholders: write the value.'))
    if (!condition.ok) return condition
    const name = clause.modifier === undefined ? clause.name : `${clause.name}:${clause.modifier}`
    const text = `${name}=${[...new Set(clause.values.map(valueText))].sort().join(',')}`
    demands.set(text, conjunctsOf(condition.value))
  }
  const texts = [...demands.keys()].sort()
  return accepted({ query: texts, conjuncts: texts.flatMap((text) => demands.get(text) ?? []) })
}

/** A value as a scope may spell it: separators are the only characters that are not encoded. */
function valueText(value: Value): string {
  const parts = value.kind === 'written' ? value.value.parts : []
  return parts.map((part) => encode(part.replaceAll(/[\\,|$]/g, String.raw`\$&`))).join('|')
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/')
}

/**
 * A scope in its canonical form: version 2, letters and conditions in order. `parseScope` parses it to the same scope.
 *
 * @example
 * ```ts
 * const scope = parseScope('user/*.read')
 * if (scope.ok) formatScope(scope.value) // 'user/*.rs'
 * ```
 */
export function formatScope({ level, resourceType, permissions, query }: SmartScope): string {
  const demands = query.length === 0 ? '' : `?${query.join('&')}`
  return `${level}/${resourceType}.${permissions.join('')}${demands}`
}
