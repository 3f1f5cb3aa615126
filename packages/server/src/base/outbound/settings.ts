import { z } from 'zod'
import { readAddressRange } from '#base/http'

/** Addresses or CIDR ranges, separated by commas. */
const networks = z
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
  })

export const OutboundSettings = z.strictObject({
  /** What may be called although it is not public. */
  allowedNetworks: networks,
  /** What the code of Bots may call although it is not public. Whoever deploys a Bot in any project is let in there. */
  networksForBots: networks,
})
export type OutboundSettings = Readonly<z.infer<typeof OutboundSettings>>
