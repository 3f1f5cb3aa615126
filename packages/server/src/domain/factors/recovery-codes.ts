import { createHmac } from 'node:crypto'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { randomText, unguessable } from '#base/random'
import {
  dropRecoveryCodes,
  dropRecoveryKey,
  insertRecoveryCodes,
  lockFactors,
  putRecoveryKey,
  recoveryCodesLeft,
  recoveryKeyOf,
  useRecoveryCode,
} from './factors.store.ts'
import { CODE_ALPHABET, RECOVERY_LENGTH, spacedCode } from './typed-code.ts'

const COUNT = 10

export const recoveryContext = (userId: string): string => `recovery-codes:${userId}`

/**
 * Makes a person's recovery codes, to be shown once. Earlier ones become useless. Each person has a key of their own for
 * the hashes: a hash under the master key would be spoiled when that key is changed twice.
 */
export async function makeRecoveryCodes(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  now: Date,
): Promise<readonly string[]> {
  await lockFactors.rows(tx, userId)
  const key = unguessable()
  const codes = Array.from({ length: COUNT }, () => randomText(CODE_ALPHABET, RECOVERY_LENGTH))
  await dropRecoveryCodes.run(tx, userId)
  await putRecoveryKey.run(tx, userId, keyring.seal(key, recoveryContext(userId)), now)
  await insertRecoveryCodes.run(
    tx,
    userId,
    codes.map((code) => hashOf(key, code)),
  )
  return codes.map(spacedCode)
}

/** Forgets a person's recovery codes: they come with a second factor, and go with the last one. */
export async function forgetRecoveryCodes(tx: Tx, userId: string): Promise<void> {
  await dropRecoveryCodes.run(tx, userId)
  await dropRecoveryKey.run(tx, userId)
}

/** Forgets recovery codes that were made since a time: earlier ones were replaced then, and are gone too. */
export async function forgetRecoveryCodesSince(tx: Tx, userId: string, since: Date): Promise<void> {
  const made = await recoveryCodesLeft.maybeOne(tx, userId)
  if (made !== undefined && made.madeAt >= since) await forgetRecoveryCodes(tx, userId)
}

/** Uses a recovery code, and returns how many are left. Undefined if it is wrong or used. */
export async function spendRecoveryCode(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  code: string,
  now: Date,
): Promise<number | undefined> {
  const kept = await recoveryKeyOf.maybeOne(tx, userId)
  if (kept === undefined) return undefined
  const key = keyring.unseal(kept.sealedKey, recoveryContext(userId)).toString()
  return (await useRecoveryCode.maybeOne(tx, now, userId, hashOf(key, code)))?.left
}

const hashOf = (key: string, code: string): string => createHmac('sha256', key).update(code).digest('base64url')
