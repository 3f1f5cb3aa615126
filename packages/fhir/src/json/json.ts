/** Lossless JSON for resources. */
import { isPlainNumber, isRawNumber, rawNumber } from './raw-number.ts'
import { type JsonLimits, scanJson } from './scan.ts'

export type { JsonLimits } from './scan.ts'

/** How deep arrays and objects may be nested. HL7's own resources reach 22; a deeper text is an attack. */
export const nestingLimit = 100

/**
 * Why a text was refused as JSON. The message may be shown to the sender: it quotes nothing of the text, which may
 * identify a patient.
 */
export class JsonRefused extends SyntaxError {
  override readonly name = 'JsonRefused'
  /** Whether the text may be JSON, but holds more than the limits allow. */
  readonly isTooMuch: boolean

  constructor(message: string, isTooMuch = false) {
    super(message)
    this.isTooMuch = isTooMuch
  }
}

const counted: Readonly<Record<keyof JsonLimits, (most: number) => string>> = {
  values: (most) => `The JSON has more than ${most} values`,
  members: (most) => `The objects in the JSON have more than ${most} properties together`,
  membersOfOne: (most) => `An object in the JSON has more than ${most} properties`,
  numbers: (most) => `The JSON has more than ${most} numbers`,
}

/**
 * Parses JSON so that nothing is lost or hidden.
 *
 * Numbers keep their text. If JavaScript would write a number differently (`1.10`, `1e2`, more than 17 digits), the
 * value is a raw JSON object; `numberOf` reads both. Refused are nesting deeper than 100, the name `__proto__`, and a
 * property name that occurs twice in one object, because parsers disagree about which one counts.
 *
 * @param text The JSON text.
 * @param limits How much the text may hold. A text that holds more is not parsed.
 * @throws {JsonRefused} When the text is not JSON, contains one of the above, or exceeds the limits. The message may be
 * shown to the sender.
 *
 * @example
 * ```ts
 * const body = parseJson('{"resourceType":"Observation","valueQuantity":{"value":1.10}}')
 * console.log(stringifyJson(body)) // … "value":1.10 …
 * ```
 *
 * @see https://hl7.org/fhir/R4/json.html
 */
export function parseJson(text: string, limits?: JsonLimits): unknown {
  const scan = scanJson(text, nestingLimit, limits)
  if (limits !== undefined && scan.exceeded !== undefined) {
    throw new JsonRefused(`${counted[scan.exceeded](limits[scan.exceeded])}: send less at once.`, true)
  }
  if (scan.depth > nestingLimit) {
    throw new JsonRefused(`The JSON is nested deeper than ${nestingLimit} levels.`)
  }
  const value = parse(text, scan.plain)
  if (countMembers(value) !== scan.members) {
    throw new JsonRefused('A property name occurs twice in one JSON object: keep one of them.')
  }
  return value
}

/**
 * Writes a value as JSON, with numbers as they were read.
 *
 * @param value The result of `parseJson`, or any other JSON value.
 *
 * @example
 * ```ts
 * console.log(stringifyJson(parseJson('{"value":1.10}'))) // {"value":1.10}
 * ```
 */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/**
 * Makes a deep copy of a JSON value. Numbers keep their text, which `structuredClone` would lose.
 *
 * @param value The result of `parseJson`, or any other JSON value.
 *
 * @example
 * ```ts
 * const stored = parseJson('{"resourceType":"Basic","id":"1"}')
 * console.log(copyJson(stored)) // { resourceType: 'Basic', id: '1' }
 * ```
 */
export function copyJson<T>(value: T): T
export function copyJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value
  if (Array.isArray(value)) return value.map((item: unknown) => copyJson(item))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyJson(item)]))
}

function parse(text: string, plain: boolean): unknown {
  try {
    return plain ? JSON.parse(text) : JSON.parse(text, keepNumber)
  } catch (error) {
    // The engine's own message would quote the text.
    const position = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined
    throw new JsonRefused(`The text is not JSON${position === undefined ? '' : ` (at position ${position})`}.`)
  }
}

function keepNumber(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return isPlainNumber(context.source) ? value : rawNumber(context.source)
}

/** The members of all objects together, as parsing leaves them: only the last of a repeated name. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item)
    return count
  }
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') throw new JsonRefused('The property name __proto__ is not allowed.')
    count += 1 + countMembers(item)
  }
  return count
}
