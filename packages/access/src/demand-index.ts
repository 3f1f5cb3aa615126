import type { Condition } from '@damson/fhir'
import { keyOf } from './conjuncts.ts'
import type { HeldEntry } from './held-entry.ts'

type ListOp = 'term' | 'id'

/** A demand that is a choice among values, and where it stands among all demands. */
interface Choice {
  readonly demand: number
  readonly values: ReadonlySet<string>
}

/**
 * What the entries of a holder demand, so that what a granted entry demands can be looked up: by its key, or where it is
 * a choice among values by those. It answers as a comparison of each pair by `implies` would, in time that grows with
 * what there is and not with the number of pairs.
 */
export class DemandIndex {
  readonly #numbers = new Map<string, number>()
  readonly #ofEntry = new Map<HeldEntry, readonly number[]>()
  readonly #choices: Readonly<Record<ListOp, Map<string, Choice[]>>> = { term: new Map(), id: new Map() }
  /** The demands that are choices, for what demands the impossible: a choice among nothing. */
  readonly #all: Readonly<Record<ListOp, number[]>> = { term: [], id: [] }
  readonly #implied = new Map<string, readonly number[]>()

  constructor(entries: readonly HeldEntry[]) {
    for (const entry of entries)
      this.#ofEntry.set(
        entry,
        entry.conjuncts.map((demand) => this.#numberOf(demand)),
      )
  }

  /** The demands that hold wherever all of the given conditions do. */
  impliedBy(conditions: readonly Condition[]): ReadonlySet<number> {
    return new Set(conditions.flatMap((condition) => this.#impliedByOne(condition)))
  }

  /** Whether all that an entry demands is among these. */
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

  /** Choices among at least these values. The value that fewest of them have leads to all there can be. */
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
