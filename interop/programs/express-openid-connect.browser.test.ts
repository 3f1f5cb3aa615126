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
      accessTokenLifetime: '301s',
      redirectUris: [`http://localhost:${port}/callback`],
      postLogoutRedirectUris: [`http://localhost:${port}`],
    })
    program = await start(process.execPath, ['app.mjs'], {
      cwd: placeApp('express-openid-connect', 'web-apps'),
      port,
      env: {
        ISSUER: clinic.baseUrl,
        CLIENT_ID: id,
        CLIENT_SECRET: secret,
        SESSION_SECRET: 'a long, randomly-generated string',
        EARLY_SECONDS: '302',
      },
    })
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  test('keeps the session: the page has the data and never a token, which is refreshed in time, and signs out', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${program.address}/`)
    await signIn(page, clinic.grace)
    await page.waitForURL(`${program.address}/`)
    await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Lovelace' }).waitFor()
    const refreshes = 'fhir/R4/AuditEvent?subtype=token.refreshed&_summary=count'
    const before = (await clinic.admin(refreshes)).total
    expect(before, program.output()).toBeGreaterThanOrEqual(1)

    // As a script of the page does, and as another site's would if the cookie came along.
    const ask = (path: string, headers: object, init: object = {}) =>
      page.evaluate(
        async ([at, sent, more]) => {
          const answer = await fetch(at, { ...more, headers: sent as Record<string, string> })
          return { status: answer.status, text: await answer.text() }
        },
        [path, headers, init] as const,
      )
    const ours = { 'X-Requested-By': 'our-page' }
    const written = await ask(
      '/fhir/Observation',
      { ...ours, 'Content-Type': 'application/fhir+json' },
      { method: 'POST', body: '{"resourceType":"Observation","status":"final","code":{"text":"Glucose"}}' },
    )
    expect([written.status, JSON.parse(written.text)]).toMatchObject([201, { code: { text: 'Glucose' } }])
    expect((await clinic.admin(refreshes)).total).toBeGreaterThan(before)
    expect((await ask('/fhir/Patient', {})).status).toBe(403)
    expect((await ask('/fhir/%2e%2e/%2e%2e/auth/me', ours)).status).toBe(404)
    const me = await ask('/me', {})
    expect(JSON.parse(me.text)).toMatchObject({ name: 'Grace Hopper', email: clinic.grace.email })
    expect(me.text).not.toMatch(/eyJ/)
    const cookies = await context.cookies(program.address)
    expect(cookies.filter(({ name }) => name === 'appSession').map(({ httpOnly }) => httpOnly)).toEqual([true])
    expect(JSON.stringify(cookies)).not.toMatch(/eyJ[\w-]+\.eyJ/)

    await page.goto(`${program.address}/logout`)
    await page.waitForURL(`${clinic.baseUrl}**`)
    await page.locator('#email').waitFor()
    await context.close()
    const stranger = await browser.newPage()
    await stranger.goto(`${program.address}/me`)
    expect(await stranger.locator('body').textContent()).toMatch(/Nobody is signed in/)
    await stranger.close()
  })
})
