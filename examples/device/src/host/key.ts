import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { UsageError } from './settings.ts'

/** A device's key pair. The private key stays in the file of the device. */
export interface DeviceKey {
  readonly jwk: JsonWebKey
  /** RFC 7638. */
  readonly thumbprint: string
}

/** What the file of a connected device holds. */
export interface DeviceFile extends DeviceKey {
  readonly clientId: string
}

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function makeKey(): DeviceKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  const { crv, kty, x, y } = jwk
  return { jwk, thumbprint: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url') }
}

export function publicPart({ jwk: { kty, crv, x, y } }: DeviceKey): string {
  return JSON.stringify({ kty, crv, x, y })
}

/** What people compare: the first 80 bits of the thumbprint. */
export function fingerprintOf({ thumbprint }: DeviceKey): string {
  const first = Buffer.from(thumbprint, 'base64url').subarray(0, 10)
  const bits = Array.from(first, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => BASE_32[Number.parseInt(five, 2)]).join('')
  return letters.replaceAll(/.{4}(?=.)/g, '$&-')
}

/** A new assertion (RFC 7523), signed with the key. */
export function assertionOf({ jwk, thumbprint }: DeviceKey, clientId: string, audience: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  const header = { alg: 'ES256', typ: 'JWT', kid: thumbprint }
  const times = { iat: seconds, exp: seconds + 120 }
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), ...times }
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** Only the user of this program may read the file. It takes the place of an earlier one at once. */
export async function keepFile(path: string, file: DeviceFile): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(file), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

export async function readFileOf(path: string): Promise<DeviceFile> {
  const text = await readFile(path, 'utf8').catch(() => '')
  try {
    return JSON.parse(text) as DeviceFile
  } catch {
    throw new UsageError(`${path} is no file of a connected device: connect the device with npm run enroll.`)
  }
}
