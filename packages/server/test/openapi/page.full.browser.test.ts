import { type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, openPage } from '../signin/chromium.ts'
import { complaintsOfAxe, complaintsOfLayout, LOOKS, look } from '../signin/page-checks.ts'

/** Set to a folder to look at the page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']

describe('the page of the API', () => {
  let world: World
  let owner: Owner
  let browser: Browser
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    world = await startWorld()
    owner = await world.actors.owner()
    browser = await launchChromium()
    ;({ page, complaints } = await openPage(browser))
  })
  afterAll(async () => {
    await browser.close()
    await world.close()
  })

  const open = async (fragment = '', path = 'openapi'): Promise<void> => {
    await page.goto('about:blank')
    await page.goto(`${world.baseUrl}${path}${fragment}`)
    await page.locator('.operation').first().waitFor()
  }
  const operation = (id: string) => page.locator(`details#${id}`)

  test('passes axe and fits, closed and open, in both schemes and widths', async () => {
    const found: unknown[] = []
    for (const [name, fragment] of [
      ['closed', ''],
      ['read', '#getFhirR4ByTypeById'],
      ['form', '#postOauth2Token'],
    ] as const) {
      for (const wanted of LOOKS) {
        await open(fragment)
        await look(page, wanted)
        found.push(...(await complaintsOfAxe(page)), ...(await complaintsOfLayout(page)))
        if (SCREENSHOTS !== undefined) {
          await page.screenshot({ path: `${SCREENSHOTS}/api-${name}-${wanted.join('-')}.png` })
        }
      }
    }
    expect(found).toEqual([])
  })

  test('finds operations, opens the one that its address names, and says so in the address', async () => {
    await open('#getAuthMe')
    expect(await operation('getAuthMe').getAttribute('open')).not.toBeNull()
    await page.getByLabel('Find an operation').fill('devices revoke')
    const left = page.locator('.operation[data-words]:not([hidden])')
    await expect.poll(() => left.count()).toBe(1)
    await left.locator('> summary').press('Enter')
    await expect.poll(() => page.url()).toContain('#postAdminProjectsByProjectIdDevicesByDeviceIdRevoke')
  })

  test('tries a request with the token that is typed, and keeps the token nowhere', async () => {
    const asked: { readonly url: string; readonly cookies: boolean }[] = []
    page.on('request', (request) => {
      const { cookie } = request.headers()
      asked.push({ url: request.url(), cookies: cookie !== undefined })
    })
    await page.context().addCookies([{ name: 'x', value: 'y', url: world.baseUrl }])
    const me = operation('getAuthMe')
    const refused = me.locator('.fault', { hasText: '401' })
    for (const path of [`projects/${owner.project}/openapi`, 'openapi']) {
      await open('#getAuthMe', path)
      await me.getByRole('button', { name: 'Send GET /auth/me' }).click()
      await refused.waitFor()
    }
    await page.getByLabel('Access token').fill(owner.token)
    await me.getByRole('button', { name: 'Send GET /auth/me' }).click()
    await me.locator('.good', { hasText: '200' }).waitFor()
    expect(await me.locator('[role=status] pre').textContent()).toContain(`"id": "${owner.project}"`)
    const calls = asked.filter(({ url }) => url.endsWith('/auth/me'))
    const at = (path: string) => ({ url: `${world.baseUrl}${path}`, cookies: false })
    expect(calls).toEqual([at(`projects/${owner.project}/auth/me`), at('auth/me'), at('auth/me')])
    expect(asked.map(({ url }) => url).filter((url) => url.includes(owner.token))).toEqual([])
    expect(page.url()).not.toContain(owner.token)
    expect(await page.evaluate('[...Object.values(localStorage), ...Object.values(sessionStorage)]')).toEqual([])
    await page.reload()
    expect(await page.getByLabel('Access token').inputValue()).toBe('')
  })

  test('shows what comes back as text, whatever it has, and what was typed goes where it belongs', async () => {
    const evil = '<img src=x onerror="document.title=`hacked`"></pre><script>document.title=`hacked`</script>'
    await open('#postFhirR4ByType')
    await page.getByLabel('Access token').fill(owner.token)
    const create = operation('postFhirR4ByType')
    await create.getByLabel('type (required)').fill('Patient')
    await create
      .getByRole('textbox', { name: /^Body/ })
      .fill(JSON.stringify({ resourceType: 'Patient', name: [{ text: evil }] }))
    await create.getByRole('button', { name: /^Send POST/ }).click()
    await create.locator('.good', { hasText: '201' }).waitFor()
    expect(await create.locator('[role=status] pre').textContent()).toContain('<img src=x')
    expect(await page.title()).not.toContain('hacked')
    // A parameter of the path is one part of it, whatever is typed.
    await create.getByLabel('type (required)').fill('../../auth/me?x=1#y')
    await create.getByRole('button', { name: /^Send POST/ }).click()
    await create.locator('.fault', { hasText: /40\d/ }).waitFor()
    complaints.length = 0
  })

  test('says so when the description cannot be loaded, or the server is away', async () => {
    await page.route('**/openapi.json', (route) => route.abort())
    await page.goto('about:blank')
    await page.goto(`${world.baseUrl}openapi`)
    await page.getByRole('alert').getByText('could not be loaded').waitFor()
    await page.unroute('**/openapi.json')
    await open('#getHealthcheck')
    await page.route('**/healthcheck', (route) => route.abort())
    await operation('getHealthcheck').getByRole('button', { name: /^Send/ }).click()
    await page.getByRole('alert').getByText('cannot be reached').waitFor()
    await page.unroute('**/healthcheck')
    expect(await page.getByRole('alert').count()).toBe(1)
    complaints.length = 0
  })

  test('its policy allows its own script and address alone, and no frame', async () => {
    const answer = await world.call('openapi', {
      headers: { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
    })
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`script-src ${world.baseUrl}assets/openapi.js;`)
    expect(policy).toContain(`connect-src ${world.baseUrl};`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(complaints).toEqual([])
  })
})
