import { z } from 'zod'
import { isOrigin } from '#domain/projects'

/** The most labels that a browser must look at (WebAuthn §5.11.1). */
const MOST_ORIGINS = 5

export const PasskeySettings = z.strictObject({
  /** Further origins, separated by commas, whose pages may use the passkeys of this host: `/.well-known/webauthn`. */
  relatedOrigins: z
    .string()
    .default('')
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .refine((origins) => origins.length <= MOST_ORIGINS && origins.every(isOrigin), {
      error: `is a list by comma of at most ${MOST_ORIGINS} origins, such as https://login.example.org`,
    }),
  /** The host whose passkeys end when the server starts at another one. */
  retireRpId: z.string().min(1).optional(),
})
export type PasskeySettings = Readonly<z.infer<typeof PasskeySettings>>
