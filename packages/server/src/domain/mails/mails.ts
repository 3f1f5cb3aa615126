import type { Language } from '#base/language'
import type { Log } from '#base/log'
import type { Mail, MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'
import type { Throttle } from '#domain/throttle'
import { type LinkKind, mailboxOf } from '#domain/users'
import {
  type AccountNotice,
  accountMail,
  changedEmailMail,
  type EmailNotice,
  emailAskedMail,
  emailCodeMail,
  emailNoticeMail,
  frozenMail,
} from './email-mails.ts'
import { codeMail, type FactorNotice, newPlaceMail, noticeMail, recoveryMail, signInMail } from './factor-mails.ts'
import type { MailedLink } from './mailed-link.ts'
import { passkeyMail } from './passkey-mails.ts'
import {
  type AdministratorsRecovery,
  administratorRecoversMail,
  type RecoveryFacts,
  type RecoveryNotice,
  recoveryLinkMail,
  recoveryNoticeMail,
} from './recovery-mails.ts'

/** How an invited person signs in. */
export type InvitedWay =
  /** Through a link, by which they choose a password. */
  | { readonly by: 'link'; readonly link: MailedLink }
  | { readonly by: 'own_account' }
  /** At an address, with their organisation's account. */
  | { readonly by: 'organisation'; readonly domain: string; readonly at: string }

export type Posted = 'sent' | 'limited' | 'failed'

declare const counted: unique symbol
/** Permission for one e-mail to an address, already counted against its limit. */
export interface Postage {
  readonly to: string
  readonly [counted]: true
}

/** Sends e-mails whose links lead to the given issuer. A failure to send is logged and returned, never thrown. */
export interface Mails {
  /**
   * Counts an e-mail to an address; undefined if it has had too many. Call it before making a link: a link that cannot be
   * sent must not replace an earlier one that was.
   */
  admit(to: string): Promise<Postage | undefined>
  /** The same for what only follows a proven first factor: strangers who ask for e-mails do not use it up. */
  admitProven(to: string): Promise<Postage | undefined>
  link(postage: Postage, kind: Exclude<LinkKind, 'set-up'>, link: MailedLink, issuer: Issuer): Promise<Posted>
  /**
   * Invites a person to a project, with a link if they have no account yet. A person with an account gets an e-mail too,
   * counted alike, so that the inviter gets the same answer for both.
   */
  invitation(to: string, way: InvitedWay, issuer: Issuer): Promise<Posted>
  /** The same again, with permission at hand. */
  invitationAgain(postage: Postage, way: InvitedWay, issuer: Issuer): Promise<Posted>
  /** Tells the owner of an address that another person tried to register with it. */
  alreadyRegistered(postage: Postage, issuer: Issuer): Promise<Posted>
  /** Not limited: otherwise an attacker could fill an inbox first, and change the password unnoticed. */
  passwordChanged(to: string, issuer: Issuer): Promise<Posted>
  /** Tells a person that their password is easy to guess, with a link to choose another one. */
  listedPassword(postage: Postage, link: MailedLink, issuer: Issuer): Promise<Posted>
  /** Tells a person that their password is off after too many wrong ones, and how to turn it on. Sent once each time. */
  passwordDisabled(to: string, issuer: Issuer): Promise<Posted>
  /** Tells a person that an account at a provider now opens theirs. */
  identityLinked(to: string, provider: string, issuer: Issuer): Promise<Posted>
  /**
   * Tells an administrator that another one replaced a client's secret without knowing the old one. Not limited, as for
   * passwords.
   */
  secretReplaced(to: string, clientId: string, issuer: Issuer): Promise<Posted>
  /** Tells an administrator that changes of machines wait for an approval. Counted by the changes, not by the address. */
  changesWait(to: string, issuer: Issuer): Promise<Posted>
  /** A code that proves a second factor, in the person's language. */
  code(postage: Postage, code: string, language: Language, issuer: Issuer): Promise<Posted>
  /** The code and the link of a sign-in by e-mail. */
  signIn(
    postage: Postage,
    mailed: MailedLink & { readonly code: string },
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /** Tells a person that they signed in from where they had not before. Not limited, as for passwords. */
  newPlace(to: string, address: string, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells a person of a change of their second factors. Not limited, as for passwords. */
  factorNotice(to: string, what: FactorNotice, language: Language, issuer: Issuer): Promise<Posted>
  recoveryUsed(to: string, left: number, language: Language, issuer: Issuer): Promise<Posted>
  /** A code that confirms a new address. */
  emailCode(postage: Postage, code: string, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells the new address of a person that an administrator asks for it. */
  emailAsked(postage: Postage, old: string, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells an address of a change. Not limited, as for passwords. */
  emailNotice(
    to: string,
    what: EmailNotice,
    values: { readonly email: string },
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /** Tells the old address, with a link that undoes the change. Not limited, as for passwords. */
  emailChanged(to: string, email: string, undo: MailedLink, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells the owner of an account that they froze how to open it again. */
  accountFrozen(to: string, reset: MailedLink, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells a person about the deletion of their account; `due` is when it comes. */
  accountNotice(
    to: string,
    what: AccountNotice,
    due: Date | undefined,
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /** The link that recovers an account whose second factors are lost. */
  recoveryLink(postage: Postage, url: string, language: Language, issuer: Issuer): Promise<Posted>
  /** Not limited, as for passwords: whoever recovers somebody's account must not be able to hide it. */
  recoveryNotice(
    to: string,
    what: RecoveryNotice,
    facts: RecoveryFacts,
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /** Tells an administrator about another one's recovery. */
  administratorRecovers(to: string, about: AdministratorsRecovery, issuer: Issuer): Promise<Posted>
  /** A new or removed way to sign in is told without a limit, as a changed password is. */
  passkeyAdded(to: string, name: string, issuer: Issuer): Promise<Posted>
  passkeyRemoved(to: string, name: string, issuer: Issuer): Promise<Posted>
  /** Tells a person that an authenticator was used that looks like a copy of theirs. */
  passkeyCopied(postage: Postage, name: string, issuer: Issuer): Promise<Posted>
  /** The address of a link's page. */
  urlOf(kind: LinkKind, link: MailedLink, issuer: Issuer): string
}

export function createMails(mail: Mail, throttle: Throttle, log: Log): Mails {
  async function post(message: MailMessage): Promise<Posted> {
    try {
      await mail.send(message)
      return 'sent'
    } catch (error) {
      log.error('mail.failed', { error })
      return 'failed'
    }
  }

  const urlOf = (kind: LinkKind, { id, secret }: MailedLink, { url }: Issuer): string =>
    `${url}auth/${kind === 'verify-email' ? 'verifyemail' : 'setpassword'}/${id}/${secret}`

  async function admit(to: string, counted = mailboxOf(to)): Promise<Postage | undefined> {
    const { allowed } = await throttle.mail(counted)
    return allowed ? ({ to } as Postage) : undefined
  }

  function postLink(
    { to }: Postage,
    kind: Exclude<LinkKind, 'set-up'>,
    link: MailedLink,
    issuer: Issuer,
  ): Promise<Posted> {
    const url = urlOf(kind, link, issuer)
    const { subject, text, expiry } = TEXTS[kind]
    return post({ to, subject: `${subject} (${hostOf(issuer)})`, text: `${text}\n\n${url}\n\n${expiry}\n` })
  }

  const postInvitation = (postage: Postage, way: InvitedWay, issuer: Issuer): Promise<Posted> =>
    way.by === 'link' ? postLink(postage, 'invite', way.link, issuer) : post(accessMail(postage.to, way, issuer))

  return {
    urlOf,
    admit: (to) => admit(to),
    admitProven: (to) => admit(to, `proven ${mailboxOf(to)}`),
    link: postLink,
    async invitation(to, way, issuer) {
      const postage = await admit(to)
      return postage === undefined ? 'limited' : postInvitation(postage, way, issuer)
    },
    invitationAgain: postInvitation,
    alreadyRegistered: ({ to }, issuer) => post(registeredMail(to, issuer)),
    identityLinked: (to, provider, issuer) => post(linkedMail(to, provider, issuer)),
    passwordChanged: (to, issuer) => post(changedMail(to, issuer)),
    listedPassword: ({ to }, link, issuer) => post(listedMail(to, urlOf('reset', link, issuer), issuer)),
    passwordDisabled: (to, issuer) => post(disabledMail(to, issuer)),
    factorNotice: (to, what, language, issuer) => post(noticeMail(to, what, language, issuer)),
    emailCode: ({ to }, code, language, issuer) => post(emailCodeMail(to, code, language, issuer)),
    emailAsked: ({ to }, old, language, issuer) => post(emailAskedMail(to, old, language, issuer)),
    emailNotice: (to, what, { email }, language, issuer) => post(emailNoticeMail(to, what, email, language, issuer)),
    emailChanged: (to, email, undo, language, issuer) => post(changedEmailMail(to, email, undo, language, issuer)),
    accountFrozen: (to, reset, language, issuer) =>
      post(frozenMail(to, urlOf('reset', reset, issuer), language, issuer)),
    accountNotice: (to, what, due, language, issuer) => post(accountMail(to, what, due, language, issuer)),
    ...signInMails(post),
    ...recoveryMails(post),
    secretReplaced: (to, clientId, issuer) => post(secretMail(to, clientId, issuer)),
    changesWait: (to, issuer) => post(changesMail(to, issuer)),
    passkeyAdded: (to, name, issuer) => post(passkeyMail(to, name, issuer, 'added')),
    passkeyRemoved: (to, name, issuer) => post(passkeyMail(to, name, issuer, 'removed')),
    passkeyCopied: ({ to }, name, issuer) => post(passkeyMail(to, name, issuer, 'copied')),
  }
}

function signInMails(post: (message: MailMessage) => Promise<Posted>): Pick<Mails, 'code' | 'signIn' | 'newPlace'> {
  return {
    code: ({ to }, code, language, issuer) => post(codeMail(to, code, language, issuer)),
    signIn: ({ to }, { id, secret, code }, language, issuer) =>
      post(signInMail(to, { code, url: `${issuer.url}signin/mail/${id}/${secret}` }, language, issuer)),
    newPlace: (to, address, language, issuer) => post(newPlaceMail(to, address, language, issuer)),
  }
}

function recoveryMails(
  post: (message: MailMessage) => Promise<Posted>,
): Pick<Mails, 'recoveryUsed' | 'recoveryLink' | 'recoveryNotice' | 'administratorRecovers'> {
  return {
    recoveryUsed: (to, left, language, issuer) => post(recoveryMail(to, left, language, issuer)),
    recoveryLink: ({ to }, url, language, issuer) => post(recoveryLinkMail(to, url, language, issuer)),
    recoveryNotice: (to, what, facts, language, issuer) => post(recoveryNoticeMail(to, what, facts, language, issuer)),
    administratorRecovers: (to, about, issuer) => post(administratorRecoversMail(to, about, issuer)),
  }
}

function accessMail(to: string, way: Exclude<InvitedWay, { by: 'link' }>, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  const how =
    way.by === 'own_account'
      ? 'You already have an account there: sign in with it as usual.'
      : `You do not need a new password. Sign in with the account from your organisation (${way.domain}):\n\n${way.at}\n`
  return {
    to,
    subject: `You are invited (${host})`,
    text: `You were given access to a project at ${host}. ${how}\nIf you did not expect this, ignore this e-mail.\n`,
  }
}

function linkedMail(to: string, provider: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `New way to sign in (${host})`,
    text:
      `A ${provider} account was linked to your account at ${host} just now, with your password. ` +
      `From now on, signing in with ${provider} opens your account. You can unlink it on your account page. ` +
      `If this was not you, ask for a new password at once, which also unlinks it: ${issuer.url}\n`,
  }
}

function changedMail(to: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `Your password was changed (${host})`,
    text:
      `The password of your account at ${host} was changed just now, and your other sign-ins have ended. ` +
      `If this was not you, ask for a new password at once: ${issuer.url}\n`,
  }
}

function listedMail(to: string, url: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `Your password is easy to guess (${host})`,
    text:
      `The password of your account at ${host} is on a list of common passwords, which attackers try first. ` +
      `Choose another one here:\n\n${url}\n\n` +
      'The link works once, for one hour. After that, ask for a new password on the sign-in page.\n',
  }
}

function disabledMail(to: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `Too many wrong passwords (${host})`,
    text:
      `Someone, perhaps you, entered too many wrong passwords for your account at ${host}. Nobody got in. To be safe, ` +
      'your password now works only where you have signed in during the last weeks. ' +
      `To use it elsewhere, choose a new one: ask for it on the sign-in page. ${issuer.url}
`,
  }
}

function secretMail(to: string, clientId: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `A client's secret was replaced (${host})`,
    text:
      `Another administrator of your project at ${host} created a new secret for the client ${clientId} just now, ` +
      'without knowing the old one. If you do not know why, ask them, and look for client.secret_rotated in the ' +
      `audit log. Anyone who has the new secret can act as that client. You can switch the client off.\n`,
  }
}

function changesMail(to: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `A program asks for your approval (${host})`,
    text:
      `A program of your project at ${host} wants to change what others may do, or how they prove who they are. ` +
      'Nothing happens until an administrator approves it. See what would change, and approve or refuse it:\n\n' +
      `${issuer.url}account/changes\n\n` +
      'Changes that nobody decides about expire after seven days. If you do not know the program, refuse the change ' +
      'and switch the program off: somebody may have its secret.\n',
  }
}

function registeredMail(to: string, issuer: Issuer): MailMessage {
  const host = hostOf(issuer)
  return {
    to,
    subject: `You already have an account (${host})`,
    text:
      `Someone, perhaps you, tried to create an account at ${host} with this address. You already have one: ` +
      `sign in with it, or ask for a new password there. If this was not you, you do not need to do anything.\n`,
  }
}

const hostOf = ({ url }: Issuer): string => new URL(url).host

const TEXTS = {
  invite: {
    subject: 'You are invited',
    text: 'You are invited to an account. To accept, choose a password here:',
    expiry: 'The link works once, for seven days. If you did not expect this, ignore this e-mail.',
  },
  'verify-email': {
    subject: 'Confirm your address',
    text:
      'Someone, hopefully you, created an account with this address. ' +
      'To confirm that it is yours, open this page and enter the password that you chose:',
    expiry:
      'The link works once, for one day. If this was not you, ignore this e-mail: ' +
      'without the password, the account is of no use.',
  },
  reset: {
    subject: 'Choose a new password',
    text: 'Someone, hopefully you, asked for a new password. Choose it here:',
    expiry: 'The link works once, for one hour. If this was not you, ignore this e-mail: your password stays as it is.',
  },
} as const
