import { base64url } from '../base64.ts'
import type { WebCrypto } from '../host.ts'

/** Proves that the client that redeems a code is the one that asked for it (RFC 7636). */
export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

/** A new verifier and its S256 challenge. */
export async function makePkce(crypto: WebCrypto): Promise<Pkce> {
  const verifier = randomText(crypto)
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: base64url(new Uint8Array(hash)) }
}

/** 256 random bits as base64url: 43 characters. */
export function randomText(crypto: WebCrypto): string {
  const bytes = new Uint8Array(32)
  crypto.getRandomValues(bytes)
  return base64url(bytes)
}
