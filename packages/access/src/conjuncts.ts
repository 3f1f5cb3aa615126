import type { Condition } from '@damson/fhir'

/** The narrowing that excludes nothing. One frozen value, so that "unrestricted" can also be recognised by identity. */
export const unrestricted: Condition = Object.freeze({ op: 'all', of: Object.freeze([]) })

/** The conditions that must all hold for the condition to hold: `all` flattened, anything else on its own. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  return condition.op === 'all' ? condition.of.flatMap(conjunctsOf) : [condition]
}

/** The condition that holds when all the given ones hold, without duplicates. */
export function everyOf(conditions: readonly Condition[]): Condition {
  const distinct = distinctOf(conditions.flatMap(conjunctsOf))
  const [only] = distinct
  if (only === undefined) return unrestricted
  return distinct.length === 1 ? only : { op: 'all', of: distinct }
}

/**
 * The condition that holds when at least one of the given ones holds; unrestricted if one of them is. Terms are merged
 * into one condition, and so are ids: a store looks up many values in one list faster than in many lists of one.
 */
export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.some(holdsAlways)) return unrestricted
  const distinct = distinctOf(conditions)
  const [terms, ids] = [distinct.filter(isTerm), distinct.filter(isId)]
  const lists = [
    ...(ids.length > 1 ? [{ op: 'id', ids: [...new Set(ids.flatMap((one) => one.ids))] } as const] : ids),
    ...(terms.length > 1 ? [{ op: 'term', terms: [...new Set(terms.flatMap((one) => one.terms))] } as const] : terms),
  ]
  const alternatives = [...lists, ...distinct.filter((one) => !isTerm(one) && !isId(one))]
  const [only] = alternatives
  return only !== undefined && alternatives.length === 1 ? only : { op: 'any', of: alternatives }
}

const isTerm = (condition: Condition): condition is Extract<Condition, { op: 'term' }> => condition.op === 'term'
const isId = (condition: Condition): condition is Extract<Condition, { op: 'id' }> => condition.op === 'id'

/** Whether the condition holds for every resource, judged by its form. */
export function holdsAlways(condition: Condition): boolean {
  if (condition.op === 'all') return condition.of.every(holdsAlways)
  if (condition.op === 'any') return condition.of.some(holdsAlways)
  if (condition.op === 'not') return holdsNever(condition.of)
  // Every string starts with the empty string, so this demands only that there is a string.
  return condition.op === 'string' && condition.value === ''
}

function holdsNever(condition: Condition): boolean {
  if (condition.op === 'all') return condition.of.some(holdsNever)
  if (condition.op === 'any') return condition.of.every(holdsNever)
  if (condition.op === 'not') return holdsAlways(condition.of)
  if (condition.op === 'id') return condition.ids.length === 0
  return condition.op === 'term' && condition.terms.length === 0
}

/** Whether the condition demands only equality: no order (`gt`, `le` …) and no match inside a text. */
export function isEquality(condition: Condition): boolean {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.every(isEquality)
    case 'not':
      return isEquality(condition.of)
    case 'id':
    case 'term':
      return true
    case 'string':
      return condition.match === 'starts'
    default:
      return condition.comparison === 'eq'
  }
}

/**
 * Whether `held` holds for every resource for which `granted` holds, judged by their form: equal conditions, or a
 * choice among fewer values. False negatives are allowed, false positives are not.
 */
export function implies(granted: Condition, held: Condition): boolean {
  if (keyOf(granted) === keyOf(held)) return true
  if (granted.op === 'id' && held.op === 'id') return isSubset(granted.ids, held.ids)
  return granted.op === 'term' && held.op === 'term' && isSubset(granted.terms, held.terms)
}

const keys = new WeakMap<Condition, string>()

/**
 * A text that is equal for conditions of equal meaning, whatever the order of their parts. Made once for each
 * condition, which never changes.
 */
export function keyOf(condition: Condition): string {
  const known = keys.get(condition)
  if (known !== undefined) return known
  const key = JSON.stringify(canonical(condition))
  keys.set(condition, key)
  return key
}

function canonical(condition: Condition): readonly unknown[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return [condition.op, ...new Set(condition.of.map(keyOf).sort())]
    case 'not':
      return ['not', keyOf(condition.of)]
    case 'id':
      return ['id', ...new Set([...condition.ids].sort())]
    case 'term':
      return ['term', ...new Set([...condition.terms].sort())]
    case 'string':
      return ['string', condition.param, condition.match, condition.value]
    case 'date':
      return ['date', condition.param, condition.comparison, condition.lo, condition.hi]
    case 'updated':
      return ['updated', condition.comparison, condition.lo, condition.hi]
    default: {
      const { param, comparison, lo, hi, system, code } = condition
      return ['number', param, comparison, lo, hi, system ?? null, code ?? null]
    }
  }
}

function distinctOf(conditions: readonly Condition[]): readonly Condition[] {
  return [...new Map(conditions.map((condition) => [keyOf(condition), condition])).values()]
}

function isSubset(few: readonly string[], many: readonly string[]): boolean {
  const all = new Set(many)
  return few.every((one) => all.has(one))
}
