import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose'
import { type ClientMetadata, type Configuration, interactionPolicy, Provider } from 'oidc-provider'
import { createAdapter } from './adapter.ts'
import type {
  Claims,
  IdentityProvider,
  Person,
  ProviderEndpoints,
  ProviderOptions,
  RelyingParty,
} from './identity-provider.ts'
import { makeSigningKey, publicHalf } from './keys.ts'
import { errorPage, signInPage } from './page.ts'
import { PERSONAS, type Persona, type PersonaName } from './personas.ts'
import { isOfThisMachine, readForm, sendJson, sendPage, startLoopbackServer } from './server.ts'
import { runCodeFlow, signInThroughPages } from './sign-in.ts'

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
}
const BY_SCOPE = new Set(Object.values(SCOPES).flat())
const GRANTED = 'openid profile email phone groups offline_access'

/**
 * Starts `oidc-provider` in this process, on a loopback address, in the role of a common provider.
 *
 * @example
 * ```ts
 * const okta = await startIdentityProvider('okta', { redirectUris: [`${world.baseUrl}auth/external`] })
 * const callback = await okta.signIn(authorizeUrl, 'ada')
 * await okta.stop()
 * ```
 */
export async function startIdentityProvider(like: PersonaName, options: ProviderOptions): Promise<IdentityProvider> {
  const persona: Persona = PERSONAS[like]
  const state = await createState(like, persona, options)
  const server = await startLoopbackServer(options.port)
  const issuer = options.issuer ?? `${server.origin}${persona.issuerPath}`
  const base = `${server.origin}${persona.issuerPath.replace(/\/$/, '')}`
  const rebuild = (): void => {
    server.answerBy(createAnswers(state, issuer, new URL(base).pathname.replace(/\/$/, '')))
  }
  rebuild()
  const endpoints: ProviderEndpoints = {
    discovery: `${base}/.well-known/openid-configuration`,
    authorize: base + persona.paths.authorize,
    token: base + persona.paths.token,
    userinfo: base + persona.paths.userinfo,
    jwks: base + persona.paths.jwks,
    endSession: `${base}/session/end`,
  }
  return {
    ...state.client,
    name: persona.name,
    issuer,
    endpoints,
    otherClient: state.otherClient,
    get people() {
      return [...state.people.values()]
    },
    person: (key) => personOf(state, key),
    change(key, claims) {
      const person = personOf(state, key)
      const changed = Object.entries({ ...person.claims, ...claims }).filter(([, value]) => value !== undefined)
      state.people.set(key, { ...person, claims: Object.fromEntries(changed) })
      // The provider fixes the names of all claims when it is made.
      rebuild()
    },
    allowRedirectUri: (uri) => void state.redirectUris.add(uri),
    signIn: signInThroughPages,
    tokensFor: (person, request = {}) =>
      runCodeFlow(
        {
          endpoints,
          client: request.client === 'other' ? state.otherClient : state.client,
          ...(options.clientKey !== undefined && { clientKey: options.clientKey }),
          redirectUri: [...state.redirectUris][0] ?? '',
          issuer,
          person: personOf(state, person).key,
        },
        request,
      ),
    async rotateKeys({ keepOld = false } = {}) {
      state.keys = [await makeSigningKey(), ...(keepOld ? state.keys : [])]
      rebuild()
    },
    stop: () => server.stop(),
  }
}

/** What survives a rotation. */
interface State {
  readonly like: PersonaName
  readonly persona: Persona
  readonly options: ProviderOptions
  readonly people: Map<string, Person>
  readonly redirectUris: Set<string>
  readonly client: RelyingParty
  readonly otherClient: RelyingParty
  readonly adapter: Configuration['adapter'] & {}
  readonly cookieKey: string
  /** The person of each JWT access token, by its `jti`. */
  readonly minted: Map<string, { readonly person: string; readonly scope: string }>
  keys: readonly JWK[]
}

async function createState(like: PersonaName, persona: Persona, options: ProviderOptions): Promise<State> {
  const tokenAuthMethod = options.tokenAuthMethod ?? persona.tokenAuthMethod
  const hasSecret = tokenAuthMethod === 'client_secret_basic' || tokenAuthMethod === 'client_secret_post'
  const secret = (): string => randomBytes(24).toString('base64url')
  const people = [...persona.people(options.domain ?? persona.domain), ...(options.people ?? [])]
  return {
    like,
    persona,
    options,
    people: new Map(people.map((person) => [person.key, person])),
    redirectUris: new Set(options.redirectUris),
    client: {
      clientId: options.clientId ?? `damson-at-${like}`,
      clientSecret: hasSecret ? (options.clientSecret ?? secret()) : '',
      tokenAuthMethod,
    },
    otherClient: {
      clientId: `another-app-at-${like}`,
      clientSecret: secret(),
      tokenAuthMethod: 'client_secret_basic',
    },
    adapter: createAdapter(),
    cookieKey: randomBytes(32).toString('hex'),
    minted: new Map(),
    keys: [await makeSigningKey()],
  }
}

function personOf({ people, persona }: State, key: string): Person {
  const person = people.get(key)
  if (person === undefined) throw new Error(`${persona.name} knows ${[...people.keys()].join(', ')}, but no ${key}`)
  return person
}

const bySubject = ({ people }: State, subject: string): Person | undefined =>
  [...people.values()].find((person) => person.subject === subject)

type Answers = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createAnswers(state: State, issuer: string, mount: string): Answers {
  const values = new WeakMap<object, string>()
  const provider = new Provider(issuer, configure(state, mount, values))
  rememberValues(provider, values)
  provider.on('server_error', (_, error) => console.error('a test identity provider failed:', error))
  allowRedirects(provider, state)
  if (state.options.sendsIss === false) leaveOutIss(provider)
  const answer = provider.callback()
  const userinfo = state.persona.paths.userinfo
  return async (request, response) => {
    const url = request.url ?? ''
    if (!url.startsWith(`${mount}/`)) return void response.writeHead(404).end()
    if (url.startsWith(`${mount}/interaction/`)) return askWho(provider, state, request, response)
    const token = /^Bearer (\S+\.\S+\.\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (url === mount + userinfo && token !== undefined) return answerUserinfo(state, issuer, token, response)
    // As when mounted in a framework: it derives its base from the difference.
    Object.assign(request, { originalUrl: url, url: url.slice(mount.length) })
    return answer(request, response)
  }
}

/**
 * Keeps the values of access tokens beside them, for `at_hash`: the provider adds it itself only if both tokens come by
 * redirect.
 */
function rememberValues(provider: Provider, values: WeakMap<object, string>): void {
  const model = provider.AccessToken.prototype
  const { save } = model
  model.save = async function saveAndRemember(this: typeof model): Promise<string> {
    const value = await save.call(this)
    values.set(this, value)
    return value
  }
}

/** The provider has no option for this. */
function leaveOutIss(provider: Provider): void {
  provider.use(async (context, next) => {
    await next()
    const { body } = context
    if (typeof body === 'object' && body !== null && 'authorization_response_iss_parameter_supported' in body)
      delete body.authorization_response_iss_parameter_supported
    const location = URL.parse(context.response.get('Location'))
    if (location?.searchParams.get('iss') !== provider.issuer) return
    location.searchParams.delete('iss')
    context.response.set('Location', location.href)
  })
}

function allowRedirects(provider: Provider, { options, redirectUris }: State): void {
  const isAllowed = (registered: (uri: string) => boolean) => (uri: string) =>
    registered(uri) || (options.anyLoopbackRedirect === true && isOfThisMachine(uri))
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed: isAllowed((uri) => redirectUris.has(uri)),
    postLogoutRedirectUriAllowed: isAllowed((uri) => options.postLogoutRedirectUris?.includes(uri) === true),
  })
}

/** Shows the provider's own page, and handles its form. */
async function askWho(provider: Provider, state: State, request: IncomingMessage, response: ServerResponse) {
  const { persona, people } = state
  if (request.method !== 'POST') {
    const { params } = await provider.interactionDetails(request, response)
    return sendPage(response, 200, signInPage(persona.name, String(params['client_id']), [...people.values()]))
  }
  const key = (await readForm(request)).get('person') ?? ''
  if (key === 'refuse') {
    const error = { error: 'access_denied', error_description: 'The person refused.' }
    return provider.interactionFinished(request, response, error)
  }
  const person = people.get(key)
  if (person === undefined)
    return sendPage(response, 400, errorPage(persona.name, 'There is no person with this name.'))
  const { subject: accountId, amr = ['pwd'], acr } = person
  const login = { accountId, amr: [...amr], ...(acr !== undefined && { acr }) }
  return provider.interactionFinished(request, response, { select_account: {}, login, consent: {} })
}

/** `oidc-provider` answers userinfo only for opaque tokens; the real providers also answer it for their JWTs. */
async function answerUserinfo(state: State, issuer: string, token: string, response: ServerResponse): Promise<void> {
  const keys = createLocalJWKSet({ keys: state.keys.map(publicHalf) })
  const made = await jwtVerify(token, keys, { issuer }).then(
    ({ payload }) => state.minted.get(payload.jti ?? ''),
    () => undefined,
  )
  const person = made === undefined ? undefined : state.people.get(made.person)
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (made === undefined || person === undefined) {
    response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"')
    return sendJson(response, 401, { error: 'invalid_token' })
  }
  const scopes = made.scope.split(' ')
  const withheld = Object.entries(SCOPES).flatMap(([scope, names]) => (scopes.includes(scope) ? [] : names))
  const isWithheld = new Set(withheld)
  const claims = Object.entries(person.claims).filter(([name]) => !isWithheld.has(name))
  sendJson(response, 200, { sub: person.subject, ...Object.fromEntries(claims) })
}

function configure(state: State, mount: string, values: WeakMap<object, string>): Configuration {
  const { persona, options, like } = state
  const { authorize, token, userinfo, jwks } = persona.paths
  return {
    adapter: state.adapter,
    clients: [clientMetadata(state, state.client), clientMetadata(state, state.otherClient)],
    jwks: { keys: [...state.keys] as { kty: string }[] },
    routes: { authorization: authorize, token, userinfo, jwks },
    scopes: GRANTED.split(' '),
    claims: { openid: ['sub', 'acr', 'amr', 'at_hash', ...claimsOfItsOwn(state)], ...asLists(SCOPES) },
    // As the real providers do: the claims that the scopes ask for are in the id token too.
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    pkce: { required: () => false },
    responseTypes: ['code'],
    // Keys are at loopback addresses here, which its own guard would block.
    fetch: (url, request) => fetch(url, unguarded(request)),
    extraParams: ['audience'],
    // A host's ports share cookies.
    cookies: {
      keys: [state.cookieKey],
      names: { session: `${like}_session`, interaction: `${like}_interaction`, resume: `${like}_resume` },
    },
    ttl: {
      AccessToken: options.accessTokenSeconds ?? 3_600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: options.idTokenSeconds ?? 3_600,
      Interaction: 3_600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: resources(state),
    },
    formats: { customizers: { jwt: (_, made, parts) => shapeAccessToken(state, made, parts) } },
    interactions: { url: (_, { uid }) => `${mount}/interaction/${uid}`, policy: prompts() },
    renderError(context, out) {
      context.type = 'html'
      context.body = errorPage(persona.name, `${out.error}: ${out.error_description ?? ''}`)
    },
    findAccount(context, subject) {
      const person = bySubject(state, subject)
      if (person === undefined) return undefined
      const { client, entities } = context.oidc
      const inIdToken = (): Claims => ({
        ...persona.idTokenClaims?.({ person, clientId: client?.clientId ?? '' }),
        // The provider hashes this value.
        ...(entities.AccessToken !== undefined && { at_hash: values.get(entities.AccessToken) }),
      })
      return {
        accountId: subject,
        claims: (use) => ({
          ...person.claims,
          ...(use === 'id_token' && inIdToken()),
          sub: subject,
        }),
      }
    },
    async loadExistingGrant({ oidc }) {
      const { client, session, resourceServers = {}, provider } = oidc
      const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: client?.clientId ?? '' })
      grant.addOIDCScope(GRANTED)
      for (const audience of Object.keys(resourceServers)) grant.addResourceScope(audience, GRANTED)
      await grant.save()
      return grant
    },
  }
}

function prompts(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}

function clientMetadata({ options, redirectUris }: State, client: RelyingParty): ClientMetadata {
  const needsKey = client.tokenAuthMethod === 'private_key_jwt'
  const { clientJwksUri: jwksUri, clientKey } = options
  return {
    client_id: client.clientId,
    ...(client.clientSecret !== '' && { client_secret: client.clientSecret }),
    ...(needsKey &&
      (jwksUri === undefined ? { jwks: { keys: [publicHalf(clientKey as JWK)] } } : { jwks_uri: jwksUri })),
    token_endpoint_auth_method: client.tokenAuthMethod,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [...redirectUris],
    post_logout_redirect_uris: [...(options.postLogoutRedirectUris ?? [])],
  }
}

/** Every claim of any scope that the standard's own scopes do not have. */
function claimsOfItsOwn({ people, persona }: State): readonly string[] {
  const names = [...people.values()].flatMap((person) =>
    Object.keys({ ...person.claims, ...persona.idTokenClaims?.({ person, clientId: '' }) }),
  )
  return [...new Set(names)].filter((name) => !BY_SCOPE.has(name))
}

function unguarded(request: RequestInit = {}): RequestInit {
  return Object.fromEntries(Object.entries(request).filter(([name]) => name !== 'dispatcher'))
}

const asLists = (scopes: typeof SCOPES): Record<string, string[]> =>
  Object.fromEntries(Object.entries(scopes).map(([scope, names]) => [scope, [...names]]))

type Resources = NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>

function resources({ persona }: State): Resources {
  return {
    enabled: true,
    // Auth0's parameter is `audience`; other providers use it if they are configured so.
    defaultResource(context) {
      const asked = context.oidc.params?.['audience']
      return typeof asked === 'string' ? asked : (persona.defaultAudience ?? [])
    },
    getResourceServerInfo: (_, audience) => ({
      scope: GRANTED,
      audience,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
    }),
    useGrantedResource: () => true,
  }
}

type Customizer = NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>

function shapeAccessToken(state: State, made: Parameters<Customizer>[1], parts: Parameters<Customizer>[2]): void {
  const { persona } = state
  const subject = 'accountId' in made ? made.accountId : undefined
  const person = bySubject(state, subject ?? '')
  if (person === undefined) throw new Error(`an access token for nobody: ${String(subject)}`)
  const payload: Claims = parts.payload
  state.minted.set(String(payload['jti']), { person: person.key, scope: String(payload['scope']) })
  const shaped = persona.accessToken?.(payload, person) ?? payload
  // The library demands an audience. One that JSON leaves out makes Cognito's tokens, which have none.
  parts.payload = { ...shaped, aud: shaped['aud'] ?? { toJSON: () => undefined } }
  if (persona.accessTokenType !== undefined) parts.header = { typ: persona.accessTokenType ?? undefined }
}
