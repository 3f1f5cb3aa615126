import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'

let hosted: Hosted
let browser: Browser
let callback: Callback
beforeAll(async () => {
  hosted = await startHosted()
  browser = await launchChromium()
  callback = await startCallback()
})
afterAll(async () => {
  await browser.close()
  await callback.close()
  await hosted.world.close()
})

test('one’s own page is used by keyboard alone, without scripts, on a small screen', async () => {
  const app = await hosted.app({
    name: 'Growth Charts',
    firstParty: false,
    resourceScopesRequired: false,
    redirectUris: [callback.url],
  })
  const { email, password } = await hosted.member('Patient')
  const options = { javaScriptEnabled: false, viewport: { width: 320, height: 700 } }
  const { page, complaints } = await openPage(browser, options)
  const scope = 'openid offline_access patient/Observation.rs patient/Condition.rs'
  await page.goto(`${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, scope })}`)
  await page.fill('#email', email)
  if ((await page.locator('#password').count()) === 0) await page.press('#email', 'Enter')
  await page.fill('#password', password)
  await page.press('#password', 'Enter')
  await page.click('button[value=allow]')
  await page.waitForURL(/callback/)

  await page.goto(`${hosted.issuer}account`)
  expect(await page.title()).toBe('Your account · Damson')
  expect(await page.locator('main').innerText()).toContain('Read your results and measurements')
  const width = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 320)
  expect(width).toBeLessThanOrEqual(320)
  /** Tabs on until something with these words has the focus, and presses Enter. */
  const press = async (words: string): Promise<void> => {
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab')
      const focused = await page
        .locator(':focus')
        .first()
        .innerText({ timeout: 1_000 })
        .catch(() => '')
      if (!focused.includes(words)) continue
      const gone = page.waitForEvent('framenavigated')
      await page.keyboard.press('Enter')
      await gone
      return
    }
    throw new Error(`nothing that says ${words} can be reached by keyboard`)
  }
  await press('End access')
  expect(await page.locator('[role=status]').innerText()).toContain('You ended the app’s access')
  await press('Change your password')
  expect(await page.locator('h1').innerText()).toBe('Change your password')
  await page.fill('#password', password)
  await page.fill('#new', 'a garden of my very own')
  await page.press('#new', 'Enter')
  expect(await page.locator('[role=status]').innerText()).toContain('Your password is changed')
  await press('Sign out')
  expect(await page.locator('[role=status]').innerText()).toContain('You are signed out')
  expect(await page.locator('#email').count()).toBe(1)
  expect(complaints).toEqual([])
})
