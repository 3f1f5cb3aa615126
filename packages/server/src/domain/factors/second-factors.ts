import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { contextOf, type FactorQuestion } from './factor-question.ts'
import {
  confirmSecret,
  countFailure,
  dropShownSecrets,
  insertEmailFactor,
  insertShownSecret,
  lockFactors,
  outdatedSecrets,
  resealRecoveryKey,
  resealSecret,
  type SecretRow,
  secretsOfUser,
  shownSecret,
  takeStep,
} from './factors.store.ts'
import { takeMessage } from './message-codes.ts'
import { recoveryContext, spendRecoveryCode } from './recovery-codes.ts'
import { newTotpSecret, totpSteps } from './totp.ts'
import { readTypedCode } from './typed-code.ts'

/** A second factor that a code proves. */
export type CodeFactor = 'totp' | 'email' | 'sms' | 'recovery'

/** What a right code proves. */
export interface ProvenFactor {
  readonly factor: CodeFactor
  /** After a recovery code: how many are left. */
  readonly recoveryLeft?: number | undefined
}

/** The secret for an authenticator app: made once for each login that asks, and the same until a code of it comes. */
export async function shownTotpSecret(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy }: FactorQuestion,
  now: Date,
): Promise<string> {
  const open = (row: SecretRow): string => keyring.unseal(row.sealedSecret, contextOf(row.id)).toString()
  const known = await shownSecret.maybeOne(tx, userId, askedBy)
  if (known !== undefined) return open(known)
  const [id, secret] = [uuid(), newTotpSecret()]
  const sealedSecret = keyring.seal(secret, contextOf(id))
  const made = await insertShownSecret.maybeOne(tx, { id, userId, sealedSecret, askedBy, now })
  return made === undefined ? open(await shownSecret.one(tx, userId, askedBy)) : secret
}

/** Confirms the shown secret by its first code. False if the code is wrong, or no secret was shown to this login. */
export async function confirmTotp(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy, name, typed }: FactorQuestion & { readonly name: string; readonly typed: string },
  now: Date,
): Promise<boolean> {
  await lockFactors.rows(tx, userId)
  const shown = await shownSecret.maybeOne(tx, userId, askedBy)
  const code = readTypedCode(typed)
  if (shown === undefined || code?.kind !== 'digits') return false
  const [step] = totpSteps(keyring.unseal(shown.sealedSecret, contextOf(shown.id)).toString(), code.text, now)
  if (step === undefined) return false
  const confirmed = await confirmSecret.maybeOne(tx, { id: shown.id, userId, askedBy, name, step, now })
  if (confirmed !== undefined) await dropShownSecrets.run(tx, userId)
  return confirmed !== undefined
}

/** Lets codes by e-mail count as a second factor of this person. False if they did already. */
export async function addEmailFactor(tx: Tx, userId: string, now: Date): Promise<boolean> {
  return (await insertEmailFactor.maybeOne(tx, uuid(), userId, now)) !== undefined
}

/**
 * Compares a code with everything of this person that may be answered with, and uses it up. Undefined if it is wrong,
 * late, used, or of another login; the failure is then counted, so the caller must commit. A recovery code counts where
 * any other factor does.
 */
export async function takeCode(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy, typed, among }: FactorQuestion & { readonly typed: string; readonly among: readonly string[] },
  now: Date,
): Promise<ProvenFactor | undefined> {
  const code = readTypedCode(typed)
  if (code?.kind === 'recovery') {
    const left = await spendRecoveryCode(tx, keyring, userId, code.text, now)
    return left === undefined ? undefined : { factor: 'recovery', recoveryLeft: left }
  }
  if (code === undefined) return undefined
  if (among.includes('totp') && (await takeTotp(tx, keyring, userId, code.text, now))) return { factor: 'totp' }
  const message = await takeMessage(tx, keyring, { userId, askedBy, code: code.text, among }, now)
  if (message !== undefined) return { factor: message }
  if (among.includes('totp')) await countFailure.rows(tx, userId)
  return undefined
}

async function takeTotp(tx: Tx, keyring: Keyring, userId: string, code: string, now: Date): Promise<boolean> {
  for (const { id, sealedSecret, lastStep } of await secretsOfUser.rows(tx, userId)) {
    const steps = totpSteps(keyring.unseal(sealedSecret, contextOf(id)).toString(), code, now)
    const step = steps.find((one) => one > lastStep)
    if (step !== undefined && (await takeStep.maybeOne(tx, { id, userId, step, now })) !== undefined) return true
  }
  return false
}

/** Reseals some secrets that use the previous master key, and returns how many: 0 when none are left. */
export async function resealFactors(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedSecrets.rows(tx, keyring.fingerprint)
  for (const { id, sealed, isRecovery } of outdated) {
    const context = isRecovery ? recoveryContext(id) : contextOf(id)
    const again = keyring.seal(keyring.unseal(sealed, context), context)
    await (isRecovery ? resealRecoveryKey : resealSecret).run(tx, again, id)
  }
  return outdated.length
}
