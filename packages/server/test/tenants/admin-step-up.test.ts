/** Administrators prove themselves anew before they change what others may do, where their project says so. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MINUTE = 60_000
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const KEYS = {
  keys: [{ kty: 'EC', crv: 'P-256', kid: 'one', alg: 'ES256', use: 'sig', x: 'A'.repeat(43), y: 'B'.repeat(43) }],
}

describe.each(storesForWalks())('step-up of administrators, on %s', (store) => {
  let world: World
  let owner: Owner
  let token = ''
  let member = ''
  let policy = ''
  let app = ''
  let server = ''
  let federated = ''
  let moved = ''
  let bot = ''

  const call = (path: string, options: Parameters<World['call']>[1] = {}): Promise<Answer> =>
    world.call(path, { token, ...options })
  const admin = (path: string, options: Parameters<World['call']>[1] = {}): Promise<Answer> =>
    call(`admin/projects/${owner.project}/${path}`, options)
  const read = async (reference: string): Promise<Record<string, unknown>> => (await call(`fhir/R4/${reference}`)).body
  const change = async (reference: string, fields: object): Promise<Answer> =>
    call(`fhir/R4/${reference}`, { method: 'PUT', json: { ...(await read(reference)), ...fields } })
  const another = async (user: unknown): Promise<Answer> => {
    const { id: _id, meta: _meta, ...fields } = await read(member)
    return call('fhir/R4/ProjectMembership', { json: { ...fields, user, accessPolicy: { reference: policy } } })
  }
  const settings = (...more: readonly object[]): object => ({
    setting: [{ name: 'adminStepUp', valueBoolean: true }, ...more],
  })
  /** The owner proves themselves anew. */
  const prove = async (): Promise<void> => {
    const { body } = await world.actors.signIn(owner.email, owner.password, { projectId: owner.project })
    token = body.access_token
  }
  const isAsked = (answer: Answer, what: string): void => {
    expect([what, answer.status, answer.text]).toEqual([what, 401, expect.any(String)])
    const challenge = answer.headers.get('www-authenticate') ?? ''
    expect(challenge).toContain('error="insufficient_user_authentication"')
    expect(challenge).toContain('max_age="600"')
    // A wish for whoever has a second factor: a remembered browser leaves it out otherwise.
    expect(challenge).toContain(`acr_values="${AAL2} `)
    expect(answer.body.issue[0].details.text).toContain('/oauth2/authorize')
  }

  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    token = owner.token
    const invited = await admin('invite', {
      json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: 'a@example.org', scope: 'project' },
    })
    member = `ProjectMembership/${invited.body.id}`
    policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const made = await admin('client', {
      json: { name: 'App', kind: 'app', redirectUris: ['https://app.example/'], tokenEndpointAuthMethod: 'none' },
    })
    app = `ClientApplication/${made.body.id}`
    const { body } = await admin('client', { json: { name: 'Export', kind: 'server' } })
    server = `ClientApplication/${body.id}`
    const withProvider = async (issuer: string): Promise<string> => {
      const identityProvider = { issuer, clientId: 'damson', clientSecret: 'a-secret' }
      const json = { name: 'With a provider', tokenEndpointAuthMethod: 'none', identityProvider }
      return `ClientApplication/${(await admin('client', { json })).body.id}`
    }
    federated = await withProvider('https://one.example')
    const reference = await withProvider('https://two.example')
    moved = `ProjectIdentityProvider/${(await admin('provider-move', { json: { provider: { reference } } })).body.id}`
    bot = `Bot/${(await admin('bot', { json: { name: 'Reports' } })).body.id}`
    const chosen = await change(`Project/${owner.project}`, settings())
    if (chosen.status !== 200) throw new Error(chosen.text)
    await world.travel(11 * MINUTE)
  })
  afterAll(() => world.close())

  const CHANGES: readonly (readonly [what: string, make: () => Promise<Answer>])[] = [
    ['rights of a member', () => change(member, { accessPolicy: { reference: policy } })],
    ['an administrator', () => change(member, { adminRole: 'help-desk', accessPolicy: undefined })],
    ['an access policy', () => change(policy, { resource: [{ resourceType: 'Observation' }] })],
    ['addresses', () => change(policy, { ipAccessRule: [{ name: 'all', value: '*', action: 'allow' }] })],
    ['a provider', () => change(app, { signIn: 'external' })],
    ['where codes go', () => change(app, { redirectUris: ['https://evil.example/'] })],
    ['whose pages sign people in', () => change(app, { allowedOrigin: ['https://evil.example'] })],
    ['whose pages read answers', () => change(`Project/${owner.project}`, { origin: ['https://evil.example'] })],
    ['how a client proves itself', () => change(server, { kind: 'app' })],
    ['what a client exchanges', () => change(server, { grantType: ['client_credentials', EXCHANGE] })],
    ['keys of a client', () => change(server, { tokenEndpointAuthMethod: 'private_key_jwt', jwks: KEYS })],
    ['addresses of a client', () => change(app, { ipAccessRule: [{ name: 'all', value: '*', action: 'allow' }] })],
    [
      'where the invitation of an account leads that nobody has opened',
      async () => {
        const person = { resourceType: 'Practitioner', firstName: 'G', lastName: 'H', email: 'g@example.org' }
        const { body } = await admin('invite', { json: { ...person, scope: 'project' } })
        return call(`fhir/R4/${body.user.reference}/$update-email`, { json: { email: 'thief@example.org' } })
      },
    ],
    ['a secret', () => call(`fhir/R4/${server}/$rotate-secret`, { method: 'POST' })],
    [
      'a demand of the project',
      () => change(`Project/${owner.project}`, settings({ name: 'minimumAcr', valueString: AAL2 })),
    ],
    ...(
      [
        ['in which browsers a factor is left out', { name: 'rememberBrowserDays', valueInteger: 30 }],
        ['who signs in by an e-mail alone', { name: 'emailSignIn', valueString: 'Practitioner' }],
        ['who is asked for a code in a new browser', { name: 'newBrowserCode', valueString: 'Practitioner' }],
      ] as const
    ).map(([what, one]) => [what, () => change(`Project/${owner.project}`, settings(one))] as const),
    ['this demand itself', () => change(`Project/${owner.project}`, { setting: undefined })],
    ['a demand of an app', () => change(app, { mfaRequired: true })],
    ['a demand of a member', () => change(member, { mfaRequired: true })],
    [
      'where the provider of a client is',
      () => admin('provider-move', { json: { provider: { reference: federated } } }),
    ],
    ['at which addresses a moved provider is', () => change(moved, { movedFrom: undefined })],
    ['a demand of a policy', () => change(policy, { minimumAcr: AAL2 })],
    [
      'roles',
      () =>
        change(`Project/${owner.project}`, { adminRole: [{ role: 'help-desk', mayAssign: [{ reference: policy }] }] }),
    ],
    [
      'an app to which people give their rights unasked',
      () => admin('client', { json: { name: 'Ours', tokenEndpointAuthMethod: 'none', firstParty: true } }),
    ],
    ['a client with a secret', () => admin('client', { json: { name: 'Nightly', kind: 'server' } })],
    [
      'a client with keys',
      () =>
        admin('client', {
          json: { name: 'Signed', kind: 'server', tokenEndpointAuthMethod: 'private_key_jwt', jwks: KEYS },
        }),
    ],
    ['a domain', () => admin('domain', { json: { domain: 'clinic.example' } })],
    [
      'a new administrator',
      () =>
        admin('invite', {
          json: {
            resourceType: 'Practitioner',
            firstName: 'C',
            lastName: 'D',
            email: 'c@example.org',
            membership: { admin: true },
          },
        }),
    ],
    [
      'a member by the admin API',
      async () =>
        admin(`members/${member.split('/')[1]}`, {
          json: { ...(await read(member)), accessPolicy: { reference: policy } },
        }),
    ],
    [
      'a second membership',
      () =>
        admin('invite', {
          json: {
            resourceType: 'Patient',
            firstName: 'A',
            lastName: 'B',
            email: 'a@example.org',
            scope: 'project',
            forceNewMembership: true,
          },
        }),
    ],
    ['a second membership as a resource', async () => another((await read(member))['user'])],
    ['a membership of a machine', () => another({ reference: server })],
    [
      'a client with a policy',
      () =>
        admin('client', {
          json: { name: 'Open', tokenEndpointAuthMethod: 'none', accessPolicy: { reference: policy } },
        }),
    ],
    [
      'an invitation that changes a member',
      () =>
        admin('invite', {
          json: {
            resourceType: 'Practitioner',
            firstName: 'A',
            lastName: 'B',
            email: 'a@example.org',
            scope: 'project',
            upsert: true,
            accessPolicy: { reference: policy },
          },
        }),
    ],
    [
      'a Bot that acts as others',
      () => call('fhir/R4/Bot', { json: { resourceType: 'Bot', name: 'R', system: true } }),
    ],
    ['where the code of a Bot sends data', () => change(bot, { allowedHost: ['evil.example'] })],
    ['who starts a Bot', () => change(bot, { publicWebhook: true, webhook: { verification: 'none' } })],
    ['a Bot with a policy', () => admin('bot', { json: { name: 'Robot', accessPolicy: { reference: policy } } })],
  ]

  test.each(CHANGES)(
    '%s: not without a proof of the last ten minutes, and nothing is half changed',
    async (what, make) => {
      const all = [member, policy, app, server, federated, moved, bot, `Project/${owner.project}`]
      const before = await Promise.all(all.map(read))
      isAsked(await make(), what)
      expect(await Promise.all(all.map(read))).toEqual(before)
    },
  )

  test('each entry of a batch is refused for itself', async () => {
    const resource = { ...(await read(policy)), resource: [{ resourceType: 'Observation' }] }
    const entry = [{ request: { method: 'PUT', url: policy }, resource }]
    const batch = await call('fhir/R4', { json: { resourceType: 'Bundle', type: 'batch', entry } })
    expect(batch.body.entry[0].response.status).toMatch(/^401/)
  })

  test('what gives nobody more goes on: people, apps, names, and what is taken away', async () => {
    const invited = await admin('invite', {
      json: { resourceType: 'Practitioner', firstName: 'E', lastName: 'F', email: 'e@example.org' },
    })
    expect(invited.status).toBe(200)
    const another = await admin('client', { json: { name: 'Another', tokenEndpointAuthMethod: 'none' } })
    expect(another.status).toBe(201)
    const made = `ClientApplication/${another.body.id}`
    expect((await change(made, { status: 'off' })).status).toBe(200)
    isAsked(await change(made, { status: 'active' }), 'a client that was off')
    expect((await change(app, { name: 'Renamed' })).status).toBe(200)
    const other = `ProjectMembership/${invited.body.id}`
    expect((await change(other, { active: false })).status).toBe(200)
    isAsked(await change(other, { active: true }), 'an activation')
    expect((await call(`fhir/R4/${other}`, { method: 'DELETE' })).status).toBe(200)
    expect((await call('fhir/R4/Patient', { json: { resourceType: 'Patient' } })).status).toBe(201)
  })

  test('a machine is not asked: it cannot prove itself anew', async () => {
    const everything = await world.actors.policy(owner, [{ resourceType: '*' }])
    expect(everything).not.toBe('')
    await prove()
    const machine = await world.actors.machine({ ...owner, token }, { accessPolicy: everything })
    const form = { grant_type: 'client_credentials' }
    const basic = [machine.id, machine.secret] as const
    const { body } = await world.call('oauth2/token', { form, basic })
    const at = `fhir/R4/${policy}`
    const json = { ...(await read(policy)), description: 'by a pipeline' }
    expect((await world.call(at, { method: 'PUT', json, token: body.access_token })).status).not.toBe(401)
  })

  test('everything goes after a proof, for ten minutes', async () => {
    await prove()
    for (const [what, make] of CHANGES.slice(0, 6)) expect([what, (await make()).status]).toEqual([what, 200])
    expect((await call(`fhir/R4/${server}/$rotate-secret`, { method: 'POST' })).status).not.toBe(401)
    await world.travel(9 * MINUTE)
    expect((await change(policy, { resource: [{ resourceType: 'Patient' }] })).status).toBe(200)
    await world.travel(MINUTE)
    isAsked(await change(policy, { resource: [{ resourceType: 'Observation' }] }), 'after ten minutes')
    // And at any time where the project does not ask for it.
    await prove()
    expect((await change(`Project/${owner.project}`, { setting: undefined })).status).toBe(200)
    await world.travel(11 * MINUTE)
    expect((await change(policy, { resource: [{ resourceType: 'Observation' }] })).status).toBe(200)
  })

  test('code of a Bot and secrets ask for a proof whatever the project says', async () => {
    await prove()
    expect((await change(`Project/${owner.project}`, { setting: undefined })).status).toBe(200)
    const { body: made } = await admin('bot', { json: { name: 'Deployed' } })
    const deploy = (): Promise<Answer> =>
      call(`fhir/R4/Bot/${made.id}/$deploy`, { json: { code: 'export const handler = () => 1' } })
    const rest: readonly (() => Promise<Answer>)[] = [
      () => call(`fhir/R4/Bot/${made.id}/$roll-back`, { json: { version: 1 } }),
      () => admin('secrets', { json: [] }),
    ]
    for (const make of [deploy, ...rest]) expect((await make()).status).toBe(200)
    await world.travel(11 * MINUTE)
    for (const make of [deploy, ...rest]) isAsked(await make(), 'code and secrets')
    expect((await call(`fhir/R4/Bot/${made.id}/$source`)).status).toBe(200)
  })

  test('a browser that was remembered is no proof', async () => {
    await prove()
    expect((await change(`Project/${owner.project}`, settings())).status).toBe(200)
    await prove()
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { login_id: string }
    const sql = "update logins set factors = '{password,remembered}' where id = $1"
    await world.store.db.query({ sql, params: [claims.login_id] })
    isAsked(await change(policy, { resource: [{ resourceType: 'Patient' }] }), 'a remembered browser')
  })

  test.each([{ valueString: 'true' }, { valueInteger: 1 }])('the setting is a valueBoolean, not %j', async (value) => {
    await prove()
    const wrong = await change(`Project/${owner.project}`, { setting: [{ name: 'adminStepUp', ...value }] })
    expect([wrong.status, wrong.text.includes('adminStepUp')]).toEqual([400, true])
  })
})
