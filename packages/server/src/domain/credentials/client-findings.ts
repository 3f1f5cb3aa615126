import type { Keyring } from '#base/crypto'
import { type CloserLook, error, type Finding, lengthOf } from '#base/findings'
import { type Client, clientOfSecret } from '#domain/clients'
import type { Allowance } from '#domain/throttle'

export const TWO_METHODS = error(
  'The client proves itself in two ways at once, and they are not the same.',
  'Send either the Basic header, or client_id and client_secret in the body, or client_assertion.',
)
export const UNEXPECTED_SECRET = error(
  'The client is public and has no secret, yet a secret was sent.',
  'Send no client_secret and no Basic header: a secret in a browser or native app is none. If the app runs on a server of yours, register it as confidential.',
)
export const MISSING_CLIENT = error('A client_secret or a workload’s token came without client_id.', 'Send both.')
export const UNKNOWN_CLIENT = error(
  'No client here has the id that was sent.',
  'Compare client_id with the id of the ClientApplication, and the address with the server or project in which it is registered.',
)
export const INACTIVE_CLIENT = error('The client is switched off.', 'Set status of the ClientApplication to active.')
/** The limit of wrong secrets, for every kind of proof. */
export function tooMany(allowance: Allowance) {
  return { why: 'too_many_wrong_secrets', allowance, finding: TOO_MANY } as const
}

const TOO_MANY = error('There were too many wrong secrets for this client.', 'Wait for the time of Retry-After.')

export function missingSecret({ authMethod }: Client): Finding {
  return error(
    `The client is confidential (${authMethod}), and sent no proof.`,
    'Send its secret or a signed assertion; if it runs in a browser or on a phone, set tokenEndpointAuthMethod to none.',
  )
}

export function otherAuthMethod({ authMethod }: Client): Finding {
  return error(
    `The client is registered with ${authMethod}, and sent a signed assertion.`,
    'Set its tokenEndpointAuthMethod to private_key_jwt with jwks or jwksUri, or send what is registered.',
  )
}

const OF_ALL = 'Take it from where it was shown when it was made, or rotate it.'
/** 256 random bits as base64url. */
const SECRET_LENGTH = 43

export function wrongSecret({ authMethod, secrets }: Client, secret: string): Finding {
  if (authMethod === 'private_key_jwt')
    return error(
      'The client is registered with private_key_jwt, and sent a secret.',
      'Send a signed assertion, or set its tokenEndpointAuthMethod to client_secret_basic.',
    )
  if (secrets.length === 0)
    return error('The client has no secret: none was made, or it was retired.', 'Make one with $rotate-secret.')
  if (secret !== secret.trim()) return error('The secret has white space around it.', 'Send it without.')
  if (secret.length !== SECRET_LENGTH)
    return error(`The secret has ${lengthOf(secret)}; those of this server have ${SECRET_LENGTH}.`, OF_ALL)
  return error(
    'The secret is none of this client: it is mistyped, of another server or project, or was retired in a rotation.',
    OF_ALL,
  )
}

/** Whether a wrong secret is the right one of another client of the project. */
export function whoseSecret(keyring: Keyring, { project, authMethod }: Client, secret: string): CloserLook {
  return async (db) => {
    if (authMethod === 'private_key_jwt') return undefined
    const { hash } = keyring.keyedHash('client-secret', secret)
    const owner = await clientOfSecret.maybeOne(db, project, hash.toString('base64url'))
    return owner === undefined
      ? undefined
      : error(
          'The secret is right, but of another client of this project.',
          'Send the secret that goes with client_id.',
        )
  }
}
