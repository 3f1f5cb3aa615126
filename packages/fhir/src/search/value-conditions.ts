/** The condition of one value, for each type of parameter. */

import { identityTypes, resourceTypes } from '../model/model.ts'
import type { ParameterRow } from '../model/rows.ts'
import { type DateRange, readDateRange } from '../primitives/date-range.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import { accepted, type Result, refused } from '../result.ts'
import type { Comparison, Condition } from './condition.ts'
import { type DecimalRange, readDecimalRange } from './decimal-range.ts'
import { longestNormalString, normalizeString } from './normal-string.ts'
import type { SearchValue } from './query.ts'
import { compileRoutes } from './route.ts'
import type { SearchOptions, SearchRefusal } from './search.ts'
import { exactTerm, tokenTerm, valueTerm } from './terms.ts'

/** A refusal that does not name its parameter yet. */
export type Complaint = Omit<SearchRefusal, 'parameter'>

export type Demand = Result<Condition, Complaint>

type Prefix = Exclude<Comparison, 'overlaps'> | 'ap'

const prefixed = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)/
const idText = /^[A-Za-z0-9\-.]{1,64}$/

/** Makes a refusal from a complaint about a value. */
export function badValue(text: string): { readonly ok: false; readonly refusal: Complaint } {
  return refused({ why: 'value', text })
}

/** The value as one text, for types in which bars have no meaning. */
export function wholeText(value: SearchValue): string {
  return value.parts.join('|')
}

export function tokenCondition(param: string, { parts }: SearchValue): Demand {
  const [first = '', second, ...rest] = parts
  if (rest.length > 0) return badValue('A token is code or system|code: write a bar inside either as \\|.')
  if (second === undefined) {
    return first === '' ? badValue('Give a code, or system|code.') : term(tokenTerm(param, undefined, first))
  }
  if (first === '' && second === '') return badValue('Give a system, a code, or both: a bar alone means nothing.')
  return term(tokenTerm(param, first, second === '' ? undefined : second))
}

export function uriCondition(param: string, value: SearchValue): Demand {
  const text = wholeText(value)
  return text === '' ? badValue('Give a URI.') : term(valueTerm(param, text))
}

/** @param only The type in the modifier, as in `subject:Patient=1`. */
export function referenceCondition(
  type: string,
  row: ParameterRow,
  value: SearchValue,
  only: string | undefined,
  options: SearchOptions,
): Demand {
  const text = wholeText(value)
  const reference = readReferenceText(text, options.baseUrls)
  if (reference?.kind === 'local') {
    if (only !== undefined && only !== reference.type) return badValue(`The reference does not point to a ${only}.`)
    return term(valueTerm(row.code, `${reference.type}/${reference.id}`))
  }
  const { types, hasUris } = targetsOf(type, row)
  const ids = idText.test(text) ? (only === undefined ? types : [only]).map((target) => `${target}/${text}`) : []
  const asUri = text !== '' && only === undefined && (reference?.kind === 'absolute' || hasUris)
  const references = asUri ? [...ids, text] : ids
  if (references.length === 0) return badValue('Give Type/id with a resource type that exists, an id, or a URL.')
  return accepted({ op: 'term', terms: references.map((one) => valueTerm(row.code, one)) })
}

interface Targets {
  readonly types: readonly string[]
  readonly hasUris: boolean
}

const targetsByType = new Map<string, Targets>()

/** The types that a bare id may have, and whether any text is allowed, because a canonical need not be a URL. */
function targetsOf(type: string, row: ParameterRow): Targets {
  const key = `${type} ${row.code}`
  const known = targetsByType.get(key) ?? readTargets(type, row)
  targetsByType.set(key, known)
  return known
}

function readTargets(type: string, row: ParameterRow): Targets {
  const routes = compileRoutes(type, row.expression)
  const hasUris = routes.some((route) => route.type === 'canonical' || route.type === 'uri')
  if (row.targets !== undefined) return { types: row.targets, hasUris }
  const references = routes.filter((route) => route.type === 'Reference')
  const any = [...resourceTypes, ...identityTypes]
  return { types: [...new Set(references.flatMap((route) => route.property?.targets ?? any))], hasUris }
}

/** @param match `exact` compares the written text, the others ignore case and marks. */
export function stringCondition(param: string, value: SearchValue, match: 'starts' | 'contains' | 'exact'): Demand {
  const text = wholeText(value)
  const normal = normalizeString(text)
  if (normal === '') return badValue('Give some text to search for.')
  if (match === 'exact') return term(exactTerm(param, text))
  if (normal.length > longestNormalString) {
    return refused({
      why: 'limit',
      text: `Give no more than ${longestNormalString} characters, or use :exact.`,
    })
  }
  return accepted({ op: 'string', param, match, value: normal })
}

/** @param param Undefined for `_lastUpdated`. */
export function dateCondition(param: string | undefined, value: SearchValue, options: SearchOptions): Demand {
  const { prefix, rest } = withoutPrefix(value)
  // A plus sign that was not percent-encoded arrives as a space.
  const range = readDateRange(rest.replace(' ', '+'))
  if (range === undefined) {
    return badValue(
      'Give a date such as 2024, 2024-05-01 or 2024-05-01T10:00:00Z, with or without one of eq ne gt lt ge le sa eb ap before it.',
    )
  }
  const comparison = prefix === 'ap' ? 'overlaps' : prefix
  const { lo, hi } = prefix === 'ap' ? widened(range, options.now) : range
  return accepted(
    param === undefined ? { op: 'updated', comparison, lo, hi } : { op: 'date', param, comparison, lo, hi },
  )
}

function widened({ lo, hi }: DateRange, now: Date | undefined): DateRange {
  const margin = now === undefined ? hi - lo : Math.round(Math.abs(now.getTime() - lo) / 10)
  return { lo: lo - margin, hi: hi + margin }
}

export function numberCondition(param: string, value: SearchValue): Demand {
  const { prefix, rest } = withoutPrefix(value)
  const range = value.parts.length === 1 ? readDecimalRange(rest) : undefined
  if (range === undefined)
    return badValue('Give a number, with or without one of eq ne gt lt ge le sa eb ap before it.')
  return accepted({ op: 'number', param, ...compared(prefix, range) })
}

export function quantityCondition(param: string, value: SearchValue): Demand {
  const [, system = '', code = ''] = value.parts
  const { prefix, rest } = withoutPrefix({ ...value, parts: value.parts.slice(0, 1) })
  const shaped = value.parts.length === 1 || (value.parts.length === 3 && system + code !== '')
  const range = shaped ? readDecimalRange(rest) : undefined
  if (range === undefined) {
    return badValue(
      'Give number, number||unit or number|system|code, with or without one of eq ne gt lt ge le sa eb ap before it.',
    )
  }
  return accepted({
    op: 'number',
    param,
    ...compared(prefix, range),
    ...(system !== '' && { system }),
    ...(code !== '' && { code }),
  })
}

/** Equality uses the written precision, order the number itself. */
function compared(
  prefix: Prefix,
  { value, lo, hi }: DecimalRange,
): { readonly comparison: Comparison; readonly lo: number; readonly hi: number } {
  if (prefix === 'eq' || prefix === 'ne') return { comparison: prefix, lo, hi }
  if (prefix !== 'ap') return { comparison: prefix, lo: value, hi: value }
  const margin = Math.abs(value) / 10
  return { comparison: 'overlaps', lo: Math.min(lo, value - margin), hi: Math.max(hi, value + margin) }
}

function withoutPrefix(value: SearchValue): { readonly prefix: Prefix; readonly rest: string } {
  const text = wholeText(value)
  const found = value.literal === true ? undefined : prefixed.exec(text)?.[1]
  return found === undefined ? { prefix: 'eq', rest: text } : { prefix: found as Prefix, rest: text.slice(2) }
}

function term(text: string): Demand {
  return accepted({ op: 'term', terms: [text] })
}
