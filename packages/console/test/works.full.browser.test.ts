/** What an administrator does in the views of people, policies, providers, domains, pages and e-mails, as they do it. */
import { Buffer } from 'node:buffer'
import { launchChromium, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail } from '../../server/test/identity/steps.ts'
import { type Clinic, HOSTILE, makeClinic } from './clinic.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'

let browser: Browser
let world: World
let clinic: Clinic
let opened: Opened
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  clinic = await makeClinic(world)
  opened = await openConsole(browser, world, clinic.owner, '')
  page = opened.page
}, 300_000)
afterAll(async () => {
  await browser.close()
  await world.close()
})

const main = () => page.locator('main')
const press = (name: string | RegExp) =>
  main()
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click({ timeout: STEP_MS })
const confirm = async (name: string): Promise<void> => {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name, exact: true }).click({ timeout: STEP_MS })
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
}
const fill = (label: string | RegExp, text: string) => main().getByLabel(label).first().fill(text, { timeout: STEP_MS })
const said = (text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: STEP_MS })
const poll = (read: () => Promise<unknown>) => expect.poll(read, { timeout: STEP_MS })

describe('an administrator', () => {
  test('mends a finding of the overview at its button, and takes that back', async () => {
    const project = async () => clinic.ask(`fhir/R4/Project/${clinic.owner.project}`)
    await said('Developer mode is on.')
    await press('Turn it off')
    await poll(async () => (await project())['developerModeUntil']).toBeUndefined()
    await page.getByRole('button', { name: 'Undo' }).click({ timeout: STEP_MS })
    await poll(async () => (await project())['developerModeUntil']).toBeDefined()
    await press('Show 31 days')
    await poll(async () => new URL(page.url()).searchParams.get('period')).toBe('month')
    expect(await main().innerText()).toContain('Last 31 days')
  })

  test('invites somebody, also again, withdraws that, and turns off, on and removes who has come', async () => {
    const email = freshEmail()
    const invited = async (): Promise<string> => {
      await opened.to('people/invite')
      await fill('First name', HOSTILE.markup)
      await fill('Last name', 'Invited')
      await fill('E-mail address', email)
      await press('Send the invitation')
      await page.waitForURL(/people\/[0-9a-f-]{36}/, { timeout: STEP_MS })
      await poll(() => page.locator('main h1').innerText()).toBe(`${HOSTILE.markup} Invited`)
      return page.url().split('/').at(-1) ?? ''
    }
    const first = await invited()
    await press('Send the invitation again')
    await confirm('Send the invitation again')
    await said('The invitation is on its way to')
    await press('Withdraw the invitation')
    await confirm('Withdraw the invitation')
    await page.waitForURL(/people$/, { timeout: STEP_MS })

    const id = await invited()
    expect(id).not.toBe(first)
    const member = `fhir/R4/ProjectMembership/${id}`
    // As if they had signed in.
    const sql = 'update memberships set invitation_open = false where id = $1::uuid'
    await world.store.db.query({ sql, params: [id] })
    await page.reload()
    await press('Turn off')
    await poll(async () => (await clinic.ask(member))['active']).toBe(false)
    await page.getByRole('button', { name: 'Undo' }).click({ timeout: STEP_MS })
    await poll(async () => (await clinic.ask(member))['active']).toBe(true)
    await opened.to('people')
    await page.getByRole('searchbox').first().fill(email)
    await poll(() => main().locator('tbody a').count()).toBe(1)
    await main().locator('tbody a').first().click()
    await press('Remove')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill(`${HOSTILE.markup} Invited`)
    await confirm('Remove')
    await page.waitForURL(/people$/, { timeout: STEP_MS })
  })

  test('imports people from a file, and hears of each line that was refused', async () => {
    await opened.to('people/import')
    const rows = 'Given name;Surname;E-mail address\nNoor;Aziz;noor@example.org\nNobody;;\n'.replaceAll(';', ',')
    await page.setInputFiles('input[type=file]', { name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
    await press('Import 2 people')
    await said('The import has ended.')
    await said('Line 2')
    const [file] = await Promise.all([page.waitForEvent('download'), press('Download the report')])
    expect(file.suggestedFilename()).toBe('p.csv.report.ndjson')
  })

  test('makes a policy entry by entry, and asks what it allows somebody', async () => {
    await opened.to('policies/new')
    await fill('Name', 'Ward desk')
    await press('Add an entry')
    await press('Create the policy')
    await page.waitForURL(/policies\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    await page.getByRole('link', { name: 'As text' }).click()
    await poll(() => main().locator('.cm-content').innerText()).toContain('"Ward desk"')
    await opened.to(`policies/simulator?membership=${clinic.ids.member}&interaction=read&type=Patient`)
    await poll(() => main().innerText()).toContain('Allowed')
    await opened.to(`policies/simulator?membership=${clinic.ids.member}&interaction=delete&type=Patient`)
    // An answer is of the question that is asked, and of no other.
    expect(await main().innerText()).not.toContain('Allowed')
    await press('Ask')
    await poll(() => main().innerText()).toContain('Refused')
  })

  test('adds a provider of a template, sees what its rules make of a token, and turns it off', async () => {
    await opened.to('providers/new?kind=okta')
    await fill(/^Issuer URI/, 'not an address')
    await fill('Client ID', 'damson')
    await fill(/^Client secret/, 'a-secret-of-okta')
    await said('This cannot be it: copy it as the provider shows it.')
    await fill(/^Issuer URI/, 'https://clinic.okta.com/oauth2/default')
    await press('Add it, then try it')
    await page.waitForURL(/providers\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    const id = page.url().split('/').at(-1) ?? ''
    await poll(() => main().locator('pre').first().innerText()).toContain(`auth/external/provider/${id}`)
    await said('may sign in')
    await press('Turn off')
    await poll(async () => (await clinic.ask(`fhir/R4/ProjectIdentityProvider/${id}`))['active']).toBe(false)
    expect(await main().innerText()).not.toContain('a-secret-of-okta')
  })

  test('adds a domain, copies its record, and hears that it is not published yet', async () => {
    await opened.to('domains')
    await main()
      .getByRole('textbox', { name: /^Domain/ })
      .fill('new-clinic.example')
    await press('Add a domain')
    await page.waitForURL(/domains\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    await poll(() => main().locator('pre').allInnerTexts()).toContainEqual(
      expect.stringContaining('new-clinic.example'),
    )
    await press('Check now')
    await main().locator('[role=alert]').first().waitFor({ timeout: STEP_MS })
    await said('Try the provider first, as it is configured now.')
  })

  test('sees the real sign-in page and e-mail change while typing, and markup as text in both', async () => {
    await opened.to('sign-in-pages')
    await fill('Colour on light pages', '#00ff00')
    await said(/Contrast with the page: 1\.2/)
    await fill('Colour on light pages', '#5a2f73')
    await fill('Notice', HOSTILE.markup)
    const frame = page.frameLocator('iframe')
    await frame.getByText(HOSTILE.markup).first().waitFor({ timeout: STEP_MS })
    expect(await frame.locator('img[src=x]').count()).toBe(0)
    await opened.to('emails?email=invite')
    await fill('Subject', `Come in ${HOSTILE.script}`)
    await fill('First sentences', HOSTILE.markup)
    await frame.getByText(HOSTILE.markup).first().waitFor({ timeout: STEP_MS })
    expect(await frame.locator('img[src=x], script').count()).toBe(0)
    await poll(() => main().innerText()).toContain(`Come in ${HOSTILE.script}`)
    expect(opened.complaints).toEqual([])
  })
})
