import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as external from '../src/external/index.ts'
import { DamsonClient, type DamsonClientOptions, MemoryStorage, type Page } from '../src/index.ts'
import { BASE_URL, json, StubServer } from './stub-server.ts'

const TOKENS = {
  access_token: 'ours',
  expires_in: 3_600,
  scope: 'openid',
  project: { reference: 'Project/1' },
  profile: { reference: 'Practitioner/ada' },
}
const sha256 = (text: unknown): string => createHash('sha256').update(String(text)).digest('base64url')

/** A browser's page, whose app is loaded anew with each client. */
function app(stub: StubServer, options: Partial<DamsonClientOptions> = {}) {
  const visits: string[] = []
  const page: Page & { url: string } = {
    url: 'https://app.example.org/',
    go: (to) => void visits.push(to),
    rename: (to) => {
      page.url = to
    },
  }
  const [storage, redirectStorage] = [new MemoryStorage(), new MemoryStorage()]
  const load = (): external.DamsonClient =>
    new external.DamsonClient({
      baseUrl: BASE_URL,
      clientId: 'app',
      fetch: stub.fetch,
      clock: stub.clock,
      page,
      storage,
      redirectStorage,
      ...options,
    })
  return { page, visits, storage, load }
}

function stubFor(grant: string): StubServer {
  const stub = new StubServer()
  stub.intercept(({ path, fields, headers }) => {
    if (path === 'oauth2/token' && fields['grant_type'] === grant) return json(200, TOKENS)
    if (path !== 'auth/me' || headers.get('authorization') !== 'Bearer ours') return undefined
    const profile = { resourceType: 'Practitioner', id: 'ada' }
    return json(200, { profile, project: { resourceType: 'Project', id: '1' }, membership: { id: 'm' } })
  })
  return stub
}

describe('the client with identity providers', () => {
  test('is the client of @damson/sdk and more, by both names', () => {
    expect(external.MedplumClient).toBe(external.DamsonClient)
    expect(external.DamsonClient.prototype).toBeInstanceOf(DamsonClient)
    expect(Object.keys(external).filter((name) => !name.endsWith('Client'))).toContain('getReferenceString')
  })

  test('exchanges a token of a provider, and keeps it nowhere', async () => {
    const stub = stubFor('urn:ietf:params:oauth:grant-type:token-exchange')
    const { load, storage } = app(stub, { scope: 'openid offline_access' })
    const client = load()
    const profile = await client.exchangeExternalAccessToken('theirs', undefined, 'member')
    expect(profile.id).toBe('ada')
    expect(stub.to('oauth2/token')[0]?.fields).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'theirs',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      membership_id: 'member',
      scope: 'openid offline_access',
      client_id: 'app',
    })
    expect(client.getAccessToken()).toBe('ours')
    const kept = Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? '')).join()
    expect(kept).toContain('ours')
    expect(kept).not.toContain('theirs')
  })

  test('says what the server says of a token that it does not take, and is nobody', async () => {
    const stub = new StubServer()
    const error_description = 'send membership_id, one of a, b.'
    stub.intercept(({ path }) =>
      path === 'oauth2/token' ? json(400, { error: 'invalid_request', error_description }) : undefined,
    )
    const client = app(stub).load()
    await expect(client.exchangeExternalAccessToken('theirs')).rejects.toThrow('send membership_id')
    expect(client.getAccessToken()).toBeUndefined()
  })

  test('signs a workload in, and keeps nothing of it', async () => {
    const stub = stubFor('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const { load, storage } = app(stub)
    await load().startJwtBearerLogin('pipeline', 'a.b.c', 'system/*.rs')
    expect(stub.to('oauth2/token')[0]?.fields).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: 'a.b.c',
      scope: 'system/*.rs',
      client_id: 'pipeline',
    })
    expect(storage.length).toBe(0)
  })

  test('starts with Google like with a password', async () => {
    const stub = new StubServer()
    stub.intercept(({ path }) =>
      path === 'auth/google' ? json(200, { login: 'handle', code: 'code-ada' }) : undefined,
    )
    const client = app(stub).load()
    const { code } = await client.startGoogleLogin({ googleClientId: 'g', googleCredential: 'a.b.c' })
    await client.processCode(code ?? '')
    const started = stub.to('auth/google')[0]?.fields ?? {}
    expect(started).toMatchObject({ googleClientId: 'g', googleCredential: 'a.b.c', clientId: 'app' })
    expect(sha256(stub.to('oauth2/token')[0]?.fields['code_verifier'])).toBe(started['codeChallenge'])
  })

  test('goes through the server, bound to this browser, and comes back as by any redirect', async () => {
    const stub = new StubServer()
    const { load, page, visits } = app(stub)
    const start = `${BASE_URL}auth/external/start?client_id=app&domain=myhospital.org`
    await load().signInWithExternalAuth(start, 'app', 'https://app.example.org/', { scope: 'openid' })
    const asked = Object.fromEntries(new URL(visits[0] ?? '').searchParams)
    expect(asked).toMatchObject({
      client_id: 'app',
      domain: 'myhospital.org',
      redirect_uri: 'https://app.example.org/',
      scope: 'openid',
      code_challenge_method: 'S256',
    })
    page.url = `https://app.example.org/?code=code-ada&state=${asked['state']}&iss=${encodeURIComponent(BASE_URL)}`
    expect((await load().signInWithRedirect())?.id).toBe('ada')
    expect(sha256(stub.to('oauth2/token')[0]?.fields['code_verifier'])).toBe(asked['code_challenge'])
    page.url = `https://app.example.org/?code=code-eve&state=another&iss=${encodeURIComponent(BASE_URL)}`
    await expect(load().signInWithRedirect()).rejects.toThrow('No sign-in was started here')
  })

  test('comes back from the server by processCode too, however often a page asks, and checks whose answer it is', async () => {
    const stub = new StubServer()
    const { load, page, visits } = app(stub)
    const start = `${BASE_URL}auth/external/start`
    const leave = async (): Promise<string> => {
      await load().signInWithExternalAuth(start, 'app', 'https://app.example.org/', {})
      return new URL(visits.at(-1) ?? '').searchParams.get('state') ?? ''
    }
    const back = (code: string, state: string, iss = BASE_URL): string =>
      (page.url = `https://app.example.org/?code=${code}&state=${state}&iss=${encodeURIComponent(iss)}`)
    back('code-ada', await leave())
    const client = load()
    const [one, other] = await Promise.all([client.processCode('code-ada'), client.processCode('code-ada')])
    expect([one.id, other.id, page.url]).toEqual(['ada', 'ada', 'https://app.example.org/'])
    expect(stub.to('oauth2/token')).toHaveLength(1)
    const [challenge, { code_verifier: verifier } = {}] = [visits[0], stub.to('oauth2/token')[0]?.fields]
    expect(sha256(verifier)).toBe(new URL(challenge ?? '').searchParams.get('code_challenge'))

    await leave()
    back('code-eve', 'another')
    await expect(load().processCode('code-eve')).rejects.toThrow('another sign-in')
    back('code-eve', await leave(), 'https://other.example/')
    await expect(load().processCode('code-eve')).rejects.toThrow('not from')
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('keeps apart what was begun straight and through the server', async () => {
    const stub = new StubServer()
    const { load, page, visits } = app(stub)
    const redirectUri = 'https://app.example.org/'
    const straight = 'https://idp.example/authorize'
    await load().signInWithExternalAuth(straight, 'theirs', `${BASE_URL}auth/external`, { redirectUri }, false)
    await load().signInWithExternalAuth(`${BASE_URL}auth/external/start`, 'app', redirectUri, {})
    const asked = new URL(visits[1] ?? '').searchParams
    page.url = `${redirectUri}?code=code-ada&state=${asked.get('state')}&iss=${encodeURIComponent(BASE_URL)}`
    await load().processCode('code-ada')
    expect(sha256(stub.to('oauth2/token')[0]?.fields['code_verifier'])).toBe(asked.get('code_challenge'))
  })

  test('goes straight to a provider as the wire has it, and redeems the code on the page that it comes back to', async () => {
    const stub = new StubServer()
    const { load, page, visits } = app(stub)
    const request = { redirectUri: 'https://app.example.org/', projectId: '1' }
    const authorize = 'https://idp.example/authorize?audience=x'
    await load().signInWithExternalAuth(authorize, 'theirs', `${BASE_URL}auth/external`, request, false)
    const url = new URL(visits[0] ?? '')
    const state = JSON.parse(url.searchParams.get('state') ?? '') as Record<string, string>
    expect(Object.fromEntries(url.searchParams)).toEqual({
      audience: 'x',
      response_type: 'code',
      client_id: 'theirs',
      redirect_uri: `${BASE_URL}auth/external`,
      scope: 'openid profile email',
      state: url.searchParams.get('state'),
    })
    expect(state).toMatchObject({ ...request, clientId: 'app', codeChallengeMethod: 'S256' })
    page.url = 'https://app.example.org/?login=handle&code=code-ada'
    const client = load()
    const both = await Promise.all([client.processCode('code-ada'), client.processCode('code-ada')])
    expect(both.map(({ id }) => id)).toEqual(['ada', 'ada'])
    expect([stub.to('oauth2/token').length, page.url]).toEqual([1, 'https://app.example.org/?login=handle'])
    const { code_verifier, redirect_uri } = stub.to('oauth2/token')[0]?.fields ?? {}
    expect([sha256(code_verifier), redirect_uri]).toEqual([state['codeChallenge'], request.redirectUri])
  })

  test('gives the address of a provider, and wants a challenge where there is to be one', () => {
    const client = app(new StubServer()).load()
    const address = (request: object, pkce?: boolean): string =>
      client.getExternalAuthRedirectUri('https://idp.example/authorize', 'theirs', 'https://x.example/', request, pkce)
    expect(() => address({})).toThrow('codeChallenge')
    expect(new URL(address({}, false)).searchParams.has('code_challenge')).toBe(false)
    const challenge = { codeChallenge: 'abc', codeChallengeMethod: 'S256' }
    expect(new URL(address(challenge)).searchParams.get('code_challenge')).toBe('abc')
  })
})
