import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findChromium } from '@damson/testkit'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** The system's Chromium. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

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

/** A page that notes what the browser complains about: violated policies, errors, requests that failed. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
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
  return { page, complaints }
}
