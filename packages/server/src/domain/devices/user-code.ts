import type { Keyring } from '#base/crypto'
import { randomText } from '#base/random'

/** Letters that nobody confuses, and that make no words: RFC 8628 §6.1. Eight of them are 34 bits. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
const PATTERN = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)
const LONGEST_TYPED = 100

export const newUserCode = (): string => randomText(ALPHABET, LENGTH)

/** As a device shows it: `WDJB-MJHT`. */
export const shownUserCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`

/** A code as somebody typed it, in either case, with or without a hyphen. Undefined for what can be no code. */
export function readUserCode(typed: string): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined
  const code = typed
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}\p{P}]/gu, '')
    .toUpperCase()
  return PATTERN.test(code) ? code : undefined
}

/** The hashes by which a typed code may be kept: with this key, and with the one before. */
export function hashesOf(keyring: Keyring, text: string): readonly string[] {
  return [keyring.fingerprint, keyring.previousFingerprint].flatMap((version) =>
    version === undefined ? [] : (keyring.keyedHashWith(version, 'device-code', text)?.toString('base64url') ?? []),
  )
}
