import { z } from 'zod'
import { Secret } from '../secret/index.ts'

/** A setting whose value cannot be printed. In text it may be a `file:`, `env:` or `exec:` reference. */
export function secretSetting(): z.ZodPipe<z.ZodString, z.ZodTransform<Secret, string>> {
  return z
    .string()
    .min(1)
    .transform((text) => new Secret(text))
}
