/**
 * How certain the user's identity is, as apps are told (OpenID Connect Core §2): always the truth, whatever they asked
 * for.
 */
export interface Assurance {
  readonly acr: string
  /** Methods by their RFC 8176 names. */
  readonly amr: readonly string[]
}

/**
 * The authenticator assurance levels of NIST SP 800-63B, as the URLs that identity providers use: one factor, or two. A
 * provider may vouch for the second factor if its configuration here allows it.
 */
export const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
export const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'

/** Beside the factors of a proof: the provider vouched for the person's device. It raises no level. */
export const COMPLIANT_DEVICE = 'compliant-device'

/**
 * Beside the factors of a proof: the provider does not say when it proved the person. Where the age of a proof matters, it
 * is none.
 */
export const UNDATED = 'undated'

/** An e-mail and nothing else: below the levels of NIST, for which an e-mail proves nobody (SP 800-63B-4 §3.1.3.1). */
const MAILBOX = 'urn:damson:acr:email'

/** The possible values of `acr`. */
export const ACR_VALUES: readonly string[] = [MAILBOX, AAL1, AAL2]

/**
 * What each factor is called for apps, and whether it makes the second of two. E-mail is no out-of-band authenticator
 * for NIST (SP 800-63B-4 §3.1.3.1), so it raises nothing. For a provider, only the number of factors is reported, and
 * only if it is trusted for that; not which factors.
 */
const FACTORS: Readonly<Record<string, { readonly amr?: string | readonly string[]; readonly isSecond?: true }>> = {
  password: { amr: 'pwd' },
  totp: { amr: 'otp', isSecond: true },
  recovery: { isSecond: true },
  // Restricted for NIST (SP 800-63B-4 §3.2.9): it is a factor, and never makes the second level.
  sms: { amr: 'sms' },
  // With the user verified, by PIN or biometrics, a passkey is two factors. Nobody vouches for its hardware, so it is told
  // as the weaker key.
  passkey: { amr: ['swk', 'user'], isSecond: true },
  'passkey-touch': { amr: 'swk' },
  'external-second': { isSecond: true },
}

const MESSAGES: ReadonlySet<string> = new Set(['email', 'sms'])

/** What a sign-in can begin with, apart from a message. */
const FIRST: ReadonlySet<string> = new Set(['password', 'external', 'passkey', 'passkey-touch'])

/**
 * The sign-in began with a message, to a mailbox or to a phone. After an e-mail, whatever it proved besides is its first
 * factor for NIST; a text message is a restricted one by itself.
 */
export function isByMessage(factors: readonly string[]): boolean {
  return factors.some((factor) => MESSAGES.has(factor)) && !factors.some((factor) => FIRST.has(factor))
}

/** What a sign-in that began with a message has proven besides: later factors stand behind it. */
export function besidesMessage(factors: readonly string[]): readonly string[] {
  const began = factors.find((factor) => MESSAGES.has(factor))
  return factors.filter((factor) => factor !== began && FACTORS[factor] !== undefined)
}

export function assuranceOf(factors: readonly string[]): Assurance {
  const known = factors.flatMap((factor) => FACTORS[factor] ?? [])
  const byMessage = isByMessage(factors)
  // A key that was only touched is something one has: two factors with the password, which one knows.
  const isKeyed = factors.includes('password') && factors.includes('passkey-touch')
  const isTwo = !byMessage && (isKeyed || known.some(({ isSecond }) => isSecond === true))
  const amr = [...new Set(known.flatMap((one) => one.amr ?? [])), ...(isTwo ? ['mfa'] : [])]
  if (byMessage && known.length === 0) return { acr: MAILBOX, amr }
  return { acr: isTwo ? AAL2 : AAL1, amr }
}

/** At least one factor was proven that is one for NIST. */
export function isLevelOne({ acr }: Assurance): boolean {
  return acr !== MAILBOX
}

/** Two factors were proven. */
export function isStrong({ acr }: Assurance): boolean {
  return acr === AAL2
}

/** The factors that can make the second of two: what was proven by one of them is not renewed by less. */
export const STRONG_FACTORS: readonly string[] = [
  'passkey-touch',
  ...Object.keys(FACTORS).filter((factor) => FACTORS[factor]?.isSecond === true),
]
