import { textOfBase64url } from '../base64.ts'
import { defined, membersIn } from '../json.ts'
import type { LoginState, Principal } from '../wire.ts'

/**
 * The access token for requests, and the refresh token that renews it. If the host passed the tokens in, the owner may
 * be unknown.
 */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  readonly expiresAt?: number | undefined
  readonly lifetime?: number | undefined
  readonly clientId?: string | undefined
}

/** The owner of a login, as one text. */
export function identityOf({ project, profile }: Principal): string {
  return `${project.reference} ${profile.reference}`
}

export function isExpired({ expiresAt }: Tokens, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

/**
 * Whether to renew an access token before it is used: it expires within the grace period. If its life is shorter than
 * that, every request would renew it, so the second half of its life counts instead.
 */
export function isDue({ expiresAt, lifetime }: Tokens, now: number, gracePeriod: number): boolean {
  if (expiresAt === undefined) return false
  return now >= expiresAt - Math.min(gracePeriod, (lifetime ?? Number.POSITIVE_INFINITY) / 2)
}

/** Tokens that the host passed in. The expiry comes from the access token, if it can be read. */
export function givenTokens(
  accessToken: string,
  refreshToken: string | undefined,
  clientId: string | undefined,
): Tokens {
  const { exp, iat } = claimsOf(accessToken)
  const expiresAt = typeof exp === 'number' ? exp * 1000 : undefined
  const lifetime = expiresAt !== undefined && typeof iat === 'number' ? expiresAt - iat * 1000 : undefined
  return defined({ accessToken, refreshToken, clientId, expiresAt, lifetime })
}

/** The owner that a token claims. It grants nothing: it only shows whether a client is about to change its user. */
export function ownerOf(accessToken: string): string {
  const { sub, profile } = claimsOf(accessToken)
  return typeof profile === 'string' ? profile : typeof sub === 'string' ? sub : accessToken
}

/** An opaque token has no claims. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return membersIn(textOfBase64url(token.split('.')[1] ?? ''))
}

/** The login of a set of tokens, if their owner is known. */
export function loginOf(tokens: Tokens & Partial<Principal>): LoginState | undefined {
  const { project, profile } = tokens
  return project === undefined || profile === undefined ? undefined : { ...tokens, project, profile }
}
