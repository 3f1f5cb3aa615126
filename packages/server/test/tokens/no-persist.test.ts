import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'

describe.each(storesForWalks())('a client with noPersist on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_TRUSTED_PROXIES: '127.0.0.1' } })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const signIn = async (clientId: string): Promise<Record<string, unknown>> => {
    const { email, password } = owner
    const begun = await begin(world.call, { email, password, clientId, scope: 'openid offline_access' })
    return must(await redeem(world.call, begun, { client_id: clientId })).body
  }

  test('is told so with every token of its own: by code, by refresh, and as itself', async () => {
    const app = (await makeClient(world.call, owner, { noPersist: true })).body.id
    const first = await signIn(app)
    expect(first['noPersist']).toBe(true)
    const second = await refresh(world.call, String(first['refresh_token']), { client_id: app })
    expect(second.body.noPersist).toBe(true)

    const { id, secret } = await world.actors.machine(owner, { extra: { noPersist: true } })
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    expect(must(await world.call('oauth2/token', { form })).body.noPersist).toBe(true)
  })

  test('others are not told: another client, one that says false, and an app without a client id', async () => {
    const plain = (await makeClient(world.call, owner)).body.id
    const denied = (await makeClient(world.call, owner, { noPersist: false })).body.id
    for (const client of [plain, denied]) expect(await signIn(client)).not.toHaveProperty('noPersist')
    const { body } = await world.actors.signIn(owner.email, owner.password)
    expect(body).toHaveProperty('access_token')
    expect(body).not.toHaveProperty('noPersist')
  })

  test('is told so in the networks that it names', async () => {
    const { id } = (await makeClient(world.call, owner, { noPersistFrom: ['198.51.100.0/24', '2001:db8::/32'] })).body
    const signInFrom = async (address: string): Promise<Record<string, unknown>> => {
      const headers = { 'X-Forwarded-For': address }
      const { email, password } = owner
      const begun = await begin(world.call, { email, password, clientId: id, scope: 'openid offline_access' }, headers)
      return must(await redeem((path, options) => world.call(path, { ...options, headers }), begun, { client_id: id }))
        .body
    }
    for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8::7'])
      expect(await signInFrom(address), address).toHaveProperty('noPersist', true)
    const elsewhere = await signInFrom('203.0.113.9')
    expect(elsewhere).not.toHaveProperty('noPersist')
    // A browser that comes to such a network is told with its next token.
    const again = await refresh(
      (path, options) => world.call(path, { ...options, headers: { 'X-Forwarded-For': '198.51.100.7' } }),
      String(elsewhere['refresh_token']),
      { client_id: id },
    )
    expect(again.body.noPersist).toBe(true)
  })

  test('a network that cannot be read is refused', async () => {
    const json = { name: 'x', kind: 'app', noPersistFrom: ['198.51.100.0/24', '10.1.2.3/8'] }
    const answer = await world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token })
    expect(verdict(answer)).toBe('400 rule_malformed_address')
    expect(answer.body.issue[0].expression).toEqual(['ClientApplication.noPersistFrom[1]'])
  })

  test('set later, it holds from the next token on', async () => {
    const app = (await makeClient(world.call, owner)).body.id
    const first = await signIn(app)
    const json = [{ op: 'add', path: '/noPersist', value: true }]
    const headers = { 'Content-Type': 'application/json-patch+json' }
    must(await world.call(`fhir/R4/ClientApplication/${app}`, { method: 'PATCH', json, headers, token: owner.token }))
    const second = await refresh(world.call, String(first['refresh_token']), { client_id: app })
    expect(second.body.noPersist).toBe(true)
  })
})
