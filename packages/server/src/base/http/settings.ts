import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const between = (least: number, most: number): z.ZodNumber =>
  z.number(`must be a whole number from ${least} to ${most}`).int().min(least).max(most)

/** What one address may hold of a node, and how long an answer waits to be taken. */
export const HttpSettings = z.strictObject({
  /** Connections; behind a trusted proxy, whose connections are many people's, requests under way. */
  connectionsPerAddress: wholeNumber(between(8, 100_000)).default(512),
  /** Bodies that are coming or worked on, and answers that were not taken yet. */
  megabytesPerAddress: wholeNumber(between(1, 1_024)).default(16),
  /** Longer for large answers, by a second for each 16 KB. */
  unreadSeconds: wholeNumber(between(1, 3_600)).default(30),
})
export type HttpSettings = Readonly<z.infer<typeof HttpSettings>>
