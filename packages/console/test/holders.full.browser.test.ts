/** Who holds a policy, in a project with more members than a page of their list has. */
import { launchChromium } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../server/test/identity/steps.ts'
import { type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { actingIn } from './acting.ts'
import { openConsole, STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'

const MANY = 110

let browser: Browser
let office: Office
beforeAll(async () => {
  browser = await launchChromium()
  office = await startOffice({ console: 'built' })
  const accessPolicy = { reference: office.ward }
  must(await office.invite({ firstName: 'Irene', lastName: 'Invited', accessPolicy, sendEmail: false }))
  const quiet = { accessPolicy: { reference: office.unlisted }, sendEmail: false }
  for (let number = 1; number <= MANY; number += 1) must(await office.invite({ lastName: `${number}`, ...quiet }))
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await office.world.close()
})

test('holders are told by name and as invited, also those beyond the first hundred members', async () => {
  const { owner, people } = office
  const { page, to } = await openConsole(browser, office.world, { ...owner, email: people.owner.email }, '')
  const { press } = actingIn(() => page)
  const rowsIn = (within: string): Promise<readonly string[]> => page.locator(`${within} tbody tr`).allInnerTexts()
  const told = (rows: readonly string[]): readonly string[] => rows.map((row) => row.replaceAll(/\s+/g, ' ')).toSorted()
  const expected = [expect.stringMatching(/^A B active/), expect.stringMatching(/^Irene Invited invited/)]
  await to(`policies/${office.ward.split('/')[1]}?tab=holders`)
  await page.locator('main tbody tr').first().waitFor({ timeout: STEP_MS })
  await expect.poll(async () => told(await rowsIn('main')), { timeout: STEP_MS }).toEqual(expected)

  await press('Delete')
  await page.locator('[role=dialog] tbody tr').first().waitFor({ timeout: STEP_MS })
  await expect.poll(async () => told(await rowsIn('[role=dialog]')), { timeout: STEP_MS }).toEqual(expected)
  await page.context().close()
})
