/**
 * Numbers that keep their original text.
 *
 * FHIR decimals carry their precision: `1.10` is not `1.1`. JavaScript numbers lose it, so such a number stays a raw
 * JSON value, which `JSON.stringify` writes as it was read.
 */

/** What `JSON.rawJSON` makes. */
export interface RawNumber {
  readonly rawJSON: string
}

const { rawJSON, isRawJSON } = JSON as {
  readonly rawJSON?: (text: string) => RawNumber
  readonly isRawJSON?: (value: unknown) => value is RawNumber
}

/** Keeps the text of a number. On a platform without raw JSON, such as an older browser, the precision is lost. */
export function rawNumber(text: string): unknown {
  return rawJSON === undefined ? Number(text) : rawJSON(text)
}

/** Whether a value is a number that kept its text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return isRawJSON !== undefined && isRawJSON(value)
}

/** Whether a JavaScript number would be written as the same text. */
export function isPlainNumber(text: string): boolean {
  return String(Number(text)) === text
}

/**
 * The numeric value of a number from `parseJson`, whether plain or with its text.
 *
 * @param value Anything; undefined if it is not a number.
 *
 * @example
 * ```ts
 * const quantity = parseJson('{"value":1.10}') as { value: unknown }
 * console.log(numberOf(quantity.value)) // 1.1
 * ```
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (!isRawNumber(value)) return undefined
  const number = Number(value.rawJSON)
  return Number.isNaN(number) ? undefined : number
}
