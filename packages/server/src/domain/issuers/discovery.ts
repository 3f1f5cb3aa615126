/** Where an issuer publishes its metadata (OpenID Connect Discovery §4). */
export function discoveryOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}
