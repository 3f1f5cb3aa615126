import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** A private RS256 key to sign with, as all of these providers do. */
export async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: randomBytes(8).toString('hex') }
}

/** The public half, in its published form. */
export function publicHalf({ kty, n, e, crv, x, y, alg, use, kid }: JWK): JWK {
  const half = { kty, n, e, crv, x, y, alg, use, kid }
  return Object.fromEntries(Object.entries(half).filter(([, value]) => value !== undefined)) as JWK
}
