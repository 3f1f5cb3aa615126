import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.each(storesForWalks())('where a first-party app leads, on %s', (store) => {
  let world: World
  let owner: Owner
  /** An administrator who may look after apps, and nothing else. */
  let limited: string
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    const policy = await world.actors.policy(owner, [
      { resourceType: 'ClientApplication' },
      { resourceType: 'ProjectMembership' },
    ])
    const email = 'apps@example.org'
    await world.call(`admin/projects/${owner.project}/invite`, {
      json: {
        resourceType: 'Practitioner',
        firstName: 'App',
        lastName: 'Keeper',
        email,
        admin: true,
        accessPolicy: { reference: policy },
      },
      token: owner.token,
    })
    const { id, secret } = world.inbox.link(email)
    await world.call('auth/setpassword', { json: { id, secret, password: 'looks after the apps' } })
    limited = (await world.actors.signIn(email, 'looks after the apps')).body.access_token
  })
  afterAll(() => world.close())

  const app = async (
    token: string,
    fields: object,
  ): Promise<{ status: number; body: { id: string; issue?: { details: { text: string } }[] } }> =>
    world.call(`admin/projects/${owner.project}/client`, { json: { name: 'an app', kind: 'app', ...fields }, token })

  test('is not decided by an administrator with fewer rights, by whatever route', async () => {
    const made = await app(owner.token, { firstParty: true, redirectUris: ['https://app.example/callback'] })
    const client = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, { token: limited })
    const changes = [
      { ...client.body, redirectUris: ['https://evil.example/callback'] },
      { ...client.body, allowedOrigin: ['https://evil.example'] },
      { ...client.body, firstParty: false, redirectUris: ['https://evil.example/callback'] },
    ]
    for (const json of changes) {
      const changed = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, {
        method: 'PUT',
        json,
        token: limited,
      })
      expect(changed.status, changed.text).toBe(403)
      expect(changed.body.issue[0].details.text).toMatch(/with full rights/)
    }
    const patch = [{ op: 'replace', path: '/redirectUris/0', value: 'https://evil.example/callback' }]
    const patched = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, {
      method: 'PATCH',
      raw: JSON.stringify(patch),
      headers: { 'Content-Type': 'application/json-patch+json' },
      token: limited,
    })
    expect(patched.status).toBe(403)
    expect((await app(limited, { firstParty: true })).status).toBe(403)
    const created = await world.call('fhir/R4/ClientApplication', {
      json: { resourceType: 'ClientApplication', kind: 'app', firstParty: true },
      token: limited,
    })
    expect(created.status).toBe(403)
  })

  test('is decided by one who may do everything, and other apps by whoever looks after apps', async () => {
    const made = await app(owner.token, { firstParty: true, redirectUris: ['https://app.example/callback'] })
    const client = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, { token: owner.token })
    const changed = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, {
      method: 'PUT',
      json: { ...client.body, redirectUris: ['https://app.example/other'] },
      token: owner.token,
    })
    expect(changed.status, changed.text).toBe(200)
    const renamed = await world.call(`fhir/R4/ClientApplication/${made.body.id}`, {
      method: 'PUT',
      json: { ...changed.body, name: 'renamed' },
      token: limited,
    })
    expect(renamed.status, renamed.text).toBe(200)
    expect((await app(limited, { redirectUris: ['https://third.example/callback'] })).status).toBe(201)
  })
})
