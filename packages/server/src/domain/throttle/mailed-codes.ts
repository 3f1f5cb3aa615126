import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { networkOf } from '#base/http'
import { clearGuesses, noteGuess, standingOf } from './guesses.store.ts'
import { accountHashes } from './sign-in-limit.ts'

/** NIST SP 800-63B-4 §3.2.2 allows no more wrong ones in a row. */
const MOST = 100

/**
 * Wrong codes of sign-ins by a message, in a row, of each address or number, whether it has an account or not. After too many,
 * only the link in the e-mail signs in, which nobody can guess. A text message has none, so a browser that has signed the
 * person in before is counted by itself, and an administrator's word for a number counts anew.
 */
export interface MailedCodes {
  areOff(account: string, now: Date): Promise<boolean>
  wrong(account: string, address: string, now: Date): Promise<void>
  right(tx: Tx, ...accounts: readonly string[]): Promise<void>
}

/** By what wrong codes to a number are counted: each project apart. */
export const textAccount = (project: string, number: string): string => `${number}\n${project}`

/** The keyed hashes by which wrong codes to an address or a number are counted. */
export const mailedCodeHashes = (keyring: Keyring, account: string): readonly string[] =>
  accountHashes(keyring, `mailed code ${account}`)

export function createMailedCodes(db: Db, keyring: Keyring): MailedCodes {
  const hashes = (account: string): readonly string[] => mailedCodeHashes(keyring, account)
  return {
    async areOff(account, now) {
      const keys = { accountHashes: hashes(account), pairHashes: [], browserHashes: [], since: now }
      return (await standingOf.one(db, keys)).failures >= MOST
    },
    async wrong(account, address, now) {
      const [hash = ''] = hashes(account)
      const [pair = ''] = hashes(`${account} ${networkOf(address)}`)
      await noteGuess.one(db, { account: hash, pair, now })
    },
    async right(tx, ...accounts) {
      await clearGuesses.run(tx, accounts.flatMap(hashes))
    },
  }
}
