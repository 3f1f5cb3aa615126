import { type Language, textIn } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'
import type { LinkKind } from '#domain/users'

/** How an invited person who has an account signs in. */
export type AccessWay =
  | { readonly by: 'own_account' }
  /** At an address, with their organisation's account. */
  | { readonly by: 'organisation'; readonly domain: string; readonly at: string }

/** What a person is told about one of their passkeys. */
export type PasskeyNotice = 'passkey_added' | 'passkey_removed' | 'passkey_copied'

/** What a person is told of their account, with the address of the page where they can do something about it. */
export type PasswordNotice = 'password_changed' | 'password_disabled'

const hostOf = ({ url }: Issuer): string => new URL(url).host

/** Addresses stand on lines of their own: a sentence of the other direction has marks around its values. */
const paragraphs = (...texts: readonly string[]): string => `${texts.join('\n\n')}\n`

export function linkMail(
  to: string,
  kind: Exclude<LinkKind, 'set-up'>,
  url: string,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const what = kind === 'verify-email' ? 'verify_email' : kind
  return {
    to,
    subject: textIn(language, `mail.${what}.subject`, { host: hostOf(issuer) }),
    text: paragraphs(textIn(language, `mail.${what}.text`, {}), url, textIn(language, `mail.${what}.expiry`, {})),
  }
}

export function accessMail(to: string, way: AccessWay, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const texts =
    way.by === 'own_account'
      ? [textIn(language, 'mail.access.own', { host })]
      : [
          textIn(language, 'mail.access.organisation', { host, domain: way.domain }),
          way.at,
          textIn(language, 'mail.access.unexpected', {}),
        ]
  return { to, subject: textIn(language, 'mail.invite.subject', { host }), text: paragraphs(...texts) }
}

/** The code of a patient's record, with the page on which it is typed. Nothing in it says whose record. */
export function activationMail(
  to: string,
  { code, url }: { readonly code: string; readonly url: string },
  language: Language,
  issuer: Issuer,
): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: textIn(language, 'mail.activation.subject', { host }),
    text: paragraphs(
      textIn(language, 'mail.activation.text', { host }),
      code,
      textIn(language, 'mail.activation.how', {}),
      url,
      textIn(language, 'mail.activation.expiry', {}),
    ),
  }
}

export function registeredMail(to: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const text = textIn(language, 'mail.registered.text', { host })
  return { to, subject: textIn(language, 'mail.registered.subject', { host }), text: paragraphs(text) }
}

export function passwordMail(to: string, what: PasswordNotice, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const text = textIn(language, `mail.${what}.text`, { host })
  return { to, subject: textIn(language, `mail.${what}.subject`, { host }), text: paragraphs(text, issuer.url) }
}

export function listedMail(to: string, url: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const texts = [
    textIn(language, 'mail.password_listed.text', { host }),
    url,
    textIn(language, 'mail.password_listed.expiry', {}),
  ]
  return { to, subject: textIn(language, 'mail.password_listed.subject', { host }), text: paragraphs(...texts) }
}

export function linkedMail(to: string, provider: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const text = textIn(language, 'mail.identity_linked.text', { host, provider })
  return { to, subject: textIn(language, 'mail.identity_linked.subject', { host }), text: paragraphs(text, issuer.url) }
}

export function secretMail(to: string, client: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const text = textIn(language, 'mail.secret_replaced.text', { host, client })
  return { to, subject: textIn(language, 'mail.secret_replaced.subject', { host }), text: paragraphs(text) }
}

export function changesMail(to: string, language: Language, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const texts = [
    textIn(language, 'mail.changes_wait.text', { host }),
    `${issuer.url}account/changes`,
    textIn(language, 'mail.changes_wait.advice', {}),
  ]
  return { to, subject: textIn(language, 'mail.changes_wait.subject', { host }), text: paragraphs(...texts) }
}

export function passkeyMail(
  to: string,
  what: PasskeyNotice,
  name: string,
  language: Language,
  issuer: Issuer,
): MailMessage {
  const host = hostOf(issuer)
  const text = textIn(language, `mail.${what}.text`, { host, name })
  const page = `${issuer.url}account/passkeys`
  return { to, subject: textIn(language, `mail.${what}.subject`, { host }), text: paragraphs(text, page) }
}
