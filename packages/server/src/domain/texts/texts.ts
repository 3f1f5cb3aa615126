import { type Language, textIn } from '#base/language'
import type { Log } from '#base/log'
import type { SmsSender } from '#base/sms'
import type { Issuer } from '#domain/projects'
import type { CountedText, Throttle } from '#domain/throttle'

/** What a phone is told about its number, or about the account that it signs in to. */
export type TextNotice = 'added' | 'changed' | 'removed'

declare const counted: unique symbol
/** Permission for one message to a number, already counted against its limits. */
export interface TextPostage {
  readonly to: string
  readonly [counted]: true
}

/** Sends text messages. A failure to send is logged and returned, never thrown; no number and no text is logged. */
export interface Texts {
  /** Whether this server can send any. */
  readonly canSend: boolean
  /** Counts a message; undefined if the account, the number or its prefix has had too many. */
  admit(text: CountedText): Promise<TextPostage | undefined>
  /** Counts a code to sign in with, whether somebody has the number or not. */
  admitSignIn(number: string): Promise<TextPostage | undefined>
  /** Sends it to a number that somebody has; not to too many that are alike. */
  signIn(postage: TextPostage, code: string, language: Language, issuer: Issuer): Promise<'sent' | 'limited' | 'failed'>
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

  function postCode({ to }: TextPostage, code: string, language: Language, issuer: Issuer): Promise<'sent' | 'failed'> {
    const host = hostOf(issuer)
    // The form that browsers know: https://wicg.github.io/sms-one-time-codes/
    return post(to, `${textIn(language, 'sms.code', { code, host })}\n\n@${nameOf(issuer)} #${code}`)
  }

  return {
    canSend: sender !== undefined,
    async admit(text) {
      const { allowed } = await throttle.text.message(text)
      return allowed ? ({ to: text.number } as TextPostage) : undefined
    },
    async admitSignIn(number) {
      const { allowed } = await throttle.text.asked(number)
      return allowed ? ({ to: number } as TextPostage) : undefined
    },
    async signIn(postage, code, language, issuer) {
      const { allowed } = await throttle.text.sent(postage.to)
      return allowed ? postCode(postage, code, language, issuer) : 'limited'
    },
    invitation: ({ to }, project, at, language) => post(to, textIn(language, 'sms.invitation', { project, at })),
    code: postCode,
    recovery: (to, stop, language, issuer) =>
      post(to, textIn(language, 'sms.recovery', { host: hostOf(issuer), stop })),
    notice: (to, what, language, issuer) => post(to, textIn(language, `sms.${what}`, { host: hostOf(issuer) })),
  }
}

const hostOf = ({ url }: Issuer): string => new URL(url).host
const nameOf = ({ url }: Issuer): string => new URL(url).hostname
