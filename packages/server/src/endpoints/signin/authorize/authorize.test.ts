import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visit } from '../../../../test/signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, startHosted } from '../../../../test/signin/hosted.ts'

type Changes = Readonly<Record<string, string | undefined>>

/** Any script but the two files of ours that talk to passkeys. */
const FOREIGN_SCRIPT = /<script(?! src="\/assets\/(?:webauthn|passkey)\.js" defer><\/script>)/

describe.each(storesForWalks())('the authorization endpoint on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const ask = (changes: Changes = {}, asking: HostedApp = app): Promise<Visit> =>
    hosted.browser().open(`/oauth2/authorize?${asking.query(changes)}`)
  const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)

  describe('shows a page, and never follows the address, when', () => {
    test.each<[string, Changes]>([
      ['no client is named', { client_id: undefined }],
      ['the client id has no value', { client_id: '' }],
      ['the client is unknown', { client_id: '11111111-1111-4111-8111-111111111111' }],
      ['the client id is garbage', { client_id: `'; drop table clients --` }],
      ['the client is a built-in one', { client_id: 'damson-app' }],
      ['no address is named', { redirect_uri: undefined }],
      ['the address has a slash more', { redirect_uri: `${CALLBACK}/` }],
      ['the address has a query more', { redirect_uri: `${CALLBACK}?a=b` }],
      ['the address has a fragment', { redirect_uri: `${CALLBACK}#a` }],
      ['the address is below the registered one', { redirect_uri: `${CALLBACK}/../evil` }],
      ['the address is written in capitals', { redirect_uri: CALLBACK.toUpperCase() }],
      ['the scheme is another', { redirect_uri: CALLBACK.replace('https', 'http') }],
      ['the host only begins alike', { redirect_uri: 'https://diary.example.evil.example/callback' }],
      ['the host is in the user part', { redirect_uri: 'https://diary.example@evil.example/callback' }],
      ['the port is another', { redirect_uri: 'https://diary.example:444/callback' }],
      ['the default port is written out', { redirect_uri: 'https://diary.example:443/callback' }],
      ['the address is percent-encoded', { redirect_uri: 'https://diary.example/%63allback' }],
      ['the address is a script', { redirect_uri: 'javascript:alert(1)' }],
    ])('%s', async (_, changes) => {
      const visit = await ask(changes)
      expect(visit.status).toBe(400)
      expect(visit.location).toBe('')
      expect(visit.heading).toBe('This app isn’t set up correctly')
      expect(visit.text).not.toContain('diary.example')
    })

    test.each(['client_id', 'redirect_uri'])('%s is sent twice, even with the same value', async (name) => {
      const query = app.query()
      const again = `${query}&${name}=${encodeURIComponent(new URLSearchParams(query).get(name) ?? '')}`
      expect((await hosted.browser().open(`/oauth2/authorize?${again}`)).status).toBe(400)
    })

    test('the client is a device', async () => {
      const device = await hosted.app({
        kind: 'device',
        tokenEndpointAuthMethod: 'client_secret_basic',
        firstParty: false,
        accessPolicy: await policy(),
      })
      expect(await ask({}, device)).toMatchObject({ status: 400, location: '' })
    })

    test('the client is switched off', async () => {
      const off = await hosted.app()
      expect((await ask({}, off)).status).toBe(200)
      await change(off, { status: 'off' })
      await expect.poll(async () => (await ask({}, off)).status).toBe(400)
    })
  })

  describe('goes back to the app with an error when', () => {
    test.each<[string, Changes, string, RegExp]>([
      ['no response type is named', { response_type: undefined }, 'invalid_request', /response_type=code/],
      ['the response type is token', { response_type: 'token' }, 'unsupported_response_type', /code/],
      ['the response type is hybrid', { response_type: 'code id_token' }, 'unsupported_response_type', /code/],
      ['there is a request object', { request: 'eyJ' }, 'request_not_supported', /parameters themselves/],
      ['there is a request_uri', { request_uri: 'urn:x' }, 'request_uri_not_supported', /parameters themselves/],
      ['the response mode is fragment', { response_mode: 'fragment' }, 'invalid_request', /query/],
      ['PKCE is missing', { code_challenge: undefined }, 'invalid_request', /PKCE is required/],
      ['PKCE is plain', { code_challenge_method: 'plain' }, 'invalid_request', /must be S256/],
      [
        'the PKCE method is left out, which means plain',
        { code_challenge_method: undefined },
        'invalid_request',
        /must be S256/,
      ],
      ['the PKCE method is unknown', { code_challenge_method: 's256' }, 'invalid_request', /must be S256/],
      ['the challenge is short', { code_challenge: 'a'.repeat(42) }, 'invalid_request', /43 characters/],
      ['the challenge is padded', { code_challenge: `${'a'.repeat(43)}=` }, 'invalid_request', /43 characters/],
      ['a scope is unknown', { scope: 'openid everything' }, 'invalid_scope', /everything/],
      ['a scope of a system is asked for', { scope: 'system/*.rs' }, 'invalid_scope', /client_credentials/],
      ['a launch of an EHR is asked for', { scope: 'launch patient/*.rs' }, 'invalid_scope', /launch\/patient/],
      ['a resource scope says what is not', { scope: 'patient/Patient.sr' }, 'invalid_scope', /in that order/],
      ['a scope is malformed', { scope: 'openid "x"' }, 'invalid_scope', /words separated by single spaces/],
      ['the audience is the server that signs in', { aud: 'http://localhost/' }, 'invalid_request', /aud must be/],
      ['the audience is another server', { aud: 'https://other.example/fhir/R4' }, 'invalid_request', /aud must be/],
      [
        'the audience only begins like ours',
        { aud: 'http://localhost.evil.example/' },
        'invalid_request',
        /aud must be/,
      ],
      ['nobody may be asked', { prompt: 'none' }, 'login_required', /prompt=none/],
      ['the prompt is unknown', { prompt: 'register' }, 'invalid_request', /prompt must be one or more of/],
      ['none does not stand alone', { prompt: 'none login' }, 'invalid_request', /none must be sent alone/],
      ['create does not stand alone', { prompt: 'create consent' }, 'invalid_request', /so must create/],
      ['a launch is to be resumed', { launch: 'abc' }, 'invalid_request', /launch/],
      ['the nonce is too long', { nonce: 'n'.repeat(2001) }, 'invalid_request', /nonce/],
    ])('%s', async (_, changes, error, description) => {
      const visit = await ask(changes)
      expect(visit.status).toBe(302)
      expect(visit.location.startsWith(`${CALLBACK}?`)).toBe(true)
      expect(answerIn(visit)).toEqual({
        error,
        error_description: expect.stringMatching(description),
        error_uri: expect.stringMatching(/\/auth\/trace\/[0-9a-f-]{36}$/),
        state: 'the-state',
        iss: hosted.issuer,
      })
      expect(visit.text).toBe('')
      expect(visit.headers.get('cache-control')).toBe('no-store')
      expect(visit.headers.get('referrer-policy')).toBe('no-referrer')
    })

    test.each(['scope', 'state', 'code_challenge', 'nonce', 'foreign'])('%s is sent twice', async (name) => {
      const visit = await hosted
        .browser()
        .open(`/oauth2/authorize?${app.query({ nonce: 'n', foreign: 'f' })}&${name}=again`)
      expect(answerIn(visit)).toMatchObject({
        error: 'invalid_request',
        error_description: 'Send each parameter once.',
      })
      expect(answerIn(visit).state).toBe(name === 'state' ? undefined : 'the-state')
    })

    test.each([
      ['too long', 's'.repeat(2001)],
      ['has a NUL in it', 'a\0b'],
    ])('the state %s, which is then not given back', async (_, state) => {
      const visit = await hosted.browser().post('/oauth2/authorize', app.query({ state }))
      expect(visit.status).toBe(303)
      expect(answerIn(visit)).toMatchObject({ error: 'invalid_request', iss: hosted.issuer })
      expect(answerIn(visit).state).toBeUndefined()
    })

    test('the client may not use codes', async () => {
      const machine = await hosted.app({
        grantType: ['client_credentials'],
        kind: 'server',
        tokenEndpointAuthMethod: 'client_secret_basic',
      })
      expect(answerIn(await ask({}, machine))).toMatchObject({ error: 'unauthorized_client' })
    })

    test('what the description quotes would break its grammar', async () => {
      const { error_description: description } = answerIn(await ask({ scope: 'openid ünïcode\\' }))
      expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    })
  })

  describe('shows the page that asks for the password when', () => {
    test.each<[string, Changes]>([
      ['all is as it should be', {}],
      ['there is no state', { state: undefined }],
      ['the state is as long as it may be', { state: '~'.repeat(2000), nonce: 'n'.repeat(2000) }],
      ['no scope is asked for', { scope: undefined }],
      ['a new sign-in is asked for', { prompt: 'login' }],
      ['the prompt is a list', { prompt: 'login consent' }],
      ['the response mode is query', { response_mode: 'query' }],
      ['there is a parameter that nobody knows', { foreign: 'x' }],
      ['a parameter has no value', { request: '', launch: '' }],
      ['the hint is no address', { login_hint: 'a\nb' }],
    ])('%s', async (_, changes) => {
      const visit = await ask(changes)
      expect(visit.status).toBe(200)
      expect(visit.title).toBe('Sign in · Riverside Clinic')
      expect(visit.text).toContain('Heart Diary')
    })

    test.each(['fhir/R4', 'fhir/R4/'])('the audience is ours: %s', async (path) => {
      expect((await ask({ aud: hosted.issuer + path })).status).toBe(200)
    })

    test('a public client’s loopback address has another port', async () => {
      const native = await hosted.app({ redirectUris: ['http://127.0.0.1/callback'] })
      expect((await ask({ redirect_uri: 'http://127.0.0.1:51234/callback' }, native)).status).toBe(200)
      expect((await ask({ redirect_uri: 'http://localhost:51234/callback' }, native)).status).toBe(400)
    })
  })

  test('fills in the address that the app hints at, to go on with or to change', async () => {
    const visit = await ask({ login_hint: 'ada@example.org' })
    expect(visit.text).toContain('value="ada@example.org"')
    expect(visit.text).toMatch(/id="email"[^>]*autocomplete="username webauthn"[^>]* autofocus/)
  })

  test('shows what others wrote as text', async () => {
    const app = await hosted.app({ name: '<b onclick="x">Diary</b> & "Co"' })
    const visit = await ask({ login_hint: '"><script>alert(1)</script>' }, app)
    expect(visit.text).toContain('&lt;b onclick=&quot;x&quot;&gt;Diary&lt;/b&gt; &amp; &quot;Co&quot;')
    expect(visit.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(visit.text).not.toMatch(FOREIGN_SCRIPT)
  })

  test('protects the page: no scripts but our own files, no frames, no caches, no referrer', async () => {
    const own = (name: string): string => `${hosted.issuer}assets/${name}.js`
    const { headers, text } = await ask()
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'self'; img-src 'self'; script-src ${own('webauthn')} ${own('passkey')}; ` +
        `connect-src ${hosted.issuer}signin/passkey-challenge; form-action 'self' https://diary.example; ` +
        "base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(text).not.toMatch(FOREIGN_SCRIPT)
    expect(text).not.toMatch(/style=|\son\w+=/)
    expect(text.length).toBeLessThan(100_000)
  })

  describe('by POST', () => {
    test('shows a browser that we know the page at once', async () => {
      const browser = hosted.browser()
      await browser.open(`/oauth2/authorize?${app.query()}`)
      const visit = await browser.post('/oauth2/authorize', app.query())
      expect(visit).toMatchObject({ status: 200, heading: 'Sign in', setCookies: [] })
    })

    test('lets a browser that sent no cookie ask again with GET, so that one in other tabs is not replaced', async () => {
      const browser = hosted.browser()
      const visit = await browser.post('/oauth2/authorize', app.query({ login_hint: 'ada@example.org' }), {
        Origin: 'https://diary.example',
      })
      expect(visit).toMatchObject({ status: 303, setCookies: [] })
      const page = await browser.follow(visit)
      expect(page).toMatchObject({ status: 200, heading: 'Sign in' })
      expect(page.text).toContain('value="ada@example.org"')
    })

    test('what was posted stands in no address, neither then nor on the pages after it', async () => {
      const browser = hosted.browser()
      const secrets = { login_hint: 'ada@example.org', state: 'a-state-of-theirs', nonce: 'a-nonce-of-theirs' }
      const visit = await browser.post('/oauth2/authorize', app.query({ ...secrets, ui_locales: 'en' }))
      const sent = new URLSearchParams(visit.location.split('?')[1])
      expect([...sent.keys()].sort()).toEqual(['carried', 'ui_locales'])
      const page = await browser.follow(visit)
      const again = await browser.post('/signin', { request: page.hidden('request'), email: 'x' })
      for (const { text } of [page, again])
        for (const address of addressesIn(text))
          for (const secret of Object.values(secrets)) expect(address).not.toContain(secret)
    })

    test.each([
      ['after a minute', 61_000, (sealed: string) => sealed],
      ['altered', 0, (sealed: string) => `${sealed.slice(0, -3)}AAA`],
      ['empty', 0, () => ''],
      ['at the other address that carries', 0, (sealed: string) => sealed, '/oauth2/logout'],
    ])('and is of no use %s', async (_, ms, change, path = '/oauth2/authorize') => {
      const visit = await hosted.browser().post('/oauth2/authorize', app.query())
      const carried = change(new URLSearchParams(visit.location.split('?')[1]).get('carried') ?? '')
      await hosted.world.travel(ms)
      const page = await hosted.browser().open(`${path}?${new URLSearchParams({ carried }).toString()}`)
      expect(page.heading).toBe(
        path === '/oauth2/authorize' ? 'Start again from your app' : 'You are not signed in here',
      )
    })

    test.each([
      ['JSON', 'application/json', '{}'],
      ['something else', 'text/plain', 'client_id=x'],
      ['nothing', 'application/x-www-form-urlencoded', ''],
      ['garbage', 'application/x-www-form-urlencoded', '%E0%A4%A&=&&=;%zz'],
    ])('answers %s with a page', async (_, type, body) => {
      const visit = await hosted.browser().post('/oauth2/authorize', body, { 'Content-Type': type })
      expect([400, 415]).toContain(visit.status)
      expect(visit.headers.get('content-type')).toMatch(/^text\/html/)
      expect(visit.heading).not.toBe('')
    })
  })

  test('gives a browser one cookie, and keeps to it', async () => {
    const browser = hosted.browser()
    const first = await browser.open(`/oauth2/authorize?${app.query()}`)
    expect(first.setCookies).toEqual([
      expect.stringMatching(/^damson-browser=[A-Za-z0-9_-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    expect((await browser.open(`/oauth2/authorize?${app.query()}`)).setCookies).toEqual([])
    browser.cookies.set('damson-browser', 'planted')
    expect((await browser.open(`/oauth2/authorize?${app.query()}`)).setCookies).toHaveLength(1)
  })

  /** What a page leads to: links, forms, and the address that its choice of languages comes back to. */
  const addressesIn = (text: string): readonly string[] => [
    ...[...text.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, address = '']) => decodeURIComponent(address)),
    ...[...text.matchAll(/name="to" value="([^"]*)"/g)].map(([, to = '']) =>
      decodeURIComponent(Buffer.from(to, 'base64url').toString()),
    ),
  ]

  test('what was typed stands in no address: not in the way to a new password, nor to another language', async () => {
    const browser = hosted.browser()
    const page = await browser.open(`/oauth2/authorize?${app.query()}`)
    const typed = await browser.post('/signin', {
      request: page.hidden('request'),
      step: 'email',
      email: 'typed@example.org',
    })
    const wrong = await browser.post('/signin', {
      request: page.hidden('request'),
      email: 'typed@example.org',
      password: 'a wrong garden path',
    })
    for (const { status, text } of [typed, wrong]) {
      expect([status, addressesIn(text).length > 4]).toEqual([status, true])
      expect(addressesIn(text).join('\n')).not.toContain('typed@')
      const forgot = addressesIn(text).find((address) => address.startsWith('/signin/forgot')) ?? ''
      const asks = await browser.open(forgot)
      expect(asks.text).toContain('value="typed@example.org"')
      expect(addressesIn(asks.text).join('\n')).not.toContain('typed@')
      // Of no use to whoever finds it.
      expect((await hosted.browser().open(forgot)).text).not.toContain('typed@')
      const chosen = await browser.post('/signin/language', {
        to: /name="to" value="([^"]*)"/.exec(text)?.[1] ?? '',
        language: 'en',
      })
      expect(chosen.location).not.toContain('typed')
      expect((await browser.open(chosen.location)).text).toContain('value="typed@example.org"')
    }
  })

  async function policy(): Promise<{ reference: string }> {
    const json = { resourceType: 'AccessPolicy', name: 'p', resource: [{ resourceType: 'Observation' }] }
    const made = await hosted.world.call('fhir/R4/AccessPolicy', { json, token: hosted.clinic.token })
    return { reference: `AccessPolicy/${made.body.id}` }
  }

  async function change({ id }: HostedApp, fields: object): Promise<void> {
    const { token } = hosted.clinic
    const { body } = await hosted.world.call(`fhir/R4/ClientApplication/${id}`, { token })
    const put = await hosted.world.call(`fhir/R4/ClientApplication/${id}`, {
      method: 'PUT',
      json: { ...body, ...fields },
      token,
    })
    expect(put.status, put.text).toBe(200)
  }
})

test('on https the cookie has the prefix that keeps sub-domains from planting one', async () => {
  const hosted = await startHosted({ env: { DAMSON_BASE_URL: 'https://id.example.org/' } })
  const app = await hosted.app()
  const browser = hosted.browser()
  const page = await browser.open(`/oauth2/authorize?${app.query()}`)
  expect(page.setCookies).toEqual([
    expect.stringMatching(
      /^__Host-damson-browser=[A-Za-z0-9_-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ])
  const begun = await browser.post('/signin', { request: page.hidden('request'), ...(await hosted.member('Patient')) })
  expect(begun.setCookies).toEqual([
    expect.stringMatching(/^__Host-damson-root=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    expect.stringMatching(
      /^__Host-damson-flow-[0-9a-f-]{36}=[A-Za-z0-9_-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ])
  const back = await browser.follow(begun)
  expect(new URL(back.location).searchParams.get('iss')).toBe('https://id.example.org/')
  await hosted.world.close()
})
