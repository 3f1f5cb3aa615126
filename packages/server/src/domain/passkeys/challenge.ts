import { type Clock, secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Issuer } from '#domain/projects'
import { takeChallenge } from './passkeys.store.ts'

/** How long a challenge can be answered. */
export const CHALLENGE_SECONDS = 300

/** What an answer is for, and where it was asked for. */
export interface Asked {
  readonly purpose: 'register' | 'sign-in'
  /** The browser that was shown the page. */
  readonly browserHash: string
  readonly issuer: Issuer
  /** The person who is known already. */
  readonly userId: string | undefined
}

const contextOf = ({ purpose, browserHash, issuer, userId = '' }: Asked): string =>
  `passkey-challenge:${purpose}:${issuer.url}:${browserHash}:${userId}`

/**
 * A challenge for an authenticator. It says itself, sealed, until when and where it is good, so that pages that are only
 * shown write nothing. Only an answered one is written down.
 */
export function makeChallenge(
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: Clock },
  asked: Asked,
): string {
  const until = secondsAfter(clock.now(), CHALLENGE_SECONDS).getTime()
  return Buffer.from(keyring.seal(String(until), contextOf(asked))).toString('base64url')
}

/** Whether this is a challenge of ours for this purpose in this browser, still open and not answered yet: now it is. */
export async function spendChallenge(
  tx: Tx,
  keyring: Keyring,
  challenge: string,
  asked: Asked,
  now: Date,
): Promise<boolean> {
  const until = opened(keyring, challenge, asked)
  if (until === undefined || until <= now) return false
  return (await takeChallenge.maybeOne(tx, sha256Text(challenge), until)) !== undefined
}

function opened(keyring: Keyring, challenge: string, asked: Asked): Date | undefined {
  try {
    const bytes = Buffer.from(challenge, 'base64url')
    // Another spelling of it would be answered once more.
    if (bytes.toString('base64url') !== challenge) return undefined
    const sealed = bytes.toString()
    return new Date(Number(keyring.unseal(sealed, contextOf(asked)).toString()))
  } catch {
    // Not ours, or for another purpose, person, browser or address.
    return undefined
  }
}
