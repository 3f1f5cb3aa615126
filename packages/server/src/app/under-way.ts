import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type OutcomeError, outcome } from '#answers'
import { createTally, type HttpSettings, networkOf } from '#base/http'

const MEGABYTE = 1_048_576

/**
 * Takes requests from each address up to a number, and up to so many bytes of bodies and answers under way. The address is
 * the one that limits go by: behind a trusted proxy it is the forwarded one. An answer is never refused once it is made: what it
 * holds counts against the next request.
 */
export function limitUnderWay(
  http: FastifyInstance,
  { connectionsPerAddress, megabytesPerAddress }: HttpSettings,
): void {
  const mostBytes = megabytesPerAddress * MEGABYTE
  const requests = createTally()
  const bytes = createTally()
  /** What each request that was let in holds. */
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
    // One that is alone is let in, whatever its size.
    if (already > 0 && already + size > mostBytes) return done(tooMuchUnderWay())
    hold(request, size)
    done(null, payload)
  })
  http.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string' || payload instanceof Uint8Array) hold(request, payload.length)
    done()
  })
}

/** As much as may be read of a body; one that does not say how long it is may be as long as is taken. */
function bodySize({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return bodyLimit
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit)
}

function tooMuchUnderWay(): OutcomeError {
  const text = 'Too much from this address is under way: wait until some of it is answered.'
  return outcome(429, 'throttled', text, { reason: 'limit_under_way', headers: { 'Retry-After': '1' } })
}
