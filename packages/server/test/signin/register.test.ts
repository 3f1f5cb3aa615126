/** Creating an account on a page, as a new patient; the terms of a project. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, startHosted } from './hosted.ts'

const PASSWORD = 'a quiet garden path'
const TERMS = (version: string): readonly object[] => [
  { name: 'termsVersion', valueString: version },
  { name: 'termsUrl', valueString: 'https://clinic.example/terms' },
  { name: 'privacyUrl', valueString: 'https://clinic.example/privacy' },
]

describe.each(storesForWalks())('creating an account on a page, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store, env: { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000' } })
    app = await hosted.app({ name: 'My Health' })
  })
  afterAll(() => hosted.world.close())

  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const codeIn = ({ location }: Visit): string => new URL(location).searchParams.get('code') ?? ''
  const begin = (browser: CookieBrowser, changes: Record<string, string> = { prompt: 'create' }): Promise<Visit> =>
    hosted.signInPage(browser, app, changes)
  const fill = (page: Visit, email: string, more: Record<string, string> = {}): Record<string, string> => ({
    request: page.hidden('request'),
    first: 'Ada',
    last: 'Lovelace',
    email,
    new: PASSWORD,
    ...more,
  })
  /** Sends the form, and follows it to the page that waits for the e-mail. */
  async function register(
    browser: CookieBrowser,
    email = freshEmail(),
    more: Record<string, string> = {},
  ): Promise<{ readonly email: string; readonly at: string; readonly page: Visit }> {
    const sent = await browser.post('/signin/register', fill(await begin(browser), email, more))
    expect(sent.status, sent.text).toBe(303)
    return { email, at: sent.location, page: await browser.follow(sent) }
  }
  const pathOf = (email: string): string => new URL(hosted.world.inbox.link(email).url).pathname
  const redeemed = async (back: Visit) => (await app.redeem(codeIn(back))).body

  test('leads through the e-mail back to the app, as a new patient who sees their own record', async () => {
    const browser = hosted.browser()
    const { email, page } = await register(browser)
    expect(page).toMatchObject({ status: 200, heading: 'Check your e-mail' })
    expect(page.text).toContain(email)
    const verified = await browser.post(pathOf(email), { password: PASSWORD })
    const back = await browser.follow(verified)
    expect(isBack(back), back.heading).toBe(true)
    const tokens = await redeemed(back)
    expect(tokens.profile.reference).toMatch(/^Patient\//)
    const patients = await hosted.world.call('fhir/R4/Patient', { token: tokens.access_token })
    expect(patients.body.entry).toHaveLength(1)
    expect(patients.body.entry[0].resource.name).toEqual([{ given: ['Ada'], family: 'Lovelace' }])
    // From now on they are signed in in this browser.
    expect(isBack(await begin(browser, { prompt: 'none' }))).toBe(true)
  })

  test('is offered by prompt=create, screen_hint=signup and a link on the sign-in page', async () => {
    for (const asked of [{ prompt: 'create' }, { screen_hint: 'signup' }, { screen_hint: 'signup', prompt: 'login' }])
      expect((await begin(hosted.browser(), asked)).heading, JSON.stringify(asked)).toBe('Create your account')
    const browser = hosted.browser()
    const signIn = await begin(browser, {})
    expect(signIn.heading).toBe('Sign in')
    const to = /href="([^"]*show=register)"[^>]*>Create an account/.exec(signIn.text)?.[1] ?? ''
    const page = await browser.open(to.replaceAll('&amp;', '&'))
    expect(page.heading).toBe('Create your account')
    const known = /href="([^"]*show=page)"[^>]*>I already have/.exec(page.text)?.[1] ?? ''
    expect((await browser.open(known.replaceAll('&amp;', '&'))).heading).toBe('Sign in')
  })

  test('prompt=create stands alone, and shows nobody’s existing sign-in', async () => {
    const both = await begin(hosted.browser(), { prompt: 'create login' })
    expect(new URL(both.location).searchParams.get('error')).toBe('invalid_request')
    const metadata = await hosted.world.call('.well-known/openid-configuration')
    expect(metadata.body.prompt_values_supported).toContain('create')
    const browser = hosted.browser()
    await hosted.signIn(browser, app, await hosted.member('Patient'))
    expect((await begin(browser)).heading).toBe('Create your account')
    expect(isBack(await begin(browser, { screen_hint: 'signup', prompt: 'none' }))).toBe(true)
  })

  test.each<[string, Record<string, string>, string]>([
    ['no first name', { first: ' ' }, 'Enter your first name.'],
    ['a name of 129 letters', { last: 'x'.repeat(129) }, 'at most 128 letters'],
    ['a name with a line break', { first: 'Ada\nEve' }, 'at most 128 letters'],
    ['no address', { email: '' }, 'Enter your e-mail address.'],
    ['two addresses', { email: 'a@example.org, b@example.org' }, 'Enter an e-mail address, such as'],
    ['no password', { new: '' }, 'Enter your password.'],
    ['a short password', { new: 'short' }, 'at least 15 characters'],
    ['a password with the name in it', { new: 'ada lovelace 1815' }, 'your name'],
  ])('%s is said beside its field, and the form is kept', async (_, changes, text) => {
    const browser = hosted.browser()
    const page = await browser.post('/signin/register', fill(await begin(browser), freshEmail(), changes))
    expect(page).toMatchObject({ status: 400, heading: 'Create your account' })
    expect(page.title).toMatch(/^Error: /)
    expect(page.text).toContain(text)
    expect(page.text).not.toContain(PASSWORD)
    expect((await browser.post('/signin/register', fill(page, freshEmail()))).status).toBe(303)
  })

  test('answers alike for a known address, whose owner is told', async () => {
    const known = await hosted.member('Patient')
    await hosted.world.store.db.query({
      sql: `update users set language = 'es' where email = $1`,
      params: [known.email],
    })
    const [fresh, again] = [await register(hosted.browser()), await register(hosted.browser(), known.email)]
    const shape = ({ page }: typeof fresh, email: string): string =>
      page.text
        .replaceAll(email, 'ADDRESS')
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|carried=[\w.-]+|client_id=[^"]+|name="to" value="[^"]+/g, 'ID')
    expect(shape(again, known.email)).toBe(shape(fresh, fresh.email))
    // In their own language, whatever that of the page is.
    await expect.poll(() => hosted.world.inbox.to(known.email).at(-1)?.subject).toMatch(/^Ya tiene una cuenta/)
  })

  test('never writes what was typed as a name into an e-mail to an address that nobody proved', async () => {
    const { email } = await register(hosted.browser(), freshEmail(), { first: 'Win-a-prize', last: 'evil.example' })
    const known = await hosted.member('Patient')
    await register(hosted.browser(), known.email, { first: 'Win-a-prize', last: 'evil.example' })
    await expect.poll(() => hosted.world.inbox.to(known.email).at(-1)?.subject).toMatch(/^You already/)
    for (const to of [email, known.email])
      for (const sent of hosted.world.inbox.to(to)) expect(JSON.stringify(sent)).not.toMatch(/prize|evil/)
  })

  describe('goes on only in the browser that began it:', () => {
    /** The cookie of a request is in another browser too, which has one of its own. */
    const taken = async (phone: CookieBrowser, { cookies }: CookieBrowser): Promise<void> => {
      await begin(phone)
      for (const [name, value] of cookies) if (name.includes('-flow-')) phone.cookies.set(name, value)
    }
    test.each([
      ['another browser', () => Promise.resolve()],
      ['another browser that has its cookie', taken],
    ])('confirmed in %s, the request waits in its own', async (_, take) => {
      const [browser, phone] = [hosted.browser(), hosted.browser()]
      const { email, at } = await register(browser)
      await take(phone, browser)
      const elsewhere = await phone.follow(await phone.post(pathOf(email), { password: PASSWORD }))
      expect(elsewhere.heading).toBe('Your e-mail address is confirmed')
      expect(isBack(elsewhere)).toBe(false)
      expect((await phone.open(at)).heading).toBe('Start again from your app')
      // Not even with the cookie of the request, if a thief has that alone.
      for (const [name, value] of browser.cookies) if (name.includes('-flow-')) phone.cookies.set(name, value)
      expect((await phone.open(at)).heading).toBe('Start again from your app')
      expect((await phone.post(at, { decision: 'register' })).heading).toBe('Start again from your app')
      const ready = await browser.follow(await browser.post(at, {}))
      expect(ready.heading).toBe('You don’t have a record here yet')
      expect(isBack(await browser.follow(await browser.post(at, { decision: 'register' })))).toBe(true)
    })

    test('who registers a victim’s address gets nothing of theirs, whatever the victim does with the e-mail', async () => {
      const [attacker, victim] = [hosted.browser(), hosted.browser()]
      const email = freshEmail()
      const { at } = await register(attacker, email, { new: 'the password of an attacker' })
      const link = pathOf(email)
      // The victim opens the link, and types their own password: they did not register, so it is another one.
      expect((await victim.open(link)).heading).toBe('Is this your e-mail address?')
      expect(await victim.post(link, { password: PASSWORD })).toMatchObject({ status: 400 })
      expect((await attacker.follow(await attacker.post(at, {}))).heading).toBe('Check your e-mail')
      // Then they register themselves, and the attacker's account can be proven by nobody any more.
      const own = await register(victim, email)
      const back = await victim.follow(await victim.post(pathOf(own.email), { password: PASSWORD }))
      expect(isBack(back), back.heading).toBe(true)
      expect((await attacker.follow(await attacker.post(at, { decision: 'register' }))).heading).toBe(
        'Check your e-mail',
      )
      expect((await attacker.post(link, { password: 'the password of an attacker' })).status).toBe(404)
      expect(new URL((await begin(attacker, { prompt: 'none' })).location).searchParams.get('error')).toBe(
        'login_required',
      )
    })

    test('the link of somebody else does not take it on, also in its own browser', async () => {
      const [browser, phone] = [hosted.browser(), hosted.browser()]
      const { email, at } = await register(browser)
      await phone.post(pathOf(email), { password: PASSWORD })
      const other = await register(hosted.browser())
      const confirmed = await browser.follow(await browser.post(pathOf(other.email), { password: PASSWORD }))
      expect(confirmed.heading).toBe('Your e-mail address is confirmed')
      expect((await browser.follow(await browser.post(at, {}))).heading).toBe('You don’t have a record here yet')
    })

    test('a request that another browser began cannot be taken over by its address or its form', async () => {
      const [attacker, victim] = [hosted.browser(), hosted.browser()]
      const page = await begin(attacker)
      await begin(victim)
      const planted = await victim.post('/signin/register', fill(page, freshEmail()))
      expect(planted).toMatchObject({ status: 400, heading: 'Start again from your app' })
      const { at } = await register(attacker)
      expect((await victim.open(at)).heading).toBe('Start again from your app')
    })
  })

  describe('ends elsewhere', () => {
    const AT = 'https://health.example/start?from=mail'
    const begins = (page: Visit): string =>
      (/class="button" href="([^"]*)"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&')

    test('at the account, if no app can begin a sign-in', async () => {
      const { email } = await register(hosted.browser())
      const phone = hosted.browser()
      const end = await phone.follow(await phone.post(pathOf(email), { password: PASSWORD }))
      expect(begins(end)).toBe('/account')
    })

    test('at the app that the person came from, which begins anew at this issuer; an invitation at the only such app', async () => {
      const app2 = await hosted.app({ name: 'Beginner', initiateLoginUri: AT })
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app2, { prompt: 'create' })
      const email = freshEmail()
      await browser.post('/signin/register', fill(page, email))
      await hosted.invite(`invited-${email}`)
      for (const [to, words] of [
        [email, PASSWORD],
        [`invited-${email}`, 'another quiet garden path'],
      ] as const) {
        const phone = hosted.browser()
        const end = await phone.follow(await phone.post(pathOf(to), { password: words }))
        expect(end.text).toContain('Beginner')
        const url = new URL(begins(end))
        expect([...url.searchParams]).toEqual([
          ['from', 'mail'],
          ['iss', hosted.issuer],
        ])
        // Nothing of the request, and nobody signed in.
        expect(end.text).not.toMatch(/code_challenge|state=/)
        expect([...phone.cookies.keys()].filter((name) => name.endsWith('-root'))).toEqual([])
        expect((await phone.open('/account')).heading).toBe('Sign in')
      }
    })

    test('also after a reset, which signs nobody in', async () => {
      const { email } = await hosted.member('Patient')
      const phone = hosted.browser()
      await hosted.world.call('auth/resetpassword', { json: { email, projectId: hosted.clinic.project } })
      await expect.poll(() => hosted.world.inbox.to(email).at(-1)?.subject).toMatch(/new password/)
      const end = await phone.follow(await phone.post(pathOf(email), { password: 'another quiet garden path' }))
      expect(begins(end)).toContain('https://health.example/start')
      expect((await phone.open('/account')).heading).toBe('Sign in')
    })

    test.each([
      'http://health.example/start',
      'javascript:alert(1)',
      'https://a:b@health.example/',
      `https://health.example/#x`,
    ])('never at an address such as %s, which cannot be registered', async (initiateLoginUri) => {
      await expect(hosted.app({ initiateLoginUri })).rejects.toThrow(/malformed_initiate_login_uri/)
    })
  })

  test('makes one patient, also when two tabs finish it at once', async () => {
    const [browser, phone] = [hosted.browser(), hosted.browser()]
    const { email, at } = await register(browser)
    await phone.post(pathOf(email), { password: PASSWORD })
    await Promise.all([1, 2, 3].map(() => browser.post(at, { decision: 'register' })))
    const back = await browser.follow(await browser.open(at))
    expect(isBack(back), back.heading).toBe(true)
    const sql = `select count(*)::int as n from memberships m join users u on u.id = m.user_id
      where u.email = $1 and u.email_proven_at is not null`
    expect((await hosted.world.store.db.query({ sql, params: [email] })).rows).toEqual([{ n: 1 }])
  })

  test('where nobody may register, says so and shows the sign-in page', async () => {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { body: before } = await hosted.world.call(at, { token })
    const { defaultPatientAccessPolicy: _closed, ...json } = before
    const browser = hosted.browser()
    const early = await begin(browser)
    await hosted.world.call(at, { method: 'PUT', json, token })
    const page = await begin(hosted.browser())
    expect(page).toMatchObject({ status: 200, heading: 'Sign in' })
    expect(page.text).toContain('You cannot create an account here yourself.')
    expect(page.text).not.toContain('show=register')
    const late = await browser.follow(await browser.post('/signin/register', fill(early, freshEmail())))
    expect(late.heading).toBe('Sign in')
    await hosted.world.call(at, { method: 'PUT', json: before, token })
    expect((await begin(browser)).heading).toBe('Create your account')
  })

  test('the bot check applies', async () => {
    await hosted.set({ name: 'botCheck', valueString: 'pow' })
    const browser = hosted.browser()
    const page = await begin(browser)
    expect(page.text).toMatch(/data-challenge="/)
    const refused = await browser.post('/signin/register', fill(page, freshEmail()))
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('We need to be sure that you are a person.')
    await hosted.set()
  })

  describe('terms', () => {
    beforeAll(() => hosted.set(...TERMS('2026-11')))
    afterAll(() => hosted.set())
    const accepted = async (email: string): Promise<readonly unknown[]> => {
      const sql = `select a.version, a.sealed_address as sealed from terms_acceptances a join users u on u.id = a.user_id
        join logins l on l.id = a.login_id and l.user_id = u.id where u.email = $1`
      return (await hosted.world.store.db.query({ sql, params: [email] })).rows
    }

    test('are accepted on the form, kept with the sign-in and recorded; unticked, nothing is made', async () => {
      const browser = hosted.browser()
      const email = freshEmail()
      const page = await begin(browser)
      expect(page.text).toContain('href="https://clinic.example/terms"')
      const without = await browser.post('/signin/register', fill(page, email))
      expect(without).toMatchObject({ status: 400 })
      expect(without.text).toContain('tick the box')
      await register(browser, email, { terms: '2026-11' })
      const back = await browser.follow(await browser.post(pathOf(email), { password: PASSWORD }))
      expect(isBack(back), back.heading).toBe(true)
      const rows = await accepted(email)
      expect(rows).toMatchObject([{ version: '2026-11' }])
      expect(JSON.stringify(rows)).not.toContain('127.0.0.1')
      const { body } = await hosted.world.call('fhir/R4/AuditEvent?subtype=terms.accepted', {
        token: hosted.clinic.token,
      })
      expect(body.entry.length).toBeGreaterThan(0)
    })

    test('that changed while the form was open are shown again', async () => {
      const browser = hosted.browser()
      const page = await begin(browser)
      await hosted.set(...TERMS('2026-12'))
      const late = await browser.post('/signin/register', fill(page, freshEmail(), { terms: '2026-11' }))
      expect(late).toMatchObject({ status: 400, heading: 'Create your account' })
      expect(late.text).toContain('These documents have changed.')
      expect(late.text).toContain('value="2026-12"')
      await hosted.set(...TERMS('2026-11'))
    })

    test('are asked of everyone at the next sign-in, and again when they change, on every way', async () => {
      const person = await hosted.member('Patient')
      const browser = hosted.browser()
      const asked = await hosted.signIn(browser, app, person)
      expect(asked).toMatchObject({ status: 200, heading: 'Please read and accept' })
      const at = /action="(\/signin\/[0-9a-f-]{36})"/.exec(asked.text)?.[1] ?? ''
      // Opening it again, or sending another version, accepts nothing.
      expect((await browser.post(at, { decision: 'accept', terms: 'another' })).text).toContain('have changed')
      expect((await browser.open(at)).heading).toBe('Please read and accept')
      expect(await accepted(person.email)).toEqual([])
      expect(isBack(await browser.follow(await browser.post(at, { decision: 'accept', terms: '2026-11' })))).toBe(true)
      expect(isBack(await begin(browser, { prompt: 'none' }))).toBe(true)

      await hosted.set(...TERMS('2026-12'))
      const silent = await begin(browser, { prompt: 'none' })
      expect(new URL(silent.location).searchParams.get('error')).toBe('interaction_required')
      expect((await begin(browser, {})).location).toMatch(/^\/signin\//)
      const byApi = await hosted.world.call('auth/login', {
        json: {
          ...person,
          projectId: hosted.clinic.project,
          codeChallenge: 'x'.repeat(43),
          codeChallengeMethod: 'S256',
        },
      })
      expect(byApi.status).toBe(400)
      expect(byApi.text).toContain('terms_required')
      await hosted.set(...TERMS('2026-11'))
    })

    test('not accepted, lead back to the app with a refusal', async () => {
      const browser = hosted.browser()
      const asked = await hosted.signIn(browser, app, await hosted.member('Patient'))
      const at = /action="(\/signin\/[0-9a-f-]{36})"/.exec(asked.text)?.[1] ?? ''
      const back = await browser.post(at, { decision: 'deny' })
      expect(new URL(back.location).searchParams.get('error')).toBe('access_denied')
    })

    test('cannot be taken back from the table', async () => {
      const { db } = hosted.world.store
      for (const sql of ['delete from terms_acceptances', "update terms_acceptances set version = 'x'"])
        await expect(db.query({ sql, params: [] })).rejects.toThrow(/append-only/)
    })

    test.each<[string, readonly object[]]>([
      ['no address', [{ name: 'termsVersion', valueString: '1' }]],
      ['no version', [{ name: 'termsUrl', valueString: 'https://clinic.example/' }]],
      [
        'an address that is a script',
        [...TERMS('1').slice(0, 1), { name: 'termsUrl', valueString: 'javascript:alert(1)' }],
      ],
      ['a version with markup', [...TERMS('<b>')]],
      ['a version twice', [...TERMS('1'), ...TERMS('2')]],
    ])('with %s are refused', async (_, setting) => {
      await expect(hosted.set(...setting)).rejects.toThrow(/malformed_setting/)
    })
  })
})
