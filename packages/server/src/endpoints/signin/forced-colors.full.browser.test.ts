import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { complaintsByKeyboard } from '../../../test/signin/page-checks.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** Every sort of control, and of what stands out by colour elsewhere. */
const NAMES = [
  'wrong-password',
  'role',
  'patient',
  'consent-scopes',
  'my-account',
  'signed-out',
  'password-set',
  'again',
]

describe('in the few colours that a person chose (forced-colors)', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let ways: readonly Way[]
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  async function openForced(name: string, colorScheme: 'light' | 'dark'): Promise<Page> {
    const { page } = await openPage(browser, { forcedColors: 'active', colorScheme })
    await ways.find((way) => way.name === name)?.go(page)
    await page.waitForSelector('h1')
    expect(await page.evaluate('matchMedia("(forced-colors: active)").matches')).toBe(true)
    await page.setViewportSize({ width: 400, height: 900 })
    if (SCREENSHOTS !== undefined)
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-forced-${colorScheme}.png`), fullPage: true })
    return page
  }

  test.each(NAMES)('%s: each control has an edge, each text its contrast, and the focus a ring', async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openForced(name, colorScheme)
      expect(await page.evaluate<string[]>(UNSEEN), colorScheme).toEqual([])
      expect(await complaintsByKeyboard(page), colorScheme).toEqual([])
      await page.context().close()
    }
  })

  test('what is wrong, what is ticked and what went well stand out without a colour of ours', async () => {
    const wrong = await openForced('wrong-password', 'dark')
    const edge = (page: Page, selector: string): Promise<string> =>
      page.evaluate(`(() => {
        const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(document.querySelector('${selector}'))
        return borderTopColor === backgroundColor ? 'none' : borderTopWidth + ' ' + borderTopStyle
      })()`)
    expect(await edge(wrong, '.note')).toBe('1px solid')
    expect([await edge(wrong, '#email'), await edge(wrong, '#password')]).toEqual(['1px solid', '2px solid'])
    await wrong.context().close()

    const ticked = await openForced('consent-scopes', 'dark')
    const picture = async (): Promise<string> => (await ticked.locator('#scope-0').screenshot()).toString('base64')
    const on = await picture()
    await ticked.uncheck('#scope-0')
    expect(await picture()).not.toBe(on)
    await ticked.context().close()
  })
})

/** Controls without an edge that differs from what is behind them, and texts of the colour that is behind them. */
const UNSEEN = `(() => {
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      if (!/^rgba.*, 0\\)$|transparent/.test(backgroundColor)) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const isShown = (element) => element.getClientRects().length > 0 && !element.matches('.apart')
  const light = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map((part) => {
      const value = Number(part) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b)
    return (bright + 0.05) / (dark + 0.05)
  }
  const hasEdge = (element) => {
    const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element)
    return borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) >= 1 && contrast(borderTopColor, behind(element.parentElement)) >= 3
  }
  const controls = [...document.querySelectorAll('button, .button, input:not([type=hidden], [type=checkbox])')].filter(isShown)
  const texts = [...document.querySelectorAll('h1, h2, p, label, legend, strong, span, a, button')].filter(isShown)
  return [
    // A row of a list has its edge from the list.
    ...controls.filter((element) => !hasEdge(element.closest('.people li') ?? element)).map((element) => 'no edge: ' + element.outerHTML),
    ...texts.filter((element) => contrast(getComputedStyle(element).color, behind(element)) < 4.5).map((element) => 'no contrast: ' + element.outerHTML.slice(0, 150)),
    ...[...document.querySelectorAll('[type=checkbox]')].filter((box) => getComputedStyle(box).appearance !== 'auto').map((box) => 'no box: ' + box.outerHTML),
  ]
})()`
