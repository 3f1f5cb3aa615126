import { decodeJwt } from 'jose'
import { fromNumericDate, secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { takeAssertion } from '#domain/clients'
import { believedUntil, isJwt } from '#domain/issuers'
import { writeProviderKey } from '#domain/providers'
import type { ExternalPerson } from './person.ts'
import type { PresentedToken } from './verify-token.ts'

/** A proof that signs a person in once. */
export interface Once {
  /** The text that identifies it. */
  readonly text: string
  /** From then on it is useless anyway. */
  readonly until: Date
}

/** The refusal of a proof that has signed in before. */
export interface Replayed {
  readonly why: 'replayed_token'
  readonly finding: string
}

/**
 * A verified id token, identified by its signed part: that has one spelling, whereas a signature can be encoded in several.
 */
export function onceByToken({ claims: { exp } }: ExternalPerson, token: string, now: Date): Once {
  const end = typeof exp === 'number' ? fromNumericDate(exp) : now
  return { text: signedPart(token), until: believedUntil(end) }
}

/** The part of a JWT that is signed. */
export function signedPart(token: string): string {
  return token.slice(0, token.lastIndexOf('.'))
}

/** A presented token, as it is recognised from then on in any spelling. */
export interface Signed {
  /** Hashes of the signed parts; of opaque tokens, of the whole token. */
  readonly hashes: readonly string[]
  /** Hashes of the tokens as they were sent. */
  readonly tokenHashes: readonly string[]
  /** Until then a server may accept it. */
  readonly until: Date
  /** When the JWT was issued; undefined if it does not say. Null if no token is a JWT. */
  readonly issuedAt: Date | undefined | null
}

/** The lifetime that is assumed of an opaque token. */
const OPAQUE_SECONDS = 30 * 86_400
const LONGEST_SECONDS = 3_650 * 86_400

/** How a verified token, with its id token, is recognised later. */
export function signedOf(
  { token, idToken }: Pick<PresentedToken, 'token' | 'idToken'>,
  { claims }: ExternalPerson,
  now: Date,
): Signed {
  const tokens = idToken === undefined ? [token] : [token, idToken]
  const latest = Math.max(...tokens.map((one) => endOf(one) ?? secondsAfter(now, OPAQUE_SECONDS).getTime()))
  const { iat } = claims
  return {
    hashes: tokens.map((one) => sha256Text(isJwt(one) ? signedPart(one) : one)),
    tokenHashes: tokens.map((one) => sha256Text(one)),
    until: believedUntil(new Date(Math.min(latest, secondsAfter(now, LONGEST_SECONDS).getTime()))),
    issuedAt: !tokens.some(isJwt) ? null : typeof iat === 'number' ? fromNumericDate(iat) : undefined,
  }
}

/** When a JWT expires, in milliseconds; undefined if it is no JWT. */
function endOf(token: string): number | undefined {
  if (!isJwt(token)) return undefined
  try {
    const { exp } = decodeJwt(token)
    return exp === undefined ? undefined : exp * 1000
  } catch {
    // Only its API reads an access token that came with an id token: it may have any content.
    return undefined
  }
}

/** Uses it up in the transaction of the sign-in, beside the assertions of clients: if the sign-in fails, it stays usable. */
export async function takeOnce(
  tx: Tx,
  { provider }: ExternalPerson,
  { text, until }: Once,
  project: string,
): Promise<Replayed | undefined> {
  const taken = await takeAssertion.maybeOne(
    tx,
    project,
    sha256Text(`${writeProviderKey(provider.key)} ${text}`),
    until,
  )
  if (taken !== undefined) return undefined
  return { why: 'replayed_token', finding: 'This proof has already signed its person in, and works only once.' }
}
