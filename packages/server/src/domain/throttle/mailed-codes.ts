import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { networkOf } from '#base/http'
import { clearGuesses, noteGuess, standingOf } from './guesses.store.ts'
import { accountHashes } from './sign-in-limit.ts'

/** NIST SP 800-63B-4 §3.2.2 allows no more wrong ones in a row. */
const MOST = 100

/**
 * Wrong codes of sign-ins by e-mail, in a row, of each address, whether it has an account or not. After too many, only the
 * link in the e-mail signs in, which nobody can guess.
 */
export interface MailedCodes {
  areOff(email: string, now: Date): Promise<boolean>
  wrong(email: string, address: string, now: Date): Promise<void>
  right(email: string): Promise<void>
}

/** The keyed hashes by which wrong codes to an address are counted. */
export const mailedCodeHashes = (keyring: Keyring, email: string): readonly string[] =>
  accountHashes(keyring, `mailed code ${email}`)

export function createMailedCodes(db: Db, keyring: Keyring): MailedCodes {
  const hashes = (email: string): readonly string[] => mailedCodeHashes(keyring, email)
  return {
    areOff: async (email, now) => (await standingOf.one(db, hashes(email), [], now)).failures >= MOST,
    async wrong(email, address, now) {
      const [account = ''] = hashes(email)
      const [pair = ''] = hashes(`${email} ${networkOf(address)}`)
      await noteGuess.one(db, { account, pair, now })
    },
    async right(email) {
      await clearGuesses.run(db, hashes(email))
    },
  }
}
