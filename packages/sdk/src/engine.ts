import { basic } from './base64.ts'
import { Details } from './details.ts'
import { NetworkError, TimeoutError } from './errors.ts'
import { Events } from './events.ts'
import { defined } from './json.ts'
import { type DamsonClientOptions, readOptions, type Settings } from './options.ts'
import { RequestCache } from './request-cache.ts'
import { Requests, succeeded } from './requests.ts'
import { type Credential, ownerIn, tokensIn } from './session.ts'
import { Sessions } from './sessions.ts'
import { PendingStore } from './signin/redirect.ts'
import { SignIn } from './signin/sign-in.ts'
import { openRedirectStore, openStore } from './storage/key-value-store.ts'
import { LoginStore } from './storage/login-store.ts'
import { givenTokens } from './tokens/login.ts'
import { Renewal } from './tokens/renewal.ts'
import { TokenEndpoint } from './tokens/token-endpoint.ts'
import type { Answer } from './transport/answer.ts'
import { Transport } from './transport/transport.ts'
import { queryOf } from './urls.ts'

/** Everything behind a client. */
export class Engine {
  readonly settings: Settings
  readonly events = new Events()
  readonly transport: Transport
  readonly sessions: Sessions
  readonly renewal: Renewal
  readonly requests: Requests
  readonly details: Details
  readonly signIn: SignIn

  constructor(options: DamsonClientOptions) {
    const settings = readOptions(options)
    const { clock, fetch, limits, baseUrl, keyPrefix } = settings
    const onUnauthenticated = (): void => options.onUnauthenticated?.()
    const store = new LoginStore(openStore(options.storage), keyPrefix)
    const transport = new Transport({ clock, fetch, limits })
    const url = `${baseUrl}oauth2/token`
    const tokenEndpoint = new TokenEndpoint({
      transport,
      clock,
      url,
      secretIn: options.authCredentialsMethod ?? 'body',
    })
    const sessions = new Sessions(
      {
        store,
        events: this.events,
        newCache: () => new RequestCache(clock, settings),
        // A caller that waits for the details gets the failure; here nothing waits.
        found: (session) => void this.details.load(session).catch(() => undefined),
        onUnauthenticated,
      },
      givenCredential(options),
    )
    const renewal = new Renewal({ settings, sessions, store, tokenEndpoint })
    const requests = new Requests({ settings, transport, sessions, renewal, onUnauthenticated })
    const details = new Details(requests, this.events)
    const pendingStore = new PendingStore(openRedirectStore(options.redirectStorage), keyPrefix)
    const signIn = new SignIn({ settings, requests, sessions, renewal, tokenEndpoint, details, pendingStore })
    this.settings = settings
    this.transport = transport
    this.sessions = sessions
    this.renewal = renewal
    this.requests = requests
    this.details = details
    this.signIn = signIn
    sessions.restore()
  }

  useBasic(clientId: string, clientSecret: string): void {
    const { sessions } = this
    sessions.refuseOther(`ClientApplication/${clientId}`)
    sessions.enter({ kind: 'basic', clientId, header: basic(clientId, clientSecret) })
    this.events.changed()
  }

  useToken(accessToken: string, refreshToken: string | undefined): void {
    const { sessions, settings } = this
    const tokens = givenTokens(accessToken, refreshToken, settings.options.clientId)
    const credential: Credential = { kind: 'tokens', tokens, isKept: false }
    sessions.refuseOther(ownerIn(credential))
    const { current } = sessions
    if (current.credential.kind === 'tokens') {
      const { project, profile } = current.credential.tokens
      current.cache.clear()
      current.credential = { ...current.credential, tokens: { ...defined({ project, profile }), ...tokens } }
    } else sessions.enter(credential)
    this.events.changed()
  }

  /** Signs out in this client first, then at the server. */
  async signOut(): Promise<void> {
    const { sessions, settings } = this
    const session = sessions.current
    try {
      await sessions.leave()
    } finally {
      // A renewal under way brings new tokens: those are the ones to end.
      await session.renewing?.catch(() => undefined)
      const { credential } = session
      const tokens = tokensIn(credential)
      // Other workers use the same token.
      const isOthersToo =
        credential.kind === 'machine' && !credential.assertion && settings.options.tokenCache !== undefined
      if (tokens !== undefined && !isOthersToo) await this.#tell(tokens)
    }
  }

  async #tell({ accessToken, refreshToken, clientId }: NonNullable<ReturnType<typeof tokensIn>>): Promise<void> {
    const { transport, settings, renewal } = this
    const post = (path: string, headers: Record<string, string>, body?: string): Promise<Answer> =>
      transport.send({
        method: 'POST',
        url: settings.baseUrl + path,
        headers: new Headers(headers),
        body: body === undefined ? undefined : { content: body },
        signals: [],
      })
    try {
      const answer = await post('oauth2/logout', { Authorization: `Bearer ${accessToken}` })
      if (answer.status !== 401) return void succeeded(answer, settings)
      if (refreshToken === undefined) return
      // The access token has expired, but the refresh token may still work: revoke it (RFC 7009).
      const { clientId: id, clientSecret } = renewal.clientOf(clientId)
      const form = queryOf({ token: refreshToken, client_id: id, client_secret: clientSecret })
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
      succeeded(await post('oauth2/revoke', type, form.toString()), settings)
    } catch (cause) {
      if (!(cause instanceof NetworkError || cause instanceof TimeoutError)) throw cause
      throw new NetworkError(
        'You are signed out here, but the server could not be told: the login stays valid until it expires.',
        { cause },
      )
    }
  }
}

function givenCredential({ accessToken, clientId }: DamsonClientOptions): Credential | undefined {
  return accessToken === undefined
    ? undefined
    : { kind: 'tokens', tokens: givenTokens(accessToken, undefined, clientId), isKept: false }
}

const engines = new WeakMap<object, Engine>()

/** Attaches an engine to a client. It is not a property of the client, so printing a client cannot show it. */
export function attachEngine(client: object, engine: Engine): void {
  engines.set(client, engine)
}

export function engineOf(client: object): Engine {
  const engine = engines.get(client)
  if (engine === undefined) throw new TypeError('Call this method with its client: client.method().')
  return engine
}
