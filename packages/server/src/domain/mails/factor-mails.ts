import { type Language, textIn } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'

/** What a person is told about their second factors. */
export type FactorNotice = 'factor_added' | 'factor_removed' | 'recovery_made'

const whereOf = ({ url }: Issuer) => ({ host: new URL(url).host, account: `${url}account` })

/** The code is in the subject too, so that it is read without opening the e-mail. */
export function codeMail(to: string, code: string, language: Language, issuer: Issuer): MailMessage {
  const { host } = whereOf(issuer)
  return {
    to,
    subject: textIn(language, 'mail.code.subject', { code, host }),
    text: `${textIn(language, 'mail.code.text', { code, host })}\n`,
  }
}

/** The code comes before the link: it is what people can use in any browser. */
export function signInMail(
  to: string,
  { code, url }: { readonly code: string; readonly url: string },
  language: Language,
  issuer: Issuer,
): MailMessage {
  const { host } = whereOf(issuer)
  const ofCode = textIn(language, 'mail.sign_in.code', { code, host })
  const [ofLink, never] = [textIn(language, 'mail.sign_in.link', {}), textIn(language, 'mail.sign_in.never', { host })]
  return {
    to,
    subject: textIn(language, 'mail.sign_in.subject', { code, host }),
    text: `${ofCode}\n\n${ofLink}\n\n${url}\n\n${never}\n`,
  }
}

export function noticeMail(to: string, what: FactorNotice, language: Language, issuer: Issuer): MailMessage {
  const { host, account } = whereOf(issuer)
  return {
    to,
    subject: textIn(language, `mail.${what}.subject`, { host }),
    text: `${textIn(language, `mail.${what}.text`, { host, account })}\n`,
  }
}

export function newPlaceMail(to: string, address: string, language: Language, issuer: Issuer): MailMessage {
  const { host, account } = whereOf(issuer)
  return {
    to,
    subject: textIn(language, 'mail.new_place.subject', { host }),
    text: `${textIn(language, 'mail.new_place.text', { host, account, address })}\n`,
  }
}

export function recoveryMail(to: string, left: number, language: Language, issuer: Issuer): MailMessage {
  const { host, account } = whereOf(issuer)
  return {
    to,
    subject: textIn(language, 'mail.recovery_used.subject', { host }),
    text: `${textIn(language, 'mail.recovery_used.text', { host, account, left: String(left) })}\n`,
  }
}
