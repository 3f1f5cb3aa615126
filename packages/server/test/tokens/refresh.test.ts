import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.each(storesForWalks())('a refresh token on %s', (store) => {
  let world: World
  let owner: Owner
  let publicClient: string
  let confidential: { id: string; secret: string }
  beforeAll(async () => {
    // Nobody uses what is refreshed here: how long that may go on is told in `test/signin/limits.test.ts`.
    world = await startWorld({ store, env: { DAMSON_LOGINS_IDLE_SECONDS: '90000' } })
    owner = await world.actors.owner()
    publicClient = (await makeClient(world.call, owner)).body.id
    const made = await makeClient(world.call, owner, { kind: 'server', tokenEndpointAuthMethod: 'client_secret_post' })
    confidential = made.body
  })
  afterAll(() => world.close())

  const refused = '400 invalid_grant'
  async function signedIn(fields: object = {}, changes: Record<string, string> = {}): Promise<Answer['body']> {
    const begun = await begin(world.call, {
      email: owner.email,
      password: owner.password,
      scope: 'openid offline_access',
      ...fields,
    })
    return must(await redeem(world.call, begun, changes)).body
  }
  const status = async (token: string): Promise<number> => (await world.call('auth/me', { token })).status
  const generationOf = (token: string): string => token.split('.')[1] ?? ''

  test('gives a new access token and its own successor, under the same login and scope', async () => {
    const first = await signedIn()
    const { body, headers } = await refresh(world.call, first.refresh_token)
    expect(body.refresh_token).not.toBe(first.refresh_token)
    expect(body.scope).toBe(first.scope)
    expect(claimsOf(body.access_token)['login_id']).toBe(claimsOf(first.access_token)['login_id'])
    expect(claimsOf(body.access_token)['jti']).not.toBe(claimsOf(first.access_token)['jti'])
    expect(claimsOf(body.id_token)['nonce']).toBeUndefined()
    expect(headers.get('cache-control')).toBe('no-store')
    for (const token of [first.access_token, body.access_token]) expect(await status(token)).toBe(200)
  })

  test('used by five at once rotates once, and all five continue', async () => {
    const { refresh_token: token } = await signedIn()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(world.call, token)))
    expect(answers.map(verdict)).toEqual(Array.from({ length: 5 }, () => '200'))
    const next = new Set(answers.map(({ body }) => body.refresh_token))
    expect(next.size).toBe(1)
    expect(generationOf([...next][0])).toBe('2')
    for (const { body } of answers) expect(await status(body.access_token)).toBe(200)
  })

  test('before the newest gets the newest again for ten seconds, and after that ends the login', async () => {
    const { refresh_token: first } = await signedIn()
    const began = performance.now()
    const { body: second } = await refresh(world.call, first)
    // What the machine took for that has passed too.
    await world.travel(9_000 - Math.min(8_000, performance.now() - began))
    expect((await refresh(world.call, first)).body.refresh_token).toBe(second.refresh_token)
    await world.travel(1_500)
    expect(verdict(await refresh(world.call, first))).toBe(refused)
    expect(verdict(await refresh(world.call, second.refresh_token))).toBe(refused)
    expect(await status(second.access_token)).toBe(401)
    const audit = await world.call('fhir/R4/AuditEvent?subtype=token.reuse_detected', { token: owner.token })
    expect(audit.text).toContain('refresh_reused')
  })

  test('two rotations old ends the login at once, within the ten seconds too', async () => {
    const { refresh_token: first } = await signedIn()
    const { body: second } = await refresh(world.call, first)
    const { body: third } = await refresh(world.call, second.refresh_token)
    expect(verdict(await refresh(world.call, first))).toBe(refused)
    expect(verdict(await refresh(world.call, third.refresh_token))).toBe(refused)
    expect(await status(third.access_token)).toBe(401)
  })

  test('that a thief rotates first ends both: the thief cannot continue once the owner comes back', async () => {
    const { refresh_token: stolen } = await signedIn()
    const { body: thief } = await refresh(world.call, stolen)
    const { body: again } = await refresh(world.call, thief.refresh_token)
    expect(verdict(await refresh(world.call, stolen))).toBe(refused)
    expect(verdict(await refresh(world.call, again.refresh_token))).toBe(refused)
  })

  describe('is issued', () => {
    test.each([
      ['openid', false],
      ['openid profile email', false],
      ['openid offline_access', true],
      ['openid offline', true],
      ['openid online_access', true],
    ])('for %s: %s', async (scope, expected) => {
      expect((await signedIn({ scope })).refresh_token !== undefined).toBe(expected)
    })

    test('never for client_credentials, whatever scope is asked for', async () => {
      const { id, secret } = await world.actors.machine(owner)
      for (const scope of ['openid offline_access', 'offline', 'openid online_access']) {
        const { body } = await world.call('oauth2/token', {
          form: { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope },
        })
        expect(body.refresh_token).toBeUndefined()
        expect(body.id_token).toBeUndefined()
        expect(body.scope).not.toMatch(/offline|online/)
      }
    })
  })

  describe('is refused', () => {
    test('under another client, without rotating', async () => {
      const { refresh_token: token } = await signedIn({ clientId: publicClient }, { client_id: publicClient })
      const another = (await makeClient(world.call, owner)).body.id as string
      for (const changes of [
        { client_id: another },
        { client_id: confidential.id, client_secret: confidential.secret },
      ])
        expect(verdict(await refresh(world.call, token, changes))).toBe(refused)
      expect(generationOf((await refresh(world.call, token, { client_id: publicClient })).body.refresh_token)).toBe('2')
    })

    test('of a confidential client without its secret, or with a wrong one, without rotating', async () => {
      const { id: client_id, secret: client_secret } = confidential
      const { refresh_token: token } = await signedIn({ clientId: client_id }, { client_id, client_secret })
      for (const [changes, why] of [
        [{}, '401 invalid_client'],
        [{ client_id: '' }, '401 invalid_client'],
        [{ client_id }, '401 invalid_client'],
        [{ client_id, client_secret: 'x'.repeat(43) }, '401 invalid_client'],
        [{ client_id: publicClient }, refused],
      ] as const)
        expect(verdict(await refresh(world.call, token, changes))).toBe(why)
      const { body } = await refresh(world.call, token, { client_id, client_secret })
      expect(generationOf(body.refresh_token)).toBe('2')
    })

    test('of a client that has become public, or confidential, since', async () => {
      const { body: made } = await makeClient(world.call, owner)
      const { refresh_token: token } = await signedIn({ clientId: made.id }, { client_id: made.id })
      const at = `fhir/R4/ClientApplication/${made.id}`
      const { body } = await world.call(at, { token: owner.token })
      const json = { ...body, kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
      must(await world.call(at, { method: 'PUT', json, token: owner.token }))
      const { body: rotated } = must(await world.call(`${at}/$rotate-secret`, { method: 'POST', token: owner.token }))
      expect(verdict(await refresh(world.call, token, { client_id: made.id }))).toBe('401 invalid_client')
      const secret = { client_id: made.id as string, client_secret: rotated.secret as string }
      expect(verdict(await refresh(world.call, token, secret))).toBe(refused)
    })

    test('in every form but its own', async () => {
      const { refresh_token: token } = await signedIn()
      const other = (await signedIn()).refresh_token as string
      const [family, generation, mac] = token.split('.') as [string, string, string]
      for (const wrong of [
        `${family}.2.${mac}`,
        `${family}.0${generation}.${mac}`,
        `${family}.${generation}.${other.split('.')[2]}`,
        `${other.split('.')[0]}.${generation}.${mac}`,
        `${family}.${generation}.${mac.slice(0, -1)}`,
        `${family}.${generation}.${mac}.x`,
        `${family.toUpperCase()}.${generation}.${mac}`,
        ` ${token}`,
        `${family}.-1.${mac}`,
        `${family}.1e0.${mac}`,
        'x.1.y',
        '..',
        '\u0000',
      ])
        expect(verdict(await refresh(world.call, wrong)), wrong).toBe(refused)
      for (const wrong of [undefined, ''])
        expect(verdict(await refresh(world.call, 'x', { refresh_token: wrong }))).toBe('400 invalid_request')
      expect((await refresh(world.call, token)).status).toBe(200)
    })
  })

  // As fhirclient refreshes: where nothing names a client, the token does.
  describe('that is sent without client_id', () => {
    const appTokens = async (fields: object = {}): Promise<{ readonly id: string; readonly token: string }> => {
      const { id } = (await makeClient(world.call, owner, fields)).body as { id: string }
      const { refresh_token: token } = await signedIn({ clientId: id }, { client_id: id })
      return { id, token }
    }
    const change = async (id: string, fields: object): Promise<void> => {
      const at = `fhir/R4/ClientApplication/${id}`
      const { body } = await world.call(at, { token: owner.token })
      must(await world.call(at, { method: 'PUT', json: { ...body, ...fields }, token: owner.token }))
    }

    test.each([{}, { client_id: '' }])('continues as its public client, and rotates: %j', async (changes) => {
      const { id, token } = await appTokens()
      const { body } = must(await refresh(world.call, token, changes))
      expect(claimsOf(body.access_token)['client_id']).toBe(id)
      expect(generationOf(body.refresh_token)).toBe('2')
      expect(generationOf(must(await refresh(world.call, body.refresh_token)).body.refresh_token)).toBe('3')
    })

    interface Case {
      readonly fields?: object
      readonly spoil?: (app: { readonly id: string; readonly token: string }) => Promise<unknown>
      readonly wait?: number
      readonly asks?: Record<string, string>
    }
    test.each<[string, Case]>([
      ['its client is off', { spoil: ({ id }) => change(id, { status: 'off' }) }],
      ['its client may not refresh', { spoil: ({ id }) => change(id, { grantType: ['authorization_code'] }) }],
      ['it was used before', { spoil: ({ token }) => refresh(world.call, token), wait: 11_000 }],
      ['it has expired', { fields: { accessTokenLifetime: '301s', refreshTokenLifetime: '301s' }, wait: 302_000 }],
      ['it asks for more', { asks: { scope: 'openid offline_access user/Patient.rs' } }],
      ['it asks for another resource', { asks: { resource: 'https://elsewhere.example/' } }],
    ])('is refused as with client_id where %s', async (_title, { fields, spoil, wait = 0, asks = {} }) => {
      const [named, unnamed] = [await appTokens(fields), await appTokens(fields)]
      for (const app of [named, unnamed]) await spoil?.(app)
      if (wait > 0) await world.travel(wait)
      const expected = await refresh(world.call, named.token, { ...asks, client_id: named.id })
      expect(expected.status).toBeGreaterThanOrEqual(400)
      const { status, body } = await refresh(world.call, unnamed.token, asks)
      const { error, error_description } = expected.body
      expect({ status, body }).toMatchObject({ status: expected.status, body: { error, error_description } })
    })

    test('tells nothing of its client by a forged token or at another address, and does not rotate there', async () => {
      const { id: client_id, secret: client_secret } = confidential
      const { refresh_token: token } = await signedIn({ clientId: client_id }, { client_id, client_secret })
      const app = await appTokens()
      const [family, generation] = token.split('.') as [string, string]
      expect(verdict(await refresh(world.call, `${family}.${generation}.${app.token.split('.')[2]}`))).toBe(refused)
      for (const refresh_token of [token, app.token]) {
        const form = { grant_type: 'refresh_token', refresh_token }
        expect(verdict(await world.call(`projects/${owner.project}/oauth2/token`, { form }))).toBe(refused)
      }
      expect(generationOf(must(await refresh(world.call, app.token)).body.refresh_token)).toBe('2')
    })

    test('is refused to another client that is named in any way, and to an unknown one', async () => {
      const { token } = await appTokens()
      const { id, secret } = confidential
      const form = { grant_type: 'refresh_token', refresh_token: token }
      expect(verdict(await world.call('oauth2/token', { form, basic: [id, secret] }))).toBe(refused)
      expect(verdict(await refresh(world.call, token, { client_id: owner.project }))).toBe('401 invalid_client')
      expect(generationOf(must(await refresh(world.call, token)).body.refresh_token)).toBe('2')
    })
  })

  test('with online_access ends with the sign-in; with offline_access it outlives its limits, not its end', async () => {
    const online = await signedIn({ scope: 'openid online_access' })
    const offline = await signedIn()
    await world.travel(11 * HOUR)
    const [nearly, also] = [
      await refresh(world.call, online.refresh_token),
      await refresh(world.call, offline.refresh_token),
    ]
    expect([nearly.status, also.status]).toEqual([200, 200])
    expect(nearly.body.expires_in).toBeLessThanOrEqual(3_600)
    await world.travel(HOUR)
    expect(verdict(await refresh(world.call, nearly.body.refresh_token))).toBe(refused)
    const { body } = await refresh(world.call, also.body.refresh_token)
    expect(await status(body.access_token)).toBe(200)
    must(await world.call('oauth2/logout', { json: {}, token: body.access_token }))
    expect(verdict(await refresh(world.call, body.refresh_token))).toBe(refused)
    owner = { ...owner, token: (await signedIn()).access_token }
  })

  test('lives 93 days from its last use, and a year in all', async () => {
    let { refresh_token: token } = await signedIn()
    const unused = (await signedIn()).refresh_token as string
    for (const days of [90, 4, 90, 90, 90]) {
      await world.travel(days * DAY)
      const rotated = await refresh(world.call, token)
      expect(rotated.status, `after ${days} more days`).toBe(200)
      token = rotated.body.refresh_token
      if (days === 4) expect(verdict(await refresh(world.call, unused))).toBe(refused)
    }
    await world.travel(2 * DAY)
    expect(verdict(await refresh(world.call, token))).toBe(refused)
    owner = { ...owner, token: (await signedIn()).access_token }
  })

  test('obeys what is shown of a small model, whoever comes in whatever order', async () => {
    const step = fc.record({ back: fc.nat(3), wait: fc.constantFrom(0, 0, 0, 4_000, 11_000) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const tokens: string[] = [(await signedIn()).refresh_token]
        let [now, rotatedAt, isAlive] = [0, 0, true]
        for (const { back, wait } of steps) {
          if (wait > 0) await world.travel(wait)
          now += wait
          const age = Math.min(back, tokens.length - 1)
          const answer = await refresh(world.call, tokens.at(-1 - age) ?? '')
          const taken = isAlive && (age === 0 || (age === 1 && now - rotatedAt < 10_000))
          expect(answer.status).toBe(taken ? 200 : 400)
          if (taken && age === 0) {
            tokens.push(answer.body.refresh_token)
            rotatedAt = now
          } else if (taken) expect(answer.body.refresh_token).toBe(tokens.at(-1))
          else isAlive = false
        }
      }),
      { numRuns: Math.ceil(numRuns / 16) },
    )
  })
})

describe.each(storesForWalks())('lifetimes on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '301' } })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  test('are the server’s, and a token is refused from the second it ends', async () => {
    const { body } = await redeem(world.call, await begin(world.call, { email: owner.email, password: owner.password }))
    expect(body.expires_in).toBe(301)
    const { iat, exp } = claimsOf(body.access_token) as { iat: number; exp: number }
    expect(exp - iat).toBe(301)
    await world.travel(299_000)
    expect((await world.call('auth/me', { token: body.access_token })).status).toBe(200)
    await world.travel(2_000)
    expect(verdict(await world.call('auth/me', { token: body.access_token }))).toBe('401 expired_token')
    const fresh = await redeem(world.call, await begin(world.call, { email: owner.email, password: owner.password }))
    owner = { ...owner, token: fresh.body.access_token }
  })

  test('may be set for a client, within bounds', async () => {
    const { body: client } = await makeClient(world.call, owner, {
      accessTokenLifetime: '10m',
      refreshTokenLifetime: '2h',
    })
    const begun = await begin(world.call, {
      email: owner.email,
      password: owner.password,
      clientId: client.id,
      scope: 'openid offline_access',
    })
    const { body } = await redeem(world.call, begun, { client_id: client.id })
    expect(body.expires_in).toBe(600)
    await world.travel(2 * HOUR - MINUTE)
    const rotated = await refresh(world.call, body.refresh_token, { client_id: client.id })
    expect(rotated.status).toBe(200)
    await world.travel(2 * HOUR)
    expect(verdict(await refresh(world.call, rotated.body.refresh_token, { client_id: client.id }))).toBe(
      '400 invalid_grant',
    )
    const fresh = await redeem(world.call, await begin(world.call, { email: owner.email, password: owner.password }))
    owner = { ...owner, token: fresh.body.access_token }
  })

  test.each(['300s', '5m', '0s', '1', '2d', '', 'h', '-1h', '1.5h', '1H', '1h ', '9999999s', '1e3s'])(
    'of %j cannot be set for access tokens',
    async (accessTokenLifetime) => {
      const { status, text } = await world.call(`admin/projects/${owner.project}/client`, {
        json: { name: 'x', kind: 'app', tokenEndpointAuthMethod: 'none', accessTokenLifetime },
        token: owner.token,
      })
      expect(status).toBe(400)
      expect(text).toContain('accessTokenLifetime')
    },
  )
})
