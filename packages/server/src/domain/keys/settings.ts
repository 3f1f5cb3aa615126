import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const seconds = z.number('must be a number of seconds').int().positive()

export const KeySettings = z.strictObject({
  /** How long a signing key signs before its successor takes over. */
  signingSeconds: wholeNumber(seconds.min(3_600)).default(90 * 86_400),
  /** How long a successor is published before it signs, so that every cache of the JWKS has seen it. */
  publishedAheadSeconds: wholeNumber(seconds).default(86_400),
})
export type KeySettings = Readonly<z.infer<typeof KeySettings>>
