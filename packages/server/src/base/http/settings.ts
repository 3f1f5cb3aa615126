import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const between = (least: number, most: number): z.ZodNumber =>
  z.number(`must be a whole number from ${least} to ${most}`).int().min(least).max(most)

/** How much of a node one address may occupy, and how long an answer waits to be read. */
export const HttpSettings = z.strictObject({
  /** Connections; for a trusted proxy, which many people share, requests under way. */
  connectionsPerAddress: wholeNumber(between(8, 100_000)).default(512),
  /** Bodies that are arriving or processed, and answers that have not been read yet. */
  megabytesPerAddress: wholeNumber(between(1, 1_024)).default(16),
  /** Large answers get longer: one second more for each 16 KB. */
  unreadSeconds: wholeNumber(between(1, 3_600)).default(30),
})
export type HttpSettings = Readonly<z.infer<typeof HttpSettings>>
