import type { FastifyRequest } from 'fastify'
import { type Form, notAForm, OAuthError, readForm } from '#answers'
import { REPEATED } from './form-findings.ts'

/**
 * The form of a request for tokens or codes, with each parameter once (RFC 6749 §3.2).
 * @throws OAuthError  It is no form, or has a parameter twice.
 */
export function readOAuthForm(request: FastifyRequest): Form {
  const read = readForm(request)
  if (read === undefined)
    throw new OAuthError(
      'invalid_request',
      'Unsupported content type: send application/x-www-form-urlencoded.',
      notAForm(request),
    )
  if (read.repeated !== undefined)
    throw new OAuthError('invalid_request', `Send ${read.repeated.slice(0, 40)} once.`, REPEATED)
  return read.form
}
