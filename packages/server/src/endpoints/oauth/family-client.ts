import type { FastifyRequest } from 'fastify'
import { type Form, noteTrace, readParameters } from '#answers'
import type { AuthenticatedClient } from '#domain/credentials'
import { loginOfFamily, readRefreshToken } from '#domain/tokens'
import type { OAuthDeps } from './dependencies.ts'

/**
 * Adds the client that the refresh token was issued to at this address, because some clients (`fhirclient`) send no
 * `client_id`. Undefined if there is no such client, or the token is not ours. It runs only after the request was
 * refused, so other requests do not pay for it.
 */
export async function namedByFamily(
  { db, keyring }: OAuthDeps,
  request: FastifyRequest,
  form: Form,
  { client }: AuthenticatedClient,
): Promise<Form | undefined> {
  if (client !== undefined || form.get('grant_type') !== 'refresh_token') return undefined
  const token = readRefreshToken(keyring, form.get('refresh_token') ?? '')
  const login = token === undefined ? undefined : await loginOfFamily.maybeOne(db, token.family)
  if (login === undefined || login.clientId === null || login.issuerProject !== (request.issuer.project ?? null))
    return undefined
  noteTrace(request, { clientId: login.clientId })
  const others = form.entries
    .filter(([name]) => name !== 'client_id')
    .map(([name, value]): [string, string] => [name, value])
  return readParameters(new URLSearchParams([...others, ['client_id', login.clientId]])).form
}
