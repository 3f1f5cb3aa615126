import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { launchChromium } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLegacyApp } from '../src/legacy/app.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

describe("the reception's pages, in Chromium", () => {
  let browser: Browser
  let patients: Server
  let reception: Server
  let isAway = false
  const complaints: string[] = []

  beforeAll(async () => {
    const one = (number: number): object => ({
      resourceType: 'Patient',
      id: `p${number}`,
      name: [{ family: 'Winterbourne-Achterberg', given: ['Maximiliane'] }],
      birthDate: '1980-04-01',
      gender: 'female',
      identifier: [{ value: String(100_000 + number) }],
    })
    // What stands where the proxy does.
    patients = createServer((request, response) => {
      const url = request.url ?? ''
      const page = { entry: Array.from({ length: 15 }, (_, index) => ({ resource: one(index) })) }
      const link = [{ relation: 'next', url: `http://127.0.0.1:${portOf(patients)}/Patient?_cursor=x` }]
      response.statusCode = isAway ? 503 : 200
      response.end(JSON.stringify(url.startsWith('/Patient/') ? one(1) : { ...page, link }))
    })
    await new Promise<void>((resolve) => patients.listen(0, '127.0.0.1', resolve))
    reception = await startLegacyApp(0, `http://127.0.0.1:${portOf(patients)}/`)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    for (const server of [patients, reception]) {
      server.closeAllConnections()
      server.close()
    }
  })

  const open = async (bypassCSP: boolean): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 700 }, bypassCSP })
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`http://127.0.0.1:${portOf(reception)}/`)
    return page
  }

  test('are used by keyboard, with nothing to complain about in the console', async () => {
    isAway = false
    const page = await open(false)
    await page.focus('#name')
    await page.keyboard.type('winter')
    await page.keyboard.press('Enter')
    await page.waitForURL(/name=winter/)
    await page.locator('tbody a').first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.textContent('h1')).toBe('Winterbourne-Achterberg, Maximiliane')
    await page.click('text=All patients')
    await page.click('text=Next page')
    await page.waitForURL(/page=_cursor/)
    expect(complaints).toEqual([])
    await page.close()
  })

  /** Each scheme and each width once: colors do not depend on the width, nor places on the scheme. */
  const LOOKS = [
    ['light', 320],
    ['dark', 1280],
  ] as const

  test('are accessible, and as wide as the screen, in light and dark, small and large', async () => {
    const found: unknown[] = []
    const look = async (page: Page): Promise<void> => {
      await page.evaluate(AXE)
      for (const [colorScheme, width] of LOOKS) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 700 })
        const { violations } = await page.evaluate<{ violations: { id: string }[] }>('axe.run()')
        found.push(...violations.map(({ id }) => id))
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      }
    }
    isAway = false
    // axe is a script, and the pages allow none.
    const page = await open(true)
    await look(page)
    await page.click('tbody a')
    await page.waitForURL(/p\d+/)
    await look(page)
    isAway = true
    await page.goto(`http://127.0.0.1:${portOf(reception)}/`)
    expect(await page.textContent('h1')).toBe('Not now')
    await look(page)
    expect(found).toEqual([])
    await page.close()
  })
})
