import { createHash } from 'node:crypto'
import { constantTimeEqual } from '#base/crypto'

/** Whether `at_hash` fits an access token: the left half of its hash, by the algorithm of the id token's signature. */
export function isHashOf(accessToken: string, algorithm: string, hash: unknown): boolean {
  const bits = /^(?:RS|PS|ES)(256|384|512)$/.exec(algorithm)?.[1] ?? '512'
  const digest = createHash(`sha${bits}`).update(accessToken, 'ascii').digest()
  return (
    typeof hash === 'string' && constantTimeEqual(hash, digest.subarray(0, digest.length / 2).toString('base64url'))
  )
}
