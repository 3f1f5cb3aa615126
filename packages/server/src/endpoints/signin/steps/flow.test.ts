import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../../../../test/signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, startHosted } from '../../../../test/signin/hosted.ts'
import { invitedAnew } from '../../../../test/signin/invited-anew.ts'

describe.each(storesForWalks())('a sign-in under way on %s', (store) => {
  let hosted: Hosted
  let ours: HostedApp
  let foreign: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    ours = await hosted.app()
    foreign = await hosted.app({ firstParty: false, resourceScopesRequired: false })
  })
  afterAll(() => hosted.world.close())

  const answerIn = ({ location }: Visit): Record<string, string> => Object.fromEntries(new URL(location).searchParams)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const choices = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/name="membership" value="([^"]+)"><span><strong>([^<]+)/g)].map(
      ([, id = '', role = '']) => `${role}=${id}`,
    )
  const audited = async (code: string): Promise<number> => {
    const { body } = await hosted.world.call(`fhir/R4/AuditEvent?subtype=${code}&_count=1000`, {
      token: hosted.clinic.token,
    })
    return body.entry?.length ?? 0
  }

  test('goes straight back to a first-party app, with code, state and issuer, and the code is worth tokens', async () => {
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, ours, await hosted.member('Practitioner'), { nonce: 'the-nonce' })
    expect(back.status).toBe(303)
    expect(back.location.startsWith(`${CALLBACK}?code=`)).toBe(true)
    expect(answerIn(back)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'the-state',
      iss: hosted.issuer,
    })
    expect([...browser.cookies.keys()]).toEqual(['damson-browser', 'damson-root'])
    const { status, body } = await ours.redeem(answerIn(back).code ?? '')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid profile',
      profile: { reference: expect.stringMatching(/^Practitioner\//) },
    })
    const claims = JSON.parse(Buffer.from(String(body.id_token).split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({ nonce: 'the-nonce', aud: ours.id, iss: hosted.issuer })
  })

  test('leaves out the state that was not sent, and keeps the query that is registered', async () => {
    const uri = 'https://diary.example/back?tenant=a%20b'
    const app = await hosted.app({ redirectUris: [uri] })
    const person = await hosted.member('Patient')
    const back = await hosted.signIn(hosted.browser(), app, person, { redirect_uri: uri, state: undefined })
    expect(back.location.startsWith(`${uri}&code=`)).toBe(true)
    expect(Object.keys(answerIn(back))).toEqual(['tenant', 'code', 'iss'])
    expect((await app.redeem(answerIn(back).code ?? '', { redirect_uri: uri })).status).toBe(200)
  })

  test.each([
    ['another address', { redirect_uri: 'https://diary.example/other' }],
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another client', {}],
  ])('gives a code that %s cannot redeem', async (name, changes) => {
    const back = await hosted.signIn(hosted.browser(), ours, await hosted.member('Patient'))
    const clientId = name === 'another client' ? foreign.id : ours.id
    const redeemed = await ours.redeem(answerIn(back).code ?? '', { client_id: clientId, ...changes })
    expect(redeemed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('sends native apps to their own scheme, and to an IPv6 address', async () => {
    const person = await hosted.member('Patient')
    for (const uri of ['org.example.app:/callback', 'http://[::1]:8080/callback']) {
      const app = await hosted.app({ redirectUris: [uri] })
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app, { redirect_uri: uri })
      const target = uri.startsWith('org') ? 'org.example.app:' : 'http:'
      expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${target};`)
      const back = await hosted.signIn(browser, app, person, { redirect_uri: uri })
      expect(back.location.startsWith(`${uri}?code=`)).toBe(true)
    }
  })

  describe('that has more than one role to choose from', () => {
    test('asks which, and goes on as the one chosen', async () => {
      const person = await hosted.member('Practitioner', 'Patient')
      for (const role of ['Patient', 'Clinician or staff']) {
        const browser = hosted.browser()
        const page = await hosted.signIn(browser, ours, person)
        expect(page).toMatchObject({
          status: 200,
          heading: 'Which role?',
          title: 'Choose a role · Riverside Clinic',
        })
        expect(page.text).toContain('Grace Hopper')
        const [, membership = ''] =
          choices(page)
            .find((choice) => choice.startsWith(role))
            ?.split('=') ?? []
        const back = await browser.follow(await browser.post(actionOf(page), { membership }))
        const { body } = await ours.redeem(answerIn(back).code ?? '')
        expect(body.profile.reference).toMatch(role === 'Patient' ? /^Patient\// : /^Practitioner\//)
      }
    })

    test('takes nobody else’s membership, and nothing that is none', async () => {
      const stranger = hosted.browser()
      const theirs = choices(await hosted.signIn(stranger, ours, await hosted.member('Practitioner', 'Patient')))
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, ours, await hosted.member('Practitioner', 'Patient'))
      for (const membership of [theirs[0]?.split('=')[1] ?? '', '', 'x', `'; --`, '0'.repeat(50_000)]) {
        const visit = await browser.follow(await browser.post(actionOf(page), { membership }))
        expect(visit.heading).toBe('Which role?')
      }
      expect((await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))).heading).toBe(
        'Which role?',
      )
    })

    test('is not asked of people with one role', async () => {
      const back = await hosted.signIn(hosted.browser(), ours, await hosted.member('Patient'))
      expect(answerIn(back)).toHaveProperty('code')
    })
  })

  describe('of somebody who has an account and is invited anew', () => {
    test('asks them to accept, and goes on in that role', async () => {
      const person = await invitedAnew(hosted)
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, ours, person)
      expect(page).toMatchObject({ status: 200, heading: 'You are invited' })
      for (const words of ['Riverside Clinic', 'Patient']) expect(page.text).toContain(words)
      const form = { offer: page.hidden('offer'), decision: 'accept' }
      // Another browser, another offer and another answer accept nothing.
      expect((await hosted.browser().post(actionOf(page), form)).status).toBe(400)
      for (const wrong of [{ ...form, offer: 'x' }, { offer: form.offer }, { ...form, decision: 'allow' }])
        expect((await browser.follow(await browser.post(actionOf(page), wrong))).heading).toBe('You are invited')
      const back = await browser.follow(await browser.post(actionOf(page), form))
      const { body } = await ours.redeem(answerIn(back).code ?? '')
      expect(body.profile.reference).toMatch(/^Patient\//)
      expect(answerIn(await hosted.signIn(hosted.browser(), ours, person))).toHaveProperty('code')
    })

    test('makes nobody an administrator in a browser that was left open', async () => {
      const person = await invitedAnew(hosted)
      await hosted.world.store.db.query({
        sql: `update memberships m set admin = true from users u
          where u.id = m.user_id and u.email = $1 and m.invitation_open`,
        params: [person.email],
      })
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, ours, person)
      expect(page.text).toContain('value="accept"')
      await hosted.world.store.db.query({
        sql: `update login_roots set authenticated_at = authenticated_at - interval '1 hour'`,
        params: [],
      })
      await hosted.world.store.db.query({
        sql: `update logins set authenticated_at = authenticated_at - interval '1 hour' where authenticated_at is not null`,
        params: [],
      })
      const later = await browser.follow(await browser.open(`/oauth2/authorize?${ours.query()}`))
      expect(later).toMatchObject({ status: 200, heading: 'You are invited' })
      expect(later.text).not.toContain('value="accept"')
      expect(later.text).toContain('There you confirm that it is you')
      const answer = { offer: later.hidden('offer'), decision: 'accept' }
      expect((await browser.follow(await browser.post(actionOf(later), answer))).heading).toBe('You are invited')
    })

    test('tells the app that they declined, and offers it no more', async () => {
      const person = await invitedAnew(hosted)
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, ours, person)
      const back = await browser.post(actionOf(page), { offer: page.hidden('offer'), decision: 'decline' })
      expect(answerIn(back)).toMatchObject({ error: 'access_denied' })
      expect((await browser.open(actionOf(page))).heading).not.toBe('You are invited')
      expect((await hosted.signIn(hosted.browser(), ours, person)).heading).toBe('You don’t have a record here yet')
    })

    test('says to an app that asks silently that the person must answer', async () => {
      const person = await invitedAnew(hosted)
      const browser = hosted.browser()
      await hosted.signIn(browser, ours, person)
      const { location } = await browser.open(`/oauth2/authorize?${ours.query({ prompt: 'none' })}`)
      expect(new URL(location).searchParams.get('error')).toBe('interaction_required')
    })
  })

  describe('for an app that is not first-party', () => {
    async function onConsent(changes: Record<string, string> = {}): Promise<{ browser: CookieBrowser; page: Visit }> {
      const browser = hosted.browser()
      return { browser, page: await hosted.signIn(browser, foreign, await hosted.member('Patient'), changes) }
    }

    test('says who asks, who is signed in, what for, for how long, and where it leads', async () => {
      const { page } = await onConsent({ scope: 'openid profile email offline_access' })
      expect(page).toMatchObject({
        status: 200,
        heading: 'Give Heart Diary access?',
        title: 'Allow access · Riverside Clinic',
      })
      for (const words of [
        'You are signed in as <strong>Grace Hopper</strong>',
        'Read and change records at <bdi>Riverside Clinic</bdi>',
        'yourself as <bdi>patient</bdi>, and no more',
        'Know who you are',
        'See your e-mail address',
        'Keep this access when you are not using the app',
        'You can end it at any time. It ends by itself after 1 year, or when the app has not used it for 3 months',
        '<strong>diary.example</strong>',
      ])
        expect(page.text).toContain(words)
    })

    test.each([
      ['openid', 'for at most 1 hour', 'An ID for your account'],
      ['openid online_access', 'for at most 1 day', 'An ID for your account'],
      ['openid fhirUser', 'for at most 1 hour', 'Your name, your role (patient, family or staff), and when'],
    ])('says of %s: %s', async (scope, duration, identity) => {
      const { page } = await onConsent({ scope })
      expect(page.text).toContain(duration)
      expect(page.text).toContain(identity)
      expect(page.text).not.toContain('e-mail address')
    })

    test('goes back with a code when it is allowed, and says so in the audit', async () => {
      const before = await audited('consent.granted')
      const { browser, page } = await onConsent()
      const back = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
      expect((await foreign.redeem(answerIn(back).code ?? '')).status).toBe(200)
      expect(await audited('consent.granted')).toBe(before + 1)
    })

    test('goes back with access_denied when it is not, and nothing of it works any more', async () => {
      const before = await audited('consent.denied')
      const { browser, page } = await onConsent()
      const kept = new Map(browser.cookies)
      const back = await browser.post(actionOf(page), { decision: 'deny' })
      expect(back.status).toBe(303)
      expect(answerIn(back)).toEqual({
        error: 'access_denied',
        error_description: 'The person did not allow it.',
        error_uri: expect.stringMatching(/\/auth\/trace\/[0-9a-f-]{36}$/),
        state: 'the-state',
        iss: hosted.issuer,
      })
      expect([...browser.cookies.keys()]).toEqual(['damson-browser', 'damson-root'])
      expect(await audited('consent.denied')).toBe(before + 1)
      for (const [name, value] of kept) browser.cookies.set(name, value)
      const again = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
      expect(again.heading).toBe('This sign-in has ended')
    })

    test.each([{}, { decision: '' }, { decision: 'yes' }, { membership: 'x' }])(
      'asks again after %j',
      async (fields) => {
        const { browser, page } = await onConsent()
        const visit = await browser.follow(await browser.post(actionOf(page), fields))
        expect(visit.heading).toBe('Give Heart Diary access?')
      },
    )

    test('asks people with several roles for the role first', async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, foreign, await hosted.member('Practitioner', 'Patient'))
      const [, membership = ''] = choices(page)[0]?.split('=') ?? []
      const consent = await browser.follow(await browser.post(actionOf(page), { membership }))
      expect(consent.heading).toBe('Give Heart Diary access?')
    })

    test.each([
      ['another origin', { Origin: 'https://evil.example' }],
      ['another site', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ])('allows nothing by a form from %s', async (_, headers) => {
      const { browser, page } = await onConsent()
      expect((await browser.post(actionOf(page), { decision: 'allow' }, headers)).status).toBe(403)
      expect((await browser.open(actionOf(page))).heading).toBe('Give Heart Diary access?')
    })

    test('is of no use to another browser, even with the handle', async () => {
      const { browser, page } = await onConsent()
      const thief = hosted.browser()
      await hosted.signInPage(thief, foreign)
      for (const [name, value] of browser.cookies) if (name.includes('flow')) thief.cookies.set(name, value)
      expect((await thief.open(actionOf(page))).heading).toBe('Start again from your app')
      expect((await thief.post(actionOf(page), { decision: 'allow' })).heading).toBe('Start again from your app')
    })

    test('is of no use under the address of another sign-in', async () => {
      const { browser } = await onConsent()
      const visit = await browser.open('/signin/11111111-1111-4111-8111-111111111111')
      expect(visit).toMatchObject({ status: 400, heading: 'Start again from your app' })
    })

    test('that was begun at the JSON API cannot be finished here', async () => {
      const person = await hosted.member('Patient')
      const { body } = await hosted.world.call('auth/login', {
        json: { ...person, clientId: ours.id, codeChallenge: 'a'.repeat(43), codeChallengeMethod: 'S256' },
      })
      const browser = hosted.browser()
      await hosted.signInPage(browser, ours)
      const flow = '11111111-1111-4111-8111-111111111111'
      browser.cookies.set(`damson-flow-${flow}`, String(body.login))
      expect((await browser.open(`/signin/${flow}`)).heading).toBe('Start again from your app')
    })
  })

  describe('that is over', () => {
    test('by time says so, and leads back to the beginning', async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, foreign, await hosted.member('Patient'))
      await hosted.travel(10 * 60_000 + 1_000)
      const visit = await browser.open(actionOf(page))
      expect(visit.heading).toBe('This took too long')
      const again = /href="(\/oauth2\/authorize\?[^"]+)"/.exec(visit.text)?.[1]?.replace(/&amp;/g, '&') ?? ''
      expect(Object.fromEntries(new URLSearchParams(again.split('?')[1]))).toEqual(
        Object.fromEntries(new URLSearchParams(foreign.query({ prompt: 'login', show: 'page' }))),
      )
      // The app may have demanded a new proof, which is not known any more: so there is one.
      expect((await browser.follow(await browser.open(again))).heading).toBe('Sign in')
    })

    test('by its code says so, whether the code was redeemed or not', async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, foreign, await hosted.member('Patient'))
      const kept = new Map(browser.cookies)
      const back = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
      expect((await browser.open(actionOf(page))).heading).toBe('Start again from your app')
      await foreign.redeem(answerIn(back).code ?? '')
      for (const [name, value] of kept) browser.cookies.set(name, value)
      expect((await browser.open(actionOf(page))).heading).toBe('Start again from your app')
    })

    test.each(['x', 'forgot%2fsent', '1'.repeat(400), '11111111-1111-1111-1111-11111111111G'])(
      'or never was: /signin/%s',
      async (flow) => {
        const visit = await hosted.browser().open(`/signin/${flow}`)
        expect(visit).toMatchObject({ status: 400, heading: 'Start again from your app' })
      },
    )
  })

  test('says what to do to somebody who registered and has no record yet', async () => {
    const person = await hosted.register()
    const { id, secret } = hosted.world.inbox.link(person.email)
    await hosted.world.call('auth/verifyemail', { json: { id, secret, password: person.password } })
    const visit = await hosted.signIn(hosted.browser(), ours, person)
    expect(visit).toMatchObject({ status: 200, heading: 'You don’t have a record here yet' })
    expect(visit.text).toContain('href="/oauth2/authorize?')
  })

  test('never puts the handle or the code into a page or an address of ours', async () => {
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, foreign, await hosted.member('Patient'))
    const handles = [...browser.cookies.values()]
    for (const handle of handles) {
      expect(page.text).not.toContain(handle)
      expect(actionOf(page)).not.toContain(handle)
    }
  })
})
