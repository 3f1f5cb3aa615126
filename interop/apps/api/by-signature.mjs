import { createRemoteJWKSet, jwtVerify } from 'jose'

const { ISSUER, APP_IDS } = process.env
const keys = createRemoteJWKSet(new URL(`${ISSUER}.well-known/jwks.json`))
const expected = {
  issuer: ISSUER,
  audience: `${ISSUER}fhir/R4/`,
  algorithms: ['ES256'],
  typ: 'at+jwt',
  requiredClaims: ['exp', 'sub', 'client_id'],
}

/** Returns the claims of a valid token of one of our apps, otherwise undefined. Throws if the keys cannot be fetched. */
export async function checkToken(token) {
  try {
    const { payload } = await jwtVerify(token, keys, expected)
    return APP_IDS.split(' ').includes(payload.client_id) ? payload : undefined
  } catch (error) {
    if (/^ERR_(JWT|JWS|JOSE|JWKS_NO_MATCHING_KEY)/.test(error.code)) return undefined
    throw error
  }
}
