import { constantTimeEqual } from '#base/crypto'
import { asPeopleSay, compareUris, error, type Finding, lengthOf } from '#base/findings'

const AGAIN = 'Send the person to the authorization endpoint again.'

/** Why a code cannot be redeemed, for reasons that don't depend on the request's parameters. */
export const CODE_FINDINGS = {
  unknown_code: error(
    'This server did not issue the code: it was cut off or changed, or comes from another server.',
    `Use the code exactly as the redirect delivers it, decoded once. ${AGAIN}`,
  ),
  code_reused: error(
    'The code was used before. The tokens that it was first exchanged for have been revoked.',
    `Redeem each code once: look for a page that loads twice, a retry, or React’s StrictMode. ${AGAIN}`,
  ),
  wrong_issuer: error(
    'The code was issued at another address of this server.',
    'Take the authorization and the token endpoint from the metadata of one issuer.',
  ),
  wrong_client: error(
    'The code was issued to another client.',
    'Use the same client_id at the authorization and the token endpoint.',
  ),
  revoked_login: error('The sign-in of this code was ended before the code was redeemed.', AGAIN),
} as const

export function expiredCode(seconds: number): Finding {
  return error(`The code has expired: it is valid for ${asPeopleSay(seconds)}.`, `Redeem it at once. ${AGAIN}`)
}

/** Compares the request with what the authorization request said. */
export function otherRedirectUri(given: string | undefined, asked: string): Finding {
  const remedy = 'Send the same redirect_uri as in the authorization request.'
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
      `The code_verifier has ${lengthOf(verifier)}: it must have 43 to 128.`,
      'Encode 32 random bytes as base64url: that gives 43 characters.',
    )
  if (!/^[\w.~-]+$/.test(verifier))
    return error(
      'The code_verifier has characters beyond letters, digits and -._~ (RFC 7636 §4.1).',
      'Encode 32 random bytes as base64url.',
    )
  return error(
    'The code_verifier does not belong to the code_challenge: its hash differs.',
    `${remedy} A second tab or a page that loads twice may have overwritten it.`,
  )
}
