import { constantTimeEqual } from '#base/crypto'
import { asPeopleSay, compareUris, error, type Finding, lengthOf } from '#base/findings'

const AGAIN = 'Send the person to the authorization endpoint again.'

/** Why a code cannot be redeemed, as far as it takes no look at what was sent. */
export const CODE_FINDINGS = {
  unknown_code: error(
    'The code is none of this server: it was cut off, changed, or comes from another server.',
    `Take the code from the redirect as it is, decoded once. ${AGAIN}`,
  ),
  code_reused: error(
    'The code was used before. All that the first use gave has been revoked.',
    `Redeem each code once: look for a page that loads twice, a retry, or React’s StrictMode. ${AGAIN}`,
  ),
  wrong_issuer: error(
    'The code was issued at another address of this server than the one that is to redeem it.',
    'Take authorize and token endpoint from the metadata of one issuer.',
  ),
  wrong_client: error(
    'The code was issued to another client than the one that redeems it.',
    'Use the same client_id at the authorization and the token endpoint.',
  ),
  revoked_login: error('The sign-in of this code was ended before the code was redeemed.', AGAIN),
} as const

export function expiredCode(seconds: number): Finding {
  return error(`The code has expired: it is good for ${asPeopleSay(seconds)}.`, `Redeem it at once. ${AGAIN}`)
}

/** What was sent is compared with what the authorization request had. */
export function otherRedirectUri(given: string | undefined, asked: string): Finding {
  const remedy = 'Send the very redirect_uri that the authorization request had.'
  if (given === undefined || given === '') return error('The token request has no redirect_uri.', remedy)
  const words = compareUris([asked], given)?.words ?? 'in some way'
  return error(`The redirect_uri differs from that of the authorization request ${words}.`, remedy)
}

export function otherVerifier(verifier = '', challenge: string | null): Finding {
  const remedy = 'Send the code_verifier whose SHA-256 in base64url was the code_challenge.'
  if (challenge !== null && constantTimeEqual(verifier, challenge))
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
  return error(
    'The code_verifier is not the one of the code_challenge: its hash is another.',
    `${remedy} A second tab or a page that loads twice may have overwritten it.`,
  )
}
