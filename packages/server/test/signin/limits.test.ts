/** How long a sign-in lasts: unless it is used, and at most. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, startHosted } from './hosted.ts'

const MINUTE = 60_000
const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)

describe.each(storesForWalks())('the limits of a sign-in on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  /** Somebody signed in in a browser, with what their app does there. */
  async function signedIn(role: 'Practitioner' | 'Patient', scope = 'openid', by: HostedApp = app) {
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, by, await hosted.member(role), { scope })
    const { body } = await by.redeem(answerIn(back).code ?? '')
    const token = String(body.access_token)
    return {
      browser,
      tokens: body,
      use: async () => (await hosted.world.call('oauth2/userinfo', { token })).status,
      session: (method: 'GET' | 'POST') => hosted.world.call('auth/session', { method, token }),
      refresh: () =>
        hosted.world.call('oauth2/token', {
          form: { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: by.id },
        }),
      silently: (asker: HostedApp = by) => silent(browser, asker),
    }
  }
  const silent = async (browser: CookieBrowser, asker: HostedApp) =>
    answerIn(await browser.open(`/oauth2/authorize?${asker.query({ prompt: 'none' })}`))

  async function setLimits(setting: readonly object[]) {
    const { project, token } = hosted.clinic
    const { body } = await hosted.world.call(`fhir/R4/Project/${project}`, { token })
    const json = { ...body, setting: setting.length === 0 ? undefined : setting }
    return hosted.world.call(`fhir/R4/Project/${project}`, { method: 'PUT', token, json })
  }

  test.each([
    ['Practitioner', 30],
    ['Patient', 60],
  ] as const)(
    'of a %s it ends when it was not used for %d minutes, and nothing brings it back',
    async (role, minutes) => {
      const one = await signedIn(role, 'openid online_access')
      await hosted.travel((minutes - 1) * MINUTE)
      expect(await one.use()).toBe(200)
      await hosted.travel((minutes - 1) * MINUTE)
      expect(await one.use()).toBe(role === 'Patient' ? 401 : 200) // A patient's first token has expired by then.
      await hosted.travel((minutes + 1) * MINUTE)
      expect(await one.use()).toBe(401)
      expect((await one.refresh()).body.error).toBe('invalid_grant')
      expect((await one.session('POST')).status).toBe(401)
      expect(await one.silently()).toMatchObject({ error: 'login_required' })
      expect(await one.use()).toBe(401)
    },
  )

  test('it ends after 12 hours for staff, however much it is used, and what is issued ends with it', async () => {
    const one = await signedIn('Practitioner', 'openid online_access')
    let { refresh_token: refresh } = one.tokens
    for (let elapsed = 25; elapsed < 12 * 60 - 30; elapsed += 25) {
      await hosted.world.travel(25 * MINUTE)
      const { status, body } = await hosted.world.call('oauth2/token', {
        form: { grant_type: 'refresh_token', refresh_token: refresh, client_id: app.id },
      })
      expect(status).toBe(200)
      refresh = body.refresh_token
      expect((await hosted.world.call('auth/session', { method: 'POST', token: body.access_token })).status).toBe(200)
    }
    await hosted.travel(45 * MINUTE)
    expect(await silent(one.browser, app)).toMatchObject({ error: 'login_required' })
    const { body } = await hosted.world.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: refresh, client_id: app.id },
    })
    expect(body.error).toBe('invalid_grant')
  })

  test('with offline_access an app outlives both limits, but not the revocation', async () => {
    const one = await signedIn('Practitioner', 'openid offline_access')
    await hosted.travel(24 * 60 * MINUTE)
    expect(await one.silently()).toMatchObject({ error: 'login_required' })
    const { status, body } = await one.refresh()
    expect(status).toBe(200)
    await hosted.world.call('oauth2/logout', { method: 'POST', token: body.access_token })
    const again = await hosted.world.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: app.id },
    })
    expect(again.body.error).toBe('invalid_grant')
  })

  test('an app that goes on offline keeps nobody signed in', async () => {
    const one = await signedIn('Practitioner', 'openid offline_access')
    await hosted.travel(29 * MINUTE)
    expect(await one.use()).toBe(200)
    await hosted.travel(2 * MINUTE)
    expect(await one.silently()).toMatchObject({ error: 'login_required' })
  })

  test('to look how long it lasts does not use it; to extend it does', async () => {
    const one = await signedIn('Practitioner')
    const first = (await one.session('GET')).body
    const left = (until: string, now: string) => (Date.parse(until) - Date.parse(now)) / MINUTE
    expect(left(first.idleUntil, first.now)).toBeCloseTo(30, 0)
    expect(left(first.endsAt, first.now)).toBeCloseTo(12 * 60, 0)
    expect(first.warnSeconds).toBeGreaterThanOrEqual(20)
    await hosted.travel(29 * MINUTE)
    const second = (await one.session('GET')).body
    expect(second.idleUntil).toBe(first.idleUntil)
    const third = (await one.session('POST')).body
    expect(left(third.idleUntil, third.now)).toBeCloseTo(30, 0)
    await hosted.travel(29 * MINUTE)
    expect((await one.session('GET')).status).toBe(200)
    await hosted.travel(2 * MINUTE)
    expect((await one.session('GET')).status).toBe(401)
  })

  test('a shared station has 15 minutes, and holds all that is signed in in that browser to them', async () => {
    const station = await hosted.app({ name: 'Ward Station', sharedStation: true })
    const one = await signedIn('Practitioner')
    expect(await one.silently(station)).toHaveProperty('code')
    await hosted.travel(16 * MINUTE)
    expect(await one.use()).toBe(401)
    expect(await one.silently()).toMatchObject({ error: 'login_required' })
  })

  test('a stricter app is not opened by a sign-in that has been idle for longer than it allows', async () => {
    const station = await hosted.app({ name: 'Ward Station', sharedStation: true })
    const one = await signedIn('Practitioner')
    await hosted.travel(20 * MINUTE)
    expect(await one.silently(station)).toMatchObject({ error: 'login_required' })
    expect(await one.silently()).toHaveProperty('code')
  })

  test('a project sets its own, within what is allowed', async () => {
    expect((await setLimits([{ name: 'staffIdleMinutes', valueInteger: 5 }])).status).toBe(200)
    const one = await signedIn('Practitioner')
    await hosted.travel(6 * MINUTE)
    expect(await one.use()).toBe(401)
    for (const [name, value] of [
      ['staffIdleMinutes', { valueInteger: 4 }],
      ['staffIdleMinutes', { valueInteger: 1441 }],
      ['patientOverallMinutes', { valueInteger: 43_201 }],
      ['sharedStationIdleMinutes', { valueString: '15' }],
      ['sharedStation', { valueString: 'yes' }],
    ] as const)
      expect((await setLimits([{ name, ...value }])).status, name).toBe(400)
    const twice = { name: 'staffIdleMinutes', valueInteger: 5 }
    expect((await setLimits([twice, twice])).status).toBe(400)
    expect((await setLimits([])).status).toBe(200)
  })
})
