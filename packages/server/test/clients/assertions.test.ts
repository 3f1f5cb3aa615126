import { createHmac, createPublicKey, type JsonWebKey, randomUUID } from 'node:crypto'
import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { exportJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, must, reasonOf, redeem, refresh, verdict } from '../identity/steps.ts'
import { JWT_BEARER, makePair, type Pair, present, sign, signingClient } from './signing.ts'

describe.each(storesForWalks())('a signed assertion on %s', (store) => {
  let world: World
  let owner: Owner
  let pair: Pair
  let stranger: Pair
  let client: { readonly id: string; readonly secret?: string | undefined }
  let audience = ''
  let pairs: readonly Pair[] = []
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    audience = `${world.baseUrl}oauth2/token`
    pairs = await Promise.all(['ES384', 'ES256', 'RS384', 'PS256'].map((alg) => makePair(alg)))
    ;[pair, stranger] = [pairs[0] as Pair, await makePair()]
    client = await signingClient(world, owner, { jwks: { keys: pairs.map(({ publicJwk }) => publicJwk) } })
  })
  afterAll(() => world.close())

  const tried = async (
    changes: Parameters<typeof sign>[3] = {},
    by = pair,
    whose = client,
  ): ReturnType<World['call']> => present(world.call, await sign(by, whose, audience, changes))
  const asText = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url')
  const claims = (changes: object = {}): object => {
    const now = Math.floor(Date.now() / 1000)
    return { iss: client.id, sub: client.id, aud: audience, exp: now + 60, iat: now, jti: randomUUID(), ...changes }
  }
  const put = async (id: string, changes: object): ReturnType<World['call']> => {
    const path = `fhir/R4/ClientApplication/${id}`
    const { body } = await world.call(path, { token: owner.token })
    return world.call(path, { method: 'PUT', token: owner.token, json: { ...body, ...changes } })
  }
  async function reasons(): Promise<readonly string[]> {
    const path = 'fhir/R4/AuditEvent?outcome=4&_count=100&subtype=token.refused'
    const found = await world.call(path, { token: owner.token })
    return found.body.entry?.map(({ resource }: { resource: { outcomeDesc: string } }) => resource.outcomeDesc) ?? []
  }

  test('proves a client by each algorithm, addressed to the token endpoint or the issuer, without a client_id', async () => {
    expect(client.secret).toBeUndefined()
    for (const by of pairs) {
      const token = must(await tried({}, by)).body.access_token
      expect(claimsOf(token)).toMatchObject({ sub: client.id, client_id: client.id })
      expect((await world.call('fhir/R4/Patient', { token })).status).toBe(200)
    }
    const toIssuer = await sign(pair, client, world.baseUrl, { header: { typ: 'client-authentication+jwt' } })
    must(await present(world.call, toIssuer, { client_id: client.id }))
    must(await tried({ header: { typ: undefined }, claims: { iat: undefined } }))
  })

  test('gets five minutes for system scopes, and the usual time without any', async () => {
    const lifeOf = async (form: Record<string, string>, whose = client): Promise<unknown> =>
      must(await present(world.call, await sign(pair, whose, audience), form)).body.expires_in
    expect(await lifeOf({ scope: 'system/Patient.rs' })).toBe(300)
    expect(await lifeOf({ scope: 'openid system/*.rs' })).toBe(300)
    expect(await lifeOf({})).toBe(3_600)
    const keys = { jwks: { keys: [pair.publicJwk] } }
    const longer = await signingClient(world, owner, keys, { accessTokenLifetime: '4h' })
    expect(await lifeOf({ scope: 'system/Patient.rs' }, longer)).toBe(300)
    const machine = await world.actors.machine(owner)
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs' }
    const bySecret = await world.call('oauth2/token', { form, basic: machine.basic })
    expect(must(bySecret).body.expires_in).toBe(3_600)
  })

  test('proves it for introspection and revocation too', async () => {
    const { access_token: token } = must(await tried()).body
    const form = async (): Promise<Record<string, string>> => ({
      token,
      client_assertion_type: JWT_BEARER,
      client_assertion: await sign(pair, client, audience),
    })
    expect((await world.call('oauth2/introspect', { form: await form() })).body).toMatchObject({ active: true })
    expect((await world.call('oauth2/revoke', { form: await form() })).status).toBe(200)
    expect((await world.call('fhir/R4/Patient', { token })).status).toBe(401)
    for (const path of ['oauth2/introspect', 'oauth2/revoke']) {
      const wrong = { ...(await form()), client_assertion: await sign(stranger, client, audience) }
      expect(verdict(await world.call(path, { form: wrong })), path).toBe('401 invalid_client')
    }
  })

  test('is taken once, at whichever endpoint, and by one of six at once', async () => {
    const once = await sign(pair, client, audience)
    must(await present(world.call, once))
    const again = await present(world.call, once)
    expect([verdict(again), again.body.error_description]).toEqual([
      '401 invalid_client',
      expect.stringContaining('was used before'),
    ])
    const form = { token: 'x', client_assertion_type: JWT_BEARER, client_assertion: once }
    expect((await world.call('oauth2/introspect', { form })).status).toBe(401)
    const another = await sign(pair, client, audience)
    const answers = await Promise.all(Array.from({ length: 6 }, () => present(world.call, another)))
    expect(answers.map(verdict).sort()).toEqual(['200', ...Array.from({ length: 5 }, () => '401 invalid_client')])
    expect(await reasons()).toContain('reused_assertion')
    const { rows } = await world.store.db.query({ sql: 'select t::text as row from client_assertions t', params: [] })
    expect(JSON.stringify(rows)).not.toContain(String(claimsOf(once)['jti']))
  })

  test('may have the jti of another client', async () => {
    const other = await signingClient(world, owner, { jwks: { keys: [stranger.publicJwk] } })
    const jti = randomUUID()
    const answers = [await tried({ claims: { jti } }), await tried({ claims: { jti } }, stranger, other)]
    expect(answers.map(verdict)).toEqual(['200', '200'])
  })

  // The embedded store has one node.
  if (store === 'postgres')
    test('is taken once on all nodes together', async () => {
      const second = await world.secondNode()
      const once = await sign(pair, client, audience)
      must(await present(world.call, once))
      expect((await present(second.call, once)).status).toBe(401)
      const another = await sign(pair, client, audience)
      const answers = await Promise.all([world, second, world, second].map(({ call }) => present(call, another)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      await second.close()
    })

  const soon = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds
  test.each<[string, () => Parameters<typeof sign>[3], RegExp]>([
    ['has no exp', () => ({ claims: { exp: undefined } }), /exp .* is required/],
    ['has an exp that is text', () => ({ claims: { exp: String(soon(60)) } }), /exp .* is required/],
    ['has expired', () => ({ claims: { exp: soon(-1), iat: soon(-60) } }), /has expired/],
    ['lives for more than five minutes', () => ({ claims: { exp: soon(302) } }), /at most 5 minutes/],
    ['lives longer, and does not say since when', () => ({ claims: { exp: soon(305), iat: undefined } }), /5 minutes/],
    ['lives longer, by a clock that is ahead', () => ({ claims: { iat: soon(50), exp: soon(352) } }), /5 minutes/],
    ['was made in the future', () => ({ claims: { iat: soon(70), exp: soon(100) } }), /in the future/],
    ['is for later', () => ({ claims: { nbf: soon(70), exp: soon(100) } }), /in the future/],
    ['has an iat that is text', () => ({ claims: { iat: 'now' } }), /seconds since 1970/],
    ['has no jti', () => ({ claims: { jti: undefined } }), /jti .* is required/],
    ['has an empty jti', () => ({ claims: { jti: '' } }), /jti .* is required/],
    ['has a jti of 256 characters', () => ({ claims: { jti: 'x'.repeat(256) } }), /1 to 255 characters/],
    ['has a jti that is a number', () => ({ claims: { jti: 1 } }), /jti .* is required/],
    ['is addressed to nobody', () => ({ claims: { aud: undefined } }), /aud .* must be the string/],
    [
      'is addressed to somebody else',
      () => ({ claims: { aud: 'https://id.example.org/' } }),
      /aud .* must be the string/,
    ],
    ['is addressed to a list', () => ({ claims: { aud: [audience] } }), /not a list/],
    ['is addressed to several', () => ({ claims: { aud: [audience, 'https://other.example/'] } }), /not a list/],
    ['is addressed to the issuer but for a slash', () => ({ claims: { aud: world.baseUrl.slice(0, -1) } }), /aud/],
    ['is of one and about another', () => ({ claims: { sub: randomUUID() } }), /iss and sub/],
    ['is about nobody', () => ({ claims: { sub: undefined } }), /iss and sub/],
    ['is of nobody', () => ({ claims: { iss: undefined } }), /iss and sub/],
    ['is an access token by its typ', () => ({ header: { typ: 'at+jwt' } }), /typ JWT/],
    ['brings its own key', () => ({ header: { jwk: { kty: 'EC' } } }), /Register keys/],
    ['brings a certificate', () => ({ header: { x5c: ['AAAA'] } }), /Register keys/],
    ['says where a certificate is', () => ({ header: { x5u: 'https://evil.example/' } }), /Register keys/],
    ['is larger than 8 KB', () => ({ claims: { more: 'x'.repeat(8_192) } }), /8 KB/],
  ])('is refused when it %s', async (_, changes, text) => {
    const answer = await tried(changes())
    expect([verdict(answer), answer.body.error_description]).toEqual([
      '401 invalid_client',
      expect.stringMatching(text),
    ])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('bears a clock that is off by less than a minute', async () => {
    expect(verdict(await tried({ claims: { iat: soon(50), nbf: soon(50), exp: soon(350) } }))).toBe('200')
    expect(verdict(await tried({ claims: { iat: soon(-250), exp: soon(50) } }))).toBe('200')
  })

  test('is refused unsigned, and signed with what is no secret', async () => {
    const kid = pairs[1]?.kid
    const pem = createPublicKey({ key: pairs[1]?.publicJwk as JsonWebKey, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    for (const alg of ['none', 'None', 'HS256', 'HS384', 'RS256', 'ES512', 'EdDSA', '', undefined]) {
      const head = `${asText({ alg, kid, typ: 'JWT' })}.${asText(claims())}`
      for (const signature of ['', createHmac('sha256', pem).update(head).digest('base64url')]) {
        const answer = await present(world.call, `${head}.${signature}`)
        expect(verdict(answer), `${alg} ${signature}`).toBe('401 invalid_client')
        expect(answer.body.error_description).toMatch(/sign with one of RS384|not a signed JWT/)
      }
    }
  })

  test.each(['x', '..', 'a.b.c', 'e30.e30.e30', '{}', 'W10.W10.AA', '%%%.%%%.%%%', 'a b.c.d'])(
    'is no %s',
    async (text) => {
      expect(verdict(await present(world.call, text))).toBe('401 invalid_client')
    },
  )

  test('is refused in one way, whoever is unknown and whatever is wrong with the signature', async () => {
    const secretive = await world.actors.machine(owner)
    const app = await world.actors.machine(owner, { kind: 'app' })
    const off = await signingClient(world, owner, { jwks: { keys: [pair.publicJwk] } })
    must(await put(off.id, { status: 'off' }))
    const unknown = (id: string): { id: string } => ({ id })
    const [head = '', body = '', signature = ''] = (await sign(pair, client, audience)).split('.')
    const changed = asText({ ...claims(), scope: 'more' })
    const answers = [
      await tried({}, stranger),
      await tried({ header: { kid: pair.kid } }, stranger),
      await tried({ header: { kid: pairs[1]?.kid } }),
      await tried({ header: { kid: undefined } }, stranger),
      await tried({ header: { jku: 'https://evil.example/keys' } }),
      await tried({}, pair, unknown(randomUUID())),
      await tried({}, pair, unknown('nobody')),
      await tried({}, pair, secretive),
      await tried({}, pair, app),
      await tried({}, pair, off),
      await present(world.call, `${head}.${changed}.${signature}`),
      await present(world.call, `${head}.${body}.${signature.slice(0, -4)}AAAA`),
    ]
    const alike = answers.map(
      ({ status, text, headers }) => `${status} ${text.replace(headers.get('trace-id') ?? '', '…')}`,
    )
    expect([...new Set(alike)]).toEqual([
      '401 {"error":"invalid_client","error_description":"The client is unknown or inactive, ' +
        `or its secret or signature is wrong.","error_uri":"${world.baseUrl}auth/trace/…"}`,
    ])
    const found = await reasons()
    for (const reason of ['wrong_signature', 'unknown_key', 'other_auth_method', 'inactive_client'])
      expect(found).toContain(reason)
  })

  test('comes alone', async () => {
    const form = async (more: Readonly<Record<string, string>>): Promise<string> =>
      verdict(await present(world.call, await sign(pair, client, audience), more))
    expect(await form({ client_id: randomUUID() })).toBe('401 invalid_client')
    expect(await form({ client_secret: 'x', client_id: client.id })).toBe('400 invalid_request')
    expect(await form({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' })).toBe(
      '401 invalid_client',
    )
    for (const half of [{ client_assertion: 'x' }, { client_assertion_type: JWT_BEARER }]) {
      const asked = await world.call('oauth2/token', { form: { grant_type: 'client_credentials', ...half } })
      expect(verdict(asked)).toBe('400 invalid_request')
    }
    const basic = await world.call('oauth2/token', {
      form: {
        grant_type: 'client_credentials',
        client_assertion_type: JWT_BEARER,
        client_assertion: await sign(pair, client, audience),
      },
      basic: [client.id, 'x'],
    })
    expect(verdict(basic)).toBe('400 invalid_request')
  })

  test('is forgotten when it could not be used any more, and not before', async () => {
    const count = async (): Promise<number> => {
      const query = { sql: 'select count(*)::int as count from client_assertions', params: [] }
      return (await world.store.db.query(query)).rows[0]?.['count'] as number
    }
    const old = `insert into client_assertions values ('${randomUUID()}', 'x', now() - interval '1 hour')`
    await world.store.db.query({ sql: old, params: [] })
    must(await tried())
    const before = await count()
    await world.app.upkeep.run()
    expect(await count()).toBe(before - 1)
  })

  describe('of a client that signs', () => {
    const secretFor = (id: string, secret: string): ReturnType<World['call']> =>
      world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [id, secret] })

    test('replaces its secret, for good', async () => {
      const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
      must(await put(machine.id, { basicAllowed: undefined, jwks: { keys: [pair.publicJwk] } }))
      expect(verdict(await secretFor(machine.id, machine.secret))).toBe('401 invalid_client')
      expect((await world.call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(401)
      must(await tried({}, pair, machine))
      const rotate = `fhir/R4/ClientApplication/${machine.id}/$rotate-secret`
      const json = { resourceType: 'Parameters' }
      expect(reasonOf(await world.call(rotate, { json, token: owner.token }))).toBe('no_secret')
      // One that came into being at the same moment counts for nothing either.
      const other = await world.actors.machine(owner)
      const copy = `insert into client_secrets select '${machine.id}', secret_hash, key_version, created_at, retiring
        from client_secrets where client_id = '${other.id}'`
      await world.store.db.query({ sql: copy, params: [] })
      must(await put(machine.id, { description: 'has a stray secret', name: 'x' }))
      expect(verdict(await secretFor(machine.id, other.secret))).toBe('401 invalid_client')
      must(await put(machine.id, { jwks: undefined, basicAllowed: true }))
      expect(verdict(await secretFor(machine.id, machine.secret))).toBe('401 invalid_client')
      expect((await world.call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(401)
      expect(verdict(await tried({}, pair, machine))).toBe('401 invalid_client')
    })

    test('is demanded of it: nothing without, and at a refresh again', async () => {
      const bare = await world.call('oauth2/token', {
        form: { grant_type: 'client_credentials', client_id: client.id },
      })
      expect(verdict(bare)).toBe('401 invalid_client')
      const app = await signingClient(
        world,
        owner,
        { jwks: { keys: [pair.publicJwk] } },
        { kind: 'app', firstParty: true, allowedOrigin: [new URL(world.baseUrl).origin] },
      )
      const { email, password } = owner
      const begun = await begin(world.call, { email, password, clientId: app.id, scope: 'openid offline_access' })
      const proof = async (): Promise<Record<string, string>> => ({
        client_assertion_type: JWT_BEARER,
        client_assertion: await sign(pair, app, audience),
      })
      expect(verdict(await redeem(world.call, begun, { client_id: app.id }))).toBe('401 invalid_client')
      const { refresh_token: token } = must(await redeem(world.call, begun, await proof())).body
      expect(verdict(await refresh(world.call, token, { client_id: app.id }))).toBe('401 invalid_client')
      must(await refresh(world.call, token, await proof()))
    })

    test('is checked against the keys of now', async () => {
      const machine = await signingClient(world, owner, { jwks: { keys: [pair.publicJwk] } })
      must(await tried({}, pair, machine))
      must(await put(machine.id, { jwks: { keys: [stranger.publicJwk] } }))
      expect(verdict(await tried({}, pair, machine))).toBe('401 invalid_client')
      must(await tried({ header: { kid: undefined } }, stranger, machine))
    })

    test('comes with a private key in no place of the store', async () => {
      const jwk = { ...(await exportJWK(pair.privateKey)), kid: 'private' }
      for (const answer of await Promise.all([
        world.call('fhir/R4/ClientApplication', {
          json: { resourceType: 'ClientApplication', name: 'x', jwks: { keys: [jwk] } },
          token: owner.token,
        }),
        world.call(`admin/projects/${owner.project}/client`, {
          json: { name: 'x', jwks: { keys: [jwk] } },
          token: owner.token,
        }),
        put(client.id, { jwks: { keys: [jwk] } }),
        world.call(`fhir/R4/ClientApplication/${client.id}`, {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json-patch+json' },
          raw: JSON.stringify([{ op: 'add', path: '/jwks/keys/0/d', value: jwk.d }]),
          token: owner.token,
        }),
      ])) {
        expect(answer.status).toBe(400)
        expect(answer.text).toContain('only public keys')
        expect(answer.text).not.toContain(jwk.d)
      }
      for (const table of ['resources', 'resource_history', 'audit_events', 'clients']) {
        const { rows } = await world.store.db.query({ sql: `select t::text as row from ${table} t`, params: [] })
        expect(JSON.stringify(rows), table).not.toContain(jwk.d)
      }
    })

    const many = (): object[] => Array.from({ length: 21 }, (_, at) => ({ ...pair.publicJwk, kid: `k${at}` }))
    const method = { tokenEndpointAuthMethod: 'private_key_jwt' }
    const rsa = { kty: 'RSA', e: 'AQAB' }
    test.each<[string, () => object, RegExp]>([
      ['no keys', () => method, /exactly one/],
      ['an empty set', () => ({ jwks: { keys: [] } }), /./],
      ['keys and a URL', () => ({ jwks: { keys: [pair.publicJwk] }, jwksUri: 'https://a.example/' }), /exactly one/],
      ['21 keys', () => ({ jwks: { keys: many() } }), /20 keys/],
      [
        'keys for a public app',
        () => ({ tokenEndpointAuthMethod: 'none', jwksUri: 'https://a.example/' }),
        /leave out/,
      ],
      [
        'keys beside a secret',
        () => ({ tokenEndpointAuthMethod: 'client_secret_basic', jwks: { keys: [pair.publicJwk] } }),
        /leave out jwks/,
      ],
      ['keys and Basic', () => ({ jwks: { keys: [pair.publicJwk] }, basicAllowed: true }), /leave out basicAllowed/],
      ['a symmetric key', () => ({ jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }), /only public keys/],
      ['a symmetric key without its value', () => ({ jwks: { keys: [{ kty: 'oct' }] } }), /symmetric/],
      ['two keys of one kid', () => ({ jwks: { keys: [pair.publicJwk, pair.publicJwk] } }), /kid/],
      ['a short RSA key', () => ({ jwks: { keys: [{ ...rsa, n: 'w'.repeat(171) }] } }), /2048/],
      ['a long RSA key', () => ({ jwks: { keys: [{ ...rsa, n: 'w'.repeat(2_000) }] } }), /8192/],
      ['an RSA key of exponent 1', () => ({ jwks: { keys: [{ kty: 'RSA', e: 'AQ', n: 'w'.repeat(342) }] } }), /odd e/],
      ['another curve', () => ({ jwks: { keys: [{ ...pair.publicJwk, crv: 'P-521' }] } }), /P-256 or P-384/],
      [
        'a point that is on no curve',
        () => ({ jwks: { keys: [{ ...pair.publicJwk, x: pair.publicJwk.y }] } }),
        /do not fit/,
      ],
      ['another algorithm', () => ({ jwks: { keys: [{ ...pairs[2]?.publicJwk, alg: 'RS256' }] } }), /RS384, PS256/],
      ['an encryption key', () => ({ jwks: { keys: [{ ...pair.publicJwk, use: 'enc' }] } }), /the use of a key/],
      ['a certificate', () => ({ jwks: { keys: [{ ...pair.publicJwk, x5c: ['A'] }] } }), /leave out .*x5c/],
      ['keys by http', () => ({ jwksUri: 'http://keys.example/' }), /https/],
      ['keys behind a password', () => ({ jwksUri: 'https://a:b@keys.example/' }), /credentials/],
      ['keys at a fragment', () => ({ jwksUri: 'https://keys.example/#a' }), /fragment/],
      ['keys in a file', () => ({ jwksUri: 'file:///etc/keys' }), /https/],
    ])('is not had with %s', async (_, fields, text) => {
      const made = await Promise.all([
        world.call('fhir/R4/ClientApplication', {
          json: { resourceType: 'ClientApplication', name: 'x', ...fields() },
          token: owner.token,
        }),
        world.call(`admin/projects/${owner.project}/client`, { json: { name: 'x', ...fields() }, token: owner.token }),
      ])
      for (const answer of made) {
        expect(answer.status, answer.text).toBe(400)
        expect(answer.text).toMatch(text)
      }
    })
  })

  test('is told of in the metadata', async () => {
    const { body } = await world.call('.well-known/openid-configuration')
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      expect(body[`${endpoint}_endpoint_auth_methods_supported`]).toContain('private_key_jwt')
      const algorithms: string[] = body[`${endpoint}_endpoint_auth_signing_alg_values_supported`]
      expect([...algorithms].sort()).toEqual(['ES256', 'ES384', 'PS256', 'RS384'])
    }
  })
})
