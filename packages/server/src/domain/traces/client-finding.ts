import { error, type Finding, lengthOf } from '#base/findings'
import type { Client } from '#domain/clients'
import { basicFinding } from './basic-finding.ts'
import type { Evidence } from './evidence.ts'

/** How a client tried to prove itself. */
export interface ProofFacts {
  readonly reason: string
  readonly client: Client | undefined
  readonly authorization: string | undefined
  readonly secret: string | undefined
  readonly secretOf: Evidence['secretOf']
}

const OF_ALL = 'Take it from where it was shown when it was made, or rotate it.'
/** 256 random bits as base64url. */
const SECRET_LENGTH = 43

/** Why a client was not let in at the token endpoint; undefined for another reason. */
export function proofFinding(facts: ProofFacts): Finding | undefined {
  const { reason, client, authorization } = facts
  switch (reason) {
    case 'malformed_credentials':
      return basicFinding(authorization)
    case 'wrong_secret':
      return secretFinding(facts)
    case 'two_methods':
      return error(
        'The client proves itself in two ways at once, and they are not the same.',
        'Send either the Basic header, or client_id and client_secret in the body, or client_assertion.',
      )
    case 'unexpected_secret':
      return error(
        'The client is public and has no secret, yet a secret was sent.',
        'Send no client_secret and no Basic header: a secret in a browser or native app is none. If the app runs on a server of yours, register it as confidential.',
      )
    case 'missing_secret':
      return error(
        `The client is confidential (${client?.authMethod ?? 'by its registration'}), and sent no proof.`,
        'Send its secret or a signed assertion; if it runs in a browser or on a phone, set tokenEndpointAuthMethod to none.',
      )
    case 'missing_client':
      return error('A client_secret came without client_id.', 'Send both.')
    case 'unknown_client':
      return error(
        'No client here has the id that was sent.',
        'Compare client_id with the id of the ClientApplication, and the address with the server or project in which it is registered.',
      )
    case 'inactive_client':
      return error('The client is switched off.', 'Set status of the ClientApplication to active.')
    case 'other_auth_method':
      return error(
        `The client is registered with ${client?.authMethod ?? 'another method'}, and sent a signed assertion.`,
        'Set its tokenEndpointAuthMethod to private_key_jwt with jwks or jwksUri, or send what is registered.',
      )
    case 'too_many_wrong_secrets':
      return error('There were too many wrong secrets for this client.', 'Wait for the time of Retry-After.')
    default:
      return undefined
  }
}

function secretFinding({ client, secret = '', secretOf }: ProofFacts): Finding {
  if (client?.authMethod === 'private_key_jwt')
    return error(
      'The client is registered with private_key_jwt, and sent a secret.',
      'Send a signed assertion, or set its tokenEndpointAuthMethod to client_secret_basic.',
    )
  if (secretOf === 'another_client')
    return error(
      'The secret is right, but of another client of this project.',
      'Send the secret that goes with client_id.',
    )
  if (client?.secrets.length === 0)
    return error('The client has no secret: none was made, or it was retired.', 'Make one with $rotate-secret.')
  if (secret !== secret.trim()) return error('The secret has white space around it.', 'Send it without.')
  if (secret.length !== SECRET_LENGTH)
    return error(`The secret has ${lengthOf(secret)}; those of this server have ${SECRET_LENGTH}.`, OF_ALL)
  return error(
    'The secret is none of this client: it is mistyped, of another server or project, or was retired in a rotation.',
    OF_ALL,
  )
}
