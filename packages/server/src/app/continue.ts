import type { IncomingMessage, Server } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * Asks for the body of a request that waits to be asked (`Expect: 100-continue`) once it is going to be read. Node would
 * do so as soon as the head has come, when nobody knows yet whether it is wanted.
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
      // Nobody knows whether the body still comes: what follows on the connection could be either (RFC 9110 §10.1.1).
      http.addHook('onSend', (request, reply, _payload, done) => {
        if (waiting.has(request.raw)) reply.header('Connection', 'close')
        done()
      })
    },
  }
}
