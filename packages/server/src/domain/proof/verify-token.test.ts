import { createHash } from 'node:crypto'
import { accepted, refused } from '@damson/fhir'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Clock } from '#base/clock'
import type { Outbound, OutboundRefusal, OutboundRequest } from '#base/outbound'
import { createIssuerTokens, TOKEN_ALGORITHMS } from '#domain/issuers'
import { createClientSecretBasic, type Provider } from '#domain/providers'
import { createVerifyToken, type PresentedToken } from './verify-token.ts'

const ISSUER = 'https://idp.example/tenant'
const START = new Date('2026-03-01T12:00:00Z')
const seconds = (offset = 0): number => START.getTime() / 1000 + offset
const USERINFO = `${ISSUER}/userinfo`
const INTROSPECT = `${ISSUER}/introspect`
const OKTA = { azp: undefined, cid: 'app', ver: 1, scp: ['openid'], uid: '00uada' }

interface Pair {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}
async function makePair(kid: string, algorithm = 'RS256'): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } }
}

type Reply =
  | { readonly status?: number; readonly type?: string; readonly cache?: string; readonly body: string }
  | OutboundRefusal['why']
  | 'never'

/** A provider as the network has it: what each address answers, and what it was asked. */
function network(
  keys: () => readonly JWK[],
  extra: Readonly<Record<string, (request: OutboundRequest) => Reply>> = {},
) {
  const asked: string[] = []
  let now = START
  const reply = (url: string, request: OutboundRequest): Reply => {
    asked.push(url)
    const own = Object.entries(extra).find(([start]) => url.startsWith(start))?.[1]
    if (own !== undefined) return own(request)
    if (url === `${ISSUER}/keys`) return { body: JSON.stringify({ keys: keys() }), cache: 'max-age=600' }
    if (url === `${ISSUER}/.well-known/openid-configuration`)
      return {
        body: JSON.stringify({
          issuer: ISSUER,
          jwks_uri: `${ISSUER}/keys`,
          userinfo_endpoint: USERINFO,
          ...(extra[INTROSPECT] !== undefined && { introspection_endpoint: INTROSPECT }),
        }),
      }
    return { status: 404, body: '' }
  }
  const send: Outbound['send'] = async (url, request) => {
    const answer = reply(url, request)
    if (answer === 'never') return new Promise(() => undefined)
    if (typeof answer === 'string') return refused({ why: answer })
    const { status = 200, type = 'application/json', cache, body } = answer
    return accepted({ status, headers: { 'content-type': type, 'cache-control': cache }, body: Buffer.from(body) })
  }
  const outbound: Outbound = {
    send,
    get: (url) => send(url, { method: 'GET' }),
    post: (url, form) => send(url, { method: 'POST', body: form.toString() }),
  }
  // Only its time is asked for.
  const clock = { now: () => now } as Clock
  return { outbound, clock, asked, pass: (more: number) => (now = new Date(now.getTime() + more * 1000)) }
}

function provider(settings: Provider['settings'] = {}): Provider {
  return {
    key: { kind: 'client', id: '1' },
    project: 'p',
    issuer: ISSUER,
    name: 'IdP',
    settings: {
      issuer: ISSUER,
      clientId: 'app',
      discoveryUrl: `${ISSUER}/.well-known/openid-configuration`,
      ...settings,
    },
    emailDomains: [],
    configHash: '',
    isTested: true,
    isOffered: true,
  }
}

describe('a token that is presented', () => {
  let [first, second, stranger]: Pair[] = []
  let elliptic: Pair | undefined
  beforeAll(async () => {
    ;[first, second, stranger] = await Promise.all([makePair('one'), makePair('two'), makePair('one')])
    elliptic = await makePair('three', 'ES256')
  })

  function claimsOf(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const claims = { iss: ISSUER, sub: 'ada', aud: 'app', iat: seconds(), exp: seconds(300), ...more }
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
  }
  async function signed(more: object = {}, header: object = {}, pair = first): Promise<string> {
    if (pair === undefined) throw new Error('no key')
    return new SignJWT(claimsOf({ ...more }))
      .setProtectedHeader({ alg: pair.jwk.alg ?? '', kid: pair.kid, typ: 'JWT', ...header })
      .sign(pair.privateKey)
  }
  const usual = () => network(() => [first?.jwk ?? {}, elliptic?.jwk ?? {}])

  async function outcome(
    presented: PresentedToken,
    {
      net = usual(),
      settings = {},
      secret,
      deadlineMs,
    }: { net?: ReturnType<typeof network>; settings?: Provider['settings']; secret?: string; deadlineMs?: number } = {},
  ): Promise<string> {
    const verify = createVerifyToken({
      ...net,
      issuerTokens: createIssuerTokens(net.outbound, net.clock),
      clientSecretBasic: createClientSecretBasic(),
      providers: { secretsOf: () => Promise.resolve({ clientSecret: secret, userInfoApiKey: secret }) },
      ...(deadlineMs !== undefined && { deadlineMs }),
    })
    const found = await verify(provider(settings), presented)
    if (!found.ok) return found.refusal.code
    const { subject, email = '-', emailVerified } = found.value
    return `${subject} ${email} ${emailVerified}`
  }
  const idToken = async (more: object = {}, header: object = {}, pair = first): Promise<PresentedToken> => ({
    token: await signed(more, header, pair),
    kind: 'id_token',
  })
  const access = async (more: object = {}, header: object = {}): Promise<PresentedToken> => ({
    token: await signed({ aud: ['api', USERINFO], azp: 'app', ...more }, header),
    kind: 'access_token',
  })

  test('as an id token stands for its subject', async () => {
    expect(await outcome(await idToken({ email: 'Ada@Example.org', email_verified: true }))).toBe(
      'ada ada@example.org true',
    )
    expect(await outcome(await idToken({ email: 'ada@example.org', email_verified: 'true' }))).toBe(
      'ada ada@example.org false',
    )
    expect(await outcome(await idToken({}, {}, elliptic))).toBe('ada - false')
  })

  test.each<[string, object, object, string]>([
    ['another issuer', { iss: 'https://other.example' }, {}, 'wrong_issuer'],
    ['another client', { aud: 'other' }, {}, 'wrong_audience'],
    ['no audience', { aud: undefined }, {}, 'wrong_audience'],
    ['several audiences and no azp', { aud: ['app', 'other'] }, {}, 'wrong_party'],
    ['another azp', { azp: 'other' }, {}, 'wrong_party'],
    ['its end', { exp: seconds(-31) }, {}, 'expired_token'],
    ['no end', { exp: undefined }, {}, 'wrong_times'],
    ['no beginning', { iat: undefined }, {}, 'wrong_times'],
    ['the future', { iat: seconds(31) }, {}, 'future_token'],
    ['nbf in the future', { nbf: seconds(31) }, {}, 'future_token'],
    ['no subject', { sub: undefined }, {}, 'wrong_times'],
    ['an event', { events: {} }, {}, 'event_token'],
    ['a key of its holder', { cnf: { jkt: 'x' } }, {}, 'bound_token'],
    ['another use', { token_use: 'access' }, {}, 'wrong_token_use'],
    ['the typ of an access token', {}, { typ: 'at+jwt' }, 'wrong_header'],
    ['the typ of a logout token', {}, { typ: 'logout+jwt' }, 'wrong_header'],
    ['a key of its own', {}, { jwk: { kty: 'RSA' } }, 'wrong_header'],
    ['keys elsewhere', {}, { jku: 'https://evil.example/keys' }, 'wrong_header'],
    ['an unknown key', {}, { kid: 'nine' }, 'unknown_key'],
  ])('is refused with %s', async (_, claims, header, code) => {
    expect(await outcome(await idToken(claims, header))).toBe(code)
  })

  test('is refused when it is not signed, signed by somebody else, or with the public key as a secret', async () => {
    const unsigned = new UnsecuredJWT(claimsOf()).encode()
    expect(await outcome({ token: unsigned, kind: 'id_token' })).toBe('wrong_algorithm')
    expect(await outcome(await idToken({}, {}, stranger))).toBe('wrong_signature')
    const secret = Buffer.from(JSON.stringify(first?.jwk))
    const confused = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret)
    expect(await outcome({ token: confused, kind: 'id_token' })).toBe('wrong_algorithm')
    const { token } = await idToken()
    const [head, , signature] = token.split('.')
    const changed = Buffer.from(JSON.stringify(claimsOf({ sub: 'eve' }))).toString('base64url')
    expect(await outcome({ token: `${head}.${changed}.${signature}`, kind: 'id_token' })).toBe('wrong_signature')
    for (const text of ['', 'abc', 'a.b', 'a.b.c', 'x'.repeat(20_000)])
      expect(await outcome({ token: text, kind: 'jwt' })).toMatch(/^(malformed|oversized)_token$/)
  })

  test.each<[string, object, Provider['settings'], string]>([
    ['issued to this client', {}, {}, 'ada - false'],
    ['of a Cognito', { aud: undefined, azp: undefined, client_id: 'app', token_use: 'access' }, {}, 'ada - false'],
    ['for its issuer', { aud: ISSUER }, {}, 'ada - false'],
    ['for this client', { aud: ['api', 'app'] }, {}, 'ada - false'],
    ['for nobody', { aud: undefined }, {}, 'ada - false'],
    [
      'for this client and others, which may be whose it is',
      { aud: ['app', 'api'], azp: undefined },
      {},
      'wrong_party',
    ],
    ['for this client and its provider', { aud: ['app', ISSUER], azp: undefined }, {}, 'ada - false'],
    ['of an app itself', { sub: 'app' }, {}, 'machine_token'],
    ['of an app itself, as RFC 9068 has it', { sub: 'app', azp: undefined, client_id: 'app' }, {}, 'machine_token'],
    ['of an app itself, as Auth0 has it', { sub: 'app@clients' }, {}, 'machine_token'],
    ['by client credentials', { gty: 'client-credentials' }, {}, 'machine_token'],
    ['of an app itself, as Entra has it', { idtyp: 'app' }, {}, 'machine_token'],
    ['for another API', { aud: 'api' }, {}, 'other_api'],
    ['for other APIs', { aud: ['api', `${ISSUER}/api`] }, {}, 'other_api'],
    ['of an Okta', { ...OKTA, aud: 'api' }, { audience: 'api' }, '00uada - false'],
    ['like one of Okta, of another version', { ...OKTA, ver: '1.0' }, {}, 'ada - false'],
    ['like one of Okta, without its scopes', { ...OKTA, scp: undefined }, {}, 'ada - false'],
    ['like one of Okta, with an azp', { ...OKTA, azp: 'app' }, {}, 'ada - false'],
    ['like one of Okta, with another id', { ...OKTA, uid: 'eve' }, {}, 'ada - false'],
    ['for the configured audience', { azp: 'another' }, { audience: 'api' }, 'ada - false'],
    ['for another audience', {}, { audience: 'our-api' }, 'wrong_audience'],
    ['issued to another client', { azp: 'other' }, {}, 'wrong_party'],
    ['issued to another client, for this one', { aud: 'app', azp: 'other' }, {}, 'wrong_party'],
    ['that names this client in the wrong place', { azp: 'other', client_id: 'app', cid: 'app' }, {}, 'wrong_party'],
    ['that names nobody', { azp: undefined }, {}, 'wrong_audience'],
    ['that is an id token by its use', { token_use: 'id' }, {}, 'wrong_token_use'],
  ])('as an access token %s', async (_, claims, settings, expected) => {
    const net = network(() => [first?.jwk ?? {}], { [USERINFO]: () => ({ status: 403, body: '' }) })
    expect(await outcome(await access(claims, { typ: 'at+jwt' }), { net, settings })).toBe(expected)
  })

  test('is completed by userinfo of the same person', async () => {
    const info = (claims: object) =>
      network(() => [first?.jwk ?? {}], { [USERINFO]: () => ({ body: JSON.stringify(claims) }) })
    const ada = { sub: 'ada', email: 'ada@example.org', email_verified: true }
    expect(await outcome(await access(), { net: info(ada) })).toBe('ada ada@example.org true')
    expect(
      await outcome(await access({ email_verified: true }), { net: info({ ...ada, email_verified: undefined }) }),
    ).toBe('ada ada@example.org false')
    expect(await outcome(await access(), { net: info({ ...ada, sub: 'eve' }) })).toBe('other_subject')
  })

  test('that is opaque is refused unless somebody says for whom it was issued', async () => {
    const opaque = { token: 'opaque', kind: 'access_token' } as const
    const ada = { sub: 'ada', email: 'ada@example.org', email_verified: true }
    const plain = { [USERINFO]: () => ({ body: JSON.stringify(ada) }) }
    expect(await outcome(opaque, { net: network(() => [], plain) })).toBe('unestablished_audience')

    const info = async (more: object): Promise<string> => {
      const body = await signed({ ...ada, exp: undefined, iat: undefined, ...more })
      return outcome(opaque, {
        net: network(() => [first?.jwk ?? {}], { [USERINFO]: () => ({ body, type: 'application/jwt' }) }),
      })
    }
    expect(await info({})).toBe('ada ada@example.org true')
    expect(await info({ aud: 'other' })).toBe('wrong_audience')
    expect(await info({ aud: undefined })).toBe('wrong_times')

    const state = (claims: object): Promise<string> => {
      const answers = {
        ...plain,
        [INTROSPECT]: () => ({ body: JSON.stringify({ active: true, sub: 'ada', ...claims }) }),
      }
      return outcome(opaque, { net: network(() => [], answers), secret: 'secret' })
    }
    expect(await state({ client_id: 'app' })).toBe('ada ada@example.org true')
    expect(await state({ client_id: 'other', aud: 'app' })).toBe('wrong_party')
    expect(await state({})).toBe('wrong_audience')
    expect(await state({ client_id: 'app', aud: 'api' })).toBe('other_api')
    expect(await state({ client_id: 'app', active: 'true' })).toBe('inactive_token')
    expect(await state({ client_id: 'app', iss: 'https://other.example' })).toBe('wrong_issuer')
    expect(await state({ client_id: 'app', exp: seconds(-1) })).toBe('expired_token')
    expect(await state({ client_id: 'app', sub: 'eve' })).toBe('other_subject')
  })

  test('that is opaque is looked up with the secret as the provider reads it', async () => {
    const headers: unknown[] = []
    const net = network(() => [], {
      [INTROSPECT]: (request) => {
        headers.push(request.headers?.['authorization'])
        const isPlain = request.headers?.['authorization'] === `Basic ${btoa('app:a+b')}`
        return isPlain
          ? { body: JSON.stringify({ active: true, sub: 'ada', client_id: 'app' }) }
          : { status: 401, body: '' }
      },
      [USERINFO]: () => ({ body: JSON.stringify({ sub: 'ada' }) }),
    })
    expect(await outcome({ token: 'opaque', kind: 'access_token' }, { net, secret: 'a+b' })).toBe('ada - false')
    expect(headers).toEqual([`Basic ${btoa('app:a%2Bb')}`, `Basic ${btoa('app:a+b')}`])
  })

  test('that is opaque may come with the id token that it was issued with', async () => {
    const hash = createHash('sha256').update('opaque').digest().subarray(0, 16).toString('base64url')
    const net = () =>
      network(() => [first?.jwk ?? {}], { [USERINFO]: () => ({ body: JSON.stringify({ sub: 'ada' }) }) })
    const pair = async (more: object, token = 'opaque'): Promise<string> =>
      outcome({ token, kind: 'access_token', idToken: await signed(more) }, { net: net() })
    expect(await pair({ at_hash: hash })).toBe('ada - false')
    expect(await pair({ at_hash: hash }, 'another')).toBe('wrong_at_hash')
    expect(await pair({})).toBe('wrong_at_hash')
    expect(await pair({ at_hash: hash, aud: 'other' })).toBe('wrong_audience')
  })

  test('of a Cloud Identity Platform is looked up with the key of its project', async () => {
    const lookup = 'https://identitytoolkit.example/v1/accounts:lookup'
    const settings = { userInfoMode: 'gcip', userInfoUrl: lookup, audience: 'my-project' } as const
    const asked: OutboundRequest[] = []
    const users = (user: object) =>
      network(() => [first?.jwk ?? {}], {
        [lookup]: (request) => {
          asked.push(request)
          return { body: JSON.stringify({ users: [user] }) }
        },
      })
    const user = { localId: 'ada', email: 'ada@example.org', emailVerified: true }
    const token = await access({ aud: 'my-project', azp: undefined, email: 'eve@example.org' })
    const net = users(user)
    expect(await outcome(token, { net, settings, secret: 'key' })).toBe('ada ada@example.org true')
    expect(net.asked.at(-1)).toBe(`${lookup}?key=key`)
    expect(JSON.parse(String(asked[0]?.body))).toEqual({ idToken: token.token })
    expect(await outcome(token, { net: users({ ...user, disabled: true }), settings, secret: 'key' })).toBe(
      'inactive_token',
    )
    expect(await outcome(token, { net: users({ ...user, localId: 'eve' }), settings, secret: 'key' })).toBe(
      'other_subject',
    )
    expect(await outcome(await access({ aud: 'other' }), { net: users(user), settings, secret: 'key' })).toBe(
      'wrong_audience',
    )
  })

  test.each(TOKEN_ALGORITHMS)('of nobody is refused after a signature by %s was checked', async (algorithm) => {
    const net = usual()
    const tokens = createIssuerTokens(net.outbound, net.clock)
    const pair = await makePair('one', algorithm)
    const why = async (token: string): Promise<string> => {
      const found = await tokens.verify(token, undefined, { types: ['jwt'], claims: ['exp', 'sub'] })
      return found.ok ? 'ok' : found.refusal.why
    }
    expect(await why(await signed({}, {}, pair))).toBe('wrong_signature')
    // Its words are judged as those of everybody, and no more of them than before a signature.
    expect(await why(await signed({ exp: 1 }, {}, pair))).toBe('wrong_signature')
    expect(await why(await signed({}, { typ: 'at+jwt' }, pair))).toBe('wrong_header')
    expect(await why('x')).toBe('malformed_token')
    expect(net.asked).toEqual([])
  })

  test('finds the keys of its provider, keeps them as long as they are fresh, and asks again when they rotate', async () => {
    let keys = [first?.jwk ?? {}]
    const net = network(() => keys)
    const tokens = createIssuerTokens(net.outbound, net.clock)
    const kind = { types: ['jwt'], claims: ['exp', 'sub'] }
    const check = async (pair: Pair | undefined): Promise<string> => {
      const found = await tokens.verify(
        await signed({ exp: seconds(10_000) }, {}, pair),
        { project: 'p', issuer: ISSUER },
        kind,
      )
      return found.ok ? 'ok' : found.refusal.why
    }
    const fetched = (): number => net.asked.filter((url) => url.endsWith('/keys')).length
    expect([await check(first), await check(first), fetched()]).toEqual(['ok', 'ok', 1])
    keys = [second?.jwk ?? {}]
    // A moment ago it was asked: a stranger's kid does not make it ask again and again.
    expect([await check(second), fetched()]).toEqual(['unknown_key', 1])
    net.pass(5)
    expect([await check(second), fetched()]).toEqual(['ok', 2])
    expect([await check(first), fetched()]).toEqual(['unknown_key', 2])
    net.pass(601)
    expect([await check(second), fetched()]).toEqual(['ok', 3])
  })

  describe('whose signature is not of the key that is known', () => {
    const kind = { types: ['jwt'], claims: ['exp', 'sub'] }
    function issuer(...first: readonly JWK[]) {
      let keys = first
      const net = network(() => keys)
      const tokens = createIssuerTokens(net.outbound, net.clock)
      return {
        pass: net.pass,
        replace: (...next: readonly JWK[]) => (keys = next),
        fetched: () => net.asked.filter((url) => url.endsWith('/keys')).length,
        async check(pair: Pair | undefined, named: 'with its kid' | 'without' = 'with its kid'): Promise<string> {
          const header = named === 'without' ? { kid: undefined } : {}
          const token = await signed({ exp: seconds(10_000) }, header, pair)
          const found = await tokens.verify(token, { project: 'p', issuer: ISSUER }, kind)
          return found.ok ? 'ok' : found.refusal.why
        },
      }
    }
    const unnamed = (jwk: JWK): JWK => Object.fromEntries(Object.entries(jwk).filter(([name]) => name !== 'kid'))
    const jwkOf = (pair: Pair | undefined): JWK => pair?.jwk ?? {}

    test.each([
      ['under the same kid', 'with its kid', (jwk: JWK) => jwk],
      ['without a kid', 'without', unnamed],
    ] as const)('makes it ask once whether the key was replaced %s', async (_, kid, published) => {
      const at = issuer(published(jwkOf(first)))
      expect(await at.check(first, kid)).toBe('ok')
      at.replace(published(jwkOf(stranger)))
      // It was asked a moment ago.
      expect([await at.check(stranger, kid), at.fetched()]).toEqual(['wrong_signature', 1])
      at.pass(30)
      expect([await at.check(stranger, kid), at.fetched()]).toEqual(['ok', 2])
      expect([await at.check(first, kid), at.fetched()]).toEqual(['wrong_signature', 2])
    })

    test('does not make it ask more than once in 30 seconds, and refuses nobody who is good', async () => {
      const at = issuer(jwkOf(first))
      const flood = async (): Promise<readonly string[]> => [
        ...new Set(await Promise.all(Array.from({ length: 50 }, () => at.check(stranger)))),
      ]
      expect(await at.check(first)).toBe('ok')
      for (const asked of [1, 2, 3]) {
        expect(await flood()).toEqual(['wrong_signature'])
        expect([await at.check(first), at.fetched()]).toEqual(['ok', asked])
        at.pass(30)
      }
    })

    test('is that of one of several, where the token names none', async () => {
      const at = issuer(unnamed(jwkOf(first)), unnamed(jwkOf(second)))
      expect([await at.check(second, 'without'), await at.check(first, 'without')]).toEqual(['ok', 'ok'])
      expect(await at.check(stranger, 'without')).toBe('wrong_signature')
      at.replace(jwkOf(first), jwkOf(stranger))
      at.pass(31)
      expect([await at.check(stranger), await at.check(first)]).toEqual(['ok', 'ok'])
    })

    test('is not looked for among more than a few', async () => {
      const at = issuer(...Array.from({ length: 20 }, () => unnamed(jwkOf(first))), unnamed(jwkOf(second)))
      expect(await at.check(second, 'without')).toBe('wrong_signature')
    })
  })

  test.each<[string, Reply, string]>([
    ['is down', 'unreachable', 'discovery_failed'],
    ['is slow', 'never', 'provider_slow'],
    ['sends too much', 'too_large', 'discovery_failed'],
    ['redirects', 'redirected', 'discovery_failed'],
    ['sends no JSON', { body: '<html>' }, 'discovery_failed'],
    [
      'speaks of another issuer',
      { body: JSON.stringify({ issuer: 'https://other.example', jwks_uri: `${ISSUER}/keys` }) },
      'discovery_failed',
    ],
    ['has no keys', { body: JSON.stringify({ issuer: ISSUER }) }, 'keys_unavailable'],
  ])('is refused when its provider %s', async (_, reply, code) => {
    const net = network(() => [], { [`${ISSUER}/.well-known/openid-configuration`]: () => reply })
    expect(await outcome(await idToken(), { net, deadlineMs: 50 })).toBe(code)
  })

  test('is waited for no longer than leaves an answer within five seconds', async () => {
    const presented = await idToken()
    const net = network(() => [], { [`${ISSUER}/.well-known/openid-configuration`]: () => 'never' })
    vi.useFakeTimers()
    try {
      const found = outcome(presented, { net })
      await vi.advanceTimersByTimeAsync(4_500)
      expect(await Promise.race([found, Promise.resolve('still waiting')])).toBe('provider_slow')
    } finally {
      // Those too that a server of another file in this process has set meanwhile.
      await vi.runOnlyPendingTimersAsync()
      vi.useRealTimers()
    }
  })

  test('is held to the organisations of a Google', async () => {
    const settings = { hostedDomain: ['example.org'] }
    expect(await outcome(await idToken({ hd: 'example.org' }), { settings })).toBe('ada - false')
    expect(await outcome(await idToken({ hd: 'evil.example' }), { settings })).toBe('foreign_hosted_domain')
    expect(await outcome(await idToken({ hd: ['example.org'] }), { settings })).toBe('foreign_hosted_domain')
    expect(await outcome(await idToken({}), { settings })).toBe('foreign_hosted_domain')
  })
})
