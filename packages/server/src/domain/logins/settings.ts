import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const seconds = z.number('must be a number of seconds').int().positive()

export const LoginSettings = z.strictObject({
  /** How long a sign-in may take between its steps. */
  pendingSeconds: wholeNumber(seconds.max(3_600)).default(600),
  /** The overall limit of a person's sign-in; apps granted `offline_access` outlive it. */
  overallSeconds: wholeNumber(seconds.min(600)).default(12 * 3_600),
})
export type LoginSettings = Readonly<z.infer<typeof LoginSettings>>
