import { fileURLToPath } from 'node:url'
import { launchChromium, logOf } from '@damson/testkit'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../scripts/bundle.ts'
import { APP, type ProviderClinic, REDIRECT_URI, startProviderClinic } from './provider-clinic.ts'

/** A machine that does much else is slow to come back. */
const WAIT = { timeout: 30_000 }
const SDKS = { '@medplum/core, unmodified,': 'MedplumClient', '@damson/sdk/external': 'DamsonClient' } as const

let clinic: ProviderClinic
let browser: Browser
let script: string
beforeAll(async () => {
  const input = fileURLToPath(new URL('./external-browser-app.ts', import.meta.url))
  ;[clinic, browser, script] = await Promise.all([
    startProviderClinic(),
    // The headless shell loses the way back from the provider to an address that the test answers.
    launchChromium({ isWhole: true }),
    bundle({ minify: false, input }),
  ])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

describe.each(Object.entries(SDKS))('%s in Chromium, with identity providers', (_, sdk) => {
  /** A browser in which the app is served, at its own address. */
  async function openApp(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
    // The server is on this machine, and the app's address is not.
    const context = await browser.newContext({ permissions: ['local-network-access'] })
    await context.route(`${APP}/**`, (route) =>
      new URL(route.request().url()).pathname === '/app.js'
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><title>App</title><script type="module" src="/app.js"></script>',
          }),
    )
    return { context, page: await context.newPage() }
  }
  /** Does this on the page that is there, with a client of its own as after any load. */
  async function run<T>(page: Page, clientId: string, work: string): Promise<T> {
    await page.waitForFunction('window.sdks !== undefined')
    const options = JSON.stringify({ baseUrl: clinic.world.baseUrl, clientId })
    return page.evaluate<T>(`(async () => {
      const client = new window.sdks.${sdk}(${options})
      ${work}
    })()`)
  }
  const signsIn = (page: Page, clientId: string): Promise<unknown> =>
    run(
      page,
      clientId,
      `const profile = await client.processCode(new URLSearchParams(location.search).get('code'))
      return [profile.resourceType, (await client.readResource('Patient', '${clinic.patient}')).name]`,
    )
  const signedIn = ['Practitioner', [{ family: 'Simpson' }]]

  /** The app sends its page to the provider by this, and Ada signs in there. */
  async function leaveBy(page: Page, clientId: string, work: string): Promise<void> {
    await page.goto(REDIRECT_URI)
    // The page goes away before it answers.
    await run(page, clientId, `setTimeout(async () => { ${work} })`)
    await page.getByRole('button', { name: 'Ada Lovelace' }).click(WAIT)
    await page.waitForURL(`${APP}/?*`, WAIT)
  }
  const args = (...values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ')

  test('signs in by Damson’s address: nothing that the browser sends, gets or keeps has a token of the provider', async () => {
    const { bound, tap } = clinic
    const { context, page } = await openApp()
    await page.close()
    const log = logOf(context)
    const tab = await context.newPage()
    const before = tap.tokens.length
    const request = { clientId: bound, redirectUri: REDIRECT_URI }
    await leaveBy(
      tab,
      bound,
      `const { authorizeUrl } = await client.post('auth/method', ${args({ email: 'ada@clinic.example', clientId: bound })})
      await client.signInWithExternalAuth(authorizeUrl, ${args(bound, REDIRECT_URI, request)})`,
    )
    const code = new URL(tab.url()).searchParams.get('code') ?? 'none'
    expect(await signsIn(tab, bound)).toEqual(signedIn)
    const given = tap.tokens.slice(before).map(([, token]) => token)
    expect(given).toHaveLength(3)
    const seen = await log.text()
    // It would be seen if it were there: the codes of both are, and Damson's own token is.
    expect(seen).toContain(code)
    expect(seen).toMatch(/\/auth\/external\/client\/[^?]*\?code=/)
    expect(seen).toContain('"access_token"')
    for (const token of given)
      for (const part of [token, ...token.split('.').slice(1)]) expect(seen.includes(part)).toBe(false)
    await context.close()
  })

  /** The app has its page ask the provider by itself. */
  async function goStraight(page: Page, pkceEnabled: boolean): Promise<void> {
    const { direct, straight } = clinic
    const request = { clientId: direct, redirectUri: REDIRECT_URI, scope: 'openid offline_access' }
    const places = args(straight.authorizeUrl, straight.clientId, straight.callback)
    await leaveBy(
      page,
      direct,
      // With `pkceEnabled` false the other SDK makes no challenge by itself.
      `const request = { ...${args(request)}, ...(await client.startPkce?.()) }
      await client.signInWithExternalAuth(${places}, request, ${pkceEnabled})`,
    )
  }

  test('signs in straight at the provider', async () => {
    const { context, page } = await openApp()
    await goStraight(page, false)
    expect(await signsIn(page, clinic.direct)).toEqual(signedIn)
    await context.close()
  })

  test('says what to do where the provider was given the challenge', async () => {
    const { context, page } = await openApp()
    await goStraight(page, true)
    const answer = new URL(page.url()).searchParams
    expect([answer.get('error'), answer.get('code')]).toEqual(['access_denied', null])
    expect(answer.get('error_description')).toContain('pass pkceEnabled false to signInWithExternalAuth')
    await context.close()
  })

  test('exchanges a token of the provider, and keeps nothing of it', async () => {
    const { direct, idp, membership } = clinic
    const { access_token: theirs } = await idp.tokensFor('ada', { audience: 'https://api.clinic.example' })
    const { context, page } = await openApp()
    await page.goto(REDIRECT_URI)
    const found = await run<readonly unknown[]>(
      page,
      direct,
      `const profile = await client.exchangeExternalAccessToken(${args(theirs, direct, membership)})
      const patient = await client.readResource('Patient', '${clinic.patient}')
      return [profile.resourceType, patient.name, client.getAccessToken()]`,
    )
    expect(found.slice(0, 2)).toEqual(signedIn)
    const session = await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')
    const kept = JSON.stringify(await context.storageState({ indexedDB: true })) + session
    expect(kept).toContain(found[2])
    for (const part of theirs.split('.').slice(1)) expect(kept.includes(part)).toBe(false)
    // As after any reload, the app is still signed in, by ours.
    await page.reload()
    const again = `return (await client.readResource('Patient', '${clinic.patient}')).name`
    expect(await run(page, direct, again)).toEqual(signedIn[1])
    await context.close()
  })

  test('signs in with a credential of Google’s button', async () => {
    const { direct, google } = clinic
    const { id_token: googleCredential } = await google.tokensFor('ada')
    const { context, page } = await openApp()
    await page.goto(REDIRECT_URI)
    const found = await run(
      page,
      direct,
      `const { code } = await client.startGoogleLogin(${args({ googleClientId: google.clientId, googleCredential })})
      const profile = await client.processCode(code)
      return [profile.resourceType, (await client.readResource('Patient', '${clinic.patient}')).name]`,
    )
    expect(found).toEqual(signedIn)
    await context.close()
  })
})
