import type { Log } from '#base/log'
import type { Letter, Mail } from '#base/mail'
import type { Throttle } from '#domain/throttle'
import type { LinkKind } from '#domain/users'

/** A link to put into a letter. */
export interface MailedLink {
  readonly id: string
  readonly secret: string
}

export type Posted = 'sent' | 'limited' | 'failed'

export interface Letters {
  /** Sends within the recipient's limit. A failure is logged and answered, never thrown. */
  link(to: string, kind: Exclude<LinkKind, 'set-up'>, link: MailedLink): Promise<Posted>
  /** Tells the owner of an address that somebody tried to register with it. */
  alreadyRegistered(to: string): Promise<Posted>
  passwordChanged(to: string): Promise<Posted>
  /** The address of a link's page. */
  urlOf(kind: LinkKind, link: MailedLink): string
}

export function createLetters(mail: Mail, throttle: Throttle, log: Log, baseUrl: string): Letters {
  async function post(letter: Letter): Promise<Posted> {
    const allowance = await throttle.mail(letter.to)
    if (!allowance.allowed) return 'limited'
    try {
      await mail.send(letter)
      return 'sent'
    } catch (error) {
      log.error('mail.failed', { error })
      return 'failed'
    }
  }

  const urlOf = (kind: LinkKind, { id, secret }: MailedLink): string =>
    `${baseUrl}auth/${kind === 'verify-email' ? 'verifyemail' : 'setpassword'}/${id}/${secret}`
  const host = new URL(baseUrl).host

  return {
    urlOf,
    link(to, kind, link) {
      const url = urlOf(kind, link)
      const { subject, text, expiry } = TEXTS[kind]
      return post({ to, subject: `${subject} (${host})`, text: `${text}\n\n${url}\n\n${expiry}\n` })
    },
    alreadyRegistered: (to) =>
      post({
        to,
        subject: `You already have an account (${host})`,
        text: `Somebody, perhaps you, tried to make an account at ${host} with this address. You have one already: sign in with it, or ask for a new password there. If it was not you, there is nothing to do.\n`,
      }),
    passwordChanged: (to) =>
      post({
        to,
        subject: `Your password was changed (${host})`,
        text: `The password of your account at ${host} was changed just now, and your other sign-ins have ended. If it was not you, ask for a new password at once: ${baseUrl}\n`,
      }),
  }
}

const TEXTS = {
  invite: {
    subject: 'You are invited',
    text: 'You are invited to an account. To accept, choose a password here:',
    expiry: 'The link works once, for seven days. If you did not expect this, ignore it.',
  },
  'verify-email': {
    subject: 'Confirm your address',
    text: 'Somebody, hopefully you, made an account with this address. To confirm that it is yours, open this page and enter the password that you chose:',
    expiry:
      'The link works once, for a day. If it was not you, ignore it: without the password the account is of no use.',
  },
  reset: {
    subject: 'Choose a new password',
    text: 'Somebody, hopefully you, asked for a new password. Choose it here:',
    expiry: 'The link works once, for an hour. If it was not you, ignore it: your password stays as it is.',
  },
} as const
