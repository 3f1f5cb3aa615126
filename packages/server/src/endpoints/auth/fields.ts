import { z } from 'zod'
import { isUuid } from '#base/random'
import { isEmail } from '#domain/users'

/** A string without control characters: no field of this API needs them, and the store cannot hold all of them. */
export function text(longest: number): z.ZodString {
  return z
    .string('must be a text')
    .max(longest, `must be at most ${longest} characters`)
    .refine((value) => !hasControls(value), 'must not contain control characters')
}

function hasControls(value: string): boolean {
  return /\p{Cc}/u.test(value) || !value.isWellFormed()
}

export const email = text(320).refine(isEmail, 'Valid email address is required')
/** A password may contain any character except NUL. Its length is checked elsewhere, in code points. */
export const password = z
  .string('must be a text')
  .max(100_000, 'is far too long')
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must not contain NUL')
/** The SDK sends an empty string if it has no id. */
export const optionalId = z
  .string('must be a text')
  .refine((value) => value === '' || isUuid(value), 'must be an id of this server')
  .optional()
  .transform((value) => (value === '' ? undefined : value))
export const projectOrNew = z
  .string('must be a text')
  .refine((value) => value === '' || value === 'new' || isUuid(value), 'must be a project id, or "new"')
  .optional()
  .transform((value) => (value === '' ? undefined : value))
export const handle = text(200).min(1, 'is required')

/** PKCE with S256, which every sign-in needs. The code exchange checks it. */
export const pkce = {
  codeChallenge: z.string('must be a text').optional(),
  codeChallengeMethod: z.string('must be a text').optional(),
}

/** The second factors that Medplum's API knows, and so the forms of apps. Others are for the hosted pages. */
export const FORM_METHODS = ['totp', 'email'] as const
export const isOfForms = (method: string): boolean => FORM_METHODS.some((one) => one === method)
