/** What can happen while somebody works in the console: nothing typed is lost, nothing of others is overwritten. */
import { Buffer } from 'node:buffer'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../server/src/base/log/index.ts'
import { freshEmail, must, PASSWORD } from '../../server/test/identity/steps.ts'
import { HOSTILE } from './clinic.ts'
import { clinic, open, opened, withConsoles, world } from './clinic-console.ts'
import { STEP_MS, signIn } from './opened.ts'

const MINUTE = 60_000
const logged: string[] = []
withConsoles({ log: createLog('debug', { write: (line) => logged.push(line) }) })

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click({ timeout: STEP_MS })
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: STEP_MS })
/** A fresh token of the owner, as another administrator would have. */
const freshToken = async (): Promise<string> => {
  const { email, password, project } = clinic.owner
  return (await world.actors.signIn(email, password, { projectId: project })).body.access_token
}
const ask = async (token: string, path: string, json?: unknown, method?: string) =>
  must(await world.call(path, { token, ...(json !== undefined && { json }), ...(method !== undefined && { method }) }))

/** The policies whose name is this. */
async function policiesNamed(name: string): Promise<number> {
  const query = new URLSearchParams({ 'name:exact': name, _summary: 'count' })
  return (await ask(await freshToken(), `fhir/R4/AccessPolicy?${query}`)).body.total
}

/** A policy with a name, typed but not made yet. */
async function typePolicy(name: string): Promise<Page> {
  const page = await open('policies/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await press(page, 'Add an entry')
  return page
}

async function inNewWindow(page: Page, prove: (other: Page) => Promise<void>): Promise<void> {
  const opening = page.context().waitForEvent('page')
  await press(page, 'Sign in in a new window')
  const other = await opening
  const closed = other.waitForEvent('close', { timeout: STEP_MS })
  await prove(other)
  await closed
}

describe('a form that is half filled in', () => {
  test('outlives a proof that is asked for in between, given up at first and then given', async () => {
    const token = await freshToken()
    const path = `fhir/R4/Project/${clinic.owner.project}`
    const project = (await ask(token, path)).body
    const demanding = [...(project.setting ?? []), { name: 'adminStepUp', valueBoolean: true }]
    await ask(token, path, { ...project, setting: demanding }, 'PUT')
    const page = await open(`policies/${clinic.ids.policy}`)
    await page.getByLabel('Name', { exact: true }).fill('Proven anew')
    await press(page, 'Add an entry')
    await world.travel(11 * MINUTE)
    await press(page, 'Save')
    await said(page, 'Confirm that it is you')
    await said(page, /needs a fresh proof/)
    await press(page, 'Cancel')
    await said(page, /you did not sign in again/)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Proven anew')
    expect(await policiesNamed('Proven anew')).toBe(0)
    await press(page, 'Save')
    await inNewWindow(page, (other) => signIn(other, clinic.owner))
    await expect.poll(() => policiesNamed('Proven anew'), { timeout: STEP_MS }).toBe(1)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Proven anew')
    // Whose window it was is known by its storage alone, which has gone with it.
    expect(await page.evaluate('sessionStorage.getItem("damson-console-sign-in")')).toBeNull()
    const now = await freshToken()
    const after = (await ask(now, path)).body
    await ask(now, path, { ...after, setting: project.setting }, 'PUT')
  })

  test('outlives the end of the sign-in', async () => {
    const page = await typePolicy('After the end')
    const token = await freshToken()
    const me = (await ask(token, 'auth/me')).body.membership.id
    await ask(token, `admin/projects/${clinic.owner.project}/members/${me}/sign-ins`, undefined, 'DELETE')
    await press(page, 'Create the policy')
    await said(page, /Your sign-in has ended/)
    await inNewWindow(page, (other) => signIn(other, clinic.owner))
    await page.waitForURL(/policies\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    expect(await policiesNamed('After the end')).toBe(1)
  })

  test('outlives a lost connection, and is saved when it is back', async () => {
    const page = await typePolicy('After the gap')
    await page.route('**/fhir/R4/AccessPolicy', (route) => route.abort('connectionfailed'))
    await press(page, 'Create the policy')
    await said(page, /The server cannot be reached/)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('After the gap')
    await page.unroute('**/fhir/R4/AccessPolicy')
    await press(page, 'Create the policy')
    await page.waitForURL(/policies\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    expect(await policiesNamed('After the gap')).toBe(1)
  })

  test('outlives the loss of the role that it needs, with a sentence that says so', async () => {
    const at = `admin/projects/${clinic.owner.project}`
    const token = await freshToken()
    const email = freshEmail()
    const person = { resourceType: 'Practitioner', firstName: 'Iris', lastName: 'Desk', email }
    const accessPolicy = { reference: `AccessPolicy/${clinic.ids.policy}` }
    const invited = await ask(token, `${at}/invite`, { ...person, adminRole: 'help-desk', accessPolicy })
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const page = await open('people/invite', { email, password: PASSWORD, project: clinic.owner.project })
    await page.getByLabel('First name', { exact: true }).fill('Noor')
    await page.getByLabel('Last name', { exact: true }).fill('Aziz')
    await page.getByLabel('E-mail address', { exact: true }).fill(freshEmail())
    const member = `fhir/R4/ProjectMembership/${invited.body.id}`
    const { adminRole: _role, ...without } = (await ask(token, member)).body
    await ask(token, member, without, 'PUT')
    await press(page, 'Send the invitation')
    await page.locator('main [role=alert]').first().waitFor({ timeout: STEP_MS })
    expect(await page.locator('main [role=alert]').first().innerText()).toMatch(/Your role does not allow this/)
    expect(await page.getByLabel('First name', { exact: true }).inputValue()).toBe('Noor')
  })
})

describe('two administrators at once', () => {
  const path = () => `fhir/R4/AccessPolicy/${clinic.ids.policy}`
  const rename = async (name: string): Promise<void> => {
    const token = await freshToken()
    const { body } = await ask(token, path())
    await ask(token, path(), { ...body, name }, 'PUT')
  }
  const nameNow = async (): Promise<string> => (await ask(await freshToken(), path())).body.name

  test('see both versions, and nothing is overwritten unless somebody says so', async () => {
    await rename('As it was')
    const page = await open(`policies/${clinic.ids.policy}`)
    const field = page.getByLabel('Name', { exact: true })
    await field.fill('Mine')
    await rename('Theirs')
    await press(page, 'Save')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Somebody else saved this while you worked on it').waitFor({ timeout: STEP_MS })
    await expect.poll(() => dialog.innerText(), { timeout: STEP_MS }).toMatch(/Theirs[\s\S]*Mine/)
    expect(await nameNow()).toBe('Theirs')
    await dialog.getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await expect.poll(() => field.inputValue(), { timeout: STEP_MS }).toBe('Theirs')
    expect(await nameNow()).toBe('Theirs')
    await field.fill('Mine again')
    await rename('Theirs again')
    await press(page, 'Save')
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click()
    await expect.poll(nameNow, { timeout: STEP_MS }).toBe('Mine again')
  })

  test('take nothing from each other that was typed, when what is shown is read again', async () => {
    const page = await open('sign-in-pages')
    await page.getByLabel('Notice', { exact: true }).fill('Only for staff')
    const token = await freshToken()
    const project = `fhir/R4/Project/${clinic.owner.project}`
    const { body } = await ask(token, project)
    await ask(token, project, { ...body, signInForm: { notice: 'Theirs' } }, 'PUT')
    const again = page.waitForResponse((response) => response.url().includes(project))
    // Somebody comes back to the tab after a while: what is older than ten seconds is read again.
    await page.evaluate('(() => { const { now } = Date; Date.now = () => now() + 11_000 })()')
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))')
    await again
    await opened.settled()
    expect(await page.getByLabel('Notice', { exact: true }).inputValue()).toBe('Only for staff')
    await press(page, 'Save')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Take theirs and drop mine' })
      .click({ timeout: STEP_MS })
    await expect
      .poll(() => page.getByLabel('Notice', { exact: true }).inputValue(), { timeout: STEP_MS })
      .toBe('Theirs')
  })
})

describe('much, and wrong', () => {
  test('500 policies are one list: found by name, gone through by keyboard', async () => {
    const token = await freshToken()
    const names = Array.from({ length: 500 }, (_, at) => `Ward ${String(at).padStart(3, '0')}`)
    for (let from = 0; from < names.length; from += 20) {
      const some = names.slice(from, from + 20)
      await Promise.all(some.map((name) => ask(token, 'fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name })))
    }
    const page = await open('policies')
    await said(page, /\d+ in all|Loading more/)
    // Of so many rows those in view are in the page.
    expect(await page.locator('main tbody tr').count()).toBeLessThan(80)
    await page.locator('main tbody a').first().focus()
    for (let at = 0; at < 80; at += 1) await page.keyboard.press('PageDown')
    await expect
      .poll(() => page.evaluate<string>('document.activeElement.textContent'), { timeout: STEP_MS })
      .toMatch(/^Ward/)
    await page.getByRole('searchbox').first().fill('Ward 47')
    await expect.poll(() => page.locator('main tbody a').count(), { timeout: STEP_MS }).toBe(10)
    expect(new URL(page.url()).searchParams.get('name')).toBe('Ward 47')
  })

  test('a file in another encoding is not read wrong, and a name that is a formula or markup is text', async () => {
    const page = await open('people/import')
    const rows = `firstName,lastName,email\nJosé,Ñandú,jose@example.org\n${HOSTILE.markup},=1+1,x@example.org\n`
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows, 'latin1') }
    await page.setInputFiles('input[type=file]', file)
    await said(page, /not (in |read as )?UTF-8|encoding/i)
    expect(await page.locator('main table').count()).toBe(0)
    // What each encoding would make of the names is beside it.
    const option = (name: string) => page.locator('label', { hasText: name })
    expect(await option('Windows-1252').innerText()).toContain('José,Ñandú')
    expect(await option('Windows-1256').innerText()).not.toContain('Ñandú')
    await option('Windows-1252').click({ timeout: STEP_MS })
    await page.locator('main table', { hasText: 'Ñandú' }).waitFor({ timeout: STEP_MS })
    expect(await page.locator('main table').innerText()).toContain(HOSTILE.markup)
    expect(await page.locator('img[src=x]').count()).toBe(0)
    // Arabic of an older spreadsheet: "Layla" in Windows-1256. The answer before is of the other file.
    const arabic = Buffer.from([
      ...Buffer.from('firstName,lastName,email\n'),
      0xe1,
      0xed,
      0xe1,
      0xec,
      ...Buffer.from(',N,l@example.org\n'),
    ])
    await page.setInputFiles('input[type=file]', { ...file, name: 'arabic.csv', buffer: arabic })
    await expect.poll(() => option('Windows-1256').innerText(), { timeout: STEP_MS }).toContain('ليلى')
    expect(await page.locator('main table').count()).toBe(0)
    await option('Windows-1256').click()
    await page.locator('main table', { hasText: 'ليلى' }).waitFor({ timeout: STEP_MS })
    // UTF-16 says what it is, and needs no question.
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows, 'utf16le')])
    await page.setInputFiles('input[type=file]', { ...file, name: 'wide.csv', buffer: wide })
    await said(page, 'The file is in UTF-16, and was read so.')
    await page.locator('main table', { hasText: 'Ñandú' }).waitFor({ timeout: STEP_MS })
    expect(opened.complaints).toEqual([])
  })
})

test('no token is in storage, an address, a log of the browser or the server, or what is said of an error', async () => {
  const page = await open('')
  const { tokens } = opened
  for (const view of ['people', 'apps', 'traces', 'sessions', 'audit']) {
    await page.click(`nav a[href$="/${view}"]`)
    await page.waitForSelector('main tbody tr', { timeout: STEP_MS })
    expect(await tokens.seen()).toEqual([])
  }
  // A server that tells back what it was sent.
  await page.route('**/fhir/R4/AccessPolicy*', (route) =>
    route.fulfill({ status: 500, body: JSON.stringify(route.request().headers()), contentType: 'application/json' }),
  )
  await page.click('nav a[href$="/policies"]')
  await page.waitForSelector('main .trouble', { timeout: STEP_MS })
  expect(await tokens.seen(logged)).toEqual([])
  expect(logged.length).toBeGreaterThan(0)
  expect(tokens.count()).toBeGreaterThan(0)
  expect(new URL(page.url()).search).toBe('')
})
