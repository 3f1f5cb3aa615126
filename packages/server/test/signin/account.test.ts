/** `/account`: what goes on in a person's name, and how they end it. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const ADMINISTRATOR = { email: 'admin@example.org', password: 'a quiet garden path' }
const MINUTE = 60_000
const SCOPE = 'openid offline_access patient/Observation.rs'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

describe.each(storesForWalks())('an account on %s', (store) => {
  let hosted: Hosted
  let foreign: HostedApp
  let ours: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    foreign = await hosted.app({ name: 'Growth Charts', firstParty: false })
    ours = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  const codeIn = ({ location }: Visit): string => new URL(location).searchParams.get('code') ?? ''
  const tokensOf = async (app: HostedApp, back: Visit): Promise<Tokens> => (await app.redeem(codeIn(back))).body
  const answersTo = async ({ access_token: token }: Tokens, call = hosted.world.call): Promise<number> =>
    (await call('fhir/R4/Observation', { token })).status
  const refresh = ({ refresh_token }: Tokens, app = foreign): ReturnType<typeof hosted.world.call> =>
    hosted.world.call('oauth2/token', { form: { grant_type: 'refresh_token', refresh_token, client_id: app.id } })
  const audited = async (kind: string): Promise<readonly Record<string, unknown>[]> => {
    const { token } = hosted.clinic
    const { body } = await hosted.world.call(`fhir/R4/AuditEvent?subtype=${kind}&_count=1000`, { token })
    return (body.entry ?? []).map(({ resource }: { resource: unknown }) => resource)
  }

  /** Signs in to the app from elsewhere, and allows it what it asks for. */
  async function connected(person?: Person): Promise<{ person: Person; browser: CookieBrowser; tokens: Tokens }> {
    const member = person ?? (await hosted.member('Patient'))
    const browser = hosted.browser()
    let at = await hosted.signIn(browser, foreign, member, { scope: SCOPE })
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(at.text)?.[1]
    if (action !== undefined)
      at = await browser.follow(await browser.post(action, { decision: 'allow', scope: 'patient/Observation.rs' }))
    return { person: member, browser, tokens: await tokensOf(foreign, at) }
  }
  /** A form of the account's page by what it does, with all that it sends. */
  function formOf({ text }: Visit, act: string): Record<string, string> {
    const forms = [...text.matchAll(/<form method="post" action="\/account">.*?<\/form>/gs)].map(([form]) => form)
    const form = forms.find((one) => one.includes(`value="${act}"`)) ?? ''
    const fields = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    return { ...Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])), do: act }
  }
  const press = async (browser: CookieBrowser, act: string, changes: Record<string, string> = {}): Promise<Visit> =>
    browser.follow(await browser.post('/account', { ...formOf(await browser.open('/account'), act), ...changes }))

  test('shows what apps may do, in plain words, and where one is signed in', async () => {
    const { browser, person } = await connected()
    await hosted.signIn(hosted.browser(), ours, person)
    const page = await browser.open('/account')
    expect(page).toMatchObject({ status: 200, heading: 'Your account' })
    for (const words of [
      person.email,
      'Growth Charts',
      'Riverside Clinic',
      'Read your results and measurements',
      'This browser',
      // What signs in here is a program by its name, not an unknown browser.
      '>API client</strong>',
    ])
      expect(page.text).toContain(words)
    expect(page.text.match(/name="root"/g)).toHaveLength(2)
    expect(page.text).not.toMatch(/<script(?! src="\/assets\/time-left\.js")/)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  test('shows the apps of both roles of one person, and turns off each by itself', async () => {
    const person = await hosted.member('Patient', 'Practitioner')
    const browser = hosted.browser()
    const taken: string[] = []
    for (const _ of ['Patient', 'Practitioner']) {
      let at = await hosted.signIn(browser, foreign, person, {
        scope: 'openid offline_access fhirUser',
        prompt: 'login select_account',
      })
      const action = (): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(at.text)?.[1] ?? ''
      const memberships = [...at.text.matchAll(/name="membership" value="([^"]+)"/g)].map(([, id = '']) => id)
      expect(memberships).toHaveLength(2)
      const membership = memberships.find((id) => !taken.includes(id)) ?? ''
      taken.push(membership)
      at = await browser.follow(await browser.post(action(), { membership }))
      if (action() !== '') at = await browser.follow(await browser.post(action(), { decision: 'allow' }))
      expect(codeIn(at)).not.toBe('')
      await tokensOf(foreign, at)
    }
    const apps = async (): Promise<number> =>
      (await browser.open('/account')).text.match(/name="do" value="turn-off"/g)?.length ?? 0
    expect(await apps()).toBe(2)
    await press(browser, 'turn-off')
    expect(await apps()).toBe(1)
  })

  describe('in a browser in which nobody is signed in', () => {
    test('asks who it is, and shows the account of whoever knows the password', async () => {
      const browser = hosted.browser()
      const page = await browser.open('/account')
      expect(page).toMatchObject({ status: 200, heading: 'Sign in' })
      const form = page.hidden('form')
      const wrong = await browser.post('/account/sign-in', { ...ADMINISTRATOR, form, password: 'another one entirely' })
      expect(wrong).toMatchObject({ status: 400, heading: 'Enter your password' })
      expect(wrong.text).toContain('Wrong e-mail or password')
      const right = await browser.follow(await browser.post('/account/sign-in', { ...ADMINISTRATOR, form }))
      expect(right).toMatchObject({ status: 200, heading: 'Your account' })
      expect(right.text).toContain(ADMINISTRATOR.email)
    })

    test('asks for the address first, and says nothing about whoever it belongs to', async () => {
      const browser = hosted.browser()
      const page = await browser.open('/account')
      expect(page.text).toMatch(/id="email"[^>]* autocomplete="username webauthn"/)
      const second = async (email: string): Promise<string> => {
        const { status, heading, text } = await browser.post('/account/sign-in', {
          step: 'email',
          email,
          password: '',
          form: page.hidden('form'),
        })
        expect([status, heading]).toEqual([200, 'Enter your password'])
        expect(text).toContain(`value="${email}"`)
        const seals = /(name="(?:form|to)" value="|carried=|challenge&quot;:&quot;)[^"&]*/g
        return text.replaceAll(email, '').replaceAll(encodeURIComponent(email), '').replaceAll(seals, '$1')
      }
      expect(await second('nobody@example.org')).toBe(await second(ADMINISTRATOR.email))
      const none = await browser.post('/account/sign-in', { step: 'email', email: 'x', form: page.hidden('form') })
      expect(none).toMatchObject({ status: 400, heading: 'Sign in', title: 'Error: Sign in · Damson' })
    })

    test('leads to a new password and back to the account, with the address, in the same language', async () => {
      const browser = hosted.browser()
      const at = `/projects/${hosted.clinic.project}`
      const linkIn = ({ text }: Visit, to: string): string =>
        (new RegExp(` (?:href|action)="(${to}[^"]*)"`).exec(text)?.[1] ?? '').replaceAll('&amp;', '&')
      const first = await browser.open(`${at}/account?ui_locales=es`)
      const { email } = ADMINISTRATOR
      const form = first.hidden('form')
      const action = linkIn(first, `${at}/account/sign-in`)
      const page = await browser.post(action, { form, step: 'email', email })
      expect(page.heading).toBe('Escriba su contraseña')
      const way = linkIn(page, `${at}/signin/forgot`)
      const forgot = await browser.open(way)
      expect(forgot.title).toContain(' · Riverside Clinic')
      expect(forgot.text).toContain(`value="${email}"`)
      const sent = await browser.follow(await browser.post(linkIn(forgot, `${at}/signin/forgot`), { email }))
      expect(sent.title).toContain(' · Riverside Clinic')
      // In no address, and of no use to whoever finds one.
      for (const { text } of [page, forgot, sent])
        for (const [, address = ''] of text.matchAll(/(?:href|action)="([^"]*)"/g))
          expect(address).not.toContain('login_hint')
      expect((await hosted.browser().open(way)).text).not.toContain(email)
      const back = await browser.open(linkIn(sent, `${at}/account`))
      expect([back.heading, back.headers.get('content-language')]).toEqual(['Iniciar sesión', 'es'])
      expect(back.text).toContain(`value="${email}"`)
      // Nothing but an address of ours can be led back to.
      const made = await browser.open('/signin/forgot?from=https://evil.example&login_hint="><script>')
      expect(made.text).not.toMatch(/evil|script>/)
    })

    test('keeps the page open for as long as anybody may take, and no longer', async () => {
      for (const [hours, heading] of [
        [23, 'Your account'],
        [25, 'This page is out of date'],
      ] as const) {
        const browser = hosted.browser()
        const form = (await browser.open('/account')).hidden('form')
        await hosted.travel(hours * 60 * MINUTE)
        const visit = await browser.follow(await browser.post('/account/sign-in', { ...ADMINISTRATOR, form }))
        expect(visit.heading).toBe(heading)
      }
    })

    test.each([{ email: '' }, { email: 'nobody' }, { password: '' }, { form: '' }, { form: 'x' }])(
      'lets nobody in with %j',
      async (changes) => {
        const browser = hosted.browser()
        const form = (await browser.open('/account')).hidden('form')
        const visit = await browser.post('/account/sign-in', { ...ADMINISTRATOR, form, ...changes })
        expect(visit.status).toBeGreaterThanOrEqual(400)
        expect((await browser.open('/account')).heading).toBe('Sign in')
      },
    )

    test('takes no form that another browser was shown, or that another site sent', async () => {
      const form = (await hosted.browser().open('/account')).hidden('form')
      const browser = hosted.browser()
      const own = (await browser.open('/account')).hidden('form')
      expect((await browser.post('/account/sign-in', { ...ADMINISTRATOR, form })).status).toBe(403)
      const headers = { Origin: 'https://evil.example' }
      expect((await browser.post('/account/sign-in', { ...ADMINISTRATOR, form: own }, headers)).status).toBe(403)
    })

    test('at a project’s address shows those who belong there their account, and there alone', async () => {
      const [person, browser] = [await hosted.member('Patient'), hosted.browser()]
      const at = `/projects/${hosted.clinic.project}/account`
      const sent = { ...person, form: (await browser.open(at)).hidden('form') }
      // The account is the project's: the server's own address knows no such person.
      const root = { ...person, form: (await browser.open('/account')).hidden('form') }
      expect((await browser.post('/account/sign-in', root)).status).toBe(400)
      expect((await browser.post('/account/sign-in', sent)).status).toBe(403)
      const page = await browser.follow(await browser.post(`${at}/sign-in`, sent))
      expect(page).toMatchObject({ status: 200, heading: 'Your account', title: 'Your account · Riverside Clinic' })
      expect(page.text).toContain(`action="${at}"`)
      expect((await browser.open('/account')).heading).toBe('Sign in')
    })

    test('changes nothing', async () => {
      for (const act of ['end-all', 'end-others', 'turn-off'])
        expect((await hosted.browser().post('/account', { do: act })).status).toBe(403)
      expect((await hosted.browser().open('/account/password')).location).toBe('/account')
    })
  })

  describe('turns an app off', () => {
    test('at once: its tokens die, it is asked about again, and the audit tells of it', async () => {
      const { browser, person, tokens } = await connected()
      const portal = await tokensOf(ours, await hosted.signIn(hosted.browser(), ours, person))
      expect(await answersTo(tokens)).toBe(200)
      const page = await press(browser, 'turn-off')
      expect(page.text).toContain('You ended the app’s access')
      expect(page.text).not.toContain('name="app"')
      expect(await answersTo(tokens)).toBe(401)
      expect((await refresh(tokens)).status).toBe(400)
      expect(await answersTo(portal)).toBe(200)
      const asked = await hosted.signIn(hosted.browser(), foreign, person, { scope: SCOPE })
      expect(asked.heading).toBe('Give Growth Charts access?')
      const [event] = await audited('consent.revoked')
      expect(event).toMatchObject({ entity: [{ what: { reference: `ClientApplication/${foreign.id}` } }] })
    })

    test('once: sent again, the form finds nothing to end', async () => {
      const { browser } = await connected()
      const fields = formOf(await browser.open('/account'), 'turn-off')
      await browser.post('/account', fields)
      const before = (await audited('consent.revoked')).length
      expect((await browser.post('/account', fields)).location).toBe('/account?done=nothing')
      expect((await audited('consent.revoked')).length).toBe(before)
    })

    test('never another person’s', async () => {
      const [mine, theirs] = [await connected(), await connected()]
      const { app = '' } = formOf(await theirs.browser.open('/account'), 'turn-off')
      const page = await press(mine.browser, 'turn-off', { app })
      expect(page.text).toContain('Nothing changed')
      expect(await answersTo(theirs.tokens)).toBe(200)
      for (const other of ['', 'x', `${app} x`, app.split(' ').toReversed().join(' ')]) {
        await press(mine.browser, 'turn-off', { app: other })
        expect(await answersTo(mine.tokens)).toBe(200)
      }
    })

    test('also while it rotates its refresh token', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { browser, tokens } = await connected()
        const fields = formOf(await browser.open('/account'), 'turn-off')
        const [rotated] = await Promise.all([refresh(tokens), browser.post('/account', fields)])
        expect(await answersTo(tokens)).toBe(401)
        expect((await refresh(tokens)).status).toBe(400)
        if (rotated.status === 200) {
          expect(await answersTo(rotated.body)).toBe(401)
          expect((await refresh(rotated.body)).status).toBe(400)
        }
      }
    })

    test('also between its page and its code', async () => {
      const { browser, person } = await connected()
      const other = hosted.browser()
      const back = await hosted.signIn(other, foreign, person, { scope: SCOPE })
      await press(browser, 'turn-off')
      expect(await foreign.redeem(codeIn(back))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    })
  })

  describe('ends a sign-in', () => {
    test('of another browser, of all others, or of all and this one', async () => {
      const here = await connected()
      const [there, elsewhere] = [await connected(here.person), await connected(here.person)]
      const page = await here.browser.open('/account')
      const roots = [...page.text.matchAll(/name="root" value="([^"]+)"/g)].map(([, root = '']) => root)
      expect(roots).toHaveLength(3)
      expect((await press(here.browser, 'end', { root: roots[1] ?? '' })).text).toContain('You are signed out there')
      const statuses = await Promise.all([here, there, elsewhere].map(({ tokens }) => answersTo(tokens)))
      expect(statuses.filter((status) => status === 401)).toHaveLength(1)
      expect((await press(here.browser, 'end-others')).heading).toBe('Your account')
      expect([await answersTo(there.tokens), await answersTo(elsewhere.tokens)]).toEqual([401, 401])
      expect(await answersTo(here.tokens)).toBe(200)
      expect((await there.browser.open('/account')).heading).toBe('Sign in')
      await connected(here.person)
      const all = await press(here.browser, 'end-all')
      expect(all.heading).toBe('Sign in')
      expect(all.text).toContain('You are signed out everywhere')
      expect(here.browser.cookies.has('damson-root')).toBe(false)
      expect(await answersTo(here.tokens)).toBe(401)
      expect((await audited('login.revoked')).length).toBeGreaterThanOrEqual(4)
    })

    test('never another person’s', async () => {
      const [mine, theirs] = [await connected(), await connected()]
      const { root = '' } = formOf(await theirs.browser.open('/account'), 'end')
      expect((await press(mine.browser, 'end', { root })).text).toContain('Nothing changed')
      expect(await answersTo(theirs.tokens)).toBe(200)
      expect(await answersTo(mine.tokens)).toBe(200)
    })

    test('after a while only with the password, which is the same person’s', async () => {
      const { browser, person, tokens } = await connected()
      await hosted.travel(16 * 60_000)
      const again = await press(browser, 'end')
      expect(again.heading).toBe('Confirm that it is you')
      const form = again.hidden('form')
      expect((await browser.post('/account/sign-in', { form, password: 'another one entirely' })).status).toBe(400)
      // The account is the one that is signed in, whatever else the form says.
      const other = await browser.post('/account/sign-in', { form, ...ADMINISTRATOR, password: 'another one entirely' })
      expect(other.status).toBe(400)
      expect(await answersTo(tokens)).toBe(200)
      const done = await browser.follow(await browser.post('/account/sign-in', { form, password: person.password }))
      expect(done).toMatchObject({ heading: 'Sign in' })
      expect(done.text).toContain('You are signed out.')
      expect(await answersTo(tokens)).toBe(401)
    })

    test('which page can be kept open, and ends with the sign-in', async () => {
      const { browser, person, tokens } = await connected()
      await hosted.travel(16 * MINUTE)
      let again = await press(browser, 'end')
      for (let times = 0; times < 2; times += 1) {
        expect(again.text).toContain('This page stays open for 1 hour.')
        expect(again.text).toMatch(/enter your password again/)
        await hosted.travel(59 * MINUTE)
        again = await browser.post('/account/sign-in', { form: again.hidden('form'), stay: 'yes', password: 'x' })
        expect([again.status, again.heading]).toEqual([200, 'Confirm that it is you'])
        expect(again.text).not.toContain('role="alert"')
      }
      const form = again.hidden('form')
      const foreign = { form, stay: 'yes' }
      expect((await browser.post('/account/sign-in', foreign, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403)
      const done = await browser.follow(await browser.post('/account/sign-in', { form, password: person.password }))
      expect(done.text).toContain('You are signed out.')
      expect(await answersTo(tokens)).toBe(401)

      const other = await connected()
      await hosted.travel(16 * MINUTE)
      const late = (await press(other.browser, 'end')).hidden('form')
      await hosted.travel(61 * MINUTE)
      const fields = { form: late, password: other.person.password }
      expect((await other.browser.post('/account/sign-in', fields)).status).toBe(403)
      const asked = await other.browser.follow(
        await other.browser.post('/account/sign-in', { form: late, stay: 'yes' }),
      )
      expect(asked.heading).toBe('Sign in')
    })

    test('while an app is turned off without being asked', async () => {
      const { browser, tokens } = await connected()
      await hosted.travel(16 * 60_000)
      expect((await press(browser, 'turn-off')).text).toContain('You ended the app’s access')
      expect(await answersTo(tokens)).toBe(401)
    })
  })

  // Forms are the same on either store.
  describe('takes no form', () => {
    test.each<[string, (browser: CookieBrowser) => Promise<Visit> | Visit]>([
      ['without what we put into it', (browser) => browser.post('/account', { do: 'end-all' })],
      ['with something made up', (browser) => browser.post('/account', { do: 'end-all', form: 'v1.x.y' })],
      [
        'that another person was shown',
        async (browser) =>
          browser.post('/account', formOf(await (await connected()).browser.open('/account'), 'turn-off')),
      ],
      [
        'from another site',
        async (browser) =>
          browser.post('/account', formOf(await browser.open('/account'), 'turn-off'), {
            Origin: 'https://evil.example',
          }),
      ],
      [
        'that says it came from another site',
        async (browser) =>
          browser.post('/account', formOf(await browser.open('/account'), 'turn-off'), {
            Origin: 'null',
            'Sec-Fetch-Site': 'cross-site',
          }),
      ],
    ])('%s', async (_, send) => {
      const { browser, tokens } = await connected()
      expect((await send(browser)).status).toBe(403)
      expect(await answersTo(tokens)).toBe(200)
    })

    test('in a browser that has lost its sign-in', async () => {
      const { browser, tokens } = await connected()
      const fields = formOf(await browser.open('/account'), 'turn-off')
      browser.cookies.delete('damson-root')
      expect((await browser.post('/account', fields)).status).toBe(403)
      expect(await answersTo(tokens)).toBe(200)
    })

    test('to the password page, by the form of a sign-in that was ended', async () => {
      const { browser, person } = await connected()
      const form = (await browser.open('/account/password')).hidden('form')
      await press(browser, 'end')
      const fields = { form, password: person.password, new: 'a garden of my very own' }
      expect((await browser.post('/account/password', fields)).status).toBe(403)
    })
  })

  describe('changes the password', () => {
    const NEW = 'a garden of my very own'
    const send = async (browser: CookieBrowser, fields: Record<string, string>): Promise<Visit> => {
      const form = (await browser.open('/account/password')).hidden('form')
      return browser.post('/account/password', { form, ...fields })
    }

    test('by the one of now: elsewhere everything ends, here it goes on, and the owner gets an e-mail', async () => {
      const { browser, person, tokens } = await connected()
      const elsewhere = await connected(person)
      const mails = hosted.world.inbox.to(person.email).length
      const done = await browser.follow(await send(browser, { password: person.password, new: NEW }))
      expect(done.text).toContain('Your password is changed')
      expect([await answersTo(tokens), await answersTo(elsewhere.tokens)]).toEqual([200, 401])
      expect(hosted.world.inbox.to(person.email).length).toBe(mails + 1)
      const old = await hosted.signIn(hosted.browser(), ours, person)
      expect(old.status).toBe(400)
      const fresh = await hosted.signIn(hosted.browser(), ours, { ...person, password: NEW })
      expect(fresh.status).toBe(303)
    })

    test('on a page that can be kept open, and ends with the sign-in', async () => {
      const { browser, person } = await connected()
      const open = (): Promise<Visit> => browser.open('/account/password')
      let page = await open()
      for (let times = 0; times < 2; times += 1) {
        expect(page.text).toContain('This page stays open for 1 hour.')
        await hosted.travel(59 * MINUTE)
        const form = page.hidden('form')
        const sent = { form, stay: 'yes', password: person.password, new: NEW }
        page = await browser.follow(await browser.post('/account/password', sent))
        expect(page).toMatchObject({ status: 200, heading: 'Change your password' })
      }
      expect((await hosted.signIn(hosted.browser(), ours, person)).status).toBe(303)
      const form = page.hidden('form')
      await hosted.travel(61 * MINUTE)
      expect((await open()).location).toBe('/account')
      const late = { form, password: person.password, new: NEW }
      expect((await browser.post('/account/password', late)).status).toBe(403)
      const asked = await browser.follow(await browser.post('/account/password', { form, stay: 'yes' }))
      expect(asked.heading).toBe('Sign in')
    })

    test.each([
      ['a wrong one', { password: 'another one entirely', new: NEW }, 'This is not your current password'],
      ['none', { password: '', new: NEW }, 'Enter your password'],
      ['a new one that is too short', { password: ADMINISTRATOR.password, new: 'short' }, 'at least 15 characters'],
      ['no new one', { password: ADMINISTRATOR.password }, 'at least 15 characters'],
      [
        'a new one that many people use',
        { password: ADMINISTRATOR.password, new: '1qaz2wsx3edc4rfv' },
        'Many people use this password',
      ],
    ])('never by %s', async (_, fields, text) => {
      const { browser, person } = await connected()
      const page = await send(browser, fields)
      expect(page).toMatchObject({ status: 400, heading: 'Change your password' })
      expect(page.text).toContain(text)
      expect(page.text).not.toContain(NEW)
      expect((await hosted.signIn(hosted.browser(), ours, person)).status).toBe(303)
    })
  })
})

test('what is turned off on one node is refused on the other within a second', async () => {
  if (!storesForWalks().includes('postgres')) return
  const hosted = await startHosted({ store: 'postgres' })
  try {
    const other = await hosted.world.secondNode({ development: false })
    const app = await hosted.app({ name: 'Growth Charts', firstParty: false })
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, await hosted.member('Patient'), { scope: SCOPE })
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
    const back = await browser.follow(
      await browser.post(action, { decision: 'allow', scope: 'patient/Observation.rs' }),
    )
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const read = async (): Promise<number> =>
      (await other.call('fhir/R4/Observation', { token: body.access_token })).status
    expect(await read()).toBe(200)
    const account = await browser.open('/account')
    const value = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(account.text)?.[1] ?? ''
    await browser.post('/account', { do: 'turn-off', form: value('form'), app: value('app') })
    const since = performance.now()
    // What counts is a request that begins when the second is over, however long all those before it took.
    for (let isOver = false, status = 200; status === 200; ) {
      expect(isOver).toBe(false)
      isOver = performance.now() - since >= 1_000
      status = await read()
    }
    expect(await read()).toBe(401)
    const rotated = await other.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: app.id },
    })
    expect(rotated.status).toBe(400)
    await other.close()
  } finally {
    await hosted.world.close()
  }
})
