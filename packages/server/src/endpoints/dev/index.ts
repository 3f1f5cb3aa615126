/**
 * Owns: `/dev/inbox`, the letters that were not sent. Exists only on the embedded store behind a loopback address, and
 * answers only when asked for under the base URL's own host, so that no web page elsewhere can read it.
 */

import type { FastifyInstance } from 'fastify'
import { answersWith, html, notFound, sendPage } from '#answers'
import type { Inbox } from '#base/mail'

export interface DevParts {
  readonly inbox: Inbox
  readonly baseUrl: string
}

export function registerDev(app: FastifyInstance, { inbox, baseUrl }: DevParts): void {
  const { host } = new URL(baseUrl)
  app.get('/dev/inbox', answersWith('page'), async (request, reply) => {
    if (request.headers.host !== host) throw notFound()
    const letters = inbox.letters()
    if ((request.headers.accept ?? '').includes('application/json')) {
      return reply
        .header('Cache-Control', 'no-store')
        .send(letters.map(({ at, ...letter }) => ({ ...letter, at: at.toISOString() })))
    }
    const items = letters
      .map(
        ({ at, to, subject, text }) =>
          html`<article><h2>${subject}</h2><p class="hint">to ${to}, ${at.toISOString()}</p><pre>${text}</pre></article>`,
      )
      .join('')
    const empty = html`<p class="lead">No letters yet. What this server would mail appears here instead.</p>`
    return sendPage(reply, 200, {
      title: 'Development inbox',
      brand: { name: 'Damson', host },
      card: html`<h1>Development inbox</h1>!${letters.length === 0 ? empty : items}`,
    })
  })
}
