import { decodeProtectedHeader, jwtVerify } from 'jose'
import type { SigningKeys } from '#domain/keys'

/** What an id token of ours said when it was issued, whether it has expired since or not. */
export interface IdTokenHint {
  readonly subject: string
  readonly clientId: string
  /** The login that it was issued to. */
  readonly sid: string | undefined
}

const LONGEST = 8_192

/**
 * Reads an id token that an app sends back as a hint (OpenID Connect Core §3.1.2.1). Signed by this server as an id
 * token, or it is nothing; expired ones are fine. It names a person and proves nobody.
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
    // Keys of ES256 sign access tokens too: only the type tells them from id tokens.
    if (key === undefined || alg !== key.algorithm || typ !== 'JWT') return undefined
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.algorithm],
      issuer,
      // The epoch: whatever it said of its time is past or to come, and neither matters for a hint.
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
