import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { takeAssertion } from '#domain/clients'
import { SKEW_SECONDS } from './issuer-tokens.ts'
import type { ExternalPerson } from './person.ts'

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
  const end = typeof exp === 'number' ? new Date(exp * 1000) : now
  return { text: token.slice(0, token.lastIndexOf('.')), until: secondsAfter(end, SKEW_SECONDS) }
}

/** Takes it, beside the assertions of clients, in the transaction of the sign-in: one that fails leaves it of use. */
export async function takeOnce(
  tx: Tx,
  { provider }: ExternalPerson,
  { text, until }: Once,
  project: string,
): Promise<Replayed | undefined> {
  const taken = await takeAssertion.maybeOne(tx, project, sha256Text(`${provider.key} ${text}`), until)
  if (taken !== undefined) return undefined
  return { why: 'replayed_token', finding: 'What was presented has signed its person in before: it does so once.' }
}
