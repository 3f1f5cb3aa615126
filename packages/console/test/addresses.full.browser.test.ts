/** The console where it is not at the root of the sign-in's own origin: at an address for administrators, and below a path. */
import { createServer, request as forward } from 'node:http'
import { gzipSync } from 'node:zlib'
import { freePort, launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../server/test/identity/steps.ts'
import { openPage } from '../../server/test/signin/chromium.ts'

const STEP_MS = 30_000
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function signIn(page: Page, owner: Owner): Promise<void> {
  await page.fill('input[name=email]', owner.email)
  await page.keyboard.press('Enter')
  await page.fill('input[name=password]', owner.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('main#content h1', { timeout: STEP_MS })
}

const settled = (page: Page): Promise<void> =>
  expect.poll(() => page.locator('main .loading').count(), { timeout: STEP_MS }).toBe(0)

/** Opens a view by its link in the rail; its code is loaded then. */
async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).first().click({ timeout: STEP_MS })
  await page.getByRole('heading', { level: 1, name }).waitFor({ timeout: STEP_MS })
  await settled(page)
}

describe('at an address for administrators, the console', () => {
  let world: World
  let owner: Owner
  let adminUrl: string
  beforeAll(async () => {
    const port = await freePort()
    // Another host: cookies do not tell ports apart.
    adminUrl = `http://127.0.0.1:${port}/`
    world = await startWorld({
      console: 'built',
      env: { DAMSON_ADMIN_PORT: String(port), DAMSON_ADMIN_BASE_URL: adminUrl },
    })
    owner = await world.actors.owner({ projectName: 'Hillside Clinic' })
  })
  afterAll(() => world.close())

  test('loads at most 200 kB, packed, before its first view, without the charts that come after it', async () => {
    const { page } = await openPage(browser, { viewport: { width: 1440, height: 900 } })
    const loaded = new Set<string>()
    page.on('request', (request) => void loaded.add(request.url()))
    await page.goto(`${adminUrl}console/`)
    await signIn(page, owner)
    await settled(page)
    const sizes = new Map<string, number>()
    for (const url of loaded)
      if (/^\/console\/(assets\/(?!chart-).+)?$/.test(new URL(url).pathname))
        sizes.set(url, gzipSync(await (await fetch(url)).arrayBuffer(), { level: 9 }).length)
    expect([...sizes.keys()].filter((url) => url.includes('/home-'))).toHaveLength(1)
    expect([...sizes.values()].reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(200_000)
    await page.close()
  })

  test.each(['', 'projects/:project/'])('signs in at the public one and works from there, at %j', async (at) => {
    const below = at.replace(':project', owner.project)
    const { page, complaints } = await openPage(browser, { viewport: { width: 1440, height: 900 }, bypassCSP: false })
    const asked: Request[] = []
    page.on('request', (request) => void asked.push(request))
    await page.goto(`${adminUrl}${below}`)
    await page.waitForSelector('input[name=email]', { timeout: STEP_MS })
    expect(page.url()).toMatch(new RegExp(`^${world.baseUrl}${below}oauth2/authorize`))
    await signIn(page, owner)
    expect(page.url()).toBe(`${adminUrl}${below}console/`)
    await settled(page)
    for (const name of ['People', 'Audit', 'Apps and servers']) await go(page, name)
    const shown = page.url()
    await page.reload()
    await page.waitForSelector('main#content h1', { timeout: STEP_MS })
    expect(page.url()).toBe(shown)
    await settled(page)
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(complaints).toEqual([])

    const calls = asked.filter((request) => request.resourceType() === 'fetch')
    const to = (origin: string): readonly string[] =>
      calls.filter((one) => one.url().startsWith(origin)).map((one) => new URL(one.url()).pathname)
    expect(to(adminUrl).length).toBeGreaterThan(0)
    expect(to(adminUrl).filter((path) => !path.startsWith(`/${below}admin/`))).toEqual([])
    expect(to(world.baseUrl).length).toBeGreaterThan(0)
    expect(to(world.baseUrl).filter((path) => !/\/(fhir|auth|oauth2|\.well-known)\//.test(path))).toEqual([])
    for (const one of calls) expect((await one.allHeaders())['cookie']).toBeUndefined()
    await page.context().close()
  })

  test('checks the types of a Bot’s code with files of its own address', async () => {
    const made = await fetch(`${adminUrl}admin/projects/${owner.project}/bot`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Arrivals' }),
    })
    const { id } = (await made.json()) as { readonly id: string }
    const { page, complaints } = await openPage(browser, { viewport: { width: 1440, height: 900 }, bypassCSP: false })
    const loaded: string[] = []
    page.on('request', (request) => void loaded.push(request.url()))
    await page.goto(`${adminUrl}projects/${owner.project}/console/bots/${id}`)
    await page.waitForSelector('input[name=email]', { timeout: STEP_MS })
    await signIn(page, owner)
    await page.getByText('TypeScript checks the code').waitFor({ timeout: STEP_MS })
    const files = loaded.filter((url) => /\/(worker|bot-declarations)-/.test(url))
    expect(files.map((url) => new URL(url).origin)).toEqual([adminUrl, adminUrl].map((url) => new URL(url).origin))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('leads the operator to the console of each project there', async () => {
    const sql = 'update projects set super_admin = true where id = $1::uuid'
    await world.store.db.query({ sql, params: [owner.project] })
    // What the node remembers of the project is forgotten with a change.
    const [path, { token }] = [`fhir/R4/Project/${owner.project}`, owner]
    const { body } = must(await world.call(path, { token }))
    must(await world.call(path, { method: 'PUT', json: { ...body, description: 'The server' }, token }))
    const { page } = await openPage(browser, { viewport: { width: 1440, height: 900 }, bypassCSP: false })
    await page.goto(`${adminUrl}console/`)
    await page.waitForSelector('input[name=email]', { timeout: STEP_MS })
    await signIn(page, owner)
    await go(page, 'Projects')
    const link = page.getByRole('link', { name: 'Hillside Clinic', exact: true })
    const theirs = `${adminUrl}projects/${owner.project}/console/`
    expect(await link.getAttribute('href')).toBe(theirs)
    await link.click()
    // The console there asks at once who signs in to that project.
    const leadsBack = ({ searchParams }: URL): boolean => searchParams.get('redirect_uri') === theirs
    await page.waitForURL(leadsBack, { timeout: STEP_MS })
    expect(new URL(page.url()).pathname).toBe(`/projects/${owner.project}/oauth2/authorize`)
    await page.context().close()
  })
})

describe('below a path of its host, the console', () => {
  test('signs in, and finds the code of its views', async () => {
    const port = await freePort()
    const baseUrl = `http://localhost:${port}/damson/`
    const world = await startWorld({ console: 'built', env: { DAMSON_BASE_URL: baseUrl } })
    const owner = await world.actors.owner()
    const proxy = proxyTo(world.baseUrl)
    await new Promise<void>((done) => proxy.listen(port, 'localhost', done))
    const { page, complaints } = await openPage(browser, { viewport: { width: 1440, height: 900 }, bypassCSP: false })
    await page.goto(`${baseUrl}console/people`)
    await page.waitForSelector('input[name=email]', { timeout: STEP_MS })
    await signIn(page, owner)
    expect(page.url()).toBe(`${baseUrl}console/people`)
    for (const name of ['Audit', 'Apps and servers', 'People']) await go(page, name)
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
    await new Promise((done) => {
      proxy.close(done)
      proxy.closeAllConnections()
    })
    await world.close()
  })
})

/** A proxy that serves everything below `/damson/`, and nothing beside it. */
function proxyTo(target: string): ReturnType<typeof createServer> {
  return createServer((request, response) => {
    const below = /^\/damson(\/.*)$/.exec(request.url ?? '')?.[1]
    if (below === undefined) return void response.writeHead(404).end('nothing beside the path')
    const { method, headers } = request
    const passed = forward(new URL(below, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
}
