/** Bytes as base64. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Bytes as base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The text that base64url encodes; undefined when the input is not base64url. */
export function textOfBase64url(text: string): string | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
  } catch {
    // Not base64url: the caller decides what to do.
    return undefined
  }
}

/** The value of an `Authorization: Basic` header (RFC 7617). */
export function basic(id: string, secret: string): string {
  return `Basic ${base64(new TextEncoder().encode(`${id}:${secret}`))}`
}
