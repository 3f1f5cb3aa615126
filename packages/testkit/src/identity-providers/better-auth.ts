/**
 * `better-auth` with its OAuth provider: a third-party implementation other than `oidc-provider`. It has its own module
 * because nothing else needs it and it loads slowly.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { oauthProvider } from '@better-auth/oauth-provider'
import type { BetterAuthPlugin } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { betterAuth } from 'better-auth/minimal'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import type { Claims, IdentityProvider, Person, ProviderEndpoints, ProviderOptions } from './identity-provider.ts'
import { errorPage, signInPage } from './page.ts'
import { isOfThisMachine, readForm, sendPage, startLoopbackServer } from './server.ts'
import { runCodeFlow, signInThroughPages } from './sign-in.ts'

export type BetterAuthOptions = Pick<
  ProviderOptions,
  'redirectUris' | 'anyLoopbackRedirect' | 'port' | 'domain' | 'people' | 'clientId' | 'clientSecret'
>

const NAME = 'better-auth'
const SCOPES = ['openid', 'profile', 'email'] as const
/** Its own pages ask for a password. Ours do not, and send this one. */
const PASSWORD = 'of a test identity provider'

/**
 * Starts it in this process, on a loopback address, with its people in memory. Its id tokens have no e-mail address;
 * userinfo does.
 */
export async function startBetterAuth(options: BetterAuthOptions): Promise<IdentityProvider> {
  const server = await startLoopbackServer(options.port)
  const engine = await createEngine(server.origin, options)
  server.answerBy(engine.answer)
  const { people, redirectUris, client, otherClient } = engine
  const at = (path: string): string => `${server.origin}/api/auth${path}`
  const endpoints: ProviderEndpoints = {
    discovery: `${server.origin}/.well-known/openid-configuration`,
    authorize: at('/oauth2/authorize'),
    token: at('/oauth2/token'),
    userinfo: at('/oauth2/userinfo'),
    jwks: at('/jwks'),
    endSession: at('/oauth2/end-session'),
  }
  const personOf = (key: string): Person => {
    const person = people.get(key)
    if (person === undefined) throw new Error(`${NAME} knows ${[...people.keys()].join(', ')}, but no ${key}`)
    return person
  }
  return {
    ...client,
    name: NAME,
    issuer: server.origin,
    endpoints,
    otherClient,
    get people() {
      return [...people.values()]
    },
    person: personOf,
    change(key, claims) {
      const person = personOf(key)
      engine.change({ ...person, claims: { ...person.claims, ...claims } })
    },
    allowRedirectUri: (uri) => void redirectUris.add(uri),
    signIn: signInThroughPages,
    async tokensFor(person, request = {}) {
      if (request.audience !== undefined) throw new Error(`${NAME} gives no tokens for another audience here`)
      const scope = request.scope ?? SCOPES.join(' ')
      const redirectUri = [...redirectUris][0] ?? ''
      const asking = request.client === 'other' ? otherClient : client
      const flow = { endpoints, client: asking, redirectUri, issuer: server.origin, person: personOf(person).key }
      return runCodeFlow(flow, { ...request, scope })
    },
    rotateKeys: ({ keepOld = false } = {}) => engine.rotateKeys(keepOld),
    stop: () => server.stop(),
  }
}

async function createEngine(origin: string, options: BetterAuthOptions) {
  const people = new Map(peopleOf(options).map((person) => [person.key, person]))
  const redirectUris = new Set(options.redirectUris)
  const tables: Record<string, Record<string, unknown>[]> = Object.fromEntries(TABLES.map((name) => [name, []]))
  const bySubject = (subject: string): Person | undefined =>
    [...people.values()].find((person) => person.subject === subject)
  const auth = createAuth(origin, tables, (subject) => bySubject(subject)?.claims ?? {})
  const { adapter } = await auth.$context
  const write = (model: string, data: Record<string, unknown>): Promise<unknown> =>
    adapter.create({ model, data, forceAllowId: true })

  for (const person of people.values()) {
    await write('user', { id: person.subject, ...userOf(person), ...times() })
    const account = { userId: person.subject, accountId: person.subject, providerId: 'credential', password: PASSWORD }
    await write('account', { id: `account-${person.subject}`, ...account, ...times() })
  }
  const register = async (clientId: string, clientSecret: string) => {
    await write('oauthClient', { clientId, clientSecret, redirectUris: [...redirectUris], ...CLIENT, ...times() })
    return { clientId, clientSecret, tokenAuthMethod: 'client_secret_basic' as const }
  }
  const secret = (): string => randomBytes(24).toString('base64url')
  const client = await register(options.clientId ?? `damson-at-${NAME}`, options.clientSecret ?? secret())
  const otherClient = await register(`another-app-at-${NAME}`, secret())
  const handle = toNodeHandler(auth)

  /** It learns a newly allowed redirect URI, or one on this machine, when a request uses it. */
  const allow = (uri: string): void => {
    if (!redirectUris.has(uri) && options.anyLoopbackRedirect === true && isOfThisMachine(uri)) redirectUris.add(uri)
    for (const row of tables['oauthClient'] ?? []) row['redirectUris'] = [...redirectUris]
  }

  return {
    people,
    redirectUris,
    client,
    otherClient,
    change(person: Person): void {
      people.set(person.key, person)
      const row = tables['user']?.find(({ id }) => id === person.subject)
      if (row !== undefined) Object.assign(row, userOf(person))
    },
    async rotateKeys(keepOld: boolean): Promise<void> {
      const keys = tables['jwks'] ?? []
      // An expired key signs nothing more; it stays published for some weeks.
      if (keepOld) for (const key of keys) key['expiresAt'] = new Date(Date.now() - 1)
      else keys.length = 0
    },
    async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { pathname, search, searchParams } = new URL(request.url ?? '', origin)
      if (pathname === '/sign-in') return askWho(request, response, search.slice(1))
      if (pathname.endsWith('/oauth2/authorize')) allow(searchParams.get('redirect_uri') ?? '')
      // It sends no redirect to scripts, and mistakes Node's `fetch`, which plays a browser here, for one.
      delete request.headers['sec-fetch-mode']
      return handle(request, response)
    },
  }

  async function askWho(request: IncomingMessage, response: ServerResponse, query: string): Promise<void> {
    const asked = new URLSearchParams(query)
    if (request.method !== 'POST')
      return sendPage(response, 200, signInPage(NAME, asked.get('client_id') ?? '', [...people.values()]))
    const key = (await readForm(request)).get('person') ?? ''
    const person = people.get(key)
    const redirectUri = asked.get('redirect_uri') ?? ''
    if (key === 'refuse' && redirectUris.has(redirectUri)) {
      const refusal = new URL(redirectUri)
      const answer = { error: 'access_denied', state: asked.get('state') ?? '', iss: origin }
      for (const [name, value] of Object.entries(answer)) refusal.searchParams.set(name, value)
      return void response.writeHead(302, { Location: refusal.href }).end()
    }
    if (person === undefined) return sendPage(response, 400, errorPage(NAME, 'There is no person with this name.'))
    const answer = await auth.handler(
      new Request(`${origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: origin, Cookie: request.headers.cookie ?? '' },
        body: JSON.stringify({ email: userOf(person).email, password: PASSWORD, oauth_query: query }),
      }),
    )
    const { url } = (await answer.json()) as { readonly url?: string }
    if (url === undefined) return sendPage(response, 400, errorPage(NAME, `It answers ${answer.status}.`))
    response.writeHead(302, { Location: url, 'Set-Cookie': answer.headers.getSetCookie() }).end()
  }
}

function createAuth(
  origin: string,
  tables: Record<string, Record<string, unknown>[]>,
  claims: (sub: string) => Claims,
) {
  const beyondUser = ({ user }: { readonly user: { readonly id: string } }): Record<string, unknown> => {
    const { name: _name, email: _email, email_verified: _verified, ...others } = claims(user.id)
    return others
  }
  return betterAuth({
    baseURL: origin,
    secret: randomBytes(32).toString('base64'),
    database: memoryAdapter(tables),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { level: 'error' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: async (password) => password, verify: async ({ hash, password }) => hash === password },
    },
    plugins: [
      jwt({
        disableSettingJwtHeader: true,
        jwks: { keyPairConfig: { alg: 'RS256' } },
        jwt: { issuer: origin },
      }),
      oauthProvider({
        loginPage: '/sign-in',
        // Never used: its clients skip consent.
        consentPage: '/sign-in',
        scopes: [...SCOPES],
        storeClientSecret: { hash: async (secret) => secret },
        customIdTokenClaims: async (made) => beyondUser(made),
        customUserInfoClaims: async (made) => beyondUser(made),
        // Its types do not support `exactOptionalPropertyTypes`.
      }) as unknown as BetterAuthPlugin,
    ],
  })
}

const TABLES = [
  'user',
  'session',
  'account',
  'verification',
  'jwks',
  'oauthClient',
  'oauthAccessToken',
  'oauthRefreshToken',
  'oauthConsent',
  'oauthResource',
  'oauthClientResource',
  'oauthClientAssertion',
]

const CLIENT = {
  tokenEndpointAuthMethod: 'client_secret_basic',
  applicationType: 'web',
  grantTypes: ['authorization_code'],
  responseTypes: ['code'],
  scopes: [...SCOPES],
  skipConsent: true,
  enableEndSession: true,
  requirePKCE: true,
}

const times = (): { readonly createdAt: Date; readonly updatedAt: Date } => ({
  createdAt: new Date(),
  updatedAt: new Date(),
})

function userOf({ claims }: Person): {
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
} {
  return {
    name: String(claims['name']),
    email: String(claims['email']),
    emailVerified: claims['email_verified'] === true,
  }
}

function peopleOf({ domain = 'startup.example', people = [] }: BetterAuthOptions): readonly Person[] {
  const names = { ada: 'Ada Lovelace', ben: 'Ben Carter', eve: 'Eve Stranger' }
  const own = Object.entries(names).map(([key, name]) => ({
    key,
    label: name,
    subject: `ba-${key}-7Hq2LmZ0`,
    claims: { name, email: `${key}@${domain}`, email_verified: key !== 'eve' },
  }))
  return [...own, ...people]
}
