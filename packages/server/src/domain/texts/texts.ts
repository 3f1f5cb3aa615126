import { type Language, shownName, textIn } from '#base/language'
import type { Log } from '#base/log'
import type { SmsSender } from '#base/sms'
import type { Issuer } from '#domain/projects'
import type { Allowance, AskedText, CountedText, Throttle } from '#domain/throttle'

/** What a phone is told about its number, or about the account that it signs in to. */
export type TextNotice = 'added' | 'changed' | 'left' | 'removed' | 'new_place' | 'passkey_copied' | 'recovery_used'

declare const counted: unique symbol
/** Permission for one message to a number, already counted against its limits. */
export interface TextPostage {
  readonly to: string
  readonly [counted]: true
}

/** The same for a code to sign in with. */
export interface SignInPostage extends TextPostage {
  readonly asked: AskedText
}

/** Sends text messages. A failure to send is logged and returned, never thrown; no number and no text is logged. */
export interface Texts {
  /** Whether this server can send any. */
  readonly canSend: boolean
  /** Counts a message; undefined if the account, the number, its prefix, the project or the server has had too many. */
  admit(text: CountedText): Promise<TextPostage | undefined>
  /** Counts a code to sign in with, whether somebody has the number or not. */
  admitSignIn(text: AskedText): Promise<SignInPostage | undefined>
  /** Sends it to a number that somebody has; not to too many that are alike, nor too many of a project or the server. */
  signIn(
    postage: SignInPostage,
    code: string,
    language: Language,
    issuer: Issuer,
  ): Promise<'sent' | 'limited' | 'failed'>
  /** Tells a person that they may sign in with their number, and where. */
  invitation(postage: TextPostage, project: string, at: string, language: Language): Promise<'sent' | 'failed'>
  /** A code. Its last line ties it to this host, so that phones fill it in nowhere else. */
  code(postage: TextPostage, code: string, language: Language, issuer: Issuer): Promise<'sent' | 'failed'>
  /** Not limited: whoever replaces somebody's number must not be able to hide it. */
  notice(to: string, what: TextNotice, language: Language, issuer: Issuer): Promise<'sent' | 'failed'>
  /** Tells a phone that its owner's account is being recovered, with a link that stops it. */
  recovery(to: string, stop: string, language: Language, issuer: Issuer): Promise<'sent' | 'failed'>
}

/** Without a sender nothing can be sent. */
export function createTexts(sender: SmsSender | undefined, throttle: Pick<Throttle, 'text'>, log: Log): Texts {
  async function post(to: string, text: string): Promise<'sent' | 'failed'> {
    if (sender === undefined) return 'failed'
    try {
      await sender.send({ to, text })
      return 'sent'
    } catch (error) {
      log.error('sms.failed', { error })
      return 'failed'
    }
  }

  /** Limits of a number and an account are reached by strangers who type; the others are an operator's business. */
  function isWithin({ allowed, name, isFirstRefusal }: Allowance, projectId: string | undefined): boolean {
    if (isFirstRefusal && !['text-account', 'text-number'].includes(name))
      log.warn('sms.limited', { code: name, ...(projectId !== undefined && { projectId }) })
    return allowed
  }

  function postCode({ to }: TextPostage, code: string, language: Language, issuer: Issuer): Promise<'sent' | 'failed'> {
    const host = hostOf(issuer)
    // The form that browsers know: https://wicg.github.io/sms-one-time-codes/
    return post(to, `${textIn(language, 'sms.code', { code, host })}\n\n@${nameOf(issuer)} #${code}`)
  }

  return {
    canSend: sender !== undefined,
    async admit(text) {
      return isWithin(await throttle.text.message(text), text.project)
        ? ({ to: text.number } as TextPostage)
        : undefined
    },
    async admitSignIn(asked) {
      const { allowed } = await throttle.text.asked(asked)
      return allowed ? ({ to: asked.number, asked } as SignInPostage) : undefined
    },
    async signIn(postage, code, language, issuer) {
      const isSent = isWithin(await throttle.text.sent(postage.asked), postage.asked.project)
      return isSent ? postCode(postage, code, language, issuer) : 'limited'
    },
    invitation: ({ to }, project, at, language) =>
      post(
        to,
        textIn(language, 'sms.invitation', { project: shownName(project, LONGEST_NAME) || new URL(at).host, at }),
      ),
    code: postCode,
    recovery: (to, stop, language, issuer) =>
      post(to, textIn(language, 'sms.recovery', { host: hostOf(issuer), stop })),
    notice: (to, what, language, issuer) => post(to, textIn(language, `sms.${what}`, { host: hostOf(issuer) })),
  }
}

/** A project's owner chose it, and strangers read it: no room for another message. */
const LONGEST_NAME = 40

const hostOf = ({ url }: Issuer): string => new URL(url).host
const nameOf = ({ url }: Issuer): string => new URL(url).hostname
