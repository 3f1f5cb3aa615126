import { sha256Text } from '#base/crypto'
import { compareUris, error, type Finding, lengthOf } from '#base/findings'
import type { Evidence } from './evidence.ts'

/** What of a code's redemption may be looked at. */
export interface RedemptionFacts {
  readonly reason: string
  readonly redirectUri: string | undefined
  readonly verifier: string | undefined
  readonly login: Evidence['login']
}

const AGAIN = 'Send the person to the authorization endpoint again.'

/** Why a code could not be redeemed; undefined for another reason. */
export function codeFinding({ reason, redirectUri, verifier, login }: RedemptionFacts): Finding | undefined {
  switch (reason) {
    case 'missing_code':
      return error('The request has no code.', 'Send the code that came back to the redirect URI.')
    case 'missing_code_verifier':
      return error(
        'The request has no code_verifier.',
        'Send the code_verifier whose hash was the code_challenge; keep it in sessionStorage until the person comes back.',
      )
    case 'unknown_code':
      return error(
        'The code is none of this server: it was cut off, changed, or comes from another server.',
        `Take the code from the redirect as it is, decoded once. ${AGAIN}`,
      )
    case 'code_reused':
      return error(
        'The code was used before. All that the first use gave has been revoked.',
        `Redeem each code once: look for a page that loads twice, a retry, or React’s StrictMode. ${AGAIN}`,
      )
    case 'expired_code':
      return error('The code has expired: it is good for 60 seconds.', `Redeem it at once. ${AGAIN}`)
    case 'wrong_client':
      return error(
        'The code was issued to another client than the one that redeems it.',
        'Use the same client_id at the authorization and the token endpoint.',
      )
    case 'wrong_redirect_uri':
      return redirectFinding(redirectUri, login?.redirectUri)
    case 'pkce_mismatch':
      return verifierFinding(verifier, login?.codeChallenge)
    case 'revoked_login':
      return error('The sign-in of this code was ended before the code was redeemed.', AGAIN)
    case 'login_ends':
      return error('The sign-in of this code or token is about to end.', AGAIN)
    default:
      return undefined
  }
}

function redirectFinding(given: string | undefined, asked: string | null | undefined): Finding {
  const remedy = 'Send the very redirect_uri that the authorization request had.'
  if (given === undefined || given === '') return error('The token request has no redirect_uri.', remedy)
  const difference = asked == null ? undefined : compareUris([asked], given)
  return error(
    `The redirect_uri differs from that of the authorization request ${difference?.words ?? 'in some way'}.`,
    remedy,
  )
}

function verifierFinding(verifier = '', challenge: string | null | undefined): Finding {
  const remedy = 'Send the code_verifier whose SHA-256 in base64url was the code_challenge.'
  if (challenge != null && verifier === challenge)
    return error('The code_verifier is the code_challenge itself.', remedy)
  if (verifier.length < 43 || verifier.length > 128)
    return error(
      `The code_verifier has ${lengthOf(verifier)}: 43 to 128 are needed.`,
      'Make a longer one: 32 random bytes as base64url have 43.',
    )
  if (!/^[\w.~-]+$/.test(verifier))
    return error(
      'The code_verifier has characters beyond letters, digits and -._~ (RFC 7636 §4.1).',
      'Make it of 32 random bytes as base64url.',
    )
  const isTrimmed = challenge != null && sha256Text(verifier.trim()) === challenge
  return error(
    isTrimmed
      ? 'The code_verifier has white space around it.'
      : 'The code_verifier is not the one of the code_challenge: its hash is another.',
    `${remedy} A second tab or a page that loads twice may have overwritten it.`,
  )
}
