import type { Keyring } from '#base/crypto'
import { constantTimeEqual } from '#base/crypto'

const textOf = (id: string): string => `stop the recovery ${id}`

/** The secret of the link "this wasn't me". Every notice has the same one, and it works until the recovery has ended. */
export function stopSecret(keyring: Keyring, id: string): string {
  return keyring.keyedHash('one-time', textOf(id)).hash.toString('base64url')
}

export function isStopSecret(keyring: Keyring, id: string, secret: string): boolean {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  return versions.some((version) => {
    const hash = keyring.keyedHashWith(version, 'one-time', textOf(id))
    return hash !== undefined && constantTimeEqual(hash.toString('base64url'), secret)
  })
}
