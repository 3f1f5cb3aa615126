import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import {
  freeNumber,
  holderOfNumber,
  insertSignInNumber,
  lockNumber,
  outdatedNumbers,
  provenHolderOfNumber,
  renewSignInNumber,
  resealSignInNumber,
  signInNumberOf,
  useSignInNumber,
} from './numbers.store.ts'

/** Providers give a number to another person some months after its owner left it: then an administrator must vouch for it. */
const PROVEN_SECONDS = 90 * 86_400

/** A number in a project. */
export interface NumberInProject {
  readonly project: string
  /** In E.164. */
  readonly number: string
}

const contextOf = (userId: string): string => `sign-in-number:${userId}`
const provenSince = (now: Date): Date => secondsAfter(now, -PROVEN_SECONDS)

/** The account whose person an invitation to a number reached, and whether something proved it in the last 90 days. */
export interface NumberHolder {
  readonly userId: string
  readonly isProven: boolean
}

/** Who has a number, unless they are no member any more or have a proven address; locked until the transaction ends. */
export async function holderOf(
  tx: Tx,
  keyring: Keyring,
  { project, number }: NumberInProject,
  now: Date,
): Promise<NumberHolder | undefined> {
  await lockNumber.one(tx, number, project)
  return holderOfNumber.maybeOne(tx, project, hashesOf(keyring, number), provenSince(now))
}

/** The account that the number signs in to, if something proved it in the last 90 days. */
export async function signsInBy(
  tx: Tx,
  keyring: Keyring,
  { project, number }: NumberInProject,
  now: Date,
): Promise<string | undefined> {
  return (await provenHolderOfNumber.maybeOne(tx, project, hashesOf(keyring, number), provenSince(now)))?.userId
}

/** Gives a new account its number: the invitation to it is the proof. The caller has locked it. */
export async function putNumber(
  tx: Tx,
  keyring: Keyring,
  { userId, project, number }: NumberInProject & { readonly userId: string },
  now: Date,
): Promise<void> {
  const { hash, keyVersion } = keyring.keyedHash('phone-number', number)
  const sealedNumber = keyring.seal(number, contextOf(userId))
  await freeNumber.run(tx, project, hashesOf(keyring, number))
  await insertSignInNumber.run(tx, {
    userId,
    project,
    hash: hash.toString('base64url'),
    keyVersion,
    sealedNumber,
    now,
  })
}

/** Proves a number again, on an administrator's word. False if it is not this account's. */
export async function renewNumber(
  tx: Tx,
  keyring: Keyring,
  { userId, project, number }: NumberInProject & { readonly userId: string },
  now: Date,
): Promise<boolean> {
  const hashes = hashesOf(keyring, number)
  return (await renewSignInNumber.maybeOne(tx, { userId, project, hashes, now })) !== undefined
}

/** Uses a number that was just proven by a code. False if it does not sign this account in any more. */
export async function useNumber(
  tx: Tx,
  keyring: Keyring,
  { userId, project, number }: NumberInProject & { readonly userId: string },
  now: Date,
): Promise<boolean> {
  const hashes = hashesOf(keyring, number)
  return (await useSignInNumber.maybeOne(tx, { userId, project, hashes, since: provenSince(now), now })) !== undefined
}

/** The number by which the person of an account signs in. */
export async function numberOf(tx: Tx, keyring: Keyring, userId: string): Promise<string | undefined> {
  const row = await signInNumberOf.maybeOne(tx, userId)
  return row && keyring.unseal(row.sealedNumber, contextOf(userId)).toString()
}

/** The same with its project, if something proved it in the last 90 days. */
export async function provenNumberOf(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  now: Date,
): Promise<NumberInProject | undefined> {
  const row = await signInNumberOf.maybeOne(tx, userId)
  if (row === undefined || row.provenAt < provenSince(now)) return undefined
  return { project: row.project, number: keyring.unseal(row.sealedNumber, contextOf(userId)).toString() }
}

function hashesOf(keyring: Keyring, number: string): readonly string[] {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  return versions.flatMap(
    (version) => keyring.keyedHashWith(version, 'phone-number', number)?.toString('base64url') ?? [],
  )
}

/** Seals and hashes some numbers anew that use the previous master key, and returns how many: 0 when none are left. */
export async function resealNumbers(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedNumbers.rows(tx, keyring.fingerprint)
  for (const { userId, sealedNumber } of outdated) {
    const number = keyring.unseal(sealedNumber, contextOf(userId)).toString()
    const { hash, keyVersion } = keyring.keyedHash('phone-number', number)
    const again = {
      hash: hash.toString('base64url'),
      keyVersion,
      sealedNumber: keyring.seal(number, contextOf(userId)),
    }
    await resealSignInNumber.run(tx, { userId, ...again })
  }
  return outdated.length
}
