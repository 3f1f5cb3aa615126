/** What administrators see of their project's clients: names, access, secrets, and when and how each was last used. */
import { type Answer, type Machine, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, issueOf, startClinic } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'

const MINUTE = 60_000

describe.each(storesForWalks())('the list of clients on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store })
  })
  afterAll(() => clinic.close())

  const at = (query = '', project = clinic.owner.project): string => `admin/projects/${project}/clients${query}`
  const list = (query = '', token = clinic.owner.token): Promise<Answer> => clinic.call(at(query), { token })
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  const found = async (query = '', token?: string): Promise<any[]> => must(await list(query, token)).body.clients
  const one = async ({ id }: Pick<Machine, 'id'>) => (await found('?_count=100')).find((client) => client.id === id)
  const named = (name: string, extra: object = {}) => clinic.actors.machine(clinic.owner, { extra: { name, ...extra } })
  const token = ({ id, secret }: Pick<Machine, 'id' | 'secret'>): Promise<Answer> =>
    clinic.call('oauth2/token', {
      form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
      headers: { 'User-Agent': 'Nightly/2.1' },
    })

  test('tells name, kind, policies and secret, and of a client that nobody used no use', async () => {
    const machine = await named('Nightly export')
    const { membership, policies, ...client } = await one(machine)
    expect(client).toEqual({
      id: machine.id,
      name: 'Nightly export',
      kind: 'server',
      active: true,
      tokenEndpointAuthMethod: 'client_secret_basic',
      basicAllowed: false,
      firstParty: false,
      needsOwner: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      secretCreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(membership.reference).toMatch(/^ProjectMembership\//)
    expect(policies).toEqual([{ reference: expect.stringMatching(/^AccessPolicy\//), display: 'a policy' }])
    expect(JSON.stringify(client)).not.toContain(machine.secret)
  })

  test('tells the last use, from where and with which program, and of a wrong secret nothing', async () => {
    const machine = await named('Laboratory')
    expect((await token({ ...machine, secret: 'wrong' })).status).toBe(401)
    must(await token(machine))
    await expect
      .poll(async () => (await one(machine)).lastUse)
      .toMatchObject({
        how: 'secret',
        address: '127.0.0.1',
        program: 'Nightly/2.1',
      })
  })

  test('tells Basic, and who still uses the secret that was rotated away', async () => {
    const machine = await named('Old portal', { basicAllowed: true })
    expect((await clinic.fhir('Patient', { basic: machine.basic })).status).toBe(200)
    await expect.poll(async () => (await one(machine)).lastBasicAt).toMatch(/^\d{4}/)
    const json = { resourceType: 'Parameters', parameter: [{ name: 'secret', valueString: machine.secret }] }
    must(await clinic.fhir(`ClientApplication/${machine.id}/$rotate-secret`, { json }))
    expect((await one(machine)).oldSecret).toEqual({ createdAt: expect.stringMatching(/^\d{4}/) })
    must(await token(machine))
    await expect
      .poll(async () => (await one(machine)).oldSecret)
      .toEqual({
        createdAt: expect.stringMatching(/^\d{4}/),
        lastUsedAt: expect.stringMatching(/^\d{4}/),
        lastAddress: '127.0.0.1',
      })
    expect((await one(machine)).lastUse.how).toBe('old_secret')
  })

  test('an app whose id anybody can send is used when it gets a token for a person', async () => {
    const app = await clinic.actors.machine(clinic.owner, {
      kind: 'app',
      extra: { tokenEndpointAuthMethod: 'none', firstParty: true },
    })
    const form = { grant_type: 'authorization_code', code: 'x', code_verifier: 'x'.repeat(43), client_id: app.id }
    expect((await clinic.call('oauth2/token', { form })).status).toBe(400)
    expect((await one(app)).lastUse).toBeUndefined()
  })

  test('a use is written once a minute', async () => {
    const machine = await named('Chatty')
    must(await token(machine))
    await expect.poll(async () => (await one(machine)).lastUse).toBeDefined()
    const { at: first } = (await one(machine)).lastUse
    must(await token(machine))
    await new Promise((later) => setTimeout(later, 50))
    expect((await one(machine)).lastUse.at).toBe(first)
    await clinic.travel(MINUTE + 1_000)
    must(await token(machine))
    await expect.poll(async () => (await one(machine)).lastUse.at > first).toBe(true)
  })

  test('a use by another program is written at once, and by no third within the minute', async () => {
    const machine = await named('Of many names')
    const program = async (): Promise<string> => (await one(machine)).lastUse?.program
    const by = async (userAgent: string): Promise<unknown> =>
      must(
        await clinic.call('oauth2/token', {
          form: { grant_type: 'client_credentials' },
          basic: machine.basic,
          headers: { 'User-Agent': userAgent },
        }),
      )
    for (const name of ['set-up', 'its work']) {
      await by(name)
      await expect.poll(program).toBe(name)
    }
    for (const name of ['a third', 'a fourth', 'set-up']) await by(name)
    await new Promise((later) => setTimeout(later, 50))
    expect(await program()).toBe('its work')
    await clinic.travel(MINUTE + 1_000)
    await by('a third')
    await expect.poll(program).toBe('a third')
  })

  test('is found by a part of the name, in pages, and by kind and state', async () => {
    for (const name of ['Zebra 1', 'zebra 2', 'a ZEBRA 3']) await named(name)
    const { id } = await named('Zebra 4')
    const patch = [{ op: 'replace', path: '/status', value: 'off' }]
    const headers = { 'Content-Type': 'application/json-patch+json' }
    must(await clinic.fhir(`ClientApplication/${id}`, { method: 'PATCH', raw: JSON.stringify(patch), headers }))
    const names = async (query: string): Promise<string[]> => (await found(query)).map(({ name }) => name)
    expect(await names('?name=ebra&active=true')).toEqual(['a ZEBRA 3', 'Zebra 1', 'zebra 2'])
    expect(await names('?name=zebra&kind=device')).toEqual([])
    expect(await names(`?id=${id}`)).toEqual(['Zebra 4'])
    expect(await names(`?id=${crypto.randomUUID()}`)).toEqual([])
    expect(await names('?name=zebra&active=false')).toEqual(['Zebra 4'])
    const first = must(await list('?name=ebra&_count=2&active=true'))
    expect(first.body.clients).toHaveLength(2)
    const next = first.body.next.split(`/admin/projects/${clinic.owner.project}/clients`)[1]
    expect(await names(next)).toEqual(['zebra 2'])
    expect(must(await list(next)).body.next).toBeUndefined()
    const other = next.replace('name=ebra', 'name=laboratory')
    expect(issueOf(await list(other)).reason).toBe('invalid_cursor')
  })

  test.each([
    ['?kind=robot', 'invalid_kind'],
    ['?id=../x', 'invalid_id'],
    ['?active=perhaps', 'invalid_active'],
    ['?_count=101', 'invalid_count'],
    ['?_count=0', 'invalid_count'],
    ['?_cursor=made-up', 'invalid_cursor'],
    ['?secret=x', 'unknown_parameter'],
    ['?name=a&name=b', 'repeated_parameter'],
    [`?name=${'a'.repeat(101)}`, 'invalid_name'],
    ['?name=%0a%07', 'invalid_name'],
  ])('refuses %s', async (query, reason) => {
    const answer = await list(query)
    expect([answer.status, issueOf(answer).reason]).toEqual([400, reason])
  })

  test('is for administrators of the project alone, and is recorded', async () => {
    const machine = await named('Curious')
    const own = must(await token(machine)).body.access_token
    expect((await list('', own)).status).toBe(403)
    const stranger = await clinic.actors.owner()
    expect((await list('', stranger.token)).status).toBe(404)
    expect((await clinic.call(at(), {})).status).toBe(401)
    expect(await found('?name=Curious')).toHaveLength(1)
    const queries = (await clinic.events()).flatMap(({ entity = [] }) => entity.map(({ query = '' }) => query))
    expect(queries.map((query) => Buffer.from(query, 'base64').toString())).toContain('name=Curious')
  })
})
