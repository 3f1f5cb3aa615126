import { decodeJwt } from 'jose'

/** The issuer that a token names, unverified. An opaque token names none. */
export function issuerNamedIn(token: string): string | undefined {
  return claimsNamedIn(token)['iss'] as string | undefined
}

/** The claims of a token, unverified; none if it is no JWT. */
export function claimsNamedIn(token: string): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token)
  } catch {
    // Anything at all can be sent as a token.
    return {}
  }
}
