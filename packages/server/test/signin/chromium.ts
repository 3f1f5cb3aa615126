import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

export { launchChromium } from '@damson/testkit'

/** An app's callback on this machine, which remembers what it was called with. */
export interface Callback {
  readonly url: string
  readonly calls: URLSearchParams[]
  close(): Promise<void>
}

export async function startCallback(host = '127.0.0.1'): Promise<Callback> {
  const calls: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://callback')
    if (url.pathname === '/callback') calls.push(url.searchParams)
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Back in the app</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/callback`,
    calls,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

interface Opened {
  readonly page: Page
  readonly complaints: string[]
}

/** Pages that one test hands on to the next: a new context takes as long as seven pages in one that is there. */
export interface Pages {
  /** A page in a context that no other page is in now, and that has no cookies. */
  open(): Promise<Opened>
  /** Its work is over; what else is open in its context is closed. For pages that keep nothing but cookies. */
  leave(page: Page): Promise<void>
}

export function pagesOf(browser: () => Browser): Pages {
  const left: Opened[] = []
  const all = new Map<Page, Opened>()
  return {
    async open() {
      const opened = left.pop() ?? (await openPage(browser()))
      opened.complaints.length = 0
      all.set(opened.page, opened)
      return opened
    },
    async leave(page) {
      for (const other of page.context().pages()) if (other !== page) await other.close()
      const opened = all.get(page)
      // Nothing is under way any more that could bring a cookie. A page that goes elsewhere just now is not handed on.
      const isStill = await page.goto('about:blank').then(
        () => true,
        () => false,
      )
      if (opened === undefined || !isStill) return page.context().close()
      await page.context().clearCookies()
      left.push(opened)
    },
  }
}

/** A page that notes what the browser complains about: violated policies, errors, requests that failed. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  return { page, complaints: complaintsIn(page) }
}

/** All that the browser complains about from now on. */
export function complaintsIn(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    // A page that answers 400 is meant to; Chromium notes that as an error of its own.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text()))
      complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => {
    // What the test itself interrupts by going on.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed`)
  })
  return complaints
}
