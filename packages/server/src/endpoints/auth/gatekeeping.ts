import type { FastifyRequest } from 'fastify'
import {
  BLOCKED_ADDRESS,
  badRequest,
  forbidden,
  isOwnPage,
  isPageOfClient,
  mayDevelop,
  noteTrace,
  notFound,
  type OutcomeError,
  unavailable,
} from '#answers'
import { answered, bothOf, told } from '#base/findings'
import { isUuid } from '#base/random'
import { wantsLaunch } from '#domain/access'
import { type Client, isConsole } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readScope } from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'

/** A node with a wrong clock refuses every step of a sign-in, because it cannot tell when the sign-in expires. */
export function checkClock({ clock }: AuthDeps): void {
  if (clock.state() === 'wrong') throw unavailable('clock_wrong')
}

/** The caller of the sign-in API: its first-party client, if any, and the project, if it is known. */
export interface SignInCaller {
  readonly client: Client | undefined
  /** A project's id, or `new`. */
  readonly requestedProject: string | undefined
}

/** The fields of a body that name the caller. */
export interface CallerFields {
  readonly clientId?: string | undefined
  readonly projectId?: string | undefined
}

/**
 * Decides who may use the sign-in API. With a client id: a first-party client, from an origin that it registered. Without
 * one: the server's own origin; a project's registered origins, for that project; and on the embedded loopback server any
 * loopback origin, or none.
 */
export async function gatekeep(deps: AuthDeps, request: FastifyRequest, fields: CallerFields): Promise<SignInCaller> {
  checkClock(deps)
  const { clientId } = fields
  const projectId = requestedProjectOf(request.issuer, fields.projectId)
  // A project that only the body names may not be there.
  noteTrace(request, { signInTo: request.issuer.project })
  if (clientId !== undefined) {
    const client = await firstPartyClient(deps, request, clientId)
    noteTrace(request, { signInTo: client.project })
    if (projectId !== undefined && projectId !== client.project)
      throw badRequest('Invalid projectId: it is not the project of this client.', 'projectId', 'wrong_project')
    return { client, requestedProject: client.project }
  }
  if (isOwnPage(deps, request) || mayDevelop(deps, request)) return { client: undefined, requestedProject: projectId }
  const { origin } = request.headers
  const projects = origin === undefined ? [] : await deps.origins.projectsOf(origin)
  // A page of one project cannot sign people in to another.
  const project = projectId ?? (projects.length === 1 ? projects[0] : undefined)
  if (project !== undefined && projects.includes(project)) {
    noteTrace(request, { signInTo: project })
    return { client: undefined, requestedProject: project }
  }
  throw forbidden(
    projectId === undefined && projects.length > 1
      ? 'Several projects have registered this origin: send projectId.'
      : told`Invalid origin: this page may not use the sign-in API. Register its origin with the project, or send
        people to /oauth2/authorize.`,
    'invalid_origin',
  )
}

/** Refuses to register from an address that the rules of the client or the project do not let pass. */
export async function refuseBlockedAddress(
  { db, grantees }: AuthDeps,
  request: FastifyRequest,
  { client, requestedProject }: SignInCaller,
): Promise<void> {
  if (requestedProject === undefined || !isUuid(requestedProject)) return
  const leadsTo = { project: requestedProject, membershipId: null, clientId: client?.id ?? null }
  if (!(await grantees.admits(db, leadsTo, request.ip)))
    throw badRequest(bothOf(BLOCKED_ADDRESS), undefined, 'blocked_address')
}

/** At a project's address, the project is that one. Naming another one is a mistake. */
function requestedProjectOf({ project }: Issuer, named: string | undefined): string | undefined {
  if (project === undefined || named === undefined || named === project) return project ?? named
  throw badRequest(
    'Invalid projectId: this address belongs to another project. Leave out projectId, or use the address of the server.',
    'projectId',
    'wrong_project',
  )
}

async function firstPartyClient(deps: AuthDeps, request: FastifyRequest, clientId: string): Promise<Client> {
  const client = await deps.clients.find(clientId, request.issuer)
  // The console signs in on the hosted pages alone, where it gets no refresh token.
  if (client === undefined || isConsole(client.id)) throw notFound('Client not found')
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

/** The requested scope, or the client's default. Apps that an EHR launches sign in on the hosted pages. */
export function readRequestedScope(requested: string | undefined, client: Client | undefined): string {
  const scope = readScope(requested ?? client?.resource.defaultScope?.join(' '), 'person')
  if (!scope.ok) throw badRequest(answered(scope.refusal.text), 'scope', scope.refusal.why)
  if (wantsLaunch(scope.value))
    throw badRequest(
      'Launched apps must use the hosted pages: send the person to /oauth2/authorize.',
      'scope',
      'launch_on_pages',
    )
  return scope.value
}

/** The PKCE challenge, S256 only: with `plain`, anyone who reads the request could use the code. */
export function readChallenge({
  codeChallenge,
  codeChallengeMethod,
}: {
  readonly codeChallenge?: string | undefined
  readonly codeChallengeMethod?: string | undefined
}): string {
  if (codeChallenge === undefined || codeChallenge === '') {
    throw badRequest(
      'PKCE is required: send codeChallenge, and codeChallengeMethod S256.',
      'codeChallenge',
      'pkce_required',
    )
  }
  if (codeChallengeMethod !== 'S256') {
    throw badRequest(
      told`codeChallengeMethod must be S256. The SDK sends "plain" if WebCrypto is missing: provide
        window.crypto.subtle (Node: globalThis.window = { crypto }), or send your own codeChallenge.`,
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

/** The one answer for wrong credentials, whichever part was wrong. */
export function wrongCredentials(): OutcomeError {
  return badRequest(
    'Email or password is invalid. If you have just registered, first open the link in the e-mail that we sent you.',
    undefined,
    'wrong_credentials',
  )
}
