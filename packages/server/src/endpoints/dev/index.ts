/**
 * Owns: `/dev/inbox`, which shows e-mails instead of sending them, and `/dev/backup`. Both exist only with the embedded
 * store behind a loopback address. They answer only under the base URL's own host, so that no other web page can read
 * them.
 */

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { allOk, answersWith, notFound, readBody } from '#answers'
import { constantTimeEqual } from '#base/crypto'
import type { Inbox } from '#base/mail'
import { html, sendPage } from '#pages'

export interface DevDeps {
  readonly inbox: Inbox | undefined
  /** Writes a backup of the embedded store. The token proves that the caller can read its key. Undefined on PostgreSQL. */
  readonly embeddedBackup: { readonly write: (file: string) => Promise<void>; readonly token: string } | undefined
  readonly baseUrl: string
}

const BackupBody = z.object({ file: z.string().min(1).max(4_096) })

export function registerDev(app: FastifyInstance, { inbox, embeddedBackup, baseUrl }: DevDeps): void {
  const { host } = new URL(baseUrl)
  if (inbox !== undefined) registerInbox(app, inbox, host)
  if (embeddedBackup === undefined) return
  app.post('/dev/backup', answersWith('outcome'), async (request) => {
    const isKeyHolder = constantTimeEqual(request.headers.authorization ?? '', `Bearer ${embeddedBackup.token}`)
    if (request.headers.host !== host || !isKeyHolder) throw notFound()
    await embeddedBackup.write(readBody(BackupBody, request.body).file)
    return allOk()
  })
}

function registerInbox(app: FastifyInstance, inbox: Inbox, host: string): void {
  app.get('/dev/inbox', answersWith('page'), async (request, reply) => {
    if (request.headers.host !== host) throw notFound()
    const mails = inbox.mails()
    if ((request.headers.accept ?? '').includes('application/json')) {
      return reply
        .header('Cache-Control', 'no-store')
        .send(mails.map(({ at, ...message }) => ({ ...message, at: at.toISOString() })))
    }
    const items = mails.map(
      ({ at, to, subject, text }) =>
        html`<article><h2>${subject}</h2><p class="hint">to ${to}, ${at.toISOString()}</p><pre>${text}</pre></article>`,
    )
    const empty = html`<p class="lead">No e-mails yet. E-mails that this server would send appear here instead.</p>`
    return sendPage(reply, 200, {
      title: 'Development inbox',
      brand: { name: 'Damson', host },
      card: html`<h1>Development inbox</h1>${items.length === 0 ? empty : items}`,
    })
  })
}
