import { createHash } from 'node:crypto'
import { accepted, type Result, refused } from '@damson/fhir'
import { calculateJwkThumbprint } from 'jose'
import { type ClientKey, readKeySet } from '#domain/clients'
import { CODE_ALPHABET, spacedCode } from '#domain/factors'

const LONGEST = 1_000
/** 80 bits: so much of its key's hash a device shows, and a person types. */
const FINGERPRINT_BYTES = 10
const BITS_OF_CHARACTER = 5

/** A device's public key for ES256. */
export interface DeviceKey {
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  /** RFC 7638. */
  readonly thumbprint: string
}

/** Reads the public key that a device sent, as the text of a JWK. Says what is wrong with it. */
export async function readDeviceKey(text: string): Promise<Result<DeviceKey, string>> {
  const sent = text.length > LONGEST ? undefined : parsed(text)
  if (sent === undefined) return refused('it is not the JSON of a public key')
  const read = readKeySet({ keys: [sent] }, 'registered')
  if (!read.ok) return read
  const [key] = read.value
  if (key === undefined || !key.algorithms.includes('ES256')) return refused('it is not a key for ES256')
  // As it is written one way only: otherwise one key would have many thumbprints.
  const { x = '', y = '' } = key.key.export({ format: 'jwk' })
  return accepted({ jwk: { kty: 'EC', crv: 'P-256', x, y }, thumbprint: await thumbprintOf(key) })
}

/** RFC 7638. */
export function thumbprintOf({ key }: ClientKey): Promise<string> {
  return calculateJwkThumbprint(key.export({ format: 'jwk' }))
}

/**
 * The address behind which a device's keys lie, among the thumbprints of lost keys: whoever has the device has one of those
 * keys, and which they were nobody can ask the device any more. For this client alone, since others may have theirs there.
 */
export const markOfKeyUrl = (clientId: string, url: string): string =>
  `url of ${clientId}: ${createHash('sha256').update(url).digest('base64url')}`

/** The key as it was read when it was sent. */
export function keptKey(text: string, thumbprint: string): DeviceKey {
  return { jwk: JSON.parse(text) as DeviceKey['jwk'], thumbprint }
}

/** The fingerprint of a key, as the device shows it: the first 80 bits of its thumbprint, in Crockford's base 32. */
export function fingerprintOf(thumbprint: string): string {
  const bits = [...Buffer.from(thumbprint, 'base64url').subarray(0, FINGERPRINT_BYTES)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const groups = bits.match(new RegExp(`.{${BITS_OF_CHARACTER}}`, 'g')) ?? []
  return spacedCode(groups.map((group) => CODE_ALPHABET[Number.parseInt(group, 2)]).join(''))
}

export const FINGERPRINT_LENGTH = (FINGERPRINT_BYTES * 8) / BITS_OF_CHARACTER

function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
