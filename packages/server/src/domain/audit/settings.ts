import { z } from 'zod'
import { wholeNumber } from '#base/settings'

export const AuditSettings = z.strictObject({
  /** How long a request waits for its event before it answers 503. */
  commitMs: wholeNumber(z.number('must be a number of milliseconds').int().min(100).max(2_000)).default(1_200),
})
export type AuditSettings = Readonly<z.infer<typeof AuditSettings>>
