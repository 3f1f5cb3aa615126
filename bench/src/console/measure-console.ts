import { brotliCompressSync, gzipSync } from 'node:zlib'
import { launchChromium } from '@damson/testkit'
import type { Page } from 'playwright-core'
import { median } from '../measure/measure.ts'
import { ADMINISTRATOR } from '../stand/damson.ts'

/** What a browser loads of the console before its first view, and how soon somebody can use it. */
export interface ConsoleFigures {
  readonly files: number
  readonly gzipKb: number
  readonly brotliKb: number
  /** The charts, which come when the view is there. */
  readonly chartsGzipKb: number
  /** From its address to a view that answers, signed in silently, with nothing in the browser's cache. */
  readonly coldMs: number
  /** The same again with what the browser kept. */
  readonly warmMs: number
}

const STEP_MS = 60_000

/** Opens the console of a server in Chromium, as an administrator who is signed in. */
export async function measureConsole(url: string, times: number): Promise<ConsoleFigures> {
  const browser = await launchChromium({ isWhole: true })
  try {
    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: 'en' })
    const page = await context.newPage()
    await signIn(page, url)
    const cookies = await context.storageState()
    const loaded = new Set<string>()
    const cold: number[] = []
    const warm: number[] = []
    for (let n = 0; n < times; n += 1) {
      const fresh = await browser.newContext({ viewport: { width: 1_440, height: 900 }, storageState: cookies })
      const tab = await fresh.newPage()
      tab.on('response', (answer) => {
        const { pathname } = new URL(answer.url())
        if (/^\/console\/(assets\/.+)?$/.test(pathname)) loaded.add(pathname)
      })
      cold.push(await untilUsable(tab, url))
      warm.push(await untilUsable(tab, url))
      await fresh.close()
    }
    return { ...(await sizes(url, loaded)), coldMs: median(cold), warmMs: median(warm) }
  } finally {
    await browser.close()
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/`)
  await page.fill('#email', ADMINISTRATOR.email, { timeout: STEP_MS })
  await page.keyboard.press('Enter')
  await page.fill('#password', ADMINISTRATOR.password, { timeout: STEP_MS })
  await page.keyboard.press('Enter')
  await page.waitForSelector('main h1', { timeout: STEP_MS })
}

/** Until the view has its heading, and the page has drawn a frame since: then nothing keeps it from answering. */
async function untilUsable(page: Page, url: string): Promise<number> {
  const began = performance.now()
  await page.goto(`${url}/console/`, { waitUntil: 'commit' })
  await page.waitForSelector('main h1', { timeout: STEP_MS })
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))')
  return performance.now() - began
}

/** The page, and the scripts and styles that it loads, each packed alone. */
async function sizes(url: string, paths: ReadonlySet<string>): Promise<Omit<ConsoleFigures, 'coldMs' | 'warmMs'>> {
  const charts = [...paths].filter((path) => path.includes('/chart-'))
  const first = [...paths].filter((path) => !charts.includes(path))
  if (first.length < 3) throw new Error(`The console loaded only ${first.join(', ')}: it was not built.`)
  const bytesOf = (some: readonly string[]): Promise<readonly ArrayBuffer[]> =>
    Promise.all(some.map(async (path) => (await fetch(url + path)).arrayBuffer()))
  const kb = (parts: readonly ArrayBuffer[], pack: (bytes: ArrayBuffer) => Buffer): number =>
    Math.round(parts.reduce((sum, bytes) => sum + pack(bytes).length, 0) / 1_000)
  const gzip = (bytes: ArrayBuffer): Buffer => gzipSync(bytes, { level: 9 })
  const parts = await bytesOf(first)
  return {
    files: first.length,
    gzipKb: kb(parts, gzip),
    brotliKb: kb(parts, brotliCompressSync),
    chartsGzipKb: kb(await bytesOf(charts), gzip),
  }
}
