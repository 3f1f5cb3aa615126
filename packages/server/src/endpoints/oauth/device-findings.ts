import { error } from '#base/findings'

export const WRONG_DEVICE_PROOF = error(
  'The request is not signed with the key of the device, or the assertion was used before or has expired.',
  'Sign a new client_assertion for each request: ES256, iss and sub the client_id, aud the issuer, a new jti.',
)
