/** The resources and identifiers that a search names. */
import { readReferenceText } from '../primitives/reference-text.ts'
import type { Condition } from './condition.ts'
import { parametersOf } from './parameters.ts'
import type { Search } from './search.ts'
import { COMPARTMENT } from './terms.ts'

/** What a search names, whether it includes it or, with `:not`, excludes it. */
export interface Named {
  /**
   * `Type/id` of resources on this server: by their own ids, by references to them, or by their compartments. A bare id
   * after a reference parameter names a resource of each type that the reference may have.
   */
  readonly references: readonly string[]
  /** The terms of `identifier` that contain a value, and not only a system. */
  readonly identifiers: readonly string[]
}

/**
 * What a search names.
 *
 * @example
 * ```ts
 * const search = parseSearch('Observation', splitQuery('_id=7&subject:not=Patient/1'))
 * if (search.ok) console.log(namedIn(search.value).references) // ['Observation/7', 'Patient/1']
 * ```
 */
export function namedIn({ type, condition }: Pick<Search, 'type' | 'condition'>): Named {
  const references = new Set<string>()
  const identifiers = new Set<string>()
  for (const part of leavesOf(condition)) {
    if (part.op === 'id' && type !== '*') for (const id of part.ids) references.add(`${type}/${id}`)
    if (part.op !== 'term') continue
    for (const term of part.terms) {
      const equals = term.indexOf('=')
      if (equals < 0) continue
      const [param, value] = [term.slice(0, equals), term.slice(equals + 1)]
      if (param === 'identifier' && !ANY_VALUE.test(value)) identifiers.add(term)
      if (param !== COMPARTMENT && parametersOf(type).get(param)?.type !== 'reference') continue
      const reference = readReferenceText(value)
      if (reference?.kind === 'local') references.add(`${reference.type}/${reference.id}`)
    }
  }
  return { references: [...references], identifiers: [...identifiers] }
}

/** A system and a bar that separates: an escaped bar has an odd number of backslashes before it. */
const ANY_VALUE = /(?<!\\)(?:\\\\)*\|$/

function* leavesOf(condition: Condition): Iterable<Condition> {
  if (condition.op === 'all' || condition.op === 'any') for (const part of condition.of) yield* leavesOf(part)
  else if (condition.op === 'not') yield* leavesOf(condition.of)
  else yield condition
}
