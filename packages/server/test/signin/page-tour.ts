import type { Browser, Frame, Page } from 'playwright-core'
import { type Language, languages } from '#base/language'
import { openPage } from './chromium.ts'
import { type Bench, FACTS, type Facts, openBench } from './page-bench.ts'
import { complaintsByKeyboard, type Look, look } from './page-checks.ts'
import { openShown, type ShownPage } from './shown-page.ts'
import { createWalker, type Sent, type Walker } from './walker.ts'

/** A page, how one comes to it, and what its heading says. */
export interface Stop {
  readonly name: string
  readonly go: (walker: Walker) => Promise<unknown>
  readonly said: (language: Language) => string
  /** What else is to be right on it. */
  readonly more?: (page: Frame, look: Look) => Promise<readonly unknown[]>
  /** Pictures are made of it, of each language in each look. */
  readonly shoot?: ((page: Page, name: string) => Promise<void>) | undefined
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

/**
 * How axe looks at a page in the first language, the second and so on: colors depend on the scheme alone, places on the
 * width.
 */
const OF_AXE: readonly Look[] = [
  ['light', 320],
  ['dark', 1280],
  ['dark', 320],
]
const LARGEST_PAGE = 100_000

interface Judged extends Facts {
  readonly found: readonly unknown[]
}

/** `issuer`: where the pages are. */
export async function openTour(browser: Browser, issuer: string): Promise<Tour> {
  const { page, complaints } = await openPage(browser, {
    viewport: { width: 640, height: 800 },
    reducedMotion: 'reduce',
  })
  const tab = await openShown(page)
  // Without a policy of its own, which would hold for the pages of providers that it reads.
  const blank = await page.context().newPage()
  const bench = await openBench(page.context(), issuer)
  const walk = async (stop: Stop, { tag }: Language): Promise<Sent> => {
    await page.context().clearCookies()
    const walker = createWalker(blank, tag)
    await stop.go(walker)
    return walker.at
  }
  const inLanguage = async (stop: Stop, language: Language, sent: Sent, needs: number): Promise<Judged> => {
    const judged = await judge(stop, language, sent, bench)
    const { bytes, found } = judged
    const size = needs === 0 || bytes + needs > LARGEST_PAGE ? [`${bytes} bytes, and ${needs} beside it`] : []
    if (stop.shoot !== undefined) await picture(stop, language, tab, sent)
    return { ...judged, found: [...found, ...size] }
  }

  return {
    async complaintsOn(stop) {
      const found: unknown[] = []
      const note = ({ tag }: Language, more: readonly unknown[]): void =>
        void found.push(...more.map((complaint) => [stop.name, tag, complaint]))
      const [first, ...others] = languages
      const sent = await walk(stop, first)
      const answers = await Promise.all(others.map((language) => ask(page, sent, language)))
      await tab.show(sent)
      const { needs, outline } = await page.evaluate<{ readonly needs: number; readonly outline: string }>(
        `({ needs: ${NEEDS}, outline: ${FACTS}.outline })`,
      )
      note(first, await complaintsByKeyboard(page))
      note(first, (await inLanguage(stop, first, sent, needs)).found)
      for (const [at, language] of others.entries()) {
        let answer = answers[at]
        let judged = answer === undefined ? undefined : await inLanguage(stop, language, answer, needs)
        // At the same address is another page now: what was told once, or at the end of a step.
        if (answer === undefined || judged?.outline !== outline || plain(judged.heading) !== stop.said(language)) {
          answer = await walk(stop, language)
          judged = await inLanguage(stop, language, answer, needs)
        }
        note(language, judged.found)
        // The order of what the keyboard meets depends on the direction alone.
        if (languages.find(({ direction }) => direction === language.direction) !== language) continue
        await tab.show(answer)
        note(language, await complaintsByKeyboard(page))
      }
      return [...found, ...[...complaints.splice(0), ...bench.complaints.splice(0)].map((one) => [stop.name, one])]
    },
    close: () => page.context().close(),
  }
}

/**
 * What is sent at the address of a page in another language; undefined where a page is not asked for by its address
 * alone.
 */
async function ask(page: Page, { url, method }: Sent, { tag }: Language): Promise<Sent | undefined> {
  if (method !== 'GET') return undefined
  const headers = { 'Accept-Language': tag, Accept: 'text/html' }
  const answer = await page.context().request.get(url, { headers, maxRedirects: 0 })
  if (answer.headers()['content-language'] !== tag) return undefined
  return { url, method, status: answer.status(), headers: answer.headers(), html: await answer.text() }
}

/** How large all is that a page needs beside itself. */
const NEEDS = `performance.getEntriesByType('resource').reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`

/** Without the marks that keep a name from reordering what is around it. */
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '')

async function judge(stop: Stop, language: Language, sent: Sent, bench: Bench): Promise<Judged> {
  const { tag, direction } = language
  const laid = await bench.lay(sent.url, sent.html)
  const { heading, lang, dir, complaints } = laid
  const one = OF_AXE[languages.indexOf(language) % OF_AXE.length] ?? ['light', 320]
  const found = [
    ...(plain(heading) === stop.said(language) ? [] : [`"${heading}" instead of "${stop.said(language)}"`]),
    ...(lang === tag && dir === direction ? [] : [`in ${lang}, ${dir}`]),
    ...complaints,
    ...(await bench.axe(one)),
    ...((await stop.more?.(bench.frame, one)) ?? []),
  ]
  return { ...laid, found }
}

async function picture(stop: Stop, { tag }: Language, tab: ShownPage, sent: Sent): Promise<void> {
  const { page } = tab
  for (const one of LOOKS_OF_PICTURES) {
    await look(page, one)
    await tab.show(sent)
    await stop.shoot?.(page, `${stop.name}-${tag}-${one.join('-')}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 640, height: 800 })
}

const LOOKS_OF_PICTURES: readonly Look[] = [
  ['light', 320],
  ['dark', 320],
  ['light', 1280],
  ['dark', 1280],
]
