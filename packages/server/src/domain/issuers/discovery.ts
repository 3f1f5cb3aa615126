/** No issuer needs more for its keys, its metadata, or what it says of one person. */
export const MOST_ANSWER_BYTES = 131_072

/** Where an issuer publishes its metadata (OpenID Connect Discovery §4). */
export function discoveryOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}
