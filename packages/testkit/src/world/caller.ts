import { type Received, send } from './http.ts'

/** An answer whose body has been read: as JSON if it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  readonly body: any
  readonly text: string
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams | string
  /** Sent unchanged. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  /** A Bearer token. */
  readonly token?: string
  readonly basic?: readonly [id: string, secret: string]
}

/**
 * Calls one node, from a page of its own origin unless the headers say otherwise. Redirects are returned, not followed.
 */
export type Caller = (path: string, options?: CallOptions) => Promise<Answer>

export type Hold = (asked: { readonly method: string; readonly path: string }, answer: Received) => Promise<void>

/** `hold` throws if the answer is not as the API's description says. */
export function createCaller(address: string, issuer: string, hold?: Hold): Caller {
  return async (path, options = {}) => {
    const { json, form, raw, token, basic } = options
    const body =
      json !== undefined ? JSON.stringify(json) : form !== undefined ? new URLSearchParams(form).toString() : raw
    const type =
      json !== undefined
        ? { 'Content-Type': 'application/json' }
        : form !== undefined
          ? { 'Content-Type': 'application/x-www-form-urlencoded' }
          : {}
    const authorization =
      token !== undefined
        ? { Authorization: `Bearer ${token}` }
        : basic !== undefined
          ? { Authorization: `Basic ${Buffer.from(basic.join(':')).toString('base64')}` }
          : {}
    const method = options.method ?? (body === undefined ? 'GET' : 'POST')
    const url = new URL(path, address)
    const answer = await send(url, {
      method,
      headers: { Origin: new URL(issuer).origin, ...type, ...authorization, ...options.headers },
      body,
    })
    await hold?.({ method, path: url.pathname }, answer)
    return { ...answer, body: parsed(answer.text) }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Pages and empty bodies are not JSON.
    return undefined
  }
}
