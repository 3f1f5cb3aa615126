import { Agent, type IncomingMessage, request } from 'node:http'

/** An unchanged answer whose body has been read. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
}

/**
 * Only an agent with a time limit heeds the server's `keep-alive: timeout=5`, and drops an idle connection before the
 * server does. Without it, a request that is sent in that moment fails with ECONNRESET.
 */
const agent = new Agent({ keepAlive: true, timeout: 60_000 })

/** The headers that `fetch` sends by itself. */
const AS_FETCH = { accept: '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors', 'user-agent': 'node' }

/**
 * Sends a request to a test's node, and follows no redirect. `fetch` takes three times as long, which is a twentieth of
 * a whole run.
 */
export function send(url: URL, { method, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? 0 : Buffer.byteLength(body)
    const hasLength = body !== undefined || !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method)
    const asked = request(url, { method, agent, headers: merged(hasLength ? length : undefined, headers) })
    asked.once('response', (answer) => void received(answer).then(resolve, reject))
    // If the answer came early, the rest of the body cannot be sent.
    asked.on('error', reject)
    asked.end(body)
  })
}

/** By lower-case names: the given headers replace the default ones. */
function merged(length: number | undefined, given: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  return { ...AS_FETCH, ...(length !== undefined && { 'content-length': String(length) }), ...own }
}

async function received(answer: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const headers = new Headers()
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
  return { status: answer.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString('utf8') }
}
