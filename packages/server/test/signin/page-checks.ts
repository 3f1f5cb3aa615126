import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** How a page is looked at. */
export type Look = readonly [scheme: 'light' | 'dark', width: 320 | 1280]

/** Each scheme and each width once: colors do not depend on the width, nor places on the scheme. */
export const LOOKS: readonly Look[] = [
  ['light', 320],
  ['dark', 1280],
]

export async function look(page: Page, [colorScheme, width]: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 800 })
}

/** What axe finds wrong with a page as it is looked at now. */
export async function complaintsOfAxe(page: Page): Promise<readonly unknown[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  // Of all that axe tells, what is wrong alone goes from process to process.
  return page.evaluate<readonly unknown[]>(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], selectors: false })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
}

/** What does not fit, is too small for a finger, or moves for people who want less motion. */
export function complaintsOfLayout(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...${SIDEWAYS}, ...${SMALL_TARGETS}, ...${MOVING}]`)
}

/** With letters twice as large nothing is cut off or scrolls sideways, down to half the usual width (WCAG 1.4.4, 1.4.10). */
export async function complaintsWhenLarge(page: Page): Promise<readonly unknown[]> {
  await page.setViewportSize({ width: 640, height: 800 })
  return overflowWhenLarge(page)
}

/** The same on a page that is 640 px wide already. */
export async function overflowWhenLarge(page: Page): Promise<readonly string[]> {
  const complaints = await page.evaluate<string[]>(`(() => {
    document.documentElement.style.fontSize = '200%'
    const complaints = ${SIDEWAYS}
    document.documentElement.style.fontSize = ''
    return complaints
  })()`)
  return complaints.map((complaint) => `${complaint} with large letters`)
}

const SIDEWAYS = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth > clientWidth ? ['scrolls sideways by ' + (scrollWidth - clientWidth) + ' px'] : []
})()`

/** Buttons and fields less than 48 px high; languages, small buttons in lists, links outside of sentences and boxes with a label beside them less than 24 px. A dialog counts once it is open. */
const SMALL_TARGETS = `[...document.querySelectorAll('button, .button, input:not([hidden], [type=hidden], .apart), .more a')]
  .filter((element) => {
    if (element.closest('dialog:not([open])') !== null) return false
    const least = element.matches('.more a, .choice input, .languages button, .small') ? 24 : 46
    const { width, height } = element.getBoundingClientRect()
    return width < least || height < least
  })
  .map((element) => 'too small: ' + element.outerHTML)`

/** People who want less motion get none. */
const MOVING = `[...document.querySelectorAll('*')]
  .filter((element) => {
    const { transitionDuration, animationName } = getComputedStyle(element)
    return transitionDuration !== '0s' || animationName !== 'none'
  })
  .map((element) => 'moves: ' + element.outerHTML)`

/**
 * What the keyboard meets from the top of a page to its end: in the order in which it is seen, each in view and told apart
 * by a ring (WCAG 2.4.3, 2.4.7, 2.4.11). Rows go from the top down, and within one the way that the language runs.
 */
export async function complaintsByKeyboard(page: Page): Promise<readonly string[]> {
  await page.evaluate('document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0); globalThis.met = new Set()')
  // The keyboard goes on from where the focus was: here from the very beginning.
  const stops: Stop[] = []
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | null>(STOP)
    if (stop === null) break
    stops.push(stop)
  }
  const before = stops.slice(0, -1)
  return [
    ...(stops.length === 0 ? ['nothing can be reached by keyboard'] : []),
    ...stops.filter(({ seen }) => !seen).map(({ html }) => `hidden with the focus: ${html}`),
    ...stops.filter(({ ring }) => !ring).map(({ html }) => `no ring around: ${html}`),
    ...before.flatMap((one, at) => {
      const next = stops[at + 1]
      return next === undefined || follows(one, next) ? [] : [`out of order: ${one.html}, then ${next.html}`]
    }),
  ]
}

interface Stop {
  readonly html: string
  readonly top: number
  readonly bottom: number
  /** Where it begins, from the side on which lines begin. */
  readonly start: number
  readonly seen: boolean
  readonly ring: boolean
}

const follows = (one: Stop, next: Stop): boolean =>
  next.top >= one.bottom - 1 ||
  (next.bottom > one.top && (next.start > one.start || (next.top >= one.top && next.bottom <= one.bottom)))

const STOP = `(() => {
  const element = document.activeElement
  // Past the end it begins anew.
  if (element === null || element === document.body || met.has(element)) return null
  met.add(element)
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  return {
    html: element.outerHTML.slice(0, 200),
    top: top + scrollY,
    bottom: bottom + scrollY,
    start: getComputedStyle(document.documentElement).direction === 'rtl' ? innerWidth - right : left,
    seen: middle !== null && (element.contains(middle) || middle.contains(element)),
    ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  }
})()`
