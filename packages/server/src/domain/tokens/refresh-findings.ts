import type { Tx } from '#base/db'
import { error, type Finding } from '#base/findings'
import type { Issuer } from '#domain/projects'
import { loginOfFamily } from './tokens.store.ts'

const AGAIN = 'Send the person to the authorization endpoint again.'

export const UNKNOWN_REFRESH_TOKEN = error(
  'This server did not issue the refresh token: it was cut off or changed, is an access token, ' +
    'or comes from another server.',
  AGAIN,
)
export const REFRESH_REUSED = error(
  'The refresh token was used before, and a newer one was issued. The whole sign-in has been revoked.',
  'Replace the stored refresh_token with the one in each answer, and let only one tab or process refresh at a time.',
)

/** Why one of our refresh tokens was refused. The gate doesn't say, so this looks it up, only for the trace. */
export async function whyNotRotated(
  db: Tx,
  {
    token,
    clientId,
    issuer,
  }: { readonly token: { readonly family: string }; readonly clientId: string | null; readonly issuer: Issuer },
  now: Date,
): Promise<Finding> {
  const login = await loginOfFamily.maybeOne(db, token.family)
  if (login === undefined) return UNKNOWN_REFRESH_TOKEN
  if (login.clientId !== clientId)
    return error(
      'The refresh token was issued to another client.',
      'Refresh with the client_id that redeemed the code.',
    )
  if (login.issuerProject !== (issuer.project ?? null))
    return error(
      'The refresh token was issued at another address of this server.',
      'Refresh at the token endpoint that redeemed the code.',
    )
  if (!login.live)
    return error(
      'The sign-in of the refresh token was ended: by a sign-out, a revocation, or the reuse of a refresh token.',
      AGAIN,
    )
  return login.expiresAt <= now
    ? error('The refresh token has expired.', AGAIN)
    : error(
        'The client authenticates differently than when it redeemed the code, but a refresh requires the same method.',
        'Authenticate as at the code exchange, or let the person sign in again.',
      )
}
