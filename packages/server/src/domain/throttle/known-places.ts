import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { networkOf } from '#base/http'
import type { ThrottleSettings } from './settings.ts'
import { formHashes, hashesOf } from './sign-in-limit.ts'
import { knownAddress, notePair } from './throttle.store.ts'

/** Where somebody signs in: a browser by its cookie, or a network where there is none. */
export interface Place {
  readonly userId: string
  readonly browserHash?: string | null | undefined
  readonly address: string
}

/**
 * Where people have signed in with all that was asked of them. Unlike the networks by which guesses are judged, a place is
 * not known by a right password alone.
 */
export interface KnownPlaces {
  isKnown(tx: Tx, place: Place, now: Date): Promise<boolean>
  /** Remembers it, and tells whether it was known before. */
  note(tx: Tx, place: Place, now: Date): Promise<boolean>
  /** The same for a browser in which somebody has come to their account page alone: it opens nothing, and is not told again. */
  noteAccount(tx: Tx, browser: { readonly userId: string; readonly browserHash: string }, now: Date): Promise<boolean>
  /** The same for the network of an app's own form, by the address with which somebody signs in there. */
  noteForm(tx: Tx, form: { readonly email: string; readonly address: string }, now: Date): Promise<boolean>
}

export function createKnownPlaces(keyring: Keyring, { knownAddressDays }: ThrottleSettings): KnownPlaces {
  const since = (now: Date): Date => secondsAfter(now, -knownAddressDays * 86_400)
  const hashes = ({ userId, browserHash, address }: Place): readonly string[] =>
    hashesOf(keyring, browserHash == null ? `at ${userId}\n${networkOf(address)}` : `in ${userId}\n${browserHash}`)
  const noteFirst = async (tx: Tx, all: readonly string[], now: Date): Promise<boolean> =>
    (await notePair.one(tx, { hashes: all, hash: all[0] ?? '', since: since(now), now })).known
  return {
    isKnown: async (tx, place, now) => (await knownAddress.one(tx, hashes(place), since(now))).known,
    note: (tx, place, now) => noteFirst(tx, hashes(place), now),
    noteAccount: (tx, { userId, browserHash }, now) =>
      noteFirst(tx, hashesOf(keyring, `account ${userId}\n${browserHash}`), now),
    noteForm: (tx, { email, address }, now) =>
      noteFirst(tx, formHashes(keyring, `${email}\n${networkOf(address)}`), now),
  }
}
