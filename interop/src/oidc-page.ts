import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from './clinic.ts'
import type { Program } from './program.ts'
import { viteApp } from './vite-app.ts'

/** What the app shows; it is replaced as a whole. */
async function shown(page: Page, what: RegExp): Promise<Record<string, unknown>> {
  const text = page.locator('#shown').filter({ hasText: what })
  await text.waitFor()
  return JSON.parse((await text.textContent()) ?? '') as Record<string, unknown>
}

/** A whole sign-in with an app of `interop/apps` whose page has the same buttons and shows the same. */
export function describeOidcPage(app: 'oidc-client-ts' | 'react-oidc-context'): void {
  describe(`the app with ${app}`, () => {
    let clinic: Clinic
    let browser: Browser
    let program: Program
    beforeAll(async () => {
      const [world, chromium, built] = await Promise.all([startClinic(), launchChromium(), viteApp(app)])
      clinic = world
      browser = chromium
      const { id } = await clinic.client({
        name: 'Heart diary',
        kind: 'app',
        redirectUris: [`${built.address}/`],
        postLogoutRedirectUris: [`${built.address}/`],
        allowedOrigin: [built.address],
      })
      program = await built.serve({ VITE_ISSUER: clinic.baseUrl, VITE_CLIENT_ID: id })
    })
    afterAll(async () => {
      await program?.stop()
      await browser?.close()
      await clinic?.close()
    })

    test('signs a person in, shows who they are, calls the API, refreshes and signs out', async () => {
      const page = await browser.newPage()
      await page.goto(program.address)
      await page.getByText('Signed out', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Sign in' }).click()
      await signIn(page, clinic.grace)
      const first = await shown(page, /"patients":1/)
      expect(first).toMatchObject({ profile: { name: 'Grace Hopper', email: clinic.grace.email } })

      await page.getByRole('button', { name: 'Renew' }).click()
      await expect.poll(async () => (await shown(page, /"patients":1/))['token']).not.toBe(first['token'])
      const second = await shown(page, /"patients":1/)
      expect(second).toMatchObject({ profile: { name: 'Grace Hopper', email: clinic.grace.email } })

      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByText('Signed out', { exact: true }).waitFor()
      const { status } = await clinic.world.call('fhir/R4/Patient', { token: String(second['token']) })
      expect(status).toBe(401)
      await page.close()
    })
  })
}
