import { type Language, textIn } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'

/** What a person is told about the recovery of their account. */
export type RecoveryNotice = 'started' | 'confirmed' | 'ready' | 'completed' | 'cancelled'

/** What the links and times of a notice are. */
export interface RecoveryFacts {
  /** The link "this wasn't me". */
  readonly stop: string
  /** The end of the waiting time. */
  readonly readyAt: Date | null
}

const hostOf = ({ url }: Issuer): string => new URL(url).host

/** Addresses stand on lines of their own: a sentence of the other direction has marks around its values. */
export function recoveryLinkMail(to: string, url: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: textIn(language, 'mail.recovery_link.subject', { host }),
    text: `${textIn(language, 'mail.recovery_link.text', { host })}\n\n${url}\n`,
  }
}

export function recoveryNoticeMail(
  to: string,
  what: RecoveryNotice,
  { stop, readyAt }: RecoveryFacts,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const host = hostOf(issuer)
  const at = momentIn(language, readyAt)
  const text =
    what === 'confirmed'
      ? textIn(language, 'mail.recovery_confirmed.text', { host, at })
      : textIn(language, `mail.recovery_${what}.text`, { host })
  const lines = [
    text,
    ...(what === 'ready' ? [`${issuer.url}signin/recovery`] : []),
    ...(what === 'completed' || what === 'cancelled' ? [] : [textIn(language, 'mail.recovery_stop.text', {}), stop]),
  ]
  return { to, subject: textIn(language, `mail.recovery_${what}.subject`, { host }), text: `${lines.join('\n\n')}\n` }
}

function momentIn({ locale }: Language, at: Date | null): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const
  return at === null ? '' : `${new Intl.DateTimeFormat(locale, options).format(at)} UTC`
}

/** What the other administrators are told about an administrator. */
export interface AdministratorsRecovery {
  /** The account's address. */
  readonly who: string
  /** `host`: by a link that the command on the server's machine wrote. */
  readonly what: RecoveryNotice | 'host'
}

export function administratorRecoversMail(
  to: string,
  { who, what }: AdministratorsRecovery,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const host = hostOf(issuer)
  const [state, advice] = [
    textIn(language, `mail.administrator_recovers.${what}`, { host, who }),
    textIn(language, 'mail.administrator_recovers.advice', {}),
  ]
  return {
    to,
    subject: textIn(language, 'mail.administrator_recovers.subject', { host }),
    text: `${state}\n\n${advice}\n`,
  }
}
