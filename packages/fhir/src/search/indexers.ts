/** The index entries of each datatype, for each type of search parameter. */

import { numberOf } from '../json/raw-number.ts'
import { codeRow } from '../model/model.ts'
import type { ParameterType } from '../model/rows.ts'
import { OPEN, readDateRange } from '../primitives/date-range.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import type { EntryList } from './entry-list.ts'
import { referredType } from './route.ts'
import { valueTerm } from './terms.ts'

/** Adds the entries of one value. A value that does not fit its datatype adds none. */
export type Indexer = (list: EntryList, param: string, value: unknown) => void

/** The end of an open number range and, negated, the start of one. */
export const OPEN_NUMBER = Number.MAX_VALUE

type Fields = Readonly<Record<string, unknown>>

const currencies = 'urn:iso:std:iso:4217'

const indexers: Readonly<Partial<Record<ParameterType, Readonly<Record<string, Indexer>>>>> = {
  date: {
    date: addDateText,
    dateTime: addDateText,
    instant: addDateText,
    Period: whole(addPeriod),
    Timing: whole(addTiming),
  },
  number: {
    decimal: addPlainNumber,
    integer: addPlainNumber,
    Range: whole(addRange),
    Quantity: whole(addQuantity),
  },
  quantity: {
    Quantity: whole(addQuantity),
    Age: whole(addQuantity),
    Duration: whole(addQuantity),
    Range: whole(addRange),
    Money: whole(addMoney),
  },
  reference: {
    Reference: whole((list, param, value) => addReference(list, param, value.reference)),
    Resource: whole(addResource),
    canonical: addCanonical,
    uri: addUri,
  },
  string: {
    string: addText,
    markdown: addText,
    HumanName: whole((list, param, value) => addParts(list, param, value, nameParts)),
    Address: whole((list, param, value) => addParts(list, param, value, addressParts)),
  },
  token: {
    code: addCode,
    string: addCode,
    id: addCode,
    uri: addCode,
    boolean: (list, param, value) => addCode(list, param, typeof value === 'boolean' ? String(value) : undefined),
    Coding: whole(addCoding),
    CodeableConcept: whole(addConcept),
    Identifier: whole((list, param, value) => list.addToken(param, text(value.system), text(value.value))),
    ContactPoint: whole(addContactPoint),
    // For a token parameter, a reference gives the type that it refers to (ProjectMembership.profile-type).
    Reference: (list, param, value) => addCode(list, param, referredType(value)),
  },
  uri: { uri: addUri, url: addUri, string: addUri, canonical: addCanonical },
}

const nameParts = ['family', 'given', 'prefix', 'suffix', 'text']
const addressParts = ['line', 'city', 'district', 'state', 'postalCode', 'country', 'text']

/**
 * How values of a datatype are indexed for a parameter of this type; undefined if they are not, such as SampledData as
 * a quantity or text as a date.
 *
 * @param binding The value set of a code, which implies the code's system.
 */
export function indexerOf(parameter: ParameterType, datatype: string, binding?: string): Indexer | undefined {
  if (parameter === 'token' && datatype === 'code' && binding !== undefined) return boundCode(binding)
  return indexers[parameter]?.[datatype]
}

function boundCode(binding: string): Indexer {
  const systems = new Map(
    Object.entries(codeRow(binding)).flatMap(([system, codes]) => codes.map((code) => [code, system] as const)),
  )
  return (list, param, value) => {
    addCode(list, param, value)
    const system = typeof value === 'string' ? systems.get(value) : undefined
    if (system !== undefined && system !== '') list.addToken(param, system, text(value))
  }
}

function whole(add: (list: EntryList, param: string, value: Fields) => void): Indexer {
  return (list, param, value) => {
    if (typeof value === 'object' && value !== null) add(list, param, value as Fields)
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function addCode(list: EntryList, param: string, value: unknown): void {
  list.addToken(param, undefined, text(value))
}

function addCoding(list: EntryList, param: string, value: Fields): void {
  list.addToken(param, text(value.system), text(value.code))
}

function addConcept(list: EntryList, param: string, value: Fields): void {
  if (!Array.isArray(value.coding)) return
  for (const coding of value.coding) whole(addCoding)(list, param, coding)
}

/**
 * R4 lets `use` take the place of the system, but people search for `phone|…` and `email|…`. The two share no codes.
 */
function addContactPoint(list: EntryList, param: string, value: Fields): void {
  const address = text(value.value)
  if (address === undefined) return
  list.addToken(param, text(value.system), address)
  if (text(value.use) !== undefined) list.addToken(param, text(value.use), address)
}

function addReference(list: EntryList, param: string, value: unknown): void {
  if (typeof value !== 'string') return
  const reference = readReferenceText(value, list.baseUrls)
  if (reference?.kind === 'local') list.addTerm(valueTerm(param, `${reference.type}/${reference.id}`))
  else if (reference?.kind === 'absolute') list.addTerm(valueTerm(param, value))
}

/** A resource inside a Bundle counts as a reference to itself. */
function addResource(list: EntryList, param: string, { resourceType, id }: Fields): void {
  if (typeof resourceType === 'string' && typeof id === 'string') addReference(list, param, `${resourceType}/${id}`)
}

function addUri(list: EntryList, param: string, value: unknown): void {
  if (text(value) !== undefined) list.addTerm(valueTerm(param, String(value)))
}

/** With its version, if it has one, and without. One that names a contained resource is useless to a search. */
function addCanonical(list: EntryList, param: string, value: unknown): void {
  if (typeof value !== 'string' || value.startsWith('#')) return
  const [url = '', version] = value.split('|')
  addUri(list, param, value)
  if (version !== undefined) addUri(list, param, url)
}

function addText(list: EntryList, param: string, value: unknown): void {
  if (typeof value === 'string') list.addString(param, value)
}

function addParts(list: EntryList, param: string, value: Fields, parts: readonly string[]): void {
  for (const part of parts) {
    const found = value[part]
    if (Array.isArray(found)) for (const item of found) addText(list, param, item)
    else addText(list, param, found)
  }
}

function addDateText(list: EntryList, param: string, value: unknown): void {
  const range = typeof value === 'string' ? readDateRange(value) : undefined
  if (range !== undefined) list.addDate(param, range.lo, range.hi)
}

function addPeriod(list: EntryList, param: string, value: Fields): void {
  const start = typeof value.start === 'string' ? readDateRange(value.start) : undefined
  const end = typeof value.end === 'string' ? readDateRange(value.end) : undefined
  if (start !== undefined || end !== undefined) list.addDate(param, start?.lo ?? -OPEN, end?.hi ?? OPEN)
}

/** A schedule counts as the time between its outer limits. */
function addTiming(list: EntryList, param: string, value: Fields): void {
  const events = Array.isArray(value.event) ? value.event : []
  const ranges = events.map((event) => (typeof event === 'string' ? readDateRange(event) : undefined))
  const known = ranges.filter((range) => range !== undefined)
  if (known.length > 0) {
    const lo = known.reduce((least, range) => Math.min(least, range.lo), OPEN)
    const hi = known.reduce((most, range) => Math.max(most, range.hi), -OPEN)
    list.addDate(param, lo, hi)
  }
  const { repeat } = value
  if (typeof repeat !== 'object' || repeat === null || !('boundsPeriod' in repeat)) return
  whole(addPeriod)(list, param, repeat.boundsPeriod)
}

function addPlainNumber(list: EntryList, param: string, value: unknown): void {
  const number = finite(value)
  if (number !== undefined) list.addNumber(param, number, number, '', '')
}

function addQuantity(list: EntryList, param: string, value: Fields): void {
  const number = finite(value.value)
  if (number === undefined) return
  // A comparator means that the true value lies anywhere on that side.
  const lo = value.comparator === '<' || value.comparator === '<=' ? -OPEN_NUMBER : number
  const hi = value.comparator === '>' || value.comparator === '>=' ? OPEN_NUMBER : number
  list.addNumber(param, lo, hi, ...unitOf(value))
}

function addRange(list: EntryList, param: string, value: Fields): void {
  const low = fields(value.low)
  const high = fields(value.high)
  const lo = finite(low?.value)
  const hi = finite(high?.value)
  if (lo === undefined && hi === undefined) return
  list.addNumber(param, lo ?? -OPEN_NUMBER, hi ?? OPEN_NUMBER, ...unitOf(low ?? high ?? {}))
}

function addMoney(list: EntryList, param: string, value: Fields): void {
  const number = finite(value.value)
  if (number === undefined) return
  const currency = text(value.currency)
  list.addNumber(param, number, number, currency === undefined ? '' : currencies, currency ?? '')
}

/** System and code; if there is no code, the displayed unit without a system. */
function unitOf(value: Fields): [system: string, code: string] {
  const code = text(value.code)
  return code === undefined ? ['', text(value.unit) ?? ''] : [text(value.system) ?? '', code]
}

function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

function finite(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && Number.isFinite(number) ? number : undefined
}
