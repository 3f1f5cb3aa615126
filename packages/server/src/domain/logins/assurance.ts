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
const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const SECOND = 'external-second'

/** The possible values of `acr`. */
export const ACR_VALUES: readonly string[] = [AAL1, AAL2]

/** For a provider, only the number of factors is reported, and only if it is trusted for that; not which factors. */
const METHODS: Readonly<Record<string, string>> = { password: 'pwd', [SECOND]: 'mfa' }

export function assuranceOf(factors: readonly string[]): Assurance {
  const amr = factors.flatMap((factor) => METHODS[factor] ?? [])
  return { acr: factors.includes(SECOND) ? AAL2 : AAL1, amr }
}
