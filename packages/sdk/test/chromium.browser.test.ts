import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../scripts/bundle.ts'
import type { DamsonClient } from '../src/index.ts'
import { type Clinic, launchChromium, startClinic } from './clinic.ts'
import { expectedResources } from './flows.ts'

/** An app on an origin of its own: every page of it has the SDK and the flows. */
async function startApp(script: string, host = 'localhost'): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title>App</title><script type="module" src="/app.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://${host}:${(server.address() as AddressInfo).port}` }
}

describe('in Chromium, from another origin', () => {
  let clinic: Clinic
  let browser: Browser
  let app: { server: Server; origin: string }
  let stranger: { server: Server; origin: string }
  let clientId: string
  const requested: string[] = []

  beforeAll(async () => {
    clinic = await startClinic()
    browser = await launchChromium()
    const script = await bundle({ minify: false, input: fileURLToPath(new URL('./browser-app.ts', import.meta.url)) })
    app = await startApp(script)
    stranger = await startApp(script)
    clientId = await clinic.app({ allowedOrigin: [app.origin], redirectUris: [`${app.origin}/`] })
  })
  afterAll(async () => {
    await browser.close()
    app.server.close()
    stranger.server.close()
    await clinic.world.close()
  })

  async function context(): Promise<BrowserContext> {
    const made = await browser.newContext()
    made.on('request', (request) => requested.push(request.url()))
    return made
  }
  /** A tab of the app, with a client. */
  async function tab(of: BrowserContext, options: object = {}, origin = app.origin): Promise<Page> {
    const page = await of.newPage()
    await page.goto(`${origin}/`)
    await make(page, options)
    return page
  }
  async function make(page: Page, options: object = {}): Promise<void> {
    await page.waitForFunction('window.sdk !== undefined')
    await run(
      page,
      `window.client = window.sdk.make(${JSON.stringify({ baseUrl: clinic.world.baseUrl, clientId, scope: 'openid profile offline_access', ...options })})`,
    )
  }
  /** Runs a piece of script in a page; what it throws comes back as what a page could tell of it. */
  const run = <T>(page: Page, script: string): Promise<T> =>
    page.evaluate(
      `(async () => { try { return await (async () => { ${script.includes('return') ? script : `return void (${script})`} })() } catch (error) { return { name: error.name, code: error.code, message: error.message } } })()`,
    )
  const signIn = async (page: Page, { email, password }: { email: string; password: string }): Promise<void> => {
    const answer = await run(
      page,
      `const { code } = await client.startLogin(${JSON.stringify({ email, password })}); return (await client.processCode(code)).resourceType`,
    )
    expect(answer).toBe('Practitioner')
  }
  const keys = (page: Page): Promise<unknown> =>
    page.evaluate(
      `(async () => ({ local: Object.keys(localStorage).sort().reverse(), session: Object.keys(sessionStorage), databases: (await indexedDB.databases()).length, cookies: document.cookie }))()`,
    )
  const isSignedIn = (page: Page): Promise<boolean> => run(page, 'return client.isAuthenticated()')

  test('a clinician signs in, uses every verb and signs out; other things in the storage stay', async () => {
    const page = await tab(await context())
    await page.evaluate(`localStorage.setItem('theme', 'dark')`)
    await signIn(page, await clinic.member())
    const profile = await run<string>(page, `return 'Practitioner/' + client.getProfile().id`)
    expect(await run(page, `return window.sdk.useResources(client, ${JSON.stringify(randomUUID())})`)).toEqual(
      expectedResources(profile),
    )
    expect(await keys(page)).toMatchObject({ local: ['theme', expect.stringMatching(/^damson\|/)], session: [] })

    await page.reload()
    await make(page)
    expect(await run(page, `return 'Practitioner/' + (await client.getProfileAsync()).id`)).toBe(profile)
    await run(page, 'return client.signOut()')
    expect(await keys(page)).toMatchObject({ local: ['theme'], session: [] })
    expect(await run(page, `return client.searchResources('Patient')`)).toMatchObject({ code: 'unauthenticated' })
    await page.context().close()
  })

  test('a page of an origin that nobody registered is refused, with an error that says why', async () => {
    const page = await tab(await context(), {}, stranger.origin)
    const { email, password } = await clinic.member()
    expect(await run(page, `return client.startLogin(${JSON.stringify({ email, password })})`)).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/origin of this page is registered/),
    })
    await page.context().close()
  })

  test('signs in by the hosted page; the code leaves the address, the start of it the storage', async () => {
    const { email, password } = await clinic.member()
    const page = await tab(await context())
    await page.goto(`${app.origin}/?ward=7#bed-2`)
    await make(page)
    void run(page, 'return client.signInWithRedirect()').catch(() => undefined)
    await page.waitForURL(/oauth2\/authorize/)
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button')
    await page.waitForURL(`${app.origin}/?code=*`)
    const url = page.url()
    expect(new URL(url).searchParams.get('iss')).toBe(clinic.world.baseUrl)
    await make(page)
    expect(await run(page, `return (await client.signInWithRedirect()).resourceType`)).toBe('Practitioner')
    expect(page.url()).toBe(`${app.origin}/`)
    expect(await keys(page)).toMatchObject({ local: [expect.stringMatching(/^damson\|/)], session: [], cookies: '' })

    // Somebody is made to follow a link with the answer to another sign-in.
    await page.goto(url)
    await make(page)
    expect(await run(page, 'return client.signInWithRedirect()')).toMatchObject({ code: 'redirect' })
    expect(page.url()).toBe(`${app.origin}/`)
    await page.context().close()
  })

  test('two tabs renew their login once between them, and both go on', async () => {
    const both = await context()
    const one = await tab(both)
    await signIn(one, await clinic.member())
    const two = await tab(both)
    expect(await run(two, 'return (await client.getProfileAsync()).resourceType')).toBe('Practitioner')
    await clinic.world.travel(3_700_000)
    const before = requested.filter((url) => url.endsWith('oauth2/token')).length

    const search = `return Promise.all([1, 2, 3].map((i) => client.search('Patient', '_count=' + i))).then((found) => found.length)`
    expect(await Promise.all([run(one, search), run(two, search)])).toEqual([3, 3])

    expect(requested.filter((url) => url.endsWith('oauth2/token')).length - before).toBe(1)
    const tokens = await Promise.all([one, two].map((page) => run(page, 'return client.getAccessToken()')))
    expect(tokens[0]).toBe(tokens[1])

    // Signing out in one signs out in the other, and leaves what is not ours.
    await one.evaluate(`localStorage.setItem('theme', 'dark')`)
    await run(one, 'return client.signOut()')
    await two.waitForFunction('!client.isAuthenticated()')
    expect(await run(two, 'return window.unauthenticated')).toBe(1)
    expect(await keys(two)).toMatchObject({ local: ['theme'] })
    await both.close()
  })

  test('offline and back: nobody is signed out, and the token is renewed when the network is there', async () => {
    const page = await tab(await context())
    await signIn(page, await clinic.member())
    await page.context().setOffline(true)
    for (let i = 0; i < 3; i += 1)
      expect(await run(page, `return client.search('Patient', '_count=1', { cache: 'reload' })`)).toMatchObject({
        code: 'network',
      })
    expect(await isSignedIn(page)).toBe(true)
    await clinic.world.travel(3_700_000)
    await page.context().setOffline(false)
    expect(await run(page, `return (await client.search('Patient', '_count=1')).resourceType`)).toBe('Bundle')
    expect(await run(page, 'return window.unauthenticated')).toBe(0)
    await page.context().close()
  })

  test('with storage: "memory" nothing of a sign-in is left in the browser', async () => {
    const page = await tab(await context(), { storage: 'memory' })
    await signIn(page, await clinic.member())
    expect(await run(page, `return (await client.search('Patient')).resourceType`)).toBe('Bundle')
    expect(await keys(page)).toEqual({ local: [], session: [], databases: 0, cookies: '' })
    await page.reload()
    await make(page, { storage: 'memory' })
    expect(await isSignedIn(page)).toBe(false)
    await page.context().close()
  })

  test('a page without WebCrypto (http, not localhost) is told to be served otherwise', async () => {
    const of = await browser.newContext()
    const page = await of.newPage()
    await page.route('http://app.example.org/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title>' }),
    )
    await page.goto('http://app.example.org/')
    await page.addScriptTag({
      type: 'module',
      content: await bundle({ minify: false, input: fileURLToPath(new URL('./browser-app.ts', import.meta.url)) }),
    })
    await make(page)
    expect(await run(page, `return client.startLogin({ email: 'a@example.org', password: 'b' })`)).toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/WebCrypto.*https/),
    })
    await of.close()
  })

  test('no address that any page asked for had a token, a verifier or a password in it', () => {
    expect(requested.length).toBeGreaterThan(50)
    expect(requested.filter((url) => /eyJ|verifier|password|garden|refresh_token/i.test(url))).toEqual([])
  })
})

declare global {
  interface Window {
    client?: DamsonClient
  }
}
