import type { FastifyInstance } from 'fastify'
import { answersWith } from '#answers'

export const LEAVING_BASIC = '/leaving-basic'

const GUIDE = `Basic sends a client's secret with each request. Use a token instead:

1. Ask for a token: POST oauth2/token with grant_type=client_credentials and the same client_id and client_secret.
2. Send it with each request: Authorization: Bearer <access_token>.
3. Ask for a new one shortly before expires_in seconds have passed.

Better still, use a key instead of the secret: connect the device by the code that it shows.
Then let an administrator switch basicAllowed off. The whole guide is docs/leaving-basic.md.
`

/** The short guide to which the answers to Basic link. */
export function registerLeavingBasic(app: FastifyInstance): void {
  app.get(LEAVING_BASIC, answersWith('page'), async (_request, reply) =>
    reply.header('Cache-Control', 'public, max-age=3600').type('text/plain; charset=utf-8').send(GUIDE),
  )
}
