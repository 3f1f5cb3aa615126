import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { isUuid, randomDigits, unguessable, uuid } from '#base/random'
import {
  insertMailedSignIn,
  type MailedSignInRow,
  mailedSignInById,
  tryMailedSignIn,
  useMailedSignIn,
} from './mailed-sign-ins.store.ts'
import { CODE_DIGITS, readTypedCode } from './typed-code.ts'

/** As for codes of a second factor: NIST SP 800-63B-4 §3.1.3.2 allows ten minutes. */
const MAILED_SECONDS = 600

/** What a sign-in by e-mail remembers until it is answered. */
export interface AskedByMail {
  /** What the app asked for. */
  readonly query: string
  /** The address as it was typed, or the number in E.164. */
  readonly email: string
}

/** Where a sign-in by e-mail began, and for whom. */
export interface MailedDraft extends AskedByMail {
  /** What carries the code. */
  readonly channel: 'email' | 'sms'
  /** Undefined: nobody with this address may sign in like this. */
  readonly userId: string | undefined
  readonly browserHash: string
  readonly issuerProject: string | undefined
}

/** What the e-mail carries. */
export interface MadeMailedSignIn {
  readonly id: string
  readonly code: string
  readonly secret: string
}

/** A sign-in by e-mail that has begun. */
export interface MailedSignIn
  extends AskedByMail,
    Pick<MailedSignInRow, 'channel' | 'browserHash' | 'expiresAt' | 'isOpen'> {
  readonly id: string
  readonly code: string
}

const contextOf = (id: string): string => `mailed-sign-in:${id}`

/** Begins a sign-in by a message, and makes the code and the link's secret for it; a text message carries no link. */
export async function makeMailedSignIn(
  tx: Tx,
  keyring: Keyring,
  { userId, browserHash, issuerProject, channel, query, email }: MailedDraft,
  now: Date,
): Promise<MadeMailedSignIn> {
  const [id, code, secret] = [uuid(), randomDigits(CODE_DIGITS), unguessable()]
  const { keyVersion, hash } = keyring.keyedHash('mailed-code', hashedText(id, code))
  await insertMailedSignIn.run(tx, {
    id,
    userId: userId ?? null,
    browserHash,
    issuerProject: issuerProject ?? null,
    channel,
    codeHash: hash.toString('base64url'),
    linkHash: keyring.keyedHash('mailed-code', hashedText(id, secret)).hash.toString('base64url'),
    keyVersion,
    sealed: keyring.seal(JSON.stringify({ query, email, code }), contextOf(id)),
    expiresAt: secondsAfter(now, MAILED_SECONDS),
  })
  return { id, code, secret }
}

/** Looking at one uses nothing up. */
export async function findMailedSignIn(
  tx: Tx,
  keyring: Keyring,
  id: string,
  issuerProject: string | undefined,
  now: Date,
): Promise<MailedSignIn | undefined> {
  const row = isUuid(id) ? await mailedSignInById.maybeOne(tx, id, issuerProject ?? null, now) : undefined
  return row === undefined ? undefined : opened(keyring, id, row)
}

/** The same by its link. */
export async function findByMailedLink(
  tx: Tx,
  keyring: Keyring,
  { id, secret }: { readonly id: string; readonly secret: string },
  issuerProject: string | undefined,
  now: Date,
): Promise<MailedSignIn | undefined> {
  const row = isUuid(id) ? await mailedSignInById.maybeOne(tx, id, issuerProject ?? null, now) : undefined
  if (row === undefined) return undefined
  const kept = { keyVersion: row.keyVersion, hash: Buffer.from(row.linkHash, 'base64url') }
  return keyring.matches('mailed-code', hashedText(id, secret), kept) ? opened(keyring, id, row) : undefined
}

/** What a browser answers with: the code that a person typed, or the secret of the link that they opened in it. */
export type MailedProof = { readonly typed: string } | { readonly secret: string }

/**
 * Uses the code or the link, in the browser that began. No person if it is wrong, late or used, or if there is nobody to
 * sign in; a wrong code is then counted, so the caller must commit. `isCompared`: there was a code to compare with.
 */
export async function takeMailedSignIn(
  tx: Tx,
  keyring: Keyring,
  { id, browserHash, ...proof }: { readonly id: string; readonly browserHash: string } & MailedProof,
  now: Date,
): Promise<{ readonly userId: string | undefined; readonly isCompared: boolean }> {
  if ('secret' in proof) {
    const hashes = hashesOf(keyring, hashedText(id, proof.secret))
    const used = await useMailedSignIn.maybeOne(tx, { id, browserHash, hashes, now })
    return { userId: used?.userId ?? undefined, isCompared: used !== undefined }
  }
  const code = readTypedCode(proof.typed)
  const hashes = code?.kind === 'digits' ? hashesOf(keyring, hashedText(id, code.text)) : []
  const tried = await tryMailedSignIn.maybeOne(tx, { id, browserHash, hashes, now })
  return { userId: tried?.right === true ? (tried.userId ?? undefined) : undefined, isCompared: tried !== undefined }
}

const hashedText = (id: string, secret: string): string => `sign-in ${id} ${secret}`

function hashesOf(keyring: Keyring, text: string): readonly string[] {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  return versions.flatMap((version) => keyring.keyedHashWith(version, 'mailed-code', text)?.toString('base64url') ?? [])
}

function opened(
  keyring: Keyring,
  id: string,
  { channel, sealed, browserHash, expiresAt, isOpen }: MailedSignInRow,
): MailedSignIn {
  // Only `makeMailedSignIn` seals with this context, so the shape is known.
  const { query, email, code } = JSON.parse(keyring.unseal(sealed, contextOf(id)).toString()) as AskedByMail & {
    readonly code: string
  }
  return { id, channel, browserHash, expiresAt, isOpen, query, email, code }
}
