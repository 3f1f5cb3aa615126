import type { FastifyRequest } from 'fastify'
import { badRequest, forbidden, notFound, type OutcomeError, unavailable } from '#answers'
import { constantTimeEqual } from '#base/crypto'
import { isLoopbackOrigin } from '#base/http'
import type { Client } from '#domain/clients'
import type { AuthParts } from './parts.ts'

/**
 * Who may use the sign-in API: with a client id, a first-party client from an origin it registered; without, the
 * server's own origin, a project's registered origins, and on the embedded loopback server any loopback origin or none.
 */
export async function gatekeep(
  { clients, origins, baseUrl, isDevelopment, clock }: AuthParts,
  request: FastifyRequest,
  clientId: string | undefined,
): Promise<Client | undefined> {
  if (clock.state() === 'wrong') throw unavailable('clock_wrong')
  const { origin } = request.headers
  const isOwn = origin !== undefined && constantTimeEqual(origin, new URL(baseUrl).origin)
  if (clientId === undefined) {
    const mayDevelop = isDevelopment && (origin === undefined || isLoopbackOrigin(origin))
    if (isOwn || mayDevelop || (origin !== undefined && (await origins.isOfProject(origin)))) return undefined
    throw forbidden(
      'Invalid origin: this page may not use the sign-in API. Register its origin with the project, or send people to /oauth2/authorize.',
      'invalid_origin',
    )
  }
  const client = await clients.find(clientId)
  if (client === undefined) throw notFound('Client not found')
  if (!client.active) throw badRequest('This client is not active.', 'clientId', 'inactive_client')
  if (!client.firstParty || client.kind === 'device') {
    throw forbidden(
      'This client is not first-party: send people to /oauth2/authorize, or let a project administrator set firstParty.',
      'not_first_party',
    )
  }
  const mayDevelop = isDevelopment && origin === undefined
  if (isOwn || mayDevelop || (origin !== undefined && (await origins.isOfClient(origin, clientId)))) return client
  throw forbidden(
    'Invalid origin: register the origin of this page in allowedOrigin of the ClientApplication.',
    'invalid_origin',
  )
}

/** The PKCE challenge, S256 only: `plain` would let whoever reads the code use it. */
export function readChallenge({
  codeChallenge,
  codeChallengeMethod,
}: {
  readonly codeChallenge?: string | undefined
  readonly codeChallengeMethod?: string | undefined
}): string {
  if (codeChallenge === undefined || codeChallenge === '') {
    throw badRequest(
      'Send codeChallenge and codeChallengeMethod S256: PKCE is required.',
      'codeChallenge',
      'pkce_required',
    )
  }
  if (codeChallengeMethod !== 'S256') {
    throw badRequest(
      'codeChallengeMethod must be S256. The SDK sends "plain" where it finds no WebCrypto: give it window.crypto.subtle (Node: globalThis.window = { crypto }), or send a codeChallenge of your own.',
      'codeChallengeMethod',
      'pkce_plain_refused',
    )
  }
  if (!/^[A-Za-z0-9\-_]{43}$/.test(codeChallenge))
    throw badRequest(
      'codeChallenge must be the base64url of a SHA-256 hash: 43 characters.',
      'codeChallenge',
      'malformed_challenge',
    )
  return codeChallenge
}

/** Refuses a client of another project than the one that was asked for. */
export function checkProject(client: Client | undefined, projectId: string | undefined): string | undefined {
  if (client === undefined || projectId === undefined || projectId === 'new') return projectId ?? client?.project
  if (client.project !== projectId) throw badRequest('Invalid projectId', 'projectId', 'wrong_project')
  return projectId
}

/** No language of ours: what the sign-in API answers when credentials are wrong, whatever was wrong about them. */
export function wrongCredentials(): OutcomeError {
  return badRequest(
    'Email or password is invalid. If you have just registered, first follow the link in the letter that we sent you.',
    undefined,
    'wrong_credentials',
  )
}
