import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { complaintsByKeyboard } from '../../../test/signin/page-checks.ts'
import { openShown, type ShownPage } from '../../../test/signin/shown-page.ts'
import { createWalker } from '../../../test/signin/walker.ts'
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
  let page: Page
  let tab: ShownPage
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
    ;({ page } = await openPage(browser, { viewport: { width: 400, height: 900 } }))
    tab = await openShown(page)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  /** A page as it is with these colors, and with none of its own. */
  async function goTo(name: string): Promise<void> {
    await page.context().clearCookies()
    const walker = createWalker(page)
    await ways.find((way) => way.name === name)?.go(walker)
    await tab.show(walker.at)
  }

  async function force(name: string, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.emulateMedia({ forcedColors: 'active', colorScheme })
    expect(await page.evaluate('matchMedia("(forced-colors: active)").matches')).toBe(true)
    if (SCREENSHOTS !== undefined)
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-forced-${colorScheme}.png`), fullPage: true })
  }

  test.each(NAMES)('%s: each control has an edge, each text its contrast, and the focus a ring', async (name) => {
    await goTo(name)
    for (const colorScheme of ['light', 'dark'] as const) {
      await force(name, colorScheme)
      expect(await page.evaluate<string[]>(UNSEEN), colorScheme).toEqual([])
      expect(await complaintsByKeyboard(page), colorScheme).toEqual([])
    }
    if (name === 'wrong-password') await expectWrongToStandOut()
    if (name === 'consent-scopes') await expectTickToBeSeen()
  })

  /** What is wrong, and what is ticked, stands out without a color of ours. */
  async function expectWrongToStandOut(): Promise<void> {
    const edge = (selector: string): Promise<string> =>
      page.evaluate(`(() => {
        const element = document.querySelector('${selector}')
        const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element)
        return borderTopColor === backgroundColor ? 'none' : borderTopWidth + ' ' + borderTopStyle
      })()`)
    expect(await page.locator('[role=alert]').count()).toBe(1)
    // As the pages write what is about no field.
    await page.evaluate(`document.querySelector('form').insertAdjacentHTML('beforebegin', '<div class="note">x</div>')`)
    expect(await edge('.note')).toBe('1px solid')
    expect([await edge('#email'), await edge('#password')]).toEqual(['1px solid', '2px solid'])
  }

  async function expectTickToBeSeen(): Promise<void> {
    const picture = async (): Promise<string> => (await page.locator('#scope-0').screenshot()).toString('base64')
    const on = await picture()
    await page.uncheck('#scope-0')
    expect(await picture()).not.toBe(on)
  }
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
    return borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) >= 1 &&
      contrast(borderTopColor, behind(element.parentElement)) >= 3
  }
  const controls = [...document.querySelectorAll('button, .button, input:not([type=hidden], [type=checkbox])')]
    .filter(isShown)
  const texts = [...document.querySelectorAll('h1, h2, p, label, legend, strong, span, a, button')].filter(isShown)
  return [
    // A row of a list has its edge from the list.
    ...controls.filter((element) => !hasEdge(element.closest('.people li') ?? element))
      .map((element) => 'no edge: ' + element.outerHTML),
    ...texts.filter((element) => contrast(getComputedStyle(element).color, behind(element)) < 4.5)
      .map((element) => 'no contrast: ' + element.outerHTML.slice(0, 150)),
    ...[...document.querySelectorAll('[type=checkbox]')].filter((box) => getComputedStyle(box).appearance !== 'auto')
      .map((box) => 'no box: ' + box.outerHTML),
  ]
})()`
