import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import { installedFile } from '../src/installs.ts'
import { freePort, type Program, placeApp, start } from '../src/program.ts'

describe('fhirclient, in a browser', () => {
  let clinic: Clinic
  let browser: Browser
  let program: Program
  let client: string
  beforeAll(async () => {
    const [world, chromium, port] = await Promise.all([startClinic(), launchChromium(), freePort()])
    clinic = world
    browser = chromium
    const cwd = placeApp('fhirclient', 'browser-apps')
    mkdirSync(join(cwd, 'public'), { recursive: true })
    copyFileSync(installedFile('browser-apps', 'fhirclient/build/fhir-client.js'), join(cwd, 'public/fhir-client.js'))
    const words = [installedFile('browser-apps', 'vite/bin/vite.js'), '--port', String(port), '--strictPort']
    program = await start(process.execPath, words, { cwd, port })
    const app = await clinic.client({
      name: 'Growth charts',
      kind: 'app',
      redirectUris: [`${program.address}/index.html`],
      allowedOrigin: [program.address],
    })
    client = app.id
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  test('launches standalone, reads the chosen patient, and refreshes as it does by default', async () => {
    const page = await browser.newPage()
    const query = new URLSearchParams({ iss: `${clinic.baseUrl}fhir/R4`, client })
    await page.goto(`${program.address}/launch.html?${query.toString()}`)
    await signIn(page, clinic.grace, async () => {
      await page.getByText('Ada Lovelace').first().click()
    })
    const shown = async (): Promise<Record<string, unknown>> =>
      JSON.parse((await page.locator('#shown').filter({ hasText: /./ }).textContent()) ?? '') as Record<string, unknown>
    const first = await shown()
    expect(first).toMatchObject({
      what: 'signed in',
      family: 'Lovelace',
      user: expect.stringContaining('Practitioner/'),
    })
    await page.getByRole('button', { name: 'Renew' }).click()
    await page.locator('#shown').filter({ hasText: 'renewed' }).waitFor()
    const second = await shown()
    expect(second).toMatchObject({ family: 'Lovelace' })
    expect(second['token']).not.toBe(first['token'])
    await page.close()
  })
})
