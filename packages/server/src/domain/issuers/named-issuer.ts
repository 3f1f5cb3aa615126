import { decodeJwt } from 'jose'

/** The issuer that a token names; nothing of it is believed. An opaque token names nobody. */
export function issuerNamedIn(token: string): string | undefined {
  return claimsNamedIn(token)['iss'] as string | undefined
}

/** What a token says of itself, nothing of it believed; nothing where it is no JWT. */
export function claimsNamedIn(token: string): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token)
  } catch {
    // Anything at all can be sent as a token.
    return {}
  }
}
