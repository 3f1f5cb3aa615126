import type { Details } from '../details.ts'
import { ConfigurationError, NetworkError, OAuthError, RedirectError, TimeoutError } from '../errors.ts'
import { cryptoOf } from '../host.ts'
import { defined } from '../json.ts'
import type { RequestOptions, Settings } from '../options.ts'
import type { Requests } from '../requests.ts'
import type { Sessions } from '../sessions.ts'
import type { Renewal } from '../tokens/renewal.ts'
import type { MakeAssertion, OAuthClient, TokenEndpoint } from '../tokens/token-endpoint.ts'
import type {
  BaseLoginRequest,
  LoginAuthenticationResponse,
  ProfileResource,
  RedirectLoginRequest,
  WithId,
} from '../wire.ts'
import { makePkce, randomText } from './pkce.ts'
import { checkCallback, type Pending, type PendingStore, readCallback, withoutCallback } from './redirect.ts'

export interface SignInParts {
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
type For = { readonly clientId: string | undefined; readonly redirectUri: string | undefined }

/** Signs in: with credentials or by redirect up to a code, and from the code to a session. */
export class SignIn {
  readonly #parts: SignInParts
  #pending: Pending | undefined
  readonly #running = new Map<unknown, Promise<Profile | undefined>>()

  constructor(parts: SignInParts) {
    this.#parts = parts
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

  /** A later step, by the handle of the login. */
  async step(path: string, body: object, options: RequestOptions | undefined): Promise<LoginAuthenticationResponse> {
    return this.#parts.requests.value({ method: 'POST', url: path, body, anonymous: true, options })
  }

  /** A code is redeemed once, however often a page asks: a second request would end the login that the first one got. */
  redeem(code: string, request: Partial<BaseLoginRequest> = {}): Promise<Profile> {
    return this.#once(`code ${code}`, () => this.#redeem(code, request))
  }

  /** The address of the server's sign-in page, and what its answer will be checked against. */
  async authorizationUrl(request: RedirectLoginRequest): Promise<string> {
    const { settings, pendingStore } = this.#parts
    const { clientId, scope } = this.#defaults(request)
    const redirectUri = request.redirectUri ?? this.#defaultRedirectUri()
    if (clientId === undefined) throw new ConfigurationError('A sign-in by redirect needs the option clientId.')
    const { codeChallenge, codeChallengeMethod } = await this.#challenge({ clientId, redirectUri })
    const state = randomText(cryptoOf(settings.options.crypto))
    this.#pending = { ...this.#pendingNow(), state }
    await pendingStore.keep(this.#pending)
    const { nonce, loginHint, prompt } = request
    const parameters = defined({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      prompt,
      login_hint: loginHint,
      code_challenge: codeChallenge,
      code_challenge_method: codeChallengeMethod,
    })
    const url = new URL('oauth2/authorize', settings.baseUrl)
    url.search = new URLSearchParams(parameters).toString()
    return url.href
  }

  /** Signs in with what a redirect brought back. */
  async finishRedirect(url: string): Promise<Profile> {
    const { settings, pendingStore } = this.#parts
    const callback = readCallback(url)
    if (callback === undefined) throw new RedirectError('This address holds no state with a code or an error.')
    const pending = checkCallback(callback, (await pendingStore.read()) ?? this.#pending, settings.issuer)
    const { code, error, error_description } = callback
    await pendingStore.forget()
    this.#pending = pending
    if (code === undefined) throw new OAuthError(error ?? 'invalid_request', error_description)
    return this.redeem(code)
  }

  /** Goes to the sign-in page or, back from it, signs in. Asked twice at once (as pages do), it does it once. */
  withRedirect(request: RedirectLoginRequest): Promise<Profile | undefined> {
    return this.#once('redirect', () => this.#withRedirect(request))
  }

  /** A server may start its login with every request that it serves: those at the same time make one. */
  machine(clientId: string, clientSecret: string): Promise<Profile> {
    return this.#once(`machine ${clientId} ${clientSecret}`, () => this.#machine({ clientId, clientSecret }))
  }

  /** An assertion is good for one login, which ends with its token; what makes assertions renews it. */
  signed(assertion: string | MakeAssertion): Promise<Profile> {
    const isOne = typeof assertion === 'string'
    return this.#once(assertion, () => this.#machine({ assertion: isOne ? () => assertion : assertion }, isOne))
  }

  async #machine(client: OAuthClient, isOne?: boolean): Promise<Profile> {
    const { sessions, renewal, details } = this.#parts
    await sessions.ready()
    if (client.clientId !== undefined) sessions.refuseOther(`ClientApplication/${client.clientId}`)
    const tokens = await renewal.machineTokens(client)
    const session = await sessions.become(
      isOne === true ? { kind: 'tokens', tokens, isKept: false } : { kind: 'machine', ...client, tokens },
    )
    return (await details.load(session)).profile
  }

  /** What several ask for at the same time is done once. */
  #once<T extends Profile | undefined>(what: unknown, work: () => Promise<T>): Promise<T> {
    // The same words always start the same work.
    const running =
      (this.#running.get(what) as Promise<T> | undefined) ?? work().finally(() => this.#running.delete(what))
    this.#running.set(what, running)
    return running
  }

  async #withRedirect(request: RedirectLoginRequest): Promise<Profile | undefined> {
    const { page } = this.#parts.settings
    if (page === undefined)
      throw new ConfigurationError('There is no page here: use getAuthorizationUrl() and processRedirect().')
    const { url } = page
    if (readCallback(url) !== undefined) {
      // First of all: whatever happens next, the code is out of the address, and a reload does not use it again.
      page.rename(withoutCallback(url))
      return this.finishRedirect(url)
    }
    page.go(await this.authorizationUrl(request))
    return undefined
  }

  async #redeem(code: string, request: Partial<BaseLoginRequest>): Promise<Profile> {
    const { sessions, tokenEndpoint, renewal, details, settings } = this.#parts
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
      // Without an answer the code may be unspent: the same call may be made again.
      if (!(error instanceof NetworkError || error instanceof TimeoutError)) this.#spend(pending)
      throw error
    }
  }

  #spend(pending: Pending | undefined): void {
    if (this.#pending === pending) this.#pending = undefined
  }

  #defaults(request: Challenged): { readonly clientId: string | undefined; readonly scope: string | undefined } {
    const { options } = this.#parts.settings
    return { clientId: orUndefined(request.clientId) ?? options.clientId, scope: request.scope ?? options.scope }
  }

  async #challenge({ clientId, redirectUri }: For): Promise<{ codeChallenge: string; codeChallengeMethod: 'S256' }> {
    const { verifier, challenge } = await makePkce(cryptoOf(this.#parts.settings.options.crypto))
    this.#pending = defined({ verifier, clientId, redirectUri })
    return { codeChallenge: challenge, codeChallengeMethod: 'S256' }
  }

  #pendingNow(): Pending {
    if (this.#pending === undefined) throw new Error('a challenge was made just now')
    return this.#pending
  }

  #defaultRedirectUri(): string {
    const { page } = this.#parts.settings
    if (page === undefined)
      throw new ConfigurationError('Pass redirectUri: the address that the sign-in page goes back to.')
    return new URL('/', page.url).href
  }
}

/** Apps written for `@medplum/core` say "no client" with an empty text. */
function orUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
