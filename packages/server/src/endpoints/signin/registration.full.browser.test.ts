/**
 * A patient comes from an app, creates an account and lands in the app, and so does an invited nurse: in Chromium, on a
 * phone, with the keyboard.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'
import { complaintsOfLayout } from '../../../test/signin/page-checks.ts'
import { textIn } from '../../../test/signin/page-tour.ts'

/** A machine that does much else is slow to come back. */
const WAIT = { timeout: 20_000 }
const PASSWORD = 'a quiet garden path'
const PHONE = { width: 320, height: 640 }
/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const BORN = '1936-08-17'
const LIFE_ON_PAPER = 21 * 86_400_000
/** Where an app of the clinic begins a sign-in. */
const START = 'https://charts.example/start'

describe('on a phone in Chromium', () => {
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

  const opened = (tag: string) => openPage(browser, { locale: tag, viewport: PHONE, reducedMotion: 'reduce' })
  /** Waits for a page, and looks at it. */
  async function see(page: Page, language: Language, heading: string, name: string): Promise<void> {
    await page.getByRole('heading', { name: textIn(language, heading), exact: true }).waitFor(WAIT)
    expect(await page.locator('html').getAttribute('dir')).toBe(language.direction)
    expect(await complaintsOfLayout(page)).toEqual([])
    if (SCREENSHOTS === undefined) return
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${language.tag}.png`), fullPage: true })
  }
  /** Tabs on until the focus is there. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 30; presses += 1) {
      if (await page.evaluate<boolean>(`document.activeElement.matches('${selector}')`)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${selector} cannot be reached by keyboard`)
  }

  test.each(languages)('a patient registers from an app and lands in it, in $tag', async ({ tag }) => {
    const { page, complaints } = await opened(tag)
    await register(page, `new-${tag}`)
    expect(await profileOf(`new-${tag}`)).toMatch(/^Patient\//)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  async function chart(): Promise<string> {
    const json = { resourceType: 'Patient', birthDate: BORN, name: [{ given: ['Margaret'], family: 'Hamilton' }] }
    return (await hosted.world.call('fhir/R4/Patient', { json, token: hosted.clinic.token })).body.id
  }
  async function codeFor(patient: string): Promise<{ readonly code: string; readonly url: string }> {
    const { project, token } = hosted.clinic
    const json = { patient: { reference: `Patient/${patient}` } }
    return (await hosted.world.call(`admin/projects/${project}/activation-codes`, { json, token })).body
  }
  const guessed = (code: string): string => code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))

  test.each(languages)(
    'a patient with an activation code sees her own record, and a guessed, a late and a used one show nothing, in $tag',
    async (language) => {
      const { tag } = language
      await hosted.set({ name: 'activationCodes', valueBoolean: true })
      const late = await codeFor(await chart())
      await hosted.travel(LIFE_ON_PAPER + 1_000)
      const patient = await chart()
      const { code, url } = await codeFor(patient)
      const { page, complaints } = await opened(tag)
      /** Types a code and the date of birth, and sends them. The date is typed in the order of the browser's language. */
      const send = async (typed: string): Promise<void> => {
        await tabTo(page, '#code')
        await page.keyboard.press('ControlOrMeta+a')
        await page.keyboard.type(typed)
        await tabTo(page, '#birthdate')
        for (const digits of ['08171936', '17081936']) {
          if ((await page.inputValue('#birthdate')) === BORN) break
          await page.focus('#code')
          await tabTo(page, '#birthdate')
          await page.keyboard.type(digits)
        }
        expect(await page.inputValue('#birthdate')).toBe(BORN)
        await page.keyboard.press('Enter')
      }
      const refused = async (name: string): Promise<void> => {
        await page.waitForSelector('#code[aria-invalid]:focus', WAIT)
        const alert = await page.locator('[role=alert]').innerText()
        expect(alert).toContain(textIn(language, 'activation.wrong'))
        await see(page, language, 'activation.heading', name)
        expect(await page.locator('body').innerText()).not.toMatch(/Margaret|Hamilton/)
      }

      // The QR code of the sheet of paper, before there is an account.
      await page.goto(url)
      await see(page, language, 'activation.heading', 'activation-link')
      await register(page, `with-code-${tag}`)
      await page.waitForSelector('#code:focus', WAIT)
      expect(await page.inputValue('#code')).toBe(code)
      await see(page, language, 'activation.heading', 'activation-asked')
      await send(late.code)
      await refused('activation-late')
      await send(guessed(code))
      await refused('activation-guessed')
      await send(code)
      expect(await profileOf(`with-code-${tag}`)).toBe(`Patient/${patient}`)

      await page.waitForURL((at) => at.pathname === '/callback', WAIT)
      await page.goto(`${hosted.issuer}account/activation`)
      await send(code)
      await refused('activation-used')
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each(languages)('a nurse who is invited by e-mail lands in the app, in $tag', async (language) => {
    const { tag } = language
    const [email, state] = [`nurse-${tag}@example.org`, `nurse-${tag}`]
    const charts = await hosted.app({ name: `Charts ${tag}`, redirectUris: [callback.url], initiateLoginUri: START })
    await hosted.invite(email)
    const { page, complaints } = await opened(tag)
    // The app begins by itself, and sends people back here.
    const begun: string[] = []
    await page.route(`${START}*`, (route) => {
      begun.push(route.request().url())
      const query = charts.query({ redirect_uri: callback.url, state })
      return route.fulfill({ status: 302, headers: { Location: `${hosted.issuer}oauth2/authorize?${query}` } })
    })
    await page.goto(hosted.world.inbox.link(email).url)
    await see(page, language, 'link.invite.heading', 'invited')
    await fill(page, ['#password', PASSWORD])
    await see(page, language, 'link.set.heading', 'invited-done')
    await tabTo(page, 'a.button')
    await page.keyboard.press('Enter')
    await see(page, language, 'signin.heading', 'invited-sign-in')
    expect(begun.map((url) => new URL(url).searchParams.get('iss'))).toEqual([hosted.issuer])
    await fill(page, ['#email', email])
    await fill(page, ['#password', PASSWORD])
    const code = (): string | null | undefined =>
      callback.calls.find((call) => call.get('state') === state)?.get('code')
    await expect.poll(code, WAIT).toEqual(expect.any(String))
    const { body } = await charts.redeem(code() ?? '', { redirect_uri: callback.url })
    expect(body.profile.reference).toMatch(/^Practitioner\//)
    expect(complaints).toEqual([])
    await page.context().close()
    // Of several apps that begin, none is the one to go on to.
    const at = `fhir/R4/ClientApplication/${charts.id}`
    await hosted.world.call(at, { method: 'DELETE', token: hosted.clinic.token })
  })
})
