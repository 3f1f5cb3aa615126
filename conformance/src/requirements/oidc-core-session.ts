/** OpenID Connect Core 1.0: the browser's session, and what apps may require of it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isSentBack } from '../expect.ts'
import { ask, type Callback, callbackOf, granted, redeem, requestOf } from '../flow.ts'
import { claimsOf } from '../jwt.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'
import type { Client, ClientName, Damson, Person, Server } from '../server/server.ts'

const { must, mustHere } = rowsOf('OpenID Connect Core', 'oidc-core')
const NO_PAGES = 'its pages are not driven'
const NO_COOKIES = 'its cookies have other names and shapes'

type Changes = Readonly<Record<string, string | undefined>>

/** A browser in which a person has signed in to an app, and the id token that the app got. */
async function signedIn(at: Server, changes: Changes = {}) {
  const browser = createBrowser()
  const client = await at.client('otherApp')
  const callback = await callbackOf(at, requestOf(client, changes), browser)
  return { browser, client, callback, id: granted(await redeem(at, callback)).id }
}

/** Sends an authorization request without a page. */
async function silently(at: Server, browser: Browser, name: ClientName = 'web', changes: Changes = {}) {
  const request = requestOf(await at.client(name), { prompt: 'none', ...changes })
  const visit = await ask(at, request, browser)
  return { request, visit, code: visit.location === '' ? null : new URL(visit.location).searchParams.get('code') }
}

async function isAsked(at: Server, browser: Browser, changes: Changes = {}, name: ClientName = 'web') {
  const { request, visit } = await silently(at, browser, name, changes)
  isSentBack(visit, request.redirectUri, ['login_required', 'interaction_required'])
}

/** A person other than the owner, signed in to the same app on Damson's pages. */
async function signInAs(at: Damson, browser: Browser, client: Client, person: Person, changes: Changes = {}) {
  const request = requestOf(client, changes)
  const page = await ask(at, request, browser)
  const { email, password } = person
  let visit = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
  while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
  return { request, visit }
}

async function idTokenOf(at: Damson, person: Person): Promise<string> {
  const { request, visit } = await signInAs(at, createBrowser(), await at.client('otherApp'), person)
  const answer = new URL(visit.location).searchParams
  const callback: Callback = { ...request, visit, answer, code: answer.get('code') ?? '' }
  return granted(await redeem(at, callback)).id
}

const single: readonly Requirement[] = [
  must('3.1.2.3', 'single-sign-on', 'A signed-in person is not asked again by another app.', async (at) => {
    const { browser } = await signedIn(at)
    assert.notEqual((await silently(at, browser)).code, null)
  }),
  must('3.1.2.1', 'max-age-fresh', 'A sign-in that is younger than max_age is accepted.', async (at) => {
    const { browser } = await signedIn(at)
    assert.notEqual((await silently(at, browser, 'web', { max_age: '3600' })).code, null)
  }),
  must('3.1.2.1', 'max-age-zero', 'With max_age=0 the person must sign in again.', async (at) => {
    await isAsked(at, (await signedIn(at)).browser, { max_age: '0' })
  }),
  must(
    '3.1.2.1',
    'max-age',
    'A sign-in that is older than max_age is not accepted.',
    async (at) => {
      const { browser } = await signedIn(at)
      await sleep(3_100)
      await isAsked(at, browser, { max_age: '2' })
    },
    { waits: true },
  ),
  must('2', 'auth-time-kept', 'A second app gets the time of the sign-in, not of its own request.', async (at) => {
    const { browser, id } = await signedIn(at, { max_age: '3600' })
    await sleep(1_100)
    const { request, visit, code } = await silently(at, browser, 'web', { max_age: '3600' })
    const answer = new URL(visit.location).searchParams
    const second = granted(await redeem(at, { ...request, visit, answer, code: code ?? '' })).id
    assert.equal(claimsOf(second).auth_time, claimsOf(id).auth_time)
  }),
  mustHere(
    '2',
    'acr',
    'acr and amr say how the person was authenticated.',
    'it sends them only if its host does',
    async (at) => {
      const { acr, amr } = claimsOf((await signedIn(at, { acr_values: 'urn:example:gold' })).id)
      assert.ok(Array.isArray(at.metadata.acr_values_supported) && at.metadata.acr_values_supported.includes(acr))
      assert.deepEqual(amr, ['pwd'])
    },
  ),
  must('5.5.1.1', 'acr-unreached', 'acr states the level that was reached, not the requested one.', async (at) => {
    const gold = 'urn:example:gold'
    assert.notEqual(claimsOf((await signedIn(at, { acr_values: gold })).id).acr, gold)
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [gold] } } })
    // Where the claims parameter is supported, an essential acr that is not reached ends the sign-in instead.
    if (at.metadata.claims_parameter_supported !== true)
      return assert.notEqual(claimsOf((await signedIn(at, { claims })).id).acr, gold)
    const request = requestOf(await at.client('otherApp'), { claims })
    isSentBack(await ask(at, request), request.redirectUri, ['unmet_authentication_requirements', 'access_denied'])
  }),
  mustHere(
    '3.1.2.1',
    'prompt-consent',
    'prompt=consent asks for consent, even for a first-party app.',
    NO_PAGES,
    async (at) => {
      const { browser } = await signedIn(at)
      const { visit, request } = await silently(at, browser, 'web', { prompt: 'consent' })
      const page = visit.location.startsWith(at.issuer) ? await browser.open(visit.location) : visit
      assert.match(page.text, /name="decision"/)
      assert.ok(!page.location.startsWith(request.redirectUri))
    },
  ),
  mustHere(
    '3.1.2.1',
    'prompt-select-account',
    'prompt=select_account asks which account to use.',
    NO_PAGES,
    async (at) => {
      const { browser } = await signedIn(at)
      const { visit } = await silently(at, browser, 'web', { prompt: 'select_account' })
      assert.match(visit.text, /name="account"/)
    },
  ),
]

const hints: readonly Requirement[] = [
  must(
    '3.1.2.1',
    'id-token-hint',
    'With the id token of the signed-in person as the hint, the app gets a code.',
    async (at) => {
      const { browser, id } = await signedIn(at)
      assert.notEqual((await silently(at, browser, 'otherApp', { id_token_hint: id })).code, null)
    },
  ),
  must('3.1.2.1', 'id-token-hint-no-proof', 'An id token as the hint signs nobody in.', async (at) => {
    const { id } = await signedIn(at)
    await isAsked(at, createBrowser(), { id_token_hint: id }, 'otherApp')
  }),
  must('3.1.2.1', 'id-token-hint-garbage', 'A hint that is not an id token is refused.', async (at) => {
    const { request, visit } = await silently(at, createBrowser(), 'otherApp', { id_token_hint: 'e30.e30.e30' })
    isSentBack(visit, request.redirectUri, 'invalid_request')
  }),
  mustHere(
    '3.1.2.1',
    'id-token-hint-other-person',
    "With another person's id token as the hint, the app gets no code without a question.",
    'it knows one person here',
    async (at) => {
      const id = await idTokenOf(at, await at.newMember())
      await isAsked(at, (await signedIn(at)).browser, { id_token_hint: id }, 'otherApp')
    },
  ),
  mustHere(
    '3.1.2.1',
    'id-token-hint-other-password',
    'If the hint names one person, another’s password gives no code.',
    'it knows one person here',
    async (at) => {
      const id = await idTokenOf(at, await at.newMember())
      const changes = { id_token_hint: id }
      const { request, visit } = await signInAs(
        at,
        createBrowser(),
        await at.client('otherApp'),
        await at.owner(),
        changes,
      )
      assert.ok(!visit.location.startsWith(request.redirectUri))
    },
  ),
  mustHere(
    '3.1.2.1',
    'id-token-hint-other-client',
    "Another app's id token is refused as a hint.",
    'it accepts them: this is Damson’s own rule',
    async (at) => {
      const { browser, id } = await signedIn(at)
      const { request, visit } = await silently(at, browser, 'web', { id_token_hint: id })
      isSentBack(visit, request.redirectUri, 'invalid_request')
    },
  ),
]

const ROOT = /(?:__Host-)?damson-root/
const cookieOf = ({ cookies }: Browser, name: RegExp) => [...cookies].find(([key]) => name.test(key)) ?? ['', '']

/** The same request from elsewhere, with these cookies. */
async function withCookies(at: Damson, cookies: readonly (readonly string[])[]): Promise<Visit> {
  const request = requestOf(await at.client('web'), { prompt: 'none' })
  const headers = { Cookie: cookies.map((pair) => pair.join('=')).join('; ') }
  return createBrowser().open(`${at.endpoint('authorization')}?${request.parameters.toString()}`, { headers })
}

const cookies: readonly Requirement[] = [
  mustHere(
    '16',
    'cookie-elsewhere',
    'The cookie of a sign-in does not work in another browser.',
    NO_COOKIES,
    async (at) => {
      const { browser, client } = await signedIn(at)
      const thief = createBrowser()
      await ask(at, requestOf(client), thief)
      const stolen = cookieOf(browser, ROOT)
      const visit = await withCookies(at, [...thief.cookies, stolen])
      assert.equal(new URL(visit.location).searchParams.get('error'), 'login_required')
    },
  ),
  mustHere('16', 'cookie-hashed', 'The store has a hash of the cookie, not the cookie.', NO_COOKIES, async (at) => {
    const { browser } = await signedIn(at)
    const [name, value] = cookieOf(browser, ROOT)
    const hash = createHash('sha256').update(value).digest('base64url')
    const others = [...browser.cookies].filter(([key]) => key !== name)
    const visit = await withCookies(at, [...others, [name, hash]])
    assert.equal(new URL(visit.location).searchParams.get('error'), 'login_required')
  }),
  mustHere(
    '16',
    'cookie-renewed',
    'Each proof of identity makes a new cookie, and the old one no longer works.',
    NO_COOKIES,
    async (at) => {
      const { browser, client } = await signedIn(at)
      const before = [...browser.cookies]
      await callbackOf(at, requestOf(client, { prompt: 'login' }), browser)
      const visit = await withCookies(at, before)
      assert.equal(new URL(visit.location).searchParams.get('error'), 'login_required')
    },
  ),
]

const form = rowsOf('OAuth 2.0 Form Post Response Mode', 'form-post')

const formPosts: readonly Requirement[] = [
  form.must('2', 'form', 'With form_post, the answer is a form that goes to the app by POST.', async (at) => {
    const { browser } = await signedIn(at)
    const { request, visit } = await silently(at, browser, 'web', { response_mode: 'form_post' })
    assert.equal(visit.status, 200)
    assert.match(visit.text, new RegExp(`<form[^>]*action="${request.redirectUri}"`))
    assert.match(visit.text, /<form[^>]*method="post"/i)
    assert.notEqual(visit.hidden('code'), '')
    assert.equal(visit.hidden('state'), request.state)
  }),
  form.must('2', 'error', 'With form_post, an error comes in the same way.', async (at) => {
    const { request, visit } = await silently(at, createBrowser(), 'web', { response_mode: 'form_post' })
    assert.equal(visit.hidden('error'), 'login_required')
    assert.equal(visit.hidden('state'), request.state)
  }),
  form.must('2', 'escaped', "The app's parameters cannot break out of the form.", async (at) => {
    const state = '"><script>alert(1)</script>'
    const { visit } = await silently(at, createBrowser(), 'web', { response_mode: 'form_post', state })
    assert.doesNotMatch(visit.text, /<script>alert/)
    assert.equal(visit.hidden('state'), state)
  }),
  form.mustHere('2', 'announced', 'The metadata list form_post.', 'it depends on its settings', (at) => {
    assert.ok(Array.isArray(at.metadata.response_modes_supported))
    assert.ok(at.metadata.response_modes_supported.includes('form_post'))
  }),
]

export const oidcCoreSession: Suite = {
  source: 'OpenID Connect Core, sessions',
  file: 'oidc-core-session.ts',
  rows: [...single, ...hints, ...cookies, ...formPosts],
}
