import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, pagesOf, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'

describe('in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  const pages = pagesOf(() => browser)
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url], firstParty: false, resourceScopesRequired: false })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  const authorizeUrl = (state: string, asking = app, redirectUri = callback.url): string =>
    `${hosted.issuer}oauth2/authorize?${asking.query({ redirect_uri: redirectUri, state })}`
  const heading = (page: Page): Promise<string | null> => page.locator('h1').textContent()
  const isFocused = (page: Page, selector: string): Promise<boolean> =>
    page.evaluate(`document.querySelector('${selector}') === document.activeElement`)
  const focusIsVisible = (page: Page): Promise<boolean> =>
    page.evaluate(`
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
      outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2`)
  /** What the app was called back with for this state. */
  const answerFor = async (state: string): Promise<Record<string, string>> => {
    const find = (): URLSearchParams | undefined => callback.calls.find((call) => call.get('state') === state)
    await expect.poll(find).toBeDefined()
    return Object.fromEntries(find() ?? [])
  }

  test('the whole way can be gone with the keyboard alone', async () => {
    const person = await hosted.member('Practitioner', 'Patient')
    const { page, complaints } = await pages.open()
    await page.goto(authorizeUrl('keyboard'))
    // A page is there before its first field has the focus.
    await page.waitForSelector('#email:focus')
    await page.keyboard.type(person.email)
    await page.keyboard.press('Tab')
    expect(await isFocused(page, 'button:not([type])')).toBe(true)
    await page.keyboard.press('Enter')

    await page.waitForSelector('#password:focus')
    expect(await page.title()).toBe('Enter your password · Riverside Clinic')
    expect(await page.inputValue('#email')).toBe(person.email)
    await page.keyboard.type('a password that is wrong')
    await page.keyboard.press('Enter')

    await page.waitForSelector('#password[aria-invalid]:focus')
    expect(await page.title()).toBe('Error: Enter your password · Riverside Clinic')
    expect(await focusIsVisible(page)).toBe(true)
    await page.keyboard.type(person.password)
    await page.keyboard.press('Tab')
    expect(await isFocused(page, '.reveal')).toBe(true)
    expect(await focusIsVisible(page)).toBe(true)
    await page.keyboard.press('Space')
    expect(await page.getAttribute('#password', 'type')).toBe('text')
    expect(await page.getAttribute('.reveal', 'aria-pressed')).toBe('true')
    await page.keyboard.press('Tab')
    expect(await isFocused(page, 'button:not([type])')).toBe(true)
    expect(await focusIsVisible(page)).toBe(true)
    await page.keyboard.press('Enter')

    await page.waitForSelector('.people')
    expect(await heading(page)).toBe('Which role?')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await isFocused(page, 'li:nth-child(2) button')).toBe(true)
    expect(await focusIsVisible(page)).toBe(true)
    await page.keyboard.press('Space')

    await page.waitForSelector('.grants')
    await page.keyboard.press('Tab')
    expect(await isFocused(page, 'button[value=allow]')).toBe(true)
    await page.keyboard.press('Tab')
    expect(await isFocused(page, 'button[value=deny]')).toBe(true)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${callback.url}?*`)
    expect(await answerFor('keyboard')).toEqual({ code: expect.any(String), state: 'keyboard', iss: hosted.issuer })
    expect(complaints).toEqual([])
    await pages.leave(page)
  })

  test('two tabs go their own ways', async () => {
    const person = await hosted.member('Patient')
    const first = await pages.open()
    const second = await first.page.context().newPage()
    await first.page.goto(authorizeUrl('tab-1'))
    await second.goto(authorizeUrl('tab-2'))
    for (const page of [second, first.page]) {
      await page.fill('#email', person.email)
      await page.fill('#password', person.password)
      await page.click('button:not([type])')
    }
    await first.page.click('button[value=allow]')
    await second.click('button[value=allow]')
    expect(await answerFor('tab-1')).toHaveProperty('code')
    expect(await answerFor('tab-2')).toHaveProperty('code')
    await pages.leave(first.page)
  })

  test('going back after the end shows where to start, not the page that was', async () => {
    const person = await hosted.member('Patient')
    const { page } = await pages.open()
    await page.goto(authorizeUrl('back'))
    await page.fill('#email', person.email)
    await page.fill('#password', person.password)
    await page.click('button:not([type])')
    await page.click('button[value=allow]')
    await page.waitForURL(`${callback.url}?*`)
    await page.goBack()
    expect(await heading(page)).toBe('Start again from your app')
    await pages.leave(page)
  })

  test.each([
    ['a native app’s scheme', 'org.example.app:/callback'],
    ['an IPv6 address', 'http://[::1]:9/callback'],
  ])('the policy of the page lets a sign-in end at %s', async (_, uri) => {
    const native = await hosted.app({ redirectUris: [uri] })
    const person = await hosted.member('Patient')
    const { page, complaints } = await openPage(browser)
    const gone: string[] = []
    page.on('response', async (response) => gone.push((await response.allHeaders())['location'] ?? ''))
    await page.goto(authorizeUrl('native', native, uri))
    await page.fill('#email', person.email)
    await page.fill('#password', person.password)
    await page.click('button:not([type])', { noWaitAfter: true })
    await expect
      .poll(() => gone.some((location) => location.startsWith(`${uri}?code=`)), { timeout: 20_000 })
      .toBe(true)
    expect(complaints.filter((complaint) => complaint.includes('Content Security Policy'))).toEqual([])
    await page.context().close()
  })

  describe('a page of somebody else', () => {
    let server: Server
    let evil = ''
    let markup = ''
    beforeAll(async () => {
      server = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end(markup))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      evil = String((server.address() as AddressInfo).port)
    })
    afterAll(() => new Promise((resolve) => void server.close(resolve)))

    /** Another site, and another origin of the same site, whose forms carry our cookies. */
    const origins = ['http://127.0.0.1', 'http://localhost']
    const selfSending = (action: string, fields: Record<string, string>): string =>
      `<meta name="referrer" content="no-referrer"><form method="post" action="${action}">${Object.entries(fields)
        .map(([name, value]) => `<input name="${name}" value="${value}">`)
        .join('')}</form><script>document.forms[0].submit()</script>`

    test.each(origins)('on %s cannot sign a person in as the attacker', async (origin) => {
      const attacker = hosted.browser()
      const request = (await hosted.signInPage(attacker, app, { redirect_uri: callback.url })).hidden('request')
      const { page } = await pages.open()
      await page.goto(authorizeUrl('victim'))
      markup = selfSending(`${hosted.issuer}signin`, { request, ...(await hosted.member('Patient')) })
      await page.goto(`${origin}:${evil}/`)
      await page.waitForURL(`${hosted.issuer}signin`)
      expect(await heading(page)).toBe('This form came from another site')
      await pages.leave(page)
    })

    test.each(origins)(
      'on %s cannot allow for a person, even where it knows the address of the sign-in',
      async (origin) => {
        const person = await hosted.member('Patient')
        const { page } = await pages.open()
        const state = `forced-${origin}`
        await page.goto(authorizeUrl(state))
        await page.fill('#email', person.email)
        await page.fill('#password', person.password)
        await page.click('button:not([type])')
        await page.waitForSelector('.grants')
        const flow = page.url()
        markup = selfSending(flow, { decision: 'allow' })
        await page.goto(`${origin}:${evil}/`)
        await page.waitForURL(flow)
        expect(await heading(page)).toBe('This form came from another site')
        await page.goto(flow)
        expect(await heading(page)).toBe('Give Heart Diary access?')
        expect(callback.calls.some((call) => call.get('state') === state)).toBe(false)
        await pages.leave(page)
      },
    )

    test('cannot show ours in a frame', async () => {
      const { page, complaints } = await pages.open()
      markup = `<iframe src="${authorizeUrl('framed')}"></iframe>`
      await page.goto(`http://localhost:${evil}/`)
      await expect.poll(() => complaints.join()).toMatch(/frame-ancestors|X-Frame-Options/)
      await pages.leave(page)
    })

    test('can send a person here by POST, and their other tabs go on', async () => {
      const person = await hosted.member('Patient')
      const { page } = await pages.open()
      const other = await page.context().newPage()
      await other.goto(authorizeUrl('kept'))
      const fields = Object.fromEntries(new URLSearchParams(app.query({ redirect_uri: callback.url, state: 'posted' })))
      markup = selfSending(`${hosted.issuer}oauth2/authorize`, fields)
      await page.goto(`http://127.0.0.1:${evil}/`)
      await page.waitForSelector('#email')
      for (const tab of [other, page]) {
        await tab.fill('#email', person.email)
        await tab.fill('#password', person.password)
        await tab.click('button:not([type])')
        await tab.click('button[value=allow]')
      }
      expect(await answerFor('kept')).toHaveProperty('code')
      expect(await answerFor('posted')).toHaveProperty('code')
      await pages.leave(page)
    })
  })
})
