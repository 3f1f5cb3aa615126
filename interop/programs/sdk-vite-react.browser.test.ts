import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import type { Program } from '../src/program.ts'
import { viteApp } from '../src/vite-app.ts'

describe('the SDK in a page, with Vite and React', () => {
  let clinic: Clinic
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    const [world, chromium, built] = await Promise.all([startClinic(), launchChromium(), viteApp('sdk-react')])
    clinic = world
    browser = chromium
    const { id } = await clinic.client({
      name: 'Heart diary',
      kind: 'app',
      redirectUris: [`${built.address}/`],
      allowedOrigin: [built.address],
    })
    program = await built.serve({ VITE_ISSUER: clinic.baseUrl, VITE_CLIENT_ID: id })
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  test.each([
    ['as the browser is', '', false],
    ['in Safari 16, which lacks URL.canParse', 'delete URL.canParse', true],
  ])('signs a person in, reads, renews and signs out, %s', async (_, before, isAllowed) => {
    const context = await browser.newContext()
    await context.addInitScript(before)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(program.address)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signIn(page, clinic.grace, undefined, isAllowed)
    const shown = page.locator('#shown').filter({ hasText: /^\{|failed/ })
    const told = { name: 'Grace Hopper', patients: ['Lovelace'] }
    expect(JSON.parse((await shown.textContent()) ?? '')).toEqual(told)
    expect(new URL(page.url()).search).toBe('')
    const [renewal] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('oauth2/token')),
      page.getByRole('button', { name: 'Renew' }).click(),
    ])
    expect(renewal.status()).toBe(200)
    await page.reload()
    expect(JSON.parse((await shown.textContent()) ?? '')).toEqual(told)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('Signed out', { exact: true }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })
})
