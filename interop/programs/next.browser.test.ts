import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import { type NextApp, startNextApp } from '../src/next-app.ts'

describe('in Next.js', () => {
  let clinic: Clinic
  let browser: Browser
  let app: NextApp
  beforeAll(async () => {
    const [world, chromium] = await Promise.all([startClinic(), launchChromium()])
    clinic = world
    browser = chromium
    app = await startNextApp(clinic)
  })
  afterAll(async () => {
    await app?.program.stop()
    await browser?.close()
    await clinic?.close()
  })

  test('next-auth signs a person in, shows who they are, calls the API, refreshes and signs out', async () => {
    const { address, output } = app.program
    const page = await browser.newPage()
    const session = async (): Promise<Record<string, unknown>> =>
      JSON.parse((await (await page.goto(`${address}/api/auth/session`))?.text()) ?? '') as Record<string, unknown>
    const patients = async () => (await page.goto(`${address}/api/patients`))?.json() as Promise<unknown>
    expect(await patients()).toEqual({ error: 'Sign in first.' })
    await page.goto(`${address}/api/auth/signin`)
    await page.getByRole('button', { name: 'Sign in with Damson' }).click()
    await signIn(page, clinic.grace)
    await page.waitForURL(`${address}/**`)
    const user = { name: 'Grace Hopper', email: clinic.grace.email }
    expect(await session(), output()).toMatchObject({ user, patients: 1 })
    await expect
      .poll(async () => (await session())['refreshes'], { timeout: 30_000, interval: 500 })
      .toBeGreaterThanOrEqual(1)
    expect(await session(), output()).toMatchObject({ user, patients: 1 })
    expect(await patients(), output()).toEqual([{ id: clinic.patient, family: 'Lovelace' }])
    await page.goto(`${address}/api/auth/signout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${address}/`)
    expect(await session()).toEqual({})
    await page.close()
  })

  test('the SDK reads on the server, in the page and on the edge', async () => {
    const { address, output } = app.program
    const page = await browser.newPage()
    await page.goto(address)
    expect(await page.locator('#server').textContent(), output()).toBe('["Lovelace"]')
    expect(await page.locator('#browser').filter({ hasText: /./ }).textContent()).toBe('["Lovelace"]')
    const token = await clinic.world.actors.machineToken({ ...app.client, basic: [app.client.id, app.client.secret] })
    const query = new URLSearchParams({ issuer: clinic.baseUrl, token })
    const answer = await page.goto(`${address}/api/edge?${query.toString()}`)
    expect(await answer?.json()).toEqual({ runtime: 'edge-runtime', patients: ['Lovelace'] })
    await page.close()
  })
})
