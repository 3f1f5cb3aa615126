/** Who saw a patient, and what somebody did: from their pages in one press, and by those who read the audit alone. */
import { launchChromium } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, PASSWORD } from '../../server/test/identity/steps.ts'
import { type Kind, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { actingIn } from './acting.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'

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

const openAs = (kind: Kind, view: string): Promise<Opened> =>
  openConsole(
    browser,
    office.world,
    {
      email: office.people[kind].email,
      password: kind === 'owner' ? office.owner.password : PASSWORD,
      project: office.owner.project,
    },
    view,
  )

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
