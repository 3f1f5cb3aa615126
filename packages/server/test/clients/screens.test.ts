/** People who sign in on another screen by the code that it shows (RFC 8628), and codes that an attacker sends to them. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type Person, startHosted } from '../signin/hosted.ts'
import { DEVICE_GRANT } from './device.ts'

const ON = { name: 'deviceSignIn', valueBoolean: true }
const PATH = '/code'
const SCOPE = 'openid fhirUser user/Patient.rs'
const MINUTE = 60_000

describe.each(storesForWalks())('a sign-in on another screen on %s', (store) => {
  let hosted: Hosted
  let client: string
  let practitioner: Person
  beforeAll(async () => {
    const env = {
      DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000',
      DAMSON_THROTTLE_WRONG_CODES_PER_SIGN_IN: '5',
      DAMSON_TRUSTED_PROXIES: '127.0.0.1',
      DAMSON_THROTTLE_DEVICE_REQUESTS_PER_CLIENT: '1000',
    }
    hosted = await startHosted({ store, env })
    await hosted.set(ON)
    client = (await makeClient()).body.id
    practitioner = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())

  function makeClient(fields: object = {}): Promise<Answer> {
    const { project, token } = hosted.clinic
    const json = {
      name: 'Ward television',
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      deviceSignIn: true,
      grantType: [DEVICE_GRANT],
      ...fields,
    }
    return hosted.world.call(`admin/projects/${project}/client`, { token, json })
  }
  const ask = (fields: Record<string, string> = {}, id = client): Promise<Answer> =>
    hosted.world.call('oauth2/device_authorization', {
      form: { client_id: id, scope: SCOPE, ...fields },
      headers: { 'User-Agent': 'Television/3' },
    })
  const poll = (code: string, id = client, more: object = {}): Promise<Answer> =>
    hosted.world.call('oauth2/token', {
      form: { grant_type: DEVICE_GRANT, client_id: id, device_code: code },
      ...more,
    })
  async function asked(): Promise<{ readonly device: string; readonly user: string }> {
    const { status, body, text } = await ask()
    if (status !== 200) throw new Error(text)
    return { device: body.device_code, user: body.user_code }
  }
  const error = async (code: string): Promise<string> => (await poll(code)).body.error
  const typeCode = (browser: CookieBrowser, code: string): Promise<Visit> => browser.post(PATH, { do: 'check', code })
  const press = (browser: CookieBrowser, page: Visit, what: string): Promise<Visit> =>
    browser.post(PATH, { form: page.hidden('form'), code: page.hidden('code'), do: what })
  /** Types the code, goes on, and signs in, up to whatever comes after the password. */
  async function signIn(browser: CookieBrowser, code: string, person: Person): Promise<Visit> {
    const page = await browser.follow(await press(browser, await typeCode(browser, code), 'go'))
    return browser.follow(await browser.post('/signin', { request: page.hidden('request'), ...person }))
  }
  const addressOf = (page: Visit): string => /action="(\/signin\/[^"]*)"/.exec(page.text)?.[1] ?? ''
  async function answer(browser: CookieBrowser, page: Visit, decision: string): Promise<Visit> {
    const scopes = [...page.text.matchAll(/name="scope" value="([^"]*)"/g)].map(([, value = '']) => ['scope', value])
    const fields = new URLSearchParams([['decision', decision], ...scopes] as [string, string][])
    return browser.follow(await browser.post(addressOf(page), fields.toString()))
  }
  const eventsOf = async (): Promise<readonly string[]> => {
    const { rows } = await hosted.world.store.db.query({
      sql: `select kind from audit_events where kind like 'device_sign_in%' order by id desc limit 10`,
      params: [],
    })
    return rows.map((row) => String(row['kind']))
  }

  test('asks by a code, says what and from where, and gives the screen one token of the person', async () => {
    const { status, body, headers } = await ask()
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${hosted.issuer}code`,
      verification_uri_complete: `${hosted.issuer}code?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    })
    expect(await error(body.device_code)).toBe('authorization_pending')
    const browser = hosted.browser()
    const field = await browser.open(`${PATH}?user_code=${body.user_code}`)
    expect(field).toMatchObject({ status: 200, heading: 'Sign in on another screen' })
    expect(field.text).toContain(`value="${body.user_code}"`)
    const question = await typeCode(browser, body.user_code.toLowerCase().replace('-', ' '))
    expect(question).toMatchObject({ status: 200, heading: 'Is this screen in front of you?' })
    for (const said of [
      'Ward television',
      'Riverside Clinic',
      body.user_code,
      '127.0.0.1',
      'Television/3',
      'on the same internet connection as you',
      'Nobody should send you a code like this.',
      'Whoever has that screen will be signed in as you.',
    ])
      expect(question.text).toContain(said)
    const consent = await signIn(browser, body.user_code, practitioner)
    expect(consent.text).toContain('This signs you in on the screen that shows')
    expect(consent.text).toContain(body.user_code)
    expect(consent.text).toContain('Nobody should send you a code like this.')
    expect(await error(body.device_code)).toBe('slow_down')
    const done = await answer(browser, consent, 'allow')
    expect(done).toMatchObject({ status: 200, heading: 'Look at the other screen' })
    expect(done.text).not.toContain(body.device_code)
    await hosted.travel(11_000)
    const given = await poll(body.device_code)
    expect(given.status, given.text).toBe(200)
    expect(given.body).toMatchObject({ token_type: 'Bearer', scope: SCOPE, id_token: expect.any(String) })
    expect(given.body).not.toHaveProperty('refresh_token')
    const token = given.body.access_token
    const me = await hosted.world.call('auth/me', { token })
    expect(me.body.profile.resourceType).toBe('Practitioner')
    expect((await hosted.world.call('fhir/R4/Observation', { token })).status).toBe(403)
    await hosted.travel(5_000)
    expect(await error(body.device_code)).toBe('invalid_grant')
    expect(await eventsOf()).toContain('device_sign_in.allowed')
  })

  test('is asked for each time, also in a browser that is signed in and allowed it before', async () => {
    const browser = hosted.browser()
    const first = await asked()
    await answer(browser, await signIn(browser, first.user, practitioner), 'allow')
    const second = await asked()
    const consent = await browser.follow(await press(browser, await typeCode(browser, second.user), 'go'))
    expect(consent.text).toContain('This signs you in on the screen that shows')
    expect(await error(second.device)).toBe('authorization_pending')
  })

  test('takes a proof of the last ten minutes: a browser that was left open signs nobody in elsewhere', async () => {
    const browser = hosted.browser()
    await answer(browser, await signIn(browser, (await asked()).user, practitioner), 'allow')
    await hosted.travel(11 * 60_000)
    const { user, device } = await asked()
    const page = await browser.follow(await press(browser, await typeCode(browser, user), 'go'))
    expect(page.text).toContain('type="password"')
    expect(page.text).not.toContain('This signs you in on the screen that shows')
    const consent = await browser.follow(
      await browser.post('/signin', { request: page.hidden('request'), ...practitioner }),
    )
    expect(consent.text).toContain('This signs you in on the screen that shows')
    expect(await error(device)).toBe('authorization_pending')
  })

  test('is refused by whoever did not ask for it, before a sign-in and on the page of consent', async () => {
    const [one, two, browser] = [await asked(), await asked(), hosted.browser()]
    const page = await press(browser, await typeCode(browser, one.user), 'deny')
    expect(page.heading).toBe('Nobody was signed in')
    expect(await error(one.device)).toBe('access_denied')
    const denied = await answer(browser, await signIn(browser, two.user, practitioner), 'deny')
    expect(denied.heading).toBe('Nobody was signed in')
    expect(await error(two.device)).toBe('access_denied')
    expect(await eventsOf()).toContain('device_sign_in.denied')
  })

  test('is never of an administrator, nor of somebody who became one before the screen asked again', async () => {
    const [one, browser] = [await asked(), hosted.browser()]
    const form = await browser.follow(await press(browser, await typeCode(browser, one.user), 'go'))
    const begun = await browser.post('/signin', { request: form.hidden('request'), ...ADMINISTRATOR })
    const page = await browser.follow(begun)
    expect(page.heading).toBe('Administrators cannot sign in on another screen')
    expect(page.text).toContain('If someone sent you the code, tell whoever gave you the app')
    const pressed = await browser.follow(await browser.post(begun.location, { decision: 'allow' }))
    expect(pressed.heading).toBe('Administrators cannot sign in on another screen')
    expect(await error(one.device)).toBe('authorization_pending')

    const rising = await hosted.member('Practitioner')
    const [two, other] = [await asked(), hosted.browser()]
    await answer(other, await signIn(other, two.user, rising), 'allow')
    await makeAdministrator(rising)
    const { status, body } = await poll(two.device)
    expect([status, body.error]).toEqual([400, 'access_denied'])
    expect(body.error_description).toContain('Administrators are never signed in on another screen')
    expect((await poll(two.device)).status).toBe(400)
  })

  test('has no rights of an administrator, though its person becomes one later', async () => {
    const rising = await hosted.member('Practitioner')
    const [one, browser] = [await asked(), hosted.browser()]
    await answer(browser, await signIn(browser, one.user, rising), 'allow')
    const { access_token: token } = (await poll(one.device)).body
    await makeAdministrator(rising)
    const { project } = hosted.clinic
    expect((await hosted.world.call(`admin/projects/${project}/members`, { token })).status).toBe(403)
    expect((await hosted.world.call('fhir/R4/ClientApplication', { token })).status).toBe(403)
  })

  async function makeAdministrator(person: Person): Promise<void> {
    const { project, token } = hosted.clinic
    const { rows } = await hosted.world.store.db.query({
      sql: 'select m.id::text as id from memberships m join users u on u.id = m.user_id where u.email = $1',
      params: [person.email],
    })
    const at = `admin/projects/${project}/members/${String(rows[0]?.['id'])}`
    const { body } = await hosted.world.call(at, { token })
    const made = await hosted.world.call(at, { token, json: { ...body, admin: true } })
    if (made.status !== 200) throw new Error(made.text)
  }

  test('begins only in the browser in which the code was typed: a link that is sent on leads nowhere', async () => {
    const [mallory, victim] = [hosted.browser(), hosted.browser()]
    const { user, device } = await asked()
    const sent = await press(mallory, await typeCode(mallory, user), 'go')
    expect(sent.location).toContain('/oauth2/authorize?')
    const page = await victim.follow(await victim.open(sent.location))
    expect(page).toMatchObject({ status: 400, heading: 'Start again from your app' })
    // The link to sign in as somebody else, which the attacker finds on a page of theirs.
    const theirs = await mallory.follow(sent)
    const begun = await mallory.post('/signin', { request: theirs.hidden('request'), ...practitioner })
    const consent = await mallory.follow(begun)
    const again = /"(\/oauth2\/authorize\?[^"]*state=[^"]*)"/.exec(consent.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await mallory.open(again)).heading).toBe('Sign in')
    expect((await victim.open(again)).heading).toBe('Start again from your app')
    // As a plain request of an app, with what the attacker knows and makes up.
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client,
      redirect_uri: 'urn:damson:other-screen',
      scope: SCOPE,
      state: 'made up',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })
    expect((await victim.open(`/oauth2/authorize?${query}`)).heading).toBe('Start again from your app')
    expect(await error(device)).toBe('authorization_pending')
  })

  test.each(['Patient', 'Practitioner'] as const)(
    'that an attacker sends to a %s says what it would do, gains nothing by a visit, and ends when it is refused',
    async (role) => {
      const person = await hosted.member(role)
      const sent = (await ask({}, client)).body
      const browser = hosted.browser()
      const opened = await browser.open(sent.verification_uri_complete)
      expect(opened.text).toContain('Nobody should send you a code like this.')
      expect(opened.text).not.toContain('Ward television')
      const question = await typeCode(browser, sent.user_code)
      for (const said of ['Ward television', 'from the address', 'Whoever has that screen will be signed in as you.'])
        expect(question.text).toContain(said)
      const consent = await signIn(browser, sent.user_code, person)
      expect(consent.text).toContain('Nobody should send you a code like this.')
      expect(await error(sent.device_code)).toBe('authorization_pending')
      await answer(browser, consent, 'deny')
      await hosted.travel(6_000)
      expect(await error(sent.device_code)).toBe('access_denied')
    },
  )

  test('is not begun by a press alone: the page that says where it was asked from comes first', async () => {
    const browser = hosted.browser()
    const { user, device } = await asked()
    for (const what of ['go', 'deny'])
      expect((await browser.post(PATH, { do: what, code: user })).heading).toBe('Is this screen in front of you?')
    const shown = await typeCode(browser, user)
    const other = await browser.post(PATH, { do: 'go', form: shown.hidden('form'), code: (await asked()).user })
    expect(other.heading).toBe('Is this screen in front of you?')
    expect(await error(device)).toBe('authorization_pending')
  })

  test('says so if the screen is on another internet connection', async () => {
    const { user } = await asked()
    const fields = { do: 'check', code: user }
    const page = await hosted.browser().post(PATH, fields, { 'X-Forwarded-For': '203.0.113.7' })
    expect(page.heading).toBe('Is this screen in front of you?')
    expect(page.text).toContain('It is on another internet connection than you.')
    expect(page.text).not.toContain('the same internet connection')
  })

  test.each([
    ['offline_access', 'openid offline_access'],
    ['online_access', 'openid online_access user/Patient.rs'],
    ['a launch', 'openid launch user/Patient.rs'],
  ])('never gets %s', async (_what, scope) => {
    expect((await ask({ scope })).body).toMatchObject({ error: 'invalid_scope' })
  })

  test('is off until the project and the client say so, and connects no device', async () => {
    await hosted.set()
    expect((await ask()).body).toMatchObject({ error: 'unauthorized_client' })
    await hosted.set({ name: 'deviceEnrolment', valueBoolean: true })
    expect((await ask()).body).toMatchObject({ error: 'unauthorized_client' })
    await hosted.set(ON)
    const app = await hosted.app()
    expect((await ask({}, app.id)).body).toMatchObject({ error: 'unauthorized_client' })
    expect((await ask({ device_key: '{}' })).body).toMatchObject({ error: 'invalid_request' })
  })

  test('ends where the project or the client is switched off meanwhile', async () => {
    const { user, device } = await asked()
    await hosted.set()
    expect((await typeCode(hosted.browser(), user)).status).toBe(400)
    expect((await poll(device)).body.error).toBe('unauthorized_client')
    await hosted.set(ON)
    const mine = (await makeClient()).body
    const { body } = await ask({}, mine.id)
    const at = `fhir/R4/ClientApplication/${mine.id}`
    const json = { ...(await hosted.world.call(at, { token: hosted.clinic.token })).body, status: 'off' }
    await hosted.world.call(at, { method: 'PUT', json, token: hosted.clinic.token })
    expect((await typeCode(hosted.browser(), body.user_code)).status).toBe(400)
    expect((await poll(body.device_code, mine.id)).status).toBe(401)
  })

  test.each<[string, object, string]>([
    ['without the grant', { grantType: ['authorization_code'] }, 'device_sign_in_grant'],
    ['as a device', { kind: 'device', tokenEndpointAuthMethod: 'client_secret_basic' }, 'device'],
    ['as a first party', { firstParty: true }, 'device_sign_in_scopes'],
  ])('has no client %s', async (_what, fields, code) => {
    const { status, text } = await makeClient(fields)
    expect(status).toBe(400)
    expect(text).toContain(code)
  })

  test('of a client with a secret needs it, at both endpoints', async () => {
    const made = (await makeClient({ kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' })).body
    expect((await ask({}, made.id)).status).toBe(401)
    const basic = { Authorization: `Basic ${Buffer.from(`${made.id}:${made.secret}`).toString('base64')}` }
    const begun = await hosted.world.call('oauth2/device_authorization', { form: { scope: SCOPE }, headers: basic })
    expect(begun.status, begun.text).toBe(200)
    expect((await poll(begun.body.device_code, made.id)).status).toBe(401)
    // Though it could be remembered: a screen is asked for each time, and the page says so.
    const consent = await signIn(hosted.browser(), begun.body.user_code, practitioner)
    expect(consent.text).toContain('You see this page each time')
    const form = { grant_type: DEVICE_GRANT, device_code: begun.body.device_code }
    expect((await hosted.world.call('oauth2/token', { form, headers: basic })).body.error).toBe('authorization_pending')
    // That of another client is unknown, whoever has it.
    expect((await poll(begun.body.device_code)).body.error).toBe('invalid_grant')
  })

  test('is found at the address alone at which it was asked for', async () => {
    const at = `projects/${hosted.clinic.project}/`
    const { body } = await hosted.world.call(`${at}oauth2/device_authorization`, {
      form: { client_id: client, scope: SCOPE },
    })
    expect(body.verification_uri).toBe(`${hosted.issuer}${at}code`)
    expect((await typeCode(hosted.browser(), body.user_code)).status).toBe(400)
    expect((await hosted.browser().post(`/${at}code`, { do: 'check', code: body.user_code })).status).toBe(200)
  })

  test('gives one token to polls at once, and has two minutes to fetch it', async () => {
    const [one, late, browser] = [await asked(), await asked(), hosted.browser()]
    await answer(browser, await signIn(browser, one.user, practitioner), 'allow')
    const polls = await Promise.all([poll(one.device), poll(one.device)])
    expect(polls.filter(({ status }) => status === 200)).toHaveLength(1)
    const again = hosted.browser()
    await answer(again, await signIn(again, late.user, practitioner), 'allow')
    await hosted.travel(2 * MINUTE + 1_000)
    expect(await error(late.device)).toBe('expired_token')
  })

  test('is allowed once: what a second person allows is told that the code has run out', async () => {
    const [one, two] = [hosted.browser(), hosted.browser()]
    const { user, device } = await asked()
    const first = await signIn(one, user, practitioner)
    const second = await signIn(two, user, await hosted.member('Practitioner'))
    expect((await answer(one, first, 'allow')).heading).toBe('Look at the other screen')
    expect((await answer(two, second, 'allow')).heading).toBe('The code has run out')
    expect((await poll(device)).status).toBe(200)
  })

  test('waits ten minutes', async () => {
    const { user, device } = await asked()
    await hosted.travel(10 * MINUTE)
    expect(await error(device)).toBe('expired_token')
    expect((await typeCode(hosted.browser(), user)).text).toContain('This code is wrong or has expired.')
  })

  test('cannot be guessed: a browser has five tries, and right codes do not give them back', async () => {
    const browser = hosted.browser()
    const { user } = await asked()
    for (let n = 0; n < 5; n += 1) {
      expect((await typeCode(browser, 'BBBBBBBB')).status).toBe(400)
      if (n < 4) expect((await typeCode(browser, user)).status).toBe(200)
    }
    expect((await typeCode(browser, user)).status).toBe(429)
    const odd = await typeCode(hosted.browser(), '\u0000\u202e<b>"')
    expect(odd.status).toBe(400)
    expect(odd.text).toContain('value="&lt;b&gt;&quot;"')
    expect(await eventsOf()).toContain('device_sign_in.failed')
  })

  test('is no device that an administrator connects, and such a device is no screen', async () => {
    await hosted.set(ON, { name: 'deviceEnrolment', valueBoolean: true })
    const { user } = await asked()
    const browser = hosted.browser()
    const form = (await browser.open('/account')).hidden('form')
    await browser.post('/account/sign-in', { form, ...ADMINISTRATOR })
    const page = await browser.open('/account/devices')
    expect(
      (await browser.post('/account/devices', { form: page.hidden('form'), do: 'check', code: user })).text,
    ).not.toContain('Is this your device?')
    await hosted.set(ON)
  })
})
