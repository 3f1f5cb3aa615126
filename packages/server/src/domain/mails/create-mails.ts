import { type Clock, secondsAfter } from '#base/clock'
import type { Db } from '#base/db'
import { dateIn, type Language, momentIn, shownName, textIn } from '#base/language'
import type { Log } from '#base/log'
import type { Outbox, Posting } from '#domain/outbox'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import type { StrangerMail, Throttle } from '#domain/throttle'
import { type LinkKind, linkSeconds, mailboxOf } from '#domain/users'
import { mailBrand } from './brand.ts'
import type { MailedLink } from './mailed-link.ts'
import type { InvitationSubject, Mails, Postage, Sending } from './mails.ts'
import { type MailValues, renderMail } from './render.ts'
import { TEMPLATES, type TemplateName } from './templates.ts'

/** How long notices are tried: afterwards they are news no more. */
const NOTICE_SECONDS = 7 * 86_400
const CODE_SECONDS = 600
const ACTIVATION_SECONDS = 86_400
const UNDO_SECONDS = 7 * 86_400
const RECOVERY_LINK_SECONDS = 86_400

type To = Pick<Postage, 'to' | 'isDecoy'>
type Send = (
  name: TemplateName,
  to: To | string,
  values: MailValues,
  language: Language,
  issuer: Issuer,
  sending?: Sending,
) => Promise<Posting>

export interface MailDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly outbox: Pick<Outbox, 'put'>
  readonly throttle: Throttle
}

export function createMails(deps: MailDeps): Mails {
  const { clock } = deps
  const send: Send = (...mail) => put(deps, ...mail)

  const admit = admission(deps)

  const postLink: Mails['link'] = (postage, kind, link, language, issuer, subject) => {
    const seconds = linkSeconds(kind)
    const values = {
      url: urlOf(kind, link, issuer),
      decline: `${issuer.url}auth/notme/${link.id}/${link.secret}`,
      until: momentIn(language, secondsAfter(clock.now(), seconds)),
      ...invitersOf(subject, language),
    }
    const name = kind === 'verify-email' ? 'verify_email' : kind
    return send(name, postage, values, language, issuer, { seconds, subject })
  }

  const postInvitation: Mails['invitationAgain'] = (postage, way, subject, language, issuer) => {
    if (way.by === 'link') return postLink(postage, 'invite', way.link, language, issuer, subject)
    const who = invitersOf(subject, language)
    if (way.by === 'offer')
      // Listed as other invitations are: whoever invites does not learn from it that the address has an account.
      return send('invite_own', postage, { ...who, page: way.page }, language, issuer, {
        subject,
        kind: 'invite',
        seconds: linkSeconds('invite'),
      })
    return way.by === 'own_account'
      ? send(
          'access_own',
          postage,
          { ...who, at: `${issuer.url}signin`, page: `${issuer.url}account` },
          language,
          issuer,
          {
            subject,
          },
        )
      : send('access_organisation', postage, { ...who, at: way.at, domain: way.domain }, language, issuer, { subject })
  }

  return {
    urlOf,
    send,
    admit: (to, stranger) => admit(to, mailboxOf(to), stranger),
    admitProven: (to) => admit(to, `proven ${mailboxOf(to)}`),
    link: postLink,
    async invitation(to, way, subject, language, issuer) {
      const postage = await admit(to, mailboxOf(to), { why: 'invitation', project: subject.project })
      return postage === undefined
        ? { attempt: Promise.resolve('limited') }
        : postInvitation(postage, way, subject, language, issuer)
    },
    invitationAgain: postInvitation,
    projectNotice: (to, what, values, subject, language, issuer) =>
      send(what, to, values, language, issuer, { subject }),
    ...accountMails(send),
    ...emailMails(send),
    ...signInMails(send),
    ...recoveryMails(send),
  }
}

function admission({ log, throttle }: Pick<MailDeps, 'log' | 'throttle'>) {
  async function isWithin(stranger: StrangerMail): Promise<boolean> {
    const { allowed, name, isFirstRefusal } = await throttle.strangerMail(stranger)
    const { project } = stranger
    if (isFirstRefusal) log.warn('mail.limited', { code: name, ...(project !== undefined && { projectId: project }) })
    return allowed
  }

  return async (to: string, counted: string, stranger?: StrangerMail): Promise<Postage | undefined> => {
    const { allowed } = await throttle.mail(counted)
    if (!allowed || (stranger !== undefined && !(await isWithin(stranger)))) return undefined
    return { to } as Postage
  }
}

/** Looks up how it looks, makes it, and keeps it. Never throws: what it tells of has happened. */
async function put(
  { db, log, outbox }: MailDeps,
  name: TemplateName,
  recipient: To | string,
  values: MailValues,
  language: Language,
  issuer: Issuer,
  { seconds = NOTICE_SECONDS, subject, kind = name }: Sending = {},
): Promise<Posting> {
  const { to, isDecoy = false } = typeof recipient === 'string' ? { to: recipient } : recipient
  try {
    const brand = await mailBrand(db, subject?.project ?? issuer.project, issuer)
    const message = renderMail(to, { name, template: TEMPLATES[name] }, values, language, brand)
    const [project, about] = [subject?.project ?? SYSTEM_PROJECT, subject?.about]
    return await outbox.put({ message, logoOf: brand.logoOf, kind, seconds, isDecoy, project, about })
  } catch (error) {
    log.error('mail.failed', { code: 'not_kept', error })
    return { attempt: Promise.resolve('refused') }
  }
}

/** The pages of links. */
const PATHS: Readonly<Record<LinkKind, string>> = {
  invite: 'auth/setpassword',
  reset: 'auth/setpassword',
  'set-up': 'set-up',
  'verify-email': 'auth/verifyemail',
}

function urlOf(kind: LinkKind, { id, secret }: MailedLink, { url }: Issuer): string {
  return `${url}${PATHS[kind]}/${id}/${secret}`
}

/** Both names were typed by somebody, and strangers read them. */
function invitersOf(subject: InvitationSubject | undefined, language: Language): MailValues {
  const name = shownName(subject?.name ?? '')
  return {
    inviter: shownName(subject?.inviter ?? '') || textIn(language, 'mail.invite.administrator', {}),
    ...(name !== '' && { name }),
  }
}

/** Owners of projects chose it; without a name it is the provider's host, which an e-mail doesn't show. */
const providerOf = (name: string, language: Language): string =>
  shownName(name) || textIn(language, 'mail.identity_linked.unnamed', {})

const pageOf = ({ url }: Issuer, path: string): string => `${url}${path}`
const forgotOf = (issuer: Issuer): MailValues => ({ forgot: pageOf(issuer, 'signin/forgot') })
const accountOf = (issuer: Issuer): MailValues => ({ account: pageOf(issuer, 'account') })

function accountMails(
  send: Send,
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
    alreadyRegistered: (postage, language, issuer) => send('registered', postage, forgotOf(issuer), language, issuer),
    identityLinked: (to, provider, language, issuer) =>
      send('identity_linked', to, { ...forgotOf(issuer), provider: providerOf(provider, language) }, language, issuer),
    passwordNotice: (to, what, language, issuer, isDecoy) =>
      send(what, { to, ...(isDecoy === true && { isDecoy }) }, forgotOf(issuer), language, issuer),
    listedPassword: (postage, link, language, issuer) =>
      send('password_listed', postage, { url: urlOf('reset', link, issuer) }, language, issuer, {
        seconds: linkSeconds('reset'),
      }),
    factorNotice: (to, what, language, issuer) => send(what, to, accountOf(issuer), language, issuer),
    secretReplaced: (to, client, subject, language, issuer) =>
      send('secret_replaced', to, { client }, language, issuer, { subject }),
    changesWait: (to, subject, language, issuer) =>
      send('changes_wait', to, { page: pageOf(issuer, 'account/changes') }, language, issuer, { subject }),
    passkeyNotice: (to, what, name, language, issuer) =>
      send(what, to, { name, page: pageOf(issuer, 'account/passkeys'), ...forgotOf(issuer) }, language, issuer),
    passkeyCopied: (postage, name, language, issuer) =>
      send('passkey_copied', postage, { name, page: pageOf(issuer, 'account/passkeys') }, language, issuer),
  }
}

function emailMails(
  send: Send,
): Pick<Mails, 'emailCode' | 'emailAsked' | 'emailNotice' | 'emailChanged' | 'accountFrozen' | 'accountNotice'> {
  const page = (issuer: Issuer): MailValues => ({ page: pageOf(issuer, 'account/email') })
  return {
    emailCode: (postage, code, language, issuer) =>
      send('email_code', postage, { ...page(issuer), code }, language, issuer, { seconds: CODE_SECONDS }),
    emailAsked: (postage, old, language, issuer) =>
      send('email_asked', postage, { ...page(issuer), old: shortened(old) }, language, issuer),
    emailNotice: (to, what, { email }, language, issuer) =>
      send(what, to, { ...page(issuer), email }, language, issuer),
    emailChanged: (to, email, { id, secret }, language, issuer) =>
      send('email_changed', to, { email, undo: pageOf(issuer, `auth/undoemail/${id}/${secret}`) }, language, issuer, {
        seconds: UNDO_SECONDS,
      }),
    accountFrozen: (to, reset, language, issuer) =>
      send('account_frozen', to, { reset: urlOf('reset', reset, issuer) }, language, issuer, {
        seconds: linkSeconds('reset'),
      }),
    accountNotice: (to, what, due, language, issuer) => {
      const at = due === undefined ? '' : dateIn(language, due)
      return send(what, to, { page: pageOf(issuer, 'account/data'), at }, language, issuer)
    },
  }
}

function signInMails(send: Send): Pick<Mails, 'code' | 'signIn' | 'newPlace' | 'activation'> {
  return {
    activation: (postage, { code, url }, subject, language, issuer) =>
      send('activation', postage, { code, url }, language, issuer, { seconds: ACTIVATION_SECONDS, subject }),
    code: (postage, code, language, issuer) =>
      send('code', postage, { ...forgotOf(issuer), code }, language, issuer, { seconds: CODE_SECONDS }),
    signIn: (postage, { id, secret, code }, language, issuer) =>
      send('sign_in', postage, { code, url: pageOf(issuer, `signin/mail/${id}/${secret}`) }, language, issuer, {
        seconds: CODE_SECONDS,
      }),
    newPlace: (to, address, language, issuer) =>
      send('new_place', to, { ...accountOf(issuer), address }, language, issuer),
  }
}

function recoveryMails(
  send: Send,
): Pick<Mails, 'recoveryUsed' | 'recoveryLink' | 'recoveryNotice' | 'administratorRecovers'> {
  return {
    recoveryUsed: (to, left, language, issuer) =>
      send('recovery_used', to, { ...accountOf(issuer), left: String(left) }, language, issuer),
    recoveryLink: (postage, url, language, issuer) =>
      send('recovery_link', postage, { url }, language, issuer, { seconds: RECOVERY_LINK_SECONDS }),
    recoveryNotice: (to, what, { stop, readyAt }, language, issuer) => {
      const at = readyAt === null ? '' : momentIn(language, readyAt)
      const pages = { page: pageOf(issuer, 'signin/recovery'), again: pageOf(issuer, 'signin/recover') }
      return send(`recovery_${what}`, to, { stop, at, ...pages }, language, issuer)
    },
    administratorRecovers: (to, { who, what }, language, issuer) =>
      send(`administrator_${what}`, to, { who }, language, issuer),
  }
}

/** Enough for the person to know which account is meant; the new address may belong to a stranger. */
function shortened(email: string): string {
  return email.replace(/^(.).*(?=@)/u, '$1…')
}
