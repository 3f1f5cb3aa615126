import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../test/signin/hosted.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** The long run, and whoever looks, goes to every page, and all ways to show it. */
const IS_LONG = process.env['DAMSON_TEST_FULL'] !== undefined || SCREENSHOTS !== undefined
const OF_THE_SHORT_RUN = new Set(['sign-in', 'wrong-password', 'role', 'patient', 'consent-scopes', 'short-password'])
const SMART =
  'openid fhirUser offline_access launch/patient patient/Patient.rs patient/Observation.rs?category=laboratory user/Appointment.cud'
const LOOKS = (['light', 'dark'] as const)
  .flatMap((scheme) => [320, 1280].map((width) => [scheme, width] as const))
  .filter(([scheme, width]) => IS_LONG || (scheme === 'light') === (width === 320))

describe('every page, in light and dark, on a small and a large screen', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let firstParty: HostedApp
  let thirdParty: HostedApp
  let clinician: Person
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    const fields = { redirectUris: [callback.url] }
    firstParty = await hosted.app({ ...fields, name: 'My Health' })
    thirdParty = await hosted.app({ ...fields, firstParty: false })
    clinician = await makeClinician(hosted)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  const authorize = (app: HostedApp, changes: Record<string, string> = {}): string =>
    `${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, ...changes })}`
  const signIn = async (page: Page, app: HostedApp, { email, password }: Person): Promise<void> => {
    await page.goto(authorize(app))
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button:not([type])')
  }
  const signInAt = async (page: Page, scope: string, { email, password }: Person): Promise<void> => {
    await page.goto(authorize(thirdParty, { scope }))
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button:not([type])')
  }
  const link = (email: string): string => hosted.world.inbox.link(email).url

  /** Each way to a page, and the heading that it shows. */
  const ways: readonly (readonly [name: string, heading: string, way: (page: Page) => Promise<void>])[] = [
    ['sign-in', 'Sign in', async (page) => void (await page.goto(authorize(firstParty)))],
    [
      'wrong-password',
      'Enter your password',
      (page) => signIn(page, firstParty, { email: 'nobody@example.org', password: 'a wrong password that is long' }),
    ],
    ['no-email', 'Sign in', (page) => signIn(page, firstParty, { email: '', password: '' })],
    [
      'role',
      'In which role?',
      async (page) => signIn(page, firstParty, await hosted.member('Practitioner', 'Patient')),
    ],
    [
      'consent',
      'Let Heart Diary act for you?',
      async (page) => signIn(page, thirdParty, await hosted.member('Patient')),
    ],
    [
      'consent-long',
      'Let Heart Diary act for you?',
      async (page) => {
        const person = await hosted.member('Practitioner')
        await page.goto(authorize(thirdParty, { scope: 'openid profile email offline_access' }))
        await page.fill('#email', person.email)
        await page.fill('#password', person.password)
        await page.click('button:not([type])')
      },
    ],
    ['patient', 'Whose record?', (page) => signInAt(page, SMART, clinician)],
    [
      'patient-unfound',
      'Whose record?',
      async (page) => {
        await signInAt(page, SMART, clinician)
        await page.fill('#find', 'somebody else')
        await page.press('#find', 'Enter')
        await page.waitForSelector('text=Nobody was found')
      },
    ],
    [
      'patient-none',
      'You may not look up patients',
      async (page) => signInAt(page, SMART, await hosted.member('Practitioner')),
    ],
    [
      'consent-scopes',
      'Let Heart Diary act for you?',
      async (page) => {
        await signInAt(page, SMART, clinician)
        await page.click('button[name=patient]')
      },
    ],
    [
      'no-record',
      'You have no record here yet',
      async (page) => {
        const person = await hosted.register()
        await page.goto(link(person.email))
        await page.fill('#password', person.password)
        await page.click('button:not([type])')
        await signIn(page, firstParty, person)
      },
    ],
    [
      'ended',
      'Start again from your app',
      async (page) => void (await page.goto(`${hosted.issuer}signin/00000000-0000-4000-8000-000000000000`)),
    ],
    ['account-sign-in', 'Sign in', async (page) => void (await page.goto(`${hosted.issuer}account`))],
    [
      'account',
      'Your account',
      async (page) => {
        await signInAt(page, 'openid offline_access patient/Observation.rs', await hosted.member('Patient'))
        await page.click('button[value=allow]')
        await page.waitForURL(/callback/)
        await page.goto(`${hosted.issuer}account`)
      },
    ],
    [
      'account-password',
      'Change your password',
      async (page) => {
        await signIn(page, firstParty, await hosted.member('Patient'))
        await page.waitForURL(/callback/)
        await page.goto(`${hosted.issuer}account/password`)
        await page.fill('#password', 'something')
        await page.click('.card button')
      },
    ],
    [
      'sign-out',
      'Do you want to sign out?',
      async (page) => {
        await signIn(page, firstParty, await hosted.member('Patient'))
        await page.waitForURL(/callback/)
        await page.goto(`${hosted.issuer}oauth2/logout`)
      },
    ],
    [
      'signed-out',
      'You are signed out',
      async (page) => {
        await signIn(page, firstParty, await hosted.member('Patient'))
        await page.waitForURL(/callback/)
        await page.goto(`${hosted.issuer}oauth2/logout`)
        await page.click('button[value=sign_out]')
      },
    ],
    ['start', 'Start from your app', async (page) => void (await page.goto(`${hosted.issuer}signin`))],
    [
      'unknown-app',
      'This sign-in link does not work',
      async (page) => void (await page.goto(`${hosted.issuer}oauth2/authorize?client_id=x`)),
    ],
    [
      'forgot',
      'Forgot your password?',
      async (page) => {
        await page.goto(authorize(firstParty))
        await page.click('text=Forgot your password?')
      },
    ],
    [
      'forgot-fault',
      'Forgot your password?',
      async (page) => {
        await page.goto(`${hosted.issuer}signin/forgot`)
        await page.fill('#email', 'no address')
        await page.click('button:not([type])')
      },
    ],
    [
      'forgot-sent',
      'Look into your mail',
      async (page) => {
        await page.goto(authorize(firstParty))
        await page.click('text=Forgot your password?')
        await page.fill('#email', 'nobody@example.org')
        await page.click('button:not([type])')
      },
    ],
    [
      'invited',
      'Choose a password',
      async (page) => {
        await hosted.invite('invited@example.org')
        await page.goto(link('invited@example.org'))
      },
    ],
    [
      'short-password',
      'Choose a password',
      async (page) => {
        await hosted.invite('short@example.org')
        await page.goto(link('short@example.org'))
        await page.fill('#password', 'short')
        await page.click('button:not([type])')
      },
    ],
    [
      'password-set',
      'Your password is set',
      async (page) => {
        await hosted.invite('set@example.org')
        await page.goto(link('set@example.org'))
        await page.fill('#password', 'a quiet garden path')
        await page.click('button:not([type])')
      },
    ],
    ['verify', 'Is this your address?', async (page) => void (await page.goto(link((await hosted.register()).email)))],
    [
      'verify-fault',
      'Is this your address?',
      async (page) => {
        await page.goto(link((await hosted.register()).email))
        await page.fill('#password', 'not this one, but long enough')
        await page.click('button:not([type])')
      },
    ],
    [
      'verified',
      'Your address is confirmed',
      async (page) => {
        const person = await hosted.register()
        await page.goto(link(person.email))
        await page.fill('#password', person.password)
        await page.click('button:not([type])')
      },
    ],
    [
      'dead-link',
      'This link does not work',
      async (page) => void (await page.goto(`${hosted.issuer}auth/setpassword/a/b`)),
    ],
  ]

  const gone = ways.filter(([name]) => IS_LONG || OF_THE_SHORT_RUN.has(name))

  test.each(gone)('%s: "%s"', async (name, heading, way) => {
    const { page, complaints } = await openPage(browser)
    await way(page)
    expect(await page.locator('h1').textContent()).toBe(heading)
    expect(await page.title()).toMatch(/ · (Riverside Clinic|Damson)$/)
    await page.evaluate(AXE)
    for (const [colorScheme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      if (SCREENSHOTS !== undefined)
        await page.screenshot({
          path: join(SCREENSHOTS, `${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        })
      const { violations } = await page.evaluate<{ violations: unknown[] }>(
        `axe.run({ runOnly: ${JSON.stringify(TAGS)} })`,
      )
      expect(violations, `${name} ${colorScheme} ${width}`).toEqual([])
      expect(await overflow(page), `${name} ${width} scrolls sideways`).toBe(0)
      expect(await smallTargets(page), `${name} ${width}`).toEqual([])
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

/** Somebody who may look up patients, of whom there are a few. */
async function makeClinician(hosted: Hosted): Promise<Person> {
  const { world, clinic } = hosted
  const made = async (json: { readonly resourceType: string }): Promise<string> =>
    (await world.call(`fhir/R4/${json.resourceType}`, { token: clinic.token, json })).body.id
  for (const [given, family, birthDate, value] of PATIENTS)
    await made({
      resourceType: 'Patient',
      name: [{ given: [given], family }],
      birthDate,
      identifier: [{ value }],
    } as never)
  const resource = [{ resourceType: 'Patient' }]
  const policy = await made({ resourceType: 'AccessPolicy', name: 'Clinician', resource } as never)
  const person = { email: 'carol@example.org', password: 'a quiet garden path' }
  await hosted.invite(person.email, { accessPolicy: { reference: `AccessPolicy/${policy}` } })
  const { id, secret } = world.inbox.link(person.email)
  await world.call('auth/setpassword', { json: { id, secret, password: person.password } })
  return person
}

const PATIENTS = [
  ['Ada', 'Lovelace', '1815-12-10', '100-482'],
  ['Annabella', 'Lovelace', '1837-09-22', '100-517'],
  ['Byron', 'Lovelace-King', '1836-05-12', '100-633'],
]

function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Buttons and fields less than 48 px high, languages, links outside of sentences and boxes with a label beside them less than 24 px. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`
    [...document.querySelectorAll('button, .button, input:not([hidden], [type=hidden], .apart), .more a')]
      .filter((element) => {
        const least = element.matches('.more a, .choice input, .languages button') ? 24 : 48
        const { width, height } = element.getBoundingClientRect()
        return width < least || height < least
      })
      .map((element) => element.outerHTML)`)
}
