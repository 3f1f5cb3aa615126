/** How sure it is who signed in, as apps are told (OpenID Connect Core §2): the truth, whatever they asked for. */
export interface Assurance {
  readonly acr: string
  /** Methods by their names in RFC 8176. */
  readonly amr: readonly string[]
}

/**
 * The authenticator assurance levels of NIST SP 800-63B, by the addresses that identity providers use for them: one factor;
 * two, of which a provider vouches for the second where its configuration here lets that count.
 */
const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const SECOND = 'external-second'

/** What `acr` may be. */
export const ACR_VALUES: readonly string[] = [AAL1, AAL2]

/** What a provider did is told as far as it is believed: that there were several factors, not which. */
const METHODS: Readonly<Record<string, string>> = { password: 'pwd', [SECOND]: 'mfa' }

export function assuranceOf(factors: readonly string[]): Assurance {
  const amr = factors.flatMap((factor) => METHODS[factor] ?? [])
  return { acr: factors.includes(SECOND) ? AAL2 : AAL1, amr }
}
