/** What the sandbox and the script in it give one another. Everything that crosses is text: no object of the server's. */

/** The one global that the sandbox puts into a context. The script takes it, and no Bot sees it. */
export interface GuestHost {
  /** A call of the Bot's; argument and answer are JSON. It rejects with an error whose message the Bot may see. */
  call(name: 'fhir' | 'fetch', argument: string): Promise<string>
  log(level: LogLevel, text: string): void
  random(bytes: number): ArrayBuffer
  /** Milliseconds, for measuring. */
  now(): number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What a Bot is called with, as JSON. A text of the type of HL7 v2 is a message that was read without a refusal. */
export interface GuestEvent {
  readonly bot: { readonly reference: string }
  readonly requester?: { readonly reference: string }
  readonly contentType: string
  readonly encoding: 'json' | 'text' | 'base64'
  readonly input: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, { readonly name: string; readonly valueString: string }>>
  readonly traceId?: string
  /** The server's address with a `/` at its end, of which `client.fhirUrl` makes links. */
  readonly baseUrl?: string
}

/** What a Bot gave: nothing, a value, a text, or bytes. */
export type GuestOutput =
  | { readonly json?: unknown }
  | { readonly text: string; readonly contentType?: string }
  | { readonly base64: string; readonly contentType?: string }

/** The argument of the call `fhir`. */
export interface FhirCall {
  readonly method: string
  /** Below `fhir/R4`, with its query. */
  readonly path: string
  /** By names in small letters. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly base64?: true
}

export interface FhirCallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly base64?: true
}

/** The argument of the call `fetch`. */
export interface FetchCall {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly base64?: true
}

export interface FetchCallAnswer {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Base64. */
  readonly body: string
}
