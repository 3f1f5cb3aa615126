import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import { consume, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** Numbers that share all but their last digits belong together: whoever earns by messages to them has many in a row. */
const LAST_DIGITS = 4

/** A text message that is about to be sent. */
export interface CountedText {
  /** The account that asks for it. */
  readonly account: string
  readonly number: string
  /** The number is proven to be that account's: then what others do with it, or with its neighbours, does not count. */
  readonly isOwn: boolean
}

/** Counts a text message before it is sent: of the account, of its number, and of the number's prefix. */
export type TextLimit = (text: CountedText) => Promise<Allowance>

export function textLimit(
  db: Db,
  { textsPerAccount, textsPerNumber, textsPerPrefix, textWindowSeconds }: ThrottleSettings,
  keyed: (text: string) => string,
): TextLimit {
  const limits = [
    { name: 'text-account', most: textsPerAccount, keyOf: ({ account }: CountedText) => account },
    {
      name: 'text-number',
      most: textsPerNumber,
      keyOf: ({ isOwn, number }: CountedText) => keyed(`text ${isOwn} ${number}`),
    },
    {
      name: 'text-prefix',
      most: textsPerPrefix,
      keyOf: ({ isOwn, number }: CountedText) => keyed(`text ${isOwn} prefix ${number.slice(0, -LAST_DIGITS)}`),
    },
  ].map((one) => ({ ...one, limiter: sharedLimiter(db, one.name, one.most, textWindowSeconds) }))
  return async (text) => {
    const [first, ...rest] = limits
    if (first === undefined) throw new Error('there are no limits')
    let allowance = await consume(first.limiter, 'texts', first.keyOf(text), first.most)
    // What one limit refuses counts against no other: an account that asks on and on must not use up a number's.
    for (const { limiter, most, keyOf } of rest) {
      if (!allowance.allowed) return allowance
      allowance = await consume(limiter, 'texts', keyOf(text), most)
    }
    return allowance
  }
}
