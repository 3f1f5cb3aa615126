import type { Server } from 'node:http'
import { request as httpRequest } from 'node:http'
import { DamsonClient } from '@damson/sdk'
import { type Answer, type Machine, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startProxy } from '../src/proxy.ts'
import { createUpstream } from '../src/upstream.ts'
import { startRelay } from './relay.ts'

interface Sent {
  readonly url: string
  readonly headers: Headers
}

describe('the proxy', () => {
  let world: World
  let owner: Owner
  let machine: Machine
  let patient: string
  let travelled = 0
  const running: Server[] = []

  const policy = [{ resourceType: 'Patient', interaction: ['read', 'search'] }]
  const newMachine = async (): Promise<Machine> =>
    world.actors.machine(owner, { accessPolicy: await world.actors.policy(owner, policy) })

  /** A proxy with what it sent. */
  async function proxy(
    options: { baseUrl?: string; secret?: string; id?: string; receptionist?: string } = {},
  ): Promise<{ url: string; sent: Sent[]; logged: string[] }> {
    const [sent, logged]: [Sent[], string[]] = [[], []]
    const client = new DamsonClient({
      baseUrl: options.baseUrl ?? world.baseUrl,
      // Those who look at a server that is away do not wait for it long.
      maxRetryTime: options.baseUrl === undefined ? 10_000 : 50,
      clock: {
        now: () => Date.now() + travelled,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20_000)).unref()),
      },
      fetch: (url, init) => {
        sent.push({ url, headers: new Headers(init.headers) })
        return fetch(url, init)
      },
    })
    const { id = machine.id, secret = machine.secret, receptionist } = options
    const upstream = createUpstream({ client, id, secret, receptionist, now: () => Date.now() + travelled })
    const server = await startProxy({ upstream, port: 0, log: (line) => logged.push(line) })
    running.push(server)
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    return { url: `http://127.0.0.1:${port}/`, sent, logged }
  }
  const tokenRequests = (sent: readonly Sent[]): number => sent.filter(({ url }) => url.endsWith('oauth2/token')).length

  /** A request to the letter: `fetch` would tidy it up. */
  function ask(
    url: string,
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Pick<Answer, 'status' | 'text' | 'body'> & { readonly allow: string | undefined }> {
    const { port, hostname } = new URL(url)
    const { method = 'GET', headers = {}, body } = options
    return new Promise((resolve, reject) => {
      const request = httpRequest({ port, hostname, path, method, headers }, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => {
          const body = text === '' ? undefined : JSON.parse(text)
          resolve({ status: response.statusCode ?? 0, text, body, allow: response.headers.allow })
        })
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  const familiesIn = (body: Answer['body']): string[] =>
    body.entry.map(({ resource }: { resource: { name: [{ family: string }] } }) => resource.name[0].family)

  beforeAll(async () => {
    world = await startWorld()
    owner = await world.actors.owner()
    machine = await newMachine()
    for (const family of ['Winterbourne', 'Yarrow', 'Zimmerling']) {
      const made = await world.call('fhir/R4/Patient', {
        json: { resourceType: 'Patient', name: [{ family }] },
        token: owner.token,
      })
      patient = made.body.id
    }
  })
  afterEach(() => {
    for (const server of running.splice(0)) server.close()
  })
  afterAll(() => world.close())

  // The short run makes do with a hundred.
  const many = process.env['DAMSON_TEST_FULL'] === undefined ? 100 : 1_000
  test('makes one token request for a thousand requests', async () => {
    const { url, sent } = await proxy()
    const path = `Patient/${patient}`
    let left = many
    const statuses = new Map<number, number>()
    const asking = async (): Promise<void> => {
      while (left-- > 0) {
        const { status, text } = await fetch(url + path).then(async (it) => ({
          status: it.status,
          text: await it.text(),
        }))
        if (!text.includes('Zimmerling')) throw new Error(text)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 20 }, asking))
    expect([...statuses]).toEqual([[200, many]])
    // A server that is busy is asked again.
    expect(sent.filter(({ url }) => url.endsWith(path)).length).toBeGreaterThanOrEqual(many)
    expect(tokenRequests(sent)).toBe(1)
  })

  test('gets a new token when the old one ends, and the legacy app does not notice', async () => {
    const { url, sent } = await proxy()
    expect((await ask(url, '/Patient')).status).toBe(200)
    const ofHour = sent.at(-1)?.headers.get('authorization')
    travelled += 2 * 3_600_000
    await world.travel(2 * 3_600_000)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url, '/Patient')))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(tokenRequests(sent)).toBe(2)
    expect(sent.at(-1)?.headers.get('authorization')).not.toBe(ofHour)
    const signIn = await world.actors.signIn(owner.email, owner.password)
    owner = { ...owner, token: signIn.body.access_token }
  })

  test('searches and pages, with links that lead through it', async () => {
    const { url } = await proxy()
    const first = await ask(url, '/Patient?_sort=family&_count=2')
    expect(familiesIn(first.body)).toEqual(['Winterbourne', 'Yarrow'])
    expect(first.text).not.toContain(world.baseUrl)
    const next = first.body.link.find(({ relation }: { relation: string }) => relation === 'next').url
    expect(next.startsWith(`${url}Patient?`)).toBe(true)
    const second = await ask(url, next.slice(url.length - 1))
    expect(familiesIn(second.body)).toEqual(['Zimmerling'])
  })

  test.each<[string, string, number, { method?: string; headers?: Record<string, string>; body?: string }?]>([
    ['another type', '/Observation', 404],
    ['the base', '/', 404],
    ['the metadata', '/metadata', 404],
    ['another endpoint', '/oauth2/token', 404],
    ['a way up', '/Patient/../AuditEvent', 404],
    ['a way up, hidden', '/Patient/%2e%2e', 404],
    ['an operation', '/Patient/$everything', 404],
    ['history', '/Patient/123/_history', 404],
    ['a compartment', '/Patient/123/Observation', 404],
    ['an absolute address', 'http://127.0.0.1:1/Patient', 404],
    ['a search that brings other types along', '/Patient?_revinclude=Observation:subject', 400],
    ['a chain', '/Patient?general-practitioner.name=x', 400],
    ['parameters on a read', '/Patient/123?_format=xml', 400],
    ['creating', '/Patient', 405, { method: 'POST', body: '{"resourceType":"Patient"}' }],
    ['updating', '/Patient/123', 405, { method: 'PUT', body: '{}' }],
    ['patching', '/Patient/123', 405, { method: 'PATCH', body: '[]' }],
    ['deleting', '/Patient/123', 405, { method: 'DELETE' }],
    ['asking what it allows', '/Patient', 405, { method: 'OPTIONS' }],
    ['a GET with a body', '/Patient', 400, { headers: { 'Content-Length': '2' }, body: '{}' }],
    ['another host', '/Patient', 403, { headers: { Host: 'rebound.example:8201' } }],
    ['a page of a browser', '/Patient', 403, { headers: { Origin: 'https://elsewhere.example' } }],
    ['an image in a page', '/Patient', 403, { headers: { 'Sec-Fetch-Site': 'cross-site' } }],
  ])('does not let through: %s', async (_, path, status, options = {}) => {
    const { url, sent } = await proxy()
    const answer = await ask(url, path, options)
    expect([answer.status, answer.body.issue[0].details.text.length > 20, sent]).toEqual([status, true, []])
    expect(answer.allow).toBe(status === 405 ? 'GET' : undefined)
  })

  test('sends nothing on of what the legacy app says of itself', async () => {
    const { url, sent } = await proxy()
    const { status } = await ask(url, '/Patient', {
      headers: {
        Authorization: 'Basic Zm9yZWlnbjpzZWNyZXQ=',
        'Proxy-Authorization': 'Basic Zm9yZWlnbg==',
        Cookie: 'session=1',
        Connection: 'keep-alive, X-Hop',
        'X-Hop': '1',
        TE: 'trailers',
        'X-Forwarded-For': '203.0.113.1',
        'X-Medplum-On-Behalf-Of': `Practitioner/${patient}`,
        Accept: 'text/html',
        'If-None-Match': '*',
      },
    })
    expect(status).toBe(200)
    const left = sent.at(-1)?.headers ?? new Headers()
    expect([...left.keys()].sort()).toEqual(['accept', 'authorization', 'x-medplum'])
    expect(left.get('authorization')).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)
    expect(left.get('accept')).toBe('application/fhir+json')
  })

  test('acts for the receptionist, whom the audit names beside it', async () => {
    const { id, secret } = await newMachine()
    const call = async (path: string, options: object = {}): Promise<Answer> =>
      world.call(`fhir/R4/${path}`, { token: owner.token, ...options })
    const [{ resource: own }] = (await call(`ProjectMembership?user=ClientApplication/${id}`)).body.entry
    const actFor = [{ how: 'asserted', profileType: ['Practitioner'] }]
    await call(`ProjectMembership/${own.id}`, { method: 'PUT', json: { ...own, actFor } })
    const email = `desk-${Date.now()}@example.org`
    const invited = await world.call(`admin/projects/${owner.project}/invite`, {
      json: {
        resourceType: 'Practitioner',
        firstName: 'Joy',
        lastName: 'Desk',
        email,
        membership: { accessPolicy: { reference: await world.actors.policy(owner, policy) } },
      },
      token: owner.token,
    })
    await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: 'a quiet garden path' } })
    const signedIn = await world.actors.signIn(email, 'a quiet garden path', { projectId: owner.project })
    expect(signedIn.status).toBe(200)
    const receptionist: string = invited.body.profile.reference
    const { url, sent } = await proxy({ id, secret, receptionist })
    expect((await ask(url, `/Patient/${patient}`)).status).toBe(200)
    expect((await ask(url, '/Patient?family=yarrow')).status).toBe(200)
    expect(tokenRequests(sent)).toBe(1)
    const { body } = await call(`AuditEvent?agent=${receptionist}&subtype=read`)
    const [{ resource: event }] = body.entry
    expect(event.entity[0].what.reference).toContain(`Patient/${patient}`)
    const names = event.agent.map(({ who }: { who: { reference: string } }) => who.reference)
    expect(names).toEqual([`ClientApplication/${id}`, receptionist])
    const nobody = await proxy({ id, secret, receptionist: 'Practitioner/nobody' })
    expect((await ask(nobody.url, '/Patient')).status).toBe(403)
  })

  test('says 503 while the server is away, 404 for nobody, and recovers by itself', async () => {
    const relay = await startRelay(world.baseUrl)
    const { url, sent } = await proxy({ baseUrl: relay.url })
    expect((await ask(url, '/Patient')).status).toBe(200)
    await relay.cut()
    const away = await ask(url, '/Patient')
    expect([away.status, away.body.issue[0].details.text]).toEqual([503, expect.stringContaining('cannot be reached')])
    await relay.mend()
    expect((await ask(url, '/Patient')).status).toBe(200)
    expect(tokenRequests(sent)).toBe(1)
    expect((await ask(url, '/Patient/0197f7a0-0000-7000-8000-000000000000')).status).toBe(404)
    await relay.cut()
  })

  test('starts while the server is away, and signs in when it is back', async () => {
    const relay = await startRelay(world.baseUrl)
    await relay.cut()
    const { url, sent } = await proxy({ baseUrl: relay.url })
    expect((await ask(url, '/Patient')).status).toBe(503)
    await relay.mend()
    const back = await Promise.all([ask(url, '/Patient'), ask(url, '/Patient')])
    expect(back.map(({ status }) => status)).toEqual([200, 200])
    expect(sent.filter(({ url }) => url.includes('fhir')).length).toBe(2)
    await relay.cut()
  })

  test('says 502 when its secret is not taken, and does not try it again and again', async () => {
    const { url, sent } = await proxy({ secret: 'A'.repeat(43) })
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await ask(url, '/Patient')).status))
    statuses.push((await ask(url, '/Patient')).status)
    expect(new Set(statuses)).toEqual(new Set([502]))
    expect(tokenRequests(sent)).toBe(1)
    travelled += 31_000
    expect((await ask(url, '/Patient')).status).toBe(502)
    expect(tokenRequests(sent)).toBe(2)
  })

  test('stops at once when its client is switched off', async () => {
    const other = await newMachine()
    const { url } = await proxy(other)
    expect((await ask(url, '/Patient')).status).toBe(200)
    const off = await world.call(`fhir/R4/ClientApplication/${other.id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json-patch+json' },
      raw: JSON.stringify([{ op: 'replace', path: '/status', value: 'off' }]),
      token: owner.token,
    })
    expect(off.status).toBe(200)
    const answer = await ask(url, '/Patient')
    expect([answer.status, answer.text]).toEqual([502, expect.not.stringContaining('Winterbourne')])
  })

  test('logs no names, numbers or queries', async () => {
    const { url, logged } = await proxy()
    await ask(url, '/Patient?name=Zimmerling')
    await ask(url, `/Patient/${patient}`)
    await expect.poll(() => logged.length).toBe(2)
    expect(logged.join('\n')).toMatch(/^GET 200 \d+ ms\nGET 200 \d+ ms$/)
  })
})
