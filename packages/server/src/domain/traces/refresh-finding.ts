import { error, type Finding } from '#base/findings'
import type { Evidence } from './evidence.ts'

const AGAIN = 'Send the person to the authorization endpoint again.'

/** Why a refresh token was not taken; undefined for another reason. */
export function refreshFinding(reason: string, refresh: Evidence['refresh']): Finding | undefined {
  if (reason === 'missing_refresh_token')
    return error(
      'The request has no refresh_token. One is issued only where the scope has offline_access or online_access, and never to client_credentials.',
      'Ask for offline_access, keep the refresh_token of the answer, and do not refresh where there was none.',
    )
  if (reason === 'refresh_reused')
    return error(
      'The refresh token was used before, and is not the newest any more. The whole sign-in has been revoked.',
      'Keep the refresh_token of each answer in the place of the old one, and let only one tab or process refresh at a time.',
    )
  return reason === 'unknown_refresh_token' ? unknownFinding(refresh) : undefined
}

function unknownFinding(refresh: Evidence['refresh']): Finding {
  switch (refresh) {
    case 'another_client':
      return error(
        'The refresh token was issued to another client.',
        'Refresh with the client_id that redeemed the code.',
      )
    case 'revoked':
      return error('The sign-in of the refresh token was ended: signed out, revoked, or reused.', AGAIN)
    case 'expired':
      return error('The refresh token has expired.', AGAIN)
    case 'other_auth':
      return error(
        'The client proves itself in another way than when it redeemed the code, and a refresh demands the same.',
        'Authenticate as at the code exchange, or let the person sign in again.',
      )
    default:
      return error(
        'The refresh token is none of this server: it was cut off, changed, is an access token, or comes from another server.',
        AGAIN,
      )
  }
}
