import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { heldBy, send, startWorld, type World } from '@damson/testkit'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly security: readonly object[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}
interface Media {
  readonly schema?: object
  readonly example?: unknown
}
interface Document {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

let world: World
let document: Document
beforeAll(async () => {
  world = await startWorld({ shared: true })
  document = must(await world.call('openapi.json')).body
})
afterAll(() => world.close())

const routesOf = ({ app }: Pick<World, 'app'>): readonly string[] =>
  app.routes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)

const operations = (): readonly (readonly [name: string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  )

/** The general routes whose operations have an address of their own in the document. */
const GENERAL = [
  'POST /fhir/R4/{type}/{id}',
  'GET /fhir/R4/{type}/{id}/{operation}',
  'POST /fhir/R4/{type}/{id}/{operation}',
]
const OF_GENERAL = /^(GET|POST) \/fhir\/R4\/([A-Z][A-Za-z]+|\{type\})\/(\{id\}\/)?\$[a-z-]+$/

describe('the OpenAPI document', () => {
  test('has every route, and no other', () => {
    const described = operations().map(([name]) => name)
    const routes = routesOf(world)
    expect(routes.length).toBeGreaterThan(200)
    expect(routes.filter((one) => !described.includes(one)).toSorted()).toEqual(GENERAL.toSorted())
    const others = described.filter((one) => !routes.includes(one))
    expect(others.filter((one) => !OF_GENERAL.test(one))).toEqual([])
  })

  test('has every operation of the FHIR API, and no other', async () => {
    const code = readFileSync(new URL('../../src/endpoints/fhir/dispatch.ts', import.meta.url), 'utf8')
    const known = new Set([...code.matchAll(/['\s]\$([a-z-]+)'?[:)\s]/g)].map(([, name = '']) => `$${name}`))
    const described = new Set(operations().flatMap(([name]) => /\$[a-z-]+/.exec(name)?.[0] ?? []))
    expect([...described].toSorted()).toEqual([...known].toSorted())
    const owner = await world.actors.owner()
    for (const [name] of operations().filter(([one]) => OF_GENERAL.test(one))) {
      const [method = '', path = ''] = name.split(' ')
      const at = path.slice(1).replace('{type}', 'Patient').replace('{id}', crypto.randomUUID())
      const answer = await world.call(at, { method, token: owner.token, ...(method === 'POST' && { json: {} }) })
      expect(answer.text, name).not.toMatch(/unknown_operation|method_not_allowed/)
    }
  })

  test('passes a validator of OpenAPI 3.1, with names that are unique and examples that are right', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }))
    expect([valid, errors]).toEqual([true, undefined])
    const ids = operations().map(([, { operationId }]) => operationId)
    expect(ids.filter((one, at) => ids.indexOf(one) < at)).toEqual([])
    // Held as an answer is: by its schema, closed.
    const wrong: string[] = []
    for (const [name, { requestBody, responses }] of operations()) {
      for (const media of [requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.values(one?.content ?? {}),
      )) {
        if (media.example === undefined) continue
        const answers = { 200: { content: { 'application/json': media } } }
        const problemOf = await heldBy({ ...document, paths: { '/x': { get: { responses: answers } } } })
        const headers = new Headers({ 'Content-Type': 'application/json' })
        const answer = { status: 200, headers, text: JSON.stringify(media.example) }
        const problem = problemOf({ method: 'GET', path: '/x' }, answer)
        if (problem !== undefined) wrong.push(`${name}: ${problem}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('asks for a token where the API does, and nowhere else', async () => {
    for (const [name, { security }] of operations()) {
      const [method = '', path = ''] = name.split(' ')
      if (!/^\/(admin|fhir)\/|^\/auth\/(account\/|(me|session|revoke|mfa\/status)$)/.test(path)) continue
      const body = method === 'POST' ? { json: {} } : {}
      const { status } = await world.call(path.slice(1).replaceAll(/\{\w+\}/g, crypto.randomUUID()), {
        method,
        ...body,
      })
      const isOpen = security.length === 0
      if (isOpen) expect(status, name).toBeLessThan(400)
      else expect([400, 401, 415], name).toContain(status)
    }
  })

  test('is of the address that it is asked at, and knows nothing of a project', async () => {
    const { project } = await world.actors.owner()
    const own = must(await world.call('openapi.json'))
    const ofProject = must(await world.call(`projects/${project}/openapi.json`))
    expect(own.body.servers).toEqual([{ url: world.baseUrl.replace(/\/$/, '') }])
    expect(ofProject.body.servers).toEqual([{ url: `${world.baseUrl}projects/${project}` }])
    const flows = ofProject.body.components.securitySchemes.oauth2.flows
    expect(flows.authorizationCode.authorizationUrl).toBe(`${world.baseUrl}projects/${project}/oauth2/authorize`)
    expect(ofProject.text.replaceAll(`projects/${project}/`, '').replaceAll(`/projects/${project}`, '')).toBe(own.text)
    expect(own.text).not.toContain('damson.invalid')
    expect((await world.call('projects/nobody/openapi.json')).status).toBe(404)
  })

  test('is cheap: it is packed, and not sent again to who has it; any web page may read it', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(new URL('openapi.json', world.baseUrl), { headers: { Origin: 'https://tools.example', ...headers } })
    const packed = await ask({ 'Accept-Encoding': 'gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('vary')).toContain('Accept-Encoding')
    expect(packed.headers.get('access-control-allow-origin')).toBe('*')
    expect(packed.headers.get('cache-control')).toBe('public, max-age=300')
    const etag = packed.headers.get('etag') ?? ''
    const again = await ask({ 'If-None-Match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    for (const encoding of ['identity', 'br', 'gzip;q=0']) {
      const plain = await send(new URL('openapi.json', world.baseUrl), {
        method: 'GET',
        headers: { 'Accept-Encoding': encoding },
      })
      expect(plain.headers.get('content-encoding'), encoding).toBeNull()
      expect(JSON.parse(plain.text), encoding).toEqual(document)
    }
    expect(JSON.parse(gunzipSync(await rawGzip()).toString())).toEqual(document)
  })

  /** The bytes as they were sent: `fetch` unpacks them. */
  async function rawGzip(): Promise<Uint8Array> {
    const { request } = await import('node:http')
    return new Promise((resolve, reject) => {
      const asked = request(new URL('openapi.json', world.baseUrl), { headers: { 'Accept-Encoding': 'gzip' } })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks)))
      })
      asked.end()
    })
  }

  test('has no page or address of a developer’s machine elsewhere', async () => {
    const production = await startWorld({ shared: true, development: false })
    const { body } = must(await production.call('openapi.json'))
    const described = Object.keys(body.paths)
    expect(described.filter((path) => path.startsWith('/dev/inbox'))).toEqual([])
    const routes = new Set(production.app.routes.map(({ url }) => url.replaceAll(/:(\w+)/g, '{$1}')))
    expect(described.filter((path) => !routes.has(path) && !path.includes('$'))).toEqual([])
    await production.close()
  })
})

describe('an answer is held against the document in every test:', () => {
  const asked = { method: 'GET', path: '/healthcheck' }
  const answer = (body: object, status = 200, type = 'application/json') => ({
    status,
    headers: new Headers({ 'Content-Type': type }),
    text: JSON.stringify(body),
  })
  const well = { ok: true, version: '1', store: true, clock: 'right' }

  test('a field that it does not name, another type, status or media type is a problem', async () => {
    const problemOf = await heldBy(document)
    expect(problemOf(asked, answer(well))).toBeUndefined()
    expect(problemOf(asked, answer({ ...well, secret: 'x' }))).toContain('additional properties')
    expect(problemOf(asked, answer({ ...well, ok: 'yes' }))).toContain('/ok must be boolean')
    expect(problemOf(asked, answer({ ok: true }))).toContain('required')
    expect(problemOf(asked, answer(well, 202))).toBe('the status 202 is not described')
    expect(problemOf(asked, answer(well, 200, 'text/plain'))).toContain('type text/plain')
    expect(problemOf({ method: 'GET', path: '/projects/x/healthcheck' }, answer({}))).toContain('required')
  })
})
