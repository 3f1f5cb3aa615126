import type { Browser, Page } from 'playwright-core'
import { type Language, languages } from '#base/language'
import { openPage } from './chromium.ts'
import {
  complaintsByKeyboard,
  complaintsOfAxe,
  complaintsOfLayout,
  complaintsWhenLarge,
  type Look,
  look,
} from './page-checks.ts'

/** A page, how one comes to it, and what its heading says. */
export interface Stop {
  readonly name: string
  readonly go: (page: Page) => Promise<unknown>
  readonly said: (language: Language) => string
  /** What else is to be right on it. */
  readonly more?: (page: Page, look: Look) => Promise<readonly unknown[]>
  readonly shoot?: (page: Page, name: string) => Promise<void>
}

/** Pages in each language. The way to each is gone once; the other languages are then asked for at the same address. */
export interface Tour {
  complaintsOn(stop: Stop): Promise<readonly unknown[]>
  close(): Promise<void>
}

/** A text that is one sentence in every language. */
export function textIn({ messages }: Language, key: string): string {
  const texts: Readonly<Record<string, unknown>> = messages
  const text = texts[key]
  if (typeof text !== 'string') throw new Error(`${key} is no text`)
  return text
}

/** How axe looks at a page in the first language, the second and so on: colors depend on the scheme alone, places on the width. */
const OF_AXE: readonly Look[] = [
  ['light', 320],
  ['dark', 1280],
  ['dark', 320],
]
const LARGEST_PAGE = 100_000

interface Tab {
  readonly page: Page
  readonly complaints: string[]
  /** How its page was asked for. */
  method: string
  /** How large all is that its page needs beside itself. */
  needs: number
}

export async function openTour(browser: Browser): Promise<Tour> {
  const tabs = new Map<string, Tab>()
  const tabFor = async ({ tag }: Language): Promise<Tab> => {
    const open = tabs.get(tag)
    if (open !== undefined) return open
    const opened = await openPage(browser, { locale: tag, viewport: { width: 320, height: 800 } })
    const tab = { ...opened, method: '', needs: 0 }
    opened.page.on('request', (request) => {
      if (request.isNavigationRequest() && request.frame() === opened.page.mainFrame()) tab.method = request.method()
    })
    tabs.set(tag, tab)
    return tab
  }
  const arrive = async (stop: Stop, language: Language): Promise<Tab> => {
    const tab = await tabFor(language)
    await tab.page.unrouteAll()
    await tab.page.context().clearCookies()
    tab.complaints.length = 0
    tab.needs = 0
    await stop.go(tab.page)
    // With its styles: what it needs is counted.
    await tab.page.waitForLoadState('load')
    return tab
  }

  return {
    async complaintsOn(stop) {
      const [first, ...others] = languages
      const tab = await arrive(stop, first)
      const outline = await tab.page.evaluate<string>(OUTLINE)
      // What answers a form cannot be asked for again.
      const isAsked = tab.method === 'GET'
      const inOthers = await Promise.all(
        others.map(async (language) => ({ language, html: isAsked ? await ask(tab.page, language) : '' })),
      )
      const found = [...(await complaintsIn(stop, first, tab))]
      const left: Language[] = []
      for (const { language, html } of inOthers) {
        tab.complaints.length = 0
        if (await turn(tab.page, language, html, outline, stop.said(language)))
          found.push(...(await complaintsIn(stop, language, tab)))
        else left.push(language)
      }
      for (const language of left) found.push(...(await complaintsIn(stop, language, await arrive(stop, language))))
      return found
    },
    async close() {
      for (const { page } of tabs.values()) await page.context().close()
    },
  }
}

/** What is sent at the address of a page in another language. */
async function ask(page: Page, { tag }: Language): Promise<string> {
  const headers = { 'Accept-Language': tag, Accept: 'text/html' }
  const answer = await page.context().request.get(page.url(), { headers, maxRedirects: 0 })
  return answer.headers()['content-language'] === tag ? answer.text() : ''
}

/** Shows in place of a page what was sent for another language; false where that is not the same page any more. */
async function turn(page: Page, { tag }: Language, html: string, outline: string, said: string): Promise<boolean> {
  if (html === '') return false
  if (/<script /.test(html)) {
    // What a script declares cannot be declared twice in one window.
    await page.context().addCookies([{ name: 'damson-language', value: tag, url: page.url() }])
    await page.goto(page.url())
    await page.context().clearCookies({ name: 'damson-language' })
  } else await page.setContent(html)
  const shown = await page.evaluate<readonly [string, string]>(`[${OUTLINE}, ${HEADING}]`)
  return shown[0] === outline && plain(shown[1]) === said
}

/** Of which elements a page is, whatever they say. */
const OUTLINE = `[...document.querySelectorAll('*')].map(({ localName, id, className }) => localName + '#' + id + '.' + className).sort().join(' ')`

const HEADING = `(document.querySelector('h1')?.textContent ?? '')`

/** Without the marks that keep a name from reordering what is around it. */
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '')

async function complaintsIn(stop: Stop, language: Language, tab: Tab): Promise<readonly unknown[]> {
  const { tag, direction } = language
  const { page, complaints } = tab
  const found: unknown[] = []
  const [heading, lang, dir, own, needs] = await page.evaluate<readonly [string, string, string, number, number]>(FACTS)
  // What the window has already is not listed once more.
  tab.needs = Math.max(tab.needs, needs)
  if (plain(heading) !== stop.said(language)) found.push(`"${heading}" instead of "${stop.said(language)}"`)
  if (lang !== tag || dir !== direction) found.push(`in ${lang}, ${dir}`)
  if (tab.needs === 0 || own + tab.needs > LARGEST_PAGE) found.push(`${own} bytes, and ${tab.needs} beside it`)
  const [scheme, width] = OF_AXE[languages.indexOf(language) % OF_AXE.length] ?? ['light', 320]
  for (const one of [
    [scheme, width],
    [scheme === 'light' ? 'dark' : 'light', width === 320 ? 1280 : 320],
  ] as const) {
    await look(page, one)
    await stop.shoot?.(page, `${stop.name}-${tag}-${one.join('-')}`)
    found.push(...(await complaintsOfLayout(page)), ...((await stop.more?.(page, one)) ?? []))
    if (one[1] === width) found.push(...(await complaintsOfAxe(page)))
  }
  found.push(...(await complaintsWhenLarge(page)))
  // The order of what the keyboard meets depends on the direction alone.
  const isFirstOfDirection = languages.find((other) => other.direction === direction)?.tag === tag
  if (isFirstOfDirection) found.push(...(await complaintsByKeyboard(page)))
  return [...found, ...complaints].map((complaint) => [stop.name, tag, complaint])
}

/** What a page says that it is, and its size with all that it needs. */
const FACTS = `(() => {
  const { lang, dir } = document.documentElement
  const needs = performance.getEntriesByType('resource').reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)
  return [${HEADING}, lang, dir, new Blob([document.documentElement.outerHTML]).size, needs]
})()`
