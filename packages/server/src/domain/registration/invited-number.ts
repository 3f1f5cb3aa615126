import type { Tx } from '#base/db'
import { textAccount } from '#domain/throttle'
import { type NumberInProject, putNumber, renewNumber } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

type Deps = Pick<RegistrationDeps, 'keyring' | 'throttle'>
type OwnNumber = NumberInProject & { readonly userId: string }

/** Gives a new account the number that it is invited by. */
export async function giveNumber(tx: Tx, { keyring, throttle }: Deps, own: OwnNumber, now: Date): Promise<void> {
  await putNumber(tx, keyring, own, now)
  await throttle.mailedCodes.right(tx, textAccount(own.project, own.number))
}

/**
 * An administrator vouches that the same person has a number still: it is proven again, and the wrong codes of strangers
 * count no more. False if the number is not this account's.
 */
export async function vouchForNumber(tx: Tx, { keyring, throttle }: Deps, own: OwnNumber, now: Date): Promise<boolean> {
  if (!(await renewNumber(tx, keyring, own, now))) return false
  await throttle.mailedCodes.right(tx, textAccount(own.project, own.number))
  return true
}
