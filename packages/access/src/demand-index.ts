import type { Condition } from '@damson/fhir'
import { keyOf } from './conjuncts.ts'
import type { HeldEntry } from './held-entry.ts'

type ListOp = 'term' | 'id'

/** A condition that is a choice among values, and its number among all conditions. */
interface Choice {
  readonly demand: number
  readonly values: ReadonlySet<string>
}

/**
 * An index of the conditions in a holder's entries. It finds those that a granted entry's condition implies, by key or,
 * for a choice among values, by the values. It gives the same answer as a comparison of each pair by `implies`, in time
 * that grows with the number of conditions and not of pairs.
 */
export class DemandIndex {
  readonly #numbers = new Map<string, number>()
  readonly #ofEntry = new Map<HeldEntry, readonly number[]>()
  readonly #choices: Readonly<Record<ListOp, Map<string, Choice[]>>> = { term: new Map(), id: new Map() }
  /** All conditions that are choices, for a condition that nothing meets: a choice among no values. */
  readonly #all: Readonly<Record<ListOp, number[]>> = { term: [], id: [] }
  readonly #implied = new Map<string, readonly number[]>()

  constructor(entries: readonly HeldEntry[]) {
    for (const entry of entries)
      this.#ofEntry.set(
        entry,
        entry.conjuncts.map((demand) => this.#numberOf(demand)),
      )
  }

  /** The held conditions that hold wherever all of the given conditions do. */
  impliedBy(conditions: readonly Condition[]): ReadonlySet<number> {
    return new Set(conditions.flatMap((condition) => this.#impliedByOne(condition)))
  }

  /** Whether all conditions of an entry are among these. */
  isMet(entry: HeldEntry, demands: ReadonlySet<number>): boolean {
    return this.#ofEntry.get(entry)?.every((demand) => demands.has(demand)) === true
  }

  #numberOf(demand: Condition): number {
    const key = keyOf(demand)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(key, number)
    const values = valuesOf(demand)
    if (values === undefined) return number
    const choice = { demand: number, values: new Set(values) }
    const choices = this.#choices[demand.op as ListOp]
    for (const value of choice.values) {
      const having = choices.get(value)
      if (having === undefined) choices.set(value, [choice])
      else having.push(choice)
    }
    this.#all[demand.op as ListOp].push(number)
    return number
  }

  #impliedByOne(condition: Condition): readonly number[] {
    const key = keyOf(condition)
    const known = this.#implied.get(key)
    if (known !== undefined) return known
    const same = this.#numbers.get(key)
    const implied = [...(same === undefined ? [] : [same]), ...this.#wider(condition)]
    this.#implied.set(key, implied)
    return implied
  }

  /** Choices among at least these values. The value that occurs in the fewest choices leads to every candidate. */
  #wider(condition: Condition): readonly number[] {
    const values = valuesOf(condition)
    if (values === undefined) return []
    const op = condition.op as ListOp
    const having = values.map((value) => this.#choices[op].get(value) ?? [])
    const [first, ...others] = having
    if (first === undefined) return this.#all[op]
    const fewest = others.reduce((least, one) => (one.length < least.length ? one : least), first)
    return fewest.filter((choice) => values.every((value) => choice.values.has(value))).map(({ demand }) => demand)
  }
}

function valuesOf(condition: Condition): readonly string[] | undefined {
  if (condition.op === 'term') return condition.terms
  return condition.op === 'id' ? condition.ids : undefined
}
