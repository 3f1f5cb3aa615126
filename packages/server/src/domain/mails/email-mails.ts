import { type Language, textIn } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'
import type { MailedLink } from './mailed-link.ts'

/** What a person is told about the deletion of their account. */
export type AccountNotice = 'deletion_asked' | 'deletion_asked_old' | 'deletion_cancelled' | 'account_deleted'

/** What an address is told about itself. */
export type EmailNotice = 'email_asked_old' | 'email_changed_new' | 'email_moved_old'

const whereOf = ({ url }: Issuer) => ({ host: new URL(url).host, page: `${url}account/email` })

export function emailCodeMail(to: string, code: string, language: Language, issuer: Issuer): MailMessage {
  return mailOf(to, language, 'email_code', { ...whereOf(issuer), code })
}

export function emailAskedMail(to: string, old: string, language: Language, issuer: Issuer): MailMessage {
  return mailOf(to, language, 'email_asked', { ...whereOf(issuer), old: shortened(old) })
}

export function emailNoticeMail(
  to: string,
  what: EmailNotice,
  email: string,
  language: Language,
  issuer: Issuer,
): MailMessage {
  return mailOf(to, language, what, { ...whereOf(issuer), email })
}

export function accountMail(
  to: string,
  what: AccountNotice,
  due: Date | undefined,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const at = due === undefined ? '' : new Intl.DateTimeFormat(language.tag, { dateStyle: 'long' }).format(due)
  return mailOf(to, language, what, { host: whereOf(issuer).host, page: `${issuer.url}account/data`, at })
}

/** The link leads to a page that undoes the change of address. */
export function changedEmailMail(
  to: string,
  email: string,
  { id, secret }: MailedLink,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const undo = `${issuer.url}auth/undoemail/${id}/${secret}`
  return mailOf(to, language, 'email_changed', { ...whereOf(issuer), email, undo })
}

export function frozenMail(to: string, reset: string, language: Language, issuer: Issuer): MailMessage {
  return mailOf(to, language, 'account_frozen', { ...whereOf(issuer), reset })
}

function mailOf(
  to: string,
  language: Language,
  what: EmailNotice | AccountNotice | 'email_code' | 'email_asked' | 'email_changed' | 'account_frozen',
  values: Readonly<Record<string, string>>,
): MailMessage {
  return {
    to,
    subject: textIn(language, `mail.${what}.subject`, values),
    text: `${textIn(language, `mail.${what}.text`, values)}\n`,
  }
}

/** Enough for the person to know which account is meant; the new address may belong to a stranger. */
function shortened(email: string): string {
  return email.replace(/^(.).*(?=@)/u, '$1…')
}
