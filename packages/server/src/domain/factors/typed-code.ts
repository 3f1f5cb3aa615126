import { latinDigits } from '#base/digits'

/** What a person typed where a code was asked for. */
export type TypedCode =
  /** Six digits: of an authenticator app, or from an e-mail. */
  { readonly kind: 'digits'; readonly text: string } | { readonly kind: 'recovery'; readonly text: string }

/** Six digits are what authenticator apps show, and what e-mails carry. */
export const CODE_DIGITS = 6

/** Crockford's alphabet: no letter that could be read as another one, or as a digit. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
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
  const text = closed(typed)
  if (/^\d{6}$/.test(text)) return { kind: 'digits', text }
  const recovery = readTypedText(typed, RECOVERY_LENGTH)
  return recovery === undefined ? undefined : { kind: 'recovery', text: recovery }
}

/** Reads a code of so many letters and digits of our alphabet. Undefined for a text that can be no such code. */
export function readTypedText(typed: string, length: number): string | undefined {
  if (typed.length > LONGEST) return undefined
  const text = closed(typed).replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return text.length === length && Array.from(text).every(isOfAlphabet) ? text : undefined
}

const closed = (typed: string): string => latinDigits(typed.normalize('NFKC').replace(BETWEEN, '')).toUpperCase()

const isOfAlphabet = (char: string): boolean => CODE_ALPHABET.includes(char)

/** A code of letters and digits as people see it: in groups of four. */
export function spacedCode(text: string): string {
  return text.replaceAll(/.{4}(?=.)/g, '$&-')
}
