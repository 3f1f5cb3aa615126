import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, launchChromium, signIn, startClinic } from '../src/clinic.ts'
import type { Program } from '../src/program.ts'
import { viteApp } from '../src/vite-app.ts'

describe('the SDK and its hooks in a page, with Vite and React', () => {
  let clinic: Clinic
  let browser: Browser
  let program: Program
  let babbage = ''
  beforeAll(async () => {
    const [world, chromium, built] = await Promise.all([startClinic(), launchChromium(), viteApp('sdk-react')])
    clinic = world
    browser = chromium
    const name = [{ given: ['Charles'], family: 'Babbage' }]
    babbage = (await clinic.admin('fhir/R4/Patient', { resourceType: 'Patient', active: true, name })).id
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

  /** A page of a new browser, and what it asked the token endpoint and complained of. */
  async function open(path: string, before = ''): Promise<{ page: Page; tokens: string[]; complaints: string[] }> {
    const context = await browser.newContext()
    await context.addInitScript(before)
    const page = await context.newPage()
    const tokens: string[] = []
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (sent) => void (sent.url().endsWith('oauth2/token') && tokens.push(sent.postData() ?? '')))
    await page.goto(program.address + path)
    return { page, tokens, complaints }
  }
  /** What was allowed once is not asked about again. */
  let isAllowed = false
  const enter = async (page: Page): Promise<void> => {
    await signIn(page, clinic.grace, undefined, isAllowed)
    isAllowed = true
  }
  const patient = (page: Page, name: string) => page.getByRole('region', { name })
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  test.each([
    ['as the browser is', ''],
    ['in Safari 16, which lacks URL.canParse', 'delete URL.canParse'],
  ])('signs a person in, comes back to where they were, reads, writes and signs out, %s', async (_, before) => {
    const { page, tokens, complaints } = await open(`/?patient=${clinic.patient}#notes`, before)
    await enter(page)
    await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
    expect(page.url()).toBe(`${program.address}/?patient=${clinic.patient}#notes`)
    await patient(page, 'Ada Lovelace').getByText('In our care', { exact: true }).waitFor()
    await expect.poll(() => page.getByRole('listitem').allTextContents()).toEqual(['Charles Babbage', 'Ada Lovelace'])
    expect(tokens).toHaveLength(1)

    await button(page, 'Change').click()
    await page.getByText('Not in our care').waitFor()
    await button(page, 'Change').click()
    await page.getByText('In our care', { exact: true }).waitFor()

    // Loading the page again asks nobody for anything.
    await page.reload()
    await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
    expect(tokens).toHaveLength(1)

    // Signed out is signed out: nothing begins by itself.
    await button(page, 'Sign out').click()
    await button(page, 'Sign in').waitFor()
    expect([await page.getByRole('heading').count(), new URL(page.url()).origin]).toEqual([0, program.address])
    // The app's own login is over. The browser's goes on, so that one click is enough.
    await button(page, 'Sign in').click()
    await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
    expect(tokens).toHaveLength(2)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('never shows an answer for another question, however late it comes', async () => {
    const { page } = await open('/')
    await enter(page)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(`**/fhir/R4/Patient/${babbage}`, async (route) => {
      await held
      await route.continue()
    })
    await button(page, 'Charles Babbage').click()
    await button(page, 'Ada Lovelace').click()
    await patient(page, 'Ada Lovelace').waitFor()
    const late = page.waitForResponse((answer) => answer.url().endsWith(babbage))
    release()
    await (await late).finished()
    expect(await patient(page, 'Ada Lovelace').count()).toBe(1)
    expect(await patient(page, 'Charles Babbage').count()).toBe(0)

    // What is typed is searched; who is chosen stays.
    await page.getByLabel('Name').fill('bab')
    await expect.poll(() => page.getByRole('listitem').allTextContents()).toEqual(['Charles Babbage'])
    expect(await patient(page, 'Ada Lovelace').count()).toBe(1)
    await page.context().close()
  })

  test('says why nobody is signed in, and begins again when the person says so', async () => {
    const { page, tokens } = await open('/')
    await page.waitForURL(`${clinic.baseUrl}**`)
    const state = new URL(page.url()).searchParams.get('state') ?? ''
    expect(state).not.toBe('')
    const refusal = { error: 'access_denied', error_description: 'You said no.', state, iss: clinic.baseUrl }
    await page.goto(`${program.address}/?${new URLSearchParams(refusal)}`)
    expect(await page.getByRole('alert').textContent()).toMatch(/You said no/)
    expect([page.url(), tokens]).toEqual([`${program.address}/`, []])
    await button(page, 'Sign in').click()
    await page.waitForURL(`${clinic.baseUrl}**`)
    await page.context().close()
  })
})
