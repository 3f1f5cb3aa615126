import { type Answer, type Node, type Owner, storesUnderTest } from '@damson/testkit'
import {
  type HostileProvider,
  type IdentityProvider,
  startHostileProvider,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { type App, callbackOf, configOf, type Federated, signInWith, startFederated } from './external.ts'

const SIGNS = { clientSecret: undefined, tokenAuthMethod: 'private_key_jwt' }
const STAFF = { ...SIGNS, profileType: ['Practitioner'] }
const VARIABLE = 'DAMSON_FEDERATION_PROVIDERS'
const OPERATORS = {
  hospital: {
    issuer: 'https://hospital.example/',
    clientId: 'x',
    tokenAuthMethod: 'private_key_jwt',
    emailDomain: ['hospital.example'],
    profileType: ['Practitioner'],
  },
}

describe.each(storesUnderTest())('what this server signs with for a provider, on %s', (store) => {
  let federated: Federated
  let hostile: HostileProvider
  beforeAll(async () => {
    federated = await startFederated({ store, env: { [VARIABLE]: JSON.stringify(OPERATORS) } })
    hostile = await startHostileProvider({ redirectUris: ['http://localhost/none'] })
  })
  afterAll(async () => {
    await hostile.stop()
    await federated.world.close()
  })

  const jwksOf = (place: string, at: Pick<Node, 'call'> = federated.world): Promise<Answer> =>
    at.call(`auth/external/${place}/jwks`)
  const keyIn = async (answer: Promise<Answer>): Promise<string> => must(await answer).body.keys[0].kid

  async function keysOf(place: string): Promise<readonly Record<string, unknown>[]> {
    const [kind, id] = place.split('/')
    const sql = 'select sealed_private_key, public_jwk from assertion_keys where provider_key = $1'
    return (await federated.world.store.db.query({ sql, params: [`${kind}:${id}`] })).rows
  }

  /** Gives an app this provider, or takes its provider away. */
  async function configure(app: App, identityProvider: object | undefined): Promise<void> {
    const at = `fhir/R4/ClientApplication/${app.id}`
    const { token } = federated.owner
    const { body } = must(await federated.world.call(at, { token }))
    must(await federated.world.call(at, { method: 'PUT', token, json: { ...body, identityProvider } }))
  }

  /** What the hostile provider was shown last, and for which audience it was. */
  function shown(): { readonly assertion: string; readonly secret: string | undefined } {
    const { form } = hostile.received.findLast(({ endpoint }) => endpoint === 'token') ?? {}
    return { assertion: form?.['client_assertion'] ?? '', secret: form?.['client_secret'] }
  }

  async function checkedBy(jwks: Promise<Answer>, assertion: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(must(await jwks).body), {
      issuer: hostile.clientId,
      subject: hostile.clientId,
    })
    return payload
  }

  test.each([
    [undefined, 'issuer'],
    ['issuer', 'issuer'],
    ['token_endpoint', 'token'],
  ] as const)('opens a provider that knows the address of the keys, with the audience %s', async (audience, where) => {
    const app = await federated.app(undefined)
    const domain = `${audience?.replace('_', '-') ?? 'usual'}.example`
    const okta: IdentityProvider = await startIdentityProvider('okta', {
      redirectUris: [callbackOf(federated.world.baseUrl, app.id)],
      tokenAuthMethod: 'private_key_jwt',
      clientJwksUri: `${callbackOf(federated.world.baseUrl, app.id)}/jwks`,
      domain,
    })
    await federated.invite({ email: `ada@${domain}` })
    const chosen = { ...STAFF, emailDomain: [domain], tokenAuthAudience: audience }
    await configure(app, configOf(okta, chosen))
    const { code, visit } = await signInWith(federated, federated.browser(), app, okta, 'ada')
    expect(code, visit.text).not.toBe('')
    await okta.stop()

    hostile.allowRedirectUri(callbackOf(federated.world.baseUrl, app.id))
    await configure(app, configOf(hostile, chosen))
    await signInWith(federated, federated.browser(), app, hostile, 'mallory')
    const { assertion, secret } = shown()
    const { aud, jti } = await checkedBy(jwksOf(`client/${app.id}`), assertion)
    expect(aud).toBe(where === 'issuer' ? hostile.issuer : hostile.endpoints.token)
    expect([secret, typeof jti]).toEqual([undefined, 'string'])
  })

  test('is a key of that provider’s own: neither another one’s, nor what signs tokens', async () => {
    const app = await federated.app(hostile, STAFF)
    await signInWith(federated, federated.browser(), app, hostile, 'mallory')
    const { assertion } = shown()
    const own = jwksOf(`client/${app.id}`)
    await checkedBy(own, assertion)
    const neighbour = await federated.app(hostile, STAFF)
    const stranger = await strangersApp(await federated.world.actors.owner())
    const others = [
      federated.world.call('.well-known/jwks.json'),
      jwksOf(`client/${neighbour.id}`),
      jwksOf(`client/${stranger}`),
      jwksOf('server/hospital'),
    ]
    for (const other of others) {
      expect(must(await other).body.keys.length).toBeGreaterThan(0)
      await expect(checkedBy(other, assertion)).rejects.toThrow(/no applicable key/)
    }
    expect(await keyIn(own)).toBe(await keyIn(jwksOf(`client/${app.id}`)))
  })

  async function strangersApp({ project, token }: Owner): Promise<string> {
    const identityProvider = configOf(hostile, STAFF)
    const json = { name: 'A stranger’s', kind: 'app', redirectUris: ['https://x.example/'], identityProvider }
    return must(await federated.world.call(`admin/projects/${project}/client`, { json, token })).body.id
  }

  test('is published to anybody for a while, without its private part', async () => {
    const { id } = await federated.app(hostile, STAFF)
    const answer = must(await jwksOf(`client/${id}`))
    expect(answer.body).toEqual({
      keys: [{ kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: expect.any(String), alg: 'RS256', use: 'sig' }],
    })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    const { project } = federated.owner
    expect((await federated.world.call(`projects/${project}/auth/external/client/${id}/jwks`)).body).toEqual(
      answer.body,
    )
    const [row] = await keysOf(`client/${id}`)
    expect(Buffer.from(JSON.stringify(row)).toString()).not.toMatch(/PRIVATE KEY|"d":/)
  })

  test('is not there, nor made, for what wants none or is no provider here', async () => {
    const stranger = await strangersApp(await federated.world.actors.owner())
    const signing = await federated.app(hostile, STAFF)
    const withSecret = await federated.app(hostile, { profileType: ['Practitioner'] })
    const without = await federated.app(undefined)
    const { project } = federated.owner
    const nowhere = [
      `client/${withSecret.id}`,
      `client/${without.id}`,
      `domain/${signing.id}`,
      `site/${project}`,
      'client/nobody',
      'server/none',
    ]
    const answers = [
      ...(await Promise.all(nowhere.map((place) => jwksOf(place)))),
      await federated.world.call(`projects/${project}/auth/external/client/${stranger}/jwks`),
    ]
    const [first] = answers
    for (const { status, body } of answers) expect([status, body.issue]).toEqual([404, first?.body.issue])
    for (const place of [...nowhere, `client/${stranger}`]) expect(await keysOf(place)).toEqual([])
  })

  test('is made once, though nodes ask at the same time', async () => {
    const other = store === 'postgres' ? await federated.world.secondNode() : await federated.world.restarted()
    for (let round = 0; round < 3; round += 1) {
      const { id } = await federated.app(hostile, STAFF)
      const at = [federated.world, other, federated.world, other]
      const keys = await Promise.all(at.map((node) => keyIn(jwksOf(`client/${id}`, node))))
      expect(new Set(keys).size).toBe(1)
      expect(await keysOf(`client/${id}`)).toHaveLength(1)
    }
    await other.close()
  })

  test('goes with the provider, and with another way to authenticate', async () => {
    for (const after of [undefined, configOf(hostile, { profileType: ['Practitioner'] })]) {
      const app = await federated.app(hostile, STAFF)
      const before = await keyIn(jwksOf(`client/${app.id}`))
      await configure(app, configOf(hostile, { ...STAFF, name: 'Renamed' }))
      expect(await keyIn(jwksOf(`client/${app.id}`))).toBe(before)
      await configure(app, after)
      expect(await keysOf(`client/${app.id}`)).toEqual([])
      expect((await jwksOf(`client/${app.id}`)).status).toBe(404)
      await configure(app, configOf(hostile, STAFF))
      expect(await keyIn(jwksOf(`client/${app.id}`))).not.toBe(before)
    }
  })

  test('of the operator’s stays with a restart, and goes with the setting', async () => {
    const key = await keyIn(jwksOf('server/hospital'))
    const same = await federated.world.restarted({ env: { [VARIABLE]: JSON.stringify(OPERATORS) } })
    expect(await keyIn(jwksOf('server/hospital', same))).toBe(key)
    await same.close()
    const without = await federated.world.restarted({ env: { [VARIABLE]: undefined } })
    expect((await jwksOf('server/hospital', without)).status).toBe(404)
    expect(await keysOf('server/hospital')).toEqual([])
    // A node that has it still in its settings makes none for what is gone.
    expect((await jwksOf('server/hospital')).status).toBe(404)
    await without.close()
  })

  // Last: from then on the first node has another key than the store.
  test('is sealed anew for a new master key, and goes on signing', async () => {
    const app = await federated.app(hostile, STAFF)
    const before = await keyIn(jwksOf(`client/${app.id}`))
    const [earlier] = await keysOf(`client/${app.id}`)
    const key = new Uint8Array(32).fill(7)
    const env = { DAMSON_KEY_PREVIOUS: Buffer.from(federated.world.key).toString('hex') }
    const rotating = await federated.world.restarted({ key, env })
    await rotating.app.upkeep.run()
    const [later] = await keysOf(`client/${app.id}`)
    expect(later?.['sealed_private_key']).not.toBe(earlier?.['sealed_private_key'])
    await rotating.close()
    const rotated = await federated.world.restarted({ key })
    expect(await keyIn(jwksOf(`client/${app.id}`, rotated))).toBe(before)
    const browser = createCookieBrowser(rotated.baseUrl, federated.world.baseUrl)
    const { location } = await browser.open(app.start().url.replace(federated.world.baseUrl, '/'))
    const back = await hostile.signIn(location, 'mallory')
    await browser.open(back.replace(federated.world.baseUrl, '/'))
    await checkedBy(jwksOf(`client/${app.id}`, rotated), shown().assertion)
    await rotated.close()
  })
})
