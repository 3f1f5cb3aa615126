/** The lines that the console shows for apps that people use in a browser, as they stand: each signs a person in. */
import { freePort } from '@damson/testkit'
import type { Browser, ConsoleMessage } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECRET_VARIABLE } from '../../packages/console/src/views/apps/snippets.ts'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import { makeLines, startPage, startRoute } from '../src/lines.ts'

let clinic: Clinic
let browser: Browser
beforeAll(async () => {
  const [world, chromium] = await Promise.all([startClinic(), launchChromium()])
  clinic = world
  browser = chromium
})
afterAll(async () => {
  await browser?.close()
  await clinic?.close()
})

describe.each([
  ['the SDK', 'sdk', { resourceType: 'Practitioner' }],
  ['oidc-client-ts', 'oidc', { name: 'Grace Hopper' }],
] as const)('the lines for %s in a page', (_name, program, profile) => {
  test('sign a person in, keep them signed in, and stop when the person says no', async () => {
    const port = await freePort()
    const address = `http://localhost:${port}/callback`
    const { lines } = await makeLines(clinic, program, 'browser', address)
    const app = await startPage(`lines-${program}`, lines, port)
    const context = await browser.newContext()
    const page = await context.newPage()
    const answers: string[] = []
    page.on('request', (request) => {
      if (request.isNavigationRequest() && /[?&]code=/.test(request.url())) answers.push(request.url())
    })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const shown = async (go: () => Promise<unknown>): Promise<unknown> => {
      const message = page.waitForEvent('console', { predicate: (one: ConsoleMessage) => one.type() === 'log' })
      // A message that does not come is told by the wait for it.
      const [said] = await Promise.all([message, go()])
      return said.args()[0]?.jsonValue()
    }
    try {
      const enter = async (): Promise<void> => {
        await page.goto(address)
        await signIn(page, clinic.grace, undefined, true)
      }
      expect(await shown(enter)).toMatchObject(profile)
      expect(new URL(page.url()).pathname).toBe('/callback')
      // As it is loaded again, also where the code was.
      expect(await shown(() => page.reload())).toMatchObject(profile)
      // And where the code was: the answer was taken, and nothing breaks.
      expect(await shown(() => page.goto(answers[0] ?? ''))).toMatchObject(profile)
      expect(errors).toEqual([])

      const other = await (await browser.newContext()).newPage()
      await other.goto(address)
      await other.locator('#email').waitFor()
      const state = new URL(other.url()).searchParams.get('state') ?? ''
      const said = other.waitForEvent('pageerror')
      await other.goto(`${address}?${new URLSearchParams({ error: 'access_denied', state, iss: clinic.baseUrl })}`)
      expect((await said).message).toMatch(/access_denied|said no|refused/i)
      expect(new URL(other.url()).origin).toBe(new URL(address).origin)
      await other.context().close()
    } finally {
      await context.close()
      await app.stop()
    }
  })
})

describe('the lines for Auth.js in Next.js', () => {
  test.each([
    ['at the usual address', '/api/auth', 'damson'],
    ['at an address of their own', '/ward/sign-in', 'clinic'],
  ])('sign a person in, %s', async (_where, base, id) => {
    const port = await freePort()
    const address = `http://localhost:${port}`
    const { client, lines } = await makeLines(clinic, 'authjs', 'site', `${address}${base}/callback/${id}`)
    const [, file = ''] = /^\/\/ (\S+)$/m.exec(lines) ?? []
    expect(file).toBe(`app${base}/[...nextauth]/route.js`)
    const site = await startRoute(file, lines, port, { [SECRET_VARIABLE]: client.secret })
    const page = await (await browser.newContext()).newPage()
    try {
      await page.goto(`${address}${base}/signin`)
      await page.getByRole('button', { name: 'Sign in with Damson' }).click()
      await signIn(page, clinic.grace, undefined, true)
      await page.waitForURL(`${address}/**`)
      const session = await page.goto(`${address}${base}/session`)
      expect(await session?.json(), site.output()).toMatchObject({
        user: { name: 'Grace Hopper', email: clinic.grace.email },
      })
    } finally {
      await page.context().close()
      await site.stop()
    }
  })
})
