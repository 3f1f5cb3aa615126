import type { FastifyInstance } from 'fastify'
import type { Client, ClientUse } from '#domain/clients'
import type { RequestOrigin } from '#domain/projects'
import { LEAVING_BASIC } from '../endpoints/home/index.ts'

/** RFC 9745: since 29 November 2026, Basic on the API is for machines that can do nothing else. */
const DEPRECATION = '@1795910400'
const MOST_CLIENTS = 10_000

/** Who uses Basic: for the metrics, since the start of this node. */
export interface BasicUse {
  readonly used: (client: Client, origin: RequestOrigin, isOldSecret: boolean) => void
  clients(): number
  requests(): number
}

export function createBasicUse(clientUse: ClientUse): BasicUse {
  const clients = new Set<string>()
  let requests = 0
  return {
    used(client, origin, isOldSecret) {
      requests += 1
      if (clients.size < MOST_CLIENTS) clients.add(client.id)
      clientUse.used(client, origin, 'basic', isOldSecret)
    },
    clients: () => clients.size,
    requests: () => requests,
  }
}

/** Tells each program that uses Basic on an API that it is deprecated, and where the guide is (RFC 9745, RFC 8288). */
export function deprecateBasic(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const isBasic = /^Basic /i.test(request.headers.authorization ?? '') && /^\/(fhir|admin|auth)\//.test(request.url)
    if (isBasic)
      reply.headers({
        Deprecation: DEPRECATION,
        Link: `<${request.issuer.url.replace(/\/$/, '')}${LEAVING_BASIC}>; rel="deprecation"; type="text/plain"`,
      })
    done()
  })
}
