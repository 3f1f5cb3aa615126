import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, openPage } from '../signin/chromium.ts'
import type { Hosted } from '../signin/hosted.ts'
import { startTraced, traceIdOf } from './tracing.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe('the page of a trace, shown and refused', () => {
  let hosted: Hosted
  let browser: Browser
  let paths: readonly string[]
  beforeAll(async () => {
    hosted = await startTraced()
    browser = await launchChromium()
    const app = await hosted.app()
    const query = app.query({ redirect_uri: 'https://diary.example/callback/', scope: 'fhirUser' })
    const id = traceIdOf(await hosted.browser().open(`/oauth2/authorize?${query}`))
    paths = [`auth/trace/${id}`, 'auth/trace/00000000-0000-4000-8000-000000000000']
  })
  afterAll(async () => {
    await browser.close()
    await hosted.world.close()
  })

  test.each(['en', 'es', 'ar'])('passes axe in %s, light and dark, small and large', async (locale) => {
    const administrator = hosted.browser()
    const person = { email: 'admin@example.org', password: 'a quiet garden path' }
    await hosted.signIn(administrator, await hosted.app(), person)
    const { page, complaints } = await openPage(browser, { locale, bypassCSP: true })
    const cookies = [...administrator.cookies].map(([name, value]) => ({ name, value, url: hosted.issuer }))
    await page.context().addCookies(cookies)
    const statuses: (number | undefined)[] = []
    for (const path of paths) {
      statuses.push((await page.goto(`${hosted.issuer}${path}`))?.status())
      await page.evaluate(AXE)
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [320, 1280]) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize({ width, height: 800 })
          const { violations } = await page.evaluate<{ violations: readonly { id: string }[] }>(
            `axe.run({ runOnly: ${JSON.stringify(TAGS)} })`,
          )
          expect(violations, `${path} ${colorScheme} ${width}`).toEqual([])
          const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
          expect(sideways, `${path} ${width}`).toBeLessThanOrEqual(0)
        }
      }
    }
    expect(statuses).toEqual([200, 404])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
