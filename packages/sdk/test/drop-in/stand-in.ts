/**
 * A stand-in for the incumbent's server: what its public SDK is known to send and to be answered, for one person and as
 * much of FHIR as the fixture app uses. It knows nothing of Damson's additions (`iss`, reason codes, `noPersist`).
 */
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  resourceType: string
  id: string
  [name: string]: unknown
}
interface Reply {
  readonly status?: number
  readonly body: unknown
}
type Query = URLSearchParams

export interface StandIn {
  readonly url: string
  close(): void
}

export async function startStandIn(person: { readonly email: string; readonly password: string }): Promise<StandIn> {
  const incumbent = new Incumbent(person)
  const server: Server = createServer((request, response) => {
    const reply = async (): Promise<void> => {
      const { status = 200, body } = incumbent.answer(request, await textOf(request))
      response.writeHead(status, { 'Content-Type': 'application/fhir+json; charset=utf-8' })
      response.end(JSON.stringify(body))
    }
    void reply()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const outcome = (id: string, text: string, status: number): Reply => ({
  status,
  body: { resourceType: 'OperationOutcome', id, issue: [{ severity: 'error', code: id, details: { text } }] },
})
const notFound = outcome('not-found', 'Not found', 404)
const allOk: Reply = {
  body: {
    resourceType: 'OperationOutcome',
    id: 'ok',
    issue: [{ severity: 'information', code: 'informational', details: { text: 'All OK' } }],
  },
}

class Incumbent {
  readonly #person
  readonly #resources = new Map<string, Stored[]>()
  readonly #profile: Stored = { resourceType: 'Practitioner', id: randomUUID(), name: [{ family: 'Lovelace' }] }
  readonly #codes = new Map<string, string>()
  readonly #tokens = new Set<string>()

  constructor(person: { readonly email: string; readonly password: string }) {
    this.#person = person
  }

  answer(request: IncomingMessage, text: string): Reply {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost/')
    const path = pathname.slice(1)
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    if (path === 'auth/login') return this.#login(JSON.parse(text) as Record<string, string>)
    if (path === 'oauth2/token') return this.#token(new URLSearchParams(text))
    if (!this.#tokens.has(token)) return outcome('unauthorized', 'Unauthorized', 401)
    if (path === 'oauth2/logout') {
      this.#tokens.delete(token)
      return allOk
    }
    if (path === 'auth/me') return { body: this.#me() }
    const parts = path.replace(/^fhir\/R4\/?/, '').split('/')
    const body = text === '' ? undefined : (JSON.parse(text) as Stored)
    return this.#fhir(request.method ?? 'GET', parts, searchParams, body, request.headers['if-none-exist'])
  }

  #login(body: Record<string, string>): Reply {
    if (body['email'] !== this.#person.email || body['password'] !== this.#person.password)
      return outcome('bad-request', 'Email or password is invalid', 400)
    if (body['codeChallengeMethod'] !== 'S256') return outcome('bad-request', 'Invalid code challenge method', 400)
    const code = randomUUID()
    this.#codes.set(code, body['codeChallenge'] ?? '')
    return { body: { login: randomUUID(), code } }
  }

  #token(form: Query): Reply {
    const code = form.get('code') ?? ''
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (this.#codes.get(code) !== challenge)
      return { status: 400, body: { error: 'invalid_request', error_description: 'Invalid code verifier' } }
    this.#codes.delete(code)
    const now = Math.floor(Date.now() / 1000)
    const claims = { iat: now, exp: now + 3600, login_id: randomUUID(), sub: 'user' }
    const token = ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    this.#tokens.add(token)
    return {
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'openid offline_access',
        id_token: token,
        access_token: token,
        refresh_token: token,
        project: { reference: 'Project/1' },
        profile: { reference: `Practitioner/${this.#profile.id}`, display: 'Lovelace' },
      },
    }
  }

  #me(): unknown {
    return {
      user: { resourceType: 'User', id: '1', email: this.#person.email },
      project: { resourceType: 'Project', id: '1', name: 'My Clinic' },
      membership: { resourceType: 'ProjectMembership', id: '1', admin: true },
      profile: this.#profile,
      config: { resourceType: 'UserConfiguration', menu: [] },
      accessPolicy: { resourceType: 'AccessPolicy', resource: [{ resourceType: '*' }] },
      security: { mfaEnrolled: false, sessions: [] },
    }
  }

  #fhir(
    method: string,
    [type = '', id, history]: string[],
    query: Query,
    body?: Stored,
    condition?: string | string[],
  ): Reply {
    if (type === '') return { body: this.#batch(body) }
    if (id === undefined && method === 'GET') return { body: this.#bundle('searchset', this.#find(type, query)) }
    if (id === undefined) {
      const [found] = this.#find(type, method === 'PUT' ? query : new URLSearchParams(String(condition ?? 'id=')))
      if (method === 'PUT' && body !== undefined)
        return { body: this.#store({ ...body, id: found?.id ?? randomUUID() }) }
      return found === undefined
        ? { status: 201, body: this.#store({ ...body, resourceType: type, id: randomUUID() }) }
        : { body: found }
    }
    const versions = this.#resources.get(`${type}/${id}`)
    const last = versions?.at(-1)
    if (last === undefined) return notFound
    if (history !== undefined) return { body: this.#bundle('history', versions?.toReversed() ?? []) }
    if (method === 'PUT' && body !== undefined) return { body: this.#store(body) }
    if (method === 'PATCH') return { body: this.#store({ ...last, ...patched(body) }) }
    if (method !== 'DELETE') return { body: last }
    this.#resources.delete(`${type}/${id}`)
    return allOk
  }

  #store(resource: Stored): Stored {
    const key = `${resource.resourceType}/${resource.id}`
    const versions = this.#resources.get(key) ?? []
    const stored = { ...resource, meta: { versionId: randomUUID(), lastUpdated: new Date().toISOString() } }
    this.#resources.set(key, [...versions, stored])
    return stored
  }

  #find(type: string, query: Query): Stored[] {
    const [identifier, subject] = [query.get('identifier'), query.get('subject')]
    return [...this.#resources.values()]
      .map((versions) => versions.at(-1) as Stored)
      .filter((resource) => {
        const { identifier: ids = [], subject: of } = resource as {
          identifier?: { value: string }[]
          subject?: { reference: string }
        }
        if (resource.resourceType !== type || query.has('id')) return false
        if (identifier !== null) return ids.some(({ value }) => identifier.endsWith(`|${value}`))
        return subject === null || of?.reference === subject
      })
  }

  #batch(bundle: unknown): unknown {
    const { entry } = bundle as { entry: { request: { method: string; url: string } }[] }
    return {
      resourceType: 'Bundle',
      type: 'batch-response',
      entry: entry.map(({ request }) => {
        const { status = 200, body } = this.#fhir(request.method, request.url.split('/'), new URLSearchParams())
        return { response: { status: String(status) }, ...(status === 200 && { resource: body }) }
      }),
    }
  }

  #bundle(type: string, resources: Stored[]): unknown {
    return { resourceType: 'Bundle', type, entry: resources.map((resource) => ({ resource })) }
  }
}

function patched(operations: unknown): object {
  const list = operations as { path: string; value: unknown }[]
  return Object.fromEntries(list.map(({ path, value }) => [path.slice(1), value]))
}
