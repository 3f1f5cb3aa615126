/** Numbers in searches, with their written precision. */

export interface DecimalRange {
  readonly value: number
  /** [lo, hi): half a unit of the last written digit around the value. `100` is [99.5, 100.5), `1.0` is [0.95, 1.05). */
  readonly lo: number
  readonly hi: number
}

const grammar = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/

/** Reads a decimal. Undefined if the text is not one, or if it exceeds the range of a double. */
export function readDecimalRange(text: string): DecimalRange | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = grammar.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = BigInt(whole + fraction) * (sign === '-' ? -10n : 10n)
  // One decimal place more than was written, so that half a unit is a whole number and only the last step rounds.
  const scale = `e${Number(exponent) - fraction.length - 1}`
  const value = Number(`${digits}${scale}`)
  const lo = Number(`${digits - 5n}${scale}`)
  const hi = above(value, Number(`${digits + 5n}${scale}`))
  return Number.isFinite(lo) && Number.isFinite(hi) ? { value, lo, hi } : undefined
}

/** The bound or, if rounding moved it onto the value, a double next to the value: the range must contain the value. */
function above(value: number, bound: number): number {
  return bound > value ? bound : value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE)
}
