import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import { freePort, type Program, placeApp, start } from '../src/program.ts'

describe('Auth.js (@auth/express)', () => {
  let clinic: Clinic
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    const [world, chromium, port] = await Promise.all([startClinic(), launchChromium(), freePort()])
    clinic = world
    browser = chromium
    const { id, secret } = await clinic.client({
      name: 'Ward list',
      kind: 'server',
      redirectUris: [`http://localhost:${port}/auth/callback/damson`],
    })
    program = await start(process.execPath, ['app.mjs'], {
      cwd: placeApp('auth-js', 'web-apps'),
      port,
      env: { ISSUER: clinic.baseUrl, CLIENT_ID: id, CLIENT_SECRET: secret, REFRESH_AFTER_SECONDS: '2' },
    })
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  test('signs a person in, shows who they are, calls the API, refreshes and signs out', async () => {
    const page = await browser.newPage()
    const session = async (): Promise<Record<string, unknown>> => {
      await page.goto(`${program.address}/`)
      return JSON.parse((await page.locator('pre').textContent()) ?? '') as Record<string, unknown>
    }
    await page.goto(`${program.address}/auth/signin`)
    await page.getByRole('button', { name: 'Sign in with Damson' }).click()
    await signIn(page, clinic.grace)
    await page.waitForURL(`${program.address}/**`)
    const user = { name: 'Grace Hopper', email: clinic.grace.email }
    expect(await session(), program.output()).toMatchObject({ user, patients: 1 })

    await expect
      .poll(async () => (await session())['refreshes'], { timeout: 30_000, interval: 500 })
      .toBeGreaterThanOrEqual(1)
    expect(await session(), program.output()).toMatchObject({ user, patients: 1 })

    await page.goto(`${program.address}/auth/signout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForLoadState()
    await page.goto(`${program.address}/`)
    await page.getByText('Signed out', { exact: true }).waitFor()
    await page.close()
  })
})
