import type { OutcomeError } from '#answers'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { BotInput, BotOutput, BotRefusal, Bots } from '#domain/bots'
import type { Throttle } from '#domain/throttle'

export interface WebhookDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly bots: Bots
  readonly grantees: Grantees
  readonly throttle: Throttle
  /** The header in which trusted proxies pass on a client certificate that they verified; undefined: none does. */
  readonly certificateHeader: string | undefined
  /** Whether this address is a trusted proxy's. */
  readonly isProxy: (address: string) => boolean
}

/** A request, as far as a Bot is told of it. */
export interface BotCall {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  header(name: string): string | undefined
}

/** How a Bot is called by HTTP, and how it answers: as `$execute` does it. */
export interface BotForms {
  readInput(call: BotCall): BotInput
  headersFor(call: BotCall): Readonly<Record<string, string>>
  answer(inputType: string, output: BotOutput): BotAnswer
  error(refusal: BotRefusal): OutcomeError
}

export interface BotAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
  readonly contentType?: string | undefined
}
