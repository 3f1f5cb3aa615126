import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type OutcomeError, outcome } from '#answers'
import { createTally, type HttpSettings, networkOf } from '#base/http'

const MEGABYTE = 1_048_576

/**
 * Limits the requests of each address, and the bytes of their bodies and answers under way. The address is the one that
 * limits use: behind a trusted proxy, the forwarded one. A finished answer is never refused: its size counts against the
 * next request.
 */
export function limitUnderWay(
  http: FastifyInstance,
  { connectionsPerAddress, megabytesPerAddress }: HttpSettings,
): void {
  const mostBytes = megabytesPerAddress * MEGABYTE
  const requests = createTally()
  const bytes = createTally()
  /** The size of each request that was let in. */
  const held = new WeakMap<FastifyRequest, { readonly address: string; bytes: number }>()

  function hold(request: FastifyRequest, size: number): void {
    const own = held.get(request)
    if (own === undefined) return
    own.bytes += size
    bytes.add(own.address, size)
  }

  http.addHook('onRequest', (request, reply, done) => {
    const address = networkOf(request.ip)
    if (requests.of(address) >= connectionsPerAddress || bytes.of(address) >= mostBytes) return done(tooMuchUnderWay())
    const own = { address, bytes: 0 }
    held.set(request, own)
    requests.add(address, 1)
    reply.raw.once('close', () => {
      requests.add(address, -1)
      bytes.add(address, -own.bytes)
      held.delete(request)
    })
    done()
  })
  http.addHook('preParsing', (request, _reply, payload, done) => {
    const size = bodySize(request)
    const already = bytes.of(held.get(request)?.address ?? '')
    // A request of any size is let in while the address holds nothing else.
    if (already > 0 && already + size > mostBytes) return done(tooMuchUnderWay())
    hold(request, size)
    done(null, payload)
  })
  http.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string' || payload instanceof Uint8Array) hold(request, payload.length)
    done()
  })
}

/** The most that may be read of a body; a body without a length may be as long as the limit. */
function bodySize({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return bodyLimit
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit)
}

function tooMuchUnderWay(): OutcomeError {
  const text = 'Too much from this address is under way: wait until some of it is answered.'
  return outcome(429, 'throttled', text, { reason: 'limit_under_way', headers: { 'Retry-After': '1' } })
}
