/**
 * The script in each context of the sandbox, before the program of a Bot. It is evaluated once: each run begins with a copy
 * of the memory that it leaves.
 */
import { HL7_TYPE, Hl7Message } from '#base/hl7'
import { BotClient } from './client.ts'
import { consoleOf } from './console.ts'
import type { GuestEvent, GuestHost } from './contract.ts'
import { coreModule } from './core/index.ts'
import { normalizeErrorString } from './core/outcomes.ts'
import { outputOf, withWhy } from './output.ts'
import { bytesOf } from './requests.ts'
import { webOf } from './web/index.ts'

const scope = globalThis as unknown as Record<string, unknown>
const host = scope['host'] as GuestHost
delete scope['host']

const globals = { ...webOf(host), console: consoleOf(host), performance: { now: () => host.now() } }
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(scope, name, { value, writable: true, configurable: true })

const core = coreModule()

/** The modules that a Bot may import; others are refused by their names. */
export function require(name: string): unknown {
  if (name === '@medplum/core') return core
  if (name === '@medplum/fhirtypes') return {}
  throw new Error(
    `"${name}" is not given to Bots: they may import @medplum/core, @medplum/fhirtypes and their own files.`,
  )
}

/**
 * Runs the `handler` that a Bot exports, and gives its result as the JSON of a `GuestOutput`. It rejects with what the Bot
 * threw, always an Error, or with an error that has a `why` of its own: `no_handler` or `unserialisable`.
 */
export async function main(exports: unknown, text: string): Promise<string> {
  const handler = (exports as { readonly handler?: unknown } | undefined)?.handler
  if (typeof handler !== 'function')
    throw withWhy(
      'no_handler',
      'The Bot exports no function named handler: export async function handler(client, event).',
    )
  const { baseUrl = 'https://bot.invalid/', encoding, input, ...event } = JSON.parse(text) as GuestEvent
  const given = inputOf(event.contentType, encoding, input)
  try {
    return await outputOf(await handler(new BotClient(host, baseUrl), { ...event, input: given }))
  } catch (error) {
    throw error instanceof Error ? error : new Error(normalizeErrorString(error))
  }
}

/** Bytes as bytes, and messages of HL7 v2 as messages: garbage does not come so far. */
function inputOf(contentType: string, encoding: GuestEvent['encoding'], input: unknown): unknown {
  if (encoding === 'base64') return bytesOf(String(input))
  return encoding === 'text' && contentType === HL7_TYPE ? Hl7Message.parse(String(input)) : input
}
