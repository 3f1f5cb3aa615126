import type { FastifyRequest } from 'fastify'
import {
  badRequest,
  forbidden,
  isOwnPage,
  isPageOfClient,
  mayDevelop,
  notFound,
  type OutcomeError,
  unavailable,
} from '#answers'
import { answered } from '#base/findings'
import { wantsLaunch } from '#domain/access'
import type { Client } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readScope } from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'

/** A node whose clock is wrong takes no step of a sign-in: it could not say until when it holds. */
export function checkClock({ clock }: AuthDeps): void {
  if (clock.state() === 'wrong') throw unavailable('clock_wrong')
}

/** Who asks to sign somebody in: a first-party client or none, and for which project, if that is settled. */
export interface Asking {
  readonly client: Client | undefined
  /** A project's id, or `new`. */
  readonly requestedProject: string | undefined
}

/** What a body says about who asks. */
export interface AskedFor {
  readonly clientId?: string | undefined
  readonly projectId?: string | undefined
}

/**
 * Who may use the sign-in API: with a client id, a first-party client from an origin it registered; without, the
 * server's own origin, a project's registered origins for that project, and on the embedded loopback server any loopback
 * origin or none.
 */
export async function gatekeep(deps: AuthDeps, request: FastifyRequest, asked: AskedFor): Promise<Asking> {
  checkClock(deps)
  const { clientId } = asked
  const projectId = projectAsked(request.issuer, asked.projectId)
  if (clientId !== undefined) {
    const client = await firstPartyClient(deps, request, clientId)
    if (projectId !== undefined && projectId !== client.project)
      throw badRequest('Invalid projectId: it is not the project of this client.', 'projectId', 'wrong_project')
    return { client, requestedProject: client.project }
  }
  if (isOwnPage(deps, request) || mayDevelop(deps, request)) return { client: undefined, requestedProject: projectId }
  const { origin } = request.headers
  const projects = origin === undefined ? [] : await deps.origins.projectsOf(origin)
  // A page of one project is no place to sign in to another.
  const project = projectId ?? (projects.length === 1 ? projects[0] : undefined)
  if (project !== undefined && projects.includes(project)) return { client: undefined, requestedProject: project }
  throw forbidden(
    projectId === undefined && projects.length > 1
      ? 'Several projects registered this origin: send projectId.'
      : 'Invalid origin: this page may not use the sign-in API. Register its origin with the project, or send people to /oauth2/authorize.',
    'invalid_origin',
  )
}

/** At a project's address that project, whether it is named or not; another one beside it is a mistake. */
function projectAsked({ project }: Issuer, named: string | undefined): string | undefined {
  if (project === undefined || named === undefined || named === project) return project ?? named
  throw badRequest(
    'Invalid projectId: this address is that of one project. Leave out projectId, or use the address of the server.',
    'projectId',
    'wrong_project',
  )
}

async function firstPartyClient(deps: AuthDeps, request: FastifyRequest, clientId: string): Promise<Client> {
  const client = await deps.clients.find(clientId, request.issuer)
  if (client === undefined) throw notFound('Client not found')
  if (!client.active) throw badRequest('This client is not active.', 'clientId', 'inactive_client')
  if (!client.firstParty || client.kind === 'device') {
    throw forbidden(
      'This client is not first-party: send people to /oauth2/authorize, or let a project administrator set firstParty.',
      'not_first_party',
    )
  }
  if (await isPageOfClient(deps, request, clientId)) return client
  throw forbidden(
    'Invalid origin: register the origin of this page in allowedOrigin of the ClientApplication.',
    'invalid_origin',
  )
}

/** The scope that is asked for, or the client's own. What an EHR launches signs in on the hosted pages. */
export function readAskedScope(asked: string | undefined, client: Client | undefined): string {
  const scope = readScope(asked ?? client?.resource.defaultScope?.join(' '), 'person')
  if (!scope.ok) throw badRequest(answered(scope.refusal.text), 'scope', scope.refusal.why)
  if (wantsLaunch(scope.value))
    throw badRequest(
      'Launched apps sign in on the hosted pages: send the person to /oauth2/authorize.',
      'scope',
      'launch_on_pages',
    )
  return scope.value
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

/** What the sign-in API answers when credentials are wrong, whatever was wrong about them. */
export function wrongCredentials(): OutcomeError {
  return badRequest(
    'Email or password is invalid. If you have just registered, first follow the link in the letter that we sent you.',
    undefined,
    'wrong_credentials',
  )
}
