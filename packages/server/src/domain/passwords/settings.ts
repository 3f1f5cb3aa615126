import { z } from 'zod'

export const PasswordSettings = z.strictObject({
  /**
   * Where to ask whether a chosen password is known from a breach, by the first five digits of its SHA-1: Have I Been
   * Pwned, or a mirror of its range API. Nothing is asked by default.
   */
  breachedRangeUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL that ends with a slash' })
    .refine((url) => url.endsWith('/'), {
      error: 'must end with a slash, such as https://api.pwnedpasswords.com/range/',
    })
    .optional(),
})
export type PasswordSettings = Readonly<z.infer<typeof PasswordSettings>>
