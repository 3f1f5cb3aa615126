/** Owns: sending e-mail, and the development inbox. Does not own: the texts, and limits on e-mails. */

import { createTransport } from 'nodemailer'
import type { Secret } from '#base/secret'

/** An e-mail in plain text. */
export interface MailMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Mail {
  /** @throws When the server didn't accept it. */
  send(message: MailMessage): Promise<void>
}

export interface MailSettings {
  /** `smtp://…` or `smtps://…`. */
  readonly url: Secret
  readonly from: string
}

const TIMEOUT_MS = 10_000

/** Sends e-mail by SMTP. */
export function createMail({ url, from }: MailSettings): Mail {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
  const transport = createTransport({ url: url.reveal(), ...timeouts }, { from })
  return {
    async send(message) {
      await transport.sendMail(message)
    },
  }
}

/** The mail sender without a configuration: every e-mail fails, and the error says what to set. */
export function noMail(): Mail {
  return {
    send: () => Promise.reject(new Error('no mail server is configured: set DAMSON_MAIL_URL and DAMSON_MAIL_FROM')),
  }
}

export interface InboxMessage extends MailMessage {
  readonly at: Date
}

/** Keeps e-mails in memory instead of sending them; for the embedded server on a loopback address. */
export interface Inbox extends Mail {
  mails(): readonly InboxMessage[]
}

const KEPT = 100

export function createInbox(now: () => Date): Inbox {
  let mails: readonly InboxMessage[] = []
  return {
    send(message) {
      mails = [{ ...message, at: now() }, ...mails].slice(0, KEPT)
      return Promise.resolve()
    },
    mails: () => mails,
  }
}
