import { z } from 'zod'
import { type FromWorker, MAX_REFUSAL_BYTES } from './messages.ts'
import type { SandboxRefusal } from './types.ts'

const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A worker is believed only so far: whoever broke out of the engine would speak in its name. */
const Claim = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('here') }),
  z.strictObject({ kind: z.literal('call'), run: number, id: number, name: z.string().max(32) }),
  z.strictObject({ kind: z.literal('log'), run: number, level: z.enum(['debug', 'info', 'warn', 'error']) }),
  z.strictObject({ kind: z.literal('done'), run: number }),
  z.strictObject({
    kind: z.literal('refused'),
    run: number,
    why: z.enum([
      'threw',
      'timeout',
      'cpu',
      'memory',
      'output',
      'calls',
      'unserialisable',
      'no_handler',
      'never_settled',
      'lost',
    ]),
  }),
])

const RefusalText = z.strictObject({
  message: z.string().max(MAX_REFUSAL_BYTES),
  stack: z.string().max(MAX_REFUSAL_BYTES).optional(),
})

/** What a worker's frame claims. @throws when it is nothing that a worker says */
export function readClaim(head: string): FromWorker {
  return Claim.parse(JSON.parse(head))
}

/** @throws when it is nothing that a worker says */
export function readRefusal(why: SandboxRefusal['why'], body: string): SandboxRefusal {
  const { message, stack } = RefusalText.parse(JSON.parse(body))
  return { why, message, ...(stack !== undefined && { stack }) }
}
