import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { CDPSession, Frame, Page } from 'playwright-core'

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
export async function complaintsOfAxe(page: Page | Frame): Promise<readonly unknown[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  // Of all that axe tells, what is wrong alone goes from process to process.
  return page.evaluate<readonly unknown[]>(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], selectors: false })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
}

/** What does not fit, is too small for a finger, moves for people who want less motion, or says an error badly. */
export async function complaintsOfLayout(page: Page): Promise<readonly string[]> {
  // A heading can be found before the style sheet has come: then nothing has its size yet.
  await page.waitForLoadState('load')
  return page.evaluate<string[]>(LAYOUT)
}

const SIDEWAYS = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth > clientWidth ? ['scrolls sideways by ' + (scrollWidth - clientWidth) + ' px'] : []
})()`

/**
 * With e-mails twice as large nothing is cut off or scrolls sideways, down to half the usual width (WCAG 1.4.4,
 * 1.4.10): for a page that is 640 px wide.
 */
export const OVERFLOW_WHEN_LARGE = `(() => {
  document.documentElement.style.fontSize = '200%'
  const complaints = ${SIDEWAYS}
  document.documentElement.style.fontSize = ''
  return complaints.map((complaint) => complaint + ' with large letters')
})()`

/**
 * Buttons and fields less than 48 px high; languages, small buttons in lists, links outside of sentences and boxes with
 * a label beside them less than 24 px. A dialog, and the time of a page, count once they are shown.
 */
const SMALL_TARGETS = `[...document.querySelectorAll('button, .button, input:not([hidden], [type=hidden], .apart), .more a')]
  .filter((element) => {
    if (element.closest('dialog:not([open]), #open[hidden]') !== null) return false
    const least = element.matches('.more a, .choice input, .box input, .languages button, .small') ? 24 : 46
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

/** Text beside an element in a box of rows or columns: the space between them is not shown. */
const LOST_SPACES = `[...document.querySelectorAll('body *')]
  .filter((element) => element.childElementCount > 0 && /flex|grid/.test(getComputedStyle(element).display))
  .filter(({ childNodes }) => [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== ''))
  .map((element) => 'loses a space: ' + element.outerHTML)`

/**
 * What is wrong is said once, by one alert. If it is about a field, the alert describes the field, which gets the focus and
 * is told to be wrong (WCAG 3.3.1, 4.1.3).
 */
const ALERTS = `(() => {
  const alerts = [...document.querySelectorAll('[role=alert]')]
  const wrong = [...document.querySelectorAll('[aria-invalid]')]
  const focused = [...document.querySelectorAll('[autofocus]')]
  const text = alerts[0]?.textContent.trim() ?? ''
  const times = text === '' ? 0 : document.querySelector('main').textContent.split(text).length - 1
  const complaints = []
  if (alerts.length > 1) complaints.push(alerts.length + ' alerts')
  if (alerts.length === 1 && times !== 1) complaints.push('said ' + times + ' times: ' + text)
  if (wrong.length > 1) complaints.push(wrong.length + ' wrong fields')
  for (const field of wrong) {
    const described = (field.getAttribute('aria-describedby') ?? '').split(' ')
    if (!alerts.some(({ id }) => described.includes(id))) complaints.push('not described: ' + field.outerHTML)
    if (focused.length !== 1 || focused[0] !== field) complaints.push('without the focus: ' + field.outerHTML)
  }
  return complaints
})()`

export const LAYOUT = `[...${SIDEWAYS}, ...${SMALL_TARGETS}, ...${MOVING}, ...${LOST_SPACES}, ...${ALERTS}]`

/**
 * What the keyboard meets from the top of a page to its end: in the order in which it is seen, each in view and told apart
 * by a ring (WCAG 2.4.3, 2.4.7, 2.4.11). Rows go from the top down, and within one the way that the language runs.
 */
export async function complaintsByKeyboard(page: Page): Promise<readonly string[]> {
  const session = await sessionOf(page)
  const press = (): readonly Promise<unknown>[] =>
    (['rawKeyDown', 'keyUp'] as const).map((type) =>
      session.send('Input.dispatchKeyEvent', { type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }),
    )
  // The keyboard goes on from where the focus was: here from the very beginning.
  let left = await page.evaluate<number>(MEET)
  let stops: readonly Stop[] = []
  while (left > 0) {
    // The browser takes them in order, and the page notes after each where it led.
    await Promise.all(Array.from({ length: left }, press).flat())
    const met = await page.evaluate<Met>('met.tell()')
    stops = met.stops
    left = met.isOver || stops.length >= 60 ? 0 : 5
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

const sessions = new WeakMap<Page, Promise<CDPSession>>()

function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  return session
}

interface Met {
  readonly stops: readonly Stop[]
  /** The keyboard has come to the end. */
  readonly isOver: boolean
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

/** What has the focus, or undefined past the end, where it begins anew. */
const STOP = `(met) => {
  const element = document.activeElement
  if (element === null || element === document.body || met.has(element)) return undefined
  met.add(element)
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  // A long list scrolls by itself.
  let scrolled = 0
  for (let around = element.parentElement; around !== null; around = around.parentElement) scrolled += around.scrollTop
  return {
    html: element.outerHTML.slice(0, 200),
    top: top + scrolled,
    bottom: bottom + scrolled,
    start: getComputedStyle(document.documentElement).direction === 'rtl' ? innerWidth - right : left,
    seen: middle !== null && (element.contains(middle) || middle.contains(element)),
    ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  }
}`

/**
 * Notes where each press has led: at the next one, by when the page has scrolled to it. About how many presses it will
 * take.
 */
const MEET = `(() => {
  globalThis.met?.end()
  document.body.tabIndex = -1
  document.body.focus()
  scrollTo(0, 0)
  const [stops, elements, stopOf] = [[], new Set(), ${STOP}]
  let [presses, isOver] = [0, false]
  const note = () => {
    const stop = isOver ? undefined : stopOf(elements)
    if (stop === undefined) isOver = true
    else stops.push(stop)
  }
  const listen = ({ key }) => {
    if (key !== 'Tab') return
    if (presses > 0) note()
    presses += 1
  }
  addEventListener('keydown', listen, true)
  globalThis.met = {
    tell() {
      note()
      presses = 0
      return { stops, isOver }
    },
    end: () => removeEventListener('keydown', listen, true),
  }
  return document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, iframe').length + 1
})()`
