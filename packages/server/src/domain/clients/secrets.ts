import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable } from '#base/random'
import type { Client } from './client.ts'
import {
  dropRetiring,
  dropSecrets,
  dropSecretsOfOtherKeys,
  insertSecret,
  lockClient,
  retireCurrent,
  type SecretRow,
  secretsOf,
  startRetiring,
} from './clients.store.ts'

/** Makes a secret of 256 random bits. It is returned only here, and stored only as a keyed hash. */
export async function makeSecret(tx: Tx, keyring: Keyring, clientId: string, now: Date): Promise<string> {
  const secret = unguessable()
  const { hash, keyVersion } = keyring.keyedHash('client-secret', secret)
  await insertSecret.run(tx, { clientId, hash: hash.toString('base64url'), keyVersion, now })
  return secret
}

/**
 * Which of the client's secrets this is: the current one, or the one that a rotation left beside it. Undefined if it is none;
 * a client that signs has no valid secrets.
 */
export function rightSecret(keyring: Keyring, client: Client, secret: string): 'current' | 'old' | undefined {
  if (client.authMethod === 'private_key_jwt') return undefined
  const found = client.secrets.find((row) => isHashOf(keyring, row, secret))
  if (found === undefined) return undefined
  return found.retiring ? 'old' : 'current'
}

/**
 * The first secret of a client that has none; undefined if it has one. A secret made with a discarded master key doesn't
 * count: it no longer works, and nobody could present it to rotate it.
 */
export async function firstSecret(tx: Tx, keyring: Keyring, clientId: string, now: Date): Promise<string | undefined> {
  await lockClient.maybeOne(tx, clientId)
  const keyVersions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  await dropSecretsOfOtherKeys.run(tx, clientId, keyVersions)
  return (await secretsOf.rows(tx, clientId)).length > 0 ? undefined : makeSecret(tx, keyring, clientId, now)
}

/**
 * Makes a new secret. The current one stays valid as the retiring one until it is dropped or the next rotation. Undefined
 * when `current` isn't the current secret.
 */
export async function rotateSecret(
  tx: Tx,
  keyring: Keyring,
  clientId: string,
  current: string,
  now: Date,
): Promise<string | undefined> {
  const hash = await hashOfKept(tx, keyring, clientId, current, false)
  if (hash === undefined || (await startRetiring.maybeOne(tx, clientId, hash)) === undefined) return undefined
  return makeSecret(tx, keyring, clientId, now)
}

/**
 * Replaces a lost secret with a new one. The old one becomes the retiring one, or is deleted at once together with the
 * retiring one.
 */
export async function replaceLostSecret(
  tx: Tx,
  keyring: Keyring,
  clientId: string,
  keep: boolean,
  now: Date,
): Promise<string> {
  await lockClient.maybeOne(tx, clientId)
  await (keep ? retireCurrent : dropSecrets).run(tx, clientId)
  return makeSecret(tx, keyring, clientId, now)
}

/** Drops the retiring secret. False if the given one isn't it. */
export async function retireSecret(tx: Tx, keyring: Keyring, clientId: string, retiring: string): Promise<boolean> {
  const hash = await hashOfKept(tx, keyring, clientId, retiring, true)
  return hash !== undefined && (await dropRetiring.maybeOne(tx, clientId, hash)) !== undefined
}

/** Drops the retiring secret without knowing it. False if there is none. */
export async function dropRetiringSecret(tx: Tx, clientId: string): Promise<boolean> {
  await lockClient.maybeOne(tx, clientId)
  const retiring = (await secretsOf.rows(tx, clientId)).find((row) => row.retiring)
  return retiring !== undefined && (await dropRetiring.maybeOne(tx, clientId, retiring.secretHash)) !== undefined
}

async function hashOfKept(
  tx: Tx,
  keyring: Keyring,
  clientId: string,
  secret: string,
  retiring: boolean,
): Promise<string | undefined> {
  const rows = await secretsOf.rows(tx, clientId)
  return rows.find((row) => row.retiring === retiring && isHashOf(keyring, row, secret))?.secretHash
}

function isHashOf(keyring: Keyring, { secretHash, keyVersion }: SecretRow, secret: string): boolean {
  return keyring.matches('client-secret', secret, { keyVersion, hash: Buffer.from(secretHash, 'base64url') })
}
