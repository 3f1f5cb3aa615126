import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const count = z.number('must be a whole number').int()

export const SandboxSettings = z.strictObject({
  /** How many processes run Bots at the same time. Each serves one project at a time. */
  workers: wholeNumber(count.min(1).max(64)).default(2),
  /** How many runs one process has at the same time; most of them wait for the server. */
  runsPerWorker: wholeNumber(count.min(1).max(64)).default(8),
  /** How many runs wait for a process, of all projects together. A quarter of them may be of one project. */
  queue: wholeNumber(count.min(0).max(10_000)).default(256),
  /** After so many runs, a process is replaced. */
  runsBeforeRecycling: wholeNumber(count.min(1).max(1_000_000)).default(5_000),
  /** The heap that one run may have, at most. */
  memoryMegabytes: wholeNumber(count.min(8).max(1_024)).default(64),
  /** Words in front of the command that starts such a process, such as those of a program that takes the network away. */
  launcher: z
    .string()
    .default('')
    .transform((text) => text.split(' ').filter((word) => word !== '')),
})
export type SandboxSettings = Readonly<z.infer<typeof SandboxSettings>>
