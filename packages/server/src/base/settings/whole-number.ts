import { z } from 'zod'

/**
 * A setting that is a whole number. Text must be only digits: an empty variable isn't zero, and `1e3`, `0x10` or `true`
 * is reported as a mistake. The message always names the range.
 */
export function wholeNumber(schema: z.ZodNumber): z.ZodType<number> {
  const sentence = `${kindOf(schema)}${rangeOf(schema)}`
  return z.unknown().transform((value, context) => {
    const isDigits = typeof value === 'string' && /^\d{1,15}$/.test(value)
    const read = schema.safeParse(isDigits ? Number(value) : value)
    if (read.success) return read.data
    const [issue] = read.error.issues
    // A bound may give its reason.
    const why = issue === undefined || issue.message === kindOf(schema) ? '' : `: ${issue.message}`
    context.addIssue({ code: 'custom', message: `${sentence}${why}` })
    return z.NEVER
  })
}

/** The schema's message for a value that isn't a number at all: `must be a number of seconds`. */
function kindOf(schema: z.ZodNumber): string {
  return schema.safeParse(undefined).error?.issues[0]?.message ?? 'must be a whole number'
}

function rangeOf(schema: z.ZodNumber): string {
  const takes = (value: number): boolean => schema.safeParse(value).success
  const { minValue, maxValue } = schema
  if (minValue === null || minValue <= Number.MIN_SAFE_INTEGER) return ''
  const least = takes(minValue) ? minValue : minValue + 1
  return maxValue === null || maxValue >= Number.MAX_SAFE_INTEGER
    ? `, ${least} or more`
    : ` from ${least} to ${maxValue}`
}
