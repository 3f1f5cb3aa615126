/** Claims that only an id token has (OpenID Connect Core §2, §3.3.2.11, FAPI 1.0 Part 2 §5.1.1). */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash']
/** Claims that only an access token has (RFC 9068 §2.2, and Okta's and Entra's own). */
const OF_ACCESS_TOKENS = ['scope', 'scp', 'client_id', 'cid']

/**
 * Whether claims are those of an access token. They must say so: a token that merely does not look like an id token may be
 * one that was issued without a nonce. Pure.
 */
export function isAccessToken(claims: Readonly<Record<string, unknown>>): boolean {
  if (OF_ID_TOKENS.some((name) => claims[name] !== undefined)) return false
  // Keycloak has `typ` in the payload.
  const { typ, token_use: use } = claims
  if (typ !== undefined && !(typeof typ === 'string' && typ.toLowerCase() === 'bearer')) return false
  return use === 'access' || (use === undefined && OF_ACCESS_TOKENS.some((name) => claims[name] !== undefined))
}
