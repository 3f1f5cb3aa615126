import { Agent, request } from 'node:http'

/** An answer, and how long it took from the first byte sent to the last one received. */
export interface Timed {
  readonly status: number
  readonly text: string
  readonly location: string
  readonly retryAfter: number
  readonly ms: number
}

/** A caller at one address, on connections of its own. It keeps cookies, as browsers do. */
export interface Caller {
  json(path: string, body: object, token?: string): Promise<Timed>
  form(path: string, fields: Readonly<Record<string, string>>): Promise<Timed>
  open(path: string, token?: string): Promise<Timed>
  put(path: string, body: object, token: string): Promise<Timed>
  close(): void
}

/** `address` is where it seems to come from, as a trusted proxy tells. */
export function createCaller(
  url: string,
  address?: string,
  agent = new Agent({ keepAlive: true, timeout: 60_000 }),
): Caller {
  const { origin } = new URL(url)
  const cookies = new Map<string, string>()
  const forwarded = address === undefined ? {} : { 'X-Forwarded-For': address }

  function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Timed> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), {
        agent,
        method,
        headers: {
          Origin: origin,
          ...forwarded,
          ...headers,
          ...(cookie !== '' && { Cookie: cookie }),
          ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        },
      })
      sent.on('error', reject)
      sent.on('response', (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          for (const set of answer.headers['set-cookie'] ?? []) keep(cookies, set)
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(parts).toString(),
            location: answer.headers.location ?? '',
            retryAfter: Number(answer.headers['retry-after'] ?? 0),
            ms: performance.now() - began,
          })
        })
      })
      sent.end(body)
    })
  }

  const asJson = { 'Content-Type': 'application/json' }
  return {
    json: (path, body, token) => send('POST', path, { ...asJson, ...bearer(token) }, JSON.stringify(body)),
    put: (path, body, token) => send('PUT', path, { ...asJson, ...bearer(token) }, JSON.stringify(body)),
    form: (path, fields) =>
      send(
        'POST',
        path,
        { 'Content-Type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(fields).toString(),
      ),
    open: (path, token) => send('GET', path, bearer(token)),
    close: () => agent.destroy(),
  }
}

const bearer = (token?: string): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` }

function keep(cookies: Map<string, string>, set: string): void {
  const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
  if (value === '' || /max-age=0/i.test(set)) cookies.delete(name)
  else cookies.set(name, value)
}

/** The value of a hidden field of a page. */
export function hiddenIn(text: string, name: string): string {
  return plain(new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '')
}

export function plain(markup: string): string {
  return markup.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
