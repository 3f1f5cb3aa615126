import type { Language } from '#base/language'
import type { Log } from '#base/log'
import type { Mail, MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'
import type { Throttle } from '#domain/throttle'
import { type LinkKind, mailboxOf } from '#domain/users'
import {
  type AccessWay,
  accessMail,
  changesMail,
  linkedMail,
  linkMail,
  listedMail,
  type PasskeyNotice,
  type PasswordNotice,
  passkeyMail,
  passwordMail,
  registeredMail,
  secretMail,
} from './account-mails.ts'
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
import {
  type AdministratorsRecovery,
  administratorRecoversMail,
  type RecoveryFacts,
  type RecoveryNotice,
  recoveryLinkMail,
  recoveryNoticeMail,
} from './recovery-mails.ts'

/** How an invited person signs in: through a link, by which they choose a password, or with an account that they have. */
export type InvitedWay = { readonly by: 'link'; readonly link: MailedLink } | AccessWay

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
  link(
    postage: Postage,
    kind: Exclude<LinkKind, 'set-up'>,
    link: MailedLink,
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /**
   * Invites a person to a project, with a link if they have no account yet. A person with an account gets an e-mail too,
   * counted alike, so that the inviter gets the same answer for both.
   */
  invitation(to: string, way: InvitedWay, language: Language, issuer: Issuer): Promise<Posted>
  /** The same again, with permission at hand. */
  invitationAgain(postage: Postage, way: InvitedWay, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells the owner of an address that another person tried to register with it. */
  alreadyRegistered(postage: Postage, language: Language, issuer: Issuer): Promise<Posted>
  /**
   * Tells a person that their password was changed; or that it is off after too many wrong ones, and how to turn it on,
   * once each time. Not limited: otherwise an attacker could fill an inbox first, and change the password unnoticed.
   */
  passwordNotice(to: string, what: PasswordNotice, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells a person that their password is easy to guess, with a link to choose another one. */
  listedPassword(postage: Postage, link: MailedLink, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells a person that an account at a provider now opens theirs. */
  identityLinked(to: string, provider: string, language: Language, issuer: Issuer): Promise<Posted>
  /**
   * Tells an administrator that another one replaced a client's secret without knowing the old one. Not limited, as for
   * passwords.
   */
  secretReplaced(to: string, clientId: string, language: Language, issuer: Issuer): Promise<Posted>
  /** Tells an administrator that changes of machines wait for an approval. Counted by the changes, not by the address. */
  changesWait(to: string, language: Language, issuer: Issuer): Promise<Posted>
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
  administratorRecovers(to: string, about: AdministratorsRecovery, language: Language, issuer: Issuer): Promise<Posted>
  /** A new or removed way to sign in is told without a limit, as a changed password is. */
  passkeyNotice(
    to: string,
    what: Exclude<PasskeyNotice, 'passkey_copied'>,
    name: string,
    language: Language,
    issuer: Issuer,
  ): Promise<Posted>
  /** Tells a person that an authenticator was used that looks like a copy of theirs. */
  passkeyCopied(postage: Postage, name: string, language: Language, issuer: Issuer): Promise<Posted>
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
    language: Language,
    issuer: Issuer,
  ): Promise<Posted> {
    return post(linkMail(to, kind, urlOf(kind, link, issuer), language, issuer))
  }

  const postInvitation = (postage: Postage, way: InvitedWay, language: Language, issuer: Issuer): Promise<Posted> =>
    way.by === 'link'
      ? postLink(postage, 'invite', way.link, language, issuer)
      : post(accessMail(postage.to, way, language, issuer))

  return {
    urlOf,
    admit: (to) => admit(to),
    admitProven: (to) => admit(to, `proven ${mailboxOf(to)}`),
    link: postLink,
    async invitation(to, way, language, issuer) {
      const postage = await admit(to)
      return postage === undefined ? 'limited' : postInvitation(postage, way, language, issuer)
    },
    invitationAgain: postInvitation,
    alreadyRegistered: ({ to }, language, issuer) => post(registeredMail(to, language, issuer)),
    identityLinked: (to, provider, language, issuer) => post(linkedMail(to, provider, language, issuer)),
    passwordNotice: (to, what, language, issuer) => post(passwordMail(to, what, language, issuer)),
    listedPassword: ({ to }, link, language, issuer) =>
      post(listedMail(to, urlOf('reset', link, issuer), language, issuer)),
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
    secretReplaced: (to, clientId, language, issuer) => post(secretMail(to, clientId, language, issuer)),
    changesWait: (to, language, issuer) => post(changesMail(to, language, issuer)),
    passkeyNotice: (to, what, name, language, issuer) => post(passkeyMail(to, what, name, language, issuer)),
    passkeyCopied: ({ to }, name, language, issuer) => post(passkeyMail(to, 'passkey_copied', name, language, issuer)),
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
    administratorRecovers: (to, about, language, issuer) =>
      post(administratorRecoversMail(to, about, language, issuer)),
  }
}
