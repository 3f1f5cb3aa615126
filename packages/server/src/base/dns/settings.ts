import { z } from 'zod'
import { isServer } from './txt.ts'

export const DnsSettings = z.strictObject({
  /** Servers separated by commas, as addresses with or without a port; by default the system's. */
  servers: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every(isServer), {
      error: 'must be addresses of DNS servers, by comma, such as 10.0.0.53 or 127.0.0.1:5353',
    }),
})
export type DnsSettings = Readonly<z.infer<typeof DnsSettings>>
