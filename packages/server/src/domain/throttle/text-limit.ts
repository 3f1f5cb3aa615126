import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import { consume, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** Numbers that share all but their last digits belong together: whoever earns by messages to them has many in a row. */
const LAST_DIGITS = 4

/** A text message that is about to be sent. */
export interface CountedText {
  readonly number: string
  /** Each is counted apart: what strangers do with a number, or with its neighbours, keeps its owner from no code. */
  readonly why: 'own' | 'new' | 'invitation'
  /** The account that asks for it; left out for an administrator's invitation, of which there may be many. */
  readonly account?: string
}

/** Limits on text messages, counted before they are sent. */
export interface TextLimits {
  /** Of the account, of its number, and of the number's prefix. */
  message(text: CountedText): Promise<Allowance>
  /** A code to sign in with, which anybody can ask for: of its number, whether somebody has it or not. */
  asked(number: string): Promise<Allowance>
  /** The same before it is sent to a number that somebody has: of the number's prefix. */
  sent(number: string): Promise<Allowance>
}

export function textLimits(
  db: Db,
  { textsPerAccount, textsPerNumber, textsPerPrefix, textWindowSeconds }: ThrottleSettings,
  keyed: (text: string) => string,
): TextLimits {
  const counter = (name: string, most: number): ((key: string) => Promise<Allowance>) => {
    const limiter = sharedLimiter(db, name, most, textWindowSeconds)
    return (key) => consume(limiter, 'texts', key, most)
  }
  const ofAccount = counter('text-account', textsPerAccount)
  const [byNumber, byPrefix] = [counter('text-number', textsPerNumber), counter('text-prefix', textsPerPrefix)]
  const ofNumber = (number: string, why: string): Promise<Allowance> => byNumber(keyed(`text ${why} ${number}`))
  const ofPrefix = (number: string, why: string): Promise<Allowance> =>
    byPrefix(keyed(`text prefix ${why} ${number.slice(0, -LAST_DIGITS)}`))
  return {
    async message({ number, why, account }) {
      // What one limit refuses counts against no other: an account that asks on and on must not use up a number's.
      const asker = account === undefined ? undefined : await ofAccount(account)
      if (asker?.allowed === false) return asker
      const here = await ofNumber(number, why)
      return here.allowed ? ofPrefix(number, why) : here
    },
    asked: (number) => ofNumber(number, 'sign-in'),
    sent: (number) => ofPrefix(number, 'sign-in'),
  }
}
