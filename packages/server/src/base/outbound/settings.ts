import { z } from 'zod'
import { readAddressRange } from '#base/http'

export const OutboundSettings = z.strictObject({
  /** Addresses or CIDR ranges, separated by commas, that may be called although they are not public. */
  allowedNetworks: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every((part) => readAddressRange(part) !== undefined), {
      error: 'must be addresses or CIDR ranges, by comma, such as 10.20.0.0/16',
    }),
})
export type OutboundSettings = Readonly<z.infer<typeof OutboundSettings>>
