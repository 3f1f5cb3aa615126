import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { randomDigits, uuid } from '#base/random'
import {
  confirmSecret,
  countFailure,
  dropShownSecrets,
  insertEmailFactor,
  insertShownSecret,
  lockFactors,
  noteEmailUse,
  outdatedSecrets,
  putMailedCode,
  resealRecoveryKey,
  resealSecret,
  type SecretRow,
  secretsOfUser,
  shownSecret,
  takeStep,
  tryMailedCode,
} from './factors.store.ts'
import { recoveryContext, spendRecoveryCode } from './recovery-codes.ts'
import { newTotpSecret, totpSteps } from './totp.ts'
import { CODE_DIGITS, readTypedCode } from './typed-code.ts'

/** A second factor that a code proves. */
export type CodeFactor = 'totp' | 'email' | 'recovery'

/** The person, and the login or root in which a code is asked for. */
export interface FactorQuestion {
  readonly userId: string
  readonly askedBy: string
}

/** What a right code proves. */
export interface ProvenFactor {
  readonly factor: CodeFactor
  /** After a recovery code: how many are left. */
  readonly recoveryLeft?: number | undefined
}

/** NIST SP 800-63B-4 §3.1.3.2: a code that travels by another channel is valid for ten minutes at most. */
const MAILED_SECONDS = 600

const contextOf = (id: string): string => `factor:${id}`

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
  if (among.includes('email') && (await takeMailed(tx, keyring, { userId, askedBy }, code.text, now)))
    return { factor: 'email' }
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

/** A code for an e-mail. Only this login can answer with it, for ten minutes, within five tries. */
export async function makeMailedCode(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy }: FactorQuestion,
  now: Date,
): Promise<string> {
  const code = randomDigits(CODE_DIGITS)
  const { hash, keyVersion } = keyring.keyedHash('mailed-code', mailedText(askedBy, code))
  const expiresAt = secondsAfter(now, MAILED_SECONDS)
  await putMailedCode.run(tx, { askedBy, userId, hash: hash.toString('base64url'), keyVersion, expiresAt })
  return code
}

const mailedText = (askedBy: string, code: string): string => `${askedBy} ${code}`

/** Uses the code of the e-mail that this login asked for. */
async function takeMailed(
  tx: Tx,
  keyring: Keyring,
  question: FactorQuestion,
  code: string,
  now: Date,
): Promise<boolean> {
  const isRight = await isMailed(tx, keyring, question, code, now)
  if (isRight) await noteEmailUse.run(tx, question.userId, now)
  return isRight
}

/** Compares a typed code with the one in the e-mail, and uses that up. Nothing else answers: no recovery code. */
export async function takeMailedCode(
  tx: Tx,
  keyring: Keyring,
  { typed, ...question }: FactorQuestion & { readonly typed: string },
  now: Date,
): Promise<boolean> {
  const code = readTypedCode(typed)
  return code?.kind === 'digits' && (await isMailed(tx, keyring, question, code.text, now))
}

async function isMailed(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy }: FactorQuestion,
  code: string,
  now: Date,
): Promise<boolean> {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  const hashes = versions.flatMap(
    (version) => keyring.keyedHashWith(version, 'mailed-code', mailedText(askedBy, code))?.toString('base64url') ?? [],
  )
  return (await tryMailedCode.maybeOne(tx, { askedBy, userId, hashes, now }))?.right === true
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
