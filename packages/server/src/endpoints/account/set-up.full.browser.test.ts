import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startWorld } from '@damson/testkit'
import { build } from 'esbuild'
import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { languages } from '#base/language'
import { launchChromium, openPage } from '../../../test/signin/chromium.ts'
import { complaintsByKeyboard, complaintsOfAxe, complaintsOfLayout } from '../../../test/signin/page-checks.ts'
import { textIn } from '../../../test/signin/page-tour.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** Set to a folder for the pictures of the guide: `npm run screenshots -w @damson/server`. */
const PICTURES = process.env['DAMSON_PICTURES']
const IN_THE_GUIDE = new Set(['set-up.person', 'set-up.ready'])
const PHONE = { width: 320, height: 700 }

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** An app of one page, whose script is to come. */
async function startApp(): Promise<{ readonly url: string; run(script: string): Promise<void>; close(): void }> {
  let script = ''
  const server = createServer(({ url = '' }, response) => {
    if (url === '/app.js') return void response.setHeader('Content-Type', 'text/javascript').end(script)
    if (url === '/favicon.ico') return void response.writeHead(204).end()
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>App</title><body><script type="module" src="/app.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async run(contents) {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: import.meta.dirname },
        bundle: true,
        write: false,
        format: 'esm',
        conditions: ['source'],
      })
      script = outputFiles[0]?.text ?? ''
    },
    close: () => server.closeAllConnections(),
  }
}

/** Tabs on until the focus is on what a selector finds, and presses Enter. */
async function press(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.locator(`${selector}:focus`).count()) === 0) continue
    const gone = page.waitForEvent('framenavigated')
    await page.keyboard.press('Enter')
    await gone
    return
  }
  throw new Error(`${selector} cannot be reached by keyboard`)
}

/** Types into the field with the focus and the ones after it; Enter sends them. */
async function type(page: Page, ...values: readonly string[]): Promise<void> {
  const isEmptyField = (): Promise<boolean> => page.evaluate(`document.activeElement.value === ''`)
  for (const value of values) {
    // A field that was just filled in, or a button that shows a password, lies before the next field.
    while (!(await isEmptyField())) await page.keyboard.press('Tab')
    await page.keyboard.type(value)
  }
  const gone = page.waitForEvent('framenavigated')
  await page.keyboard.press('Enter')
  await gone
}

test.each(languages.map((language) => [language.tag, language] as const))(
  'from an empty store to an app that signs its administrator in, by keyboard, on a small screen, in %s',
  async (tag, language) => {
    const world = await startWorld()
    const app = await startApp()
    const { page, complaints } = await openPage(browser, {
      locale: tag,
      viewport: PHONE,
      reducedMotion: 'reduce',
      bypassCSP: true,
    })
    const found: unknown[] = []
    let step = 0
    /** Looks at the page that is here now. */
    const see = async (heading: string): Promise<void> => {
      await expect.poll(() => page.locator('h1').innerText()).toBe(textIn(language, heading))
      const wrong = [...(await complaintsOfLayout(page)), ...(await complaintsOfAxe(page))]
      found.push(...wrong.map((one) => [heading, one]))
      step += 1
      const topic = heading.replace(/\.heading$/, '')
      if (PICTURES !== undefined && tag === 'en' && IN_THE_GUIDE.delete(topic)) {
        // Lines of code need more room than a phone has.
        await page.setViewportSize({ width: 640, height: 400 })
        await page.screenshot({ path: join(PICTURES, `page-${topic.replace('.', '-')}.png`), fullPage: true })
        await page.setViewportSize(PHONE)
      }
      if (SCREENSHOTS === undefined) return
      await page.screenshot({ path: join(SCREENSHOTS, `set-up-${step}-${tag}.png`), fullPage: true })
    }
    const byKeyboard = async (): Promise<void> => {
      found.push(...(await complaintsByKeyboard(page)))
      await page.reload()
    }

    const made = world.app.firstAdministrator
    await page.goto(made.made === 'with_link' ? made.url : '')
    await see('set-up.person.heading')
    await byKeyboard()
    await type(page, 'Grace', 'Hopper', 'grace@clinic.example', 'short')
    await see('set-up.person.heading')
    await page.waitForSelector('#password[aria-invalid]:focus')
    await type(page, 'a harbour in the morning fog')

    await see('set-up.factor.heading')
    await byKeyboard()
    const secret = (await page.locator('p.hint code').innerText()).replaceAll(' ', '')
    await type(page, generateSync({ secret }))
    await see('recovery.heading')
    await press(page, 'a.button')

    await see('set-up.project.heading')
    await byKeyboard()
    await type(page, 'Harbour Clinic', app.url)
    await see('set-up.ready.heading')
    await byKeyboard()

    await app.run(await page.locator('pre').innerText())
    await page.goto(app.url)
    const body = page.locator('body')
    await expect.poll(() => body.innerText()).toBe('Signed in as Grace')
    await page.reload()
    await expect.poll(() => body.innerText()).toBe('Signed in as Grace')
    // A person who is not signed in here signs in on the server's page, and comes back.
    await page.context().clearCookies()
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await page.goto(app.url)
    await page.waitForSelector('#email')
    await page.fill('#email', 'grace@clinic.example')
    await page.press('#email', 'Enter')
    await page.fill('#password', 'a harbour in the morning fog')
    await page.press('#password', 'Enter')
    await page.waitForSelector('#code')
    await world.travel(30_000)
    await page.fill('#code', generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 }))
    await page.press('#code', 'Enter')
    await expect.poll(() => body.innerText()).toBe('Signed in as Grace')

    expect([found, complaints]).toEqual([[], []])
    await page.context().close()
    app.close()
    await world.close()
  },
)
