import { createHash } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { type DamsonClient, type DamsonClientOptions, MemoryStorage, type Page } from '../src/index.ts'
import { settle } from './manual-clock.ts'
import { BASE_URL, json, outcome, StubServer } from './stub-server.ts'

/** A page of an app, and where it was sent. */
function appPage(url = 'https://app.example.org/'): Page & { url: string; readonly visits: string[] } {
  const page = {
    url,
    visits: [] as string[],
    go: (to: string) => void page.visits.push(to),
    rename: (to: string) => {
      page.url = to
    },
  }
  return page
}

/** A promise that may reject before anybody looks. */
function expectation<T>(promise: Promise<T>): () => Promise<T> {
  promise.catch(() => undefined)
  return () => promise
}

const sha256 = (text: unknown): string => createHash('sha256').update(String(text)).digest('base64url')

describe('PKCE', () => {
  test.each([
    ['startLogin', (client: DamsonClient) => client.startLogin({ email: 'ada@example.org', password: 'x' })],
    [
      'startNewUser',
      (client: DamsonClient) =>
        client.startNewUser({
          firstName: 'Ada',
          lastName: 'L',
          email: 'ada@example.org',
          password: 'x',
          projectId: 'new',
        }),
    ],
  ])('%s sends an S256 challenge, and the code is redeemed with its verifier', async (_, start) => {
    const stub = new StubServer()
    stub.intercept(({ path }) => (path === 'auth/newuser' ? json(200, { login: 'handle' }) : undefined))
    const client = stub.client()
    await start(client)
    await client.processCode('code-ada')

    const started = stub.calls[0]?.fields ?? {}
    const redeemed = stub.to('oauth2/token')[0]?.fields ?? {}
    expect(started['codeChallengeMethod']).toBe('S256')
    expect(redeemed['code_verifier']).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(sha256(redeemed['code_verifier'])).toBe(started['codeChallenge'])
  })

  test('is never the same twice, and a verifier is never used twice', async () => {
    const stub = new StubServer()
    const client = stub.client()
    for (let i = 0; i < 2; i += 1) {
      await client.startLogin({ email: 'ada@example.org', password: 'x' })
      await client.processCode('code-ada')
    }
    await expect(client.processCode('code-ada')).rejects.toMatchObject({ code: 'oauth', error: 'invalid_grant' })
    const verifiers = stub.to('oauth2/token').map(({ fields }) => fields['code_verifier'])
    expect(verifiers[0]).not.toBe(verifiers[1])
    expect(verifiers[2]).toBeUndefined()
  })

  test('without WebCrypto there is no sign-in, and the text says how to have one; plain is never sent', async () => {
    const stub = new StubServer()
    vi.stubGlobal('crypto', undefined)
    try {
      await expect(stub.client().startLogin({ email: 'ada@example.org', password: 'x' })).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringMatching(/WebCrypto.*https.*localhost.*native.*crypto/),
      })
      expect(stub.calls).toEqual([])
    } finally {
      vi.unstubAllGlobals()
    }
  })

  test('works with a WebCrypto that a native host brings', async () => {
    const stub = new StubServer()
    const real = globalThis.crypto
    vi.stubGlobal('crypto', undefined)
    try {
      const client = stub.client({
        crypto: { getRandomValues: (array) => real.getRandomValues(array), subtle: real.subtle },
      })
      await client.startLogin({ email: 'ada@example.org', password: 'x' })
      await expect(client.processCode('code-ada')).resolves.toMatchObject({ id: 'ada' })
    } finally {
      vi.unstubAllGlobals()
    }
  })

  test('leaves a challenge of the caller’s own alone', async () => {
    const stub = new StubServer()
    await stub
      .client()
      .startLogin({ email: 'ada@example.org', password: 'x', codeChallenge: 'mine', codeChallengeMethod: 'S256' })
    expect(stub.calls[0]?.fields).toMatchObject({ codeChallenge: 'mine', codeChallengeMethod: 'S256' })
  })
})

describe('a sign-in', () => {
  test('is made as nobody, with the client id and scope of the client or of the call', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { clientId: 'app', scope: 'openid online_access' })
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    await client.startLogin({ email: 'ada@example.org', password: 'x', clientId: 'other', scope: 'openid' })
    const sent = stub.to('auth/login').slice(-2)
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([null, null])
    expect(sent.map(({ fields }) => [fields['clientId'], fields['scope']])).toEqual([
      ['app', 'openid online_access'],
      ['other', 'openid'],
    ])
  })

  test('is redeemed once, however often a page asks at the same time', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    const [one, two] = await Promise.all([client.processCode('code-ada'), client.processCode('code-ada')])
    expect(one).toBe(two)
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('whose answer the network swallowed can be repeated', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    const online = stub.intercept(({ path }) => {
      if (path === 'oauth2/token') throw new TypeError('fetch failed')
      return undefined
    })
    await expect(client.processCode('code-ada')).rejects.toMatchObject({ code: 'network' })
    online()
    await expect(client.processCode('code-ada')).resolves.toMatchObject({ id: 'ada' })
  })

  test('tells what is known of the user', async () => {
    const stub = new StubServer()
    const client = stub.client()
    const changes: (string | undefined)[] = []
    const listener = (): void => void changes.push(client.getProfile()?.id)
    client.addEventListener('change', listener)
    expect(client.getProfile()).toBeUndefined()
    expect(await client.getProfileAsync()).toBeUndefined()
    await client.startLogin({ email: 'admin@example.org', password: 'x' })
    await client.processCode('code-admin')

    expect(client.getProfile()).toMatchObject({ resourceType: 'Practitioner', id: 'admin' })
    expect(client.getProject()).toMatchObject({ name: 'A project' })
    expect(client.getProjectMembership()).toMatchObject({ id: 'm-admin' })
    expect(client.getAccessPolicy()?.resource).toEqual([{ resourceType: 'Patient' }])
    expect([client.isProjectAdmin(), client.isSuperAdmin()]).toEqual([true, false])
    expect(client.getActiveLogin()).toMatchObject({
      profile: { reference: 'Practitioner/admin' },
      project: { reference: 'Project/1' },
    })
    expect(client.getLogins()).toHaveLength(1)
    expect(changes).toEqual(['admin'])
    client.removeEventListener('change', listener)
    await client.signOut()
    expect(changes).toEqual(['admin'])
  })

  test('is never loading for ever: when the profile cannot be had it says so, and can be asked again', async () => {
    const stub = new StubServer()
    const undo = stub.intercept(({ path }) => (path === 'auth/me' ? json(200, { hello: 'world' }) : undefined))
    const client = stub.client()
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    await expect(client.processCode('code-ada')).rejects.toMatchObject({ code: 'unexpected_answer' })
    expect([client.isLoading(), client.isAuthenticated()]).toEqual([false, true])
    undo()
    await expect(client.getProfileAsync()).resolves.toMatchObject({ id: 'ada' })
  })

  test('at a server that says one is somebody else than the token’s owner is not believed', async () => {
    const stub = new StubServer()
    stub.intercept(({ path }) =>
      path === 'auth/me'
        ? json(200, { project: {}, membership: {}, profile: { resourceType: 'Practitioner', id: 'grace' } })
        : undefined,
    )
    const client = stub.client()
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    await expect(client.processCode('code-ada')).rejects.toMatchObject({ code: 'unexpected_answer' })
    expect(client.getProfile()).toBeUndefined()
  })
})

describe('a sign-in by redirect', () => {
  const options = (page: Page | undefined, more: Partial<DamsonClientOptions> = {}): Partial<DamsonClientOptions> => ({
    clientId: 'app',
    redirectStorage: new MemoryStorage(),
    ...(page !== undefined && { page }),
    ...more,
  })

  /** A page on which a sign-in was begun: the query that it was sent away with. */
  async function begun(stub: StubServer, page: ReturnType<typeof appPage>, more?: Partial<DamsonClientOptions>) {
    const settings = options(page, more)
    await expect(stub.client(settings).signInWithRedirect({ scope: 'openid profile' })).resolves.toBeUndefined()
    const query = new URL(page.visits.at(-1) ?? '').searchParams
    // The page is loaded anew when it is back.
    return { query, back: () => stub.client(settings).signInWithRedirect() }
  }
  const answer = (query: URLSearchParams, changes: Record<string, string | undefined> = {}): string => {
    const parameters = { code: 'code-ada', state: query.get('state') ?? '', iss: BASE_URL, ...changes }
    const kept = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return `https://app.example.org/?tab=2&${new URLSearchParams(kept)}#top`
  }

  test('goes to the sign-in page with nothing secret in the address, and is completed when it is back', async () => {
    const stub = new StubServer()
    const page = appPage()
    const { query, back } = await begun(stub, page)
    expect(page.visits[0]).toMatch(/^https:\/\/id\.example\.org\/oauth2\/authorize\?/)
    expect(Object.fromEntries(query)).toEqual({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: 'https://app.example.org/',
      scope: 'openid profile',
      state: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      code_challenge_method: 'S256',
    })

    page.url = answer(query)
    await expect(back()).resolves.toMatchObject({ id: 'ada' })

    const redeemed = stub.to('oauth2/token')[0]?.fields
    expect(redeemed).toMatchObject({ client_id: 'app', redirect_uri: 'https://app.example.org/', code: 'code-ada' })
    expect(sha256(redeemed?.['code_verifier'])).toBe(query.get('code_challenge'))
    expect(page.url).toBe('https://app.example.org/?tab=2#top')
  })

  test('at the address of a project keeps to it, and takes no answer of the server’s own', async () => {
    const baseUrl = `${BASE_URL}projects/1/`
    for (const [iss, isTaken] of [
      [baseUrl, true],
      [BASE_URL, false],
      [`${BASE_URL}projects/2/`, false],
    ] as const) {
      const stub = new StubServer()
      const page = appPage()
      const { query, back } = await begun(stub, page, { baseUrl })
      expect(page.visits[0]).toMatch(/^https:\/\/id\.example\.org\/projects\/1\/oauth2\/authorize\?/)
      page.url = answer(query, { iss })
      if (isTaken) await expect(back()).resolves.toMatchObject({ id: 'ada' })
      else await expect(back()).rejects.toMatchObject({ code: 'redirect' })
      const asked = stub.calls.map(({ url }) => url.href)
      expect(asked).toEqual(isTaken ? [`${baseUrl}oauth2/token`, `${baseUrl}auth/me`] : [])
    }
  })

  test.each([
    ['another state', { state: 'another' }, 'redirect', /state.*signInWithRedirect/],
    ['no iss', { iss: undefined }, 'redirect', /not from https:\/\/id\.example\.org\//],
    ['another iss', { iss: 'https://evil.example/' }, 'redirect', /issuer/],
    ['an iss that only begins alike', { iss: `${BASE_URL}x` }, 'redirect', /issuer/],
    [
      'a refusal',
      { code: undefined, error: 'access_denied', error_description: 'You said no.' },
      'oauth',
      /access_denied: You said no/,
    ],
  ])(
    'with %s is not used, the code is out of the address all the same, and a new one begins',
    async (_, changes, code, text) => {
      const stub = new StubServer()
      const page = appPage()
      const { query, back } = await begun(stub, page)
      page.url = answer(query, changes)

      await expect(back()).rejects.toMatchObject({ code, message: expect.stringMatching(text) })

      expect(stub.to('oauth2/token')).toEqual([])
      expect(page.url).toBe('https://app.example.org/?tab=2#top')
      expect(page.visits).toHaveLength(1)
      await back()
      expect(page.visits).toHaveLength(2)
    },
  )

  test('that was never begun here is not used', async () => {
    const stub = new StubServer()
    const page = appPage(`https://app.example.org/?code=code-ada&state=x&iss=${BASE_URL}`)
    await expect(stub.client(options(page)).signInWithRedirect()).rejects.toMatchObject({ code: 'redirect' })
    expect(stub.calls).toEqual([])
  })

  test('a code of something else in the address does not keep one from beginning', async () => {
    const stub = new StubServer()
    const page = appPage('https://app.example.org/?code=SUMMER')
    await stub.client(options(page)).signInWithRedirect()
    expect(page.visits).toHaveLength(1)
    expect(page.url).toBe('https://app.example.org/?code=SUMMER')
  })

  test('the same answer twice is used once', async () => {
    const stub = new StubServer()
    const page = appPage()
    const { query, back } = await begun(stub, page)
    page.url = answer(query)
    await back()
    page.url = answer(query)
    await expect(back()).rejects.toMatchObject({ code: 'redirect' })
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('asked for twice at once, as pages do, is done once', async () => {
    const stub = new StubServer()
    const page = appPage()
    const settings = options(page)
    await stub.client(settings).signInWithRedirect()
    page.url = answer(new URL(page.visits[0] ?? '').searchParams)
    const client = stub.client(settings)
    const [one, two] = await Promise.all([client.signInWithRedirect(), client.signInWithRedirect()])
    expect([one?.id, two?.id]).toEqual(['ada', 'ada'])
    expect(page.visits).toHaveLength(1)
  })

  test('brings the person back to where they were going, with the code spent on the way', async () => {
    const stub = new StubServer()
    const page = appPage('https://app.example.org/patients/1?tab=2#top')
    const settings = options(page)
    const client = stub.client(settings)
    for (const returnTo of ['https://evil.example/', '//evil.example/x', 'javascript:alert(1)'])
      await expect(client.signInWithRedirect({ returnTo })).rejects.toThrow(/returnTo must/)
    expect(page.visits).toEqual([])
    await client.signInWithRedirect({ returnTo: page.url })
    const query = new URL(page.visits[0] ?? '').searchParams
    expect([query.get('redirect_uri'), query.has('returnTo')]).toEqual(['https://app.example.org/', false])

    page.url = answer(query, { state: 'another' })
    await expect(stub.client(settings).signInWithRedirect()).rejects.toMatchObject({ code: 'redirect' })
    expect(page.url).toBe('https://app.example.org/?tab=2#top')

    page.url = answer(query)
    await expect(stub.client(settings).signInWithRedirect()).resolves.toMatchObject({ id: 'ada' })
    expect(page.url).toBe('https://app.example.org/patients/1?tab=2#top')
  })

  test('begins in one line on every load: who is signed in stays so, whose login has ended signs in again', async () => {
    const stub = new StubServer()
    const page = appPage()
    const settings = options(page, { storage: new MemoryStorage() })
    const load = async () => {
      const client = stub.client(settings)
      return (await client.getProfileAsync()) ?? (await client.signInWithRedirect())
    }
    expect(await load()).toBeUndefined()
    page.url = answer(new URL(page.visits[0] ?? '').searchParams)
    expect((await load())?.id).toBe('ada')
    expect((await load())?.id).toBe('ada')
    expect(page.visits).toHaveLength(1)

    // A person who is signed in proves more: the answer is taken, and not left in the address.
    await stub.client(settings).signInWithRedirect({ acrValues: 'urn:example:two' })
    page.url = answer(new URL(page.visits[1] ?? '').searchParams)
    expect((await load())?.id).toBe('ada')
    expect([stub.to('oauth2/token').length, page.url]).toEqual([2, 'https://app.example.org/?tab=2#top'])
    // An answer that is not of this client is left alone.
    page.url = 'https://app.example.org/?code=x&state=theirs'
    expect((await load())?.id).toBe('ada')
    expect(page.url).toMatch(/theirs/)
    page.url = 'https://app.example.org/'
    page.visits.pop()

    stub.revoke('ada')
    expect(await load()).toBeUndefined()
    expect(page.visits).toHaveLength(2)

    // A secret that is wrong is a fault of the app, and no reason to sign in.
    stub.intercept(({ path }) => (path === 'auth/me' ? outcome(401, 'login', 'Unauthorized') : undefined))
    const device = stub.client()
    device.setBasicAuth('device', 'wrong')
    await expect(device.getProfileAsync()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('goes on where the server calls itself otherwise, when that is said', async () => {
    const stub = new StubServer()
    const page = appPage()
    const { query, back } = await begun(stub, page, { issuer: 'https://public.example.org/' })
    page.url = answer(query, { iss: 'https://public.example.org/' })
    await expect(back()).resolves.toMatchObject({ id: 'ada' })
  })

  test('needs a client id, and a page or a redirect URI', async () => {
    const stub = new StubServer()
    await expect(stub.client({ page: appPage() }).signInWithRedirect()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/clientId/),
    })
    await expect(stub.client({ clientId: 'app' }).signInWithRedirect()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/getAuthorizationUrl.*processRedirect/),
    })
    await expect(stub.client({ clientId: 'app' }).getAuthorizationUrl()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/redirectUri/),
    })
    await expect(stub.client({ clientId: 'app' }).signOutWithRedirect()).rejects.toMatchObject({
      code: 'configuration',
    })
  })

  test('works in a native app, which opens the address itself and is called back', async () => {
    const stub = new StubServer()
    const client = stub.client({ clientId: 'app' })
    const url = new URL(
      await client.getAuthorizationUrl({
        redirectUri: 'org.example.diary:/callback',
        loginHint: 'ada@example.org',
        prompt: 'login',
        acrValues: 'urn:example:two',
        maxAge: 600,
      }),
    )
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      login_hint: 'ada@example.org',
      prompt: 'login',
      acr_values: 'urn:example:two',
      max_age: '600',
    })
    await expect(client.processRedirect('org.example.diary:/callback')).rejects.toMatchObject({ code: 'redirect' })
    const back = `org.example.diary:/callback?code=code-ada&state=${url.searchParams.get('state')}&iss=${BASE_URL}`
    await expect(client.processRedirect(back)).resolves.toMatchObject({ id: 'ada' })
    expect(stub.to('oauth2/token')[0]?.fields).toMatchObject({ redirect_uri: 'org.example.diary:/callback' })
  })
})

describe('signing out', () => {
  test('is done here at once, then at the server; other things in the storage stay', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    for (const [key, value] of [
      ['theme', 'dark'],
      ['damson', 'a key that only begins alike'],
      ['activeLogin', 'of another SDK'],
    ] as const)
      storage.setItem(key, value)
    const other = await stub.signedIn('grace', { storage, clientId: 'other-app' })
    const client = await stub.signedIn('ada', { storage })
    const token = client.getAccessToken()

    const leaving = client.signOut()
    expect(client.isAuthenticated()).toBe(false)
    await leaving

    expect(stub.to('oauth2/logout')[0]?.headers.get('authorization')).toBe(`Bearer ${token}`)
    expect(new Set(Array.from({ length: storage.length }, (_, i) => storage.key(i)))).toEqual(
      new Set(['activeLogin', 'damson', `damson|${BASE_URL}|other-app|logins`, 'theme']),
    )
    expect(other.isAuthenticated()).toBe(true)
    expect([client.getProfile(), client.getLogins(), client.getActiveLogin()]).toEqual([undefined, [], undefined])
  })

  test('without a network is done here, and the error says what that means', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(() => {
      throw new TypeError('fetch failed')
    })
    await expect(client.signOut()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/signed out here.*could not be told/),
    })
    expect(client.isAuthenticated()).toBe(false)
  })

  test('with a token that has ended revokes the refresh token instead', async () => {
    const stub = new StubServer()
    stub.intercept(({ path }) => (path === 'oauth2/revoke' ? new Response('') : undefined))
    const client = await stub.signedIn('ada', { clientId: 'app' })
    stub.clock.advance(3_700_000)
    await client.signOut()
    expect(stub.to('oauth2/revoke')[0]?.fields).toEqual({ token: 'refresh-0-1', client_id: 'app' })
  })

  test('during a renewal ends the login that the renewal brought', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.clock.advance(3_700_000)
    const reading = expectation(client.readResource('Basic', '1'))
    await new Promise((resolve) => setImmediate(resolve))
    await client.signOut()
    await expect(reading()).rejects.toMatchObject({ code: 'login_changed' })
    expect(client.isAuthenticated()).toBe(false)
    expect(client.getLogins()).toEqual([])
    await expect(client.readResource('Basic', '1')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(stub.to('oauth2/logout')[0]?.headers.get('authorization')).toMatch(/-1$/)
  })

  test('when nobody is signed in is nothing', async () => {
    const stub = new StubServer()
    await stub.client().signOut()
    expect(stub.calls).toEqual([])
  })

  test('with a redirect shows the server’s page afterwards', async () => {
    const stub = new StubServer()
    const page = appPage()
    const client = await stub.signedIn('ada', { page })
    await client.signOutWithRedirect()
    expect(page.visits).toEqual([`${BASE_URL}oauth2/logout`])
    expect(stub.to('oauth2/logout')).toHaveLength(1)
  })
})

describe('one client is one user', () => {
  const waysIn: [string, (client: DamsonClient) => unknown][] = [
    [
      'processCode',
      async (client) => {
        await client.startLogin({ email: 'grace@example.org', password: 'x' })
        await client.processCode('code-grace')
      },
    ],
    ['startClientLogin', (client) => client.startClientLogin('client-1', 'secret-client-1')],
    ['startJwtAssertionLogin', (client) => client.startJwtAssertionLogin('signed-client-1-1')],
    ['setBasicAuth', (client) => client.setBasicAuth('client-1', 'secret-client-1')],
    ['setAccessToken', (client) => client.setAccessToken(`x.${btoa('{"profile":"Practitioner/grace"}')}.x`)],
    ['setAccessToken with an opaque token', (client) => client.setAccessToken('opaque')],
  ]

  test.each(waysIn)('%s as somebody else throws, and changes nothing', async (_, become) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    await expect((async () => become(client))()).rejects.toMatchObject({
      code: 'other_user',
      message: expect.stringMatching(/signOut.*setActiveLogin.*client for each user/),
    })
    expect(client.getProfile()?.id).toBe('ada')
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({
      meta: { author: { reference: 'Practitioner/ada' } },
    })
  })

  test.each(waysIn)('%s is possible after signing out', async (_, become) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    await client.signOut()
    await become(client)
    expect(client.isAuthenticated()).toBe(true)
  })

  test('a machine and a device cannot become each other either; each can renew what it is', async () => {
    const stub = new StubServer()
    const machine = stub.client()
    await machine.startClientLogin('client-1', 'secret-client-1')
    await expect(machine.startClientLogin('client-2', 'secret-client-2')).rejects.toMatchObject({ code: 'other_user' })
    expect(stub.to('oauth2/token')).toHaveLength(1)
    await machine.startClientLogin('client-1', 'secret-client-1')
    machine.setBasicAuth('client-1', 'secret-client-1')
    expect(() => machine.setBasicAuth('client-2', 'secret-client-2')).toThrow(/Another user/)
  })

  test('the same user may sign in again; what was remembered is forgotten', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 60_000 })
    await client.readResource('Basic', '1')
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    await client.processCode('code-ada')
    await client.readResource('Basic', '1')
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(2)
    expect(client.getLogins()).toHaveLength(1)
  })

  test('setActiveLogin switches: the cache is empty, requests under way reject, nothing of theirs reaches the next', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    const grace = await stub.signedIn('grace', { storage: new MemoryStorage() })
    const client = await stub.signedIn('ada', { storage, cacheTime: 60_000 })
    const ada = client.getActiveLogin()
    await client.readResource('Basic', '1')
    const underWay = client.readResource('Basic', '2')
    await settle()
    const slow = expectation(client.readResource('Basic', '3'))

    await client.setActiveLogin(grace.getActiveLogin() ?? expect.fail('nobody'))

    await expect(slow()).rejects.toMatchObject({ code: 'login_changed' })
    await expect(underWay).resolves.toMatchObject({ meta: { author: { reference: 'Practitioner/ada' } } })
    expect(client.getProfile()?.id).toBe('grace')
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({
      meta: { author: { reference: 'Practitioner/grace' } },
    })
    expect(client.getLogins().map(({ profile }) => profile.reference)).toEqual([
      'Practitioner/ada',
      'Practitioner/grace',
    ])
    // Whoever was active last is taken up again.
    expect((await stub.client({ storage }).getProfileAsync())?.id).toBe('grace')
    await client.setActiveLogin(ada ?? expect.fail('nobody'))
    expect(client.getProfile()?.id).toBe('ada')
  })

  test('a renewal under way when one switches is not lost: its login is kept with the new tokens', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const grace = (await stub.signedIn('grace')).getActiveLogin() ?? expect.fail('nobody')
    stub.clock.advance(3_700_000)
    const reading = expectation(client.readResource('Basic', '1'))
    await new Promise((resolve) => setImmediate(resolve))
    await client.setActiveLogin(grace)
    await expect(reading()).rejects.toMatchObject({ code: 'login_changed' })
    await settle()
    const ada =
      client.getLogins().find(({ profile }) => profile.reference === 'Practitioner/ada') ?? expect.fail('gone')
    await client.setActiveLogin(ada)
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('withUser is a client of its own, which leaves nothing in the storage', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    const client = await stub.signedIn('ada', { storage })
    const grace = await stub.signedIn('grace')
    const asGrace = client.withUser(grace.getActiveLogin() ?? expect.fail('nobody'))
    const byToken = client.withUser(grace.getAccessToken() ?? '')
    for (const other of [asGrace, byToken]) expect((await other.getProfileAsync())?.id).toBe('grace')
    await asGrace.signOut()
    expect(client.getProfile()?.id).toBe('ada')
    expect(storage.length).toBe(1)
    expect(
      Array.from({ length: storage.length }, (_, i) => storage.getItem(storage.key(i) ?? '')).join(),
    ).not.toContain('grace')
  })

  test('a token that a host brings is used, and loads the profile when it is asked for', async () => {
    const stub = new StubServer()
    const token = (await stub.signedIn('ada')).getAccessToken() ?? ''
    const before = stub.calls.length
    const client = stub.client({ accessToken: token })
    expect(client.isAuthenticated()).toBe(true)
    expect(stub.calls).toHaveLength(before)
    expect((await client.getProfileAsync())?.id).toBe('ada')
    const later = stub.client()
    later.setAccessToken(token)
    await expect(later.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })
})
