import { z } from 'zod'
import { secretSetting } from '#base/settings'

const Secrets = z.record(z.string().min(1), z.string().min(1))

export const BotSettings = z.strictObject({
  /** For forms that belong to no project. */
  serverCheck: z.enum(['off', 'pow'], 'must be off or pow').default('off'),
  /** The secrets of reCAPTCHA, by their site keys. */
  recaptchaSecrets: secretSetting()
    .refine(
      (secret) => readSecrets(secret.reveal()) !== undefined,
      'must be a JSON object of site keys and their secrets',
    )
    .optional(),
  recaptchaUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default('https://www.google.com/recaptcha/api/siteverify'),
})
export type BotSettings = Readonly<z.infer<typeof BotSettings>>

/** Undefined if the text is not what the setting asks for. */
export function readSecrets(text: string): Readonly<Record<string, string>> | undefined {
  try {
    return Secrets.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
