import { join } from 'node:path'
import { startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { languages } from '#base/language'
import { launchChromium, openPage } from '../../../test/signin/chromium.ts'
import { createCookieBrowser } from '../../../test/signin/cookie-browser.ts'
import { complaintsByKeyboard, complaintsOfAxe, complaintsOfLayout } from '../../../test/signin/page-checks.ts'
import { textIn } from '../../../test/signin/page-tour.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const PASSWORD = 'a harbour in the morning fog'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ mail: 'development', env: { DAMSON_BOTS_SERVER_CHECK: 'pow' } })
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

/** Types into the field with the focus and the ones after it; Enter sends them. */
async function type(page: Page, ...values: readonly string[]): Promise<void> {
  for (const value of values) {
    while (!(await page.evaluate(`document.activeElement.value === ''`))) await page.keyboard.press('Tab')
    await page.keyboard.type(value)
  }
  const gone = page.waitForEvent('framenavigated')
  await page.keyboard.press('Enter')
  await gone
}

test.each(languages.map((language) => [language.tag, language] as const))(
  'a project of one’s own, from the start page to the first lines of an app, by keyboard, on a small screen, in %s',
  async (tag, language) => {
    const { page, complaints } = await openPage(browser, {
      locale: tag,
      viewport: { width: 320, height: 700 },
      reducedMotion: 'reduce',
      bypassCSP: true,
    })
    const found: unknown[] = []
    let step = 0
    const see = async (heading: string): Promise<void> => {
      await expect.poll(() => page.locator('h1').innerText()).toBe(textIn(language, heading))
      const wrong = [...(await complaintsOfLayout(page)), ...(await complaintsOfAxe(page))]
      found.push(...wrong.map((one) => [heading, one]))
      step += 1
      if (SCREENSHOTS !== undefined)
        await page.screenshot({ path: join(SCREENSHOTS, `new-project-${step}-${tag}.png`), fullPage: true })
    }
    await page.goto(world.baseUrl)
    await page.click('a[href^="/dev/new-project"]')
    await see('new-project.heading')
    found.push(...(await complaintsByKeyboard(page)))
    await page.reload()
    const email = `grace-${tag}@clinic.example`
    await type(page, 'Harbour Clinic', 'http://localhost:5173/', 'Grace', 'Hopper', email, 'short')
    await page.waitForSelector('#password[aria-invalid]:focus')
    await see('new-project.heading')
    await type(page, PASSWORD)
    await see('new-project.ready')
    found.push(...(await complaintsByKeyboard(page)))
    expect(await page.locator('pre').innerText()).toContain(`baseUrl: '${world.baseUrl}'`)
    await page.click('p.more a')
    await see('account.heading')
    expect([found, complaints]).toEqual([[], []])
    await page.context().close()
  },
)

test('the development inbox fits a small screen, however long its links are, and they can be followed', async () => {
  const { page, complaints } = await openPage(browser, {
    viewport: { width: 320, height: 700 },
    reducedMotion: 'reduce',
  })
  const link = `${world.baseUrl}auth/verifyemail/${crypto.randomUUID()}/${'x'.repeat(200)}`
  await world.app.inbox?.send({ to: 'grace@clinic.example', subject: 'A link', text: `Open it:\n\n${link}` })
  await page.goto(`${world.baseUrl}dev/inbox`)
  expect(await complaintsOfLayout(page)).toEqual([])
  const pre = page.locator('pre').first()
  expect(await pre.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
  await page.click('pre a')
  await expect.poll(() => page.locator('h1').innerText()).toBe(textIn(languages[0], 'link.dead.heading'))
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a program that solves nothing makes no project; without scripts, people wait', async () => {
  const form = { name: 'Harbour Clinic', app: 'http://localhost:5173/', first: 'Grace', last: 'Hopper' }
  const fields = { ...form, email: 'patient@clinic.example', password: PASSWORD }
  const visitor = createCookieBrowser(world.baseUrl, world.baseUrl)
  const shown = await visitor.open('/dev/new-project')
  for (const proof of [{}, { solution: 'x' }, { challenge: shown.hidden('challenge') }]) {
    const refused = await visitor.post('/dev/new-project', { ...fields, ...proof })
    expect([refused.status, refused.text.includes('id="password-fault"')]).toEqual([400, true])
  }
  const again = await visitor.post('/dev/new-project', fields)
  await world.travel(60_000)
  const made = await visitor.post('/dev/new-project', { ...fields, challenge: again.hidden('challenge') })
  expect(made.location).toContain('/dev/new-project/ready?client=')
})
