import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

export type DecoyAlgorithm = `${'RS' | 'PS'}${256 | 384 | 512}` | `ES${256 | 384 | 512}` | 'EdDSA'

/**
 * Public keys without a known private key: where there is no key for a signature, it is verified with one of these in
 * vain.
 */
export type Decoys = Readonly<Record<DecoyAlgorithm, KeyObject>>

export function makeDecoys(): Decoys {
  const modulus = randomBytes(256)
  modulus.writeUInt8(modulus.readUInt8(0) | 0x80, 0)
  modulus.writeUInt8(modulus.readUInt8(255) | 1, 255)
  const rsa = createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' }, format: 'jwk' })
  const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey
  return {
    RS256: rsa,
    RS384: rsa,
    RS512: rsa,
    PS256: rsa,
    PS384: rsa,
    PS512: rsa,
    ES256: ec('P-256'),
    ES384: ec('P-384'),
    ES512: ec('P-521'),
    EdDSA: generateKeyPairSync('ed25519').publicKey,
  }
}
