import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../../../../test/signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../../test/signin/hosted.ts'

const HOUR = 3_600_000

describe.each(storesForWalks())('the sign-in form on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
    person = await hosted.member('Patient')
  })
  afterAll(() => hosted.world.close())

  /** A browser on the page, and what the page would send. */
  async function onPage(): Promise<{ browser: CookieBrowser; request: string }> {
    const browser = hosted.browser()
    return { browser, request: (await hosted.signInPage(browser, app)).hidden('request') }
  }
  const codeIn = (visit: Visit): string => new URL(visit.location).searchParams.get('code') ?? ''
  const startsAgain = { status: 400, heading: 'Start again from your app', setCookies: [] }

  test('goes on with 303 to an address that says nothing, the handle in a cookie of its own', async () => {
    const { browser, request } = await onPage()
    const begun = await browser.post('/signin', { request, ...person })
    expect(begun.status).toBe(303)
    const flow = /^\/signin\/([0-9a-f-]{36})$/.exec(begun.location)?.[1] ?? ''
    expect(begun.setCookies).toEqual([
      expect.stringMatching(/^damson-root=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(
        new RegExp(`^damson-flow-${flow}=[A-Za-z0-9_-]{43}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax$`),
      ),
    ])
    expect(begun.text).toBe('')
  })

  describe('begins nothing when', () => {
    test('the browser brings no cookie', async () => {
      const { browser, request } = await onPage()
      browser.cookies.clear()
      expect(await browser.post('/signin', { request, ...person })).toMatchObject(startsAgain)
    })

    test('the form was shown to another browser: nobody is signed in by a form that somebody else filled in', async () => {
      const attacker = await onPage()
      const victim = await onPage()
      expect(await victim.browser.post('/signin', { request: attacker.request, ...person })).toMatchObject(startsAgain)
    })

    test.each(['', 'x', 'a.b', '0000000000000000.AAAA', '.', '\0', 'x'.repeat(50_000)])(
      'the request is garbage: %s',
      async (request) => {
        const { browser } = await onPage()
        expect(await browser.post('/signin', { request, ...person })).toMatchObject(startsAgain)
      },
    )

    test('the request was altered', async () => {
      const { browser, request } = await onPage()
      const altered = request.slice(0, -1) + (request.endsWith('A') ? 'B' : 'A')
      const at = request.length - 20
      const earlier = request.slice(0, at) + (request[at] === 'A' ? 'B' : 'A') + request.slice(at + 1)
      expect(await browser.post('/signin', { request: earlier, ...person })).toMatchObject(startsAgain)
      // The last character may carry spare bits alone; with them it is the same request.
      expect([303, 400]).toContain((await browser.post('/signin', { request: altered, ...person })).status)
    })

    test.each([
      ['another origin', { Origin: 'https://evil.example' }],
      ['another port', { Origin: 'http://localhost:1' }],
      ['another scheme', { Origin: 'https://localhost' }],
      ['a page without an origin on another site', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
      ['a sub-domain', { Origin: 'null', 'Sec-Fetch-Site': 'same-site' }],
    ])('it comes from %s', async (_, headers) => {
      const { browser, request } = await onPage()
      const visit = await browser.post('/signin', { request, ...person }, headers)
      expect(visit).toMatchObject({ status: 403, heading: 'This form came from another site', setCookies: [] })
    })

    test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])('it is %s', async (type) => {
      const { browser, request } = await onPage()
      const visit = await browser.post('/signin', { request, ...person }, { 'Content-Type': type })
      expect(visit.status).toBe(400)
      expect(visit.setCookies).toEqual([])
    })

    test('its client was switched off, or its address taken back, meanwhile', async () => {
      const { token } = hosted.clinic
      const gone = await hosted.app()
      const browser = hosted.browser()
      const request = (await hosted.signInPage(browser, gone)).hidden('request')
      const path = `fhir/R4/ClientApplication/${gone.id}`
      const { body } = await hosted.world.call(path, { token })
      await hosted.world.call(path, {
        method: 'PUT',
        token,
        json: { ...body, redirectUris: ['https://other.example/'] },
      })
      await expect
        .poll(async () => browser.post('/signin', { request, ...person }))
        .toMatchObject({ status: 400, heading: 'This app isn’t set up correctly', setCookies: [] })
      await hosted.world.call(path, { method: 'PUT', token, json: { ...body, status: 'off' } })
      await expect
        .poll(async () => browser.post('/signin', { request, ...person }))
        .toMatchObject({ status: 400, heading: 'This app isn’t set up correctly', setCookies: [] })
    })

    test('its client may sign nobody in any more, and the app is told', async () => {
      const { token } = hosted.clinic
      const changed = await hosted.app()
      const browser = hosted.browser()
      const request = (await hosted.signInPage(browser, changed)).hidden('request')
      const path = `fhir/R4/ClientApplication/${changed.id}`
      const { body } = await hosted.world.call(path, { token })
      const json = { ...body, grantType: ['refresh_token'] }
      expect((await hosted.world.call(path, { method: 'PUT', token, json })).status).toBe(200)
      await expect
        .poll(async () => browser.post('/signin', { request, ...person }))
        .toMatchObject({ status: 303, setCookies: [], location: expect.stringContaining('error=unauthorized_client') })
    })
  })

  test.each([
    ['with its own origin and no more', {}],
    ['without an origin, as a page without referrer sends it', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
    ['from a browser that is too old to say where from', { Origin: 'null' }],
  ])('begins a sign-in when it comes %s', async (_, headers) => {
    const { browser, request } = await onPage()
    expect((await browser.post('/signin', { request, ...person }, headers)).status).toBe(303)
  })

  /** A page without what the person typed and what belongs to one browser. */
  const neutralOf = ({ text }: Visit): string =>
    text.replaceAll(
      /name="(request|to)" value="[^"]*"|value="[^"]*@[^"]*"|carried=[^&"]*|challenge&quot;:&quot;[^&]*/g,
      '',
    )

  test('asks first for the address, then for the password, in the same words whoever the address belongs to', async () => {
    const answers: Visit[] = []
    for (const email of [person.email, 'nobody@example.org', (await hosted.register()).email]) {
      const { browser, request } = await onPage()
      const visit = await browser.post('/signin', { request, step: 'email', email: ` ${email} `, password: '' })
      expect(visit).toMatchObject({ status: 200, title: 'Enter your password · Riverside Clinic', setCookies: [] })
      expect(visit.text).toContain(`value="${email}"`)
      expect(visit.text).toMatch(/id="password"[^>]*autocomplete="current-password"[^>]* autofocus/)
      answers.push(visit)
      const begun = await browser.post('/signin', {
        request: visit.hidden('request'),
        email,
        password: person.password,
      })
      expect(begun.status).toBe(email === person.email ? 303 : 400)
    }
    expect(new Set(answers.map(neutralOf)).size).toBe(1)
  })

  test.each(['', 'ada', 'a@b@c', 'x'.repeat(400)])('asks for no password while %j is no address', async (email) => {
    const { browser, request } = await onPage()
    const visit = await browser.post('/signin', { request, step: 'email', email, password: '' })
    expect(visit).toMatchObject({ status: 400, title: 'Error: Sign in · Riverside Clinic' })
    expect(visit.text).toMatch(/id="email"[^>]*aria-describedby="email-fault" aria-invalid="true"/)
  })

  test('takes both at once from a password manager, which fills in what is there for it alone', async () => {
    const { browser, request } = await onPage()
    expect((await browser.post('/signin', { request, step: 'email', ...person })).status).toBe(303)
  })

  test('says the same about unknown people, wrong passwords and people without access', async () => {
    const stranger = await hosted.register()
    const answers: Visit[] = []
    for (const given of [
      { email: 'nobody@example.org', password: 'a password that is long' },
      { ...person, password: 'a password that is long' },
      { ...person, password: 'short' },
      { ...person, password: 'x'.repeat(50_000) },
      { ...person, password: 'a\0b' },
      // Registered, but the address is not proven.
      stranger,
    ]) {
      const { browser, request } = await onPage()
      answers.push(await browser.post('/signin', { request, ...given }))
    }
    const neutral = answers.map(neutralOf)
    expect(new Set(neutral).size).toBe(1)
    for (const { status, title, text, setCookies } of answers) {
      expect({ status, title, setCookies }).toEqual({
        status: 400,
        title: 'Error: Enter your password · Riverside Clinic',
        setCookies: [],
      })
      expect(text).toContain('Wrong e-mail or password.')
      expect(text.match(/role="alert"|autofocus/g)).toEqual(['role="alert"', 'autofocus'])
      expect(text).toContain('id="password-fault" role="alert">Wrong e-mail or password.')
      expect(text).toMatch(/id="password"[^>]*aria-describedby="password-fault" aria-invalid="true" autofocus/)
    }
  })

  test('keeps the address that was typed, and never the password', async () => {
    const { browser, request } = await onPage()
    const visit = await browser.post('/signin', {
      request,
      email: 'Ada@Example.org',
      password: 'not to be shown again',
    })
    expect(visit.text).toContain('value="Ada@Example.org"')
    expect(visit.text).not.toContain('not to be shown again')
  })

  test('works again from the page that said no', async () => {
    const { browser, request } = await onPage()
    const wrong = await browser.post('/signin', { request, ...person, password: 'a password that is long' })
    const right = await browser.post('/signin', { request: wrong.hidden('request'), ...person })
    expect(right.status).toBe(303)
  })

  test('takes the address in capitals and with space around it', async () => {
    const { browser, request } = await onPage()
    const visit = await browser.post('/signin', { ...person, request, email: ` ${person.email.toUpperCase()} ` })
    expect(visit.status).toBe(303)
  })

  test.each([
    ['', 'x', 'Enter your e-mail address.'],
    ['no address', 'x', 'Enter an e-mail address, such as name@example.org.'],
    [`${'a'.repeat(320)}@example.org`, 'x', 'Enter an e-mail address, such as name@example.org.'],
    ['a\0b@example.org', 'x', 'Enter an e-mail address, such as name@example.org.'],
    ['ada@example.org', '', 'Enter your password.'],
  ])('asks for what is missing: %j, %j', async (email, password, text) => {
    const { browser, request } = await onPage()
    const visit = await browser.post('/signin', { request, email, password })
    expect(visit.status).toBe(400)
    expect(visit.text).toContain(text)
  })

  test('has no limit that anybody meets: 20 hours later the page still signs in', async () => {
    const { browser, request } = await onPage()
    await hosted.travel(20 * HOUR)
    expect((await browser.post('/signin', { request, ...person })).status).toBe(303)
  })

  test('asks for the password once more when the page lay open for days, and goes on from there', async () => {
    const { browser, request } = await onPage()
    await hosted.travel(24 * HOUR + 1_000)
    const late = await browser.post('/signin', { request, ...person })
    expect(late).toMatchObject({ status: 400, heading: 'Enter your password', setCookies: [] })
    expect(late.text).toContain('open for more than a day')
    expect(late.text).toContain(`value="${person.email}"`)
    expect((await browser.post('/signin', { request: late.hidden('request'), ...person })).status).toBe(303)
  })

  test('sent again after success begins another sign-in, and takes nothing from the first', async () => {
    const { browser, request } = await onPage()
    const first = await browser.follow(await browser.post('/signin', { request, ...person }))
    const again = await browser.follow(await browser.post('/signin', { request, ...person }))
    expect(codeIn(again)).not.toBe(codeIn(first))
    expect((await app.redeem(codeIn(first))).status).toBe(200)
    expect((await app.redeem(codeIn(again))).status).toBe(200)
  })

  test('two tabs of one browser do not disturb each other', async () => {
    const other = await hosted.app({ name: 'Other', firstParty: false })
    const browser = hosted.browser()
    const [pageA, pageB] = [
      await hosted.signInPage(browser, app),
      await hosted.signInPage(browser, other, { state: 'tab-b' }),
    ]
    const begunB = await browser.post('/signin', { request: pageB.hidden('request'), ...person })
    const begunA = await browser.post('/signin', { request: pageA.hidden('request'), ...person })
    const endA = await browser.follow(begunA)
    const consentB = await browser.follow(begunB)
    expect(consentB.heading).toBe('Sign in to Other?')
    const endB = await browser.follow(await browser.post(begunB.location, { decision: 'allow' }))
    expect(new URL(endA.location).searchParams.get('state')).toBe('the-state')
    expect(new URL(endB.location).searchParams.get('state')).toBe('tab-b')
    expect((await app.redeem(codeIn(endA))).status).toBe(200)
    expect((await other.redeem(codeIn(endB))).status).toBe(200)
  })

  test('by itself says where to start', async () => {
    expect(await hosted.browser().open('/signin')).toMatchObject({ status: 200, heading: 'Start from your app' })
  })
})

test('a crowd of attempts is told in words how long to wait, whether the account exists or not', async () => {
  const hosted = await startHosted({ env: { DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '5' } })
  const app = await hosted.app()
  const person = await hosted.member('Patient')
  for (const email of [person.email, 'nobody@example.org']) {
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app)
    const send = (): Promise<Visit> =>
      browser.post('/signin', { request: page.hidden('request'), email, password: 'a password that is long' })
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await send()).status).toBe(400)
    const refused = await send()
    expect(refused.status).toBe(429)
    expect(refused.text).toMatch(/Too many attempts\. Wait (1 minute|\d+ seconds?), then try again\./)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit')).toMatch(/^"signIn";r=0;t=\d+$/)
    expect(refused.text).toContain(`value="${email}"`)
  }
  await hosted.world.close()
})
