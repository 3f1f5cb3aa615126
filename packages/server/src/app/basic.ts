import type { FastifyInstance } from 'fastify'
import { answersWith } from '#answers'
import type { Client } from '#domain/clients'
import type { DeviceUse } from '#domain/devices'
import type { RequestOrigin } from '#domain/projects'

/** RFC 9745: since 29 November 2026, Basic on the API is for machines that can do nothing else. */
const DEPRECATION = '@1795910400'
const MOST_CLIENTS = 10_000
export const LEAVING_BASIC = '/leaving-basic'

const GUIDE = `Basic sends a client's secret with each request. Use a token instead:

1. Ask for a token: POST oauth2/token with grant_type=client_credentials and the same client_id and client_secret.
2. Send it with each request: Authorization: Bearer <access_token>.
3. Ask for a new one shortly before expires_in seconds have passed.

Better still, use a key instead of the secret: connect the device by the code that it shows.
Then let an administrator switch basicAllowed off. The whole guide is docs/leaving-basic.md.
`

/** Who uses Basic: for the metrics, since the start of this node. */
export interface BasicUse {
  readonly used: (client: Client, origin: RequestOrigin) => void
  clients(): number
  requests(): number
}

export function createBasicUse(deviceUse: DeviceUse): BasicUse {
  const clients = new Set<string>()
  let requests = 0
  return {
    used(client, origin) {
      requests += 1
      if (clients.size < MOST_CLIENTS) clients.add(client.id)
      deviceUse.used(client, origin, 'basic')
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
  app.get(LEAVING_BASIC, answersWith('page'), async (_request, reply) =>
    reply.header('Cache-Control', 'public, max-age=3600').type('text/plain; charset=utf-8').send(GUIDE),
  )
}
