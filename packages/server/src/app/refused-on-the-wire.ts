import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { type OutcomeIssue, outcomeBody } from '#answers'
import { mayBeSlow } from '#base/http'
import { uuid } from '#base/random'

const UNREADABLE: Readonly<Record<string, { readonly status: number; readonly text: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, text: 'The headers are larger than this server takes.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, text: 'The request did not arrive in time.' },
}

/** Refuses, before any request exists, input that isn't HTTP, is too large, or is too slow to be read. */
export function refuseUnreadable({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && mayBeSlow(socket)) return
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, text } = UNREADABLE[code] ?? { status: 400, text: 'This is not HTTP that this server reads.' }
  endWith(socket, status, { code: 'invalid', text })
}

const LINGER_MS = 1_000

/** Tells a connection above the limit that it is refused, and doesn't read it. */
export function refuseConnection(socket: Socket): void {
  // It may be gone already.
  socket.on('error', () => socket.destroy())
  const text = 'This address has too many connections open: close some, or use them again.'
  endWith(socket, 429, { code: 'throttled', text, reason: 'limit_connections' }, ['Retry-After: 1'])
  // Its input is read and dropped: unread input would make the connection reset and lose the answer.
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

function endWith(socket: Socket, status: number, issue: OutcomeIssue, headers: readonly string[] = []): void {
  const body = JSON.stringify(outcomeBody(status, [issue], uuid()))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/fhir+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...headers,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
