import { type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.each(storesUnderTest())('the audit of what is refused, on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    const env = { DAMSON_THROTTLE_WRONG_SECRETS_PER_CLIENT: '3', DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3' }
    world = await startWorld({ store, env })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  async function reasons(query: string): Promise<readonly string[]> {
    const found = await world.call(`fhir/R4/AuditEvent?outcome=4&_count=100&${query}`, { token: owner.token })
    return found.body.entry?.map(({ resource }: { resource: { outcomeDesc: string } }) => resource.outcomeDesc) ?? []
  }

  test('names the client of each wrong Basic secret, and a flood beyond the limit once', async () => {
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    for (let i = 0; i < 10; i++) await world.call('fhir/R4/Patient', { basic: [machine.id, 'wrong'] })
    const found = await reasons(`subtype=login.failed`)
    expect(found.filter((reason) => reason === 'wrong_client_credentials')).toHaveLength(3)
    expect(found.filter((reason) => reason === 'too_many_wrong_secrets')).toHaveLength(1)
  })

  test('tells of Basic where it is off', async () => {
    const machine = await world.actors.machine(owner)
    expect((await world.call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(401)
    expect(await reasons('subtype=login.failed')).toContain('basic_not_allowed')
  })

  test('names wrong secrets at every OAuth endpoint', async () => {
    const machine = await world.actors.machine(owner)
    const form = { client_id: machine.id, client_secret: 'wrong', token: 'x', grant_type: 'client_credentials' }
    for (const path of ['oauth2/token', 'oauth2/introspect', 'oauth2/revoke']) {
      expect((await world.call(path, { form })).status).toBe(401)
    }
    const found = await reasons('subtype=token.refused')
    expect(found.filter((reason) => reason === 'wrong_secret')).toHaveLength(3)
  })

  test('tells of a flood of sign-ins once beyond its limit', async () => {
    const json = {
      email: owner.email,
      password: 'wrong wrong wrong',
      codeChallenge: 'x'.repeat(43),
      codeChallengeMethod: 'S256',
    }
    for (let i = 0; i < 8; i++) await world.call('auth/login', { json: { ...json, projectId: owner.project } })
    const found = await reasons('subtype=login.failed')
    expect(found.filter((reason) => reason === 'wrong_password')).toHaveLength(3)
    expect(found.filter((reason) => reason === 'too_many_attempts')).toHaveLength(1)
  })
})

describe.each(storesUnderTest())('token requests of nobody known, on %s', (store) => {
  test('are refused and told one by one, then with 429 and told once; whoever has a token goes on', async () => {
    const world = await startWorld({ store, env: { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '9' } })
    const owner = await world.actors.owner()
    const machine = await world.actors.machine(owner)
    const code = { grant_type: 'authorization_code', code: 'x', code_verifier: 'y'.repeat(43) }
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      ['token', code],
      ['token', { grant_type: 'refresh_token', refresh_token: 'x' }],
      ['token', { grant_type: 'nonsense' }],
      ['token', { ...code, client_id: crypto.randomUUID() }],
      ['token', { ...code, client_id: machine.id }],
      ['introspect', { token: 'x', client_id: crypto.randomUUID() }],
      ['revoke', { token: 'x', client_id: crypto.randomUUID() }],
    ]
    const told = async (kind: string): Promise<unknown> => {
      const sql = 'select count(*)::int as told from audit_events where kind = $1'
      return (await world.store.db.query({ sql, params: [kind] })).rows[0]?.['told']
    }
    const statuses: number[] = []
    for (let i = 0; i < 21; i += 1) {
      const [path, form] = forms[i % forms.length] ?? ['token', code]
      const { status, headers } = await world.call(`oauth2/${path}`, { form })
      statuses.push(status)
      if (status === 429) expect(headers.get('ratelimit')).toMatch(/^"refusedTokens";r=0;t=\d+$/)
    }
    expect(statuses.slice(0, 9).filter((status) => status === 400 || status === 401)).toHaveLength(9)
    expect(new Set(statuses.slice(9))).toEqual(new Set([429]))
    expect(await told('token.refused')).toBe(10)

    const form = { grant_type: 'refresh_token', refresh_token: owner.refreshToken ?? '' }
    expect((await world.call('oauth2/token', { form })).status).toBe(200)
    expect((await world.actors.signIn(owner.email, owner.password)).status).toBe(200)
    // What is known is told of still, and ends what it must.
    await world.travel(11_000)
    expect((await world.call('oauth2/token', { form })).status).toBe(400)
    expect((await world.call('auth/me', { token: owner.token })).status).toBe(401)
    expect(await told('token.reuse_detected')).toBe(1)
    await world.close()
  })
})
