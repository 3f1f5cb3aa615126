/** The condition of one search parameter, with its name, its modifier and all its values. */

import { isResourceType } from '../model/model.ts'
import type { ParameterRow } from '../model/rows.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import { accepted, type Result, refused } from '../result.ts'
import type { Condition } from './condition.ts'
import { parametersOf, searchParametersOf } from './parameters.ts'
import type { Pair, SearchValue } from './query.ts'
import type { Search, SearchOptions } from './search.ts'
import { compartmentTerm, presenceTerm } from './terms.ts'
import {
  badValue,
  type Complaint,
  type Demand,
  dateCondition,
  numberCondition,
  quantityCondition,
  referenceCondition,
  stringCondition,
  tokenCondition,
  uriCondition,
  wholeText,
} from './value-conditions.ts'

const idText = /^[A-Za-z0-9\-.]{1,64}$/

/** Features of FHIR that are not supported, each with the alternative. */
const unsupported: Readonly<Record<string, string>> = {
  _has: 'search the other type first, then ask for its references by id',
  _include: 'use a second search to read the resources referred to',
  _revinclude: 'search the referring type by its reference parameter',
  _text: 'use a string parameter of the type',
  _content: 'use a string parameter of the type',
  _filter: 'write its conditions as parameters',
  _query: 'write its conditions as parameters',
  _list: 'read the List and ask for its items by _id',
  _type: 'search each type separately',
  _contained: 'contained resources are part of the resource that contains them',
  _containedType: 'contained resources are part of the resource that contains them',
}

/** Translates a parameter that narrows the result. */
export function pairCondition(type: Search['type'], pair: Pair, options: SearchOptions): Demand {
  const { name, modifier } = pair
  const instead = Object.hasOwn(unsupported, name) ? unsupported[name] : undefined
  if (instead !== undefined) return refuse('unsupported', `${name} is not supported: ${instead}.`)
  if (name.includes('.') || modifier?.includes('.') === true) {
    return refuse('unsupported', 'Chained parameters are not supported: search the other type first, then ask by id.')
  }
  if (name === '_id') return idCondition(pair)
  if (name === '_lastUpdated') return plain(pair) ?? anyOf(pair, (value) => dateCondition(undefined, value, options))
  if (name === '_compartment') return plain(pair) ?? anyOf(pair, (value) => compartmentCondition(value, options))
  const row = parametersOf(type).get(name)
  if (row === undefined) return refuse('unknown', unknownText(type, name))
  if (row.type === 'composite' || row.type === 'special') {
    return refuse('unsupported', `${name} has a kind that is not supported: use plain parameters.`)
  }
  return rowCondition(type, row, pair, options)
}

function rowCondition(type: string, row: ParameterRow, pair: Pair, options: SearchOptions): Demand {
  const { modifier } = pair
  if (modifier === 'missing') return missingCondition(row.code, pair)
  const negative = modifier === 'not' && (row.type === 'token' || row.type === 'reference' || row.type === 'uri')
  const fitting = negative || modifier === undefined || fits(row, modifier)
  if (!fitting) return refuse('modifier', modifierText(row))
  const demand = anyOf(pair, (value) => valueCondition(type, row, value, negative ? undefined : modifier, options))
  return negative && demand.ok ? accepted({ op: 'not', of: demand.value }) : demand
}

function valueCondition(
  type: string,
  row: ParameterRow,
  value: SearchValue,
  modifier: string | undefined,
  options: SearchOptions,
): Demand {
  switch (row.type) {
    case 'token':
      return tokenCondition(row.code, value)
    case 'reference':
      return referenceCondition(type, row, value, modifier, options)
    case 'uri':
      return uriCondition(row.code, value)
    case 'string':
      return stringCondition(row.code, value, modifier === 'exact' || modifier === 'contains' ? modifier : 'starts')
    case 'date':
      return dateCondition(row.code, value, options)
    case 'number':
      return numberCondition(row.code, value)
    default:
      return quantityCondition(row.code, value)
  }
}

/** Whether the parameter accepts a modifier other than `missing` and `not`. */
function fits(row: ParameterRow, modifier: string): boolean {
  if (row.type === 'string') return modifier === 'exact' || modifier === 'contains'
  return row.type === 'reference' && isResourceType(modifier) && (row.targets?.includes(modifier) ?? true)
}

function modifierText(row: ParameterRow): string {
  const others = {
    string: ', :exact and :contains',
    token: ' and :not',
    uri: ' and :not',
    reference: ', :not and the type of the target, such as :Patient',
  }
  const more = row.type in others ? others[row.type as keyof typeof others] : ''
  return `The modifier is not supported here. ${row.code} takes :missing${more}.`
}

/** Parameters for which every resource has a value take no modifier. */
function plain({ name, modifier }: Pair): Demand | undefined {
  return modifier === undefined ? undefined : refuse('modifier', `${name} takes no modifier.`)
}

function idCondition(pair: Pair): Demand {
  const { modifier, values } = pair
  if (modifier !== undefined && modifier !== 'not') return refuse('modifier', '_id takes no modifier except :not.')
  const ids = values.map(wholeText)
  if (ids.length === 0 || !ids.every((id) => idText.test(id))) {
    return badValue('An id has 1 to 64 letters, digits, hyphens and dots, and no type before it.')
  }
  const condition: Condition = { op: 'id', ids }
  return accepted(modifier === 'not' ? { op: 'not', of: condition } : condition)
}

function compartmentCondition(value: SearchValue, options: SearchOptions): Demand {
  const reference = readReferenceText(wholeText(value), options.baseUrls)
  if (reference?.kind !== 'local') return badValue('Write a compartment as Type/id, such as Patient/123.')
  return accepted({ op: 'term', terms: [compartmentTerm(`${reference.type}/${reference.id}`)] })
}

function missingCondition(param: string, { values }: Pair): Demand {
  const [value, ...others] = values.map(wholeText)
  if (others.length > 0 || (value !== 'true' && value !== 'false')) {
    return badValue(':missing takes one value, true or false.')
  }
  const present: Condition = { op: 'term', terms: [presenceTerm(param)] }
  return accepted(value === 'true' ? { op: 'not', of: present } : present)
}

/** At least one value must match. The terms of several values become one condition. */
function anyOf({ values }: Pair, demandOf: (value: SearchValue) => Demand): Demand {
  const conditions: Condition[] = []
  for (const value of values) {
    const demand = demandOf(value)
    if (!demand.ok) return demand
    conditions.push(demand.value)
  }
  const [only] = conditions
  if (only === undefined) return badValue('Give a value.')
  if (conditions.length === 1) return accepted(only)
  const terms = conditions.flatMap((condition) => (condition.op === 'term' ? condition.terms : []))
  const allTerms = conditions.every((condition) => condition.op === 'term')
  return accepted(allTerms ? { op: 'term', terms } : { op: 'any', of: conditions })
}

function unknownText(type: Search['type'], name: string): string {
  const folded = fold(name)
  const meant = searchParametersOf(type).find((parameter) => fold(parameter.name) === folded)
  const subject = type === '*' ? 'Not every type has' : `${type} has no`
  const text = `${subject} ${type === '*' ? 'this search parameter' : 'search parameter of this name'}`
  return meant === undefined ? `${text}: /metadata lists the available ones.` : `${text}: did you mean ${meant.name}?`
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '')
}

function refuse(why: Complaint['why'], text: string): Result<never, Complaint> {
  return refused({ why, text })
}
