/** Owns: sending e-mail, and the development inbox. Does not own: the texts, limits on e-mails, and trying again. */

import { createTransport } from 'nodemailer'
import type { Secret } from '#base/secret'

/** An e-mail. */
export interface MailMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same for readers that show markup. */
  readonly html?: string
  /** The name beside the sender's address. */
  readonly fromName?: string
  /** The picture that the markup shows as `cid:logo`. */
  readonly logo?: { readonly type: string; readonly bytes: Uint8Array } | undefined
}

/** `inbox`: they are shown instead of sent. `nowhere`: they wait until there is a mail server. */
export type MailGoesTo = 'mail_server' | 'inbox' | 'nowhere'

export interface Mail {
  /** Undefined: to a mail server. */
  readonly goesTo?: MailGoesTo
  /**
   * @throws {MailRefused} When the server will never accept it.
   * @throws When the server didn't accept it now.
   */
  send(message: MailMessage): Promise<void>
}

/** The mail server refused an e-mail for good: it says so of the address or the content. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
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
    async send({ logo, fromName, ...message }) {
      try {
        await transport.sendMail({
          ...message,
          ...(fromName !== undefined && { from: { name: fromName, address: addressOf(from) } }),
          ...(logo !== undefined && {
            attachments: [
              {
                cid: 'logo',
                filename: 'logo',
                contentType: logo.type,
                content: Buffer.from(logo.bytes),
                contentDisposition: 'inline',
              },
            ],
          }),
          // So that no absence notice answers it (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw isForGood(error) ? new MailRefused('the mail server refused it', { cause: error }) : error
      }
    },
  }
}

/** The address in `Name <address>`. */
const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from

/** What nodemailer says of a failure. */
interface SmtpFailure {
  readonly code?: unknown
  readonly command?: unknown
  readonly responseCode?: unknown
}

/** A permanent answer (RFC 5321 §4.2.1) to the address or the content. Others, such as a wrong login, can be put right. */
function isForGood(error: unknown): boolean {
  const { code, command, responseCode } = error as SmtpFailure
  const isOfMail = (code === 'EENVELOPE' && command !== 'MAIL FROM') || code === 'EMESSAGE'
  return isOfMail && typeof responseCode === 'number' && responseCode >= 500
}

/** Why an attempt failed, in a word, without the address or the server's own text. */
export function mailProblem(error: unknown): string {
  const isRefused = error instanceof MailRefused
  const { code, responseCode } = (isRefused ? (error.cause ?? {}) : error) as SmtpFailure
  if (isRefused) return typeof responseCode === 'number' ? `refused_${responseCode}` : 'refused'
  if (code === 'EAUTH') return 'login_refused'
  if (typeof responseCode === 'number') return `deferred_${responseCode}`
  if (code === 'ETIMEDOUT') return 'timed_out'
  return code === 'ECONNECTION' || code === 'ESOCKET' || code === 'EDNS' ? 'unreachable' : 'failed'
}

/** The mail sender without a configuration: every e-mail waits, and the error says what to set. */
export function noMail(): Mail {
  return {
    goesTo: 'nowhere',
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
    goesTo: 'inbox',
    send({ to, subject, text }) {
      mails = [{ to, subject, text, at: now() }, ...mails].slice(0, KEPT)
      return Promise.resolve()
    },
    mails: () => mails,
  }
}
