import { proveAsIf } from '@damson/testkit'
import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
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
})
