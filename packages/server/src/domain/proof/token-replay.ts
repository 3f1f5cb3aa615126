import { decodeJwt } from 'jose'
import { fromNumericDate, secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { takeAssertion } from '#domain/clients'
import { believedUntil, isJwt } from '#domain/issuers'
import { writeProviderKey } from '#domain/providers'
import type { ExternalPerson } from './person.ts'
import type { PresentedToken } from './verify-token.ts'

/** What signs a person in once. */
export interface Once {
  /** By which it is known. */
  readonly text: string
  /** When it is of no use any more in any case. */
  readonly until: Date
}

/** Why what signs in once signs nobody in a second time. */
export interface Replayed {
  readonly why: 'replayed_token'
  readonly finding: string
}

/**
 * An id token that was verified, known by what is signed, which nobody can write otherwise, as they can the signature's own
 * text.
 */
export function onceByToken({ claims: { exp } }: ExternalPerson, token: string, now: Date): Once {
  const end = typeof exp === 'number' ? fromNumericDate(exp) : now
  return { text: signedPart(token), until: believedUntil(end) }
}

/** What a JWT's signature is over. */
export function signedPart(token: string): string {
  return token.slice(0, token.lastIndexOf('.'))
}

/** What was presented for a person, as it is known from then on, however it is written. */
export interface Signed {
  /** Of what is signed; of an opaque token, of all of it. */
  readonly hashes: readonly string[]
  /** Of the tokens as they are written. */
  readonly tokenHashes: readonly string[]
  /** Until then somebody might believe it. */
  readonly until: Date
  /** When a JWT was issued; undefined where it does not say. Null where there is none, and nobody can tell. */
  readonly issuedAt: Date | undefined | null
}

/** How long an opaque token is taken to live, of which nothing tells. */
const OPAQUE_SECONDS = 30 * 86_400
const LONGEST_SECONDS = 3_650 * 86_400

/** Of a token that was verified, with the id token that came with it. */
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

/** When a JWT ends, in milliseconds; undefined of what is none. */
function endOf(token: string): number | undefined {
  if (!isJwt(token)) return undefined
  try {
    const { exp } = decodeJwt(token)
    return exp === undefined ? undefined : exp * 1000
  } catch {
    // An access token that an id token vouches for is read by its API alone, and may hold anything.
    return undefined
  }
}

/** Takes it, beside the assertions of clients, in the transaction of the sign-in: one that fails leaves it of use. */
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
  return { why: 'replayed_token', finding: 'What was presented has signed its person in before: it does so once.' }
}
