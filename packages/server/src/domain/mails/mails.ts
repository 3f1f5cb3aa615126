import type { Language } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Attempt, Outbox, Posting } from '#domain/outbox'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import type { Throttle } from '#domain/throttle'
import { type LinkKind, linkSeconds, mailboxOf } from '#domain/users'
import {
  type AccessWay,
  accessMail,
  activationMail,
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

export type Posted = Attempt | 'limited'

declare const counted: unique symbol
/** Permission for one e-mail to an address, already counted against its limit. */
export interface Postage {
  readonly to: string
  readonly isDecoy?: boolean
  readonly [counted]: true
}

/** The same for an e-mail that is made and kept as any other, and never sent: the address has no account. */
export function toNobody(postage: Postage): Postage {
  return { ...postage, isDecoy: true }
}

/** The project whose administrators see what became of an e-mail, and what the e-mail is about. */
export interface MailSubject {
  readonly project: string
  /** Such as `ProjectMembership/…`. */
  readonly about: string
}

/**
 * Sends e-mails whose links lead to the given issuer. Each is kept in the outbox when its promise resolves; `attempt` then
 * says how the first attempt to send it ends. A failure is logged and returned, never thrown.
 */
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
    subject?: MailSubject,
  ): Promise<Posting>
  /**
   * Invites a person to a project, with a link if they have no account yet. A person with an account gets an e-mail too,
   * counted alike, so that the inviter gets the same answer for both.
   */
  invitation(
    to: string,
    way: InvitedWay,
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<{ readonly attempt: Promise<Posted> }>
  /** The same again, with permission at hand. */
  invitationAgain(
    postage: Postage,
    way: InvitedWay,
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** A code that opens a patient's record, and where to type it. */
  activation(
    postage: Postage,
    activation: { readonly code: string; readonly url: string },
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells the owner of an address that another person tried to register with it. */
  alreadyRegistered(postage: Postage, language: Language, issuer: Issuer): Promise<Posting>
  /**
   * Tells a person that their password was changed; or that it is off after too many wrong ones, and how to turn it on,
   * once each time. Not limited: otherwise an attacker could fill an inbox first, and change the password unnoticed.
   */
  passwordNotice(
    to: string,
    what: PasswordNotice,
    language: Language,
    issuer: Issuer,
    isDecoy?: boolean,
  ): Promise<Posting>
  /** Tells a person that their password is easy to guess, with a link to choose another one. */
  listedPassword(postage: Postage, link: MailedLink, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells a person that an account at a provider now opens theirs. */
  identityLinked(to: string, provider: string, language: Language, issuer: Issuer): Promise<Posting>
  /**
   * Tells an administrator that another one replaced a client's secret without knowing the old one. Not limited, as for
   * passwords.
   */
  secretReplaced(
    to: string,
    clientId: string,
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells an administrator that changes of machines wait for an approval. Counted by the changes, not by the address. */
  changesWait(to: string, subject: MailSubject, language: Language, issuer: Issuer): Promise<Posting>
  /** A code that proves a second factor, in the person's language. */
  code(postage: Postage, code: string, language: Language, issuer: Issuer): Promise<Posting>
  /** The code and the link of a sign-in by e-mail. */
  signIn(
    postage: Postage,
    mailed: MailedLink & { readonly code: string },
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells a person that they signed in from where they had not before. Not limited, as for passwords. */
  newPlace(to: string, address: string, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells a person of a change of their second factors. Not limited, as for passwords. */
  factorNotice(to: string, what: FactorNotice, language: Language, issuer: Issuer): Promise<Posting>
  recoveryUsed(to: string, left: number, language: Language, issuer: Issuer): Promise<Posting>
  /** A code that confirms a new address. */
  emailCode(postage: Postage, code: string, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells the new address of a person that an administrator asks for it. */
  emailAsked(postage: Postage, old: string, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells an address of a change. Not limited, as for passwords. */
  emailNotice(
    to: string,
    what: EmailNotice,
    values: { readonly email: string },
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells the old address, with a link that undoes the change. Not limited, as for passwords. */
  emailChanged(to: string, email: string, undo: MailedLink, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells the owner of an account that they froze how to open it again. */
  accountFrozen(to: string, reset: MailedLink, language: Language, issuer: Issuer): Promise<Posting>
  /** Tells a person about the deletion of their account; `due` is when it comes. */
  accountNotice(
    to: string,
    what: AccountNotice,
    due: Date | undefined,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** The link that recovers an account whose second factors are lost. */
  recoveryLink(postage: Postage, url: string, language: Language, issuer: Issuer): Promise<Posting>
  /** Not limited, as for passwords: whoever recovers somebody's account must not be able to hide it. */
  recoveryNotice(
    to: string,
    what: RecoveryNotice,
    facts: RecoveryFacts,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells an administrator about another one's recovery. */
  administratorRecovers(to: string, about: AdministratorsRecovery, language: Language, issuer: Issuer): Promise<Posting>
  /** A new or removed way to sign in is told without a limit, as a changed password is. */
  passkeyNotice(
    to: string,
    what: Exclude<PasskeyNotice, 'passkey_copied'>,
    name: string,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** Tells a person that an authenticator was used that looks like a copy of theirs. */
  passkeyCopied(postage: Postage, name: string, language: Language, issuer: Issuer): Promise<Posting>
  /** The address of a link's page. */
  urlOf(kind: LinkKind, link: MailedLink, issuer: Issuer): string
}

/** The pages of links. */
const PATHS: Readonly<Record<LinkKind, string>> = {
  invite: 'auth/setpassword',
  reset: 'auth/setpassword',
  'set-up': 'set-up',
  'verify-email': 'auth/verifyemail',
}

/** How long notices are tried: afterwards they are news no more. */
const NOTICE_SECONDS = 7 * 86_400
const CODE_SECONDS = 600
const ACTIVATION_SECONDS = 86_400
const UNDO_SECONDS = 7 * 86_400
const RECOVERY_LINK_SECONDS = 86_400

/** Which e-mail it is, how long it is of use, and more that the outbox keeps. */
interface Sent {
  readonly kind: string
  readonly seconds?: number
  readonly isDecoy?: boolean | undefined
  readonly subject?: MailSubject | undefined
}
type Post = (message: MailMessage, sent: Sent) => Promise<Posting>

export function createMails(outbox: Pick<Outbox, 'put'>, throttle: Throttle): Mails {
  const post: Post = (message, { kind, seconds = NOTICE_SECONDS, isDecoy = false, subject }) =>
    outbox.put({ message, kind, seconds, isDecoy, project: subject?.project ?? SYSTEM_PROJECT, about: subject?.about })

  const urlOf = (kind: LinkKind, { id, secret }: MailedLink, { url }: Issuer): string =>
    `${url}${PATHS[kind]}/${id}/${secret}`

  async function admit(to: string, counted = mailboxOf(to)): Promise<Postage | undefined> {
    const { allowed } = await throttle.mail(counted)
    return allowed ? ({ to } as Postage) : undefined
  }

  function postLink(
    { to, isDecoy }: Postage,
    kind: Exclude<LinkKind, 'set-up'>,
    link: MailedLink,
    language: Language,
    issuer: Issuer,
    subject?: MailSubject,
  ): Promise<Posting> {
    const message = linkMail(to, kind, urlOf(kind, link, issuer), language, issuer)
    return post(message, { kind, seconds: linkSeconds(kind), isDecoy, subject })
  }

  const postInvitation = (
    postage: Postage,
    way: InvitedWay,
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting> =>
    way.by === 'link'
      ? postLink(postage, 'invite', way.link, language, issuer, subject)
      : post(accessMail(postage.to, way, language, issuer), { kind: 'invite', subject })

  return {
    urlOf,
    admit: (to) => admit(to),
    admitProven: (to) => admit(to, `proven ${mailboxOf(to)}`),
    link: postLink,
    async invitation(to, way, subject, language, issuer) {
      const postage = await admit(to)
      return postage === undefined
        ? { attempt: Promise.resolve('limited') }
        : postInvitation(postage, way, subject, language, issuer)
    },
    invitationAgain: postInvitation,
    ...accountMails(post, urlOf),
    ...emailMails(post, urlOf),
    ...signInMails(post),
    ...recoveryMails(post),
  }
}

type UrlOf = Mails['urlOf']

function accountMails(
  post: Post,
  urlOf: UrlOf,
): Pick<
  Mails,
  | 'alreadyRegistered'
  | 'identityLinked'
  | 'passwordNotice'
  | 'listedPassword'
  | 'factorNotice'
  | 'secretReplaced'
  | 'changesWait'
  | 'passkeyNotice'
  | 'passkeyCopied'
> {
  return {
    alreadyRegistered: ({ to }, language, issuer) => post(registeredMail(to, language, issuer), { kind: 'registered' }),
    identityLinked: (to, provider, language, issuer) =>
      post(linkedMail(to, provider, language, issuer), { kind: 'identity_linked' }),
    passwordNotice: (to, what, language, issuer, isDecoy) =>
      post(passwordMail(to, what, language, issuer), { kind: what, isDecoy }),
    listedPassword: ({ to }, link, language, issuer) =>
      post(listedMail(to, urlOf('reset', link, issuer), language, issuer), {
        kind: 'password_listed',
        seconds: linkSeconds('reset'),
      }),
    factorNotice: (to, what, language, issuer) => post(noticeMail(to, what, language, issuer), { kind: what }),
    secretReplaced: (to, clientId, subject, language, issuer) =>
      post(secretMail(to, clientId, language, issuer), { kind: 'secret_replaced', subject }),
    changesWait: (to, subject, language, issuer) =>
      post(changesMail(to, language, issuer), { kind: 'changes_wait', subject }),
    passkeyNotice: (to, what, name, language, issuer) =>
      post(passkeyMail(to, what, name, language, issuer), { kind: what }),
    passkeyCopied: ({ to }, name, language, issuer) =>
      post(passkeyMail(to, 'passkey_copied', name, language, issuer), { kind: 'passkey_copied' }),
  }
}

function emailMails(
  post: Post,
  urlOf: UrlOf,
): Pick<Mails, 'emailCode' | 'emailAsked' | 'emailNotice' | 'emailChanged' | 'accountFrozen' | 'accountNotice'> {
  return {
    emailCode: ({ to }, code, language, issuer) =>
      post(emailCodeMail(to, code, language, issuer), { kind: 'email_code', seconds: CODE_SECONDS }),
    emailAsked: ({ to }, old, language, issuer) =>
      post(emailAskedMail(to, old, language, issuer), { kind: 'email_asked' }),
    emailNotice: (to, what, { email }, language, issuer) =>
      post(emailNoticeMail(to, what, email, language, issuer), { kind: what }),
    emailChanged: (to, email, undo, language, issuer) =>
      post(changedEmailMail(to, email, undo, language, issuer), { kind: 'email_changed', seconds: UNDO_SECONDS }),
    accountFrozen: (to, reset, language, issuer) =>
      post(frozenMail(to, urlOf('reset', reset, issuer), language, issuer), {
        kind: 'account_frozen',
        seconds: linkSeconds('reset'),
      }),
    accountNotice: (to, what, due, language, issuer) =>
      post(accountMail(to, what, due, language, issuer), { kind: what }),
  }
}

function signInMails(post: Post): Pick<Mails, 'code' | 'signIn' | 'newPlace' | 'activation'> {
  return {
    activation: ({ to }, activation, subject, language, issuer) =>
      post(activationMail(to, activation, language, issuer), {
        kind: 'activation',
        seconds: ACTIVATION_SECONDS,
        subject,
      }),
    code: ({ to }, code, language, issuer) =>
      post(codeMail(to, code, language, issuer), { kind: 'code', seconds: CODE_SECONDS }),
    signIn: ({ to, isDecoy }, { id, secret, code }, language, issuer) =>
      post(signInMail(to, { code, url: `${issuer.url}signin/mail/${id}/${secret}` }, language, issuer), {
        kind: 'sign_in',
        seconds: CODE_SECONDS,
        isDecoy,
      }),
    newPlace: (to, address, language, issuer) =>
      post(newPlaceMail(to, address, language, issuer), { kind: 'new_place' }),
  }
}

function recoveryMails(
  post: Post,
): Pick<Mails, 'recoveryUsed' | 'recoveryLink' | 'recoveryNotice' | 'administratorRecovers'> {
  return {
    recoveryUsed: (to, left, language, issuer) =>
      post(recoveryMail(to, left, language, issuer), { kind: 'recovery_used' }),
    recoveryLink: ({ to, isDecoy }, url, language, issuer) =>
      post(recoveryLinkMail(to, url, language, issuer), {
        kind: 'recovery_link',
        seconds: RECOVERY_LINK_SECONDS,
        isDecoy,
      }),
    recoveryNotice: (to, what, facts, language, issuer) =>
      post(recoveryNoticeMail(to, what, facts, language, issuer), { kind: `recovery_${what}` }),
    administratorRecovers: (to, about, language, issuer) =>
      post(administratorRecoversMail(to, about, language, issuer), { kind: 'administrator_recovers' }),
  }
}
