import { constantTimeEqual } from '#base/crypto'

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

/**
 * Whether the body says nothing beyond the decoded header: nothing, the same id, or the same id and secret, as
 * `@medplum/core` and `@medplum/cli` send them.
 */
export function isRepeated(
  { bodyId = '', bodySecret }: { readonly bodyId: string | undefined; readonly bodySecret: string | undefined },
  id: string,
  secret: string,
): boolean {
  if (bodySecret === undefined) return bodyId === '' || bodyId === id
  const isSameSecret = constantTimeEqual(bodySecret, secret)
  return bodyId === id && isSameSecret
}

/** RFC 6749 §2.3.1 form-encodes both parts; a part that cannot be decoded is used as it is. */
export function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
