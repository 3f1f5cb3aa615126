/** A password in a browser, or from a network, that is new to its person: a code by e-mail is asked for. */
import { pkce, startWorld, storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const DAY = 86_400_000
const ON = { name: 'newBrowserCode', valueString: 'Patient' }
const ELSEWHERE = { 'X-Forwarded-For': '198.51.100.7' }

describe.each(storesForWalks())('a password where its person is new, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({
      store,
      env: { DAMSON_TRUSTED_PROXIES: '127.0.0.1', DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '6' },
    })
    app = await hosted.app({ name: 'Our Portal' })
    await set(ON)
  })
  afterAll(() => hosted.world.close())

  async function set(...setting: readonly object[]): Promise<void> {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { setting: _earlier, ...rest } = (await hosted.world.call(at, { token })).body
    const json = { ...rest, ...(setting.length > 0 && { setting }) }
    expect((await hosted.world.call(at, { method: 'PUT', json, token })).status).toBe(200)
  }
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const mailed = ({ email }: Person): string =>
    /\b\d{6}\b/.exec(hosted.world.inbox.to(email).findLast(({ text }) => /\b\d{6}\b/.test(text))?.text ?? '')?.[0] ?? ''
  const notices = ({ email }: Person): number =>
    hosted.world.inbox.to(email).filter(({ subject }) => subject.startsWith('A sign-in from a new browser')).length
  const signIn = (browser: CookieBrowser, person: Person): Promise<Visit> =>
    hosted.signIn(browser, app, person, { prompt: 'login' })
  const api = (path: string, json: object, headers: Record<string, string> = ELSEWHERE) =>
    hosted.world.call(path, { json, headers })
  const login = ({ email, password }: Person, headers?: Record<string, string>) =>
    api(
      'auth/login',
      {
        email,
        password,
        projectId: hosted.clinic.project,
        scope: 'openid',
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
      },
      headers,
    )

  test('gets its code although strangers used up the e-mails to the address', async () => {
    const person = await hosted.member('Patient')
    const { email } = person
    for (let n = 0; n < 8; n += 1) await hosted.world.call('auth/resetpassword', { json: { email } })
    const browser = hosted.browser()
    const back = await browser.follow(
      await browser.post(actionOf(await signIn(browser, person)), { code: mailed(person) }),
    )
    expect(isBack(back), back.heading).toBe(true)
  })

  test('and the first one in a browser choose the language of the e-mails to the person, which no new browser changes', async () => {
    const person = await hosted.member('Patient')
    const { email } = person
    const inLanguage = async (browser: CookieBrowser, language: string): Promise<void> => {
      await browser.post('/signin/language', { language, to: '' })
      const page = await signIn(browser, person)
      const asked = actionOf(page)
      const back = asked === '' ? page : await browser.follow(await browser.post(asked, { code: mailed(person) }))
      expect(isBack(back), back.heading).toBe(true)
    }
    const subject = async (): Promise<string | undefined> => {
      const before = hosted.world.inbox.to(email).length
      await hosted.world.call('auth/resetpassword', { json: { email, projectId: hosted.clinic.project } })
      await expect.poll(() => hosted.world.inbox.to(email).length).toBe(before + 1)
      return hosted.world.inbox.to(email).at(-1)?.subject
    }
    const own = hosted.browser()
    await inLanguage(own, 'es')
    await expect.poll(() => hosted.world.inbox.to(email).some((one) => one.subject.includes('navegador'))).toBe(true)
    expect(await subject()).toContain('Elija una contraseña nueva')
    // Nor does it choose the language of the warning about itself.
    const told = (): number =>
      hosted.world.inbox.to(email).filter(({ subject: one }) => one.includes('navegador')).length
    expect(told()).toBe(1)
    await inLanguage(hosted.browser(), 'ar')
    await expect.poll(told).toBe(2)
    expect(await subject()).toContain('Elija una contraseña nueva')
    await inLanguage(own, 'ar')
    expect(await subject()).toContain('اختر كلمة مرور جديدة')
  })

  test('is answered with a code by e-mail on the page, once for each browser, and its person is told', async () => {
    const person = await hosted.member('Patient')
    const browser = hosted.browser()
    const page = await signIn(browser, person)
    expect(page).toMatchObject({ status: 200, heading: 'Enter your code' })
    expect(page.text).toContain('you have not signed in with this browser before')
    expect(page.text).not.toContain('recovery')
    const wrong = mailed(person) === '000000' ? '000001' : '000000'
    expect((await browser.post(actionOf(page), { code: wrong })).status).toBe(400)
    expect(notices(person)).toBe(0)
    const back = await browser.follow(await browser.post(actionOf(page), { code: mailed(person) }))
    expect(isBack(back), back.heading).toBe(true)
    await expect.poll(() => notices(person)).toBe(1)
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    expect(JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())).toMatchObject({
      acr: AAL1,
      amr: ['pwd'],
    })
    expect(isBack(await signIn(browser, person))).toBe(true)
    expect(notices(person)).toBe(1)
    // Another browser in the same network is a new one.
    expect((await signIn(hosted.browser(), person)).heading).toBe('Enter your code')
  })

  test('is not known by having got the password right: not to this project, another page or the API', async () => {
    const person = await hosted.member('Patient')
    const browser = hosted.browser()
    for (let n = 0; n < 2; n += 1) expect((await signIn(browser, person)).heading).toBe('Enter your code')
    expect((await browser.open('/account')).heading).toBe('Enter your code')
    expect((await browser.open('/account/password')).location).toBe('/account')
    for (let n = 0; n < 2; n += 1) expect((await login(person)).body).toMatchObject({ mfaRequired: true })
  })

  test('is asked for on the API by the network, as any app’s form knows it', async () => {
    const person = await hosted.member('Patient')
    // Where the mailed link was followed, to choose the password.
    expect((await login(person, {})).body.code).toEqual(expect.any(String))
    const asked = await login(person)
    expect(asked.body).toMatchObject({ mfaRequired: true, mfaMethods: ['email'], email: person.email })
    expect(asked.body.code).toBeUndefined()
    const verified = await api('auth/mfa/verify', { login: asked.body.login, token: mailed(person) })
    expect(verified.body.code, verified.text).toEqual(expect.any(String))
    await expect.poll(() => notices(person)).toBe(1)
    expect((await login(person)).body.code).toEqual(expect.any(String))
    travelled += 31 * DAY
    await hosted.travel(31 * DAY)
    expect((await login(person)).body).toMatchObject({ mfaRequired: true })
  })

  test('is not asked for in a browser where a mailed link was followed, nor of people whom nobody says it of', async () => {
    const email = `grace-${Date.now()}@example.org`
    await hosted.invite(email, { resourceType: 'Patient' })
    const person = { email, password: 'a quiet garden path' }
    const browser = hosted.browser()
    const { url } = hosted.world.inbox.link(email)
    expect((await browser.post(new URL(url).pathname, { password: person.password })).status).toBe(303)
    expect(isBack(await signIn(browser, person))).toBe(true)
    expect(isBack(await signIn(hosted.browser(), await hosted.member('Practitioner')))).toBe(true)
    await set()
    expect(isBack(await signIn(hosted.browser(), person))).toBe(true)
    await set(ON)
    expect((await signIn(hosted.browser(), person)).heading).toBe('Enter your code')
  })

  test('comes before a second factor is set up, and not beside one', async () => {
    const person = await hosted.member('Patient')
    await set(ON, { name: 'mfaRequired', valueBoolean: true })
    const browser = hosted.browser()
    const first = await signIn(browser, person)
    expect(first.heading).toBe('Enter your code')
    const page = await browser.follow(await browser.post(actionOf(first), { code: mailed(person) }))
    expect(page.heading).toBe('Protect your account')
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    const totp = (): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
    expect((await browser.post(actionOf(page), { code: totp() })).heading).toBe('Save your recovery codes')
    await set(ON)
    travelled += 60_000
    await hosted.travel(60_000)
    const sent = hosted.world.inbox.to(person.email).length
    const other = hosted.browser()
    const asked = await signIn(other, person)
    expect(asked.text).not.toContain('you have not signed in with this browser')
    const back = await other.follow(await other.post(actionOf(asked), { way: 'app', code: totp() }))
    expect(isBack(back), back.heading).toBe(true)
    expect(
      hosted.world.inbox
        .to(person.email)
        .slice(sent)
        .filter(({ text }) => /\b\d{6}\b/.test(text)),
    ).toEqual([])
  })

  test('is told to people whom nobody asks for a code, once for each browser and network, but not the first time', async () => {
    const person = await hosted.member('Practitioner')
    const [first, second] = [hosted.browser(), hosted.browser()]
    expect(isBack(await signIn(first, person))).toBe(true)
    expect(isBack(await signIn(first, person))).toBe(true)
    expect(isBack(await signIn(second, person))).toBe(true)
    await expect.poll(() => notices(person)).toBe(1)
    // Neither that browser again, nor another app in it, is new.
    expect(isBack(await signIn(second, person))).toBe(true)
    const other = await hosted.app({ name: 'Another App' })
    expect(isBack(await second.open(`/oauth2/authorize?${other.query()}`))).toBe(true)
    // In the person's language, whatever the page's is.
    const arabic = hosted.browser()
    const page = await arabic.open(`/oauth2/authorize?${app.query({ ui_locales: 'es', prompt: 'login' })}`)
    await arabic.follow(await arabic.post('/signin', { request: page.hidden('request'), ui_locales: 'es', ...person }))
    await expect.poll(() => notices(person)).toBe(2)
    // An app's own form is known by its network, where one was completed.
    expect((await login(person, {})).body.code).toBeDefined()
    expect((await login(person)).body.code).toBeDefined()
    await expect.poll(() => notices(person)).toBe(4)
    for (const network of [{}, ELSEWHERE]) expect((await login(person, network)).body.code).toBeDefined()
    expect(notices(person)).toBe(4)
  })

  test('is told although the password was right there before, and nothing came of it', async () => {
    const person = await hosted.member('Practitioner')
    expect(isBack(await signIn(hosted.browser(), person))).toBe(true)
    const [thief, other] = [hosted.browser(), hosted.browser()]
    for (const browser of [thief, other]) {
      const page = await hosted.signInPage(browser, app, { prompt: 'login' })
      expect((await browser.post('/signin', { request: page.hidden('request'), ...person })).status).toBe(303)
    }
    expect(notices(person)).toBe(0)
    // The app goes on with the sign-in of its browser, without a page.
    expect(isBack(await other.open(`/oauth2/authorize?${app.query()}`))).toBe(true)
    await expect.poll(() => notices(person)).toBe(1)
    const sql = `update login_roots set revoked_at = now() where revoked_at is null
      and user_id = (select id from users where email = $1)`
    await hosted.world.store.db.query({ sql, params: [person.email] })
    expect(isBack(await signIn(thief, person))).toBe(true)
    await expect.poll(() => notices(person)).toBe(2)
  })

  test('is told by an app’s own form whatever else was asked first, in the language of the person', async () => {
    const person = await hosted.member('Practitioner')
    const own = hosted.browser()
    await own.post('/signin/language', { language: 'es', to: '' })
    expect(isBack(await signIn(own, person))).toBe(true)
    const subjects = (part: string): number =>
      hosted.world.inbox.to(person.email).filter(({ subject }) => subject.includes(part)).length
    const demanded = [
      ON,
      { name: 'mfaRequired', valueBoolean: true },
      { name: 'allowedMfaMethods', valueString: 'email' },
    ]
    await set(...demanded)
    expect((await login(person)).body.mfaEnrollRequired).toBe(true)
    await set(ON)
    // The password was right there before, and opened nothing.
    expect((await login(person)).body.code).toBeDefined()
    await expect.poll(() => subjects('navegador nuevo')).toBe(1)
    expect((await login(person)).body.code).toBeDefined()
    await set(...demanded)
    const third = { 'X-Forwarded-For': '192.0.2.77' }
    const begun = await login(person, third)
    await api('auth/mfa/login-enroll', { login: begun.body.login, method: 'email' }, third)
    await expect.poll(() => subjects('segundo paso')).toBe(1)
    const token = mailed(person)
    const verified = await api('auth/mfa/verify', { login: begun.body.login, token }, third)
    expect(verified.body.code, verified.text).toBeDefined()
    await expect.poll(() => subjects('navegador nuevo')).toBe(2)
    await set(ON)
  })

  test('on the account page is answered with a code, too', async () => {
    const person = await hosted.member('Patient')
    const browser = hosted.browser()
    const { project } = hosted.clinic
    const at = `/projects/${project}/account`
    const page = await browser.open(at)
    const asked = await browser.follow(await browser.post(`${at}/sign-in`, { form: page.hidden('form'), ...person }))
    expect(asked.heading).toBe('Enter your code')
    const code = { form: asked.hidden('form'), next: asked.hidden('next'), do: 'prove', code: mailed(person) }
    const shown = await browser.follow(await browser.post(`${at}/code`, code))
    expect(shown.heading).toBe('Your account')
  })

  test('on the account page alone is told, too, once for each browser, but not the first time', async () => {
    const person = await hosted.member('Practitioner')
    const at = `/projects/${hosted.clinic.project}/account`
    const open = async (browser: CookieBrowser): Promise<Visit> => {
      const page = await browser.open(at)
      return browser.follow(await browser.post(`${at}/sign-in`, { form: page.hidden('form'), ...person }))
    }
    const [first, second, third] = [hosted.browser(), hosted.browser(), hosted.browser()]
    expect((await open(first)).heading).toBe('Your account')
    expect((await open(second)).heading).toBe('Your account')
    await expect.poll(() => notices(person)).toBe(1)
    await second.post(at, { form: (await second.open(at)).hidden('form'), do: 'end-all' })
    expect((await open(second)).heading).toBe('Your account')
    // Where an app has got a sign-in, it is known.
    expect(isBack(await signIn(first, person))).toBe(true)
    expect((await open(first)).heading).toBe('Your account')
    expect(notices(person)).toBe(1)
    // A password that lacks the second factor is not told before that.
    const factor = {
      sql: `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
      select gen_random_uuid(), id, 'email', '', now(), now() from users where email = $1`,
      params: [person.email],
    }
    await hosted.world.store.db.query(factor)
    const asked = await open(third)
    expect([asked.heading, notices(person)]).toEqual(['Enter your code', 1])
    const code = { form: asked.hidden('form'), next: '/account/factors', do: 'prove', code: mailed(person) }
    expect((await third.follow(await third.post(`${at}/code`, code))).heading).toBe('Second step when you sign in')
    await expect.poll(() => notices(person)).toBe(2)
  })

  test('is not told in the network where an account was registered in an app’s own form', async () => {
    const [email, password] = [`mary-${Date.now()}@example.org`, 'a quiet garden path']
    const { project } = hosted.clinic
    const person = { firstName: 'Mary', lastName: 'Somerville', email, password, projectId: project }
    const json = { ...person, scope: 'openid', codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' }
    await set()
    const begun = await api('auth/newuser', json)
    await hosted.world.call('auth/verifyemail', { json: { ...hosted.world.inbox.link(email), password } })
    const made = await api('auth/newpatient', { login: begun.body.login, projectId: project })
    expect(made.body.code, made.text).toBeDefined()
    expect((await login({ email, password })).body.code).toBeDefined()
    expect((await login({ email, password }, { 'X-Forwarded-For': '192.0.2.99' })).body.code).toBeDefined()
    await expect.poll(() => notices({ email, password })).toBe(1)
    await set(ON)
  })
})

test('new projects ask their patients for it', async () => {
  const world = await startWorld({ shared: true })
  const { project, token } = await world.actors.owner()
  const { body } = await world.call(`fhir/R4/Project/${project}`, { token })
  expect(body.setting).toEqual([ON, { name: 'machineApproval', valueBoolean: true }])
  await world.close()
})
