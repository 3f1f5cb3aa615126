import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../../test/signin/hosted.ts'
import { complaintsOfAxe, complaintsOfLayout, LOOKS, look } from '../../../../test/signin/page-checks.ts'

const SCOPE = 'openid patient/Observation.rs patient/Condition.rs'

describe('the warning that a page is about to close, in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url], firstParty: false, resourceScopesRequired: false })
    person = await hosted.member('Patient')
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  /** The time of the page and that of the server go on together. */
  const later = async (page: Page, minutes: number, seconds = 0): Promise<void> => {
    await hosted.world.travel((minutes * 60 + seconds) * 1_000)
    await page.clock.fastForward((minutes * 60 + seconds) * 1_000)
  }
  const signIn = async (page: Page, { email, password } = person, asking = app, scope = SCOPE): Promise<void> => {
    await page.goto(`${hosted.issuer}oauth2/authorize?${asking.query({ redirect_uri: callback.url, scope })}`)
    await page.waitForSelector('#email:focus')
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button:not([type])')
  }
  const focused = (page: Page): Promise<string | null> => page.locator(':focus').first().textContent()

  test('comes two minutes before the end, is answered by one key, and what was ticked is there again', async () => {
    const { page, complaints } = await openPage(browser)
    await page.clock.install()
    await signIn(page)
    const dialog = page.getByRole('alertdialog', { name: 'Do you need more time?' })
    await page.waitForSelector('#scope-0')
    await page.uncheck('#scope-0')
    await later(page, 7, 30)
    expect([await dialog.isVisible(), await page.isVisible('#time')]).toEqual([false, false])
    await later(page, 0, 35)
    await dialog.waitFor()
    const said = await dialog.innerText()
    expect(said).toContain('This page closes within 2 minutes.')
    expect(await focused(page)).toBe('Give me more time')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Close this notice')
    await page.keyboard.press('Shift+Tab')
    // It is said once: nothing in it changes while it is open.
    await page.clock.runFor(20_000)
    expect(await dialog.innerText()).toBe(said)
    expect(await page.locator('[aria-live], [role=timer], [role=status]').count()).toBe(0)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect([await page.isChecked('#scope-0'), await page.isChecked('#scope-1')]).toEqual([false, true])
    // They go on where they were.
    expect(await page.evaluate('document.activeElement.id')).toBe('scope-0')

    await later(page, 8, 5)
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    // Whoever closes it still finds the way to more time on the page.
    expect(await page.innerText('#time')).toBe('This page stays open for 2 minutes.')
    expect(await page.isVisible('button.small[name=stay]')).toBe(true)
    await page.click('button[value=allow]')
    await page.waitForURL(/callback/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('says that there is no more time where there is none', async () => {
    const { page, complaints } = await openPage(browser)
    await page.clock.install()
    await signIn(page)
    const more = page.getByRole('alertdialog', { name: 'Do you need more time?' }).getByText('Give me more time')
    for (let times = 0; times < 12; times += 1) {
      await page.waitForSelector('button[value=allow]')
      await later(page, 9)
      await more.click()
      await more.waitFor({ state: 'hidden' })
    }
    // Two minutes are left then, and no more to be had: it is said at once.
    const dialog = page.getByRole('alertdialog', { name: 'The time is nearly up' })
    await dialog.waitFor()
    expect(await dialog.innerText()).toContain('you cannot keep it open longer')
    expect(await focused(page)).toBe('Close this notice')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await later(page, 2)
    const over = page.getByRole('alertdialog', { name: 'The time is up' })
    await over.waitFor()
    expect(await focused(page)).toBe('Continue')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'This took too long' }).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('says that the time is up to whoever was away, and takes them to where it begins again', async () => {
    const { page, complaints } = await openPage(browser)
    await page.clock.install()
    await signIn(page)
    await page.waitForSelector('#scope-0')
    // As on a machine that slept: nothing ran meanwhile.
    await hosted.world.travel(20 * 60_000)
    await page.clock.fastForward(20 * 60_000)
    const over = page.getByRole('alertdialog', { name: 'The time is up' })
    await over.waitFor()
    expect(await page.getByRole('alertdialog').count()).toBe(1)
    expect(await over.innerText()).toContain('Nothing that you filled in was sent.')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'This took too long' }).waitFor()
    expect(await page.getByRole('link', { name: 'Sign in again' }).count()).toBe(1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('where the page’s clock ran ahead, goes on with what was ticked', async () => {
    const { page, complaints } = await openPage(browser)
    await page.clock.install()
    await signIn(page)
    await page.waitForSelector('#scope-0')
    await page.uncheck('#scope-0')
    await page.clock.fastForward(20 * 60_000)
    await page.getByRole('alertdialog', { name: 'The time is up' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' })
    expect([await page.isChecked('#scope-0'), await page.isChecked('#scope-1')]).toEqual([false, true])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('on the page that changes a password says that it is typed once more, and keeps the person signed in', async () => {
    const { page, complaints } = await openPage(browser)
    await page.goto(`${hosted.issuer}account`)
    await page.fill('#email', 'admin@example.org')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password:focus')
    await page.keyboard.type('a quiet garden path')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.clock.install()
    await page.click('a[href="/account/password"]')
    await page.waitForSelector('#password:focus')
    const dialog = page.getByRole('alertdialog', { name: 'Do you need more time?' })
    for (let times = 0; times < 2; times += 1) {
      await page.fill('#new', 'a garden of my very own')
      await later(page, 58, 5)
      await dialog.waitFor()
      expect(await dialog.innerText()).toContain('enter your password again')
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await page.waitForSelector('#new:focus')
      expect([page.url(), await page.inputValue('#new')]).toEqual([`${hosted.issuer}account/password#new`, ''])
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('is not needed where no scripts run: the page says its time, and the button keeps it open', async () => {
    const { page, complaints } = await openPage(browser, { javaScriptEnabled: false })
    await hosted.travel(1_000)
    await signIn(page, await hosted.member('Patient'))
    expect(await page.textContent('main')).toContain('This page stays open for 10 minutes.')
    await page.uncheck('#scope-1')
    await hosted.world.travel(9 * 60_000)
    await page.click('button.small[name=stay]')
    await page.waitForSelector('#time:focus')
    expect(await focused(page)).toBe('This page stays open for 10 minutes.')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Give me more time')
    expect([await page.isChecked('#scope-0'), await page.isChecked('#scope-1')]).toEqual([true, false])
    await hosted.world.travel(9 * 60_000)
    await page.click('button[value=allow]')
    await page.waitForURL(/callback/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('comes at one’s own page too, and its button keeps the person signed in', async () => {
    const { page, complaints } = await openPage(browser)
    // The administrator's own sign-in is over by now.
    await hosted.travel(1_000)
    const own = await hosted.app({ redirectUris: [callback.url] })
    const staff = await hosted.member('Practitioner')
    await page.clock.install()
    await signIn(page, staff, own, 'openid')
    await page.waitForURL(/callback/)
    await page.goto(`${hosted.issuer}account`)
    expect(await page.textContent('main')).toContain('This page stays open for 1 hour.')
    for (let times = 0; times < 2; times += 1) {
      await later(page, 58, 5)
      await page.getByRole('alertdialog').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('alertdialog').waitFor({ state: 'hidden' })
      expect(await page.textContent('h1')).toBe('Your account')
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('times are told in the zone of whoever reads them, and in UTC without scripts', async () => {
    // The administrator's own sign-in is over by now.
    await hosted.travel(1_000)
    const own = await hosted.app({ redirectUris: [callback.url] })
    const staff = await hosted.member('Practitioner')
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await openPage(browser, { timezoneId: 'Asia/Kathmandu', javaScriptEnabled })
      await signIn(page, staff, own, 'openid')
      await page.waitForURL(/callback/)
      await page.goto(`${hosted.issuer}account`)
      const time = page.locator('time[datetime]').first()
      const utc = new Date((await time.getAttribute('datetime')) ?? '')
      const zone = javaScriptEnabled ? 'Asia/Kathmandu' : 'UTC'
      const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone })
      expect(await time.innerText()).toBe(`${format.format(utc)}${javaScriptEnabled ? '' : ' UTC'}`)
      await page.context().close()
    }
  })

  test.each(['en', 'es', 'ar'])('passes axe, has large targets and does not scroll sideways, in %s', async (locale) => {
    const { page } = await openPage(browser, { locale })
    await page.clock.install()
    await signIn(page)
    await page.waitForSelector('#scope-0')
    await later(page, 8, 5)
    await page.getByRole('alertdialog').waitFor()
    await page.clock.resume()
    // Its colors do not depend on the language, nor its places on the scheme.
    for (const [at, one] of (locale === 'ar' ? LOOKS.toReversed() : LOOKS).entries()) {
      await look(page, one)
      expect(await complaintsOfLayout(page)).toEqual([])
      if (at === 0) expect(await complaintsOfAxe(page)).toEqual([])
    }
    await page.context().close()
  })
})
