import { proveAsIf } from '@damson/testkit'
import { generateSync } from 'otplib'
import type { Browser, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, startClinic } from '../src/clinic.ts'
import type { Program } from '../src/program.ts'
import { viteApp } from '../src/vite-app.ts'

const PASSWORD = 'a quiet garden path'
const STEP_MS = 30_000

describe('the sign-in form of @medplum/react', () => {
  let clinic: Clinic
  let browser: Browser
  let program: Program
  let travelled = 0
  beforeAll(async () => {
    const [world, chromium, built] = await Promise.all([
      startClinic(),
      launchChromium(),
      viteApp('medplum-react', 'medplum-react'),
    ])
    clinic = world
    browser = chromium
    // What is demanded below does not keep the owner from writing it.
    await proveAsIf(clinic.world, clinic.owner.token)
    const { id } = await clinic.client({
      name: 'Charts',
      kind: 'app',
      firstParty: true,
      redirectUris: [`${built.address}/`],
      allowedOrigin: [built.address],
    })
    const env = { VITE_ISSUER: clinic.baseUrl, VITE_CLIENT_ID: id, VITE_PROJECT: clinic.owner.project }
    program = await built.serve(env)
  })
  afterAll(async () => {
    await program?.stop()
    await browser?.close()
    await clinic?.close()
  })

  let people = 0
  async function person(): Promise<string> {
    const email = `form-${(people += 1)}@example.org`
    const names = { resourceType: 'Practitioner', firstName: 'Ada', lastName: `Lovelace-${people}` }
    await clinic.admin(`admin/projects/${clinic.owner.project}/invite`, { ...names, email })
    const { id, secret } = clinic.world.inbox.link(email)
    await clinic.world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } })
    return email
  }
  async function set(...setting: readonly object[]): Promise<void> {
    const at = `fhir/R4/Project/${clinic.owner.project}`
    const { body } = await clinic.world.call(at, { token: clinic.owner.token })
    const { setting: _earlier, ...rest } = body
    const json = { ...rest, ...(setting.length > 0 && { setting }) }
    expect((await clinic.world.call(at, { method: 'PUT', json, token: clinic.owner.token })).status).toBe(200)
  }
  const demanded = { name: 'mfaRequired', valueBoolean: true }
  const code = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  async function nextStep(): Promise<void> {
    travelled += STEP_MS
    await clinic.world.travel(STEP_MS)
  }
  const mailed = (email: string): string =>
    /\b\d{6}\b/.exec(clinic.world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? 'no code'

  /** Types address and password; answers the page, and what the server said. */
  async function signIn(email: string): Promise<{ readonly page: Page; readonly told: Record<string, unknown> }> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(program.address)
    await page.getByLabel('Email').fill(email)
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.locator('input[name=password]').fill(PASSWORD)
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith('/auth/login') && one.request().method() === 'POST'),
      page.getByRole('button', { name: 'Sign In' }).click(),
    ])
    return { page, told: (await answer.json()) as Record<string, unknown> }
  }
  async function send(page: Page, token: string, button: string): Promise<void> {
    await page.getByLabel('MFA code').fill(token)
    await page.getByRole('button', { name: button }).click()
  }
  /** The address of the person who is signed in. */
  async function whoIsIn(page: Page): Promise<string> {
    const shown = page.locator('#shown')
    await shown.waitFor()
    const name = await shown.textContent()
    await page.context().close()
    return `form-${/\d+/.exec(name ?? '')?.[0]}@example.org`
  }

  test('signs in with the password alone where nothing more is demanded', async () => {
    const email = await person()
    expect(await whoIsIn((await signIn(email)).page)).toBe(email)
  })

  test('sets up an authenticator app where one is demanded, and asks for its code from then on', async () => {
    const email = await person()
    await set(demanded)
    const { page, told } = await signIn(email)
    await page.getByRole('heading', { name: 'Enroll in MFA' }).waitFor()
    const picture = page.getByAltText('Multi Factor Auth QR Code')
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0))).toBe(
      true,
    )
    const secret = new URL(String(told['enrollUri'])).searchParams.get('secret') ?? ''
    await send(page, '000000', 'Enroll')
    await page.getByText('Invalid token').waitFor()
    await send(page, code(secret), 'Enroll')
    expect(await whoIsIn(page)).toBe(email)
    await set()
    await nextStep()
    const { page: again } = await signIn(email)
    await again.getByRole('heading', { name: 'Enter MFA code' }).waitFor()
    await send(again, '000000', 'Submit code')
    await again.getByText('Invalid MFA token').waitFor()
    const typed = code(secret)
    await send(again, `${typed.slice(0, 3)} ${typed.slice(3)}`, 'Submit code')
    expect(await whoIsIn(again)).toBe(email)
    // The same code is good once.
    const { page: third } = await signIn(email)
    await send(third, typed, 'Submit code')
    await third.getByText('Invalid MFA token').waitFor()
    await third.context().close()
  })

  test('sets up codes by e-mail where the project lists them, and asks for one from then on', async () => {
    const email = await person()
    await set(demanded, { name: 'allowedMfaMethods', valueString: 'totp,email' })
    const { page } = await signIn(email)
    await page.getByRole('button', { name: 'Continue with email-based MFA' }).click()
    await page.getByRole('heading', { name: 'Enter verification code' }).waitFor()
    await page.getByText(email).waitFor()
    await send(page, mailed(email), 'Submit code')
    expect(await whoIsIn(page)).toBe(email)
    const { page: again } = await signIn(email)
    await again.getByRole('heading', { name: 'Enter verification code' }).waitFor()
    const [first, sent] = [mailed(email), clinic.world.inbox.to(email).length]
    await again.getByRole('button', { name: 'Resend code' }).click()
    await expect.poll(() => clinic.world.inbox.to(email).length).toBe(sent + 1)
    if (first !== mailed(email)) {
      await send(again, first, 'Submit code')
      await again.getByText('Invalid MFA token').waitFor()
    }
    await send(again, mailed(email), 'Submit code')
    expect(await whoIsIn(again)).toBe(email)
    await set()
  })

  test('offers codes by e-mail alone where the project lists nothing else', async () => {
    const email = await person()
    await set(demanded, { name: 'allowedMfaMethods', valueString: 'email' })
    const { page } = await signIn(email)
    await page.getByRole('button', { name: 'Enable email-based MFA' }).click()
    await page.getByRole('heading', { name: 'Enter verification code' }).waitFor()
    await send(page, mailed(email), 'Submit code')
    expect(await whoIsIn(page)).toBe(email)
    await set()
  })

  /** What @medplum/core does in the page, and what it asked the server for meanwhile. */
  async function during(page: Page, work: () => Promise<unknown>): Promise<readonly string[]> {
    const asked: string[] = []
    const note = (answer: Response): void => {
      const { pathname } = new URL(answer.url())
      if (answer.url().startsWith(clinic.baseUrl) && answer.request().method() !== 'OPTIONS')
        asked.push(`${answer.status()} ${pathname}`)
    }
    page.on('response', note)
    await work()
    page.off('response', note)
    return asked
  }
  /** Calls the client in the page: what it answers, or the text of its error. */
  const inPage = (page: Page, code: string): Promise<unknown> =>
    page.evaluate(`(async () => { try { return await ${code} } catch (error) { return String(error) } })()`)
  const kept = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('activeLogin'))

  describe('when more is demanded of a person who is signed in', () => {
    async function weak(): Promise<{ readonly page: Page; readonly email: string }> {
      const email = await person()
      const { page } = await signIn(email)
      await page.locator('#shown').waitFor()
      await set(demanded)
      return { page, email }
    }

    test('@medplum/core keeps what it stored, and asks nothing twice, where a weak sign-in is still taken', async () => {
      const { page, email } = await weak()
      const before = await kept(page)
      expect(before).not.toBeNull()
      const me = "window.medplum.get('auth/me', { cache: 'reload' })"
      const asked = await during(page, async () => {
        expect(await inPage(page, me)).toMatchObject({ user: { email } })
        expect(await inPage(page, "window.medplum.get('auth/mfa/status', { cache: 'reload' })")).toMatchObject({
          enrolled: false,
        })
        expect(await inPage(page, "window.medplum.post('auth/mfa/enroll', { token: '000000' })")).toContain('Invalid')
        // A sign-in that there is not.
        const loginId = '3f2a9c1e-0000-4000-8000-000000000000'
        expect(await inPage(page, `window.medplum.post('auth/revoke', { loginId: '${loginId}' })`)).not.toContain(
          'Unauthenticated',
        )
      })
      expect(asked.map((one) => one.split(' ')[1])).toEqual([
        '/auth/me',
        '/auth/mfa/status',
        '/auth/mfa/enroll',
        '/auth/revoke',
      ])
      expect(asked.filter((one) => one.startsWith('401'))).toEqual([])
      expect(await kept(page)).toBe(before)
      // Opened again: it resumes the sign-in by /auth/me.
      expect((await during(page, () => page.reload().then(() => page.locator('#shown').waitFor()))).join()).toBe(
        '200 /auth/me',
      )
      expect(await kept(page)).toBe(before)
      expect(
        await during(page, async () => {
          await page.getByRole('button', { name: 'Sign out' }).click()
          await page.getByLabel('Email').waitFor()
        }),
      ).toEqual(['200 /oauth2/logout'])
      expect(await kept(page)).toBeNull()
      await set()
      await page.context().close()
    })

    test('@medplum/core refreshes once at the 401 of the API, and its app signs the person in with more', async () => {
      const { page, email } = await weak()
      const challenged = page.waitForResponse((answer) => answer.status() === 401)
      const asked = await during(page, async () => {
        await inPage(page, "window.medplum.get('fhir/R4/Patient', { cache: 'reload' })").catch(() => 'it left the page')
        await page.getByLabel('Email').waitFor()
        await page.waitForLoadState('networkidle')
      })
      const { 'www-authenticate': challenge = '' } = (await challenged).headers()
      expect(challenge).toMatch(/^Bearer error="insufficient_user_authentication"/)
      expect(challenge).toContain('acr_values="http://idmanagement.gov/ns/assurance/aal/2"')
      expect(challenge).toMatch(/max_age="\d+"/)
      // With a new token /auth/me is asked again, which would begin it all anew if it refused.
      expect(asked).toEqual(['401 /fhir/R4/Patient', '200 /oauth2/token', '200 /auth/me', '401 /fhir/R4/Patient'])
      expect(await kept(page)).toBeNull()
      await page.context().close()
      const { page: again, told } = await signIn(email)
      await again.getByRole('heading', { name: 'Enroll in MFA' }).waitFor()
      await send(again, code(new URL(String(told['enrollUri'])).searchParams.get('secret') ?? ''), 'Enroll')
      await again.locator('#shown').waitFor()
      // The API takes the sign-in now; this member's policies allow nothing.
      const read = "window.medplum.get('fhir/R4/Patient', { cache: 'reload' })"
      expect(await during(again, async () => expect(await inPage(again, read)).toContain('no access policy'))).toEqual([
        '403 /fhir/R4/Patient',
      ])
      expect(await kept(again)).not.toBeNull()
      await set()
      await again.context().close()
    })
  })
})
