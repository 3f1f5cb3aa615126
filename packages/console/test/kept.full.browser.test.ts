/** What a form does not show is not lost when it is saved, and what is typed is not lost when somebody leaves it. */
import { launchChromium, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actingIn } from './acting.ts'
import { type Clinic, makeClinic } from './clinic.ts'
import { type Opened, openConsole } from './opened.ts'
import { expectNamed } from './requests-named.ts'

let browser: Browser
let world: World
let clinic: Clinic
let opened: Opened
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  clinic = await makeClinic(world)
}, 300_000)
afterAll(async () => {
  await browser.close()
  await world.close()
})
afterAll(expectNamed)
beforeEach(async () => {
  opened = await openConsole(browser, world, clinic.owner, '')
  page = opened.page
  return () => page.context().close()
})

const { main, press, choose, said, poll } = actingIn(() => page)

test('another policy is chosen for a client or Bot that has several, and the others are named and stay', async () => {
  const policy = async (name: string) => {
    const resource = [{ resourceType: 'Observation', interaction: ['read'] }]
    const { id } = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name, resource })
    return { reference: `AccessPolicy/${id}` }
  }
  const [night, ward, next] = [await policy('Night'), await policy('Ward'), await policy('Next')]
  const access = [{ policy: ward, parameter: [{ name: 'ward', valueString: '3' }] }, { policy: night }]
  for (const [view, field, of] of [
    [`apps/${clinic.ids.server}`, 'user', `ClientApplication/${clinic.ids.server}`],
    [`devices/${clinic.ids.device}`, 'user', `ClientApplication/${clinic.ids.device}`],
    [`bots/${clinic.ids.bot}?tab=settings`, 'profile', `Bot/${clinic.ids.bot}`],
  ] as const) {
    const found = await clinic.ask(`fhir/R4/ProjectMembership?${field}=${of}`)
    const [{ resource }] = found['entry'] as [{ resource: { readonly id: string } }]
    const path = `fhir/R4/ProjectMembership/${resource.id}`
    await clinic.ask(path, { ...resource, access }, 'PUT')
    await opened.to(view)
    await said('These policies hold as well, and stay.')
    const told = main().getByRole('listitem')
    expect(await told.filter({ hasText: 'Ward' }).innerText()).toContain('ward=3')
    expect(await told.filter({ hasText: 'Night' }).count()).toBe(1)
    await choose('Policy', 'Next')
    await press('Change the policy')
    await poll(async () => (await clinic.ask(path))['accessPolicy']).toMatchObject(next)
    expect((await clinic.ask(path))['access']).toMatchObject(access)
  }
  expect(opened.complaints).toEqual([])
})
