/** What a finding of the overview is about, shown in the list that it leads to: all of it, and how to see the rest. */
import { launchChromium } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../server/test/identity/steps.ts'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { openConsole, STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'

let browser: Browser
let office: Office
beforeAll(async () => {
  browser = await launchChromium()
  office = await startOffice({ console: 'built' })
  const ids: string[] = []
  for (const [name, kind] of [
    ['Archive', 'server'],
    ['Billing', 'server'],
    ['Scale', 'device'],
    ['Portal', 'server'],
  ]) {
    const accessPolicy = { reference: office.unlisted }
    ids.push(must(await office.admin('owner', 'POST', 'client', { name, kind, accessPolicy })).body.id)
  }
  // The last of them is new.
  for (const [at, id] of ids.slice(0, 3).entries()) {
    const params = [id, `${400 + at} days`]
    await office.world.store.db.query({
      sql: 'update clients set created_at = now() - $2::interval where id = $1::uuid',
      params,
    })
    await office.world.store.db.query({
      sql: 'update client_secrets set created_at = now() - $2::interval where client_id = $1::uuid',
      params,
    })
  }
  const everything = await office.world.actors.policy(office.owner, [{ resourceType: '*' }])
  await office.world.actors.policy(office.owner, [{ resourceType: '*' }])
  await office.member({ accessPolicy: { reference: everything } })
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await office.world.close()
})

test('"Show them" shows them all and nothing else, says so, and leads to the whole list', async () => {
  const { owner, people } = office
  const { findings } = must(await office.admin('owner', 'GET', 'posture')).body
  const counted = (code: string): number => findings.find((one: { code: string }) => one.code === code)?.count
  const { page, to, complaints } = await openConsole(browser, office.world, { ...owner, email: people.owner.email }, '')
  const rows = page.locator('main tbody tr:not(.space)')
  for (const [code, said, list, first] of [
    ['old_secret', 'Only clients whose secret is older than a year', 'apps', 'Scale'],
    ['unused_client', 'Only clients with credentials that nobody used', 'apps', undefined],
    ['no_second_factor', 'Only people who work here and sign in without a second factor', 'people', undefined],
    ['wildcard_policy', 'Only policies with every type', 'policies', undefined],
  ] as const) {
    await to('')
    await page.locator(`main a[href$="${list}?finding=${code}"]`).click({ timeout: STEP_MS })
    await page.getByText(said).waitFor({ timeout: STEP_MS })
    await expect.poll(() => rows.count(), { timeout: STEP_MS }).toBe(counted(code))
    if (first !== undefined) expect(await rows.first().innerText()).toContain(first)
    expect([code, ...(await complaintsOfAxe(page))]).toEqual([code])
    await page.getByRole('link', { name: 'Show all', exact: true }).click({ timeout: STEP_MS })
    await page.waitForURL((url) => url.pathname.endsWith(`/${list}`) && !url.search.includes('finding'), {
      timeout: STEP_MS,
    })
    await page.locator('main .find').waitFor({ timeout: STEP_MS })
  }
  // A device leads to its own page; a policy to those who have it.
  await to('apps?finding=old_secret')
  await page.getByRole('link', { name: 'Scale' }).click({ timeout: STEP_MS })
  await page.waitForURL(/\/devices\//, { timeout: STEP_MS })
  await to('policies?finding=wildcard_policy')
  await page.getByRole('link', { name: 'Who has it' }).click({ timeout: STEP_MS })
  await page.waitForURL(/tab=holders/, { timeout: STEP_MS })
  // What no list knows narrows nothing.
  await to('people?finding=old_secret')
  await page.locator('main .find').waitFor({ timeout: STEP_MS })
  expect(complaints).toEqual([])
  await page.context().close()
})
