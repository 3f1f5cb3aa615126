import {
  accepted,
  isResourceType,
  type ResourceType,
  type Result,
  refused,
  type SearchValue,
  searchParametersOf,
  splitQuery,
} from '@damson/fhir'
import type { Bind } from './bindings.ts'
import { conditionOf } from './clause-condition.ts'
import { weightOf } from './limits.ts'
import { type Placeholder, readPlaceholder } from './placeholder.ts'
import type { Clause, PolicyRefusal, Unweighed, Value } from './policy.ts'

/** Why a criteria was refused; the caller adds where it is. */
export type CriteriaRefusal = Omit<PolicyRefusal, 'expression'>

/** Parameters of every type that describe the resource, as opposed to the search. */
const ownParameters: ReadonlySet<string> = new Set([
  '_id',
  '_lastUpdated',
  '_tag',
  '_security',
  '_profile',
  '_source',
  '_compartment',
])

/** The same limits as in a search: each parameter is a condition in every statement that the policy narrows. */
const MOST_PARAMETERS = 20
const MOST_VALUES = 200

const rawPair = /^(?<name>[A-Za-z_][A-Za-z0-9_.:-]*)=(?<value>.+)$/s

/**
 * Parses the criteria of an entry, `Type?name=value&…`, into clauses that can all be enforced.
 *
 * It accepts less than a search does: equality, `:not` and `:missing` on the resource's own parameters. A policy must
 * be decidable in memory for one resource, and obvious to its reviewer.
 */
export function parseCriteria(
  text: string,
  resourceType: ResourceType | '*',
): Result<readonly Clause[], CriteriaRefusal> {
  const mark = text.indexOf('?')
  if (mark < 0 || mark === text.length - 1) {
    return refuse('criteria_malformed', `Write \`${resourceType}?parameter=value\`, or leave criteria out.`)
  }
  if (text.slice(0, mark) !== resourceType) {
    return refuse('criteria_wrong_type', `The criteria must start with \`${resourceType}?\`, the type of its entry.`)
  }
  const pairs = text.slice(mark + 1).split('&')
  if (pairs.length > MOST_PARAMETERS || text.split(',').length > MOST_VALUES) {
    const most = `at most ${MOST_PARAMETERS} parameters, and ${MOST_VALUES} values in all`
    return refuse('too_many', `Write ${most}, or several entries.`)
  }
  const clauses: Clause[] = []
  for (const pair of pairs) {
    const clause = parseClause(pair, resourceType)
    if (!clause.ok) return clause
    clauses.push(clause.value)
  }
  return accepted(clauses)
}

function parseClause(pair: string, resourceType: ResourceType | '*'): Result<Clause, CriteriaRefusal> {
  const { name: rawName, value: rawValue } = rawPair.exec(pair)?.groups ?? {}
  if (rawName === undefined || rawValue === undefined) {
    return refuse('criteria_malformed', `\`${pair}\` is not of the form \`parameter=value\`.`)
  }
  const [name = '', modifier, ...chain] = rawName.split(':')
  const unsupported = whyUnsupported(resourceType, name, modifier, chain)
  if (unsupported !== undefined) return refuse('criteria_unsupported', unsupported)

  const values = readValues(rawName, rawValue)
  if (!values.ok) return values
  const clause = isModifier(modifier) ? { name, modifier, values: values.value } : { name, values: values.value }
  const misuse = whyMisused(clause)
  if (misuse !== undefined) return misuse

  const tried = conditionOf(resourceType, clause, sampleFor(resourceType, name))
  if (!tried.ok) return refuse('criteria_unsupported', `\`${pair}\`: ${tried.refusal}`)
  return accepted({ ...clause, weight: weightOf(pair, tried.value) })
}

function isModifier(text: string | undefined): text is 'not' | 'missing' {
  return text === 'not' || text === 'missing'
}

function whyUnsupported(
  resourceType: string,
  name: string,
  modifier: string | undefined,
  chain: readonly string[],
): string | undefined {
  if (name.includes('.') || name === '_has' || chain.length > 0) {
    return `\`${name}\` looks into other resources: a criteria can only ask for the resource's own parameters.`
  }
  if (name.startsWith('_') && !ownParameters.has(name)) {
    return `\`${name}\` shapes a search and cannot narrow a policy: remove it.`
  }
  if (resourceType === '*' && name !== '_compartment') {
    return 'An entry for `*` can only be narrowed by `_compartment`: name the type to use other parameters.'
  }
  if (modifier !== undefined && (name === '_compartment' || !isModifier(modifier))) {
    return `\`:${modifier}\` is not supported on \`${name}\`: use equality or, where allowed, \`:not\` or \`:missing\`.`
  }
  return undefined
}

function whyMisused({ modifier, values }: Unweighed): Result<never, CriteriaRefusal> | undefined {
  if (modifier === undefined) return undefined
  if (values.some(({ kind }) => kind === 'placeholder')) {
    // An unexpected value would exclude nothing, and so open what the author meant to close.
    return refuse('placeholder_misplaced', `A placeholder cannot be used with \`:${modifier}\`: write the values.`)
  }
  // `true,false` would hold for every resource.
  if (modifier === 'missing' && values.length !== 1) {
    return refuse('criteria_malformed', '`:missing` takes one value: `true` or `false`.')
  }
  return undefined
}

/**
 * Splits the values as a search does. Placeholders are recognised before percent-decoding and confirmed after
 * splitting. Only a value that is entirely a placeholder counts as one.
 */
function readValues(rawName: string, rawValue: string): Result<readonly Value[], CriteriaRefusal> {
  const placeholders = new Map<string, Placeholder>()
  const sentinel = unusedIn(rawValue)
  const marked = rawValue.split(',').map((piece) => {
    const placeholder = readPlaceholder(piece)
    if (placeholder === undefined) return piece
    const stand = `${sentinel}${placeholders.size}${sentinel}`
    placeholders.set(stand, placeholder)
    return stand
  })
  if (!isPercentEncoded(marked.join(','))) {
    return refuse(
      'placeholder_misplaced',
      `\`${rawValue}\`: a placeholder must be the whole value, and a percent sign is written \`%25\`.`,
    )
  }
  const [pair, ...others] = splitQuery(`${rawName}=${marked.join(',')}`)
  if (pair === undefined || others.length > 0 || pair.values.length === 0 || pair.values.some(isEmpty)) {
    return refuse('criteria_malformed', `\`${rawName}=${rawValue}\` has an empty value.`)
  }
  const values: Value[] = []
  for (const value of pair.values) {
    const placeholder = value.parts.length === 1 ? placeholders.get(value.parts[0] ?? '') : undefined
    if (placeholder === undefined && value.parts.some((part) => part.includes(sentinel))) {
      return refuse('placeholder_misplaced', `\`${rawValue}\`: a placeholder must be the whole value.`)
    }
    values.push(placeholder === undefined ? { kind: 'written', value } : { kind: 'placeholder', placeholder })
  }
  return accepted(values)
}

/** Letters that do not occur in the text, so that they can replace something in it. */
function unusedIn(text: string): string {
  let letters = 'zz'
  while (text.includes(letters)) letters += 'z'
  return letters
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function isEmpty(value: SearchValue): boolean {
  return value.parts.every((part) => part.trim() === '')
}

/**
 * A sample value for placeholders while a policy is only parsed. It shows that the parameter exists and could take such
 * a value. The real value is checked when it is bound.
 */
function sampleFor(resourceType: ResourceType | '*', name: string): Bind {
  const type = searchParametersOf(resourceType).find((parameter) => parameter.name === name)?.type
  return (placeholder) => {
    if (placeholder.part === 'id') return accepted('sample')
    if (placeholder.name === 'patient' || name === '_compartment') return accepted('Patient/sample')
    if (type === 'date') return accepted('2024-01-01')
    return accepted(type === 'number' || type === 'quantity' ? '1' : 'sample')
  }
}

function refuse(code: CriteriaRefusal['code'], text: string): Result<never, CriteriaRefusal> {
  return refused({ code, text })
}

/** Whether a text can be the type of an entry. */
export function isEntryType(text: unknown): text is ResourceType | '*' {
  return text === '*' || isResourceType(text)
}
