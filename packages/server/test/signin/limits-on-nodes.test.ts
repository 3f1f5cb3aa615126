/**
 * Two nodes on one PostgreSQL, each with what it remembers: a sign-in ends on both alike, and a use on one counts on
 * the other.
 */
import { hasPostgres, type Node } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCookieBrowser } from './cookie-browser.ts'
import { type Hosted, type HostedApp, startHosted } from './hosted.ts'

const MINUTE = 60_000

describe.runIf(hasPostgres())('the limits of a sign-in on two nodes', () => {
  let hosted: Hosted
  let second: Node
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store: 'postgres' })
    second = await hosted.world.secondNode()
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  /** Signed in on the first node, and known to both. */
  async function signedIn() {
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, app, await hosted.member('Practitioner'), { scope: 'openid' })
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const token = String(body.access_token)
    const other = createCookieBrowser(second.baseUrl, hosted.issuer)
    for (const [name, value] of browser.cookies) other.cookies.set(name, value)
    const use = async (node: Node): Promise<number> => (await node.call('oauth2/userinfo', { token })).status
    expect([await use(hosted.world), await use(second)]).toEqual([200, 200])
    /** A use that is written down before it is answered. */
    const extend = async (node: Node): Promise<number> =>
      (await node.call('auth/session', { method: 'POST', token })).status
    return { use, extend, browser, other }
  }

  test('a use on one keeps it open on the other, whatever that remembers', async () => {
    const { use, extend } = await signedIn()
    await hosted.travel(20 * MINUTE)
    expect(await extend(hosted.world)).toBe(200)
    await hosted.travel(20 * MINUTE)
    // The second node saw the last use 40 minutes ago.
    expect(await use(second)).toBe(200)
  })

  test('unused it ends on both, also for the browser, and nothing brings it back on either', async () => {
    const { use, browser, other } = await signedIn()
    await hosted.travel(31 * MINUTE)
    expect([await use(second), await use(hosted.world), await use(second)]).toEqual([401, 401, 401])
    for (const one of [other, browser]) {
      const { location } = await one.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
      expect(new URL(location).searchParams.get('error')).toBe('login_required')
    }
  })

  test('a stricter app that is opened on one holds the project’s others to its limit on the other', async () => {
    const station = await hosted.app({ name: 'Ward Station', sharedStation: true })
    const { use, browser } = await signedIn()
    const { location } = await browser.open(`/oauth2/authorize?${station.query({ prompt: 'none' })}`)
    expect(location).toContain('code=')
    await hosted.travel(16 * MINUTE)
    expect(await use(second)).toBe(401)
  })

  test('the overall limit holds on both, however much either is used', async () => {
    const { token } = hosted.clinic
    const at = `fhir/R4/Project/${hosted.clinic.project}`
    const { body } = await hosted.world.call(at, { token })
    const setting = [{ name: 'staffOverallMinutes', valueInteger: 45 }]
    const put = (json: object) => hosted.world.call(at, { method: 'PUT', token, json })
    expect((await put({ ...body, setting })).status).toBe(200)
    const { use, extend } = await signedIn()
    for (const node of [second, hosted.world]) {
      await hosted.travel(20 * MINUTE)
      expect(await extend(node)).toBe(200)
    }
    await hosted.travel(6 * MINUTE)
    expect([await use(second), await use(hosted.world)]).toEqual([401, 401])
  })
})
