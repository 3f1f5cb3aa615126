import { decodeProtectedHeader, jwtVerify } from 'jose'
import type { SigningKeys } from '#domain/keys'

/** The claims of one of our id tokens, expired or not. */
export interface IdTokenHint {
  readonly subject: string
  readonly clientId: string
  /** The `sid` of the sign-in that it was issued for. */
  readonly sid: string | undefined
}

const LONGEST = 8_192

/**
 * Reads an id token that an app sends back as a hint (OpenID Connect Core §3.1.2.1). It must be an id token signed by
 * this server, but may have expired. It names a person and proves nobody.
 */
export async function readIdTokenHint(
  keys: SigningKeys,
  issuer: string,
  token: string,
  now: Date,
): Promise<IdTokenHint | undefined> {
  if (token.length > LONGEST) return undefined
  try {
    const { kid, alg, typ } = decodeProtectedHeader(token)
    const key = kid === undefined ? undefined : keys.verifying(kid, now)
    // Keys for ES256 sign access tokens too: only the type distinguishes id tokens from them.
    if (key === undefined || alg !== key.algorithm || typ !== 'JWT') return undefined
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.algorithm],
      issuer,
      // With the epoch as current date no token has expired; the times in a hint don't matter.
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    })
    const { sub, aud, sid } = payload
    if (sub === undefined || typeof aud !== 'string') return undefined
    return { subject: sub, clientId: aud, sid: typeof sid === 'string' ? sid : undefined }
  } catch {
    return undefined
  }
}
