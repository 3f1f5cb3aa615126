import { SignJWT } from 'jose'
import { secondsAfter } from '#base/clock'
import type { SigningKeys } from '#domain/keys'
import type { TakenNotice } from './notices.store.ts'
import { sidOf } from './sid.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const SECONDS = 120

/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4), signed like the client's id tokens. Its own type and its
 * missing nonce keep it from passing as one. A client that sees a `jti` again has already handled it.
 */
export async function mintLogoutToken(
  keys: SigningKeys,
  issuer: string,
  { id, userId, clientId, rootId, algorithm }: TakenNotice,
  now: Date,
): Promise<string> {
  const key = keys.signing(algorithm, now)
  return new SignJWT({ sid: sidOf(rootId, clientId), events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'logout+jwt' })
    .setIssuer(issuer)
    .setSubject(userId)
    .setAudience(clientId)
    .setIssuedAt(now)
    .setExpirationTime(secondsAfter(now, SECONDS))
    .setJti(id)
    .sign(key.privateKey)
}
