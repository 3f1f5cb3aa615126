import { randomBytes } from 'node:crypto'
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Hosted, type HostedApp, startHosted } from '../../../../test/signin/hosted.ts'

const PASSWORD = 'a new quiet garden path'
const deadLink = { status: 404, heading: 'This link does not work' }

describe.each(storesForWalks())('the pages of mailed links on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const pathTo = (email: string): string => new URL(hosted.world.inbox.link(email).url).pathname
  async function invited(): Promise<{ email: string; path: string }> {
    const email = `new-${randomBytes(5).toString('hex')}@example.org`
    await hosted.invite(email)
    return { email, path: pathTo(email) }
  }
  const signsIn = async (email: string, password: string): Promise<boolean> =>
    (await hosted.signIn(hosted.browser(), app, { email, password })).status === 303

  test('an invitation lets its owner choose a password, and sign in with it', async () => {
    const { email, path } = await invited()
    const browser = hosted.browser()
    const page = await browser.open(path)
    expect(page).toMatchObject({
      status: 200,
      heading: 'Choose a password',
      title: 'Choose a password · Riverside Clinic',
    })
    expect(page.text).toContain(`<strong>${email}</strong>`)
    expect(page.text).toContain('At least 15 characters')
    expect(page.text).toMatch(/id="password"[^>]*autocomplete="new-password"/)
    const sent = await browser.post(path, { password: PASSWORD })
    expect(sent.status).toBe(303)
    expect(sent.location).not.toContain(path.split('/').at(-1))
    expect(await browser.follow(sent)).toMatchObject({ status: 200, title: 'Your password is set · Riverside Clinic' })
    expect(await signsIn(email, PASSWORD)).toBe(true)
  })

  test('the page after a link names a project and its app only to the browser that used the link', async () => {
    const begins = await hosted.app({ name: 'Beginner', initiateLoginUri: 'https://health.example/start' })
    const { path } = await invited()
    const browser = hosted.browser()
    const sent = await browser.post(path, { password: PASSWORD })
    expect((await browser.follow(sent)).text).toContain('https://health.example/start')
    const made = new URLSearchParams({ project: hosted.clinic.project, client: begins.id }).toString()
    const other = sent.location.replace('/set?', '/joined?')
    for (const [who, at] of [
      [hosted.browser(), `/auth/setpassword/set?${made}`],
      [browser, `/auth/setpassword/set?${made}`],
      [hosted.browser(), sent.location],
      [browser, other],
    ] as const) {
      const page = await who.open(at)
      expect(page.status).toBe(200)
      expect(page.text).toContain('class="button" href="/account"')
      expect(page.text).not.toMatch(/health\.example|Beginner|Riverside/)
    }
  })

  test('opening a link, however often, uses nothing up: mail scanners do that', async () => {
    const { path } = await invited()
    for (let scan = 0; scan < 5; scan += 1) expect((await hosted.browser().open(path)).status).toBe(200)
    expect((await hosted.browser().post(path, { password: PASSWORD })).status).toBe(303)
  })

  test('a link that works for less than a day says for how long, and that there is no more', async () => {
    const { email, path } = await invited()
    expect((await hosted.browser().open(path)).text).not.toContain('This page stays open')
    await hosted.browser().post(path, { password: PASSWORD })
    const browser = hosted.browser()
    await browser.post(`/signin/forgot?${app.query()}`, { email })
    await expect.poll(() => hosted.world.inbox.to(email).at(-1)?.subject).toMatch(/Choose a new password/)
    const reset = pathTo(email)
    const page = await browser.open(reset)
    expect(page.text).toContain('This page stays open for 1 hour.')
    expect(page.text).toContain('This link works for 2 minutes at most. After that, ask for another one.')
    expect(page.text).toMatch(/<dialog [^>]*data-seconds="(3600|359\d)"/)
    // By the page's clock it is over, by ours not quite: what was typed is not taken.
    const again = await browser.post(reset, { stay: 'yes', password: 'another password of length' })
    expect([again.status, again.heading]).toEqual([200, 'Choose a new password'])
    expect(await signsIn(email, PASSWORD)).toBe(true)
    expect((await browser.post(reset, { password: 'another password of length' })).status).toBe(303)
  })

  test('a link works once, also when two send it at the same time', async () => {
    const { email, path } = await invited()
    const answers = await Promise.all(
      ['one password of some length', 'another password of length'].map((password) =>
        hosted.browser().post(path, { password }),
      ),
    )
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['303', '404'])
    expect(await hosted.browser().open(path)).toMatchObject(deadLink)
    expect(await hosted.browser().post(path, { password: PASSWORD })).toMatchObject(deadLink)
    expect(await signsIn(email, PASSWORD)).toBe(false)
  })

  test.each(['', 'short', 'fourteen chars', 'x'.repeat(257)])(
    'a password of the wrong length is refused, and the link still works: %j',
    async (password) => {
      const { path } = await invited()
      const visit = await hosted.browser().post(path, { password })
      expect(visit).toMatchObject({ status: 400, title: 'Error: Choose a password · Riverside Clinic' })
      expect(visit.text).toMatch(/Choose a password of at (least 15|most 256) characters/)
      expect((await hosted.browser().post(path, { password: PASSWORD })).status).toBe(303)
    },
  )

  test('fifteen emoji are a password', async () => {
    const { email, path } = await invited()
    const emoji = '🫐🦔🌿🔑🪁🧵🫖🪴🐌🧭🪶🥁🎈🧊🪵'
    expect((await hosted.browser().post(path, { password: emoji })).status).toBe(303)
    expect(await signsIn(email, emoji)).toBe(true)
  })

  test.each([
    ['PasswordPassword', 'Many people use this password'],
    ['🫐'.repeat(15), 'a short text over and over'],
    ['!QAZ@WSX#EDC$RFV', 'follow each other'],
    ['passwordletmein123', 'common passwords, one after the other'],
    ['riverside clinic 2026', 'your name, your address or our name'],
  ])('a password that is easy to guess is refused, and the link still works: %s', async (password, why) => {
    const { path } = await invited()
    const visit = await hosted.browser().post(path, { password })
    expect(visit).toMatchObject({ status: 400, title: 'Error: Choose a password · Riverside Clinic' })
    expect(visit.text).toContain(why)
    expect(visit.text).not.toContain(password)
    expect((await hosted.browser().post(path, { password: PASSWORD })).status).toBe(303)
  })

  test.each([
    ['a wrong secret', (path: string) => path.replace(/.{43}$/, 'x'.repeat(43))],
    ['half a secret', (path: string) => path.slice(0, -10)],
    ['an unknown id', (path: string) => path.replace(/[0-9a-f-]{36}/, '11111111-1111-4111-8111-111111111111')],
    ['an id that is none', (path: string) => path.replace(/[0-9a-f-]{36}/, "x'--")],
    ['the page of another kind of link', (path: string) => path.replace('setpassword', 'verifyemail')],
  ])('%s is a link that does not work', async (_, change) => {
    const { path } = await invited()
    expect(await hosted.browser().open(change(path))).toMatchObject(deadLink)
    expect(await hosted.browser().post(change(path), { password: PASSWORD })).toMatchObject(deadLink)
    expect((await hosted.browser().open(path)).status).toBe(200)
  })

  test('an expired link does not work', async () => {
    const { path } = await invited()
    await hosted.travel(7 * 86_400_000 + 1_000)
    expect(await hosted.browser().open(path)).toMatchObject(deadLink)
    expect(await hosted.browser().post(path, { password: PASSWORD })).toMatchObject(deadLink)
  })

  test('a form from another origin sets nothing', async () => {
    const { email, path } = await invited()
    const visit = await hosted.browser().post(path, { password: PASSWORD }, { Origin: 'https://evil.example' })
    expect(visit.status).toBe(403)
    expect(await signsIn(email, PASSWORD)).toBe(false)
  })

  test('an invitation to an address that somebody proved meanwhile goes to their account', async () => {
    const { email, path } = await invited()
    const person = await hosted.register(email)
    const proof = pathTo(email)
    expect((await hosted.browser().post(proof, { password: person.password })).status).toBe(303)
    const browser = hosted.browser()
    const visit = await browser.follow(await browser.post(path, { password: 'a password that is not kept' }))
    expect(visit.heading).toBe('You already have an account')
    expect(await signsIn(email, 'a password that is not kept')).toBe(false)
  })

  test('the page after a link tells nothing but its own text', async () => {
    const browser = hosted.browser()
    expect(await browser.open('/auth/setpassword/set')).toMatchObject({
      status: 200,
      title: 'Your password is set · Damson',
    })
    expect(await browser.open('/auth/setpassword/set?project=%3Cb%3E')).toMatchObject({
      status: 200,
      title: 'Your password is set · Damson',
    })
    expect(await browser.open('/auth/setpassword/constructor')).toMatchObject(deadLink)
  })

  describe('confirming an address', () => {
    test('takes the password of the registration, and lets its owner sign in', async () => {
      const person = await hosted.register()
      const path = pathTo(person.email)
      const browser = hosted.browser()
      expect(await browser.open(path)).toMatchObject({ status: 200, heading: 'Is this your e-mail address?' })
      const done = await browser.follow(await browser.post(path, { password: person.password }))
      expect(done.heading).toBe('Your e-mail address is confirmed')
      expect(await browser.post(path, { password: person.password })).toMatchObject(deadLink)
      expect((await hosted.signIn(hosted.browser(), app, person)).heading).toBe('You don’t have a record here yet')
    })

    test('does not take another password, and the link still works', async () => {
      const person = await hosted.register()
      const path = pathTo(person.email)
      for (const [password, text] of [
        ['', 'Enter your password.'],
        ['not the one that was chosen', 'This is not the password that you chose'],
      ] as const) {
        const visit = await hosted.browser().post(path, { password })
        expect(visit.status).toBe(400)
        expect(visit.text).toContain(text)
      }
      expect((await hosted.browser().post(path, { password: person.password })).status).toBe(303)
    })

    test('cannot be used to set a password', async () => {
      const person = await hosted.register()
      const path = pathTo(person.email).replace('verifyemail', 'setpassword')
      expect(await hosted.browser().post(path, { password: PASSWORD })).toMatchObject(deadLink)
    })
  })

  describe('a forgotten password', () => {
    const ask = (email: string, query = ''): ReturnType<ReturnType<Hosted['browser']>['post']> =>
      hosted.browser().post(`/signin/forgot${query}`, { email })

    test('is replaced by way of an e-mail; the old one and earlier sign-ins end', async () => {
      const person = await hosted.member('Patient')
      const back = await hosted.signIn(hosted.browser(), app, person)
      const tokens = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app)
      const forgot = /href="(\/signin\/forgot\?[^"]+)"/.exec(page.text)?.[1]?.replace(/&amp;/g, '&') ?? ''
      expect(await browser.open(forgot)).toMatchObject({
        status: 200,
        title: 'Forgot your password? · Riverside Clinic',
      })
      const sent = await browser.follow(await browser.post(forgot, { email: person.email }))
      expect(sent).toMatchObject({ status: 200, title: 'Check your e-mail · Riverside Clinic' })
      expect(sent.text).toMatch(/href="\/oauth2\/authorize\?/)
      await expect.poll(() => hosted.world.inbox.to(person.email).at(-1)?.subject).toMatch(/Choose a new password/)
      const path = pathTo(person.email)
      expect((await browser.open(path)).heading).toBe('Choose a new password')
      expect((await browser.post(path, { password: PASSWORD })).status).toBe(303)
      expect(await signsIn(person.email, PASSWORD)).toBe(true)
      expect(await signsIn(person.email, person.password)).toBe(false)
      await expect
        .poll(async () => (await hosted.world.call('auth/me', { token: tokens.body.access_token })).status)
        .toBe(401)
      const subjects = hosted.world.inbox.to(person.email).map(({ subject }) => subject)
      expect(subjects.slice(-2)).toEqual([
        expect.stringMatching(/Your password was changed/),
        expect.stringMatching(/A sign-in from a new browser/),
      ])
    })

    test('of nobody is answered like any other', async () => {
      const person = await hosted.member('Patient')
      const query = `?${app.query()}`
      const [known, unknown] = [await ask(person.email, query), await ask('nobody@example.org', query)]
      const seen = ({ status, text, location }: typeof known): unknown => [
        status,
        text,
        location.replace(/carried=.*/, ''),
      ]
      expect(seen(unknown)).toEqual(seen(known))
      expect(known.location).toMatch(/^\/signin\/forgot\/sent\?carried=/)
      expect(hosted.world.inbox.to('nobody@example.org')).toEqual([])
    })

    test.each(['', 'x', 'a b@example.org', 'a\0b@example.org', `${'a'.repeat(400)}@example.org`])(
      'needs an address: %j',
      async (email) => {
        const visit = await ask(email)
        expect(visit).toMatchObject({ status: 400, title: 'Error: Forgot your password? · Damson' })
        expect(visit.text).toMatch(/id="email"[^>]*aria-invalid="true"/)
      },
    )

    test('is nobody else’s to ask for from another origin', async () => {
      const visit = await hosted
        .browser()
        .post('/signin/forgot', { email: 'a@example.org' }, { Origin: 'https://evil.example' })
      expect(visit.status).toBe(403)
    })

    test('asked for without a valid request is the server’s own page, and leads nowhere', async () => {
      const visit = await hosted
        .browser()
        .open(`/signin/forgot?${app.query({ redirect_uri: 'https://evil.example/' })}`)
      expect(visit).toMatchObject({ status: 200, title: 'Forgot your password? · Damson' })
      expect(visit.text).not.toContain('evil')
    })
  })

  test('what pages link to is there, and kept', async () => {
    for (const [name, type] of [
      ['page.css', 'text/css; charset=utf-8'],
      ['mark.svg', 'image/svg+xml; charset=utf-8'],
    ] as const) {
      const visit = await hosted.browser().open(`/assets/${name}`)
      expect(visit.status).toBe(200)
      expect(visit.headers.get('content-type')).toBe(type)
      expect(visit.headers.get('cache-control')).toBe('public, max-age=3600')
      const etag = visit.headers.get('etag') ?? ''
      expect((await hosted.browser().open(`/assets/${name}`, { 'If-None-Match': etag })).status).toBe(304)
    }
    expect((await hosted.browser().open('/assets/../package.json')).status).toBe(404)
  })
})

test('a crowd of attempts with links is told in words how long to wait', async () => {
  const hosted = await startHosted({ env: { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '3' } })
  const browser = hosted.browser()
  const send = (path: string): Promise<{ status: number; text: string; headers: Headers }> =>
    browser.post(path, { email: 'nobody@example.org', password: PASSWORD })
  const statuses: number[] = []
  for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await send('/auth/setpassword/a/b')).status)
  expect(statuses.at(-1)).toBe(429)
  for (const path of ['/auth/setpassword/a/b', '/auth/verifyemail/a/b', '/signin/forgot']) {
    const { status, text, headers } = await send(path)
    expect(status).toBe(429)
    expect(text).toMatch(/Wait (1 minute|\d+ seconds?), then try again\./)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  await hosted.world.close()
})
