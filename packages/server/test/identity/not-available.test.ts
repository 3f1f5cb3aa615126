import { type Answer, type Machine, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, reasonOf } from './steps.ts'

/** What this version cannot enforce is refused, with what to do instead: never taken and ignored. */
describe('what is not enforced yet is refused with the remedy', () => {
  let world: World
  let owner: Owner
  let machine: Machine
  beforeAll(async () => {
    world = await startWorld({ shared: true })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
  })
  afterAll(() => world.close())

  const textOf = ({ body }: Answer): string =>
    (body.issue ?? [{ details: { text: body.error_description } }])
      .map(({ details }: { details: { text: string } }) => details.text)
      .join(' ')
  const post = (type: string, fields: object): Promise<Answer> =>
    world.call(`fhir/R4/${type}`, { json: { resourceType: type, ...fields }, token: owner.token })

  test.each([
    ['hiddenFields', { resource: [{ resourceType: 'Patient', hiddenFields: ['name'] }] }],
    ['readonlyFields', { resource: [{ resourceType: 'Patient', readonlyFields: ['name'] }] }],
    [
      'writeConstraint',
      { resource: [{ resourceType: 'Patient', writeConstraint: [{ language: 'text/fhirpath', expression: 'true' }] }] },
    ],
  ])('a policy with %s, by POST, PUT, PATCH and batch', async (field, fields) => {
    const at = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const { body } = await world.call(`fhir/R4/${at}`, { token: owner.token })
    const [name, value] = Object.entries(fields).at(-1) ?? []
    const answers = [
      await post('AccessPolicy', { name: 'x', ...fields }),
      await world.call(`fhir/R4/${at}`, { method: 'PUT', json: { ...body, ...fields }, token: owner.token }),
      await world.call(`fhir/R4/${at}`, {
        method: 'PATCH',
        raw: JSON.stringify([{ op: 'add', path: `/${name}`, value }]),
        headers: { 'Content-Type': 'application/json-patch+json' },
        token: owner.token,
      }),
    ]
    const entry = [{ request: { method: 'PUT', url: at }, resource: { ...body, ...fields } }]
    const bundle = { resourceType: 'Bundle', type: 'batch', entry }
    const batch = await world.call('fhir/R4', { json: bundle, token: owner.token })
    const { response } = batch.body.entry[0]
    answers.push({ ...batch, status: Number(response.status), body: response.outcome })
    for (const answer of answers) {
      expect(answer.status, answer.text).toBe(400)
      expect(JSON.stringify(answer.body.issue)).toContain(field)
      expect(textOf(answer)).toMatch(/yet/)
    }
  })

  test('a policy with several faults names each of them, up to a limit', async () => {
    const wrong = { resourceType: 'Patient', hiddenFields: ['name'], criteria: 'Observation?status=final' }
    const ipAccessRule = [{ value: '192.0.2.7/24', action: 'allow' }]
    const issuesOf = async (fields: object): Promise<readonly (readonly unknown[])[]> => {
      const { status, body } = await post('AccessPolicy', { name: 'x', ...fields })
      expect(status).toBe(400)
      return body.issue.map(({ expression, details }: Answer['body']) => [details.coding[0].code, ...expression])
    }
    const found = await issuesOf({ resource: [{ resourceType: 'Patient' }, wrong], ipAccessRule })
    expect(found.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      ['policy_criteria_wrong_type', 'AccessPolicy.resource[1].criteria'],
      ['policy_malformed_address', 'AccessPolicy.ipAccessRule[0].value'],
      ['policy_unsupported_element', 'AccessPolicy.resource[1].hiddenFields'],
    ])
    expect(await issuesOf({ resource: Array.from({ length: 60 }, () => wrong) })).toHaveLength(50)
  })

  test.each<[string, object]>([
    ['certificateTrustStore', { certificateTrustStore: 'x' }],
    ['pkceOptional', { pkceOptional: true }],
    ['grantType', { grantType: ['urn:ietf:params:oauth:grant-type:device_code'] }],
    ['responseTypes', { responseType: ['token'] }],
    ['http', { redirectUris: ['http://app.example/callback'] }],
    ['wildcard', { redirectUris: ['https://*.example.org/callback'] }],
    ['origin', { allowedOrigin: ['https://*.example.org'] }],
    ['origin', { allowedOrigin: ['*'] }],
    ['origin', { allowedOrigin: ['null'] }],
    ['secret', { kind: 'device', tokenEndpointAuthMethod: 'none' }],
    ['Basic', { kind: 'app', tokenEndpointAuthMethod: 'none', basicAllowed: true }],
    ['authorization_code', { kind: 'device', grantType: ['authorization_code'] }],
  ])('a client with %s', async (_, fields) => {
    const answer = await post('ClientApplication', { name: 'x', ...fields })
    expect(answer.status, answer.text).toBe(400)
    expect(textOf(answer).length).toBeGreaterThan(15)
  })

  test('a client with a secret of one’s own by the admin route', async () => {
    const answer = await world.call(`admin/projects/${owner.project}/client`, {
      json: { name: 'x', secret: 'my own' },
      token: owner.token,
    })
    expect(answer.status).toBe(400)
    expect(textOf(answer)).toMatch(/leave out/)
    const bySecret = await post('ClientApplication', { name: 'x', secret: 'my own' })
    expect(bySecret.status).toBe(400)
  })

  test('what FHIR would refuse, by the admin route too', async () => {
    for (const [path, fields] of [
      ['client', { name: 'x', description: '' }],
      ['client', { name: 'x', redirectUris: ['not a uri'] }],
      ['client', { name: 'x', description: 'a\u0000b' }],
      ['bot', { name: 'x', runtimeVersion: 'a b  c' }],
      ['bot', { name: 'x', description: '\ud800' }],
    ] as const) {
      const answer = await world.call(`admin/projects/${owner.project}/${path}`, { json: fields, token: owner.token })
      expect(answer.status, JSON.stringify(fields)).toBe(400)
      expect(answer.body.resourceType).toBe('OperationOutcome')
    }
  })

  test('scopes of launches from an EHR, where nobody launches anything', async () => {
    for (const scope of ['launch', 'fhirUser launch', 'launch/encounter', 'launch patient/*.rs']) {
      const signedIn = await begin(world.call, { email: owner.email, password: owner.password, scope })
      expect(['unsupported_scope', 'launch_on_pages'], scope).toContain(reasonOf(signedIn.answer))
      const { body } = await world.call('oauth2/token', {
        form: { grant_type: 'client_credentials', scope },
        basic: machine.basic,
      })
      expect(body.error).toBe('invalid_scope')
      expect(body.error_description).toMatch(/does not grant the scope .*: ask for/)
    }
  })

  test('writing what only the server writes', async () => {
    for (const [type, fields] of [
      ['User', { firstName: 'A', lastName: 'B', email: 'a@example.org' }],
      [
        'Login',
        { authMethod: 'password', user: { reference: `User/${owner.userId}` }, authTime: '2026-01-01T00:00:00Z' },
      ],
      ['UserSecurityRequest', { user: { reference: `User/${owner.userId}` } }],
      ['Project', { name: 'x' }],
      [
        'AuditEvent',
        {
          recorded: '2026-01-01T00:00:00Z',
          type: { code: 'x' },
          agent: [{ requestor: true }],
          source: { observer: {} },
        },
      ],
    ] as const) {
      for (const answer of [
        await post(type, fields),
        await world.call(`fhir/R4/${type}?_id=x`, {
          method: 'PUT',
          json: { resourceType: type, ...fields },
          token: owner.token,
        }),
        await world.call(`fhir/R4/${type}`, {
          json: { resourceType: type, ...fields },
          headers: { 'If-None-Exist': '_id=x' },
          token: owner.token,
        }),
      ]) {
        expect([403], `${type} ${answer.text}`).toContain(answer.status)
        expect(textOf(answer).length).toBeGreaterThan(10)
      }
    }
  })

  test('Login and UserSecurityRequest are read by nobody', async () => {
    for (const type of ['Login', 'UserSecurityRequest'])
      for (const path of [type, `${type}/123`, `${type}/123/_history`])
        expect((await world.call(`fhir/R4/${path}`, { token: owner.token })).status, path).toBe(403)
  })

  test('transactions, SMART launches and Bots without code', async () => {
    const transaction = await world.call('fhir/R4', {
      json: { resourceType: 'Bundle', type: 'transaction', entry: [] },
      token: owner.token,
    })
    expect(transaction.status).toBe(400)
    const bot = must(
      await world.call(`admin/projects/${owner.project}/bot`, { json: { name: 'x' }, token: owner.token }),
    ).body.id as string
    const run = await world.call(`fhir/R4/Bot/${bot}/$execute`, { json: {}, token: owner.token })
    expect([run.status, reasonOf(run)]).toEqual([400, 'bot_not_deployed'])
  })
})
