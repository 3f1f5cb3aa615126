import type { Result } from '@damson/fhir'
import type { Caller, Grantee } from '#domain/access'
import type { RequestOrigin } from '#domain/projects'
import type { BotOutput } from './output.ts'
import type { BotRefusal } from './refusals.ts'

/** What a Bot is called with. */
export interface BotInput {
  readonly contentType: string
  /** `base64`: bytes. */
  readonly encoding: 'json' | 'text' | 'base64'
  /** A JSON value or a text; undefined if nothing was sent. */
  readonly input: unknown
}

/** A call of a Bot that its caller may make. */
export interface BotRequest {
  readonly project: string
  /** Its id. */
  readonly bot: string
  /** Undefined: nobody signed in, as with a webhook, or it must be asked for with `callerNow`. */
  readonly caller: Grantee | undefined
  /** Who is named as the caller. */
  readonly calledBy: Caller | undefined
  /** The caller by what its credential says by now. Undefined, or thrown: it is not accepted any more. */
  readonly callerNow?: (() => Promise<Grantee | undefined>) | undefined
  readonly origin: RequestOrigin
  readonly input: BotInput
  /** Of the request, without its credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** How many Bots called each other, this one included. */
  readonly depth: number
  /** When the Bot that calls this one must end, by the monotonic clock. */
  readonly endsAt?: number | undefined
  /** Asked when all else is ready: false, or thrown, and no code runs. */
  readonly begins?: (() => Promise<boolean>) | undefined
}

export type ExecuteBot = (request: BotRequest) => Promise<Result<BotOutput, BotRefusal>>
