/** The sign-in of a browser: the next app goes on with it, and nobody else does. */
import { createHash } from 'node:crypto'
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

type Changes = Readonly<Record<string, string | undefined>>
const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)
const claimsIn = (token: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

describe.each(storesForWalks())('single sign-on on %s', (store) => {
  let hosted: Hosted
  let first: HostedApp
  let second: HostedApp
  let foreign: HostedApp
  let grace: Person
  beforeAll(async () => {
    hosted = await startHosted({ store })
    first = await hosted.app()
    second = await hosted.app({ name: 'Lab Results' })
    foreign = await hosted.app({ name: 'Other', firstParty: false })
    grace = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())

  const ask = (browser: CookieBrowser, app: HostedApp, changes: Changes = {}): Promise<Visit> =>
    browser.open(`/oauth2/authorize?${app.query(changes)}`)

  /** A browser in which somebody has signed in to the first app, and what that app got. */
  async function signedIn(person = grace) {
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, first, person)
    const { status, body } = await first.redeem(answerIn(back).code ?? '')
    expect(status).toBe(200)
    return { browser, tokens: body }
  }

  test('a second app gets its code at once, for the same person, proven when they were', async () => {
    const { browser, tokens } = await signedIn()
    const visit = await ask(browser, second, { state: 'another' })
    expect(visit.status).toBe(302)
    expect(answerIn(visit)).toEqual({ code: expect.any(String), state: 'another', iss: hosted.issuer })
    const got = (await second.redeem(answerIn(visit).code ?? '')).body
    const [earlier, later] = [claimsIn(tokens.id_token), claimsIn(got.id_token)]
    expect([later['sub'], later['auth_time']]).toEqual([earlier['sub'], earlier['auth_time']])
    expect(claimsIn(got.access_token)['login_id']).not.toBe(claimsIn(tokens.access_token)['login_id'])
  })

  test('an app that is not first-party still asks for consent', async () => {
    const { browser } = await signedIn()
    expect((await browser.follow(await ask(browser, foreign))).heading).toBe('Sign in to Other?')
  })

  test('a public client at a loopback address, or with a scheme of its own, gets nothing unasked', async () => {
    for (const address of ['http://127.0.0.1:4711/cb', 'org.example.app:/cb']) {
      const native = await hosted.app({ name: 'Native', redirectUris: [address] })
      const { browser } = await signedIn()
      expect(answerIn(await ask(browser, native, { redirect_uri: address, prompt: 'none' }))).toMatchObject({
        error: 'consent_required',
      })
      const page = await browser.follow(await ask(browser, native, { redirect_uri: address }))
      expect(page.heading).toBe('Give Native access?')
    }
  })

  describe('shows the sign-in page', () => {
    test.each<[string, (browser: CookieBrowser) => void | Promise<void>]>([
      ['in a browser that dropped the root cookie', (browser) => void browser.cookies.delete('damson-root')],
      ['in a browser that dropped its own cookie', (browser) => void browser.cookies.delete('damson-browser')],
      ['to a root cookie that was made up', (browser) => void browser.cookies.set('damson-root', 'x'.repeat(43))],
      [
        'to the hash that the store keeps, sent as a cookie',
        (browser) => {
          const kept = createHash('sha256')
            .update(browser.cookies.get('damson-root') ?? '')
            .digest('base64url')
          browser.cookies.set('damson-root', kept)
        },
      ],
      [
        'in another browser that was given the root cookie',
        async (browser) => {
          const other = hosted.browser()
          await ask(other, first)
          browser.cookies.set('damson-browser', other.cookies.get('damson-browser') ?? '')
        },
      ],
    ])('%s', async (_, change) => {
      const { browser } = await signedIn()
      await change(browser)
      expect(answerIn(await ask(browser, second, { prompt: 'none' }))).toMatchObject({ error: 'login_required' })
      expect((await ask(browser, second)).heading).toBe('Sign in')
    })

    test.each<[string, Changes]>([
      ['prompt=login', { prompt: 'login' }],
      ['prompt=login with others', { prompt: 'login consent' }],
      ['max_age=0', { max_age: '0' }],
    ])('where the app says %s', async (_, changes) => {
      const { browser } = await signedIn()
      expect((await ask(browser, second, changes)).heading).toBe('Sign in')
    })

    test('once the sign-in was ended', async () => {
      const { browser, tokens } = await signedIn()
      await hosted.world.call('oauth2/logout', { method: 'POST', token: tokens.access_token })
      expect((await ask(browser, second)).heading).toBe('Sign in')
    })

    test('to whoever has lost their place', async () => {
      const { browser, tokens } = await signedIn(await hosted.member('Patient'))
      const { token } = hosted.clinic
      const path = `fhir/R4/ProjectMembership?profile=${tokens.profile.reference}`
      const { body } = await hosted.world.call(path, { token })
      const json = { ...body.entry[0].resource, active: false }
      await hosted.world.call(`fhir/R4/ProjectMembership/${json.id}`, { method: 'PUT', json, token })
      expect((await ask(browser, second)).heading).toBe('Sign in')
    })
  })

  test('a root cookie planted before the sign-in is worth nothing after it, and each proof makes a new one', async () => {
    const browser = hosted.browser()
    browser.cookies.set('damson-root', 'p'.repeat(43))
    await hosted.signIn(browser, first, grace)
    const one = browser.cookies.get('damson-root') ?? ''
    expect(one).not.toBe('p'.repeat(43))
    await hosted.signIn(browser, first, grace, { prompt: 'login' })
    const two = browser.cookies.get('damson-root') ?? ''
    expect(two).not.toBe(one)
    browser.cookies.set('damson-root', one)
    expect((await ask(browser, second)).heading).toBe('Sign in')
    browser.cookies.set('damson-root', two)
    expect((await ask(browser, second)).status).toBe(302)
  })

  test('a browser is one person’s at a time: another’s sign-in ends theirs, everywhere and in the audit', async () => {
    const { browser, tokens } = await signedIn()
    const other = await hosted.member('Patient')
    const back = await hosted.signIn(browser, first, other, { prompt: 'login' })
    expect(answerIn(back)).toHaveProperty('code')
    const mine = await hosted.world.call('oauth2/userinfo', { token: tokens.access_token })
    expect(mine.status).toBe(401)
    const { body } = await second.redeem(answerIn(await ask(browser, second)).code ?? '')
    expect(claimsIn(body.id_token)['sub']).not.toBe(claimsIn(tokens.id_token)['sub'])
  })

  test('proving oneself again keeps the apps of the first proof going', async () => {
    const { browser, tokens } = await signedIn()
    await hosted.signIn(browser, first, grace, { prompt: 'login' })
    expect((await hosted.world.call('oauth2/userinfo', { token: tokens.access_token })).status).toBe(200)
    // All of them hang on one root.
    await hosted.world.call('oauth2/logout', { method: 'POST', token: tokens.access_token })
    expect((await ask(browser, second)).heading).toBe('Sign in')
  })

  describe('prompt=none', () => {
    const silent = async (browser: CookieBrowser, app: HostedApp, changes: Changes = {}) =>
      answerIn(await ask(browser, app, { prompt: 'none', ...changes }))

    test('gives a code where nothing is missing', async () => {
      const { browser } = await signedIn()
      expect(await silent(browser, second)).toEqual({
        code: expect.any(String),
        state: 'the-state',
        iss: hosted.issuer,
      })
    })

    test('says login_required to nobody, and to a proof that is too old', async () => {
      expect(await silent(hosted.browser(), first)).toMatchObject({ error: 'login_required', state: 'the-state' })
      const { browser } = await signedIn()
      expect(await silent(browser, second, { max_age: '0' })).toMatchObject({ error: 'login_required' })
    })

    test('says consent_required, and interaction_required where a role is to be chosen', async () => {
      const { browser } = await signedIn()
      expect(await silent(browser, foreign)).toMatchObject({ error: 'consent_required', iss: hosted.issuer })
      const both = await hosted.member('Practitioner', 'Patient')
      const theirs = hosted.browser()
      const page = await hosted.signIn(theirs, first, both)
      expect(page.heading).toBe('Which role?')
      expect(await silent(theirs, second)).toMatchObject({ error: 'interaction_required' })
    })

    test('by POST from the app’s own site is asked again with the cookie, and loses nothing', async () => {
      const { browser } = await signedIn()
      // Another site's POST comes without our cookies.
      const visit = await hosted.browser().post('/oauth2/authorize', second.query({ prompt: 'none', max_age: '60' }))
      expect(visit.status).toBe(303)
      expect(answerIn(await browser.open(visit.location))).toMatchObject({ code: expect.any(String) })
    })
  })

  describe('prompt=select_account', () => {
    test('shows who is signed in, and goes on with them or with another', async () => {
      const { browser } = await signedIn()
      const page = await ask(browser, second, { prompt: 'select_account' })
      expect(page.heading).toBe('Choose an account')
      expect(page.text).toContain(grace.email)
      const request = page.hidden('request')
      const same = await browser.post('/signin', { request, account: 'this' })
      expect([same.status, answerIn(same)]).toEqual([303, expect.objectContaining({ code: expect.any(String) })])
      expect((await browser.post('/signin', { request, account: 'other' })).heading).toBe('Sign in')
    })

    test('is of no use to another browser', async () => {
      const { browser } = await signedIn()
      const page = await ask(browser, second, { prompt: 'select_account' })
      const thief = hosted.browser()
      await ask(thief, second)
      const visit = await thief.post('/signin', { request: page.hidden('request'), account: 'this' })
      expect(visit.status).toBe(400)
      expect(visit.location).toBe('')
    })

    test('goes on with nobody but whom it showed', async () => {
      const { browser } = await signedIn()
      const page = await ask(browser, second, { prompt: 'select_account' })
      await hosted.signIn(browser, first, await hosted.member('Practitioner'), { prompt: 'login' })
      const visit = await browser.post('/signin', { request: page.hidden('request'), account: 'this' })
      expect([visit.location, visit.heading]).toEqual(['', 'Sign in'])
    })

    test('shows the sign-in page where nobody is signed in', async () => {
      expect((await ask(hosted.browser(), first, { prompt: 'select_account' })).heading).toBe('Sign in')
    })
  })

  test('a sign-in that is begun again is proven again, whatever the app had demanded', async () => {
    const { browser } = await signedIn()
    const foreign = await hosted.app({ firstParty: false })
    const page = await browser.follow(await ask(browser, foreign, { prompt: 'consent' }))
    const flow = /action="(\/signin\/[^"]+)"/.exec(page.text)?.[1] ?? ''
    await hosted.travel(601_000)
    const over = (await browser.open(flow)).text
    const again = /href="(\/oauth2\/authorize\?[^"]*)"/.exec(over)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(new URLSearchParams(again).get('prompt')).toBe('login consent')
    expect((await browser.open(again)).heading).toBe('Sign in')
  })

  describe('id_token_hint', () => {
    test('names the person, and authenticates nobody', async () => {
      const { browser, tokens } = await signedIn()
      const hint = { id_token_hint: String(tokens.id_token) }
      expect(answerIn(await ask(browser, first, { ...hint, prompt: 'none' }))).toHaveProperty('code')
      expect((await ask(hosted.browser(), first, hint)).heading).toBe('Sign in')
      expect(answerIn(await ask(hosted.browser(), first, { ...hint, prompt: 'none' }))).toMatchObject({
        error: 'login_required',
      })
    })

    test('of somebody else has that person asked, and takes nobody else’s password', async () => {
      const other = await hosted.member('Patient')
      const { tokens } = await signedIn(other)
      const { browser } = await signedIn()
      const hint = { id_token_hint: String(tokens.id_token) }
      expect(answerIn(await ask(browser, first, { ...hint, prompt: 'none' }))).toMatchObject({
        error: 'login_required',
      })
      const page = await ask(browser, first, hint)
      expect(page.heading).toBe('Sign in')
      const wrong = await browser.post('/signin', { request: page.hidden('request'), ...grace })
      expect(wrong.status).toBe(400)
      expect(wrong.text).toContain('The app expects a different person')
      const right = await browser.post('/signin', { request: wrong.hidden('request'), ...other })
      expect(answerIn(await browser.follow(right))).toHaveProperty('code')
    })

    test.each<[string, (tokens: Record<string, string>) => string]>([
      ['is garbage', () => 'garbage'],
      ['is an access token', ({ access_token: token = '' }) => token],
      ['has another’s signature', ({ id_token: token = '' }) => `${token.slice(0, -20)}${'A'.repeat(20)}`],
      ['is unsigned', ({ id_token: token = '' }) => `eyJhbGciOiJub25lIn0.${token.split('.')[1]}.`],
    ])('that %s is refused', async (_, change) => {
      const { browser, tokens } = await signedIn()
      expect(answerIn(await ask(browser, first, { id_token_hint: change(tokens) }))).toMatchObject({
        error: 'invalid_request',
        state: 'the-state',
      })
    })

    test('that was issued to another app is refused', async () => {
      const { browser, tokens } = await signedIn()
      expect(answerIn(await ask(browser, second, { id_token_hint: tokens.id_token }))).toMatchObject({
        error: 'invalid_request',
      })
    })
  })

  test.each(['', '-1', '1.5', 'x', '1e3'])('max_age=%j is no number of seconds', async (text) => {
    const answer = await ask(hosted.browser(), first, { max_age: text })
    if (text === '') return expect(answer.status).toBe(200)
    expect(answerIn(answer)).toMatchObject({ error: 'invalid_request' })
  })

  describe('response_mode=form_post', () => {
    test('gives code and error as a form that needs no script, under a policy that allows ours alone', async () => {
      const { browser } = await signedIn()
      for (const changes of [{}, { scope: 'nonsense' }]) {
        const page = await ask(browser, second, { response_mode: 'form_post', state: `"><script>`, ...changes })
        expect([page.status, page.location]).toEqual([200, ''])
        expect(page.text).toContain('<form method="post" action="https://diary.example/callback"')
        expect(page.hidden('state')).toBe(`"><script>`)
        expect(page.hidden('iss')).toBe(hosted.issuer)
        expect(page.hidden('scope' in changes ? 'error' : 'code')).toMatch(/^[\w-]+$/)
        expect(page.text).not.toMatch(/<script(?! src="\/assets\/)/)
        const policy = page.headers.get('content-security-policy')
        expect(policy).toContain(`script-src ${hosted.issuer}assets/form-post.js;`)
        expect(policy).toContain("form-action 'self' https://diary.example;")
        expect(page.headers.get('cache-control')).toBe('no-store')
      }
    })

    test('is kept through the pages of a sign-in', async () => {
      const page = await hosted.signIn(hosted.browser(), first, grace, { response_mode: 'form_post' })
      expect((await first.redeem(page.hidden('code'))).status).toBe(200)
    })

    test('goes to no scheme of an app’s own', async () => {
      const address = 'org.example.app:/cb'
      const native = await hosted.app({ redirectUris: [address] })
      const visit = await ask(hosted.browser(), native, { redirect_uri: address, response_mode: 'form_post' })
      expect(answerIn(visit)).toMatchObject({ error: 'invalid_request' })
    })
  })
})
