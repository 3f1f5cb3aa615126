import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { fetchUserInfo } from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBrowser, type IdentityProvider, PERSONAS, type PersonaName, startIdentityProvider } from './index.ts'
import { REDIRECT_URI, signInByOpenidClient } from './relying-party.ts'

const NAMES = Object.keys(PERSONAS) as PersonaName[]

const authorizeUrlOf = (
  { endpoints, clientId }: IdentityProvider,
  extra: Readonly<Record<string, string>> = {},
): string =>
  `${endpoints.authorize}?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    ...extra,
  })}`

describe('a provider', () => {
  const providers = new Map<PersonaName, IdentityProvider>()
  const at = (name: PersonaName): IdentityProvider => {
    const provider = providers.get(name)
    if (provider === undefined) throw new Error(`no ${name}`)
    return provider
  }
  beforeAll(async () => {
    for (const name of NAMES) providers.set(name, await startIdentityProvider(name, { redirectUris: [REDIRECT_URI] }))
  })
  afterAll(async () => {
    for (const provider of providers.values()) await provider.stop()
  })

  test.each(NAMES)('%s signs a person in through a relying party that nobody here wrote', async (name) => {
    const provider = at(name)
    const { callback, tokens, claims, userinfo } = await signInByOpenidClient(provider, 'ada')

    expect(callback.searchParams.get('iss')).toBe(provider.issuer)
    const { subject } = provider.person('ada')
    expect(claims).toMatchObject({ iss: provider.issuer, aud: provider.clientId, sub: subject })
    const digest = createHash('sha256').update(tokens.access_token).digest()
    expect(claims['at_hash']).toBe(digest.subarray(0, 16).toString('base64url'))
    expect(userinfo.sub).toBe(subject)
  })

  test.each(NAMES)('%s is where it says, and its discovery says so too', async (name) => {
    const { endpoints, issuer } = at(name)
    const answer = await fetch(endpoints.discovery)
    expect(await answer.json()).toMatchObject({
      issuer,
      authorization_endpoint: endpoints.authorize,
      token_endpoint: endpoints.token,
      userinfo_endpoint: endpoints.userinfo,
      jwks_uri: endpoints.jwks,
      end_session_endpoint: endpoints.endSession,
    })
  })

  test('Auth0 gives opaque tokens, or JWTs by audience, and namespaced claims', async () => {
    const auth0 = at('auth0')
    const plain = await signInByOpenidClient(auth0, 'ada')
    expect(auth0.issuer).toMatch(/\/$/)
    expect(plain.tokens.access_token).not.toContain('.')
    expect(plain.claims).toMatchObject({
      sub: expect.stringMatching(/^auth0\|/),
      email: 'ada@clinic.example',
      email_verified: true,
      'https://example.com/roles': ['clinician'],
    })

    const { tokens, userinfo } = await signInByOpenidClient(auth0, 'ada', { audience: 'https://api.example.org/' })
    expect(decodeProtectedHeader(tokens.access_token).typ).toBe('JWT')
    const payload = decodeJwt(tokens.access_token)
    expect(payload).toMatchObject({
      aud: ['https://api.example.org/', `${auth0.issuer}userinfo`],
      azp: auth0.clientId,
      'https://example.com/roles': ['clinician'],
    })
    expect(payload).not.toHaveProperty('client_id')
    expect(userinfo).toMatchObject({ email: 'ada@clinic.example', 'https://example.com/roles': ['clinician'] })
  })

  test('Okta names groups, and its access token’s subject is the login', async () => {
    const okta = at('okta')
    const { tokens, claims } = await signInByOpenidClient(okta, 'ada', { scope: 'openid email groups' })
    expect(okta.issuer).toMatch(/\/oauth2\/default$/)
    expect(claims).toMatchObject({ groups: ['Everyone', 'Clinicians'], amr: ['pwd', 'mfa', 'otp'] })
    expect(claims).toHaveProperty('acr', 'urn:okta:loa:2fa:any')
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: 'ada@hospital.example',
      uid: claims.sub,
      cid: okta.clientId,
      aud: 'api://default',
      scp: ['openid', 'email', 'groups'],
    })
  })

  test('Cognito says `email_verified` as a string, and its access token has no audience', async () => {
    const cognito = at('cognito')
    const { tokens, claims, userinfo } = await signInByOpenidClient(cognito, 'ada')
    expect(cognito.tokenAuthMethod).toBe('client_secret_post')
    expect(claims).toMatchObject({ token_use: 'id', email_verified: 'true', 'cognito:groups': ['clinicians'] })
    expect(userinfo.email_verified).toBe('true')
    const access = decodeJwt(tokens.access_token)
    expect(access).toMatchObject({ token_use: 'access', client_id: cognito.clientId, username: 'ada' })
    expect(access).not.toHaveProperty('aud')
    expect(decodeProtectedHeader(tokens.access_token)).not.toHaveProperty('typ')
  })

  test('Google names the hosted domain of those who are in one', async () => {
    const google = at('google')
    const { claims } = await signInByOpenidClient(google, 'ada')
    expect(claims).toMatchObject({ azp: google.clientId, hd: 'practice.example', email_verified: true })
    const { claims: consumer } = await signInByOpenidClient(google, 'gus')
    expect(consumer).not.toHaveProperty('hd')
  })

  test('Entra lets anybody be written as owner of an address, and verifies none', async () => {
    const { claims, userinfo } = await signInByOpenidClient(at('entra'), 'eve')
    expect(claims).toMatchObject({ email: 'ada@health.example', tid: '7c0ffee0-1234-4abc-8def-000000000001' })
    expect(claims.iss).toContain(claims['tid'])
    expect(claims).not.toHaveProperty('email_verified')
    expect(userinfo).not.toHaveProperty('email_verified')
  })

  test('a phone-only one knows no address', async () => {
    const { claims, userinfo } = await signInByOpenidClient(at('phone'), 'ada', { scope: 'openid profile phone' })
    expect(claims).toMatchObject({ phone_number: '+15550100001', phone_number_verified: true })
    expect(claims).not.toHaveProperty('email')
    expect(userinfo).not.toHaveProperty('email')
  })

  test.each(NAMES)('%s gives tokens without an application, also those of another one', async (name) => {
    const provider = at(name)
    const own = await provider.tokensFor('ben', { nonce: 'n' })
    expect(decodeJwt(own.id_token)).toMatchObject({ sub: provider.person('ben').subject, nonce: 'n' })
    const foreign = await provider.tokensFor('ben', { client: 'other' })
    expect(decodeJwt(foreign.id_token).aud).toBe(provider.otherClient.clientId)
  })

  test('says what was changed, under the same subject', async () => {
    const entra = at('entra')
    const before = decodeJwt((await entra.tokensFor('ben')).id_token)
    entra.change('ben', { email: 'ada@elsewhere.example', device: 'managed', preferred_username: undefined })
    const after = decodeJwt((await entra.tokensFor('ben')).id_token)
    expect(after).toMatchObject({ sub: before.sub, email: 'ada@elsewhere.example', device: 'managed' })
    expect(after).not.toHaveProperty('preferred_username')
  })

  test('signs with new keys after a rotation, and still knows its sessions and tokens', async () => {
    const phone = at('phone')
    const { config, tokens, claims } = await signInByOpenidClient(phone, 'ada')
    const kids = async (): Promise<string[]> =>
      ((await (await fetch(phone.endpoints.jwks)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
    const old = await kids()

    await phone.rotateKeys({ keepOld: true })
    expect(await kids()).toEqual([expect.not.stringContaining(old[0] ?? ''), old[0]])
    await phone.rotateKeys()
    expect(await kids()).toEqual([decodeProtectedHeader((await phone.tokensFor('ada')).id_token).kid])
    expect(await kids()).not.toContain(old[0])
    expect(await fetchUserInfo(config, tokens.access_token, claims.sub)).toMatchObject({ sub: claims.sub })
  })

  test('keeps its session in one browser, until it is asked to choose again', async () => {
    const google = at('google')
    const browser = createBrowser()
    const url = (prompt: string): string => authorizeUrlOf(google, { prompt })
    expect(await google.signIn(url('none'), 'ada', browser)).toContain('error=login_required')
    expect(await google.signIn(url('login'), 'ada', browser)).toContain('code=')
    expect(await google.signIn(url('none'), 'ben', browser)).toContain('code=')
    const visit = await browser.open(url('select_account'))
    expect((await browser.open(visit.location)).text).toContain('a test identity provider')
  })

  test('sends a refusal back', async () => {
    const okta = at('okta')
    const callback = new URL(await okta.signIn(authorizeUrlOf(okta), 'refuse'))
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', state: 's' })
  })

  test('sends nobody to an address that was not registered', async () => {
    const okta = at('okta')
    const url = authorizeUrlOf(okta, { redirect_uri: 'http://127.0.0.1:10/callback' })
    await expect(okta.signIn(url, 'ada')).rejects.toThrow('redirect_uri')
    okta.allowRedirectUri('http://127.0.0.1:10/callback')
    expect(await okta.signIn(url, 'ada')).toContain('http://127.0.0.1:10/callback?code=')
  })

  test('gives userinfo for no token but its own', async () => {
    const okta = at('okta')
    const userinfo = (token: string): Promise<Response> =>
      fetch(okta.endpoints.userinfo, { headers: { Authorization: `Bearer ${token}` } })
    const { access_token: own, id_token: idToken } = await okta.tokensFor('ada', { scope: 'openid' })
    const allowed = await userinfo(own)
    expect(await allowed.json()).not.toHaveProperty('email')
    const foreign = await at('cognito').tokensFor('ada')
    for (const token of [idToken, foreign.access_token, `${own}x`, 'opaque'])
      expect((await userinfo(token)).status).toBe(401)
  })
})

test('an issuer may be another than the address, as Google’s is', async () => {
  const google = await startIdentityProvider('google', {
    redirectUris: [REDIRECT_URI],
    issuer: 'https://accounts.google.com',
    domain: 'myhospital.org',
  })
  const payload = decodeJwt((await google.tokensFor('ada')).id_token)
  expect(payload).toMatchObject({
    iss: 'https://accounts.google.com',
    email: 'ada@myhospital.org',
    hd: 'myhospital.org',
  })
  await google.stop()
})

test('a provider may say nothing of who it is in the callback, as most do', async () => {
  const entra = await startIdentityProvider('entra', { redirectUris: [REDIRECT_URI], sendsIss: false })
  const { callback, claims } = await signInByOpenidClient(entra, 'ada')
  expect([...callback.searchParams.keys()].sort()).toEqual(['code', 'state'])
  expect(claims.iss).toBe(entra.issuer)
  const refused = new URL(await entra.signIn(authorizeUrlOf(entra), 'refuse'))
  expect(refused.searchParams.get('error')).toBe('access_denied')
  expect(refused.searchParams.has('iss')).toBe(false)
  await entra.stop()
})

test('an application may prove itself with a key of its own', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const key = { ...(await crypto.subtle.exportKey('jwk', pair.privateKey)), alg: 'ES256', kid: 'app' }
  const okta = await startIdentityProvider('okta', {
    redirectUris: [REDIRECT_URI],
    tokenAuthMethod: 'private_key_jwt',
    clientKey: key,
  })
  expect(okta.clientSecret).toBe('')
  expect(decodeJwt((await okta.tokensFor('ada')).id_token).aud).toBe(okta.clientId)
  await okta.stop()
})
