import type { Language } from '#base/language'
import type { Attempt, Posting } from '#domain/outbox'
import type { Issuer } from '#domain/projects'
import type { StrangerMail } from '#domain/throttle'
import type { LinkKind } from '#domain/users'
import type { MailedLink } from './mailed-link.ts'
import type {
  AccessWay,
  AccountNotice,
  AdministratorsRecovery,
  EmailNotice,
  FactorNotice,
  PasskeyNotice,
  PasswordNotice,
  ProjectNotice,
  RecoveryFacts,
  RecoveryNotice,
} from './notices.ts'
import type { MailValues } from './render.ts'
import type { TemplateName } from './templates.ts'

/**
 * How an invited person signs in: through a link, by which they choose a password, or with an account that they have, in
 * which they may have to accept first.
 */
export type InvitedWay =
  | { readonly by: 'link'; readonly link: MailedLink }
  | { readonly by: 'offer'; readonly page: string }
  | AccessWay

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

/** Who invites whom. */
export interface InvitationSubject extends MailSubject {
  /** Undefined: a program does. */
  readonly inviter?: string | undefined
  readonly name?: string | undefined
}

/** More of an e-mail than what it says. */
export interface Sending {
  /** What administrators see of it instead of its own name. */
  readonly kind?: TemplateName | undefined
  /** How long it is of use, such as its link; a week if not set. */
  readonly seconds?: number
  readonly subject?: MailSubject | undefined
}

/**
 * Sends e-mails whose links lead to the given issuer. Each is kept in the outbox when its promise resolves; `attempt` then
 * says how the first attempt to send it ends. A failure is logged and returned, never thrown.
 */
export interface Mails {
  /**
   * Counts an e-mail to an address; undefined if it has had too many, or the project or the server has sent too many to
   * strangers. Call it before making a link: a link that cannot be sent must not replace an earlier one that was.
   */
  admit(to: string, stranger?: StrangerMail): Promise<Postage | undefined>
  /** The same for what only follows a proven first factor: strangers who ask for e-mails do not use it up. */
  admitProven(to: string): Promise<Postage | undefined>
  /** Sends any of the e-mails in `templates.ts`, with its values. The methods below do so with values of their own. */
  send(
    name: TemplateName,
    postage: Postage,
    values: MailValues,
    language: Language,
    issuer: Issuer,
    sending?: Sending,
  ): Promise<Posting>
  link(
    postage: Postage,
    kind: Exclude<LinkKind, 'set-up'>,
    link: MailedLink,
    language: Language,
    issuer: Issuer,
    subject?: InvitationSubject,
  ): Promise<Posting>
  /**
   * Invites a person to a project, with a link if they have no account yet. A person with an account gets an e-mail too,
   * counted alike, so that the inviter gets the same answer for both.
   */
  invitation(
    to: string,
    way: InvitedWay,
    subject: InvitationSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<{ readonly attempt: Promise<Posted> }>
  /** The same again, with permission at hand. */
  invitationAgain(
    postage: Postage,
    way: InvitedWay,
    subject: InvitationSubject,
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
  /** Tells an administrator about a domain or the emergency account of their project. Not limited, as for passwords. */
  projectNotice(
    to: string,
    what: ProjectNotice,
    values: MailValues,
    subject: MailSubject,
    language: Language,
    issuer: Issuer,
  ): Promise<Posting>
  /** The address of a link's page. */
  urlOf(kind: LinkKind, link: MailedLink, issuer: Issuer): string
}
