import { hash, timingSafeEqual } from 'node:crypto'

export function sha256(text: string | Uint8Array): Buffer {
  return hash('sha256', text, 'buffer')
}

/** SHA-256 as base64url, for values that must not appear in clear text, and for PKCE (RFC 7636 §4.2). */
export function sha256Text(text: string | Uint8Array): string {
  return hash('sha256', text, 'base64url')
}

/** Compares in a time that doesn't reveal where two values differ; different lengths are unequal at once. */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
