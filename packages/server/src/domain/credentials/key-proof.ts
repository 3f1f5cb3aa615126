import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import { takeAssertion } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { audiencesOf, isSignedBy, JWT_BEARER } from './assertion.ts'
import { readAssertion } from './read-assertion.ts'

/** The key that must have signed, and in whose name. */
export interface KeyToProve {
  readonly jwk: JsonWebKey
  readonly clientId: string
  readonly issuer: Issuer
}

/**
 * Whether a device that is no client yet signed a request with its key: by an assertion like those of clients (RFC 7523),
 * in the name of the client that it uses.
 */
export async function proveKey(
  { db, now }: { readonly db: Db; readonly now: Date },
  { assertionType, assertion }: { readonly assertionType: string | undefined; readonly assertion: string | undefined },
  { jwk, clientId, issuer }: KeyToProve,
): Promise<boolean> {
  if (assertionType !== JWT_BEARER || assertion === undefined) return false
  const read = readAssertion(assertion, audiencesOf(issuer), now)
  if (!read.ok || read.value.clientId !== clientId || read.value.algorithm !== 'ES256') return false
  if (!(await isSignedBy(read.value, [createPublicKey({ key: jwk, format: 'jwk' })]))) return false
  return (await takeAssertion.maybeOne(db, clientId, sha256Text(read.value.id), read.value.expiresAt)) !== undefined
}
