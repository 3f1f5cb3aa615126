import { z } from 'zod'

/**
 * A setting that is a whole number. Text counts only as digits: an empty variable is no zero, and `1e3`, `0x10` or
 * `true` is a mistake to be told.
 */
export function wholeNumber(schema: z.ZodNumber): z.ZodPreprocess<z.ZodNumber> {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    schema,
  )
}
