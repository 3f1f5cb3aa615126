import type { CodeableConcept, Coding, Observation, Quantity } from '@damson/sdk'
import type { Segment } from '../hl7/message.ts'
import { testByLoinc } from './tests.ts'
import { ucumOf } from './units.ts'

/** Which element of an Observation holds the value, and the value. */
export type Value = Pick<
  Observation,
  'valueQuantity' | 'valueString' | 'valueCodeableConcept' | 'valueRatio' | 'valueRange' | 'dataAbsentReason'
>

const UCUM = 'http://unitsofmeasure.org'
const SYSTEMS = new Map([
  ['LN', 'http://loinc.org'],
  ['SCT', 'http://snomed.info/sct'],
  ['UCUM', UCUM],
])

/** The value of an OBX segment, by its type. @throws {MessageRefused} When it cannot be said in FHIR without a guess. */
export function valueOf(obx: Segment, loinc: string | undefined): Value {
  if (obx.count(5) > 1) throw obx.refused(102, 5, 'A result has one value: send each in an OBX of its own.')
  const type = obx.text(2)
  switch (type) {
    case 'NM':
      return { valueQuantity: quantityOf(obx, loinc, obx.text(5)) }
    case 'SN':
      return structuredNumber(obx, loinc)
    case 'ST':
      return { valueString: textOf(obx) }
    case 'CE':
    case 'CWE':
      return { valueCodeableConcept: conceptOf(obx, 5) }
    default:
      throw obx.refused(102, 2, 'Values are of type NM, SN, ST, CE or CWE.')
  }
}

/** A coded text: two codings, and what it is called. */
export function conceptOf(segment: Segment, field: number): CodeableConcept {
  const codings = [1, 4].flatMap((first): Coding[] => {
    const [code, display, name] = [first, first + 1, first + 2].map((component) => segment.text(field, component))
    if (code === undefined || code === '') return []
    const system = SYSTEMS.get(name ?? '')
    return [
      { code, ...(system !== undefined && { system }), ...(display !== '' && display !== undefined && { display }) },
    ]
  })
  const text = segment.text(field, 9) || codings[0]?.display || segment.text(field, 2)
  if (codings.length === 0 && text === '') throw segment.refused(101, field, 'The code is missing.')
  return { ...(codings.length > 0 && { coding: codings }), ...(text !== '' && { text }) }
}

function textOf(obx: Segment): string {
  const text = obx.text(5)
  if (text.trim() === '') throw obx.refused(101, 5, 'The value is missing.')
  return text
}

/** `>^100`, `^1^:^128`, `^2^-^5`: a comparator, a ratio, a range. */
function structuredNumber(obx: Segment, loinc: string | undefined): Value {
  const [comparator = '', first = '', separator = '', second = ''] = [1, 2, 3, 4].map((part) => obx.text(5, part))
  if (second === '' && separator === '') {
    const quantity = quantityOf(obx, loinc, first)
    if (comparator === '' || comparator === '=') return { valueQuantity: quantity }
    if (!isComparator(comparator)) throw obx.refused(103, 5, 'A comparator is <, <=, >= or >.')
    return { valueQuantity: { ...quantity, comparator } }
  }
  if (comparator !== '') throw obx.refused(102, 5, 'FHIR knows no comparator of a ratio or a range.')
  if (separator === '-')
    return { valueRange: { low: quantityOf(obx, loinc, first), high: quantityOf(obx, loinc, second) } }
  // What a titer is counted in has no unit.
  if (separator === ':' || separator === '/')
    return { valueRatio: { numerator: { value: numberOf(obx, first) }, denominator: { value: numberOf(obx, second) } } }
  throw obx.refused(103, 5, 'Two numbers stand on both sides of -, : or /.')
}

function isComparator(text: string): text is '<' | '<=' | '>=' | '>' {
  return ['<', '<=', '>=', '>'].includes(text)
}

function quantityOf(obx: Segment, loinc: string | undefined, text: string): Quantity {
  const value = numberOf(obx, text)
  const unit = obx.text(6)
  const possible = testByLoinc(loinc ?? '')?.possible
  // No unit at all is one, too, where the test has none.
  const code = unit === '' && possible?.['1'] !== undefined ? '1' : ucumOf(unit)
  if (unit === '' && code === undefined) throw obx.refused(101, 6, 'The unit is missing.')
  if (code === undefined) throw obx.refused(103, 6, 'The unit is not known here.')
  if (possible !== undefined) {
    const limits = possible[code]
    if (limits === undefined) throw obx.refused(103, 6, 'This test is not measured in this unit.')
    const [least, most] = limits
    const number = Number(text)
    if (number < least || number > most)
      throw obx.refused(102, 5, `No person has this value: it would be from ${least} to ${most} ${unit}.`)
  }
  return { value, ...(unit !== '' && { unit }), system: UCUM, code }
}

/** A number with its digits as they were measured: 5.20 is more exact than 5.2. */
function numberOf(obx: Segment, text: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) throw obx.refused(102, 5, 'The value is no number.')
  if (text.replace(/\D/g, '').length > 15) throw obx.refused(102, 5, 'A number has at most 15 digits.')
  const [, sign = '', whole = '', fraction] = /^([+-]?)0*(\d*)\.?(\d*)$/.exec(text) ?? []
  return exact(`${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`)
}

/** A number that `JSON.stringify` writes as it stands here. */
function exact(text: string): number {
  const json = JSON as typeof JSON & { rawJSON(text: string): number }
  return json.rawJSON(text)
}
