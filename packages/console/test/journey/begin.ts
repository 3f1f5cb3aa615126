import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { button, field, freshCode, heading, type Journey, link, radio, STEP_MS, until } from './journey.ts'

export const ADMINISTRATOR = { email: 'grace@clinic.example', password: 'a harbour in the morning fog' }

/** From the link of the first start to the console of the first project. */
export async function setUp(journey: Journey): Promise<void> {
  const { world, hands, page, known, app } = journey
  const made = world.app.firstAdministrator
  await page.goto(made.made === 'with_link' ? made.url : '')
  await hands.write(field(page, 'First name'), 'Grace')
  await hands.write(field(page, 'Last name'), 'Hopper')
  await hands.write(field(page, 'E-mail address'), ADMINISTRATOR.email)
  await hands.write(page.locator('#password'), ADMINISTRATOR.password)
  await journey.look('set-up')
  await hands.press(button(page, 'Continue'))
  await heading(page, 'Protect your account')
  known.totp = (await page.locator('p.hint code').innerText()).replaceAll(' ', '')
  await hands.write(page.locator('#code'), await freshCode(journey, 0))
  await hands.press(button(page, 'Continue'))
  await page.locator('a.button').waitFor({ timeout: STEP_MS })
  await journey.look('recovery-codes')
  await hands.press(page.locator('a.button'))
  await hands.write(field(page, 'Name of the project'), 'Harbour Clinic')
  await hands.write(field(page, 'Address of your app'), `${app.origin}/first`)
  await hands.press(button(page, 'Create project'))
  await heading(page, 'Your server is ready')
  await journey.look('ready')
  await hands.press(link(page, 'Open the console'))
  await page.locator('main#content h1').waitFor({ timeout: STEP_MS })
  await page.locator('.project', { hasText: 'Harbour Clinic' }).waitFor()
}

/** Makes an app, puts the lines that the console shows into its page, and signs in to it. */
export async function makeApp(journey: Journey): Promise<void> {
  const { hands, page, app, known } = journey
  await link(page, 'Add an app').waitFor({ timeout: STEP_MS })
  await journey.look('overview')
  await hands.press(link(page, 'Add an app'))
  await heading(page, 'Add an app or server')
  await hands.pick(radio(page, /^An app in a browser/))
  await hands.write(field(page, 'Name'), 'Ward diary')
  await hands.write(field(page, /^Where do people return to/), `${app.origin}/diary`)
  await journey.look('app-new')
  await hands.press(button(page, 'Create'))
  await heading(page, 'Ward diary is created')
  await journey.look('app-made')
  await hands.press(button(page, 'Copy').first())
  known.lines = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(known.lines).toBe(await page.locator('pre').innerText())
  await app.run(known.lines)
  const tab = await journey.context.newPage()
  expect(await opened(journey, '/diary', tab)).toBe('Grace Hopper')
  await tab.close()
}

/** Opens the app at one of its addresses. Whom its lines then know. */
export async function opened({ app, look }: Journey, path: string, tab: Page): Promise<string> {
  // On the way to the sign-in, nobody is known, and the page may be gone before it is asked what it said.
  const said: string[] = []
  const read = (value: unknown): void => void said.push(nameOf(value))
  tab.on(
    'console',
    (message) =>
      void message
        .args()[0]
        ?.jsonValue()
        .then(read, () => read(undefined)),
  )
  await tab.goto(app.origin + path)
  await until(() => said.some((name) => name !== '')).catch(() => look('app-stuck', tab))
  return said.find((name) => name !== '') ?? ''
}

/** The name of a profile (FHIR HumanName). */
function nameOf(profile: unknown): string {
  const [name] = ((profile ?? {}) as { name?: { given: string[]; family: string }[] }).name ?? []
  return [...(name?.given ?? []), name?.family].join(' ')
}
