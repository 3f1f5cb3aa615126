/** One browser, one person, two projects: what the provider of one says renews nothing of the other, nor of Damson's own. */

import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from '../identity/answer-invitations.ts'
import { claimsOf, must, PASSWORD, refresh } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import {
  APP,
  type App,
  type Arrived,
  answerIn,
  type Federated,
  signInWith,
  startFederated,
  tokensOf,
} from './external.ts'

const MINUTE = 60_000
const SCOPE = 'openid online_access'
const SHORT = [
  { name: 'staffIdleMinutes', valueInteger: 20 },
  { name: 'staffOverallMinutes', valueInteger: 60 },
]

describe.each(storesForWalks())('a browser that a provider and Damson both know, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  /** Of the project whose provider it is, and of another, where people sign in with Damson alone. */
  let here: App
  let elsewhere: App
  const email = 'grace@example.org'
  let travelled = 0
  const now = (): number => Date.now() + travelled
  const travel = async (minutes: number): Promise<void> => {
    await federated.world.travel(minutes * MINUTE)
    travelled += minutes * MINUTE
  }

  beforeAll(async () => {
    federated = await startFederated({ store })
    const { world } = federated
    const people = [{ key: 'grace', label: 'Grace', subject: 'grace', claims: { email, email_verified: true } }]
    provider = await startHostileProvider({ redirectUris: [`${world.baseUrl}auth/external`], people, now })
    here = await federated.app(provider, { emailDomain: ['example.org'], profileType: ['Practitioner'] })
    // Linked while the account has nothing else, then a password and a place in the other project come to it.
    const person = { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email }
    await federated.invite(person)
    await tokensOf(federated, here, await byProvider(federated.browser()))
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const other = await world.actors.owner()
    const as = async (path: string, options: object): Promise<Answer> =>
      must(await world.call(path, { token: other.token, ...options }))
    await as(`admin/projects/${other.project}/invite`, { json: person })
    await answerInvitations(world, { email })
    const { body: project } = await as(`fhir/R4/Project/${other.project}`, {})
    await as(`fhir/R4/Project/${other.project}`, { method: 'PUT', json: { ...project, setting: SHORT } })
    const json = { name: 'Elsewhere', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true }
    const made = await as(`admin/projects/${other.project}/client`, { json: { ...json, redirectUris: [APP] } })
    elsewhere = { id: made.body.id, start: (changes) => here.start({ client_id: made.body.id, ...changes }) }
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const byProvider = (browser: CookieBrowser, changes: object = {}): Promise<Arrived> => {
    provider.misbehave({ idToken: { auth_time: Math.floor(now() / 1_000) } })
    return signInWith(federated, browser, here, provider, 'grace', { scope: SCOPE, ...changes })
  }
  const authorize = (app: App, changes: object = {}) => {
    const { url, verifier } = app.start({ response_type: 'code', scope: SCOPE, ...changes })
    return { path: `/oauth2/authorize${new URL(url).search}`, verifier }
  }
  /** With the password, at an app. */
  async function byPassword(browser: CookieBrowser, app: App): Promise<Arrived> {
    const { path, verifier } = authorize(app, { prompt: 'login' })
    const page = await browser.open(path)
    const sent = await browser.post('/signin', { request: page.hidden('request'), email, password: PASSWORD })
    const visit = await browser.follow(sent)
    return { visit, verifier, callback: '', ...answerIn(visit) }
  }
  async function silent(browser: CookieBrowser, app: App, changes: object = {}): Promise<Arrived> {
    const { path, verifier } = authorize(app, { prompt: 'none', ...changes })
    const visit = await browser.open(path)
    return { visit, verifier, callback: '', ...answerIn(visit) }
  }
  async function held(app: App, arrived: Arrived) {
    const { body } = await tokensOf(federated, app, arrived)
    const { call } = federated.world
    let { access_token: token, refresh_token: next } = body
    return {
      says: claimsOf(body.id_token),
      use: async () => (await call('oauth2/userinfo', { token })).status,
      refresh: async () => {
        const { status, body: got } = await refresh(call, next, { client_id: app.id })
        if (status === 200) [token, next] = [got.access_token, got.refresh_token]
        return status
      },
    }
  }

  test('its limits elsewhere run on: overall, and by idleness', async () => {
    const browser = federated.browser()
    const there = await held(elsewhere, await byPassword(browser, elsewhere))
    for (const _times of [1, 2, 3]) {
      await travel(15)
      expect([await there.use(), await there.refresh()]).toEqual([200, 200])
      expect((await byProvider(browser)).code).not.toBe('')
    }
    await travel(16)
    expect([await there.use(), await there.refresh()]).toEqual([401, 400])
    expect(answerIn((await silent(browser, elsewhere)).visit).code).toBe('')

    const idle = await held(elsewhere, await byPassword(browser, elsewhere))
    await travel(15)
    const mine = await held(here, await byProvider(browser))
    await travel(10)
    expect([await idle.use(), await mine.use()]).toEqual([401, 200])
    expect((await silent(browser, elsewhere)).code).toBe('')
  })

  test('what was proven, when and how stays what Damson says of its own proof', async () => {
    const browser = federated.browser()
    const first = await held(elsewhere, await byPassword(browser, elsewhere))
    await travel(5)
    const mine = await held(here, await byProvider(browser))
    expect(Number(mine.says['auth_time'])).toBeGreaterThan(Number(first.says['auth_time']))
    expect([first.says['amr'], mine.says['amr']]).toEqual([['pwd'], []])
    // It goes on by Damson's proof, whatever the provider said since: no younger and no other.
    const again = await held(elsewhere, await silent(browser, elsewhere))
    expect([again.says['auth_time'], again.says['amr']]).toEqual([first.says['auth_time'], ['pwd']])
    expect((await silent(browser, elsewhere, { max_age: '120' })).code).toBe('')
    // Where the provider speaks, its proof is as young as it is.
    expect((await silent(browser, here, { max_age: '120' })).code).not.toBe('')
  })

  test('its word is none at the person’s own page, where the password was lately enough', async () => {
    const browser = federated.browser()
    await byPassword(browser, elsewhere)
    await travel(16)
    await byProvider(browser)
    const page = await browser.open('/account')
    expect(page.heading).toBe('Your account')
    const asked = await browser.post('/account', { form: page.hidden('form'), do: 'end-others' })
    expect([asked.status, asked.text]).toEqual([200, expect.stringContaining('name="password"')])
  })

  test('is one sign-in to end: by an app, by its page, and by its person', async () => {
    const ways: readonly ((browser: CookieBrowser, token: string) => Promise<unknown>)[] = [
      (_browser, token) => federated.world.call('oauth2/logout', { method: 'POST', token }),
      async (browser) => {
        const page = await browser.open('/oauth2/logout')
        return browser.post('/oauth2/logout', { confirmation: page.hidden('confirmation'), decision: 'out' })
      },
      async (browser) => {
        const page = await browser.open('/account')
        const [, root = ''] = /name="root" value="([^"]+)"/.exec(page.text) ?? []
        return browser.post('/account', { form: page.hidden('form'), do: 'end', root })
      },
    ]
    for (const [at, end] of ways.entries()) {
      const browser = federated.browser()
      const there = await held(elsewhere, await byPassword(browser, elsewhere))
      const arrived = await byProvider(browser)
      const { body } = await tokensOf(federated, here, arrived)
      expect(await there.use()).toBe(200)
      await end(browser, body.access_token)
      const mine = (await federated.world.call('oauth2/userinfo', { token: body.access_token })).status
      expect([at, await there.use(), mine]).toEqual([at, 401, 401])
      expect([(await silent(browser, elsewhere)).code, (await silent(browser, here)).code]).toEqual(['', ''])
    }
  })

  test('a cookie from before the newest proof opens nothing', async () => {
    const browser = federated.browser()
    await byPassword(browser, elsewhere)
    const earlier = new Map(browser.cookies)
    await byProvider(browser)
    const thief = federated.browser()
    for (const [name, value] of earlier) thief.cookies.set(name, value)
    expect((await silent(thief, elsewhere)).code).toBe('')
    expect((await silent(browser, elsewhere)).code).not.toBe('')
  })

  test('what the provider signed in ends with it, and Damson’s own stays', async () => {
    const browser = federated.browser()
    const there = await held(elsewhere, await byPassword(browser, elsewhere))
    const mine = await held(here, await byProvider(browser))
    const { world, owner } = federated
    const at = `fhir/R4/ClientApplication/${here.id}`
    const token = must(await world.actors.signIn(owner.email, owner.password)).body.access_token
    const { body } = must(await world.call(at, { token }))
    const json = { ...body, identityProvider: { ...body.identityProvider, scope: 'groups' } }
    must(await world.call(at, { token, method: 'PUT', json }))
    expect([await there.use(), await mine.use()]).toEqual([200, 401])
    expect((await silent(browser, elsewhere)).code).not.toBe('')
  })
})
