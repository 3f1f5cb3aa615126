import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import { freePort, type Program, placeApp, start } from '../src/program.ts'

describe('express-openid-connect', () => {
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
      redirectUris: [`http://localhost:${port}/callback`],
      postLogoutRedirectUris: [`http://localhost:${port}`],
    })
    program = await start(process.execPath, ['app.mjs'], {
      cwd: placeApp('express-openid-connect', 'web-apps'),
      port,
      env: { ISSUER: clinic.baseUrl, CLIENT_ID: id, CLIENT_SECRET: secret },
    })
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  test('signs a person in, shows who they are, calls the API, refreshes and signs out', async () => {
    const page = await browser.newPage()
    await page.goto(`${program.address}/login`)
    await signIn(page, clinic.grace)
    await page.waitForURL(`${program.address}/`)
    const user = JSON.parse((await page.locator('pre').textContent()) ?? '') as object
    expect(user).toMatchObject({ name: 'Grace Hopper', email: clinic.grace.email })

    const read = async (path: string): Promise<{ readonly total: number; readonly token: string }> => {
      const answer = await page.goto(`${program.address}/${path}`)
      expect(answer?.status(), program.output()).toBe(200)
      return (await answer?.json()) as { readonly total: number; readonly token: string }
    }
    const first = await read('patients')
    const second = await read('patients?refresh')
    expect([first.total, second.total]).toEqual([1, 1])
    expect(second.token).not.toBe(first.token)
    expect(await read('userinfo')).toMatchObject({ name: 'Grace Hopper' })

    await page.goto(`${program.address}/logout`)
    await page.getByText('Signed out', { exact: true }).waitFor()
    expect(page.url()).toBe(`${program.address}/`)
    const { status } = await clinic.world.call('fhir/R4/Patient', { token: second.token })
    expect(status).toBe(401)
    await page.close()
  })
})
