import { accepted, type Result, refused } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { type Form, OAuthError, tooManyRequests } from '#answers'
import type { AuthenticatedClient, ClientRefusal, Credentials } from '#domain/credentials'

/** A client that could not be authenticated: the answer, and what the audit notes. */
export interface ClientProblem {
  readonly error: Error
  readonly reason: string
  readonly clientId: string | undefined
  readonly project: string | undefined
}

/** Authenticates the client of a form request by the method that it is registered with. */
export async function authenticateClient(
  credentials: Credentials,
  request: FastifyRequest,
  form: Form,
): Promise<Result<AuthenticatedClient, ClientProblem>> {
  const sent = {
    header: request.headers.authorization,
    bodyId: form.get('client_id'),
    bodySecret: form.get('client_secret'),
  }
  const found = await credentials.client(sent, request.ip)
  if (found.ok) return accepted(found.value)
  const client = 'client' in found.refusal ? found.refusal.client : undefined
  return refused({
    error: answerTo(found.refusal, sent.header),
    reason: found.refusal.why,
    clientId: client?.id,
    project: client?.project,
  })
}

function answerTo(refusal: ClientRefusal, header: string | undefined): Error {
  // RFC 6749 §5.2: who tried with the header is told with the header.
  const headers = header === undefined ? {} : { 'WWW-Authenticate': 'Basic realm="damson"' }
  switch (refusal.why) {
    case 'too_many_wrong_secrets':
      return tooManyRequests(refusal.allowance)
    case 'malformed_credentials':
      return new OAuthError('invalid_client', 'The Authorization header is malformed.', {
        reason: refusal.why,
        headers,
      })
    case 'two_methods':
      return new OAuthError(
        'invalid_request',
        'Authenticate in one way: in the Authorization header or in the body, not both.',
        { reason: refusal.why },
      )
    case 'unexpected_secret':
      return new OAuthError(
        'invalid_client',
        'This client is public: send no client_secret. A secret in a browser or native app is no secret.',
        { reason: refusal.why, headers },
      )
    case 'missing_client':
      return new OAuthError('invalid_request', 'Send client_id with client_secret.', { reason: refusal.why })
    case 'missing_secret':
      return new OAuthError('invalid_client', 'This client is confidential: authenticate with its secret.', {
        reason: refusal.why,
        headers,
      })
    case 'unknown_client':
    case 'wrong_secret':
    case 'inactive_client':
      return new OAuthError('invalid_client', 'The client is unknown or inactive, or its secret is wrong.', {
        reason: refusal.why,
        headers,
      })
  }
}
