import { decodeJwt, decodeProtectedHeader } from 'jose'
import { asPeopleSay, compareUris, error, type Finding } from '#base/findings'
import type { Issuer } from '#domain/projects'
import type { TokenRefusal } from '#domain/tokens'

export const NO_CREDENTIALS = error(
  'The request has no Authorization header.',
  'Send Authorization: Bearer with the access token.',
)
export const UNKNOWN_SCHEME = error(
  'The Authorization header has a scheme that this server does not accept.',
  'Write Bearer, a space, and the access token.',
)
export const WRONG_TOKEN_LOGIN = error(
  'The token was not issued for this address of the server.',
  'Let the person sign in again at the address of the API that you call.',
)
export const WRONG_CLIENT_CREDENTIALS = error(
  'The id or the secret in the Basic header is wrong.',
  'Compare both with the ClientApplication.',
)
export const BASIC_NOT_ALLOWED = error(
  'This client may not use Basic on the API.',
  'Set basicAllowed on the ClientApplication, or get a token with client_credentials.',
)
export const BASIC_OFF = error(
  'This server accepts no Basic on the API.',
  'Get a token with client_credentials at the token endpoint.',
)
export const TOO_MANY_NEW_TOKENS = error(
  'The client sent too many new tokens of the provider.',
  'Wait as long as Retry-After says.',
)

/** A header that has no Bearer token, or a token that isn't a JWT. */
export function malformedBearer(authorization: string): Finding {
  const token = authorization.replace(/^Bearer */i, '')
  const remedy = 'Send the access_token of the token response unchanged.'
  if (/^(undefined|null|\[object Object\])$/i.test(token))
    return error(
      'The access token is the text undefined or null.',
      'Wait for the token response, and send its access_token.',
    )
  if (/^["']|["']$/.test(token)) return error('The access token has quotes around it.', remedy)
  if (/^Bearer /i.test(token)) return error('The word Bearer was sent twice.', remedy)
  if (/^[0-9a-f-]{36}\.\d+\./.test(token)) return error('The token is a refresh token.', remedy)
  return error('This is not an access token: it is not a signed JWT.', remedy)
}

/** The claims of a refused token, for the trace; none of them is trusted. */
export function tokenFinding(
  why: TokenRefusal['why'],
  token: string,
  { url: issuer, fhirUrl }: Pick<Issuer, 'url' | 'fhirUrl'>,
  now: Date,
): Finding {
  const { type, iss, aud, exp } = read(token)
  const isOurs = iss === issuer
  if (iss !== undefined && !isOurs && ['unknown_key', 'wrong_issuer', 'bad_signature'].includes(why))
    return error(
      `The token was issued by another server or at another address, not by ${issuer}.`,
      'Get the token from the server whose FHIR API you call: compare iss of the token with issuer of the metadata.',
    )
  switch (why) {
    case 'wrong_token_type':
    case 'unknown_key':
      return type !== 'at+jwt' && isOurs
        ? error('The token is an id token, which does not give access to the API.', 'Send the access_token.')
        : error('The token is signed with a key that this server does not have.', 'Get a new token from this server.')
    case 'malformed_token':
      return malformedBearer(token)
    case 'expired_token':
      return expiredToken(exp, now)
    case 'wrong_audience': {
      const difference = typeof aud === 'string' ? compareUris([fhirUrl], aud) : undefined
      return error(
        'The aud of the token is not the FHIR base of this ' +
          `server${difference === undefined ? '' : `: it differs ${difference.words}`}.`,
        'Get a token from the server or project whose API you call.',
      )
    }
    case 'wrong_issuer':
    case 'bad_signature':
      return error(
        'The signature of the token is wrong: it was changed or cut off.',
        'Send the access_token unchanged.',
      )
  }
}

export function expiredToken(exp: number | undefined, now: Date): Finding {
  const ago = exp === undefined ? 0 : now.getTime() / 1000 - exp
  return error(
    `The access token expired${ago > 0 ? ` ${asPeopleSay(ago)} ago` : ''}.`,
    'Refresh before expires_in has passed, or let the person sign in again.',
  )
}

function read(token: string): {
  readonly type?: unknown
  readonly iss?: unknown
  readonly aud?: unknown
  readonly exp?: number
} {
  try {
    const { iss, aud, exp } = decodeJwt(token)
    return { type: decodeProtectedHeader(token).typ, iss, aud, ...(typeof exp === 'number' && { exp }) }
  } catch {
    // A token may be any text.
    return {}
  }
}
