import type { Condition } from '@damson/fhir'

/**
 * A condition, told part by part for people. Each part has a code, so that it can be said in any language, and nothing of
 * the condition is lost on the way.
 */
export type Phrase =
  /** Every resource of the type. */
  | { readonly code: 'everything' }
  | { readonly code: 'nothing' }
  | { readonly code: 'all_of' | 'any_of'; readonly of: readonly Phrase[] }
  | { readonly code: 'not'; readonly of: readonly [Phrase] }
  | { readonly code: 'id'; readonly values: readonly string[] }
  /** A parameter has one of these values. */
  | { readonly code: 'value'; readonly param: string; readonly values: readonly string[] }
  /** It is in one of these compartments, or belongs to one of these accounts. */
  | { readonly code: 'compartment'; readonly values: readonly string[] }
  | { readonly code: 'present'; readonly param: string }
  /** Of a parameter whose codes are all known, it has none of them. */
  | { readonly code: 'unlisted'; readonly param: string }
  | { readonly code: 'exact'; readonly param: string; readonly values: readonly string[] }
  | { readonly code: 'starts' | 'contains'; readonly param: string; readonly values: readonly [string] }
  /** A date or number compares with a range. `_lastUpdated` is the parameter of the resource's own date. */
  | {
      readonly code: 'date' | 'number'
      readonly param: string
      readonly comparison: string
      readonly lo: number
      readonly hi: number
      readonly unit?: { readonly system?: string; readonly code?: string }
    }
  /** So many further parts or values, left out by `shortened`. */
  | { readonly code: 'more'; readonly count: number }

/**
 * The parts of a condition.
 *
 * @example
 * ```ts
 * sayPhrase(phraseOf(permit.narrowing)) // 'the compartment is Patient/123, and status is final or amended'
 * ```
 */
export function phraseOf(condition: Condition): Phrase {
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0 ? { code: 'everything' } : { code: 'all_of', of: condition.of.map(phraseOf) }
    case 'any':
      return condition.of.length === 0 ? { code: 'nothing' } : { code: 'any_of', of: condition.of.map(phraseOf) }
    case 'not':
      return { code: 'not', of: [phraseOf(condition.of)] }
    case 'id':
      return { code: 'id', values: condition.ids }
    case 'term':
      return termPhrase(condition.terms)
    case 'string':
      return { code: condition.match, param: condition.param, values: [condition.value] }
    case 'date':
      return ranged('date', condition.param, condition)
    case 'updated':
      return ranged('date', '_lastUpdated', condition)
    default: {
      const { param, system, code } = condition
      const unit = { ...(system !== undefined && { system }), ...(code !== undefined && { code }) }
      return { ...ranged('number', param, condition), ...(Object.keys(unit).length > 0 && { unit }) }
    }
  }
}

const ranged = (
  code: 'date' | 'number',
  param: string,
  { comparison, lo, hi }: { readonly comparison: string; readonly lo: number; readonly hi: number },
) => ({ code, param, comparison, lo, hi }) as const

/** `code=http://loinc.org|8867-4`, `code?`, `code!`, `family:exact=Ada`: see the terms of `@damson/fhir`. */
const TERM = /^(?<param>[A-Za-z_][A-Za-z0-9_-]*)(?<kind>:exact=|=|\?|!)(?<value>.*)$/s

function termPhrase(terms: readonly string[]): Phrase {
  const groups = Map.groupBy(terms, (term) => {
    const { param = '', kind = '' } = TERM.exec(term)?.groups ?? {}
    return `${param}${kind}`
  })
  const phrases = [...groups.values()].map(groupPhrase)
  const [only] = phrases
  if (only === undefined) return { code: 'nothing' }
  return phrases.length === 1 ? only : { code: 'any_of', of: phrases }
}

function groupPhrase(terms: readonly string[]): Phrase {
  const { param = '', kind = '' } = TERM.exec(terms[0] ?? '')?.groups ?? {}
  const values = terms.map((term) => term.slice(param.length + kind.length))
  if (kind === '?') return { code: 'present', param }
  if (kind === '!') return { code: 'unlisted', param }
  if (kind === ':exact=') return { code: 'exact', param, values }
  return param === '_compartment' ? { code: 'compartment', values } : { code: 'value', param, values }
}

/**
 * The same with at most so many parts and values in all. A list that was cut ends with `more`.
 */
export function shortened(phrase: Phrase, most: number): Phrase {
  let left = most
  const take = <T>(list: readonly T[]): readonly T[] => {
    const taken = list.slice(0, Math.max(left, 1))
    left -= taken.length
    return taken
  }
  const shorten = (one: Phrase): Phrase => {
    if (one.code === 'not') return { code: 'not', of: [shorten(one.of[0])] }
    if (one.code === 'all_of' || one.code === 'any_of') {
      const taken = take(one.of).map(shorten)
      const count = one.of.length - taken.length
      return { code: one.code, of: count === 0 ? taken : [...taken, { code: 'more', count }] }
    }
    if (!('values' in one)) return one
    const values = take(one.values)
    const count = one.values.length - values.length
    return count === 0 ? one : { code: 'any_of', of: [{ ...one, values } as Phrase, { code: 'more', count }] }
  }
  return shorten(phrase)
}

const COMPARED: Readonly<Record<string, string>> = {
  eq: 'is in',
  ne: 'is not in',
  gt: 'is after',
  lt: 'is before',
  ge: 'is in or after',
  le: 'is in or before',
  sa: 'starts after',
  eb: 'ends before',
  overlaps: 'is about',
}

/** A phrase in English, as the part of a sentence after "where". */
export function sayPhrase(phrase: Phrase): string {
  switch (phrase.code) {
    case 'everything':
      return 'every resource of the type'
    case 'nothing':
      return 'no resource'
    case 'all_of':
      return listed(phrase.of, ', and ')
    case 'any_of':
      return listed(phrase.of, ', or ')
    case 'not':
      return `not (${sayPhrase(phrase.of[0])})`
    case 'id':
      return `the id is ${either(phrase.values)}`
    case 'value':
      return `${phrase.param} is ${either(phrase.values)}`
    case 'compartment':
      return `it is in the compartment of ${either(phrase.values)}`
    case 'present':
      return `${phrase.param} has a value`
    case 'unlisted':
      return `${phrase.param} has none of the known codes`
    case 'exact':
      return `${phrase.param} is exactly ${either(phrase.values)}`
    case 'starts':
      return `${phrase.param} starts with ${either(phrase.values)}`
    case 'contains':
      return `${phrase.param} contains ${either(phrase.values)}`
    case 'more':
      return `${phrase.count} more`
    default:
      return `${phrase.param} ${COMPARED[phrase.comparison] ?? phrase.comparison} ${range(phrase)}`
  }
}

function listed(of: readonly Phrase[], between: string): string {
  const texts = of.map((one) =>
    one.code === 'all_of' || one.code === 'any_of' ? `(${sayPhrase(one)})` : sayPhrase(one),
  )
  return texts.join(between)
}

const either = (values: readonly string[]): string => values.map((value) => `“${value}”`).join(' or ')

function range({ code, lo, hi, unit }: Extract<Phrase, { code: 'date' | 'number' }>): string {
  const [from, to] = code === 'date' ? [instant(lo), instant(hi)] : [String(lo), String(hi)]
  const texts = from === to ? from : `${from} to ${to}`
  return unit === undefined ? texts : `${texts} ${unit.code ?? unit.system}`
}

/** Within what a date can be. */
const MOST_MS = 8.64e15

function instant(ms: number): string {
  return Math.abs(ms) <= MOST_MS ? new Date(ms).toISOString() : 'any time'
}
