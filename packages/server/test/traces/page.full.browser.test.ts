import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language } from '#base/language'
import { launchChromium } from '../signin/chromium.ts'
import type { Hosted } from '../signin/hosted.ts'
import { openTour, textIn } from '../signin/page-tour.ts'
import type { Walker } from '../signin/walker.ts'
import { startTraced, traceIdOf } from './tracing.ts'

/** Set to a folder for the pictures of the guide: `npm run screenshots -w @damson/server`. */
const PICTURES = process.env['DAMSON_PICTURES']

async function shoot(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined && name === 'trace-en-light-320')
    await page.screenshot({ path: join(PICTURES, 'trace.png'), fullPage: true })
}

/** A warning does not look like the error beside it. */
async function warnsGently(page: Frame): Promise<readonly unknown[]> {
  const colors = await page.evaluate<readonly unknown[]>(`['error', 'warning'].map((one) => {
    const note = document.querySelector('.note.' + one)
    return note && [getComputedStyle(note).color, getComputedStyle(note, '::before').content]
  })`)
  const [error, warning] = colors.map((one) => JSON.stringify(one))
  return colors.includes(null) || error === warning ? [colors] : []
}

describe('the page of a trace, shown and refused', () => {
  let hosted: Hosted
  let browser: Browser
  let pages: readonly (readonly [name: string, path: string, heading: 'trace.heading' | 'trace.none.heading'])[]
  beforeAll(async () => {
    hosted = await startTraced()
    browser = await launchChromium()
    const app = await hosted.app()
    const query = app.query({ redirect_uri: 'https://diary.example/callback/', scope: 'fhirUser' })
    const id = traceIdOf(await hosted.browser().open(`/oauth2/authorize?${query}`))
    pages = [
      ['trace', `auth/trace/${id}`, 'trace.heading'],
      ['no-trace', 'auth/trace/00000000-0000-4000-8000-000000000000', 'trace.none.heading'],
    ]
  })
  afterAll(async () => {
    await browser.close()
    await hosted.world.close()
  })

  test('passes axe in each language, light and dark, small and large', async () => {
    const administrator = hosted.browser()
    const person = { email: 'admin@example.org', password: 'a quiet garden path' }
    await hosted.signIn(administrator, await hosted.app(), person)
    const cookies = [...administrator.cookies].map(([name, value]) => ({ name, value, url: hosted.issuer }))
    const tour = await openTour(browser, hosted.issuer)
    const statuses: number[] = []
    const found: unknown[] = []
    for (const [name, path, heading] of pages) {
      const go = async (walker: Walker): Promise<void> => {
        await walker.keep(cookies)
        statuses.push((await walker.open(`${hosted.issuer}${path}`)).status)
      }
      const said = (language: Language): string => textIn(language, heading)
      const looks = { ...(name === 'trace' && { more: warnsGently }), ...(PICTURES !== undefined && { shoot }) }
      found.push(...(await tour.complaintsOn({ name, go, said, ...looks })))
    }
    expect(found).toEqual([])
    expect(statuses).toEqual([200, 404])
    await tour.close()
  })
})
