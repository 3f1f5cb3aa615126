import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Client } from '#domain/clients'
import { readProject, termsOf } from '#domain/projects'
import { type Browser, brandOf, carryQuery, type Fault, sendPage, wordsOf } from '#pages'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { sealRequest } from '../authorize/carried-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { registerPage } from './register-page.ts'
import { signInMethods } from './sign-in-methods.ts'

/** What was typed, and what is wrong with it. */
export interface Typed {
  readonly first?: string | undefined
  readonly last?: string | undefined
  readonly email?: string | undefined
  readonly fault?: Fault
}

export interface RegisterVisit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly browser: Browser
}

/**
 * Whether people may create an account on the way to this app: its project lets patients register or gives them codes, and
 * both take a password. Not in a launch, which is about a patient who is there already.
 */
export async function mayRegister(
  deps: SignInPageDeps,
  client: Client,
  { launch }: Pick<AuthorizeRequest, 'launch'>,
): Promise<boolean> {
  const { takesPatients, takesCodes } = await brandOf(deps, client.project)
  if (launch !== undefined || (takesPatients !== true && takesCodes !== true)) return false
  return (await signInMethods(deps, client, undefined)).asks === 'password'
}

/** Shows the page to create an account. */
export async function showRegister(
  deps: SignInPageDeps,
  { request, reply, browser }: RegisterVisit,
  wanted: AuthorizeRequest,
  typed: Typed = {},
): Promise<FastifyReply> {
  const { project } = wanted.client
  const row = await readProject(deps.db, project)
  const query = authorizeQuery({ ...wanted, loginHint: typed.email ?? wanted.loginHint })
  const shown = {
    first: typed.first ?? '',
    last: typed.last ?? '',
    email: typed.email ?? wanted.loginHint,
    fault: typed.fault,
    request: wanted,
    brand: await brandOf(deps, project),
    sealed: sealRequest(deps.keyring, authorizeQuery(wanted), request.issuer, browser, deps.clock.now()),
    again: carryQuery(deps, request, 'authorize', query, browser),
    terms: row && termsOf(row.resource),
    pow: await deps.botCheck.pageDemand('newuser', project),
  }
  return sendPage(reply, typed.fault === undefined ? 200 : 400, registerPage(wordsOf(request), shown))
}
