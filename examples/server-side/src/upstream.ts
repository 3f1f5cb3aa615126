import { type AnyDamsonError, asUser, type DamsonClient, DamsonError } from '@damson/sdk'
import type { Passage } from './passage.ts'

/** What goes back to the legacy app. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly retryAfterSeconds?: number
}

/** The server behind the proxy, as one machine. */
export interface Upstream {
  /** Signs in, once for all requests. @throws {OAuthError} When id and secret are refused. */
  signIn(): Promise<void>
  get(passage: Passage, localBase: string, signal: AbortSignal): Promise<Answer>
}

export interface UpstreamOptions {
  readonly client: DamsonClient
  readonly id: string
  readonly secret: string
  /** The person for whom the requests are made: history and audit name them too. */
  readonly receptionist?: string | undefined
  readonly now?: () => number
}

/** The wait after a refusal: repeated attempts would lock the client. */
const PAUSE_MS = 30_000
const RETRY_AFTER_SECONDS = 5

export function createUpstream({ client, id, secret, receptionist, now = Date.now }: UpstreamOptions): Upstream {
  // It shares the token of the client, and nothing else.
  const reader = receptionist === undefined ? client : asUser(client, receptionist)
  let refusal: { readonly error: unknown; readonly until: number } | undefined

  const signIn = async (): Promise<void> => {
    // Once for all requests: the client renews its token itself, and those who ask at the same time wait for one sign-in.
    if (client.isAuthenticated()) return
    if (refusal !== undefined && now() < refusal.until) throw refusal.error
    try {
      await client.startClientLogin(id, secret)
    } catch (error) {
      if (isRefusal(error)) refusal = { error, until: now() + PAUSE_MS }
      throw error
    }
  }

  return {
    signIn,
    async get({ path, query }, localBase, signal) {
      try {
        await signIn()
        const url = client.fhirUrl(...path)
        url.search = query.toString()
        // As bytes: numbers and order stay as the server wrote them.
        const found = await reader.download(url, {
          signal,
          timeout: 10_000,
          headers: { Accept: 'application/fhir+json' },
        })
        const body = await found.text()
        // The links of a page lead through the proxy, as the page did.
        return { status: 200, body: body.replaceAll(client.fhirUrl().href, localBase) }
      } catch (error) {
        if (!(error instanceof DamsonError)) throw error
        return answerTo(error as AnyDamsonError)
      }
    },
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DamsonError && (error.code === 'oauth' || error.code === 'unauthenticated')
}

/** A sentence for the legacy app's operator, and a status that tells the app whether to retry. */
function answerTo(error: AnyDamsonError): Answer {
  switch (error.code) {
    case 'network':
      return failed(503, 'The server cannot be reached. Try again in a moment.', RETRY_AFTER_SECONDS)
    case 'timeout':
      return failed(504, 'The server did not answer in time. Try again in a moment.', RETRY_AFTER_SECONDS)
    case 'oauth':
    case 'unauthenticated':
      return failed(502, 'The server does not accept the id and secret of this proxy: see what the proxy logged.')
    case 'outcome': {
      const { status, outcome, retryAfterSeconds = RETRY_AFTER_SECONDS } = error
      if (status === 429) return failed(503, 'The server is busy with this proxy. Try again later.', retryAfterSeconds)
      if (status >= 500) return failed(503, 'The server is not well. Try again in a moment.', retryAfterSeconds)
      return { status, body: JSON.stringify(outcome) }
    }
    default:
      return failed(502, 'What answered is not the server: check the --base-url of this proxy.')
  }
}

function failed(status: number, text: string, retryAfterSeconds?: number): Answer {
  const body = outcomeText('transient', text)
  return { status, body, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
}

/** A sentence as FHIR says it. */
export function outcomeText(code: string, text: string): string {
  const issue = [{ severity: 'error', code, details: { text } }]
  return JSON.stringify({ resourceType: 'OperationOutcome', issue })
}
