import { latinDigits } from '#base/digits'

/** What a person typed where a code was asked for. */
export type TypedCode =
  /** Six digits: of an authenticator app, or from an e-mail. */
  { readonly kind: 'digits'; readonly text: string } | { readonly kind: 'recovery'; readonly text: string }

/** Six digits are what authenticator apps show, and what e-mails carry. */
export const CODE_DIGITS = 6

/** Crockford's alphabet: no letter that could be read as another one, or as a digit. */
export const RECOVERY_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 120 random bits: from 112 on, no slow hash is needed (OWASP ASVS 5.0 §6.5.2). */
export const RECOVERY_LENGTH = 24

/** The longest text that can hold a code, with spaces and marks of direction between its characters. */
const LONGEST = 200
const BETWEEN = /[\s\p{Cf}\p{Pd}]/gu

/**
 * Reads a code in any script's digits, with or without spaces and hyphens, in either case. Undefined for a text that can
 * be no code.
 */
export function readTypedCode(typed: string): TypedCode | undefined {
  if (typed.length > LONGEST) return undefined
  const text = latinDigits(typed.normalize('NFKC').replace(BETWEEN, '')).toUpperCase()
  if (/^\d{6}$/.test(text)) return { kind: 'digits', text }
  const recovery = text.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const isRecovery = recovery.length === RECOVERY_LENGTH && Array.from(recovery).every(isOfAlphabet)
  return isRecovery ? { kind: 'recovery', text: recovery } : undefined
}

const isOfAlphabet = (char: string): boolean => RECOVERY_ALPHABET.includes(char)

/** A recovery code as people see it: in groups of four. */
export function spacedRecoveryCode(text: string): string {
  return text.replaceAll(/.{4}(?=.)/g, '$&-')
}
