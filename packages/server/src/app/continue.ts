import type { IncomingMessage, Server } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * Sends `100 Continue` for `Expect: 100-continue` only once the body is going to be read. Node would send it as soon as
 * the headers arrive, before it is known whether the body is wanted.
 */
export interface Invitations {
  attach(server: Server): void
  hook(http: FastifyInstance): void
}

export function createInvitations(): Invitations {
  const waiting = new WeakSet<IncomingMessage>()
  return {
    attach(server) {
      server.on('checkContinue', (request, response) => {
        waiting.add(request)
        server.emit('request', request, response)
      })
    },
    hook(http) {
      http.addHook('preParsing', (request, reply, payload, done) => {
        if (waiting.delete(request.raw)) reply.raw.writeContinue()
        done(null, payload)
      })
      // The client may or may not still send the body, so the next bytes could be either (RFC 9110 §10.1.1).
      http.addHook('onSend', (request, reply, _payload, done) => {
        if (waiting.has(request.raw)) reply.header('Connection', 'close')
        done()
      })
    },
  }
}
