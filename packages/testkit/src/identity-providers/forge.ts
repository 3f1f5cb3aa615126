import { createPublicKey, randomBytes } from 'node:crypto'
import { importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { Signature } from './behavior.ts'
import type { Claims } from './identity-provider.ts'
import { makeSigningKey, publicHalf } from './keys.ts'

export interface Forgery {
  readonly key: JWK
  readonly signature: Signature | undefined
  readonly typ: string
  readonly clientSecret: string
  /** The trap for a caller that follows a header. */
  readonly trap: string
}

/** A token with any claims, signed correctly or in a way that must not be trusted. */
export async function forge(claims: Claims, { key, signature, typ, clientSecret, trap }: Forgery): Promise<string> {
  // Wrong types are intended here.
  const payload = claims as JWTPayload
  const header = { alg: 'RS256', typ, kid: key.kid ?? '' }
  const signed = async (by: JWK | Uint8Array, parts: JWTHeaderParameters, crit?: Record<string, boolean>) => {
    const secret = by instanceof Uint8Array ? by : await importJWK(by, 'RS256')
    return new SignJWT(payload).setProtectedHeader(parts).sign(secret, crit && { crit })
  }
  switch (signature) {
    case undefined:
      return signed(key, header)
    case 'none':
      return new UnsecuredJWT(payload).encode()
    case 'hmac with the public key': {
      const pem = createPublicKey({ key: publicHalf(key), format: 'jwk' }).export({ type: 'spki', format: 'pem' })
      return signed(Buffer.from(pem), { ...header, alg: 'HS256' })
    }
    case 'hmac with the client secret':
      return signed(Buffer.from(clientSecret), { ...header, alg: 'HS256' })
    case 'unknown kid':
      return signed(await foreignKey(), { ...header, kid: randomBytes(8).toString('hex') })
    case 'foreign key':
      return signed(await foreignKey(), header)
    case 'key in the header':
      return signed(await foreignKey(), { ...header, jwk: publicHalf(await foreignKey()) })
    case 'address in the header':
      return signed(await foreignKey(), { ...header, jku: trap, x5u: trap })
    case 'unknown critical header':
      return signed(key, { ...header, crit: ['urn:example:unknown'], 'urn:example:unknown': 1 }, UNDERSTOOD)
    case 'changed after signing': {
      const [head, , proof] = (await signed(key, header)).split('.')
      return [head, Buffer.from(JSON.stringify({ ...claims, name: 'Mallory' })).toString('base64url'), proof].join('.')
    }
  }
}

const UNDERSTOOD = { 'urn:example:unknown': true }

let foreign: Promise<JWK> | undefined
const foreignKey = (): Promise<JWK> => (foreign ??= makeSigningKey())
