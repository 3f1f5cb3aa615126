import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { complaintsAbout, complaintsWhenLarge, LOOKS, look } from '../../../test/signin/page-checks.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** Set to a folder for the pictures of the guide: `npm run screenshots -w @damson/server`. */
const PICTURES = process.env['DAMSON_PICTURES']
const IN_THE_GUIDE = new Set(['password-en-light-320', 'consent-scopes-es-dark-320', 'patient-ar-light-320'])
/** Pages that are not gone to here, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'account.again.heading': 'the page of account-sign-in with other words on it, after a quarter of an hour',
  'link.set-up.heading': 'the page of an invitation with other words on it',
  'back.heading': 'gone before it can be looked at, where scripts run',
  'trace.heading': 'for the developers of an app, in a project that is in developer mode',
}
const LARGEST_PAGE = 100_000

const messagesOf = ({ messages }: Language): Readonly<Record<string, unknown>> => messages

describe('every page, in every language, in light and dark, on a small and a large screen', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let ways: readonly Way[]
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  test('is on the list: each heading that has a page of its own', () => {
    const texts = messagesOf(languages[0])
    // A heading with one sentence is the same page whatever it says: some of them are on the list.
    const own = Object.keys(texts).filter(
      (key) => key.endsWith('.heading') && !(key.replace(/heading$/, 'text') in texts) && !(key in LEFT_OUT),
    )
    const listed = new Set(ways.map(({ heading }) => heading))
    expect(own.filter((key) => !listed.has(key))).toEqual([])
  })

  describe.each(languages.map((language) => [language.tag, language] as const))('%s', (tag, language) => {
    let page: Page
    let complaints: string[]
    let bytes = 0
    beforeAll(async () => {
      const opened = await openPage(browser, { locale: tag })
      ;({ page, complaints } = opened)
      page.on('response', async (response) => {
        if (response.url().startsWith(hosted.issuer)) bytes += (await response.body().catch(() => '')).length
      })
    })
    afterAll(() => page.context().close())

    test('passes axe, has large targets, does not scroll sideways, moves nothing and is small', {
      timeout: 240_000,
    }, async () => {
      const found: unknown[] = []
      for (const { name, heading, go } of ways) {
        await page.context().clearCookies()
        complaints.length = 0
        await page.setViewportSize({ width: 1280, height: 800 })
        await go(page)
        await page.waitForSelector('h1')
        const said = String(messagesOf(language)[heading]).replace('{app}', 'Heart Diary')
        const shown = await page.textContent('h1')
        if (shown !== said) found.push([name, `"${shown}" instead of "${said}"`])
        const html = page.locator('html')
        expect([await html.getAttribute('lang'), await html.getAttribute('dir')]).toEqual([tag, language.direction])
        for (const one of LOOKS) {
          await look(page, one)
          if (SCREENSHOTS !== undefined)
            await page.screenshot({ path: join(SCREENSHOTS, `${name}-${tag}-${one.join('-')}.png`), fullPage: true })
          if (PICTURES !== undefined && IN_THE_GUIDE.has(`${name}-${tag}-${one.join('-')}`))
            await page.screenshot({ path: join(PICTURES, `page-${name}.png`), fullPage: true })
          for (const complaint of await complaintsAbout(page)) found.push([name, ...one, complaint])
        }
        for (const complaint of await complaintsWhenLarge(page)) found.push([name, complaint])
        found.push(...complaints.map((complaint) => [name, complaint]))
        bytes = 0
        await page.goto(page.url().startsWith(hosted.issuer) ? page.url() : `${hosted.issuer}signin`)
        if (bytes > LARGEST_PAGE) found.push([name, `${bytes} bytes`])
      }
      expect(found).toEqual([])
    })
  })
})
