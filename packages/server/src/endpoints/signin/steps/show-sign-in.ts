import type { FastifyReply } from 'fastify'
import { consoleAddress, isConsole } from '#domain/clients'
import { addressProblem, projectOfAddress } from '#domain/email-domains'
import { providersOfBrowser } from '#domain/identities'
import { useOptions } from '#domain/passkeys'
import type { Issuer } from '#domain/projects'
import { type Provider, writeProviderKey } from '#domain/providers'
import {
  type Browser,
  brandOf,
  carryQuery,
  type Fault,
  otherMethodText,
  readEmail,
  type SignInStep,
  sendPage,
  wordsOf,
} from '#pages'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { sealRequest } from '../authorize/carried-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { onwardPage } from './onward-page.ts'
import { type SignInMethods, signInMethods } from './sign-in-methods.ts'
import { type OwnConsole, signInPage } from './sign-in-page.ts'

interface ToShow {
  readonly step?: SignInStep
  readonly request: AuthorizeRequest
  readonly email: string | undefined
  readonly fault: Fault | undefined
  /** Continue at once if there is only one way to sign in: never (default), or unless the person has just returned. */
  readonly autoContinue?: 'first' | 'always' | undefined
  /** Ask for the password of the emergency account. */
  readonly isEmergency?: boolean
  /** The person wanted to create an account, and nobody may here. */
  readonly isClosed?: boolean
  /** A passkey that was tried, and that the browser may forget. */
  readonly unknownPasskey?: string
}

/** Shows the sign-in page with the sealed request, or continues to the only provider. */
export async function showSignIn(
  deps: SignInPageDeps,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  { autoContinue, ...asked }: ToShow,
): Promise<FastifyReply> {
  const { client } = asked.request
  const say = wordsOf(reply.request)
  const plain = authorizeQuery(asked.request)
  const sealed = sealRequest(deps.keyring, plain, reply.request.issuer, browser, deps.clock.now())
  // The typed address is passed on sealed, so it is not readable in an address.
  const loginHint = asked.email ?? asked.request.loginHint
  const query = loginHint === asked.request.loginHint ? plain : authorizeQuery({ ...asked.request, loginHint })
  const again = carryQuery(deps, reply.request, 'authorize', query, browser)
  const brand = await brandOf(deps, client.project)
  const ways = await lastUsedFirst(deps, await signInMethods(deps, client, asked.email), browser)
  // A person who has just returned from the provider without an answer must be able to choose another way.
  const isBack =
    autoContinue === 'first' && ways.only !== undefined && (await deps.roundTrips.isUnderWay(ways.only, browser.hash))
  if (autoContinue !== undefined && ways.only !== undefined && !isBack)
    return sendPage(reply, 200, onwardPage(say, { brand, request: asked.request, again, provider: ways.only }))
  const isEmergency = asked.isEmergency === true && ways.isOfDomain && ways.asks === 'password'
  const fault = asked.fault ?? (await addressFault())
  const step = isEmergency
    ? 'password'
    : ways.isOfDomain || ways.asks !== 'password'
      ? 'email'
      : (asked.step ?? 'email')
  const takesPasskeys = ways.asks === 'password' && !ways.isOfDomain
  const options = takesPasskeys ? useOptions(deps, browser.hash, reply.request.issuer) : undefined
  const { path } = reply.request.issuer
  const ownConsole = await consoleOf(deps, reply.request.issuer, asked)
  const { unknownPasskey } = asked
  // Not once more by itself what was just refused: some programs answer without asking their person.
  const suggests = step === 'email' && fault === undefined
  const passkey = options && { options, path, suggests, unknownPasskey }
  return sendPage(
    reply,
    fault === undefined ? status : Math.max(status, 400),
    signInPage(say, {
      ...asked,
      isClosed: asked.isClosed === true,
      step,
      fault,
      ways,
      passkey,
      ownConsole,
      isEmergency,
      brand,
      sealed,
      again,
    }),
  )

  /** The answer for an address without a provider, at an app that does not accept passwords. */
  async function addressFault(): Promise<Fault | undefined> {
    if (asked.step !== 'password' || ways.asks !== 'address' || ways.isOfDomain) return undefined
    const { email } = asked
    const problem = await addressProblem(deps.db, { providerKey: undefined, client, project: client.project, email })
    return problem === undefined ? undefined : { field: 'email', text: otherMethodText(say, problem) }
  }
}

/**
 * At the console of the whole server: that of the project whose own provider signs in the people of the address. It does so
 * nowhere else. Whoever has a password for another project may still type it.
 */
async function consoleOf(
  { db, issuers }: SignInPageDeps,
  { project: here }: Issuer,
  { request: { client }, email }: Pick<ToShow, 'request' | 'email'>,
): Promise<OwnConsole | undefined> {
  const typed = readEmail(email)
  if (here !== undefined || !isConsole(client.id) || typed === undefined) return undefined
  const project = await projectOfAddress(db, typed)
  const issuer = project === undefined ? undefined : issuers.of(project)
  if (issuer === undefined || !(await issuers.isServed(issuer))) return undefined
  return { url: consoleAddress(issuer), domain: typed.slice(typed.lastIndexOf('@') + 1) }
}

/** The provider that this browser used last comes first. */
async function lastUsedFirst({ db }: SignInPageDeps, ways: SignInMethods, { hash }: Browser): Promise<SignInMethods> {
  if (ways.providers.length < 2) return ways
  const used = (await providersOfBrowser.rows(db, hash)).map(({ providerKey }) => providerKey)
  const rank = ({ key }: Provider): number => {
    const at = used.indexOf(writeProviderKey(key))
    return at < 0 ? used.length : at
  }
  return { ...ways, providers: ways.providers.toSorted((one, other) => rank(one) - rank(other)) }
}
