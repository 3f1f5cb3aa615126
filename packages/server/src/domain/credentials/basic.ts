/**
 * The id and secret of an `Authorization: Basic` header (RFC 7617); undefined when it is malformed. At the token endpoint
 * both are form-encoded first (RFC 6749 §2.3.1); our ids and secrets read the same either way.
 */
export function readBasic(header: string): { readonly id: string; readonly secret: string } | undefined {
  const match = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)
  if (match?.[1] === undefined) return undefined
  const text = Buffer.from(match[1], 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}
