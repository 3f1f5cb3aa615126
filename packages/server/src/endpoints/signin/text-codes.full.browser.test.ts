import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../test/signin/hosted.ts'

const WAIT = { timeout: 20_000 }

describe('a code by text message, in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ development: true, sms: 'development' })
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url] })
    await hosted.set(
      { name: 'allowedMfaMethods', valueString: 'totp, sms' },
      { name: 'smsCountries', valueString: 'DE' },
      { name: 'smsSignIn', valueString: 'Patient' },
    )
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
  async function signIn(page: Page, { email, password }: Person, state: string): Promise<void> {
    await page.goto(`${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, state })}`)
    await page.fill('#email', email)
    await page.press('#email', 'Enter')
    await page.fill('#password', password)
    await page.press('#password', 'Enter')
  }
  const codeFor = async (page: Page, state: string): Promise<void> => {
    await page.waitForURL((url) => url.searchParams.get('state') === state && url.pathname === '/callback', WAIT)
    expect(callback.calls.filter((call) => call.get('state') === state)).toHaveLength(1)
  }
  let people = 0
  /** Somebody who must set up a second factor. */
  async function demanded(): Promise<Person> {
    const person = { email: `demanded-${(people += 1)}@example.org`, password: 'a quiet garden path' }
    await hosted.invite(person.email, { mfaRequired: true })
    const { id, secret } = hosted.world.inbox.link(person.email)
    await hosted.world.call('auth/setpassword', { json: { id, secret, password: person.password } })
    return person
  }
  /** What the phone shows: the development inbox stands for it. */
  async function messageIn(phone: Page, number: string): Promise<string> {
    await phone.goto(`${hosted.issuer}dev/inbox/sms`)
    return phone.locator('article', { hasText: number }).first().locator('pre').innerText()
  }

  test.each(languages)('is set up and asked for, with the code from the inbox, in $tag', async (language) => {
    const person = await demanded()
    const number = `+49151${languages.indexOf(language)}3456789`
    const phone = await openPage(browser)
    const first = await openPage(browser, { locale: language.tag, viewport: { width: 360, height: 640 } })
    const { page } = first
    await signIn(page, person, `added-${language.tag}`)
    await heading(page, say(language, 'enroll.heading'))
    await page.getByRole('link', { name: say(language, 'number.use'), exact: true }).click()
    await heading(page, say(language, 'number.heading'))
    expect(await page.getAttribute('#number', 'autocomplete')).toBe('tel')
    await page.fill('#number', number.replace('+49', '0'))
    await page.keyboard.press('Enter')
    await heading(page, say(language, 'factor.heading'))
    // The heading is there a moment before the field has the focus.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('code')
    expect(await page.getAttribute('#code', 'autocomplete')).toBe('one-time-code')
    const text = await messageIn(phone.page, number)
    // Phones offer a code that ends a message like this, on this host alone.
    expect(text).toMatch(/\n@localhost #\d{6}$/)
    // As it is copied from the message, with what is around it.
    await page.keyboard.insertText(` ${text.slice(-6, -3)} ${text.slice(-3)} `)
    await page.keyboard.press('Enter')
    await heading(page, say(language, 'recovery.heading'))
    await page.getByRole('link', { name: say(language, 'recovery.saved'), exact: true }).click()
    await codeFor(page, `added-${language.tag}`)

    const next = await openPage(browser, { locale: language.tag })
    await signIn(next.page, person, `asked-${language.tag}`)
    await heading(next.page, say(language, 'factor.heading'))
    expect(await next.page.locator('main').innerText()).toContain('•••• 89')
    await next.page.fill('#code', (await messageIn(phone.page, number)).slice(-6))
    await next.page.keyboard.press('Enter')
    await codeFor(next.page, `asked-${language.tag}`)
    expect([...first.complaints, ...next.complaints]).toEqual([])
    for (const { page: one } of [phone, first, next]) await one.context().close()
  })

  test.each(languages)('signs in somebody who has no address, by keyboard alone, in $tag', async (language) => {
    const number = `+49152${languages.indexOf(language)}3456789`
    const { project, token } = hosted.clinic
    const json = { resourceType: 'Patient', firstName: 'Mary', lastName: 'Somerville', phone: number }
    expect((await hosted.world.call(`admin/projects/${project}/invite`, { json, token })).status).toBe(200)
    const phone = await openPage(browser)
    const { page, complaints } = await openPage(browser, {
      locale: language.tag,
      viewport: { width: 360, height: 640 },
    })
    const state = `phone-${language.tag}`
    await page.goto(`${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, state })}`)
    const button = page.getByRole('button', { name: say(language, 'signin.phone'), exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await heading(page, say(language, 'signin.phone.heading'))
    expect(await page.evaluate('document.activeElement.id')).toBe('number')
    await page.keyboard.insertText(number)
    await page.keyboard.press('Enter')
    await heading(page, say(language, 'factor.heading'))
    await expect.poll(() => messageIn(phone.page, number)).toMatch(/#\d{6}$/)
    await page.fill('#code', (await messageIn(phone.page, number)).slice(-6))
    await page.keyboard.press('Enter')
    await codeFor(page, state)
    expect(complaints).toEqual([])
    for (const one of [phone.page, page]) await one.context().close()
  })
})
