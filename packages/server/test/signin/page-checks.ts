import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** How a page is looked at. */
export type Look = readonly [scheme: 'light' | 'dark', width: 320 | 1280]

export const LOOKS: readonly Look[] = [
  ['light', 320],
  ['light', 1280],
  ['dark', 320],
  ['dark', 1280],
]

export async function look(page: Page, [colorScheme, width]: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 800 })
}

/** What is wrong with a page as it is looked at now: by axe, by size, by reach. */
export async function complaintsAbout(page: Page): Promise<readonly unknown[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
  )
  const sideways = await overflow(page)
  return [
    ...violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : []),
    ...(await smallTargets(page)),
    ...(await moving(page)),
  ]
}

/** With letters twice as large nothing is cut off or scrolls sideways, down to half the usual width (WCAG 1.4.4, 1.4.10). */
export async function complaintsWhenLarge(page: Page): Promise<readonly unknown[]> {
  await page.setViewportSize({ width: 640, height: 800 })
  await page.evaluate('document.documentElement.style.fontSize = "200%"')
  const sideways = await overflow(page)
  await page.evaluate('document.documentElement.style.fontSize = ""')
  return sideways > 0 ? [`scrolls sideways by ${sideways} px with large letters`] : []
}

function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Buttons and fields less than 48 px high; languages, small buttons in lists, links outside of sentences and boxes with a label beside them less than 24 px. A dialog counts once it is open. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`
    [...document.querySelectorAll('button, .button, input:not([hidden], [type=hidden], .apart), .more a')]
      .filter((element) => {
        if (element.closest('dialog:not([open])') !== null) return false
        const least = element.matches('.more a, .choice input, .languages button, .small') ? 24 : 46
        const { width, height } = element.getBoundingClientRect()
        return width < least || height < least
      })
      .map((element) => 'too small: ' + element.outerHTML)`)
}

/** Whoever wants less motion gets none. */
function moving(page: Page): Promise<string[]> {
  return page.evaluate(`
    [...document.querySelectorAll('*')]
      .filter((element) => getComputedStyle(element).transitionDuration !== '0s' || getComputedStyle(element).animationName !== 'none')
      .map((element) => 'moves: ' + element.outerHTML)`)
}
