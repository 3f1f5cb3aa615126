import type { Details } from '../details.ts'
import { ConfigurationError, NetworkError, OAuthError, RedirectError, TimeoutError } from '../errors.ts'
import { cryptoOf } from '../host.ts'
import { defined } from '../json.ts'
import type { RequestOptions, Settings } from '../options.ts'
import type { Requests } from '../requests.ts'
import type { Sessions } from '../sessions.ts'
import type { Renewal } from '../tokens/renewal.ts'
import type { MakeAssertion, OAuthClient, TokenEndpoint } from '../tokens/token-endpoint.ts'
import { queryOf } from '../urls.ts'
import type {
  BaseLoginRequest,
  LoginAuthenticationResponse,
  ProfileResource,
  RedirectLoginRequest,
  WithId,
} from '../wire.ts'
import { makePkce, randomText } from './pkce.ts'
import { checkCallback, type Pending, type PendingStore, readCallback, withoutCallback } from './redirect.ts'

export interface SignInDeps {
  readonly settings: Settings
  readonly requests: Requests
  readonly sessions: Sessions
  readonly renewal: Renewal
  readonly tokenEndpoint: TokenEndpoint
  readonly details: Details
  readonly pendingStore: PendingStore
}

type Profile = WithId<ProfileResource>
type Challenged = Pick<BaseLoginRequest, 'clientId' | 'scope' | 'codeChallenge' | 'redirectUri'>
type For = { readonly [M in Exclude<keyof Pending, 'verifier'>]?: string | undefined }

/** Signs in: gets a code with credentials or by redirect, and turns the code into a session. */
export class SignIn {
  readonly #deps: SignInDeps
  #pending: Pending | undefined
  readonly #running = new Map<unknown, Promise<Profile | undefined>>()

  constructor(deps: SignInDeps) {
    this.#deps = deps
  }

  /** A first step of the JSON sign-in API, with a PKCE challenge. */
  async start(
    path: string,
    request: Challenged,
    options: RequestOptions | undefined,
  ): Promise<LoginAuthenticationResponse> {
    const { clientId, scope } = this.#defaults(request)
    const challenge =
      request.codeChallenge === undefined ? await this.#challenge({ clientId, redirectUri: request.redirectUri }) : {}
    const body = { ...request, clientId, scope, ...challenge }
    return this.step(path, body, options)
  }

  /** A later step, which names the login by its handle. */
  async step(path: string, body: object, options: RequestOptions | undefined): Promise<LoginAuthenticationResponse> {
    return this.#deps.requests.value({ method: 'POST', url: path, body, anonymous: true, options })
  }

  /** Redeems a code once, even if a page calls twice: a second request would end the login that the first one got. */
  redeem(code: string, request: Partial<BaseLoginRequest> = {}): Promise<Profile> {
    return this.#once(`code ${code}`, () => this.#redeem(code, request))
  }

  /** The address of the server's sign-in page. Stores what the answer is checked against. */
  async authorizationUrl(request: RedirectLoginRequest): Promise<string> {
    const { settings } = this.#deps
    const { clientId, scope } = this.#defaults(request)
    const redirectUri = request.redirectUri ?? this.#defaultRedirectUri()
    if (clientId === undefined) throw new ConfigurationError('A sign-in by redirect needs the option clientId.')
    const { nonce, loginHint, prompt, acrValues, maxAge } = request
    const returnTo = within(redirectUri, request.returnTo)
    const state = randomText(cryptoOf(settings.options.crypto))
    const sent = { clientId, redirectUri, state, returnTo }
    const { codeChallenge } = await this.#challenge(sent, true)
    const parameters = queryOf({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      prompt,
      acr_values: acrValues,
      max_age: maxAge,
      login_hint: loginHint,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    })
    const url = new URL('oauth2/authorize', settings.baseUrl)
    url.search = String(parameters)
    return url.href
  }

  /** Signs in with the answer in a redirect. */
  async finishRedirect(url: string): Promise<Profile> {
    const { settings, pendingStore } = this.#deps
    const callback = readCallback(url)
    if (callback === undefined) throw new RedirectError('This address has no state with a code or an error.')
    const pending = checkCallback(callback, (await pendingStore.read()) ?? this.#pending, settings.issuer)
    if (pending.returnTo !== undefined) settings.page?.rename(pending.returnTo)
    const { code, error, error_description } = callback
    await pendingStore.forget()
    this.#pending = pending
    if (code === undefined) throw new OAuthError(error ?? 'invalid_request', error_description)
    return this.redeem(code)
  }

  /** Whether the page's address is the answer to a sign-in of this client, which is still to be completed. */
  async isBack(): Promise<boolean> {
    const { settings, pendingStore } = this.#deps
    const callback = settings.page && readCallback(settings.page.url)
    return callback !== undefined && callback.state === (await pendingStore.read())?.state
  }

  /** Opens the sign-in page or, back from it, signs in. Pages may call this twice at once; it runs once. */
  withRedirect(request: RedirectLoginRequest): Promise<Profile | undefined> {
    return this.#once('redirect', () => this.#withRedirect(request))
  }

  /** A server may sign in with each request that it serves: concurrent calls share one sign-in. */
  machine(clientId: string, clientSecret: string): Promise<Profile> {
    return this.#once(`machine ${clientId} ${clientSecret}`, () => this.#machine({ clientId, clientSecret }))
  }

  /** One assertion is good for one login, which ends with its token. A function that makes assertions renews it. */
  signed(assertion: string | MakeAssertion): Promise<Profile> {
    const isOne = typeof assertion === 'string'
    return this.#once(assertion, () => this.#machine({ assertion: isOne ? () => assertion : assertion }, isOne))
  }

  async #machine(client: OAuthClient, isOne?: boolean): Promise<Profile> {
    const { sessions, renewal, details } = this.#deps
    await sessions.ready()
    if (client.clientId !== undefined) sessions.refuseOther(`ClientApplication/${client.clientId}`)
    const tokens = await renewal.machineTokens(client)
    const session = await sessions.become(
      isOne === true ? { kind: 'tokens', tokens, isKept: false } : { kind: 'machine', ...client, tokens },
    )
    return (await details.load(session)).profile
  }

  /** Concurrent calls with the same key share one run. */
  #once<T extends Profile | undefined>(what: unknown, work: () => Promise<T>): Promise<T> {
    // The same key always starts the same work.
    const running =
      (this.#running.get(what) as Promise<T> | undefined) ?? work().finally(() => this.#running.delete(what))
    this.#running.set(what, running)
    return running
  }

  async #withRedirect(request: RedirectLoginRequest): Promise<Profile | undefined> {
    const { page } = this.#deps.settings
    if (page === undefined)
      throw new ConfigurationError('There is no page here: use getAuthorizationUrl() and processRedirect().')
    const { url } = page
    if (readCallback(url) !== undefined) {
      // Before anything else the code leaves the address bar, so that a reload does not use it again.
      page.rename(withoutCallback(url))
      return this.finishRedirect(url)
    }
    page.go(await this.authorizationUrl(request))
    return undefined
  }

  async #redeem(code: string, request: Partial<BaseLoginRequest>): Promise<Profile> {
    const { sessions, tokenEndpoint, renewal, details, settings } = this.#deps
    const pending = this.#pending
    const clientId = orUndefined(request.clientId) ?? pending?.clientId ?? settings.options.clientId
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: request.redirectUri ?? pending?.redirectUri,
      code_verifier: pending?.verifier,
    }
    try {
      const tokens = await tokenEndpoint.redeem(grant, renewal.clientOf(clientId))
      this.#spend(pending)
      const session = await sessions.become({ kind: 'tokens', tokens, isKept: tokens.noPersist !== true })
      return (await details.load(session)).profile
    } catch (error) {
      // Without an answer the code may still be unused, so the call may be repeated.
      if (!(error instanceof NetworkError || error instanceof TimeoutError)) this.#spend(pending)
      throw error
    }
  }

  #spend(pending: Pending | undefined): void {
    if (this.#pending === pending) this.#pending = undefined
  }

  #defaults(request: Challenged): { readonly clientId: string | undefined; readonly scope: string | undefined } {
    const { options } = this.#deps.settings
    return { clientId: orUndefined(request.clientId) ?? options.clientId, scope: request.scope ?? options.scope }
  }

  async #challenge(sent: For, isStored = false): Promise<{ codeChallenge: string; codeChallengeMethod: 'S256' }> {
    const { settings, pendingStore } = this.#deps
    const { verifier, challenge } = await makePkce(cryptoOf(settings.options.crypto))
    const pending = defined({ verifier, ...sent })
    this.#pending = pending
    if (isStored) await pendingStore.keep(pending)
    return { codeChallenge: challenge, codeChallengeMethod: 'S256' }
  }

  #defaultRedirectUri(): string {
    const { page } = this.#deps.settings
    if (page === undefined) throw new ConfigurationError('There is no page here: pass redirectUri.')
    return new URL('/', page.url).href
  }
}

/** Apps written for `@medplum/core` pass an empty text for "no client". */
function orUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** An address of the origin that people come back to: the page there could not show any other. */
function within(redirectUri: string, returnTo: string | undefined): string | undefined {
  if (returnTo === undefined) return undefined
  const { origin, href } = new URL(returnTo, redirectUri)
  if (origin === new URL(redirectUri).origin) return href
  throw new TypeError('returnTo must have the origin of the redirect URI.')
}
