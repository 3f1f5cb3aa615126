/** One browser, one sign-in, two projects: each limits what is in it, and nothing of the other's. */

import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from '../identity/answer-invitations.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const MINUTE = 60_000
const SCOPE = 'openid online_access'

describe.each(storesForWalks())('a sign-in that two projects share on %s', (store) => {
  let hosted: Hosted
  let ours: HostedApp
  let strict: HostedApp
  let person: Person
  let theirs: { readonly project: string; readonly email: string; readonly password: string }
  beforeAll(async () => {
    hosted = await startHosted({ store })
    ours = await hosted.app()
    const { world, clinic } = hosted
    theirs = { project: '', email: 'tenant@example.org', password: 'a quiet garden path' }
    const parameter = Object.entries({ name: 'Strict Practice', ownerEmail: theirs.email })
    const made = await world.call('fhir/R4/Project/$init', {
      token: clinic.token,
      json: {
        resourceType: 'Parameters',
        parameter: parameter.map(([name, valueString]) => ({ name, valueString })),
      },
    })
    const { id, secret } = world.inbox.link(theirs.email)
    await world.call('auth/setpassword', { json: { id, secret, password: theirs.password } })
    const project = String(made.body.id)
    theirs = { ...theirs, project }
    const token = await tokenOfTheirs()
    const client = await world.call(`admin/projects/${project}/client`, {
      token,
      json: {
        name: 'Strict App',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        redirectUris: [CALLBACK],
        firstParty: true,
      },
    })
    strict = { ...ours, id: client.body.id, query: (changes) => ours.query({ client_id: client.body.id, ...changes }) }
    // Of the server, where members of a project alone would be: one account in both.
    person = { email: 'grace@example.org', password: 'a quiet garden path' }
    await hosted.invite(person.email, { scope: undefined })
    const own = world.inbox.link(person.email)
    await world.call('auth/setpassword', { json: { ...own, password: person.password } })
    await world.call(`admin/projects/${project}/invite`, {
      token,
      json: { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email: person.email },
    })
    await answerInvitations(hosted.world, person)
    await setLimits([
      { name: 'staffIdleMinutes', valueInteger: 5 },
      { name: 'staffOverallMinutes', valueInteger: 90 },
    ])
  })
  afterAll(() => hosted.world.close())

  async function tokenOfTheirs(): Promise<string> {
    const { body } = await hosted.world.actors.signIn(theirs.email, theirs.password, { projectId: theirs.project })
    return body.access_token
  }
  async function setLimits(setting: readonly object[]): Promise<void> {
    const token = await tokenOfTheirs()
    const at = `fhir/R4/Project/${theirs.project}`
    const { body } = await hosted.world.call(at, { token })
    expect((await hosted.world.call(at, { method: 'PUT', token, json: { ...body, setting } })).status).toBe(200)
  }
  const codeIn = ({ location }: Visit): string => new URL(location).searchParams.get('code') ?? ''
  const silent = async (browser: CookieBrowser, app: HostedApp): Promise<string> => {
    const { location } = await browser.open(`/oauth2/authorize?${app.query({ scope: SCOPE, prompt: 'none' })}`)
    return new URL(location).searchParams.get('error') ?? 'code'
  }
  /** Redeems what came back, and says what its tokens do. */
  async function held(app: HostedApp, back: Visit) {
    const { body } = await app.redeem(codeIn(back), { client_id: app.id })
    const call = hosted.world.call
    const tokens = { access: String(body.access_token), refresh: String(body.refresh_token) }
    return {
      use: async () => (await call('oauth2/userinfo', { token: tokens.access })).status,
      limits: async () => (await call('auth/session', { token: tokens.access })).body,
      refresh: async () => {
        const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh, client_id: app.id }
        const { status, body: next } = await call('oauth2/token', { form })
        if (status === 200) Object.assign(tokens, { access: next.access_token, refresh: next.refresh_token })
        return status
      },
    }
  }
  /** Signed in at our app first, then at the strict one of the others without being asked again. */
  async function inBoth() {
    const browser = hosted.browser()
    const first = await held(ours, await hosted.signIn(browser, ours, person, { scope: SCOPE }))
    const second = await held(strict, await browser.open(`/oauth2/authorize?${strict.query({ scope: SCOPE })}`))
    expect([await first.use(), await second.use()]).toEqual([200, 200])
    return { browser, ours: first, strict: second }
  }

  test('ends by idleness in the strict one alone', async () => {
    const both = await inBoth()
    await hosted.world.travel(6 * MINUTE)
    expect([await both.ours.use(), await both.strict.use()]).toEqual([200, 401])
    expect([await silent(both.browser, ours), await silent(both.browser, strict)]).toEqual(['code', 'login_required'])
    expect((await both.browser.open('/account')).heading).toBe('Your account')
  })

  test('is not kept open in the strict one by what others do, and does not come back there', async () => {
    const both = await inBoth()
    for (const _minute of [1, 2, 3, 4, 5, 6]) {
      await hosted.world.travel(MINUTE)
      expect(await both.ours.use()).toBe(200)
    }
    expect(await both.strict.use()).toBe(401)
    expect(await silent(both.browser, strict)).toBe('login_required')
    await both.browser.post('/signin', {
      request: (await hosted.signInPage(both.browser, ours, { prompt: 'login' })).hidden('request'),
      ...person,
    })
    // Whoever proves it again may go on there, by a login of its own.
    expect(await silent(both.browser, strict)).toBe('code')
    expect([await both.strict.use(), await both.strict.refresh()]).toEqual([401, 400])
  })

  test('ends overall in the strict one alone, and a later proof does not bring that back', async () => {
    const both = await inBoth()
    for (let minutes = 0; minutes < 90; minutes += 4) {
      await hosted.world.travel(4 * MINUTE)
      if (minutes % 40 === 0) expect([await both.ours.refresh(), await both.strict.refresh()]).toEqual([200, 200])
      await both.ours.use()
      await both.strict.use()
    }
    expect([await both.ours.use(), await both.strict.use()]).toEqual([200, 401])
    expect([await silent(both.browser, ours), await silent(both.browser, strict)]).toEqual(['code', 'login_required'])
    const page = await hosted.signInPage(both.browser, ours, { prompt: 'login' })
    await both.browser.follow(await both.browser.post('/signin', { request: page.hidden('request'), ...person }))
    expect([await both.strict.use(), await both.strict.refresh()]).toEqual([401, 400])
  })

  test('a proof before the end puts it off, also on a node that knew the earlier end', async () => {
    const both = await inBoth()
    for (let minutes = 0; minutes < 84; minutes += 4) {
      await hosted.world.travel(4 * MINUTE)
      if (minutes % 40 === 0) await both.strict.refresh()
      await both.strict.use()
    }
    const page = await hosted.signInPage(both.browser, ours, { prompt: 'login' })
    await both.browser.follow(await both.browser.post('/signin', { request: page.hidden('request'), ...person }))
    // Its earlier token ends when it said it would.
    expect(await both.strict.refresh()).toBe(200)
    for (const _times of [1, 2, 3]) {
      await hosted.world.travel(4 * MINUTE)
      expect(await both.strict.use()).toBe(200)
    }
  })

  test('is told to each app as it is there', async () => {
    const both = await inBoth()
    const minutes = async (of: { limits: () => Promise<Record<string, string>> }): Promise<readonly number[]> => {
      const { now = '', idleUntil = '', endsAt = '' } = await of.limits()
      return [idleUntil, endsAt].map((end) => Math.round((Date.parse(end) - Date.parse(now)) / MINUTE))
    }
    expect([await minutes(both.ours), await minutes(both.strict)]).toEqual([
      [30, 720],
      [5, 90],
    ])
  })

  test('goes on for longer in a project that allows more than the server does', async () => {
    await setLimits([{ name: 'staffIdleMinutes', valueInteger: 240 }])
    const both = await inBoth()
    await hosted.world.travel(119 * MINUTE)
    expect([await both.ours.refresh(), await both.strict.refresh()]).toEqual([400, 200])
    expect(await both.strict.use()).toBe(200)
    expect(await silent(both.browser, ours)).toBe('login_required')
  })
})
