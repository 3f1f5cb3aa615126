import { LONGEST_PASSWORD, passwordLength } from '#domain/factors'

const SHORTEST = 15

/**
 * Why a password cannot be chosen; undefined when it can. Length counts code points after NFC normalisation; there are no
 * rules of composition (NIST SP 800-63B-4 §3.1.1.2).
 */
export function passwordFault(password: string): 'too_short' | 'too_long' | undefined {
  const length = passwordLength(password)
  if (length < SHORTEST) return 'too_short'
  return length > LONGEST_PASSWORD ? 'too_long' : undefined
}

/** The same as a sentence for the developer of an app. */
export function passwordProblem(password: string): string | undefined {
  const fault = passwordFault(password)
  if (fault === 'too_short')
    return `Choose a password of at least ${SHORTEST} characters; several words are easy to remember.`
  return fault === 'too_long' ? `Choose a password of at most ${LONGEST_PASSWORD} characters.` : undefined
}
