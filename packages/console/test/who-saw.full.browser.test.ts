/** Who saw a patient, and what somebody did: from their pages in one press, and by those who read the audit alone. */
import { launchChromium } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, PASSWORD } from '../../server/test/identity/steps.ts'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { type Kind, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { actingIn } from './acting.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'

const UNSEEN = 'Your access policy does not let you read these names'

let browser: Browser
let office: Office
let member: string
let patient: string
beforeAll(async () => {
  browser = await launchChromium()
  office = await startOffice({ console: 'built' })
  const jane = {
    resourceType: 'Patient',
    firstName: 'Jane',
    lastName: 'Smith',
    accessPolicy: { reference: office.ward },
  }
  const { body } = must(await office.invite(jane))
  member = body.id
  patient = body.profile.reference
  must(await office.fhir('nurse', 'GET', patient))
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await office.world.close()
})

const openFor = (email: string, view: string, password: string = PASSWORD): Promise<Opened> =>
  openConsole(browser, office.world, { email, password, project: office.owner.project }, view)
const openAs = (kind: Kind, view: string): Promise<Opened> =>
  openFor(office.people[kind].email, view, kind === 'owner' ? office.owner.password : PASSWORD)

/** What the server refused. */
function refusedIn(page: Page): readonly string[] {
  const refused: string[] = []
  page.on('response', (answer) => {
    if ([401, 403].includes(answer.status())) refused.push(`${answer.request().method()} ${answer.url()}`)
  })
  return refused
}

describe('who saw a patient', () => {
  test('is one press from their page and from their record, for those who read the audit', async () => {
    const { page, to, complaints } = await openAs('owner', '')
    for (const view of [`people/${member}`, `resources/${patient}`, `resources/${patient}?tab=history`]) {
      await to(view)
      await page.getByRole('link', { name: 'Who saw this patient', exact: true }).click({ timeout: STEP_MS })
      await page.waitForURL(/audit\?/, { timeout: STEP_MS })
      const { searchParams } = new URL(page.url())
      expect(Object.fromEntries(searchParams), view).toEqual({
        patient,
        kind: 'read,vread,search,history',
        outcome: 'allowed',
      })
      await page.locator('main tbody').getByText('A B').first().waitFor({ timeout: STEP_MS })
    }
    // Staff are no patients.
    await to(`people/${office.people.nurse.membership}`)
    expect(await page.getByRole('link', { name: 'Who saw this patient' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('is not offered to those who do not read it', async () => {
    const { page, to } = await openAs('identity-administrator', `people/${member}`)
    await actingIn(() => page).said('Details')
    for (const view of [`people/${member}`, `resources/${patient}`]) {
      await to(view)
      expect(await page.getByRole('link', { name: 'Who saw this patient' }).count(), view).toBe(0)
    }
    await page.context().close()
  })
})

describe('the filters of the audit', () => {
  test('take ids and references from a privacy officer, who is told why no names are offered', async () => {
    const { page, complaints } = await openAs('privacy-officer', 'audit')
    const refused = refusedIn(page)
    const { main, press, said } = actingIn(() => page)
    const dialog = page.getByRole('dialog')
    const pick = async (filter: string, typed: string, reference: string): Promise<void> => {
      await press(new RegExp(`^${filter}: `))
      await said(UNSEEN)
      await dialog.getByRole('searchbox').fill(typed)
      await dialog.getByRole('button', { name: reference, exact: true }).click({ timeout: STEP_MS })
      await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
      await page.waitForURL((url) => [...url.searchParams.values()].includes(reference), { timeout: STEP_MS })
      await main()
        .getByRole('button', { name: `${filter}: ${reference}`, exact: true })
        .first()
        .waitFor({ timeout: STEP_MS })
    }
    const nurse = office.people.nurse.profile
    await press(/^Who saw this patient: /)
    await said(UNSEEN)
    expect(await complaintsOfAxe(page)).toEqual([])
    await dialog.getByRole('searchbox').fill('Jane')
    await said('This is no id and no reference.')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await pick('Who saw this patient', patient.split('/')[1] ?? '', patient)
    await pick('What did this person do', nurse.split('/')[1] ?? '', nurse)
    await main().locator('tbody tr').first().waitFor({ timeout: STEP_MS })
    // The nurse's one read of that patient; of neither is a name told.
    await expect.poll(() => main().locator('tbody tr').count(), { timeout: STEP_MS }).toBe(1)
    expect(await main().locator('tbody').innerText()).not.toMatch(/Jane|A B/)
    await page.getByRole('link', { name: 'Clear', exact: true }).click()
    const machine = await office.world.actors.machine(office.owner)
    await pick('App', `${page.url().split('/audit')[0]}/apps/${machine.id}`, `ClientApplication/${machine.id}`)
    expect(refused).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('offer a privacy officer the names that a policy of theirs lets them read, and no others', async () => {
    const membership = { adminRole: 'privacy-officer', accessPolicy: { reference: office.ward } }
    const { email } = await office.member({ membership })
    const { page } = await openFor(email, 'audit')
    const refused = refusedIn(page)
    const { main, press, said } = actingIn(() => page)
    const dialog = page.getByRole('dialog')
    await press(/^Who saw this patient: /)
    await dialog.getByRole('searchbox').fill('smi')
    await dialog.getByRole('button', { name: 'Jane Smith' }).click({ timeout: STEP_MS })
    await main().getByRole('button', { name: 'Who saw this patient: Jane Smith' }).waitFor({ timeout: STEP_MS })
    await main().locator('tbody').getByText('Jane Smith').first().waitFor({ timeout: STEP_MS })
    await press(/^App: /)
    await said(UNSEEN)
    expect(refused).toEqual([])
    await page.context().close()
  })
})
