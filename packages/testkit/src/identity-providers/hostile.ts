import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import { type Behavior, type Endpoint, type Fault, patched, type Signature } from './behavior.ts'
import { forge } from './forge.ts'
import type { Claims, IdentityProvider, Person, ProviderEndpoints, ProviderOptions } from './identity-provider.ts'
import { makeSigningKey, publicHalf } from './keys.ts'
import { errorPage, signInPage } from './page.ts'
import { type LoopbackServer, readForm, sendJson, sendPage, startLoopbackServer } from './server.ts'
import { runCodeFlow, signInThroughPages } from './sign-in.ts'

/** A request that a caller sent to it. */
export interface Received {
  readonly endpoint: Endpoint | 'trap' | 'other'
  readonly method: string
  /** Including the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly form: Readonly<Record<string, string>>
}

/** A provider that works correctly until it is told to misbehave. */
export interface HostileProvider extends IdentityProvider {
  /** Replaces the previous behaviour. */
  misbehave(behavior: Behavior): void
  /** Makes it work correctly again. */
  behave(): void
  /** All requests, oldest first. */
  readonly received: readonly Received[]
  /** How often a caller followed it into the trap. */
  trapped(): number
  /** A token with only these claims, signed with the published key by default. */
  mint(claims: Claims, options?: { readonly signature?: Signature; readonly typ?: string }): Promise<string>
}

export interface HostileOptions
  extends Pick<
    ProviderOptions,
    'redirectUris' | 'issuer' | 'port' | 'people' | 'clientId' | 'clientSecret' | 'idTokenSeconds'
  > {
  /** Its clock, in ms: tests that travel in time pass their own. */
  readonly now?: () => number
  /**
   * Whether it decodes the id and the secret in Basic (RFC 6749 §2.3.1), or uses them as they stand. It decodes by
   * default.
   */
  readonly readsBasic?: 'decoded' | 'as it stands'
  /** How it refuses a client: with 401 and `invalid_client`, as RFC 6749 has it, if not given. */
  readonly refusesClient?: { readonly status: number; readonly error: string }
}

const PEOPLE: readonly Person[] = [
  {
    key: 'mallory',
    label: 'Mallory Evil',
    subject: 'mallory',
    claims: { name: 'Mallory Evil', email: 'mallory@evil.example', email_verified: true },
  },
  {
    key: 'ada',
    label: 'Ada Lovelace',
    subject: 'ada-at-evil',
    claims: { name: 'Ada Lovelace', email: 'ada@evil.example', email_verified: true },
  },
]

interface Code {
  readonly person: string
  readonly query: URLSearchParams
}

/** Starts the provider that deceives; `mischiefs` lists the ways. */
export async function startHostileProvider(options: HostileOptions): Promise<HostileProvider> {
  const server = await startLoopbackServer(options.port)
  const provider = new Hostile(options, await makeSigningKey(), server)
  server.answerBy((request, response) => provider.answer(request, response))
  return provider
}

class Hostile implements HostileProvider {
  readonly name = 'a hostile provider'
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenAuthMethod = 'client_secret_basic'
  readonly otherClient
  readonly received: Received[] = []
  readonly signIn = signInThroughPages
  readonly #people: Map<string, Person>
  readonly #redirectUris: Set<string>
  readonly #codes = new Map<string, Code>()
  readonly #accessTokens = new Map<string, string>()
  readonly #options: HostileOptions
  readonly #server: LoopbackServer
  #keys: readonly [JWK, ...JWK[]]
  #behavior: Behavior = {}

  constructor(options: HostileOptions, key: JWK, server: LoopbackServer) {
    this.#server = server
    this.#options = options
    this.clientId = options.clientId ?? 'damson-at-hostile'
    this.clientSecret = options.clientSecret ?? randomBytes(24).toString('base64url')
    this.otherClient = {
      clientId: 'another-app-at-hostile',
      clientSecret: randomBytes(24).toString('base64url'),
      tokenAuthMethod: 'client_secret_basic' as const,
    }
    this.#people = new Map([...PEOPLE, ...(options.people ?? [])].map((person) => [person.key, person]))
    this.#redirectUris = new Set(options.redirectUris)
    this.#keys = [key]
  }

  get issuer(): string {
    return this.#options.issuer ?? this.#server.origin
  }

  get people(): readonly Person[] {
    return [...this.#people.values()]
  }

  get endpoints(): ProviderEndpoints {
    const at = (path: string): string => this.#server.origin + path
    return {
      discovery: at('/.well-known/openid-configuration'),
      authorize: at('/authorize'),
      token: at('/token'),
      userinfo: at('/userinfo'),
      jwks: at('/jwks'),
      endSession: '',
    }
  }

  person(key: string): Person {
    const person = this.#people.get(key)
    if (person === undefined) throw new Error(`nobody at the hostile provider is called ${key}`)
    return person
  }

  change(key: string, claims: Claims): void {
    const person = this.person(key)
    this.#people.set(key, { ...person, claims: patched(person.claims, claims) })
  }

  allowRedirectUri(uri: string): void {
    this.#redirectUris.add(uri)
  }

  misbehave(behavior: Behavior): void {
    this.#behavior = behavior
  }

  behave(): void {
    this.#behavior = {}
  }

  trapped(): number {
    return this.received.filter(({ endpoint }) => endpoint === 'trap').length
  }

  tokensFor(person: string, request: Parameters<IdentityProvider['tokensFor']>[1] = {}) {
    const client = request.client === 'other' ? this.otherClient : this
    const redirectUri = [...this.#redirectUris][0] ?? ''
    return runCodeFlow({ endpoints: this.endpoints, client, redirectUri, issuer: this.issuer, person }, request)
  }

  async rotateKeys({ keepOld = false }: { readonly keepOld?: boolean } = {}): Promise<void> {
    this.#keys = [await makeSigningKey(), ...(keepOld ? this.#keys : [])]
  }

  mint(claims: Claims, { signature, typ = 'JWT' }: { readonly signature?: Signature; readonly typ?: string } = {}) {
    const trap = `${this.#server.origin}/trap`
    return forge(claims, { key: this.#keys[0], signature, typ, clientSecret: this.clientSecret, trap })
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.#server.origin)
    const endpoint = ENDPOINTS[pathname] ?? 'other'
    const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
    this.received.push({
      endpoint,
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      form: Object.fromEntries(form),
    })
    const fault = endpoint === 'other' || endpoint === 'trap' ? undefined : this.#behavior.faults?.[endpoint]
    if (fault !== undefined && fault !== 'huge') return this.#fail(fault, endpoint, searchParams, response)
    const padding = fault === 'huge' ? { padding: 'x'.repeat(2 * 1_048_576) } : {}
    switch (endpoint) {
      case 'discovery':
        return sendJson(response, 200, { ...patched(this.#metadata(), this.#behavior.discovery), ...padding })
      case 'jwks':
        return sendJson(response, 200, { keys: this.#keys.map(publicHalf), ...padding })
      case 'authorize':
        return this.#authorize(searchParams, form, response)
      case 'token':
        return this.#token(request.headers.authorization ?? '', form, response, padding)
      case 'userinfo':
        return this.#userinfo(request.headers.authorization ?? '', response, padding)
      case 'trap':
        return sendJson(response, 200, { keys: [] })
      case 'other':
        return void response.writeHead(404).end()
    }
  }

  #fail(
    fault: Exclude<Fault, 'huge'>,
    endpoint: Endpoint | 'trap' | 'other',
    query: URLSearchParams,
    response: ServerResponse,
  ) {
    switch (fault) {
      case 'hang':
        return undefined
      case 'drip': {
        response.writeHead(200, { 'Content-Type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 50)
        return void response.on('close', () => clearInterval(timer))
      }
      case 'redirect':
        return void response.writeHead(302, { Location: `${this.#server.origin}/trap` }).end()
      case 'no json':
        return sendPage(response, 200, errorPage(this.name, 'This is not JSON.'))
      case 'cut':
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
        return void response.write('{', () => response.destroy())
      case 'error': {
        if (endpoint === 'authorize')
          return this.#sendBack(query, { ...ERROR, state: query.get('state') ?? undefined, iss: this.issuer }, response)
        return sendJson(response, endpoint === 'token' ? 400 : 500, ERROR)
      }
    }
  }

  #metadata(): Claims {
    const { authorize, token, userinfo, jwks } = this.endpoints
    return {
      issuer: this.issuer,
      authorization_endpoint: authorize,
      token_endpoint: token,
      userinfo_endpoint: userinfo,
      jwks_uri: jwks,
      authorization_response_iss_parameter_supported: true,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    }
  }

  #authorize(query: URLSearchParams, form: URLSearchParams, response: ServerResponse): void {
    const clientId = query.get('client_id') ?? ''
    const isKnown = [this.clientId, this.otherClient.clientId].includes(clientId)
    if (!isKnown || !this.#redirectUris.has(query.get('redirect_uri') ?? ''))
      return sendPage(response, 400, errorPage(this.name, 'unknown client_id or redirect_uri'))
    const key = form.get('person')
    if (key === null) return sendPage(response, 200, signInPage(this.name, clientId, this.people))
    const state = query.get('state') ?? undefined
    if (key === 'refuse') return this.#sendBack(query, { error: 'access_denied', state, iss: this.issuer }, response)
    const person = this.#people.get(key)
    if (person === undefined) return sendPage(response, 400, errorPage(this.name, 'There is no person with this name.'))
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { person: key, query })
    this.#sendBack(query, patched({ code, state, iss: this.issuer }, this.#behavior.callback), response)
  }

  #sendBack(query: URLSearchParams, answer: Claims, response: ServerResponse): void {
    const callback = new URL(query.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries(answer))
      if (typeof value === 'string') callback.searchParams.set(name, value)
    response.writeHead(302, { Location: callback.href }).end()
  }

  async #token(authorization: string, form: URLSearchParams, response: ServerResponse, padding: Claims): Promise<void> {
    const [id = '', secret = ''] = credentials(authorization, form, this.#options.readsBasic)
    const client = [this, this.otherClient].find(({ clientId }) => clientId === id)
    if (client === undefined || !isSame(client.clientSecret, secret)) return this.#refuseClient(response)
    const value = form.get('code') ?? ''
    const code = this.#codes.get(value)
    this.#codes.delete(value)
    if (code === undefined || !isOwn(code, id, form)) return sendJson(response, 400, { error: 'invalid_grant' })

    const person = this.person(code.person)
    const behavior = this.#behavior
    const now = Math.floor((this.#options.now ?? Date.now)() / 1_000)
    const times = { iat: now, exp: now + (this.#options.idTokenSeconds ?? 3_600) }
    const access = patched(
      {
        iss: this.issuer,
        sub: person.subject,
        aud: code.query.get('audience') ?? id,
        azp: id,
        client_id: id,
        scope: code.query.get('scope') ?? '',
        jti: randomBytes(16).toString('hex'),
        ...times,
      },
      behavior.accessToken,
    )
    const accessToken = await this.mint(access, {
      typ: 'at+jwt',
      ...(behavior.accessTokenSignature !== undefined && { signature: behavior.accessTokenSignature }),
    })
    this.#accessTokens.set(accessToken, person.key)
    const idToken = patched(
      {
        iss: this.issuer,
        sub: person.subject,
        aud: id,
        ...times,
        nonce: code.query.get('nonce') ?? undefined,
        at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
        ...person.claims,
      },
      behavior.idToken,
    )
    const answer = {
      access_token: accessToken,
      id_token: await this.mint(idToken, {
        ...(behavior.idTokenSignature !== undefined && { signature: behavior.idTokenSignature }),
      }),
      token_type: 'Bearer',
      expires_in: 3_600,
    }
    sendJson(response, 200, { ...patched(answer, behavior.tokenAnswer), ...padding })
  }

  #refuseClient(response: ServerResponse): void {
    const { status = 401, error = 'invalid_client' } = this.#options.refusesClient ?? {}
    sendJson(response, status, { error })
  }

  async #userinfo(authorization: string, response: ServerResponse, padding: Claims): Promise<void> {
    const key = this.#accessTokens.get(authorization.replace(/^Bearer /i, ''))
    if (key === undefined) return sendJson(response, 401, { error: 'invalid_token' })
    const { subject, claims } = this.person(key)
    const { userinfo, userinfoSignature } = this.#behavior
    const told = { sub: subject, ...claims }
    if (userinfoSignature === undefined) return sendJson(response, 200, { ...patched(told, userinfo), ...padding })
    const addressed = patched({ iss: this.issuer, aud: this.clientId, ...told }, userinfo)
    const jwt = await this.mint(addressed, userinfoSignature === 'right' ? {} : { signature: userinfoSignature })
    response.writeHead(200, { 'Content-Type': 'application/jwt' }).end(jwt)
  }
}

const ENDPOINTS: Readonly<Record<string, Endpoint | 'trap'>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/authorize': 'authorize',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/trap': 'trap',
}

/** An application that shows a provider's text must not treat it as markup. */
const ERROR = { error: 'server_error', error_description: '<img src=x onerror=alert(1)> Please call +1 555 0100' }

function credentials(
  authorization: string,
  form: URLSearchParams,
  reads: HostileOptions['readsBasic'],
): readonly string[] {
  const basic = /^Basic (\S+)$/i.exec(authorization)?.[1]
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':')
  const pair = [id, secret.join(':')]
  return reads === 'as it stands' ? pair : pair.map((part) => new URLSearchParams(`=${part}`).get('') ?? '')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function isOwn({ query }: Code, clientId: string, form: URLSearchParams): boolean {
  const challenge = query.get('code_challenge')
  const verifier = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  return (
    query.get('client_id') === clientId &&
    query.get('redirect_uri') === form.get('redirect_uri') &&
    (challenge === null || challenge === verifier)
  )
}
