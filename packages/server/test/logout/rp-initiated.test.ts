import { type Answer, type CallOptions, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { startReceiver } from './receiver.ts'

const BYE = 'https://diary.example/bye'

interface Tokens {
  readonly access_token: string
  readonly id_token: string
}

describe.each(storesForWalks())('signing out at /oauth2/logout on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    hosted = await startHosted({ store, development: true })
    app = await hosted.app({ postLogoutRedirectUris: [BYE, `${BYE}?from=damson`], accessTokenLifetime: '301s' })
    person = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())

  const redeemed = async (at: HostedApp, visit: Visit): Promise<Tokens> => {
    const code = new URL(visit.location).searchParams.get('code') ?? ''
    return must(await at.redeem(code)).body as Tokens
  }
  const signedIn = async (
    browser: CookieBrowser = hosted.browser(),
    who: Person = person,
  ): Promise<Tokens & { browser: CookieBrowser }> => ({
    browser,
    ...(await redeemed(app, await hosted.signIn(browser, app, who))),
  })
  /** Continues to another app without being asked. */
  const continueTo = async (browser: CookieBrowser, other: HostedApp): Promise<Tokens> =>
    redeemed(other, await browser.open(`/oauth2/authorize?${other.query()}`))
  const logout = (browser: CookieBrowser, query: Record<string, string> | string = {}): Promise<Visit> =>
    browser.open(`/oauth2/logout?${new URLSearchParams(query).toString()}`)
  const isOpen = async ({ access_token: token }: Tokens): Promise<boolean> =>
    (await hosted.world.call('auth/me', { token })).status === 200
  const asks = (visit: Visit): void => {
    expect([visit.status, visit.heading]).toEqual([200, 'Do you want to sign out?'])
  }

  test('ends the sign-in for all its apps and goes back to the app, when the app names who is signed in', async () => {
    const { browser, ...tokens } = await signedIn()
    const other = await hosted.app({ name: 'Sleep Log' })
    const theirs = await continueTo(browser, other)

    const visit = await logout(browser, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: BYE,
      state: 'a state & more',
    })

    expect([visit.status, visit.location]).toEqual([302, `${BYE}?state=a+state+%26+more`])
    expect([await isOpen(tokens), await isOpen(theirs)]).toEqual([false, false])
    expect((await hosted.signInPage(browser, app)).heading).toBe('Sign in')
  })

  test('keeps the query of the address that is registered', async () => {
    const { browser, id_token: hint } = await signedIn()
    const to = `${BYE}?from=damson`
    const visit = await logout(browser, { id_token_hint: hint, post_logout_redirect_uri: to, state: 'x' })
    expect(visit.location).toBe(`${to}&state=x`)
  })

  test.each(['/oauth2/logout', '/oauth2/authorize', '/signin/language'])(
    'refuses a form at %s that does not fit into the address it would go on to',
    async (path) => {
      const long = 'x'.repeat(13_000)
      const to = Buffer.from(`/signin?${long}`).toString('base64url')
      const visit = await hosted.browser().post(path, {
        ...Object.fromEntries(new URLSearchParams(app.query())),
        state: 'x',
        unknown: long,
        language: 'en',
        to,
      })
      expect([visit.status, visit.location, visit.heading]).toEqual([413, '', 'You sent too much'])
    },
  )

  test('takes an id token that has expired, and a request by POST from another site', async () => {
    const { browser, ...tokens } = await signedIn()
    await hosted.travel(302_000)
    const fields = { id_token_hint: tokens.id_token, client_id: app.id, post_logout_redirect_uri: BYE }
    const cookies = [...browser.cookies]
    browser.cookies.clear()
    const asked = await browser.post('/oauth2/logout', fields, { Origin: 'https://diary.example' })
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    expect([asked.status, asked.location]).toEqual([303, expect.stringMatching(/^\/oauth2\/logout\?carried=[^&]+$/)])
    expect((await browser.open(asked.location)).location).toBe(BYE)
    expect((await hosted.signInPage(browser, app)).heading).toBe('Sign in')
  })

  test('says what happened where the app names no address', async () => {
    const { browser, id_token: hint } = await signedIn()
    await continueTo(browser, await hosted.app({ name: 'Sleep <b>Log</b>' }))
    const page = await browser.follow(await logout(browser, { id_token_hint: hint }))
    expect([page.status, page.heading]).toEqual([200, 'You are signed out'])
    expect(page.text).toContain('Heart Diary')
    expect(page.text).toContain('Sleep &lt;b&gt;Log&lt;/b&gt;')
    expect(page.headers.get('refresh')).toBeNull()
  })

  describe('at the address of a project and at the server’s own', () => {
    const pathOf = (isProject: boolean): string => (isProject ? `/projects/${hosted.clinic.project}` : '')
    const callAt = (path: string, way: string, options: CallOptions): Promise<Answer> =>
      hosted.world.call(`${path}/${way}`.slice(1), options)
    const signedInAt = async (
      path: string,
      browser = hosted.browser(),
    ): Promise<Tokens & { browser: CookieBrowser }> => {
      const form = await browser.open(`${path}/oauth2/authorize?${app.query()}`)
      const visit = await browser.follow(
        await browser.post(`${path}/signin`, { request: form.hidden('request'), ...person }),
      )
      const redemption = {
        grant_type: 'authorization_code',
        code: new URL(visit.location).searchParams.get('code') ?? '',
        client_id: app.id,
        redirect_uri: CALLBACK,
        code_verifier: app.verifier,
      }
      return { browser, ...(must(await callAt(path, 'oauth2/token', { form: redemption })).body as Tokens) }
    }
    const isOpenAt = async (path: string, { access_token: token }: Tokens): Promise<boolean> =>
      (await callAt(path, 'auth/me', { token })).status === 200
    const query = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()

    test.each([
      ['the server', 'a project', false],
      ['a project', 'the server', true],
    ])('an id token of %s says nothing at the address of %s', async (_given, _other, isProject) => {
      const [own, other] = [pathOf(isProject), pathOf(!isProject)]
      const { browser, ...tokens } = await signedInAt(own)
      const hint = { id_token_hint: tokens.id_token }

      // It signs nobody out elsewhere: not whoever is signed in there in the same browser, nor its own sign-in.
      const there = await signedInAt(other, browser)
      const asked = await browser.open(`${other}/oauth2/logout?${query({ ...hint, post_logout_redirect_uri: BYE })}`)
      expect(asked.location === BYE, asked.text).toBe(false)
      const named = await browser.open(
        `${other}/oauth2/logout?${query({ ...hint, client_id: app.id, post_logout_redirect_uri: BYE })}`,
      )
      asks(named)
      const nobody = await hosted.browser().open(`${other}/oauth2/logout?${query({ ...hint, client_id: app.id })}`)
      expect(nobody.status).toBeLessThan(400)
      expect((await callAt(other, 'oauth2/logout', { token: tokens.access_token, json: {} })).status).toBe(401)
      expect([await isOpenAt(own, tokens), await isOpenAt(other, there)]).toEqual([true, true])

      // What was asked there is of no use here, and the other way round.
      const confirmation = named.hidden('confirmation')
      const misled = await browser.post(`${own}/oauth2/logout`, { confirmation, decision: 'sign_out' })
      expect(misled.location).toBe(`${own}/oauth2/logout`)
      expect([await isOpenAt(own, tokens), await isOpenAt(other, there)]).toEqual([true, true])

      // Nor does it name anybody to a sign-in.
      const silent = await browser.open(`${other}/oauth2/authorize?${app.query({ ...hint, prompt: 'none' })}`)
      expect(new URL(silent.location).searchParams.get('error')).toBe('invalid_request')

      // Signed out at one address, the browser is signed in at the other.
      const out = await browser.open(`${own}/oauth2/logout?${query({ ...hint, post_logout_redirect_uri: BYE })}`)
      expect(out.location).toBe(BYE)
      expect([await isOpenAt(own, tokens), await isOpenAt(other, there)]).toEqual([false, true])
    })
  })

  describe('asks first, and ends nothing,', () => {
    test('where nobody says who is signed in', async () => {
      const { browser, ...tokens } = await signedIn()
      const page = await logout(browser, { client_id: app.id, post_logout_redirect_uri: BYE, state: 's' })
      asks(page)
      expect(page.text).toContain(person.email)
      expect(await isOpen(tokens)).toBe(true)

      const kept = await browser.post('/oauth2/logout', {
        confirmation: page.hidden('confirmation'),
        decision: 'stay',
      })
      expect(kept.heading).toBe('You are still signed in')
      expect(await isOpen(tokens)).toBe(true)

      const ended = await browser.post('/oauth2/logout', {
        confirmation: page.hidden('confirmation'),
        decision: 'sign_out',
      })
      expect([ended.status, ended.location]).toEqual([303, `${BYE}?state=s`])
      expect(await isOpen(tokens)).toBe(false)
    })

    test('where the app names somebody else', async () => {
      const { id_token: hint } = await signedIn()
      const { browser, ...tokens } = await signedIn(hosted.browser(), await hosted.member('Practitioner'))
      asks(await logout(browser, { id_token_hint: hint, post_logout_redirect_uri: BYE }))
      expect(await isOpen(tokens)).toBe(true)
    })

    test('where the app names an earlier sign-in of the person', async () => {
      const browser = hosted.browser()
      const { id_token: old } = await signedIn(browser)
      await logout(browser, { id_token_hint: old })
      const tokens = await signedIn(browser)
      asks(await logout(browser, { id_token_hint: old }))
      expect(await isOpen(tokens)).toBe(true)
    })

    test('where the hint is no id token of ours', async () => {
      const { browser, ...tokens } = await signedIn()
      const [header = '', claims = '', signature = ''] = tokens.id_token.split('.')
      const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
      const forged = [header, claims, `${signature.slice(0, -8)}AAAAAAAA`].join('.')
      const hints = [tokens.access_token, forged, `${none}.${claims}.`, 'x', 'x'.repeat(10_000)]
      for (const hint of hints) asks(await logout(browser, { id_token_hint: hint }))
      expect(await isOpen(tokens)).toBe(true)
    })

    test('again where the answer comes from another browser, another site or too late', async () => {
      const { browser, ...tokens } = await signedIn()
      const confirmation = (await logout(browser)).hidden('confirmation')
      const other = await signedIn(hosted.browser())
      const foreign = await other.browser.post('/oauth2/logout', { confirmation, decision: 'sign_out' })
      expect(foreign.location).toBe('/oauth2/logout')
      const site = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
      expect((await browser.post('/oauth2/logout', { confirmation, decision: 'sign_out' }, site)).status).toBe(403)
      const made = await browser.post('/oauth2/logout', { confirmation: 'x', decision: 'sign_out' })
      expect(made.location).toBe('/oauth2/logout')
      expect([await isOpen(tokens), await isOpen(other)]).toEqual([true, true])
    })
  })

  test.each<[string, (tokens: Tokens, other: HostedApp) => string]>([
    ['is not registered', ({ id_token: hint }) => query({ id_token_hint: hint, post_logout_redirect_uri: `${BYE}/` })],
    ['is longer', ({ id_token: hint }) => query({ id_token_hint: hint, post_logout_redirect_uri: `${BYE}?x=1` })],
    [
      'is a redirect_uri',
      ({ id_token: hint }) =>
        query({ id_token_hint: hint, post_logout_redirect_uri: 'https://diary.example/callback' }),
    ],
    ['is nobody’s', () => query({ post_logout_redirect_uri: BYE })],
    ['is another app’s', (_, other) => query({ client_id: other.id, post_logout_redirect_uri: BYE })],
    ['is an unknown app’s', () => query({ client_id: 'nobody', post_logout_redirect_uri: BYE })],
    [
      'comes with the id token of another app',
      ({ id_token: hint }, other) => query({ id_token_hint: hint, client_id: other.id }),
    ],
    [
      'comes twice',
      () => `${query({ client_id: app.id, post_logout_redirect_uri: BYE })}&post_logout_redirect_uri=${BYE}`,
    ],
  ])('sends nobody to an address that %s, and ends nothing', async (_, queryOf) => {
    const { browser, ...tokens } = await signedIn()
    const page = await logout(browser, queryOf(tokens, await hosted.app()))
    expect([page.status, page.location, page.heading]).toEqual([400, '', 'This sign-out link does not work'])
    expect(await isOpen(tokens)).toBe(true)
  })

  test('at a project’s address ends the sign-in of that address, and tells its apps in its name', async () => {
    const receiver = await startReceiver(hosted.issuer)
    const below = `projects/${hosted.clinic.project}/`
    const told = await hosted.app({
      frontChannelLogoutUri: 'https://diary.example/out',
      backChannelLogoutUri: receiver.url,
    })
    const { browser, ...above } = await signedIn()
    const page = await browser.open(`/${below}oauth2/authorize?${told.query()}`)
    const begun = await browser.post(`/${below}signin`, { request: page.hidden('request'), ...person })
    const code = new URL((await browser.follow(begun)).location).searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: told.id,
      redirect_uri: CALLBACK,
      code_verifier: told.verifier,
    }
    const { id_token: hint } = must(await hosted.world.call(`${below}oauth2/token`, { form })).body as Tokens

    // An id token of one address names nobody at another.
    asks(await logout(browser, { id_token_hint: hint }))
    const out = await browser.follow(await browser.open(`/${below}oauth2/logout?id_token_hint=${hint}`))

    expect(out.heading).toBe('You are signed out')
    expect(out.text).toContain(`iss=${encodeURIComponent(hosted.issuer + below)}&amp;`)
    await expect.poll(() => receiver.issuers).toEqual([hosted.issuer + below])
    expect(await isOpen(above)).toBe(true)
    receiver.close()
  })

  test('is also what an app is told of whose person loses their place in the project', async () => {
    const receiver = await startReceiver(hosted.issuer)
    const told = await hosted.app({ backChannelLogoutUri: receiver.url })
    const visit = await hosted.signIn(hosted.browser(), told, await hosted.member('Practitioner'))
    const { sub, sid } = claimsOf((await redeemed(told, visit)).id_token)
    const { token } = hosted.clinic
    const { call } = hosted.world
    const found = must(await call(`fhir/R4/ProjectMembership?user=User/${String(sub)}`, { token }))
    const { resource } = found.body.entry[0]
    const json = { ...resource, active: false }
    must(await call(`fhir/R4/ProjectMembership/${resource.id}`, { method: 'PUT', json, token }))
    const [said] = await receiver.arrived(1)
    expect([said?.sub, said?.['sid']]).toEqual([sub, sid])
    receiver.close()
  })

  test('can be done from every page on which somebody is signed in, and from no other', async () => {
    const foreign = await hosted.app({ name: 'Foreign', firstParty: false })
    const both = await hosted.member('Practitioner', 'Patient')
    const { browser } = await signedIn()
    const link = '<a href="/oauth2/logout">Sign out</a>'
    const consent = await browser.follow(await browser.open(`/oauth2/authorize?${foreign.query()}`))
    const choose = await hosted.signIn(hosted.browser(), app, both)
    const select = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'select_account' })}`)
    for (const page of [consent, choose, select]) expect(page.text, page.heading).toContain(link)
    expect((await hosted.signInPage(hosted.browser(), app)).text).not.toContain(link)

    const asked = await browser.open('/oauth2/logout')
    const gone = await browser.post('/oauth2/logout', {
      confirmation: asked.hidden('confirmation'),
      decision: 'sign_out',
    })
    expect((await browser.follow(gone)).heading).toBe('You are signed out')
    expect((await browser.open(actionIn(consent))).heading).toBe('This sign-in has ended')
  })

  test('tells of it for ten minutes, and in that browser alone', async () => {
    const { browser, id_token: hint } = await signedIn()
    await continueTo(browser, await hosted.app({ name: 'Sleep Log' }))
    const { location } = await logout(browser, { id_token_hint: hint })
    expect((await browser.open(location)).text).toContain('Sleep Log')
    const elsewhere = await hosted.browser().open(location)
    await hosted.travel(601_000)
    for (const page of [elsewhere, await browser.open(location)]) {
      expect(page.heading).toBe('You are not signed in here')
      expect(page.text).not.toContain('Sleep Log')
    }
  })

  test('has nothing to end for a browser in which nobody is signed in', async () => {
    expect((await logout(hosted.browser())).heading).toBe('You are not signed in here')
  })

  test('sends nobody on unasked without an id token of ours, and names where the way leads', async () => {
    const { id_token: hint } = await signedIn()
    const [header, claims] = hint.split('.')
    const query = { client_id: app.id, post_logout_redirect_uri: BYE, state: 'a state' }
    for (const more of [
      {},
      { id_token_hint: '' },
      { id_token_hint: 'x' },
      { id_token_hint: `${header}.${claims}.x` },
    ]) {
      for (const visit of [
        await logout(hosted.browser(), { ...query, ...more }),
        await (async () => {
          const browser = hosted.browser()
          return browser.follow(await browser.post('/oauth2/logout', { ...query, ...more }))
        })(),
      ]) {
        expect([visit.status, visit.location, visit.heading]).toEqual([200, '', 'You are not signed in here'])
        expect(visit.headers.get('refresh')).toBeNull()
        expect(visit.text).toContain(`href="${BYE}?state=a+state"`)
        expect(visit.text).toMatch(/Continue to .*Heart Diary/)
        expect(visit.text).toContain(`<bdi>${new URL(BYE).host}</bdi>`)
      }
    }
    // The app that shows an id token of its own goes on at once.
    expect((await logout(hosted.browser(), { ...query, id_token_hint: hint })).location).toBe(`${BYE}?state=a+state`)
  })

  test('ends the sign-in that the id token is of, also where the browser does not have it', async () => {
    const tokens = must(
      await hosted.world.actors.signIn(person.email, person.password, { projectId: hosted.clinic.project }),
    ).body as Tokens
    const other = await signedIn(hosted.browser())
    const page = await hosted.browser().open(`/oauth2/logout?id_token_hint=${tokens.id_token}`)
    expect(page.status).toBe(302)
    expect([await isOpen(tokens), await isOpen(other)]).toEqual([false, true])
  })

  test('ends no more by the id token of an app with resource scopes than that app may end', async () => {
    const few = await hosted.app({ name: 'Few' })
    const browser = hosted.browser()
    const tokens = await redeemed(few, await hosted.signIn(browser, few, person, { scope: 'openid user/Patient.rs' }))
    const other = await continueTo(browser, app)
    // From the app's server, without a browser and without the person.
    const away = hosted.browser()
    const page = await away.follow(await away.open(`/oauth2/logout?id_token_hint=${tokens.id_token}`))
    expect(page.text).toContain('Few')
    expect(page.text).not.toContain('Heart Diary')
    expect([await isOpen(tokens), await isOpen(other)]).toEqual([false, true])
  })

  test('by an app’s own call ends the browser’s sign-in too, when the token is of it', async () => {
    const { browser, ...tokens } = await signedIn()
    const foreign = await signedIn(hosted.browser())
    const call = async (token: string): Promise<readonly string[]> => {
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
      const answer = await hosted.world.call('oauth2/logout', { method: 'POST', token, headers: { Cookie: cookie } })
      expect(must(answer).body.resourceType).toBe('OperationOutcome')
      return answer.headers.getSetCookie()
    }
    expect(await call(foreign.access_token)).toEqual([])
    expect(await isOpen(tokens)).toBe(true)
    expect((await call(tokens.access_token)).join()).toMatch(/damson-root=;/)
    expect((await hosted.signInPage(browser, app)).heading).toBe('Sign in')
  })

  test('tells apps by call and by frame, says which could not be told, and then goes back', async () => {
    const receiver = await startReceiver(hosted.issuer)
    const framed = await hosted.app({
      name: 'Framed',
      redirectUris: ['https://diary.example/callback', 'https://framed.example/callback'],
      frontChannelLogoutUri: 'https://framed.example/out?lang=en',
    })
    const called = await hosted.app({ name: 'Called', backChannelLogoutUri: receiver.url })
    const dead = await hosted.app({ name: 'Dead', backChannelLogoutUri: 'http://127.0.0.1:1/' })
    const { browser, id_token: hint } = await signedIn()
    const theirs = await continueTo(browser, framed)
    const calledTokens = await continueTo(browser, called)
    await continueTo(browser, dead)

    const page = await browser.follow(
      await logout(browser, { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 's' }),
    )

    const frame = new URL('https://framed.example/out?lang=en')
    frame.searchParams.set('iss', hosted.issuer)
    frame.searchParams.set('sid', String(claimsOf(theirs.id_token)['sid']))
    expect(page.text).toContain(`<iframe src="${frame.href.replaceAll('&', '&amp;')}"`)
    expect(page.headers.get('content-security-policy')).toMatch(/frame-src https:\/\/framed\.example;/)
    expect(page.headers.get('refresh')).toBe(`3;url=${BYE}?state=s`)
    expect(page.text).toMatch(/signed out of .*Called.*\n.*could not sign you out of .*Dead/s)
    const [token] = await receiver.arrived(1)
    expect(token?.['sid']).toBe(claimsOf(calledTokens.id_token)['sid'])
    receiver.close()
  })
})

const query = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString()
const actionIn = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]{36})"/.exec(text)?.[1] ?? ''
