/**
 * Numbers that keep the text they were written in.
 *
 * FHIR decimals carry their precision: `1.10` is not `1.1`. JavaScript's numbers cannot, so where they would lose it
 * the number stays a raw JSON value, which `JSON.stringify` writes out as it was read.
 */

/** What `JSON.rawJSON` makes. */
export interface RawNumber {
  readonly rawJSON: string
}

const { rawJSON, isRawJSON } = JSON as {
  readonly rawJSON?: (text: string) => RawNumber
  readonly isRawJSON?: (value: unknown) => value is RawNumber
}

/** Keeps the text of a number. Where the platform has no raw JSON, as in older browsers, the precision is lost. */
export function rawNumber(text: string): unknown {
  return rawJSON === undefined ? Number(text) : rawJSON(text)
}

/** Whether a value is a number that was kept as text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return isRawJSON !== undefined && isRawJSON(value)
}

/** Whether a number written so reads the same after a trip through JavaScript's numbers. */
export function isPlainNumber(text: string): boolean {
  return String(Number(text)) === text
}

/**
 * The numeric value of a number as `parseJson` gives it, plain or kept as text.
 *
 * @param value Anything; what is no number gives undefined.
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
