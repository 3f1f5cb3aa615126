import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { randomDigits, uuid } from '#base/random'
import { contextOf, type FactorQuestion } from './factor-question.ts'
import {
  type CodeChannel,
  insertNumber,
  lockFactors,
  type NumberRow,
  noteEmailUse,
  noteNumberUse,
  numberOfUser,
  putMailedCode,
  tryMailedCode,
} from './factors.store.ts'
import { CODE_DIGITS, readTypedCode } from './typed-code.ts'

/** NIST SP 800-63B-4 §3.1.3.2: a code that travels by another channel is valid for ten minutes at most. */
const MAILED_SECONDS = 600
/** Providers give a number to another person some months after its owner left it, so one that long unused gets no codes. */
const NUMBER_SECONDS = 90 * 86_400

/** The number of a person to which codes go. */
export interface OwnNumber {
  readonly id: string
  readonly e164: string
  /** No code to it was used for so long that it may be another person's by now. */
  readonly isUnused: boolean
}

const usedSince = (now: Date): Date => secondsAfter(now, -NUMBER_SECONDS)

/** The person's number; undefined if they have none. */
export async function ownNumber(tx: Tx, keyring: Keyring, userId: string, now: Date): Promise<OwnNumber | undefined> {
  const row = await numberOfUser.maybeOne(tx, userId, usedSince(now))
  return row && { id: row.id, e164: openNumber(keyring, row), isUnused: !row.isUsed }
}

/** Opens the number of a factor. */
export function openNumber(keyring: Keyring, { id, sealedNumber }: NumberRow): string {
  return keyring.unseal(sealedNumber, contextOf(id)).toString()
}

/** A code for an e-mail. Only this login can answer with it, for ten minutes, within five tries. */
export function makeMailedCode(tx: Tx, keyring: Keyring, question: FactorQuestion, now: Date): Promise<string> {
  return makeCode(tx, keyring, question, { channel: 'email', text: question.askedBy }, now)
}

/** The same for a text message to the person's number. */
export function makeTextedCode(
  tx: Tx,
  keyring: Keyring,
  { factorId, ...question }: FactorQuestion & { readonly factorId: string },
  now: Date,
): Promise<string> {
  const text = textedText(factorId, question.askedBy)
  return makeCode(tx, keyring, question, { channel: 'sms', text }, now)
}

/** The same for a text message to a number that the person wants to add. */
export function makeNumberCode(
  tx: Tx,
  keyring: Keyring,
  { number, ...question }: FactorQuestion & { readonly number: string },
  now: Date,
): Promise<string> {
  return makeCode(tx, keyring, question, { channel: 'number', text: numberText(question.askedBy), number }, now)
}

/** The same for a text message to the number by which the person signs in. */
export function makeSignInNumberCode(
  tx: Tx,
  keyring: Keyring,
  { number, ...question }: FactorQuestion & { readonly number: string },
  now: Date,
): Promise<string> {
  return makeCode(tx, keyring, question, { channel: 'sms', text: signInText(number, question.askedBy) }, now)
}

async function makeCode(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy }: FactorQuestion,
  { channel, text, number }: { readonly channel: CodeChannel; readonly text: string; readonly number?: string },
  now: Date,
): Promise<string> {
  const code = randomDigits(CODE_DIGITS)
  const { hash, keyVersion } = keyring.keyedHash('mailed-code', `${text} ${code}`)
  await putMailedCode.run(tx, {
    askedBy,
    userId,
    channel,
    hash: hash.toString('base64url'),
    keyVersion,
    sealedNumber: number === undefined ? null : keyring.seal(number, newNumberContext(askedBy)),
    expiresAt: secondsAfter(now, MAILED_SECONDS),
  })
  return code
}

// The hashed text names what the code was sent to, so that it proves that and nothing else.
const textedText = (factorId: string, askedBy: string): string => `sms ${factorId} ${askedBy}`
const signInText = (number: string, askedBy: string): string => `sign-in-number ${number} ${askedBy}`
const numberText = (askedBy: string): string => `number ${askedBy}`
const newNumberContext = (askedBy: string): string => `new-number:${askedBy}`

/** Uses the code of the message that this login asked for. A wrong one counts once, whatever could have been answered. */
export async function takeMessage(
  tx: Tx,
  keyring: Keyring,
  { code, among, ...question }: FactorQuestion & { readonly code: string; readonly among: readonly string[] },
  now: Date,
): Promise<'email' | 'sms' | undefined> {
  const { userId, askedBy } = question
  const since = usedSince(now)
  const number = among.includes('sms') ? await numberOfUser.maybeOne(tx, userId, since) : undefined
  const texts = [
    ...(among.includes('email') ? [askedBy] : []),
    ...(number?.isUsed === true ? [textedText(number.id, askedBy)] : []),
  ]
  const tried = texts.length === 0 ? undefined : await tryCode(tx, keyring, question, { code, texts }, now)
  if (tried?.right !== true || tried.channel === 'number') return undefined
  if (tried.channel === 'email') {
    await noteEmailUse.run(tx, userId, now)
    return 'email'
  }
  const used = await noteNumberUse.maybeOne(tx, { id: number?.id ?? '', userId, since, now })
  return used === undefined ? undefined : 'sms'
}

/** Compares a typed code with the one in the e-mail, and uses that up. Nothing else answers: no recovery code. */
export async function takeMailedCode(
  tx: Tx,
  keyring: Keyring,
  { typed, ...question }: FactorQuestion & { readonly typed: string },
  now: Date,
): Promise<boolean> {
  const code = readTypedCode(typed)
  if (code?.kind !== 'digits') return false
  const tried = await tryCode(tx, keyring, question, { code: code.text, texts: [question.askedBy] }, now)
  return tried?.right === true
}

/** The same for the code that was sent to the number by which the person signs in. */
export async function takeSignInNumberCode(
  tx: Tx,
  keyring: Keyring,
  { typed, number, ...question }: FactorQuestion & { readonly typed: string; readonly number: string },
  now: Date,
): Promise<boolean> {
  const code = readTypedCode(typed)
  if (code?.kind !== 'digits') return false
  const texts = [signInText(number, question.askedBy)]
  return (await tryCode(tx, keyring, question, { code: code.text, texts }, now))?.right === true
}

/**
 * Adds the number that this login had a code sent to, by that code, and returns the number. Undefined if the code is
 * wrong, late or used, or if the person has a number already.
 */
export async function addNumberFactor(
  tx: Tx,
  keyring: Keyring,
  { typed, ...question }: FactorQuestion & { readonly typed: string },
  now: Date,
): Promise<string | undefined> {
  const { userId, askedBy } = question
  await lockFactors.rows(tx, userId)
  const code = readTypedCode(typed)
  if (code?.kind !== 'digits') return undefined
  const tried = await tryCode(tx, keyring, question, { code: code.text, texts: [numberText(askedBy)] }, now)
  if (tried?.right !== true || tried.sealedNumber === null) return undefined
  const number = keyring.unseal(tried.sealedNumber, newNumberContext(askedBy)).toString()
  const id = uuid()
  const sealedNumber = keyring.seal(number, contextOf(id))
  return (await insertNumber.maybeOne(tx, { id, userId, sealedNumber, now })) === undefined ? undefined : number
}

async function tryCode(
  tx: Tx,
  keyring: Keyring,
  { userId, askedBy }: FactorQuestion,
  { code, texts }: { readonly code: string; readonly texts: readonly string[] },
  now: Date,
): ReturnType<typeof tryMailedCode.maybeOne> {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  const hashes = texts.flatMap((text) =>
    versions.flatMap(
      (version) => keyring.keyedHashWith(version, 'mailed-code', `${text} ${code}`)?.toString('base64url') ?? [],
    ),
  )
  return tryMailedCode.maybeOne(tx, { askedBy, userId, hashes, now })
}
