import type { ResourceType } from '@damson/fhir'
import { closedTypes } from './closed-types.ts'
import { implies, keyOf } from './conjuncts.ts'
import { formatScope, type SmartPermission, type SmartScope, smartPermissions } from './smart-scope.ts'

/**
 * Whether the held scopes allow everything that another scope asks for: a single held scope must allow each of its
 * letters, on the same level, with no condition that the other scope lacks. Judged by form, like `uncovered`: it errs
 * on the side of "no".
 *
 * @example
 * ```ts
 * const [held, asked] = [parseScope('user/*.rs'), parseScope('user/Observation.r')]
 * if (held.ok && asked.ok) coversScope([held.value], asked.value) // true
 * ```
 */
export function coversScope(held: readonly SmartScope[], asked: SmartScope): boolean {
  return asked.permissions.every((letter) => held.some((one) => includes(one, asked, letter)))
}

function includes(wide: SmartScope, narrow: SmartScope, letter: SmartPermission): boolean {
  return (
    wide.level === narrow.level &&
    wide.permissions.includes(letter) &&
    meetingType(wide.resourceType, narrow.resourceType) === narrow.resourceType &&
    wide.conjuncts.every((demand) => narrow.conjuncts.some((made) => implies(made, demand)))
  )
}

/** The type that both cover: a wildcard covers every type that is not closed. */
export function meetingType<A extends ResourceType | '*', B extends ResourceType | '*'>(a: A, b: B): A | B | undefined {
  if ((a as string) === (b as string)) return a
  if (a === '*') return closedTypes.has(b) ? undefined : b
  if (b === '*') return closedTypes.has(a) ? undefined : a
  return undefined
}

/**
 * The shortest form of the same scopes, sorted: letters of one type and query together, and nothing that another scope
 * already allows. Two texts with the same scopes have the same canonical form, judged by their form.
 *
 * @example
 * ```ts
 * const scopes = ['user/Patient.s', 'user/Patient.r', 'user/*.rs'].map(parseScope)
 * canonicalScopes(scopes.flatMap((one) => (one.ok ? [one.value] : []))).map(formatScope) // ['user/*.rs']
 * ```
 */
export function canonicalScopes(scopes: readonly SmartScope[]): readonly SmartScope[] {
  const together = Map.groupBy(scopes, ({ level, resourceType, query }) => JSON.stringify([level, resourceType, query]))
  const merged = [...together.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return []
    const letters = new Set([first, ...rest].flatMap(({ permissions }) => permissions))
    return [{ ...first, permissions: smartPermissions.filter((letter) => letters.has(letter)) }]
  })
  const sorted = merged.toSorted(byText)
  return sorted
    .map((scope, at) => ({
      ...scope,
      // If two scopes allow each other, the first one stays.
      permissions: scope.permissions.filter(
        (letter) =>
          !sorted.some(
            (other, place) =>
              place !== at && includes(other, scope, letter) && (place < at || !includes(scope, other, letter)),
          ),
      ),
    }))
    .filter(({ permissions }) => permissions.length > 0)
    .toSorted(byText)
}

function byText(a: SmartScope, b: SmartScope): number {
  return formatScope(a) < formatScope(b) ? -1 : 1
}

/**
 * What both sets of scopes allow, in canonical form. When less is granted than was asked for, the grant is this
 * intersection of the scopes asked for and the scopes available.
 *
 * @example
 * ```ts
 * const [asked, allowed] = [parseScope('user/*.cruds'), parseScope('user/Observation.rs')]
 * if (asked.ok && allowed.ok) intersectScopes([asked.value], [allowed.value]).map(formatScope) // ['user/Observation.rs']
 * ```
 */
export function intersectScopes(one: readonly SmartScope[], other: readonly SmartScope[]): readonly SmartScope[] {
  return canonicalScopes(one.flatMap((a) => other.flatMap((b) => meet(a, b))))
}

function meet(a: SmartScope, b: SmartScope): readonly SmartScope[] {
  const resourceType = meetingType(a.resourceType, b.resourceType)
  const permissions = a.permissions.filter((letter) => b.permissions.includes(letter))
  if (a.level !== b.level || resourceType === undefined || permissions.length === 0) return []
  const query = [...new Set([...a.query, ...b.query])].sort()
  const conjuncts = [...new Map([...a.conjuncts, ...b.conjuncts].map((one) => [keyOf(one), one])).values()]
  return [{ level: a.level, resourceType, permissions, query, conjuncts }]
}
