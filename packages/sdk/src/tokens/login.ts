import { textOfBase64url } from '../base64.ts'
import { defined, membersIn } from '../json.ts'
import type { LoginState, Principal } from '../wire.ts'

/** What a request is authorised with, and what renews it. Whose it is may be unknown, where a host brought the token. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  readonly expiresAt?: number | undefined
  readonly lifetime?: number | undefined
  readonly clientId?: string | undefined
}

/** Who a login is of, as one text. */
export function identityOf({ project, profile }: Principal): string {
  return `${project.reference} ${profile.reference}`
}

export function isExpired({ expiresAt }: Tokens, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

/**
 * Whether an access token should be renewed before it is used: within the grace period before it expires, or in the
 * second half of a life so short that the grace period would swallow it, and every request renew it.
 */
export function isDue({ expiresAt, lifetime }: Tokens, now: number, gracePeriod: number): boolean {
  if (expiresAt === undefined) return false
  return now >= expiresAt - Math.min(gracePeriod, (lifetime ?? Number.POSITIVE_INFINITY) / 2)
}

/** Tokens that a host brought. When they expire is taken from the access token, where that tells. */
export function broughtTokens(
  accessToken: string,
  refreshToken: string | undefined,
  clientId: string | undefined,
): Tokens {
  const { exp, iat } = claimsOf(accessToken)
  const expiresAt = typeof exp === 'number' ? exp * 1000 : undefined
  const lifetime = expiresAt !== undefined && typeof iat === 'number' ? expiresAt - iat * 1000 : undefined
  return defined({ accessToken, refreshToken, clientId, expiresAt, lifetime })
}

/** Whose a token is, by its own word. Nothing is granted on it: it tells whether a client is about to become somebody else. */
export function ownerOf(accessToken: string): string {
  const { sub, profile } = claimsOf(accessToken)
  return typeof profile === 'string' ? profile : typeof sub === 'string' ? sub : accessToken
}

/** An opaque token tells nothing. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return membersIn(textOfBase64url(token.split('.')[1] ?? ''))
}

/** The login of a set of tokens whose owner is known. */
export function loginOf(tokens: Tokens & Partial<Principal>): LoginState | undefined {
  const { project, profile } = tokens
  return project === undefined || profile === undefined ? undefined : { ...tokens, project, profile }
}
