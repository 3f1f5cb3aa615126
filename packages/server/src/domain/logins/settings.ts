import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const seconds = z.number('must be a number of seconds').int().positive()

export const LoginSettings = z.strictObject({
  /** How long a sign-in may take between its steps. */
  pendingSeconds: wholeNumber(seconds.max(3_600)).default(600),
  /** The greatest length of a person's sign-in; apps with `offline_access` outlive it. Projects may set their own. */
  overallSeconds: wholeNumber(seconds.min(600)).default(12 * 3_600),
  /** How long an unused sign-in lasts. */
  idleSeconds: wholeNumber(seconds.min(300)).default(30 * 60),
  /** The same for patients and people who act for them. */
  patientOverallSeconds: wholeNumber(seconds.min(600)).default(24 * 3_600),
  patientIdleSeconds: wholeNumber(seconds.min(300)).default(60 * 60),
  /** The same on a machine that several people share. */
  sharedIdleSeconds: wholeNumber(seconds.min(300)).default(15 * 60),
})
export type LoginSettings = Readonly<z.infer<typeof LoginSettings>>
