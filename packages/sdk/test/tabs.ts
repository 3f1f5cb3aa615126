/** Tabs of an app in Chromium, on another origin than the server's, with the SDK in every page. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '@damson/testkit'
import type { BrowserContext, Page } from 'playwright-core'
import { bundle } from '../scripts/bundle.ts'
import type { DamsonClient } from '../src/index.ts'
import { type Clinic, type Person, startClinic } from './clinic.ts'

declare global {
  interface Window {
    client?: DamsonClient
  }
}

export interface Tabs {
  readonly clinic: Clinic
  /** The SDK and the flows, as a module for a page. */
  readonly script: string
  /** Where the app is served, and where one is that nobody registered. */
  readonly origin: string
  readonly strange: string
  /** Every address that a page asked for. */
  readonly requested: readonly string[]
  context(): Promise<BrowserContext>
  /** A tab of the app, with a client. */
  tab(of: BrowserContext, options?: object, origin?: string): Promise<Page>
  /** Makes the client of a page. */
  make(page: Page, options?: object): Promise<void>
  signIn(page: Page, person: Person): Promise<void>
  close(): Promise<void>
}

async function startApp(script: string): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title>App</title><script type="module" src="/app.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` }
}

export async function startTabs(app: object = {}): Promise<Tabs> {
  const [clinic, browser] = await Promise.all([startClinic(), launchChromium()])
  const script = await bundle({ minify: false, input: fileURLToPath(new URL('./browser-app.ts', import.meta.url)) })
  const [own, other] = [await startApp(script), await startApp(script)]
  const clientId = await clinic.app({ allowedOrigin: [own.origin], redirectUris: [`${own.origin}/`], ...app })
  const requested: string[] = []

  const make = async (page: Page, options: object = {}): Promise<void> => {
    await page.waitForFunction('window.sdk !== undefined')
    const all = { baseUrl: clinic.world.baseUrl, clientId, scope: 'openid profile offline_access', ...options }
    await run(page, `window.client = window.sdk.make(${JSON.stringify(all)})`)
  }
  return {
    clinic,
    script,
    origin: own.origin,
    strange: other.origin,
    requested,
    make,
    async context() {
      const made = await browser.newContext()
      made.on('request', (request) => requested.push(request.url()))
      return made
    },
    async tab(of, options = {}, origin = own.origin) {
      const page = await of.newPage()
      await page.goto(`${origin}/`)
      await make(page, options)
      return page
    },
    async signIn(page, { email, password }) {
      const start = `const { code } = await client.startLogin(${JSON.stringify({ email, password })})`
      const answer = await run(page, `${start}; return (await client.processCode(code)).resourceType`)
      if (answer !== 'Practitioner') throw new Error(`Not signed in: ${JSON.stringify(answer)}`)
    },
    async close() {
      await browser.close()
      own.server.close()
      other.server.close()
      await clinic.world.close()
    },
  }
}

/** Runs a piece of script in a page; what it throws comes back as what a page could tell of it. */
export function run<T>(page: Page, script: string): Promise<T> {
  const body = script.includes('return') ? script : `return void (${script})`
  const told = '{ name: error.name, code: error.code, message: error.message }'
  return page.evaluate(
    `(async () => { try { return await (async () => { ${body} })() } catch (error) { return ${told} } })()`,
  )
}

/** The names of everything that the page's origin keeps. */
export function keys(page: Page): Promise<unknown> {
  return page.evaluate(
    `(async () => ({ local: Object.keys(localStorage).sort().reverse(), session: Object.keys(sessionStorage), databases: (await indexedDB.databases()).length, cookies: document.cookie }))()`,
  )
}

export function isSignedIn(page: Page): Promise<boolean> {
  return run(page, 'return client.isAuthenticated()')
}
