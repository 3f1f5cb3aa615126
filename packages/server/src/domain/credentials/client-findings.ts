import type { Keyring } from '#base/crypto'
import { type CloserLook, error, type Finding, lengthOf } from '#base/findings'
import { type Client, clientOfSecret } from '#domain/clients'
import type { Allowance } from '#domain/throttle'

export const TWO_METHODS = error(
  'The client authenticates in two ways at once, and they disagree.',
  'Send either the Basic header, or client_id and client_secret in the body, or client_assertion.',
)
export const UNEXPECTED_SECRET = error(
  'A secret was sent, but the client is public and has none.',
  'Send neither client_secret nor a Basic header: a browser or a native app cannot keep a secret. ' +
    'If the app runs on your server, register it as confidential.',
)
export const MISSING_CLIENT = error(
  'The request has a client_secret or a workload’s token, but no client_id.',
  'Send both.',
)
export const UNKNOWN_CLIENT = error(
  'There is no client here with the id that was sent.',
  'Compare client_id with the id of the ClientApplication, and the address with the server or project in which it is ' +
    'registered.',
)
export const INACTIVE_CLIENT = error('The client is inactive.', 'Set status of the ClientApplication to active.')
/** The limit on wrong secrets, for every kind of proof. */
export function tooMany(allowance: Allowance) {
  return { why: 'too_many_wrong_secrets', allowance, finding: TOO_MANY } as const
}

const TOO_MANY = error('Too many wrong secrets were sent for this client.', 'Wait as long as Retry-After says.')

export function missingSecret({ authMethod }: Client): Finding {
  return error(
    `The client is confidential (${authMethod}), but did not authenticate.`,
    'Send its secret or a signed assertion; if it runs in a browser or on a phone, set tokenEndpointAuthMethod to none.',
  )
}

export function otherAuthMethod({ authMethod }: Client): Finding {
  return error(
    `The client is registered with ${authMethod}, but sent a signed assertion.`,
    'Set its tokenEndpointAuthMethod to private_key_jwt with jwks or jwksUri, or authenticate as registered.',
  )
}

const OF_ALL = 'Use the secret that was shown when it was made, or rotate it.'
/** 256 random bits as base64url. */
const SECRET_LENGTH = 43

export function wrongSecret({ authMethod, secrets }: Client, secret: string): Finding {
  if (authMethod === 'private_key_jwt')
    return error(
      'The client is registered with private_key_jwt, but sent a secret.',
      'Send a signed assertion, or set its tokenEndpointAuthMethod to client_secret_basic.',
    )
  if (secrets.length === 0)
    return error('The client has no secret: it never had one, or it was retired.', 'Make one with $rotate-secret.')
  if (secret !== secret.trim()) return error('The secret has white space around it.', 'Remove the white space.')
  if (secret.length !== SECRET_LENGTH)
    return error(`The secret has ${lengthOf(secret)}; secrets of this server have ${SECRET_LENGTH}.`, OF_ALL)
  return error(
    'The secret does not belong to this client: it is mistyped, comes from another server or project, ' +
      'or was retired in a rotation.',
    OF_ALL,
  )
}

/** Whether a wrong secret belongs to another client of the project. */
export function whoseSecret(keyring: Keyring, { project, authMethod }: Client, secret: string): CloserLook {
  return async (db) => {
    if (authMethod === 'private_key_jwt') return undefined
    const { hash } = keyring.keyedHash('client-secret', secret)
    const owner = await clientOfSecret.maybeOne(db, project, hash.toString('base64url'))
    return owner === undefined
      ? undefined
      : error('The secret belongs to another client of this project.', 'Send the secret of the client in client_id.')
  }
}
