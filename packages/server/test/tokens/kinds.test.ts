import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { type Answer, type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { exportJWK, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, freshEmail, makeClient, must, PASSWORD, redeem, refresh, verdict } from '../identity/steps.ts'

const encode = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe.each(storesForWalks())('each kind of credential on %s', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  /** An app whose id tokens are signed by the keys of access tokens. */
  let elliptic: string
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    elliptic = (await makeClient(world.call, owner, { idTokenSignedResponseAlg: 'ES256' })).body.id
  })
  afterAll(() => world.close())

  /** One fresh credential of every kind, all of one person and one machine. */
  async function everyKind(): Promise<Record<string, string>> {
    const begun = await begin(world.call, {
      email: owner.email,
      password: owner.password,
      scope: 'openid profile offline_access',
    })
    const { body } = must(await redeem(world.call, begun))
    const [pending, other] = await Promise.all(
      [1, 2].map(() => begin(world.call, { email: owner.email, password: owner.password })),
    )
    const app = { clientId: elliptic, email: owner.email, password: owner.password }
    const ofApp = must(await redeem(world.call, await begin(world.call, app), { client_id: elliptic })).body
    const email = freshEmail()
    must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email },
        token: owner.token,
      }),
    )
    return {
      'access token': body.access_token,
      'id token': body.id_token,
      'id token, ES256': ofApp.id_token,
      'refresh token': body.refresh_token,
      code: pending?.code ?? '',
      handle: other?.handle ?? '',
      'client secret': machine.secret,
      'one-time link': world.inbox.link(email).secret,
    }
  }

  const introspect = (token: string): Promise<Answer> =>
    world.call('oauth2/introspect', { form: { token }, basic: machine.basic })
  /** Where a credential can be presented, and how an acceptance of it would look. */
  const places: Record<string, (value: string) => Promise<boolean>> = {
    'Bearer on FHIR': async (token) => (await world.call('fhir/R4/Patient', { token })).status === 200,
    'Bearer at /auth/me': async (token) => (await world.call('auth/me', { token })).status === 200,
    'Bearer at /admin': async (token) =>
      (await world.call(`admin/projects/${owner.project}`, { token })).status === 200,
    'Bearer at userinfo': async (token) => (await world.call('oauth2/userinfo', { token })).status === 200,
    introspection: async (token) => (await introspect(token)).body.active === true,
    refresh_token: async (token) => (await refresh(world.call, token)).status === 200,
    code: async (code) => (await redeem(world.call, { code, verifier: 'a'.repeat(43) })).status === 200,
    'sign-in handle': async (handle) => {
      const { status } = await world.call(`auth/login/${encodeURIComponent(handle)}`)
      return status === 200
    },
    'client secret': async (secret) =>
      (
        await world.call('oauth2/token', {
          form: { grant_type: 'client_credentials', client_id: machine.id, client_secret: secret },
        })
      ).status === 200,
    'Basic secret': async (secret) =>
      (await world.call('fhir/R4/Patient', { basic: [machine.id, secret] })).status === 200,
    password: async (password) => (await begin(world.call, { email: owner.email, password })).answer.status === 200,
    'link secret': async (secret) => {
      const json = { id: randomUUID(), secret, password: PASSWORD }
      return (await world.call('auth/setpassword', { json })).status === 200
    },
    'access_token in the query': async (token) =>
      (await world.call(`fhir/R4/Patient?access_token=${encodeURIComponent(token)}`)).status === 200,
    'access_token in the form': async (token) =>
      (await world.call('oauth2/userinfo', { form: { access_token: token } })).status === 200,
    cookie: async (token) =>
      (await world.call('auth/me', { headers: { Cookie: `damson=${encodeURIComponent(token)}` } })).status === 200,
  }
  const belongs: Record<string, readonly string[]> = {
    'access token': ['Bearer on FHIR', 'Bearer at /auth/me', 'Bearer at /admin', 'Bearer at userinfo', 'introspection'],
    'refresh token': ['refresh_token', 'introspection'],
    handle: ['sign-in handle'],
    'client secret': ['client secret', 'Basic secret'],
  }

  test('is taken where it belongs, and nowhere else: every pair of the two', async () => {
    const credentials = await everyKind()
    for (const [place, accepts] of Object.entries(places))
      for (const [kind, value] of Object.entries(credentials))
        expect(await accepts(value), `${kind} as ${place}`).toBe(belongs[kind]?.includes(place) === true)
  })

  test('of a kind that revocation does not know is answered like a token that was revoked, and stays of use', async () => {
    const credentials = await everyKind()
    for (const kind of ['id token', 'id token, ES256', 'code', 'handle', 'client secret', 'one-time link']) {
      const { status, text } = await world.call('oauth2/revoke', { form: { token: credentials[kind] ?? '' } })
      expect([status, text]).toEqual([200, '{}'])
    }
    expect((await world.call('auth/me', { token: credentials['access token'] ?? '' })).status).toBe(200)
    expect((await world.call(`auth/login/${credentials['handle']}`)).status).toBe(200)
  })

  describe('an access token', () => {
    test('says what it must, and no name, no address, nothing personal', async () => {
      const { header, claims } = taken(owner.token)
      expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) })
      expect(claims).toEqual({
        iss: world.baseUrl,
        aud: world.fhirUrl,
        sub: owner.userId,
        client_id: 'damson-app',
        login_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        profile: owner.profile,
        scope: 'openid offline_access',
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
        iat: expect.any(Number),
        exp: expect.any(Number),
      })
      const ofMachine = claimsOf(await world.actors.machineToken(machine))
      expect(ofMachine).toMatchObject({
        sub: machine.id,
        client_id: machine.id,
        profile: `ClientApplication/${machine.id}`,
      })
    })

    test('names its client, which the SDK compares with its own', async () => {
      const client = (await makeClient(world.call, owner)).body.id
      const begun = await begin(world.call, { email: owner.email, password: owner.password, clientId: client })
      const { body } = await redeem(world.call, begun, { client_id: client })
      expect(claimsOf(body.access_token)['client_id']).toBe(client)
    })
  })

  test('an id token is RS256 for the client, with the nonce, and has no name or address in it', async () => {
    const begun = await begin(world.call, {
      email: owner.email,
      password: owner.password,
      nonce: 'the nonce',
      scope: 'openid profile email fhirUser',
    })
    const { body } = await redeem(world.call, begun)
    const { header, claims } = taken(body.id_token)
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
    expect(claims).toEqual({
      iss: world.baseUrl,
      aud: 'damson-app',
      sub: owner.userId,
      sid: expect.stringMatching(/^[\w-]{43}$/),
      fhirUser: `${world.fhirUrl}${owner.profile}`,
      nonce: 'the nonce',
      auth_time: expect.any(Number),
      acr: 'http://idmanagement.gov/ns/assurance/aal/1',
      amr: ['pwd'],
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
  })

  function taken(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
    const [header = ''] = token.split('.')
    return {
      header: JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>,
      claims: claimsOf(token),
    }
  }

  describe('a forged access token is refused:', () => {
    const me = (token: string): Promise<Answer> =>
      world.call('auth/me', { headers: { Authorization: `Bearer ${token}` } })
    const forgedBy = async (header: object, claims: object = {}): Promise<string> => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const real = taken(owner.token)
      const merged = { ...real.header, ...header }
      return new SignJWT({ ...real.claims, ...claims })
        .setProtectedHeader(merged as { alg: string })
        .sign(pair.privateKey)
    }

    test('signed with a key of one’s own, also when the header offers that key', async () => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const jwk = await exportJWK(pair.publicKey)
      for (const header of [
        {},
        { jwk },
        { jku: 'https://evil.example/jwks' },
        { x5u: 'https://evil.example' },
        { kid: 'x' },
      ])
        expect((await me(await forgedBy(header))).status).toBe(401)
    })

    test('with alg none, or HS256 with the public key as its secret', async () => {
      const { keys } = (await world.call('.well-known/jwks.json')).body as { keys: JWK[] }
      const { header, claims } = taken(owner.token)
      for (const alg of ['none', 'None', 'NONE', '', 'nOnE']) {
        const unsigned = `${encode({ ...header, alg })}.${encode(claims)}.`
        expect((await me(unsigned)).status).toBe(401)
        expect((await me(`${unsigned}${owner.token.split('.')[2]}`)).status).toBe(401)
      }
      for (const key of keys)
        for (const secret of [
          JSON.stringify(key),
          key.x ?? key.n ?? '',
          Buffer.from(key.x ?? key.n ?? '', 'base64url'),
        ]) {
          const body = `${encode({ ...header, alg: 'HS256', kid: key.kid })}.${encode(claims)}`
          const mac = createHmac('sha256', secret).update(body).digest('base64url')
          expect((await me(`${body}.${mac}`)).status).toBe(401)
        }
    })

    test('altered in any part', async () => {
      const [header = '', claims = '', signature = ''] = owner.token.split('.')
      const flipped = (text: string, at: number): string =>
        text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
      for (const token of [
        `${header}.${encode({ ...claimsOf(owner.token), sub: randomUUID() })}.${signature}`,
        `${header}.${flipped(claims, 20)}.${signature}`,
        `${header}.${claims}.${flipped(signature, 5)}`,
        `${header}.${claims}.${flipped(signature, 60)}`,
        `${header}.${claims}`,
        `${header}.${claims}.`,
        `${header}.${claims}.${signature}.${signature}`,
        `${header}..${signature}`,
        `.${claims}.${signature}`,
        '..',
        'a'.repeat(9_000),
        encode('{"alg":"ES256"'),
      ])
        expect((await me(token)).status, token.slice(0, 60)).toBe(401)
      expect((await me(owner.token)).status).toBe(200)
    })

    test('signed by us, but for another issuer, audience, type or time, or without what it must say', async () => {
      const { keys } = (await world.call('.well-known/jwks.json')).body as { keys: { kid: string; alg: string }[] }
      const sign = await signerOf()
      const { header, claims } = taken(owner.token)
      expect((await me(await sign(header, claims))).status).toBe(200)
      const now = Math.floor(Date.now() / 1_000)
      const rsa = keys.find(({ alg }) => alg === 'RS256')?.kid
      for (const [changedHeader, changedClaims] of [
        [{}, { iss: 'https://evil.example/' }],
        [{}, { iss: world.baseUrl.slice(0, -1) }],
        [{}, { iss: undefined }],
        [{}, { aud: 'https://evil.example/fhir/R4/' }],
        [{}, { aud: world.baseUrl }],
        [{}, { aud: undefined }],
        [{}, { exp: now - 1 }],
        [{}, { exp: undefined }],
        [{}, { nbf: now + 600 }],
        [{}, { login_id: randomUUID() }],
        [{}, { login_id: 'x' }],
        [{}, { login_id: undefined }],
        [{}, { jti: undefined }],
        [{}, { sub: undefined }],
        [{}, { scope: ['openid'] }],
        [{ typ: 'JWT' }, {}],
        [{ typ: 'logout+jwt' }, {}],
        [{ typ: undefined }, {}],
        [{ kid: rsa }, {}],
        [{ kid: undefined }, {}],
        [{ crit: ['urn:x'], 'urn:x': true }, {}],
      ] as [object, object][])
        expect(
          (await me(await sign({ ...header, ...changedHeader }, { ...claims, ...changedClaims }))).status,
          JSON.stringify([changedHeader, changedClaims]),
        ).toBe(401)
    })

    /** Signs with the server's own key: what a leaked key, or a fault in minting, could give. */
    async function signerOf(): Promise<(header: object, claims: object) => Promise<string>> {
      const { createKeyring } = await import('../../src/base/crypto/index.ts')
      const { rows } = await world.store.db.query({
        sql: "select kid, sealed_private_jwk as sealed from signing_keys where algorithm = 'ES256'",
        params: [],
      })
      const [{ kid, sealed } = { kid: '', sealed: '' }] = rows as { kid: string; sealed: string }[]
      const opened = createKeyring(world.key).unseal(sealed, `signing-key:${kid}`).toString()
      const key = await importJWK(JSON.parse(opened) as JWK, 'ES256')
      const defined = (value: object): Record<string, unknown> =>
        Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))
      return (header, claims) =>
        new SignJWT(defined(claims))
          .setProtectedHeader({ alg: 'ES256', ...defined(header) })
          .sign(key, { crit: { 'urn:x': true } })
    }
  })

  test('a token of another project, or of another server, opens nothing here', async () => {
    const foreign = await world.actors.owner()
    const patient = must(await world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token: owner.token }))
      .body.id as string
    expect((await world.call(`fhir/R4/Patient/${patient}`, { token: foreign.token })).status).toBe(404)
    const elsewhere = await startWorld({ store, ownKeys: true })
    const stranger = await elsewhere.actors.owner()
    expect(verdict(await world.call('auth/me', { token: stranger.token }))).toBe('401 unknown_key')
    expect(verdict(await refresh(world.call, stranger.refreshToken ?? ''))).toBe('400 invalid_grant')
    await elsewhere.close()
  })
})
