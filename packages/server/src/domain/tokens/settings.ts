import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const seconds = z.number('must be a number of seconds').int().positive()

/** `@medplum/core` asks for a new token for ever when one lives for its grace period of 300 s or less. */
export const SHORTEST_ACCESS_TOKEN_SECONDS = 301
export const LONGEST_ACCESS_TOKEN_SECONDS = 86_400

export const TokenSettings = z.strictObject({
  accessTokenSeconds: wholeNumber(
    seconds.min(SHORTEST_ACCESS_TOKEN_SECONDS, '@medplum/core loops on shorter ones').max(LONGEST_ACCESS_TOKEN_SECONDS),
  ).default(3_600),
  /** How long a refresh token lives from its last use. */
  refreshTokenSeconds: wholeNumber(seconds).default(93 * 86_400),
  /** How long one sign-in can be refreshed at all. */
  refreshTokenMaxSeconds: wholeNumber(seconds).default(365 * 86_400),
  /** How long the refresh token before the newest still gets the newest again. */
  refreshGraceSeconds: wholeNumber(seconds.max(60)).default(10),
  codeSeconds: wholeNumber(seconds.max(60)).default(60),
})
export type TokenSettings = Readonly<z.infer<typeof TokenSettings>>
