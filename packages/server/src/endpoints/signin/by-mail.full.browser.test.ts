import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'

const WAIT = { timeout: 20_000 }

describe('an e-mail that signs in, in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ development: true })
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url] })
    await hosted.set({ name: 'emailSignIn', valueString: 'Patient' })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  const say = ({ messages }: Language, key: keyof Language['messages']): string => {
    const text = messages[key]
    return typeof text === 'string' ? text : text.other
  }
  const heading = (page: Page, name: string): Promise<void> =>
    page.getByRole('heading', { name, exact: true }).waitFor(WAIT)
  const codeFor = async (page: Page, state: string): Promise<void> => {
    await page.waitForURL((url) => url.searchParams.get('state') === state && url.pathname === '/callback', WAIT)
    expect(callback.calls.filter((call) => call.get('state') === state)).toHaveLength(1)
  }
  async function ask(page: Page, email: string, state: string, button: string): Promise<void> {
    await page.goto(`${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, state })}`)
    await page.fill('#email', email)
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.waitForSelector('#code')
  }

  test.each(languages)(
    'shows its code in another browser, which signs in where it was asked for, in $tag',
    async (language) => {
      const { email } = await hosted.member('Patient')
      const [here, phone] = [
        await openPage(browser, { locale: language.tag }),
        await openPage(browser, { locale: language.tag, viewport: { width: 360, height: 640 } }),
      ]
      const state = `across-${language.tag}`
      await ask(here.page, email, state, say(language, 'factor.mail'))
      await heading(here.page, say(language, 'factor.heading'))
      const { link, code } = await hosted.mailed(email)
      await phone.page.goto(new URL(link, hosted.issuer).href)
      await heading(phone.page, say(language, 'bymail.elsewhere.heading'))
      const shown = await phone.page.locator('.codes code').textContent()
      expect(shown).toBe(code)
      await here.page.fill('#code', shown ?? '')
      await here.page.keyboard.press('Enter')
      await codeFor(here.page, state)
      expect([...here.complaints, ...phone.complaints]).toEqual([])
      await here.page.context().close()
      await phone.page.context().close()
    },
  )

  test('signs in by a press of its button in the browser that asked, and by its keyboard alone', async () => {
    const [language] = languages
    const { email } = await hosted.member('Patient')
    const { page, complaints } = await openPage(browser, { locale: language.tag })
    await ask(page, email, 'link', say(language, 'factor.mail'))
    const { link } = await hosted.mailed(email)
    const tab = await page.context().newPage()
    await tab.goto(new URL(link, hosted.issuer).href)
    await heading(tab, say(language, 'signin.heading'))
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate('document.activeElement.matches("main button")')).toBe(true)
    await tab.keyboard.press('Enter')
    await codeFor(tab, 'link')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
