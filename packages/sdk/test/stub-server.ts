import { DamsonClient, type DamsonClientOptions } from '../src/index.ts'
import { ManualClock } from './manual-clock.ts'

export const BASE_URL = 'https://id.example.org/'

/** A request as the stub got it. */
export interface Call {
  readonly method: string
  readonly url: URL
  readonly path: string
  readonly headers: Headers
  readonly body: string
  /** The form or JSON in the body. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal | undefined
}

type Answering = (call: Call) => Response | undefined | Promise<Response | undefined>

interface Family {
  readonly user: string
  generation: number
  access: number
  revoked: boolean
}

export interface StubOptions {
  /** How long an access token lives. */
  readonly lifetimeMs?: number
  readonly noPersist?: boolean
  readonly withoutRefresh?: boolean
}

/**
 * A server without a network that speaks as much of the wire as the SDK uses. Codes are `code-<user>`, secrets
 * `secret-<client>`; refresh tokens rotate, and one that was rotated ends its family.
 */
export class StubServer {
  readonly clock = new ManualClock()
  readonly calls: Call[] = []
  readonly #options: StubOptions
  readonly #assertions = new Set<string>()
  readonly #families: Family[] = []
  readonly #tokens = new Map<string, { readonly family: Family; readonly until: number }>()
  #answering: Answering[] = []
  /** How many token requests are being answered, and how many there were at most. */
  tokenRequests = { now: 0, most: 0, all: 0 }

  constructor(options: StubOptions = {}) {
    this.#options = options
  }

  /** Answers before the stub does; an undefined answer leaves it to the stub. What this returns undoes it. */
  intercept(answering: Answering): () => void {
    this.#answering = [answering, ...this.#answering]
    return () => {
      this.#answering = this.#answering.filter((other) => other !== answering)
    }
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const body = typeof init.body === 'string' ? init.body : ''
    const parsed = new URL(url)
    const call: Call = {
      method: init.method ?? 'GET',
      url: parsed,
      path: parsed.pathname.replace(/^\/(projects\/\d+\/)?/, ''),
      headers,
      body,
      fields: fieldsOf(headers, body),
      signal: init.signal ?? undefined,
    }
    this.calls.push(call)
    // A network takes its time.
    await new Promise((resolve) => setImmediate(resolve))
    for (const answering of this.#answering) {
      const answer = await answering(call)
      if (answer !== undefined) return answer
    }
    return this.#answer(call)
  }

  client(options: Partial<DamsonClientOptions> = {}): DamsonClient {
    return new DamsonClient({ baseUrl: BASE_URL, fetch: this.fetch, clock: this.clock, ...options })
  }

  /** A client that is somebody. */
  async signedIn(user: string, options: Partial<DamsonClientOptions> = {}): Promise<DamsonClient> {
    const client = this.client(options)
    await client.startLogin({ email: `${user}@example.org`, password: 'a password' })
    await client.processCode(`code-${user}`)
    return client
  }

  to(path: string): readonly Call[] {
    return this.calls.filter((call) => call.path === path)
  }

  revoke(user: string): void {
    for (const family of this.#families) if (family.user === user) family.revoked = true
  }

  async #answer(call: Call): Promise<Response> {
    const { path, fields } = call
    if (path === 'oauth2/token') return this.#token(fields)
    if (path === 'auth/login')
      return json(200, { login: 'handle', code: `code-${String(fields['email']).split('@')[0]}` })
    const user = this.#userOf(call)
    if (user === undefined) return outcome(401, 'login', 'Unauthorized')
    if (path === 'auth/me') return json(200, meOf(user))
    if (path === 'oauth2/logout') {
      this.revoke(user)
      return json(200, { resourceType: 'OperationOutcome', id: 'ok', issue: [] })
    }
    return json(200, {
      resourceType: 'Basic',
      id: path.split('/').at(-1),
      meta: { author: { reference: `Practitioner/${user}` } },
      code: { text: call.headers.get('x-medplum-on-behalf-of') ?? 'nobody' },
    })
  }

  async #token(fields: Call['fields']): Promise<Response> {
    const requests = this.tokenRequests
    requests.all += 1
    requests.now += 1
    requests.most = Math.max(requests.most, requests.now)
    await new Promise((resolve) => setImmediate(resolve))
    requests.now -= 1
    const { grant_type: type, code, refresh_token: refresh, client_id: id, client_secret: secret } = fields
    const signed = /^signed-(.+)-\d+$/.exec(String(fields['client_assertion']))?.[1]
    if (type === 'client_credentials' && signed !== undefined) {
      const { client_assertion_type: kind, client_assertion: assertion } = fields
      const isFirst = !this.#assertions.has(String(assertion))
      this.#assertions.add(String(assertion))
      const isRight = isFirst && kind === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' && id === undefined
      return isRight ? this.#issue(this.#family(signed), false) : refusal('invalid_client', 401)
    }
    if (type === 'client_credentials')
      return secret === `secret-${String(id)}`
        ? this.#issue(this.#family(String(id)), false)
        : refusal('invalid_client')
    if (type === 'authorization_code') {
      const user = /^code-(.+)$/.exec(String(code))?.[1]
      if (user === undefined || fields['code_verifier'] === undefined) return refusal('invalid_grant')
      return this.#issue(this.#family(user), this.#options.withoutRefresh !== true)
    }
    const [, index, generation] = /^refresh-(\d+)-(\d+)$/.exec(String(refresh)) ?? []
    const family = this.#families[Number(index)]
    if (family === undefined || family.revoked) return refusal('invalid_grant')
    if (family.generation !== Number(generation)) {
      family.revoked = true
      return refusal('invalid_grant')
    }
    family.generation += 1
    return this.#issue(family, true)
  }

  #family(user: string): Family {
    const family = { user, generation: 1, access: 0, revoked: false }
    this.#families.push(family)
    return family
  }

  #issue(family: Family, withRefresh: boolean): Response {
    const lifetimeMs = this.#options.lifetimeMs ?? 3_600_000
    family.access += 1
    const access = `access-${family.user}-${this.#tokens.size}`
    this.#tokens.set(access, { family, until: this.clock.now() + lifetimeMs })
    const me = meOf(family.user)
    return json(200, {
      token_type: 'Bearer',
      access_token: access,
      expires_in: lifetimeMs / 1000,
      scope: 'openid',
      project: { reference: 'Project/1' },
      profile: { reference: `${me.profile.resourceType}/${family.user}` },
      ...(withRefresh && { refresh_token: `refresh-${this.#families.indexOf(family)}-${family.generation}` }),
      ...(this.#options.noPersist === true && { noPersist: true }),
    })
  }

  #userOf({ headers }: Call): string | undefined {
    const authorization = headers.get('authorization') ?? ''
    if (authorization.startsWith('Basic ')) return atob(authorization.slice(6)).split(':')[0]
    const held = this.#tokens.get(authorization.slice('Bearer '.length))
    return held === undefined || held.family.revoked || held.until <= this.clock.now() ? undefined : held.family.user
  }
}

function meOf(user: string) {
  const resourceType = user.startsWith('client') ? 'ClientApplication' : 'Practitioner'
  return {
    project: { resourceType: 'Project', id: '1', name: 'A project' },
    membership: { resourceType: 'ProjectMembership', id: `m-${user}`, admin: user === 'admin' },
    profile: { resourceType, id: user },
    accessPolicy: { resourceType: 'AccessPolicy', resource: [{ resourceType: 'Patient' }] },
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

export function outcome(status: number, code: string, text: string, headers: Record<string, string> = {}): Response {
  const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] }
  return json(status, body, headers)
}

export function refusal(error: string, status = 400): Response {
  return json(status, { error, error_description: `It is refused: ${error}. Sign in again.` })
}

export function page(status: number): Response {
  return new Response('<!doctype html><title>Sign in to the Wi-Fi</title>', {
    status,
    headers: { 'Content-Type': 'text/html' },
  })
}

function fieldsOf(headers: Headers, body: string): Readonly<Record<string, unknown>> {
  if (body === '') return {}
  return headers.get('content-type') === 'application/x-www-form-urlencoded'
    ? Object.fromEntries(new URLSearchParams(body))
    : (JSON.parse(body) as Record<string, unknown>)
}
