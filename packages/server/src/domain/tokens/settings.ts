import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const seconds = z.number('must be a number of seconds').int().positive()

/** `@medplum/core` requests new tokens endlessly if one lives for no longer than its grace period of 300 s. */
export const SHORTEST_ACCESS_TOKEN_SECONDS = 301
export const LONGEST_ACCESS_TOKEN_SECONDS = 86_400

export const TokenSettings = z.strictObject({
  accessTokenSeconds: wholeNumber(
    seconds.min(SHORTEST_ACCESS_TOKEN_SECONDS, '@medplum/core loops on shorter ones').max(LONGEST_ACCESS_TOKEN_SECONDS),
  ).default(3_600),
  /** How long a refresh token lives from its last use. */
  refreshTokenSeconds: wholeNumber(seconds).default(93 * 86_400),
  /** How long the refresh tokens of one sign-in can be rotated at most. */
  refreshTokenMaxSeconds: wholeNumber(seconds).default(365 * 86_400),
  /** How long the previous refresh token still returns the newest one. */
  refreshGraceSeconds: wholeNumber(seconds.max(60)).default(10),
  codeSeconds: wholeNumber(seconds.max(60)).default(60),
})
export type TokenSettings = Readonly<z.infer<typeof TokenSettings>>
