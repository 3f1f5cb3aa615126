import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD, reasonOf } from '../identity/steps.ts'

const SECRET = 'a-secret-of-the-provider'
const provider = {
  issuer: 'https://idp.example',
  clientId: 'damson',
  clientSecret: SECRET,
  emailDomain: ['clinic.example'],
  profileType: ['Practitioner'],
}

describe.each(storesForWalks())('an identity provider on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const post = (identityProvider: object, more: object = {}, token = owner.token): Promise<Answer> =>
    world.call('fhir/R4/ClientApplication', {
      json: { resourceType: 'ClientApplication', name: 'an app', identityProvider, ...more },
      token,
    })
  const put = (body: object & { id?: string }): Promise<Answer> =>
    world.call(`fhir/R4/ClientApplication/${body.id}`, { method: 'PUT', json: body, token: owner.token })
  const row = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await world.store.db.query({ sql: 'select * from providers where key = $1', params: [`client:${id}`] })).rows[0]

  test('keeps its secret sealed: in no answer, version, search or table', async () => {
    const { body } = must(await post(provider))
    expect(body.identityProvider).toEqual({ ...provider, clientSecret: undefined })
    must(await put({ ...body, description: 'changed', identityProvider: { ...provider, userInfoApiKey: SECRET } }))
    const patched = await world.call(`fhir/R4/ClientApplication/${body.id}`, {
      method: 'PATCH',
      raw: JSON.stringify([{ op: 'add', path: '/identityProvider/clientSecret', value: SECRET }]),
      headers: { 'Content-Type': 'application/json-patch+json' },
      token: owner.token,
    })
    const byAdmin = await world.call(`admin/projects/${owner.project}/client`, {
      json: { name: 'x', kind: 'app', identityProvider: provider },
      token: owner.token,
    })
    for (const path of ['', '/_history', '/_history/1', '/_history/2', '/_history/3'])
      expect(
        (await world.call(`fhir/R4/ClientApplication/${body.id}${path}`, { token: owner.token })).text,
      ).not.toContain(SECRET)
    for (const answer of [patched, byAdmin]) {
      expect(answer.text).not.toContain(SECRET)
      expect(answer.text).toContain('idp.example')
    }
    for (const table of ['providers', 'resources', 'resource_history', 'audit_events', 'clients']) {
      const { rows } = await world.store.db.query({ sql: `select t::text as row from ${table} t`, params: [] })
      expect(JSON.stringify(rows), table).not.toContain(SECRET)
    }
    expect(await row(body.id)).toMatchObject({ project: owner.project, active: true, issuer: provider.issuer })
  })

  test('keeps a secret that is not sent again, but never sends it elsewhere', async () => {
    const { body } = must(await post(provider))
    const sealed = (await row(body.id))?.['sealed_secret']
    const { clientSecret: _, ...rest } = provider
    must(await put({ ...body, identityProvider: { ...rest, name: 'A new name' } }))
    expect(await row(body.id)).toMatchObject({ sealed_secret: expect.stringContaining('.') })
    for (const moved of [
      { issuer: 'https://evil.example' },
      { tokenUrl: 'https://evil.example/token' },
      { discoveryUrl: 'https://evil.example/.well-known/openid-configuration' },
      { clientId: 'another' },
    ])
      expect(reasonOf(await put({ ...body, identityProvider: { ...rest, ...moved } }))).toBe('provider_without_secret')
    expect(sealed).not.toContain(SECRET)
    must(await put({ ...body, status: 'off', identityProvider: rest }))
    expect(await row(body.id)).toMatchObject({ active: false })
    must(await put({ ...body, identityProvider: undefined }))
    expect(await row(body.id)).toBeUndefined()
    expect(reasonOf(await put({ ...body, identityProvider: rest }))).toBe('provider_without_secret')
  })

  test.each<[string, object]>([
    ['unsuitable_provider_name', { name: 'x'.repeat(61) }],
    ['unsuitable_provider_name', { name: 'Clinic \u202emoc' }],
    ['malformed_provider_url', { tokenUrl: 'http://idp.example/token' }],
    ['malformed_provider_url', { jwksUrl: 'https://user:word@idp.example/keys' }],
    ['provider_without_client', { clientId: undefined }],
    ['provider_without_issuer', { issuer: undefined }],
    ['provider_without_addresses', { issuer: 'accounts' }],
    ['provider_without_secret', { clientSecret: undefined }],
    ['provider_without_pkce', { clientSecret: undefined, tokenAuthMethod: 'none', usePkce: false }],
    [
      'signed_elsewhere',
      { clientSecret: undefined, tokenAuthMethod: 'private_key_jwt', tokenUrl: 'https://evil.example/token' },
    ],
    [
      'signed_elsewhere',
      {
        clientSecret: undefined,
        tokenAuthMethod: 'private_key_jwt',
        discoveryUrl: 'https://evil.example/.well-known/openid-configuration',
      },
    ],
    ['audience_without_key', { tokenAuthAudience: 'token_endpoint' }],
    ['gcip_without_address', { userInfoMode: 'gcip' }],
    ['mapping_not_available', { identityMappingMode: 'user-external-id' }],
    ['malformed_email_domain', { emailDomain: ['Clinic.example'] }],
    ['malformed_email_domain', { emailDomain: ['@clinic.example'] }],
    ['malformed_email_domain', { emailDomain: ['*.example'] }],
    ['provider_without_profile_type', { profileType: undefined }],
    ['any_email_domain', { emailDomain: ['*'] }],
    ['create_without_profile', { accountPolicy: 'create' }],
    ['create_without_profile', { accountPolicy: 'create', defaultProfileType: 'RelatedPerson' }],
    ['foreign_default_profile', { defaultProfileType: 'Patient' }],
  ])('is refused as %s with %j', async (code, fields) => {
    const answer = await post({ ...provider, ...fields })
    expect([answer.status, reasonOf(answer)]).toEqual([400, code])
    expect(answer.text).not.toContain(SECRET)
  })

  test.each<[string, object]>([
    ['discovery alone', { issuer: undefined, discoveryUrl: 'https://idp.example/x/.well-known/openid-configuration' }],
    ['a key instead of a secret', { clientSecret: undefined, tokenAuthMethod: 'private_key_jwt' }],
    ['nothing but PKCE', { clientSecret: undefined, tokenAuthMethod: 'none' }],
    ['patients of any domain', { emailDomain: ['*'], profileType: ['Patient'] }],
    ['subjects', { identitySource: 'subject', identityMappingMode: 'project-membership-external-id' }],
  ])('may be given by %s', async (_, fields) => {
    expect((await post({ ...provider, ...fields })).status).toBe(201)
  })

  test('of its own has an address before it has a client: while it is off, and nobody signs in with it', async () => {
    const own = 'ProjectIdentityProvider'
    const ask = (json: object, id = ''): Promise<Answer> =>
      world.call(`fhir/R4/${own}${id}`, { method: id === '' ? 'POST' : 'PUT', json, token: owner.token })
    const { clientId, clientSecret, ...known } = provider
    const unfinished = { resourceType: own, active: false, identityProvider: known }
    expect(reasonOf(await ask({ ...unfinished, active: undefined }))).toBe('provider_without_client')
    expect(reasonOf(await ask({ ...unfinished, identityProvider: { ...known, issuer: 'accounts' } }))).toBe(
      'provider_without_addresses',
    )
    expect(reasonOf(await ask({ ...unfinished, identityProvider: { ...known, clientId } }))).toBe(
      'provider_without_secret',
    )
    expect(reasonOf(await post(known, { status: 'off' }))).toBe('provider_without_client')
    const { body } = must(await ask(unfinished))
    const reference = { reference: `${own}/${body.id}` }
    const trial = await world.call(`admin/projects/${owner.project}/provider-test`, {
      json: { provider: reference },
      token: owner.token,
    })
    expect([trial.status, reasonOf(trial)]).toEqual([400, 'unknown_provider'])
    expect(reasonOf(await ask({ ...body, active: true }, `/${body.id}`))).toBe('provider_without_client')
    const finished = { ...body, active: true, identityProvider: { ...known, clientId, clientSecret } }
    expect(must(await ask(finished, `/${body.id}`)).body).toMatchObject({ active: true })
  })

  test('cannot be all there is before it was tried', async () => {
    expect(reasonOf(await post(provider, { signIn: 'external' }))).toBe('provider_not_tested')
    must(await post(provider, { signIn: 'both' }))
    const { body } = must(await post(provider, { signIn: 'own' }))
    const without = { ...body, identityProvider: undefined }
    expect(reasonOf(await put({ ...without, providerDirect: true }))).toBe('direct_without_provider')
  })

  test('is decided by nobody who may not do everything in the project', async () => {
    const policy = await world.actors.policy(owner, [
      { resourceType: 'ClientApplication' },
      { resourceType: 'Patient' },
      { resourceType: 'Project', criteria: `Project?_id=${owner.project}`, interaction: ['read', 'update'] },
    ])
    const invited = must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: {
          resourceType: 'Practitioner',
          firstName: 'Nia',
          lastName: 'Narrow',
          email: 'nia@example.org',
          membership: { admin: true, accessPolicy: { reference: policy } },
        },
        token: owner.token,
      }),
    )
    expect(invited.status).toBe(200)
    await follow(world, 'nia@example.org')
    const { body } = await world.actors.signIn('nia@example.org', PASSWORD)
    expect((await post(provider, {}, body.access_token)).status).toBe(403)
    const plain = await world.call('fhir/R4/ClientApplication', {
      json: { resourceType: 'ClientApplication', name: 'plain' },
      token: body.access_token,
    })
    expect(plain.status, plain.text).toBe(201)
    const add = async (resource: string, path: string, value: unknown, token = body.access_token): Promise<unknown> => {
      const answer = await world.call(`fhir/R4/${resource}`, {
        method: 'PATCH',
        raw: JSON.stringify([{ op: 'add', path, value }]),
        headers: { 'Content-Type': 'application/json-patch+json' },
        token,
      })
      return answer.status === 200 ? 200 : [answer.status, reasonOf(answer)]
    }
    const refused = [403, 'beyond_own_rights']
    const client = `ClientApplication/${plain.body.id}`
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
    expect(await add(client, '/identityProvider', provider)).toEqual(refused)
    expect(await add(client, '/grantType', ['authorization_code', exchange])).toEqual(refused)
    expect(await add(client, '/grantType', ['authorization_code'])).toBe(200)

    // Whose Google sign-in is believed, by its client id or by whose pages use it.
    const site = { name: 'site', domain: ['clinic.example'] }
    const project = `Project/${owner.project}`
    expect(await add(project, '/site', [{ ...site, googleClientId: 'theirs' }])).toEqual(refused)
    expect(await add(project, '/site', [{ ...site, googleClientId: 'ours' }], owner.token)).toBe(200)
    expect(await add(project, '/site/0/googleClientId', 'theirs')).toEqual(refused)
    expect(await add(project, '/site/0/domain/-', 'evil.example')).toEqual(refused)
    expect(await add(project, '/site/-', { name: 'plain', domain: ['plain.example'] })).toBe(200)
    expect(await add(client, '/grantType', [exchange], owner.token)).toBe(200)
    expect(await add(client, '/description', 'which it may go on changing')).toBe(200)
  })

  test('may use an external id that another issuer uses too', async () => {
    const invite = (externalId: string, externalIdIssuer?: string): Promise<Answer> =>
      world.call(`admin/projects/${owner.project}/invite`, {
        json: {
          resourceType: 'Patient',
          firstName: 'A',
          lastName: 'B',
          membership: { externalId, externalIdIssuer },
        },
        token: owner.token,
      })
    must(await invite('1', 'https://one.example'))
    must(await invite('1', 'https://two.example'))
    expect(reasonOf(await invite('1', 'https://two.example'))).toBe('external_id_taken')
  })
})
