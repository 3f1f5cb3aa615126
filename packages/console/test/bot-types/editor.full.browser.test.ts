/** The code of a Bot in a real browser: typed, doubted, completed and explained, and all of it without TypeScript too. */

import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../../server/test/identity/steps.ts'
import { STEP_MS } from '../opened.ts'
import { expectNamed } from '../requests-named.ts'
import { type Opening, type SignedIn, signedIn } from '../signed-in.ts'

const SHOWN = { timeout: STEP_MS }
/** For so long after the list of completions opens, Enter is still a new line: 75 ms (`interactionDelay` of CodeMirror). */
const ENTER_IS_A_NEW_LINE_MS = 100
const TYPED = { en: 'TypeScript checks the code', es: 'TypeScript revisa el código', ar: 'يفحص TypeScript الشيفرة' }
const LIBRARY = 'export const shout = (text: string): string => text.toUpperCase()\n'
const CODE = `import type { BotEvent, MedplumClient } from '@medplum/core'
import type { Patient } from '@medplum/fhirtypes'
import { shout } from './lib.ts'

export async function handler(client: MedplumClient, event: BotEvent<Patient>): Promise<unknown> {
  const patient = event.input
  return shout(patient.birthdate ?? '')
}
`

let browser: Browser
let world: World
let owner: Owner
let bot: string
beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  owner = await world.actors.owner({ projectName: 'Hillside Clinic' })
  const made = await world.call(`admin/projects/${owner.project}/bot`, {
    token: owner.token,
    json: { name: 'Arrivals' },
  })
  bot = made.body.id
  const json = { code: CODE, filename: 'bot.ts', files: { 'lib.ts': LIBRARY } }
  must(await world.call(`fhir/R4/Bot/${bot}/$deploy`, { token: owner.token, json }))
})
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await world.close()
})

async function openCode(
  opening: Opening = {},
  prepare = async (_page: Page): Promise<unknown> => undefined,
): Promise<SignedIn> {
  const opened = await signedIn(browser, world, owner, opening)
  await prepare(opened.page)
  await opened.to(`bots/${bot}?tab=code`)
  await editor(opened.page).waitFor(SHOWN)
  return opened
}

const editor = (page: Page) => page.locator('main .cm-content[data-language=typescript]')
const doubted = (page: Page) => page.locator('.cm-lintRange-warning')
const explained = (page: Page) => page.locator('.cm-tooltip .explained')
const code = (page: Page): Promise<string> => editor(page).innerText()

/** Puts the cursor behind a text of the code. */
async function goBehind(page: Page, text: string): Promise<void> {
  await editor(page).focus()
  await page.evaluate((wanted) => {
    const walk = document.createTreeWalker(
      document.querySelector('main [data-language=typescript]') as Node,
      NodeFilter.SHOW_TEXT,
    )
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const found = (node.textContent ?? '').indexOf(wanted)
      if (found >= 0) return getSelection()?.collapse(node, found + wanted.length)
    }
  }, text)
}

/** What the editor says to screen readers from now on: it stands there for a moment only. */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(globalThis, { heard })
    const watch = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent ?? '')
    })
    for (const region of document.querySelectorAll('.cm-announced')) watch.observe(region, { childList: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { readonly heard: readonly string[] }).heard.join('|'))
}

describe('the code of a Bot', () => {
  test('is doubted at its characters, and deployed all the same', async () => {
    const { page, complaints, wrong } = await openCode()
    await page.getByText(TYPED.en).waitFor(SHOWN)
    await doubted(page).waitFor(SHOWN)
    expect(await doubted(page).innerText()).toBe('birthdate')
    // By keys: the next problem, and what it is.
    await editor(page).focus()
    const heard = await listen(page)
    await page.keyboard.press('F8')
    const said = page.locator('.cm-tooltip .cm-diagnosticText [lang=en]')
    await said.waitFor(SHOWN)
    expect(await said.innerText()).toContain("Did you mean 'birthDate'?")
    await expect.poll(heard).toContain("Did you mean 'birthDate'?")
    expect(await wrong()).toEqual([])
    await page.keyboard.press('Escape')
    await said.waitFor({ state: 'detached', timeout: STEP_MS })
    // Something is changed, or nothing would be there to deploy.
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('// a remark')
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('Deployed.').waitFor(SHOWN)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('is completed with the elements of a resource, and explained to pointer and keys', async () => {
    const { page, complaints, wrong } = await openCode({ colorScheme: 'dark' })
    await page.getByText(TYPED.en).waitFor(SHOWN)
    await doubted(page).waitFor(SHOWN)
    await goBehind(page, 'birthdate')
    for (let i = 0; i < 'date'.length; i += 1) await page.keyboard.press('Backspace')
    await page.keyboard.type('D')
    const option = page.locator('.cm-tooltip-autocomplete [role=option]', { hasText: 'birthDate' })
    await option.waitFor(SHOWN)
    await page
      .locator('.cm-completionInfo .explained', { hasText: 'The date of birth for the individual.' })
      .waitFor(SHOWN)
    expect(await wrong()).toEqual([])
    await page.waitForTimeout(ENTER_IS_A_NEW_LINE_MS)
    await page.keyboard.press('Enter')
    expect(await code(page)).toContain('patient.birthDate ??')
    await doubted(page).waitFor({ state: 'detached', timeout: STEP_MS })
    const heard = await listen(page)
    await page.keyboard.press('Control+Shift+Space')
    await explained(page).waitFor(SHOWN)
    expect(await explained(page).innerText()).toContain('birthDate?: string')
    await expect.poll(heard).toContain('birthDate?: string')
    expect(await wrong()).toEqual([])
    await page.keyboard.press('Escape')
    await explained(page).waitFor({ state: 'detached', timeout: STEP_MS })
    await page
      .locator('main .cm-line', { hasText: 'const patient' })
      .locator('span', { hasText: 'patient' })
      .first()
      .hover()
    await explained(page).waitFor(SHOWN)
    expect(await explained(page).innerText()).toContain('const patient: Patient')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('knows its other files as they are typed', async () => {
    const { page } = await openCode()
    await page.getByText(TYPED.en).waitFor(SHOWN)
    await doubted(page).waitFor(SHOWN)
    const choose = async (file: string): Promise<void> => {
      await page.getByRole('button', { name: /File$/ }).click()
      await page.getByRole('option', { name: file }).click()
      await page.locator(`main .cm-content[aria-label="${file}"]`).waitFor(SHOWN)
    }
    await choose('lib.ts')
    await goBehind(page, 'shout')
    await page.keyboard.type('Loud')
    await choose('bot.ts')
    await expect.poll(() => doubted(page).allInnerTexts(), SHOWN).toContain('shout')
    await page.context().close()
  })

  test.each(['es', 'ar'] as const)('is doubted in English, which is marked as such: %s', async (tag) => {
    const { page, wrong } = await openCode({ tag, width: 400 })
    await page.getByText(TYPED[tag]).waitFor(SHOWN)
    await doubted(page).waitFor(SHOWN)
    await goBehind(page, 'birthd')
    await page.keyboard.press('Control+Shift+Space')
    await page.locator('.cm-tooltip [lang=en][dir=ltr]').first().waitFor(SHOWN)
    expect(await wrong()).toEqual([])
    await page.context().close()
  })
})

describe('without TypeScript', () => {
  test.each(['worker-*.js', 'bot-declarations-*.json'])('all else works: %s cannot be loaded', async (file) => {
    const { page, complaints, wrong } = await openCode({}, (page) =>
      page.route(`**/console/assets/${file}`, (route) => route.fulfill({ status: 404, body: '' })),
    )
    await page.getByText('Types are not available here.').waitFor(SHOWN)
    await editor(page).focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('// client.readRes')
    await page.locator('.cm-tooltip-autocomplete [role=option]', { hasText: 'readResource' }).waitFor(SHOWN)
    await page.waitForTimeout(ENTER_IS_A_NEW_LINE_MS)
    await page.keyboard.press('Enter')
    expect(await code(page)).toContain('// client.readResource')
    expect(await page.locator('[role=alert], .wrong').count()).toBe(0)
    expect(await wrong()).toEqual([])
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('Deployed.').waitFor(SHOWN)
    expect(complaints.filter((one) => !/404|worker-/.test(one))).toEqual([])
    await page.context().close()
  })

  test('is nothing loaded of it before code is opened', async () => {
    const loaded: string[] = []
    const { page } = await signedIn(browser, world, owner)
    page.on('request', (request) => loaded.push(request.url()))
    const isOfTypes = (url: string): boolean => /worker-|bot-declarations-/.test(url)
    await page.goto(`${world.baseUrl}projects/${owner.project}/console/bots`)
    await page.waitForSelector('main h1, #password', SHOWN)
    expect(loaded.length).toBeGreaterThan(0)
    expect(loaded.filter(isOfTypes)).toEqual([])
    await page.context().close()
  })
})
