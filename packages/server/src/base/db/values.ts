import { parse } from 'postgres-array'
import { UnstorableText } from './faults.ts'

/** A param in wire format, the same on both engines: text, or bytes for `bytea`. */
export type WireValue = string | Uint8Array | null

/** Converts params to wire values. Throws before anything is sent if one cannot be stored. */
export function encodeParams(params: readonly unknown[]): WireValue[] {
  const encoded: WireValue[] = []
  for (let i = 0; i < params.length; i++) encoded.push(encodeParam(params[i], i))
  return encoded
}

function encodeParam(value: unknown, index: number): WireValue {
  switch (typeof value) {
    case 'string':
      return storable(value)
    case 'number':
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    default:
      break
  }
  if (value === null) return null
  if (value instanceof Date) return encodeDate(value, index)
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value)) return encodeArray(value, index)
  throw new TypeError(`Parameter ${index + 1} has a type that cannot be stored: ${typeof value}.`)
}

function storable(text: string): string {
  if (text.includes('\0')) throw new UnstorableText('it contains a NUL character')
  // Node would send U+FFFD instead, and the value read back would differ from the stored one.
  if (!text.isWellFormed()) throw new UnstorableText('it contains half of a surrogate pair')
  return text
}

/** A row as one JSON param; its texts must be storable like any other text. */
export function rowAsJson(row: object): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
}

function encodeDate(date: Date, index: number): string {
  const year = date.getUTCFullYear()
  // ISO strings outside of these years have a sign that PostgreSQL doesn't read.
  if (!(year >= 1 && year <= 9999)) throw new RangeError(`Parameter ${index + 1} is not a date of the years 1 to 9999.`)
  return date.toISOString()
}

/** An array as a text for a statement to cast, for arrays of arrays. */
export function arrayText(items: readonly (string | bigint)[]): string {
  return encodeArray(items, 0)
}

function encodeArray(items: readonly unknown[], index: number): string {
  const parts: string[] = []
  for (const item of items) {
    if (item === null) parts.push('NULL')
    else if (typeof item === 'bigint') parts.push(String(item))
    else if (typeof item === 'string') parts.push(`"${storable(item).replace(/["\\]/g, '\\$&')}"`)
    else throw new TypeError(`Parameter ${index + 1} is an array with an element that is no string, bigint or null.`)
  }
  return `{${parts.join(',')}}`
}

/** Reads one value from PostgreSQL's text format. */
export type Decoder = (text: string) => unknown

const asText: Decoder = (text) => text

function decodeInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    throw new RangeError('A bigint column holds a value beyond 2^53: select it as text, or in an array.')
  }
  return value
}

function decodeBytea(text: string): Uint8Array {
  if (!text.startsWith('\\x')) throw new TypeError('The server sends bytea in a format other than hex.')
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
}

// `2026-07-30 12:34:56.789012+00`: the session's time zone is UTC, and the fraction is as long as it needs to be.
const timestampShape = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/

function decodeTimestamp(text: string): Date {
  if (!timestampShape.test(text)) {
    throw new RangeError('A timestamptz column holds a value outside the years 1 to 9999.')
  }
  // Microseconds are cut off, not rounded, so that no time moves into the future.
  const fraction = text.slice(20, -3).slice(0, 3).padEnd(3, '0')
  return new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`)
}

const scalars: Readonly<Record<number, Decoder>> = {
  16: (text) => text === 't',
  17: decodeBytea,
  20: decodeInt8,
  21: Number,
  23: Number,
  26: Number,
  114: (text) => JSON.parse(text) as unknown,
  700: Number,
  701: Number,
  1184: decodeTimestamp,
  3802: (text) => JSON.parse(text) as unknown,
}

// Array type → how its elements are read. Elements of bigint[] are texts: hashes use all 64 bits.
const arrays: Readonly<Record<number, Decoder>> = {
  1000: (text) => text === 't',
  1001: decodeBytea,
  1002: asText,
  1003: asText,
  1005: Number,
  1007: Number,
  1009: asText,
  1014: asText,
  1015: asText,
  1016: asText,
  1021: Number,
  1022: Number,
  1028: Number,
  1185: decodeTimestamp,
  1231: asText,
  2951: asText,
}

const decoders = new Map<number, Decoder>()
for (const [oid, decode] of Object.entries(scalars)) decoders.set(Number(oid), decode)
for (const [oid, element] of Object.entries(arrays)) {
  decoders.set(Number(oid), (text) => decodeArray(text, element))
}

/** The decoder of a type; a type that isn't listed keeps the server's text. */
export function decoderOf(oid: number): Decoder {
  return decoders.get(oid) ?? asText
}

/** Reads a one-dimensional array in PostgreSQL's text format: `{a,"b \"c\"",NULL}`. */
export function decodeArray(text: string, element: Decoder): unknown[] {
  if (text.startsWith('{{')) throw new TypeError('Only one-dimensional arrays can be read.')
  return parse(text, element)
}
