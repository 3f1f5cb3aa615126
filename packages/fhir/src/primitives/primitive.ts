/** The primitive datatypes of R4: which JSON values they accept. */
import { isRawNumber, numberOf } from '../json/raw-number.ts'
import { daysIn } from './date-range.ts'

export interface Primitive {
  readonly accepts: (value: unknown) => boolean
  /** Completes "must be …". */
  readonly expected: string
}

/** R4 refuses strings longer than this. */
const longestString = 1024 * 1024
const largestInteger = 2_147_483_647

// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/
const space = /\s/
const codeText = /^[^\s]+(?:\s[^\s]+)*$/
const idText = /^[A-Za-z0-9\-.]{1,64}$/
const oidText = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/
const uuidText = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const base64Text = /^[A-Za-z0-9+/]*={0,2}$/
const dateText = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/
const instantText =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/
const timeText = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/

const primitives: Readonly<Record<string, Primitive>> = {
  boolean: { accepts: (value) => typeof value === 'boolean', expected: 'true or false' },
  integer: {
    accepts: (value) => isInteger(value, -largestInteger - 1),
    expected: 'a whole number of 32 bits',
  },
  unsignedInt: {
    accepts: (value) => isInteger(value, 0),
    expected: 'a whole number from 0 to 2147483647',
  },
  positiveInt: {
    accepts: (value) => isInteger(value, 1),
    expected: 'a whole number from 1 to 2147483647',
  },
  decimal: { accepts: isDecimal, expected: 'a decimal number' },
  string: text(isText, 'a string that is not empty, has no control characters and no more than 1 MB'),
  markdown: text(isText, 'a string that is not empty, has no control characters and no more than 1 MB'),
  xhtml: text(isNarrative, 'XHTML of one <div> element'),
  uri: text(isUri, 'a URI without white space'),
  url: text(isUri, 'a URL without white space'),
  canonical: text(isUri, 'a canonical URL without white space'),
  code: text((value) => codeText.test(value) && isText(value), 'a code without outer or repeated white space'),
  id: text((value) => idText.test(value), '1 to 64 letters, digits, hyphens and dots'),
  oid: text((value) => oidText.test(value), 'an OID such as urn:oid:1.2.3'),
  uuid: text((value) => uuidText.test(value), 'a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520'),
  base64Binary: text(isBase64, 'base64 text'),
  date: text(isDate, 'a calendar date such as 2015, 2015-02 or 2015-02-07'),
  dateTime: text(
    (value) => isDate(value) || isInstant(value),
    'a calendar date such as 2015-02-07, or a time with a zone such as 2015-02-07T13:28:17+01:00',
  ),
  instant: text(isInstant, 'an instant such as 2015-02-07T13:28:17.239+01:00'),
  time: text((value) => timeText.test(value), 'a time such as 13:28:17'),
}

/** The primitive of this name; undefined if the type has elements. */
export function primitiveOf(type: string): Primitive | undefined {
  return primitives[type]
}

function text(accepts: (value: string) => boolean, expected: string): Primitive {
  return { accepts: (value) => typeof value === 'string' && accepts(value), expected }
}

function isInteger(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= largestInteger
}

function isDecimal(value: unknown): boolean {
  return (typeof value === 'number' || isRawNumber(value)) && Number.isFinite(numberOf(value))
}

function isText(value: string): boolean {
  return value !== '' && value.length <= longestString && isClean(value)
}

function isClean(value: string): boolean {
  return !forbidden.test(value) && value.isWellFormed()
}

function isUri(value: string): boolean {
  return !space.test(value) && isText(value)
}

function isNarrative(value: string): boolean {
  const trimmed = value.trim()
  return /^<div[\s>/]/.test(trimmed) && /(?:<\/div\s*>|\/>)$/.test(trimmed) && isClean(value)
}

function isBase64(value: string): boolean {
  const compact = space.test(value) ? value.replaceAll(/\s/g, '') : value
  return compact !== '' && compact.length % 4 === 0 && base64Text.test(compact)
}

function isDate(value: string): boolean {
  return dateText.test(value) && isCalendarDate(value)
}

function isInstant(value: string): boolean {
  return instantText.test(value) && isCalendarDate(value)
}

/** Whether the year and the day exist, in a text whose shape is already checked. */
function isCalendarDate(value: string): boolean {
  if (value.startsWith('0000')) return false
  const day = Number(value.slice(8, 10))
  return day <= 28 || day <= daysIn(Number(value.slice(0, 4)), Number(value.slice(5, 7)) - 1)
}
