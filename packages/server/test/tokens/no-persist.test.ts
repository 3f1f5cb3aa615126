import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, makeClient, must, redeem, refresh } from '../identity/steps.ts'

describe.each(storesForWalks())('a client with noPersist on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
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
