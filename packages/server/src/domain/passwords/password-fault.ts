import { LONGEST_PASSWORD, passwordLength } from '#domain/factors'
import type { BlockedReason } from './blocked.ts'

const SHORTEST = 15
/** The same, for pages that say it. */
export const SHORTEST_PASSWORD = SHORTEST
/** With a second factor, whoever guesses the password has guessed nothing yet. */
const SHORTEST_BESIDE_FACTOR = 8

export type LengthFault = 'too_short' | 'too_long'

/** Why a password cannot be chosen. */
export type PasswordFault = LengthFault | 'too_short_beside_factor' | BlockedReason | 'breached'

/**
 * Whether a password is too short or too long. Length counts code points after NFC normalisation; there are no rules of
 * composition (NIST SP 800-63B-4 §3.1.1.2). A person who is asked for a second factor at every sign-in by password may
 * choose a shorter one.
 */
export function lengthFault(
  password: string,
  isBesideFactor = false,
): LengthFault | 'too_short_beside_factor' | undefined {
  const length = passwordLength(password)
  if (isBesideFactor) {
    if (length < SHORTEST_BESIDE_FACTOR) return 'too_short_beside_factor'
  } else if (length < SHORTEST) return 'too_short'
  return length > LONGEST_PASSWORD ? 'too_long' : undefined
}

const ANOTHER = 'Choose another one; several words are easy to remember.'

/** Faults as sentences for the developer of an app, which a person can understand, too. */
const SENTENCES: Readonly<Record<PasswordFault, string>> = {
  too_short: `Choose a password of at least ${SHORTEST} characters; several words are easy to remember.`,
  too_short_beside_factor: `Choose a password of at least ${SHORTEST_BESIDE_FACTOR} characters.`,
  too_long: `Choose a password of at most ${LONGEST_PASSWORD} characters.`,
  listed: `This password is on a list of common passwords, which attackers try first. ${ANOTHER}`,
  personal: `This password is made of your name, your address or a name of this place. ${ANOTHER}`,
  repeated: `This password is a short text over and over. ${ANOTHER}`,
  walk: `This password is a row of keys, letters or digits that follow each other. ${ANOTHER}`,
  combined: `This password is made of common passwords, one after the other. ${ANOTHER}`,
  breached: `This password is known from a data breach elsewhere, so attackers try it. ${ANOTHER}`,
}

export function faultSentence(fault: PasswordFault): string {
  return SENTENCES[fault]
}
