/** How sure it is who signed in, as apps are told (OpenID Connect Core §2): the truth, whatever they asked for. */
export interface Assurance {
  readonly acr: string
  /** Methods by their names in RFC 8176. */
  readonly amr: readonly string[]
}

/** One factor: the first authenticator assurance level of NIST SP 800-63B, by the address that identity providers use for it. */
const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'

/** What `acr` may be. */
export const ACR_VALUES: readonly string[] = [AAL1]

const METHODS: Readonly<Record<string, string>> = { password: 'pwd' }

export function assuranceOf(factors: readonly string[]): Assurance {
  return { acr: AAL1, amr: factors.flatMap((factor) => METHODS[factor] ?? []) }
}
