/** The page that tells apps in frames, in a browser. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../identity/steps.ts'
import { launchChromium, openPage } from '../signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'

describe('front-channel logout in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let site: Server
  let origin: string
  let app: HostedApp
  let person: Person
  /** What the app was asked for in frames. */
  const framed: URL[] = []
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    site = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://site')
      if (url.pathname === '/out') framed.push(url)
      const script = '<script>parent.postMessage("out", "*")</script>'
      response
        .setHeader('Content-Type', 'text/html')
        .end(`<!doctype html><title>App</title><h1>${url.pathname}</h1>${script}`)
    })
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    app = await hosted.app({
      redirectUris: [`${origin}/callback`],
      postLogoutRedirectUris: [`${origin}/bye`],
      frontChannelLogoutUri: `${origin}/out`,
    })
    person = await hosted.member('Practitioner')
  })
  afterAll(async () => {
    await browser.close()
    site.closeAllConnections()
    site.close()
    await hosted.world.close()
  })

  async function signedIn(page: Page): Promise<string> {
    await page.goto(`${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: `${origin}/callback` })}`)
    await page.waitForSelector('#email:focus')
    await page.fill('#email', person.email)
    await page.fill('#password', person.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/callback\?/)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    return String((await app.redeem(code, { redirect_uri: `${origin}/callback` })).body.id_token)
  }

  test.each([true, false])('tells the app and goes back to it, with scripts: %s', async (javaScriptEnabled) => {
    const { page, complaints } = await openPage(browser, { javaScriptEnabled })
    const hint = await signedIn(page)
    framed.length = 0
    const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: `${origin}/bye`, state: 's' })
    await page.goto(`${hosted.issuer}oauth2/logout?${query.toString()}`)
    expect(await page.locator('h1').textContent()).toBe('You are signed out')
    await page.waitForURL(`${origin}/bye?state=s`)

    expect(framed.map(({ searchParams }) => [searchParams.get('iss'), searchParams.get('sid')])).toEqual([
      [hosted.issuer, claimsOf(hint)['sid']],
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('asks where nobody is named; Enter signs out, and the page stays', async () => {
    const { page, complaints } = await openPage(browser)
    await signedIn(page)
    framed.length = 0
    await page.goto(`${hosted.issuer}oauth2/logout`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/signed-out\?/)
    await expect.poll(() => framed).toHaveLength(1)
    expect(await page.locator('h1').textContent()).toBe('You are signed out')
    await page.goto(`${hosted.issuer}oauth2/logout`)
    expect(await page.locator('h1').textContent()).toBe('You are not signed in here')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
