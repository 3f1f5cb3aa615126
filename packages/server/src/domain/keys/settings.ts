import { z } from 'zod'

const seconds = z.coerce.number('must be a number of seconds').int().positive()

export const KeySettings = z.strictObject({
  /** How long a signing key signs before its successor takes over. */
  signingSeconds: seconds.min(3_600).default(90 * 86_400),
  /** How long a successor is published before it signs, so that every cache of the JWKS has seen it. */
  publishedAheadSeconds: seconds.default(86_400),
})
export type KeySettings = Readonly<z.infer<typeof KeySettings>>
