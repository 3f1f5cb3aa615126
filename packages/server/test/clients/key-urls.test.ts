import { type Owner, SHIPPED_LIMITS, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type KeyHost, makePair, type Pair, present, publish, sign, signingClient, startKeyHost } from './signing.ts'

describe.each(storesForWalks())('keys at a URL on %s', (store) => {
  let world: World
  let owner: Owner
  let host: KeyHost
  let pair: Pair
  let next: Pair
  let client: { readonly id: string }
  let travelled = 0
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    ;[pair, next] = [await makePair('RS384'), await makePair('ES256')]
    host = await startKeyHost()
  })
  beforeEach(async () => {
    publish(host, [pair.publicJwk])
    client = await signingClient(world, owner, { jwksUri: host.url })
  })
  afterAll(async () => {
    host.close()
    await world.close()
  })

  const tried = async (by = pair, whose = client): ReturnType<World['call']> => {
    const now = Date.now() + travelled
    return present(world.call, await sign(by, whose, `${world.baseUrl}oauth2/token`, { now }))
  }
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await world.travel(ms)
  }

  test('are fetched once for a crowd, and kept as long as the host says', async () => {
    const before = host.asked()
    for (const answer of await Promise.all(Array.from({ length: 6 }, () => tried()))) must(answer)
    must(await tried())
    expect(host.asked() - before).toBe(1)
    await travel(601_000)
    must(await tried())
    expect(host.asked() - before).toBe(2)
  })

  test('are rotated: an unknown kid is asked for again at once, and then for a while no more', async () => {
    must(await tried())
    publish(host, [pair.publicJwk, next.publicJwk])
    await travel(31_000)
    must(await tried(next))
    must(await tried())
    const before = host.asked()
    const stranger = await makePair('ES256')
    for (let times = 0; times < 3; times++) expect(verdict(await tried(stranger))).toBe('401 invalid_client')
    expect(host.asked()).toBe(before)
    await travel(31_000)
    for (let times = 0; times < 3; times++) expect(verdict(await tried(stranger))).toBe('401 invalid_client')
    expect(host.asked()).toBe(before + 1)
  })

  test('that are taken back are believed no longer than the host said', async () => {
    must(await tried())
    publish(host, [next.publicJwk])
    await travel(601_000)
    expect(verdict(await tried())).toBe('401 invalid_client')
    must(await tried(next))
  })

  test('are not kept where the host forbids it', async () => {
    publish(host, [pair.publicJwk], { 'Cache-Control': 'no-store' })
    const before = host.asked()
    must(await tried())
    must(await tried())
    expect(host.asked() - before).toBe(2)
  })

  test('are refused at once when the device that has one is lost, and the device gets nothing by their address again', async () => {
    const accessPolicy = { reference: await world.actors.policy(owner, [{ resourceType: 'Patient' }]) }
    const made = { kind: 'device', accessPolicy }
    const device = await signingClient(world, owner, { jwksUri: host.url }, made)
    const { access_token: token } = must(await tried(pair, device)).body
    const as = (path: string, options: object = {}): ReturnType<World['call']> =>
      world.call(path, { token: owner.token, ...options })
    const at = `fhir/R4/ClientApplication/${device.id}`
    const { body: earlier } = must(await as(at))
    expect((await world.call('fhir/R4/Patient', { token })).status).toBe(200)
    must(await as(`admin/projects/${owner.project}/devices/${device.id}/lost`, { json: {} }))
    expect((await world.call('fhir/R4/Patient', { token })).status).toBe(401)
    expect(verdict(await tried(pair, device))).toBe('401 invalid_client')
    const { body: kept } = must(await as(at))
    expect([kept.status, kept.jwksUri]).toEqual(['off', undefined])
    const put = (json: object): ReturnType<World['call']> => as(at, { method: 'PUT', json })
    expect(verdict(await put({ ...earlier, status: 'active' }))).toBe('400 lost_key')
    must(await put({ ...kept, status: 'active' }))
    expect(verdict(await tried(pair, device))).toBe('401 invalid_client')
    // Whoever has a key of their own at that address keeps it.
    must(await tried())
    must(await tried(pair, await signingClient(world, owner, { jwksUri: host.url }, made)))
  })

  test('are those of the host, also after it failed for a moment', async () => {
    must(await tried())
    host.answer = (_request, response) => void response.writeHead(500).end()
    await travel(31_000)
    expect(verdict(await tried(next))).toBe('401 invalid_client')
    must(await tried())
  })

  test.each<[string, KeyHost['answer']]>([
    ['an error', (_request, response) => void response.writeHead(503).end()],
    ['a redirect', (_request, response) => void response.writeHead(302, { Location: '/other' }).end()],
    ['no JSON', (_request, response) => void response.end('<html>')],
    ['JSON that is no key set', (_request, response) => void response.end('[1]')],
    ['an empty set', (_request, response) => void response.end('{"keys":[]}')],
    ['what is too large', (_request, response) => void response.end(Buffer.alloc(1_048_577, 32))],
    ['nothing', (request) => void request.socket.destroy()],
    ['a symmetric key', (_request, response) => void response.end('{"keys":[{"kty":"oct","k":"AAAA"}]}')],
    [
      'too many keys',
      (_request, response) =>
        void response.end(JSON.stringify({ keys: Array.from({ length: 21 }, () => pair.publicJwk) })),
    ],
    [
      'a private key beside the right one',
      (_request, response) =>
        void response.end(JSON.stringify({ keys: [pair.publicJwk, { ...next.publicJwk, d: 'AAAA' }] })),
    ],
  ])('are refused where the host answers %s, with what to do', async (_, answer) => {
    host.answer = answer
    const refused = await tried()
    expect([verdict(refused), refused.body.error_description]).toEqual([
      '401 invalid_client',
      expect.stringMatching(/jwksUri must return a JSON Web Key Set .* within 5 seconds/),
    ])
    const before = host.asked()
    expect(verdict(await tried())).toBe('401 invalid_client')
    expect(host.asked()).toBe(before)
    publish(host, [pair.publicJwk])
    await travel(11_000)
    must(await tried())
  })

  test('beside ones that are of no use are used', async () => {
    const useless = [
      { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' },
      { kty: 'RSA', n: 'AAAA', e: 'AQAB' },
      { ...next.publicJwk, use: 'enc' },
    ]
    publish(host, [...useless, pair.publicJwk])
    expect(verdict(await tried())).toBe('200')
  })

  test('are looked for where the client says now', async () => {
    must(await tried())
    const path = `fhir/R4/ClientApplication/${client.id}`
    const { body } = await world.call(path, { token: owner.token })
    const json = { ...body, jwksUri: `${host.url}/new` }
    must(await world.call(path, { method: 'PUT', json, token: owner.token }))
    publish(host, [next.publicJwk])
    expect(verdict(await tried())).toBe('401 invalid_client')
    must(await tried(next))
  })

  test('are not counted against the client when they cannot be had; wrong signatures are', async () => {
    const node = await world.restarted({ env: SHIPPED_LIMITS })
    const tryAt = async (by: Pair): ReturnType<World['call']> => {
      const now = Date.now() + travelled
      return present(node.call, await sign(by, client, `${world.baseUrl}oauth2/token`, { now }))
    }
    host.answer = (_request, response) => void response.writeHead(503).end()
    for (let times = 0; times < 8; times++) expect((await tryAt(pair)).status).toBe(401)
    publish(host, [pair.publicJwk])
    await travel(11_000)
    must(await tryAt(pair))
    const stranger = await makePair('RS384', pair.kid)
    const wrong: number[] = []
    for (let times = 0; times < 7; times++) wrong.push((await tryAt(stranger)).status)
    expect(wrong).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect((await tryAt(pair)).status).toBe(429)
    await node.close()
  })

  test('on this machine or in a private network are not fetched outside development, unless it is listed', async () => {
    const node = await world.restarted({ development: false })
    const tryAt = async (jwksUri: string, { call } = node): ReturnType<World['call']> => {
      const whose = await signingClient(world, owner, { jwksUri })
      const now = Date.now() + travelled
      return present(call, await sign(pair, whose, `${world.baseUrl}oauth2/token`, { now }))
    }
    must(await tryAt(host.url, world))
    const before = host.asked()
    for (const url of [
      host.url,
      host.url.replace('http:', 'https:'),
      host.url.replace('http://127.0.0.1', 'https://2130706433'),
      'https://10.0.0.1/keys',
      'https://169.254.169.254/latest/meta-data',
    ])
      expect((await tryAt(url)).body.error_description, url).toContain('from a public address')
    expect(host.asked()).toBe(before)
    const found = await world.call('fhir/R4/AuditEvent?outcome=4&_count=5&subtype=token.refused', {
      token: owner.token,
    })
    expect(found.text).toContain('keys_unavailable: forbidden_address')
    await node.close()
    const listed = { DAMSON_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8' }
    const open = await world.restarted({ development: false, env: listed })
    // The address is let through; plain http is still not.
    await tryAt(host.url.replace('http:', 'https:'), open)
    await tryAt(host.url, open)
    const after = await world.call('fhir/R4/AuditEvent?outcome=4&_count=2&subtype=token.refused', {
      token: owner.token,
    })
    expect(after.text).toContain('keys_unavailable: unreachable')
    expect(after.text).toContain('keys_unavailable: not_https')
    await open.close()
  })
})
