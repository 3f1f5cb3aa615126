import { z } from 'zod'
import { secretSetting } from '#base/settings'
import { templateProblem } from './template.ts'

export const SmsSettings = z.strictObject({
  /** Where the provider takes messages. */
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  /** What is sent there: JSON or a form. */
  body: z
    .string()
    .default('{"to":"{to}","text":"{text}"}')
    .superRefine((text, { addIssue }) => {
      const message = templateProblem(text)
      if (message !== undefined) addIssue({ code: 'custom', message })
    }),
  /** The whole value of the header that authenticates the server. */
  secret: secretSetting().optional(),
  secretHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'must be the name of a header')
    .transform((name) => name.toLowerCase())
    .default('authorization'),
})
export type SmsSettings = Readonly<z.infer<typeof SmsSettings>>
