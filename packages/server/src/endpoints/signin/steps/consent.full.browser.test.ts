import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languages } from '#base/language'
import { type Callback, launchChromium, startCallback } from '../../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../../test/signin/hosted.ts'

/** Set to a folder to look at the page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const LOGO = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC'
const READS = ['AllergyIntolerance', 'Condition', 'Immunization', 'MedicationRequest', 'Observation', 'Procedure'].map(
  (type) => `patient/${type}.rs`,
)
const SCOPES = {
  read: [...READS, 'patient/Encounter.rs', 'patient/CarePlan.rs'],
  mixed: [
    ...READS.slice(0, 4),
    'patient/Observation.cruds',
    'patient/DocumentReference.crs',
    'user/Patient.rs',
    'user/Appointment.cruds',
  ],
}

describe('the consent page in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({
      redirectUris: [callback.url],
      firstParty: false,
      publisher: 'Riverside Software',
      privacyUri: 'https://diary.example/privacy',
      signInForm: { logo: { data: LOGO } },
    })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  test.each(
    languages.flatMap(({ tag }) => Object.entries(SCOPES).map(([name, scopes]) => [tag, name, scopes] as const)),
  )('shows eight scopes on one screen of 1280 × 800 and fits 320 px, in %s, %s', async (tag, name, scopes) => {
    const person = await hosted.member('Patient')
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: tag })
    const page = await context.newPage()
    const query = app.query({
      redirect_uri: callback.url,
      scope: ['openid', 'profile', 'email', 'offline_access', 'launch/patient', ...scopes].join(' '),
    })
    await page.goto(`${hosted.issuer}oauth2/authorize?${query}`)
    await page.fill('[name=email]', person.email)
    await page.fill('[name=password]', person.password)
    await page.click('form button')
    await page.waitForSelector('.scopes')
    expect(await page.evaluate('document.querySelector(".app img").naturalWidth')).toBe(1)
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/consent-${name}-${tag}-1280.png` })
    const overflow = 'document.querySelector(".decide").getBoundingClientRect().bottom'
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(800)
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(800)
    await page.setViewportSize({ width: 320, height: 640 })
    if (SCREENSHOTS !== undefined)
      await page.screenshot({ path: `${SCREENSHOTS}/consent-${name}-${tag}-320.png`, fullPage: true })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
    await context.close()
  })
})
