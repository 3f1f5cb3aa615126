import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { takeAssertion } from '#domain/clients'
import { SKEW_SECONDS } from './issuer-tokens.ts'
import type { ExternalPerson } from './person.ts'

/** Why an id token signs nobody in a second time. */
export interface ReplayedToken {
  readonly why: 'replayed_token'
  readonly finding: string
}

/**
 * Takes an id token that was verified, beside the assertions of clients, in the transaction of the sign-in: one that fails leaves it of use. Known by what is
 * signed, which nobody can write otherwise, as they can the signature's own text.
 */
export async function takeOnce(
  tx: Tx,
  { provider, claims }: ExternalPerson,
  token: string,
  project: string,
  now: Date,
): Promise<ReplayedToken | undefined> {
  const { exp } = claims
  const end = typeof exp === 'number' ? new Date(exp * 1000) : now
  const hash = sha256Text(`${provider.key} ${token.slice(0, token.lastIndexOf('.'))}`)
  const taken = await takeAssertion.maybeOne(tx, project, hash, secondsAfter(end, SKEW_SECONDS))
  if (taken !== undefined) return undefined
  return { why: 'replayed_token', finding: 'The credential has signed its person in before: it does so once.' }
}
