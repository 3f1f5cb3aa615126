/**
 * `prompt=none` of a public client at an http loopback address: gone along with on a developer's machine, explained
 * elsewhere.
 */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const LOOPBACK = ['http://127.0.0.1:4711/cb', 'http://localhost:3000/cb', 'http://[::1]:3000/cb']
const OWN_SCHEME = 'org.example.app:/cb'
const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)
const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''

describe.each([true, false])('prompt=none with development %s', (development) => {
  let hosted: Hosted
  let grace: Person
  beforeAll(async () => {
    hosted = await startHosted({ development, store: storesForWalks()[0] ?? 'pglite' })
    grace = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())

  const appAt = (address: string, firstParty: boolean): Promise<HostedApp> =>
    hosted.app({ name: 'Native', redirectUris: [address], firstParty })
  const silently = async (
    browser: CookieBrowser,
    app: HostedApp,
    redirect_uri: string,
  ): Promise<Record<string, string>> =>
    answerIn(await browser.open(`/oauth2/authorize?${app.query({ redirect_uri, prompt: 'none' })}`))
  async function signedIn(): Promise<CookieBrowser> {
    const browser = hosted.browser()
    await hosted.signIn(browser, await hosted.app(), grace)
    return browser
  }
  test('an address that is not registered is shown beside those that are, to developers alone', async () => {
    const app = await appAt('https://diary.example/cb', true)
    const redirect_uri = 'https://diary.example/<b>cb'
    const page = await hosted.browser().open(`/oauth2/authorize?${app.query({ redirect_uri })}`)
    expect([page.status, page.heading]).toEqual([400, 'This app isn’t set up correctly'])
    expect(page.text).toContain('Tell whoever gave you the app')
    expect(page.text).not.toContain('<b>')
    for (const shown of ['https://diary.example/&lt;b&gt;cb', '<code>https://diary.example/cb</code>', 'redirect_uri'])
      expect(page.text.includes(shown), shown).toBe(development)
  })

  const refused = {
    error: 'consent_required',
    error_description: expect.stringMatching(/public client.*loopback address.*needs consent each time/),
  }

  test.each(LOOPBACK)('of a first-party app at %s', async (address) => {
    const app = await appAt(address, true)
    const answer = await silently(await signedIn(), app, address)
    if (development) expect((await app.redeem(answer['code'] ?? '', { redirect_uri: address })).status).toBe(200)
    else expect(answer).toMatchObject(refused)
  })

  test.each(LOOPBACK)('of an app at %s that was just allowed, and not of one that was not', async (address) => {
    const app = await appAt(address, false)
    const browser = await signedIn()
    const before = await silently(browser, app, address)
    if (development) expect(before).toMatchObject({ error: 'consent_required' })
    else expect(before).toMatchObject(refused)
    if (development) expect(before['error_description']).not.toContain('loopback')
    const page = await browser.follow(await browser.open(`/oauth2/authorize?${app.query({ redirect_uri: address })}`))
    expect(page.heading).toBe('Sign in to Native?')
    const back = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
    expect(answerIn(back)).toHaveProperty('code')
    const answer = await silently(browser, app, address)
    if (development) expect(answer).toHaveProperty('code')
    else expect(answer).toMatchObject(refused)
    // It was allowed this person, in this browser's sign-in, and no other.
    const other = hosted.browser()
    await hosted.signIn(other, await hosted.app(), await hosted.member('Practitioner'))
    expect(await silently(other, app, address)).toMatchObject({ error: 'consent_required' })
    expect(await silently(hosted.browser(), app, address)).toMatchObject({ error: 'login_required' })
  })

  test('of an app with a scheme of its own is asked about in either', async () => {
    const app = await appAt(OWN_SCHEME, true)
    expect(await silently(await signedIn(), app, OWN_SCHEME)).toMatchObject({
      error: 'consent_required',
      error_description: expect.stringMatching(/public client.*its own scheme.*needs consent each time/),
    })
  })
})
