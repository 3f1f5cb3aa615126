/** An answer, its body read once. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body where it is a JSON object, else empty. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>> | string
  readonly json?: unknown
  readonly bearer?: string | undefined
}

/** One request. Redirects are answers; nothing is added that was not asked for. */
export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { form, json, bearer } = options
  const body = form !== undefined ? formText(form) : json !== undefined ? JSON.stringify(json) : undefined
  const headers = {
    ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(json !== undefined && { 'Content-Type': 'application/json' }),
    ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    ...options.headers,
  }
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: objectIn(text) }
}

export function formText(form: Readonly<Record<string, string>> | string): string {
  return typeof form === 'string' ? form : new URLSearchParams(form).toString()
}

export function basic(id: string, secret: string): { readonly Authorization: string } {
  const pair = [id, secret].map(encodeURIComponent).join(':')
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // Pages and empty bodies are no JSON.
    return {}
  }
}
