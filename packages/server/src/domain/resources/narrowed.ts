import { allSteps, type Condition, holds, indexSteps, parseJson, type Resource, type Steps } from '@damson/fhir'
import { inSlices } from '#base/slices'
import { accountOf, type Stored } from './stored.ts'

/** Whether a narrowing excludes nothing. */
export function isUnrestricted(narrowing: Condition): boolean {
  return narrowing.op === 'all' && narrowing.of.length === 0
}

/** Both must hold. */
export function narrowed(condition: Condition, narrowing: Condition): Condition {
  return isUnrestricted(narrowing) ? condition : { op: 'all', of: [...conjuncts(condition), ...conjuncts(narrowing)] }
}

/** Conditions that must all hold for one to hold. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.op === 'all' ? condition.of.flatMap(conjuncts) : [condition]
}

/** Like `isReachable` but synchronous: for narrowings that cannot be large. */
export function reachable(stored: Stored, narrowing: Condition, baseUrls: readonly string[]): boolean {
  return allSteps(reachSteps(stored, narrowing, baseUrls))
}

/** Whether this version is within the narrowing, evaluated in memory by the same rules as the SQL. */
export function isReachable(stored: Stored, narrowing: Condition, baseUrls: readonly string[]): Promise<boolean> {
  return inSlices(reachSteps(stored, narrowing, baseUrls))
}

function* reachSteps(stored: Stored, narrowing: Condition, baseUrls: readonly string[]): Steps<boolean> {
  if (isUnrestricted(narrowing)) return true
  if (stored.content === '') return false
  const account = accountOf(stored)
  const accounts = account === undefined ? [] : [account]
  // Content was validated when it was written.
  const resource = parseJson(stored.content) as Resource
  const { entries } = yield* indexSteps(resource, { baseUrls, accounts })
  yield
  return holds(narrowing, entries, { id: stored.id, lastUpdated: stored.updatedAt.toISOString() })
}

/** Judges one version by many conditions. Its index is made once. */
export async function judgeOf(stored: Stored, baseUrls: readonly string[]): Promise<(condition: Condition) => boolean> {
  if (stored.content === '') return isUnrestricted
  const account = accountOf(stored)
  const resource = parseJson(stored.content) as Resource
  const { entries } = await inSlices(
    indexSteps(resource, { baseUrls, accounts: account === undefined ? [] : [account] }),
  )
  const identified = { id: stored.id, lastUpdated: stored.updatedAt.toISOString() }
  return (condition) => holds(condition, entries, identified)
}
