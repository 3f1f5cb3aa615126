/**
 * Owns: `/dev/inbox`, which shows e-mails instead of sending them, `/dev/inbox/sms` for text messages, and `/dev/backup`.
 * They exist only with the embedded
 * store behind a loopback address. They answer only under the base URL's own host, so that no other web page can read
 * them.
 */

import type { FastifyInstance } from 'fastify'
import { allOk, answersWith, notFound, readBody } from '#answers'
import { constantTimeEqual } from '#base/crypto'
import type { Inbox } from '#base/mail'
import type { SmsInbox } from '#base/sms'
import { type Html, html, sendPage } from '#pages'
import { BackupBody } from './backup-body.ts'

export { describedDev } from './described.ts'

export interface DevDeps {
  readonly inbox: Inbox | undefined
  readonly smsInbox: SmsInbox | undefined
  /** Writes a backup of the embedded store. The token proves that the caller can read its key. Undefined on PostgreSQL. */
  readonly embeddedBackup: { readonly write: (file: string) => Promise<void>; readonly token: string } | undefined
  readonly baseUrl: string
}

export function registerDev(app: FastifyInstance, { inbox, smsInbox, embeddedBackup, baseUrl }: DevDeps): void {
  const { host } = new URL(baseUrl)
  if (inbox !== undefined)
    registerInbox(app, host, {
      path: '/dev/inbox',
      title: 'E-mails of this server',
      empty: 'No e-mails yet. In development, this server shows e-mails here instead of sending them.',
      other: html`<a href="/dev/inbox/sms">Text messages</a>`,
      messages: () => inbox.mails(),
    })
  if (smsInbox !== undefined)
    registerInbox(app, host, {
      path: '/dev/inbox/sms',
      title: 'Text messages of this server',
      empty: 'No text messages yet. In development, this server shows text messages here instead of sending them.',
      other: html`<a href="/dev/inbox">E-mails</a>`,
      messages: () => smsInbox.messages(),
    })
  if (embeddedBackup === undefined) return
  app.post('/dev/backup', answersWith('outcome'), async (request) => {
    const isKeyHolder = constantTimeEqual(request.headers.authorization ?? '', `Bearer ${embeddedBackup.token}`)
    if (request.headers.host !== host || !isKeyHolder) throw notFound()
    await embeddedBackup.write(readBody(BackupBody, request.body).file)
    return allOk()
  })
}

const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g

/** A text with its links, which go to the same tab as in a mail program. */
function linked(text: string): Html {
  const links = [...text.matchAll(LINK)]
  const ends = links.map(({ index, 0: url }) => index + url.length)
  return html`${links.map(
    ({ index, 0: url }, at) => html`${text.slice(ends[at - 1] ?? 0, index)}<a href="${url}">${url}</a>`,
  )}${text.slice(ends.at(-1) ?? 0)}`
}

interface ShownInbox {
  readonly path: string
  readonly title: string
  readonly empty: string
  /** Where the other messages are. */
  readonly other: Html
  messages(): readonly { readonly at: Date; readonly to: string; readonly text: string; readonly subject?: string }[]
}

function registerInbox(app: FastifyInstance, host: string, { path, title, empty, other, messages }: ShownInbox): void {
  app.get(path, answersWith('page'), async (request, reply) => {
    if (request.headers.host !== host) throw notFound()
    const all = messages()
    if ((request.headers.accept ?? '').includes('application/json')) {
      return reply
        .header('Cache-Control', 'no-store')
        .send(all.map(({ at, ...message }) => ({ ...message, at: at.toISOString() })))
    }
    const items = all.map(
      ({ at, to, subject, text }) =>
        html`<article>${subject === undefined ? undefined : html`<h2>${subject}</h2>`}<p class="hint">To ${to}, ${at.toISOString()}</p><pre dir="auto">${linked(text)}</pre></article>`,
    )
    return sendPage(reply, 200, {
      title,
      brand: { name: 'Damson', host },
      card: html`<h1>${title}</h1>${items.length === 0 ? html`<p class="lead">${empty}</p>` : items}<p class="more">${other}</p>`,
    })
  })
}
