import type { ClientApplication } from '@damson/sdk'
import { redirectProblem } from './redirect-check.ts'

/** By what a server proves itself: a secret, a key that this browser makes, or keys that it has already. */
export const PROOFS = ['secret', 'made', 'own'] as const
export type Proof = (typeof PROOFS)[number]
export type KeyProof = Exclude<Proof, 'secret'>

/** The public keys of a client, or where they are. */
export type PublicKeys = Pick<ClientApplication, 'jwks' | 'jwksUri'>

/** What is typed: a key set, or the address of one. Undefined while it is neither. */
export function publicKeysIn(text: string): PublicKeys | undefined {
  const typed = text.trim()
  if (/^https?:/.test(typed)) return redirectProblem(typed) === undefined ? { jwksUri: typed } : undefined
  try {
    const jwks: unknown = JSON.parse(typed)
    const isSet = typeof jwks === 'object' && jwks !== null && 'keys' in jwks && Array.isArray(jwks.keys)
    return isSet ? { jwks: jwks as NonNullable<PublicKeys['jwks']> } : undefined
  } catch {
    return undefined
  }
}

export interface Pair {
  readonly keys: PublicKeys
  /** The private key as a JSON Web Key. It leaves this browser by the person's hand alone. */
  readonly privateKey: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-384' } as const

/** Makes a key with which a server signs. The server of Damson gets its public half. */
export async function makePair(): Promise<Pair> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const [{ kty = '', crv, x, y }, { d }] = await Promise.all([
    crypto.subtle.exportKey('jwk', publicKey),
    crypto.subtle.exportKey('jwk', privateKey),
  ])
  const shown = { kty, crv, x, y, kid: crypto.randomUUID(), alg: 'ES384' }
  const jwks = { keys: [{ ...shown, use: 'sig' }] } as NonNullable<PublicKeys['jwks']>
  return { keys: { jwks }, privateKey: JSON.stringify({ ...shown, d }) }
}
