import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { complaintsAbout, look } from '../../../test/signin/page-checks.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'

/** Those that have most on them; the long run goes to every page, in every language and look. */
const NAMES = ['password', 'role', 'patient', 'consent-scopes']

describe('a page, in light and dark, on a small and a large screen', () => {
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

  test.each(NAMES)('%s', async (name) => {
    const { page, complaints } = await openPage(browser)
    await ways.find((way) => way.name === name)?.go(page)
    await page.waitForSelector('h1')
    expect(await page.title()).toMatch(/ · Riverside Clinic$/)
    for (const one of [['light', 320] as const, ['dark', 1280] as const]) {
      await look(page, one)
      expect(await complaintsAbout(page), `${name} ${one.join(' ')}`).toEqual([])
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
