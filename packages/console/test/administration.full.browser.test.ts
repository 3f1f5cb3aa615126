/** Settings, limits and what else administers a project, in a browser: their states, and what is done with them. */
import { join } from 'node:path'
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TAGS } from '../src/language/languages.ts'
import { type SignedIn, STEP_MS, signedIn, statesOf } from './signed-in.ts'

/** Set to a folder to look at every view. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const HOSTILE = '<img src=x onerror=alert(1)>'

let browser: Browser
let world: World
let owner: Owner

const ask = async (path: string, json?: object, method?: string) => {
  const answer = await world.call(path, { token: owner.token, ...(json && { json }), ...(method && { method }) })
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}
const own = (): Promise<any> => ask(`fhir/R4/Project/${owner.project}`)
const settingOf = async (name: string) =>
  (await own()).setting?.find((one: { readonly name: string }) => one.name === name)

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  owner = await world.actors.owner({ projectName: 'Hillside Clinic' })
  const fields = { name: HOSTILE, kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
  const { id } = await ask(`admin/projects/${owner.project}/client`, fields)
  const client = await ask(`fhir/R4/ClientApplication/${id}`)
  await ask(`fhir/R4/ClientApplication/${id}`, { ...client, fhirRequestLimit: 100 }, 'PUT')
  process.stdout.write(JSON.stringify(await ask(`fhir/R4/ClientApplication?_id=${id}&_elements=name&_count=500`)))
}, 300_000)
afterAll(async () => {
  await browser.close()
  await world.close()
})

const open = (options?: Parameters<typeof signedIn>[3]): Promise<SignedIn> => signedIn(browser, world, owner, options)

const SETTINGS = ['project', 'proof', 'sessions', 'people', 'addresses', 'bots', 'text']
const VIEWS: readonly (readonly [name: string, path: string, api: RegExp])[] = [
  ['limits', 'limits', /\$rate-limits|\/figures|R4\/Project\//],
  ['settings', 'settings', /R4\/Project\//],
]
const SHOWN = [...VIEWS, ...SETTINGS.map((tab) => [`settings-${tab}`, `settings?tab=${tab}`] as const)]

describe.each(TAGS)('in %s', (tag) => {
  test.each([
    [320, 'dark'],
    [1_440, 'light'],
  ] as const)('each view fits at %i px and is read out', async (width, colorScheme) => {
    const console = await open({ tag, width, colorScheme })
    const found: unknown[] = []
    for (const [name, path] of SHOWN) {
      await console.to(path)
      found.push(...(await console.wrong()).map((one) => [name, one]))
      const to = SCREENSHOTS && join(SCREENSHOTS, `${name}-${tag}-${width}.png`)
      if (to !== undefined) await console.page.screenshot({ path: to, fullPage: true })
    }
    expect(found).toEqual([])
    expect(console.complaints).toEqual([])
    await console.page.context().close()
  })
})

test('each view says when it is loading, refused, broken and cut off', async () => {
  const console = await open()
  for (const [, path, api] of VIEWS)
    expect(await statesOf(console, `${world.baseUrl}projects/${owner.project}/console/${path}`, api)).toEqual([])
  await console.page.context().close()
})

describe('an owner', () => {
  test('changes settings by keyboard alone, and sees what changes before it is saved', async () => {
    const { page, to } = await open()
    await to('settings?tab=sessions')
    const minutes = page.getByLabel('Staff: minutes without use')
    await minutes.focus()
    await page.keyboard.type('4')
    await page.getByText('Write a whole number from 5 to 1,440.').waitFor({ timeout: STEP_MS })
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.press('Backspace')
    await page.keyboard.type('20')
    await page.getByText('1 change that is not saved: staffIdleMinutes').waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: 'Save', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is changed.').waitFor({ timeout: STEP_MS })
    expect(await settingOf('staffIdleMinutes')).toEqual({ name: 'staffIdleMinutes', valueInteger: 20 })
    await page.context().close()
  })

  test('reads beside the field what the server refuses, and keeps what was typed', async () => {
    const { page, to } = await open()
    await to('settings?tab=people')
    await page.getByLabel('Version of the terms').fill('2026-11')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/termsVersion needs termsUrl or privacyUrl/).waitFor({ timeout: STEP_MS })
    expect(await page.getByLabel('Version of the terms').inputValue()).toBe('2026-11')
    await page.context().close()
  })

  test('sees both versions when another administrator was faster, and chooses', async () => {
    const { page, to } = await open()
    await to('settings?tab=project')
    await page.getByLabel('Description').fill('Mine')
    await ask(`fhir/R4/Project/${owner.project}`, { ...(await own()), description: 'Theirs' }, 'PUT')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Theirs').first().waitFor({ timeout: STEP_MS })
    await dialog.getByText('Mine').first().waitFor({ timeout: STEP_MS })
    expect((await own()).description).toBe('Theirs')
    await dialog.getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await expect.poll(() => page.getByLabel('Description').inputValue(), { timeout: STEP_MS }).toBe('Theirs')
    expect((await own()).description).toBe('Theirs')
    await page.context().close()
  })

  test('is asked for the name before rules that shut them out', async () => {
    const { page, to } = await open()
    await to('settings?tab=addresses')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('Address or network').fill('192.0.2.0/24')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Save it and shut me out' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    const sure = dialog.getByRole('button', { name: 'Save it and shut me out' })
    expect(await sure.isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect((await own()).ipAccessRule).toBeUndefined()
    await page.context().close()
  })

  test('sees the use of each limit, and sets the project’s own', async () => {
    const { page, to } = await open()
    await to('limits')
    await page.getByText(HOSTILE).waitFor({ timeout: STEP_MS })
    await page.getByLabel(/^Requests of each app/).fill('500')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Nothing is changed.').waitFor({ timeout: STEP_MS })
    expect((await settingOf('fhirRequestsPerMachine')).valueInteger).toBe(500)
    await page.context().close()
  })
})
