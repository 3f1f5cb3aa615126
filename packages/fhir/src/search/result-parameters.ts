/** Parameters that shape the answer and do not narrow it. */
import { accepted, type Result, refused } from '../result.ts'
import { parametersOf, searchParametersOf } from './parameters.ts'
import type { Pair } from './query.ts'
import type { Search, SearchRefusal, Sort } from './search.ts'
import { wholeText } from './value-conditions.ts'

export type ResultShape = Pick<Search, 'sort' | 'count' | 'total' | 'summary'>

const names = new Set(['_sort', '_count', '_total', '_summary', '_elements'])

/** Further keys would decide nothing. */
const mostSortKeys = 5

const sortKinds: Readonly<Record<string, Sort['kind']>> = {
  date: 'date',
  string: 'string',
  number: 'number',
  quantity: 'number',
}

export function isResultParameter(name: string): boolean {
  return names.has(name)
}

/** Parses all result parameters of a search; each may be given once. */
export function readResultParameters(
  type: Search['type'],
  pairs: readonly Pair[],
): Result<ResultShape, readonly SearchRefusal[]> {
  const refusals: SearchRefusal[] = []
  const shape: ResultShape = { sort: [], total: 'none' }
  const seen = new Set<string>()
  for (const pair of pairs) {
    if (!isResultParameter(pair.name)) continue
    const read = seen.has(pair.name) ? complain(`${pair.name} is given twice: give it once.`) : readOne(type, pair)
    if (read.ok) Object.assign(shape, read.value)
    else refusals.push({ parameter: pair.name, ...read.refusal })
    seen.add(pair.name)
  }
  return refusals.length > 0 ? refused(refusals) : accepted(shape)
}

type Part = Result<Partial<ResultShape>, Omit<SearchRefusal, 'parameter'>>

function readOne(type: Search['type'], { name, modifier, values }: Pair): Part {
  if (modifier !== undefined) return refused({ why: 'modifier', text: `${name} takes no modifier.` })
  const text = values.map(wholeText).join(',')
  switch (name) {
    case '_count':
      return /^\d{1,9}$/.test(text)
        ? accepted({ count: Number(text) })
        : complain('Give a number that is not negative.')
    case '_total':
      return text === 'none' || text === 'accurate' || text === 'estimate'
        ? accepted({ total: text })
        : complain('Give none, estimate or accurate.')
    case '_summary':
      if (text === 'count') return accepted({ summary: 'count', total: 'accurate' })
      return text === 'false'
        ? accepted({})
        : unsupported('Only _summary=count is supported: leave it out to get whole resources.')
    case '_sort':
      return readSort(type, values.map(wholeText))
    default:
      return unsupported('_elements is not supported: leave it out to get whole resources.')
  }
}

function readSort(type: Search['type'], keys: readonly string[]): Part {
  if (keys.length > mostSortKeys) {
    return refused({ why: 'limit', text: `Sort by no more than ${mostSortKeys} parameters.` })
  }
  const sort: Sort[] = []
  for (const key of keys) {
    const descending = key.startsWith('-')
    const param = descending ? key.slice(1) : key
    const kind = sortKind(type, param)
    if (kind === undefined)
      return complain(`Sort by one of ${sortable(type)}, with a minus sign for the largest first.`)
    sort.push({ param, kind, descending })
  }
  return accepted({ sort })
}

function sortKind(type: Search['type'], param: string): Sort['kind'] | undefined {
  if (param === '_id') return 'id'
  if (param === '_lastUpdated') return 'updated'
  const row = parametersOf(type).get(param)
  return row === undefined ? undefined : sortKinds[row.type]
}

function sortable(type: Search['type']): string {
  return searchParametersOf(type)
    .filter((parameter) => sortKind(type, parameter.name) !== undefined)
    .map((parameter) => parameter.name)
    .join(', ')
}

function complain(text: string): Part {
  return refused({ why: 'value', text })
}

function unsupported(text: string): Part {
  return refused({ why: 'unsupported', text })
}
