/** A patient comes from an app, creates an account and lands in the app: in Chromium, on a phone, with the keyboard. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'

/** A machine that does much else is slow to come back. */
const WAIT = { timeout: 20_000 }
const PASSWORD = 'a quiet garden path'
const PHONE = { width: 320, height: 640 }

describe('a patient in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ name: 'My Health', redirectUris: [callback.url] })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  /** Types into one field after the other, and sends the form. */
  async function fill(page: Page, ...fields: readonly (readonly [field: string, text: string])[]): Promise<void> {
    for (const [at, [field, text]] of fields.entries()) {
      if (at === 0) await page.waitForSelector(`${field}:focus`, WAIT)
      while (!(await page.evaluate<boolean>(`document.activeElement.matches('${field}')`)))
        await page.keyboard.press('Tab')
      await page.keyboard.type(text)
    }
    await page.keyboard.press('Enter')
  }

  /** Registers, and confirms the address in the same browser. */
  async function register(page: Page, state: string): Promise<void> {
    const email = `${state}@example.org`
    const query = app.query({ redirect_uri: callback.url, state, prompt: 'create' })
    await page.goto(`${hosted.issuer}oauth2/authorize?${query}`)
    await fill(page, ['#first', 'Ada'], ['#last', 'Lovelace'], ['#email', email], ['#new', PASSWORD])
    await page.waitForURL('**/signin/*', WAIT)
    await page.goto(hosted.world.inbox.link(email).url)
    await fill(page, ['#password', PASSWORD])
  }
  async function profileOf(state: string): Promise<string> {
    const code = (): string | null | undefined =>
      callback.calls.find((call) => call.get('state') === state)?.get('code')
    await expect.poll(code, WAIT).toEqual(expect.any(String))
    const { body } = await app.redeem(code() ?? '', { redirect_uri: callback.url })
    return body.profile.reference
  }

  test.each(languages)('registers from an app and lands in it, in $tag', async ({ tag, direction }) => {
    const { page, complaints } = await openPage(browser, { locale: tag, viewport: PHONE })
    await register(page, `new-${tag}`)
    expect(await profileOf(`new-${tag}`)).toMatch(/^Patient\//)
    expect(direction).toBe(tag === 'ar' ? 'rtl' : 'ltr')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('with an activation code lands in the app with the record that it was made for', async () => {
    await hosted.set({ name: 'activationCodes', valueBoolean: true })
    const { project, token } = hosted.clinic
    const chart = await hosted.world.call('fhir/R4/Patient', {
      json: { resourceType: 'Patient', birthDate: '1936-08-17' },
      token,
    })
    const json = { patient: { reference: `Patient/${chart.body.id}` } }
    const made = await hosted.world.call(`admin/projects/${project}/activation-codes`, { json, token })
    const { page, complaints } = await openPage(browser, { locale: 'en', viewport: PHONE })
    // The QR code of the sheet of paper, before there is an account.
    await page.goto(made.body.url)
    await register(page, 'with-code')
    await page.waitForSelector('#code:focus', WAIT)
    expect(await page.inputValue('#code')).toBe(made.body.code)
    await page.fill('#birthdate', '1936-08-17')
    await page.keyboard.press('Enter')
    expect(await profileOf('with-code')).toBe(`Patient/${chart.body.id}`)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
