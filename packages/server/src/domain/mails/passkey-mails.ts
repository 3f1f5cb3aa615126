import type { MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'

const TEXTS = {
  added: {
    subject: 'New passkey',
    text:
      'was added to your account just now: from now on it signs you in. If this was not you, remove it on the page of ' +
      'your passkeys, and choose a new password',
  },
  removed: {
    subject: 'A passkey was removed',
    text:
      'was removed from your account just now, and your other sign-ins have ended. If this was not you, choose a new ' +
      'password at once, and look at the page of your passkeys',
  },
  copied: {
    subject: 'Someone may have copied your passkey',
    text:
      'was used just now in a way that only a copy of it can be used. We refused it. If you have no copy yourself, ' +
      'remove this passkey on the page of your passkeys, and make a new one',
  },
} as const

/** What a person is told about one of their passkeys. */
export function passkeyMail(to: string, name: string, issuer: Issuer, what: keyof typeof TEXTS): MailMessage {
  const { host } = new URL(issuer.url)
  const { subject, text } = TEXTS[what]
  return {
    to,
    subject: `${subject} (${host})`,
    text: `The passkey “${name}” at ${host} ${text}:\n\n${issuer.url}account/passkeys\n`,
  }
}
