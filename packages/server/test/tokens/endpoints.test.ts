import { type Answer, type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

describe.each(storesForWalks())('the OAuth endpoints on %s', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
  })
  afterAll(() => world.close())

  async function signedIn(fields: object = {}, changes: Record<string, string> = {}): Promise<Answer['body']> {
    const scope = 'openid profile email fhirUser offline_access'
    const begun = await begin(world.call, { email: owner.email, password: owner.password, scope, ...fields })
    return must(await redeem(world.call, begun, changes)).body
  }

  describe('metadata', () => {
    test('is one document under both names, and every address in it answers', async () => {
      const [oidc, oauth] = await Promise.all(
        ['openid-configuration', 'oauth-authorization-server'].map((name) => world.call(`.well-known/${name}`)),
      )
      expect(oidc?.body).toEqual(oauth?.body)
      const { body } = oidc as Answer
      expect(body.issuer).toBe(world.baseUrl)
      for (const [name, url] of Object.entries<string>(body).filter(
        ([name, value]) => name !== 'issuer' && typeof value === 'string' && /^https?:/.test(value),
      )) {
        expect(url.startsWith(world.baseUrl), name).toBe(true)
        const method = ['token', 'introspection', 'revocation', 'device_authorization'].some((word) =>
          name.startsWith(word),
        )
          ? 'POST'
          : 'GET'
        const answer = await world.call(url, { method })
        expect(answer.status, `${name} ${answer.text}`).not.toBe(404)
        expect(answer.status).toBeLessThan(500)
      }
    })

    test('promises nothing that is refused, and hides nothing that is taken', async () => {
      const { body } = await world.call('.well-known/openid-configuration')
      expect(body.code_challenge_methods_supported).toEqual(['S256'])
      expect(body.response_types_supported).toEqual(['code'])
      for (const grant_type of body.grant_types_supported)
        expect((await world.call('oauth2/token', { form: { grant_type } })).body.error).not.toBe(
          'unsupported_grant_type',
        )
      for (const grant_type of [
        'password',
        'implicit',
        'urn:ietf:params:oauth:grant-type:saml2-bearer',
        'none',
        'toString',
      ])
        expect((await world.call('oauth2/token', { form: { grant_type } })).body.error).toBe('unsupported_grant_type')
      // Those about one patient are asked for on the hosted pages, those of a system by machines.
      const elsewhere = /^(?:system\/|patient\/|launch)/
      for (const scope of body.scopes_supported.filter((one: string) => !elsewhere.test(one)))
        expect((await begin(world.call, { email: owner.email, password: owner.password, scope })).answer.status).toBe(
          200,
        )
    })

    test('leads to keys that verify our tokens, with public parts alone', async () => {
      const { body } = await world.call('.well-known/openid-configuration')
      const keys = createRemoteJWKSet(new URL(body.jwks_uri))
      const { access_token: access, id_token: id } = await signedIn()
      await jwtVerify(access, keys, { issuer: body.issuer, audience: world.fhirUrl, typ: 'at+jwt' })
      await jwtVerify(id, keys, { issuer: body.issuer, audience: 'damson-app', algorithms: ['RS256'] })
      const jwks = await world.call('.well-known/jwks.json')
      for (const key of jwks.body.keys) {
        expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']))
        expect(key).toMatchObject({ use: 'sig', kid: expect.any(String), alg: expect.stringMatching(/^(ES|RS)256$/) })
        for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key[secret]).toBeUndefined()
      }
    })
  })

  describe('/oauth2/token', () => {
    const valid = (): Record<string, string> => ({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
    })
    const refusedAs = async (answer: Answer, status: number, error: string): Promise<void> => {
      expect(verdict(answer), answer.text).toBe(`${status} ${error}`)
      expect(Object.keys(answer.body).sort()).toEqual(['error', 'error_description', 'error_uri'])
      expect(answer.body.error_uri).toBe(`${world.baseUrl}auth/trace/${answer.headers.get('trace-id')}`)
      expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    }

    test('refuses a field that is sent twice, whichever it is, also twice alike', async () => {
      expect.hasAssertions()
      for (const name of ['grant_type', 'client_id', 'client_secret', 'scope', 'x\u0001"\\é']) {
        const form = new URLSearchParams({ ...valid(), [name]: valid()[name] ?? 'openid' })
        form.append(name, form.get(name) ?? '')
        await refusedAs(await world.call('oauth2/token', { form }), 400, 'invalid_request')
      }
    })

    test.each([
      ['application/json', () => JSON.stringify(valid())],
      ['application/fhir+json', () => JSON.stringify(valid())],
      ['text/plain', () => new URLSearchParams(valid()).toString()],
      ['multipart/form-data; boundary=x', () => '--x--'],
      ['application/x-www-form-urlencoded-not', () => new URLSearchParams(valid()).toString()],
      ['', () => new URLSearchParams(valid()).toString()],
    ])('refuses the content type %j', async (type, raw) => {
      expect.hasAssertions()
      const answer = await world.call('oauth2/token', { raw: raw(), headers: { 'Content-Type': type } })
      await refusedAs(answer, 400, 'invalid_request')
    })

    test('takes the content type with parameters, and in any case', async () => {
      const raw = new URLSearchParams(valid()).toString()
      for (const type of ['application/x-www-form-urlencoded; charset=UTF-8', 'Application/X-WWW-Form-Urlencoded'])
        expect((await world.call('oauth2/token', { raw, headers: { 'Content-Type': type } })).status).toBe(200)
    })

    test('refuses malformed JSON, an empty body and no body in its own shape', async () => {
      expect.hasAssertions()
      await refusedAs(
        await world.call('oauth2/token', { raw: '{"grant', headers: { 'Content-Type': 'application/json' } }),
        400,
        'invalid_request',
      )
      await refusedAs(await world.call('oauth2/token', { form: {} }), 400, 'invalid_request')
      await refusedAs(await world.call('oauth2/token', { method: 'POST' }), 400, 'invalid_request')
    })

    test('takes nothing from the query string', async () => {
      const { status } = await world.call(`oauth2/token?${new URLSearchParams(valid()).toString()}`, { form: {} })
      expect(status).toBe(400)
    })

    test.each<[string, () => { form: Record<string, string>; basic?: readonly [string, string] }, string]>([
      ['a wrong secret', () => ({ form: { ...valid(), client_secret: 'x' } }), '401 invalid_client'],
      ['an unknown client', () => ({ form: { ...valid(), client_id: owner.project } }), '401 invalid_client'],
      ['no client', () => ({ form: { grant_type: 'client_credentials' } }), '401 invalid_client'],
      [
        'no secret',
        () => ({ form: { grant_type: 'client_credentials', client_id: machine.id } }),
        '401 invalid_client',
      ],
      [
        'a secret without its client',
        () => ({ form: { grant_type: 'client_credentials', client_secret: machine.secret } }),
        '400 invalid_request',
      ],
      [
        'two secrets at once',
        () => ({ form: { ...valid(), client_secret: `${machine.secret.slice(1)}x` }, basic: machine.basic }),
        '400 invalid_request',
      ],
      [
        'a right secret in the body and a wrong one in the header',
        () => ({ form: valid(), basic: [machine.id, 'x'] }),
        '400 invalid_request',
      ],
      [
        'the same secret of two clients',
        () => ({ form: { ...valid(), client_id: owner.project }, basic: machine.basic }),
        '400 invalid_request',
      ],
      [
        'the secret of the header once more, without its client',
        () => ({ form: { ...valid(), client_id: '' }, basic: machine.basic }),
        '400 invalid_request',
      ],
      [
        'an assertion beside the same secret twice',
        () => ({
          form: { ...valid(), client_assertion: 'x', client_assertion_type: ASSERTION },
          basic: machine.basic,
        }),
        '400 invalid_request',
      ],
      [
        'a wrong secret, twice',
        () => ({ form: { ...valid(), client_secret: 'x' }, basic: [machine.id, 'x'] }),
        '401 invalid_client',
      ],
      [
        'two clients at once',
        () => ({ form: { grant_type: 'client_credentials', client_id: owner.project }, basic: machine.basic }),
        '400 invalid_request',
      ],
      ['a scope of people', () => ({ form: { ...valid(), scope: 'user/*.rs' } }), '400 invalid_scope'],
      ['a scope of patients', () => ({ form: { ...valid(), scope: 'patient/*.rs' } }), '400 invalid_scope'],
      ['a scope that is garbage', () => ({ form: { ...valid(), scope: '\u0000"\\' } }), '400 invalid_scope'],
      ['a scope of 60 KB', () => ({ form: { ...valid(), scope: 'x'.repeat(60_000) } }), '400 invalid_scope'],
    ])('refuses %s', async (_, options, expected) => {
      const [status, error] = expected.split(' ') as [string, string]
      const answer = await world.call('oauth2/token', options())
      await refusedAs(answer, Number(status), error)
      expect(answer.text.length).toBeLessThan(700)
    })

    test('tells who tried with the header so with the header', async () => {
      const answer = await world.call('oauth2/token', {
        form: { grant_type: 'client_credentials' },
        basic: [machine.id, 'x'],
      })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
    })

    test('takes credentials form-encoded in the header, as RFC 6749 wants them', async () => {
      const form = { grant_type: 'client_credentials' }
      expect((await world.call('oauth2/token', { form, basic: machine.basic })).status).toBe(200)
      const [id, secret] = machine.basic.map((part) => part.replaceAll('-', '%2D')) as [string, string]
      expect((await world.call('oauth2/token', { form, basic: [id, secret] })).status).toBe(200)
    })

    // As @medplum/core and @medplum/cli send them.
    test('takes the same id and secret in the header and in the body, in either spelling of the header', async () => {
      for (const basic of [machine.basic, machine.basic.map((part) => part.replaceAll('-', '%2D'))])
        expect((await world.call('oauth2/token', { form: valid(), basic: basic as [string, string] })).status).toBe(200)
    })

    test('refuses a public client that sends a secret, or acts for itself', async () => {
      expect.hasAssertions()
      const { id } = (await makeClient(world.call, owner)).body
      const form = { grant_type: 'client_credentials', client_id: id }
      const twice = { form: { ...form, client_secret: 'x' }, basic: [id, 'x'] as const }
      await refusedAs(await world.call('oauth2/token', twice), 401, 'invalid_client')
      await refusedAs(await world.call('oauth2/token', { form }), 401, 'invalid_client')
      await refusedAs(
        await world.call('oauth2/token', { form: { ...form, client_secret: 'x' } }),
        401,
        'invalid_client',
      )
    })

    test('holds a client to the grant types that it is registered for, and a device to its own', async () => {
      const only = await world.actors.machine(owner, { extra: { grantType: ['authorization_code'] } })
      const form = { grant_type: 'client_credentials', client_id: only.id, client_secret: only.secret }
      await refusedAs(await world.call('oauth2/token', { form }), 400, 'unauthorized_client')
      const device = await world.actors.machine(owner, { kind: 'device' })
      expect((await world.call('auth/me', { token: await world.actors.machineToken(device) })).status).toBe(200)
      const auth = { client_id: device.id, client_secret: device.secret }
      for (const grant of [
        { grant_type: 'refresh_token', refresh_token: owner.refreshToken ?? '' },
        { grant_type: 'authorization_code', code: 'x', code_verifier: 'a'.repeat(43) },
      ])
        await refusedAs(await world.call('oauth2/token', { form: { ...auth, ...grant } }), 400, 'unauthorized_client')
    })

    test('answers no other method', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
        expect((await world.call('oauth2/token', { method })).status, method).toBe(404)
    })
  })

  describe('/oauth2/userinfo', () => {
    test('shows what the scope covers, and no more, by GET and POST', async () => {
      const whole = await signedIn()
      for (const method of ['GET', 'POST']) {
        const { body, headers } = await world.call('oauth2/userinfo', { method, token: whole.access_token })
        expect(body).toEqual({
          sub: owner.userId,
          fhirUser: `${world.fhirUrl}${owner.profile}`,
          profile: owner.profile,
          name: 'Ada Lovelace',
          given_name: 'Ada',
          family_name: 'Lovelace',
          updated_at: expect.any(Number),
          email: owner.email,
          email_verified: true,
        })
        expect(headers.get('cache-control')).toBe('no-store')
      }
      const bare = await signedIn({ scope: 'openid' })
      expect((await world.call('oauth2/userinfo', { token: bare.access_token })).body).toEqual({ sub: owner.userId })
    })

    test('of a machine is its id alone', async () => {
      const token = await world.actors.machineToken(machine)
      expect((await world.call('oauth2/userinfo', { token })).body).toEqual({ sub: machine.id })
    })

    test('refuses Basic, no credential, and a token without openid, in OAuth shape', async () => {
      const none = await world.call('oauth2/userinfo')
      expect(none.status).toBe(401)
      expect(none.headers.get('www-authenticate')).toMatch(/^Bearer resource_metadata=/)
      expect((await world.call('oauth2/userinfo', { basic: machine.basic })).status).toBe(403)
      const wrong = await world.call('oauth2/userinfo', { token: 'x.y.z' })
      expect(verdict(wrong)).toBe('401 invalid_token')
      expect(wrong.headers.get('www-authenticate')).toMatch(/error="invalid_token"/)
      const bare = await signedIn({ scope: 'profile' })
      const refused = await world.call('oauth2/userinfo', { token: bare.access_token })
      expect(refused.status).toBe(403)
      expect(refused.headers.get('www-authenticate')).toMatch(/insufficient_scope/)
    })
  })

  describe('/oauth2/introspect', () => {
    const introspect = (token: string, basic: readonly [string, string] = machine.basic): Promise<Answer> =>
      world.call('oauth2/introspect', { form: { token }, basic })

    test('tells a confidential client of the project what a token of the project is', async () => {
      const { access_token: access, refresh_token: again } = await signedIn()
      expect((await introspect(access)).body).toEqual({
        active: true,
        token_type: 'Bearer',
        scope: 'openid profile email fhirUser offline_access',
        client_id: 'damson-app',
        sub: owner.userId,
        iss: world.baseUrl,
        aud: world.fhirUrl,
        exp: claimsOf(access)['exp'],
        iat: claimsOf(access)['iat'],
        fhirUser: `${world.fhirUrl}${owner.profile}`,
        acr: 'http://idmanagement.gov/ns/assurance/aal/1',
        amr: ['pwd'],
        auth_time: expect.any(Number),
      })
      const { body, headers } = await introspect(again)
      expect(body).toMatchObject({ active: true, token_type: 'refresh_token' })
      expect(headers.get('cache-control')).toBe('no-store')
    })

    test('says nothing but inactive of what is revoked, rotated, expired, garbage or foreign', async () => {
      const foreign = await world.actors.owner()
      const revoked = await signedIn()
      must(await world.call('oauth2/revoke', { form: { token: revoked.access_token } }))
      const rotated = await signedIn()
      must(await refresh(world.call, rotated.refresh_token))
      for (const token of [
        revoked.access_token,
        revoked.refresh_token,
        rotated.refresh_token,
        rotated.id_token,
        foreign.token,
        foreign.refreshToken ?? '',
        machine.secret,
        'x',
        '\u0000',
        'x'.repeat(50_000),
      ])
        expect((await introspect(token)).body).toEqual({ active: false })
    })

    test('is for confidential clients alone', async () => {
      const publicClient = (await makeClient(world.call, owner)).body.id as string
      for (const form of [
        { token: owner.token },
        { token: owner.token, client_id: publicClient },
        { token: owner.token, client_id: machine.id },
        { token: owner.token, client_id: machine.id, client_secret: 'x' },
      ])
        expect(verdict(await world.call('oauth2/introspect', { form }))).toBe('401 invalid_client')
      const bearer = await world.call('oauth2/introspect', { form: { token: owner.token }, token: owner.token })
      expect(verdict(bearer)).toBe('403 access_denied')
      expect(verdict(await introspect(''))).toBe('400 invalid_request')
    })

    test('takes the token that a confidential client got for itself, while it is good', async () => {
      const own = await world.actors.machineToken(machine)
      const ask = () => world.call('oauth2/introspect', { form: { token: owner.token }, token: own })
      expect((await ask()).body).toMatchObject({ active: true, sub: owner.userId })
      must(await world.call('oauth2/revoke', { form: { token: own }, basic: machine.basic }))
      expect(verdict(await ask())).toBe('401 invalid_token')
    })
  })

  describe('/oauth2/revoke', () => {
    test.each(['access_token', 'refresh_token'])('ends the login of an %s', async (kind) => {
      const tokens = await signedIn()
      const { status, text, headers } = await world.call('oauth2/revoke', { form: { token: tokens[kind] } })
      expect([status, text, headers.get('content-type')]).toEqual([200, '{}', 'application/json; charset=utf-8'])
      expect(headers.get('cache-control')).toBe('no-store')
      expect((await world.call('auth/me', { token: tokens.access_token })).status).toBe(401)
      expect(verdict(await refresh(world.call, tokens.refresh_token))).toBe('400 invalid_grant')
      expect((await world.call('oauth2/revoke', { form: { token: tokens[kind] } })).status).toBe(200)
    })

    test('is told to the audit of the project that the login is in, once, also of an app without a client id', async () => {
      const tokens = await signedIn()
      for (const token of [tokens.access_token, tokens.refresh_token, tokens.access_token])
        must(await world.call('oauth2/revoke', { form: { token } }))
      must(
        await world.call('oauth2/revoke', {
          form: { token: await world.actors.machineToken(machine) },
          basic: machine.basic,
        }),
      )
      const { body } = await world.call('fhir/R4/AuditEvent?subtype=token.revoked', { token: owner.token })
      const mine: readonly string[] = body.entry.map(({ resource }: { resource: unknown }) => JSON.stringify(resource))
      const login = claimsOf(tokens.access_token)['login_id'] as string
      expect(mine.filter((event) => event.includes(login))).toHaveLength(1)
      expect(mine.filter((event) => event.includes(machine.id)).length).toBeGreaterThan(0)
    })

    test('takes an older refresh token too: the user who signs out may have missed a rotation', async () => {
      const { refresh_token: first } = await signedIn()
      const { body } = await refresh(world.call, first)
      must(await world.call('oauth2/revoke', { form: { token: first } }))
      expect((await world.call('auth/me', { token: body.access_token })).status).toBe(401)
    })

    test('of another client, or of nobody, changes nothing and says nothing', async () => {
      const client = (await makeClient(world.call, owner)).body.id as string
      const theirs = await signedIn({ clientId: client }, { client_id: client })
      const another = (await makeClient(world.call, owner)).body.id as string
      for (const auth of [{}, { client_id: another }, { client_id: machine.id, client_secret: machine.secret }]) {
        const { status, text } = await world.call('oauth2/revoke', { form: { ...auth, token: theirs.access_token } })
        expect([status, text]).toEqual([200, '{}'])
      }
      expect((await world.call('auth/me', { token: theirs.access_token })).status).toBe(200)
      expect(verdict(await world.call('oauth2/revoke', { form: { client_id: machine.id, token: 'x' } }))).toBe(
        '401 invalid_client',
      )
    })

    test('of a machine’s token ends it', async () => {
      const token = await world.actors.machineToken(machine)
      must(await world.call('oauth2/revoke', { form: { token }, basic: machine.basic }))
      expect((await world.call('auth/me', { token })).status).toBe(401)
    })
  })

  describe('/oauth2/logout', () => {
    test.each(['GET', 'POST'])('by %s with a Bearer ends the sign-in', async (method) => {
      const tokens = await signedIn()
      const { body } = await world.call('oauth2/logout', { method, token: tokens.access_token })
      expect(body.id).toBe('ok')
      expect((await world.call('auth/me', { token: tokens.access_token })).status).toBe(401)
      expect(verdict(await refresh(world.call, tokens.refresh_token))).toBe('400 invalid_grant')
      expect((await world.call('oauth2/logout', { method, token: tokens.access_token })).status).toBe(401)
    })

    test('leaves other sign-ins of the person, and everybody else', async () => {
      const [mine, other] = [await signedIn(), await signedIn()]
      must(await world.call('oauth2/logout', { json: {}, token: mine.access_token }))
      expect((await world.call('auth/me', { token: other.access_token })).status).toBe(200)
    })

    test('of a browser without a token is a page that ends nothing', async () => {
      const page = await world.call('oauth2/logout')
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toMatch(/^text\/html/)
      expect((await world.call('oauth2/logout', { method: 'POST' })).status).toBe(401)
    })

    test('of a machine ends its token alone; Basic has nothing to end', async () => {
      const [one, two] = [await world.actors.machineToken(machine), await world.actors.machineToken(machine)]
      must(await world.call('oauth2/logout', { json: {}, token: one }))
      expect((await world.call('auth/me', { token: one })).status).toBe(401)
      expect((await world.call('auth/me', { token: two })).status).toBe(200)
      expect((await world.call('oauth2/logout', { json: {}, basic: machine.basic })).status).toBe(200)
      expect((await world.call('auth/me', { basic: machine.basic })).status).toBe(200)
    })
  })
})
