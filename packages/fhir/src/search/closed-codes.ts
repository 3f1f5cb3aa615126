/** Parameters of which every value is known: codes of a required binding, of which each resource has exactly one. */
import { codeRow } from '../model/model.ts'
import type { ParameterRow } from '../model/rows.ts'
import { EntryList } from './entry-list.ts'
import { indexerOf } from './indexers.ts'
import { parametersOf } from './parameters.ts'
import { compileRoutes } from './route.ts'
import { tokenTerm, unlistedTerm } from './terms.ts'

/** Of a value set with more codes, "any other" is no shorter way. */
const MOST_CODES = 40

const cache = new Map<string, ReadonlyMap<string, ReadonlySet<string>> | undefined>()

/**
 * The codes that the parameter can have, each with its index terms; undefined if it can have others, several, or none.
 * A code may still be missing where extensions say why: then the resource has the parameter's `unlistedTerm`.
 */
export function closedCodes(type: string, row: ParameterRow): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const key = `${type} ${row.code}`
  if (!cache.has(key)) cache.set(key, readCodes(type, row))
  return cache.get(key)
}

function readCodes(type: string, row: ParameterRow): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  if (type === '*' || row.type !== 'token') return undefined
  const [route, ...others] = compileRoutes(type, row.expression)
  const { property } = route ?? {}
  if (others.length > 0 || route?.moves.length !== 1 || route.type !== 'code' || property === undefined)
    return undefined
  if (property.many || !property.required || property.binding === undefined) return undefined
  const codes = Object.values(codeRow(property.binding)).flat()
  const add = indexerOf('token', 'code', property.binding)
  if (codes.length > MOST_CODES || add === undefined) return undefined
  return new Map(
    codes.map((code) => {
      const list = new EntryList(undefined, Infinity)
      add(list, row.code, code)
      return [code, new Set(list.entries().terms)]
    }),
  )
}

/**
 * Terms of which a resource has one exactly if it has none of these: those of all other codes, and the one of a resource
 * without a code. Undefined if one of the terms is of no code of the one parameter whose codes are all known.
 *
 * @example
 * ```ts
 * console.log(otherTerms('Observation', ['status=final'])) // ['status=registered', …, 'status!']
 * ```
 */
export function otherTerms(type: string, terms: readonly string[]): readonly string[] | undefined {
  const params = new Set(terms.map((term) => /^[a-z-]+(?==)/i.exec(term)?.[0]))
  const [param] = params
  const row = param === undefined || params.size > 1 ? undefined : parametersOf(type).get(param)
  const codes = row === undefined ? undefined : closedCodes(type, row)
  if (row === undefined || codes === undefined) return undefined
  if (!terms.every((term) => [...codes.values()].some((own) => own.has(term)))) return undefined
  const others = [...codes].filter(([, own]) => !terms.some((term) => own.has(term)))
  return [...others.map(([code]) => tokenTerm(row.code, undefined, code)), unlistedTerm(row.code)]
}
