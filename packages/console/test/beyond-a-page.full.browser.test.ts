/** Lists of more than a page, whose last entries are named, chosen and changed like the first. */
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyClient } from '../../server/test/clients/copies.ts'
import { must } from '../../server/test/identity/steps.ts'
import { actingIn } from './acting.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'

/** Pages of the lists that are asked for have 100 rows. */
const MANY = 101

let browser: Browser
let world: World
let owner: Owner
let app: string
let domain: string

const ask = async (path: string, json?: object, method?: string) =>
  must(await world.call(path, { token: owner.token, ...(json && { json }), ...(method !== undefined && { method }) }))
    .body

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  owner = await world.actors.owner()
  const at = `admin/projects/${owner.project}`
  for (let count = 0; count < MANY; count += 1) {
    const name = `${count === MANY - 1 ? 'Z' : 'A'} ${count}`
    // The last in the order of names, and the last that is made.
    app = (await ask(`${at}/client`, { name: `${name} app`, kind: 'app', redirectUris: ['https://app.example/'] })).id
    await ask('fhir/R4/ProjectIdentityProvider', {
      resourceType: 'ProjectIdentityProvider',
      identityProvider: { name: `${name} provider`, issuer: 'https://idp.example', clientId: 'a', clientSecret: 'b' },
    })
  }
  domain = (await ask(`${at}/domain`, { domain: 'beyond.example' })).id
  const path = `fhir/R4/Project/${owner.project}`
  const developerModeUntil = new Date(Date.now() + 3_600_000).toISOString()
  await ask(path, { ...(await ask(path)), developerModeUntil }, 'PUT')
  await world.call(`oauth2/authorize?response_type=code&client_id=${app}&redirect_uri=https://other.example`)
}, 300_000)
afterAll(async () => {
  await browser.close()
  await world.close()
})

test('apps are named in traces, and providers are chosen, however many there are', async () => {
  const { email, password, project } = owner
  const { page, to, complaints } = await openConsole(browser, world, { email, password, project }, 'traces')
  await page.getByRole('link', { name: `Z ${MANY - 1} app` }).waitFor({ timeout: STEP_MS })
  await to(`apps/${app}`)
  const providers = page.getByRole('checkbox')
  await expect.poll(() => providers.count(), { timeout: STEP_MS }).toBe(MANY)
  await page.getByText(`Z ${MANY - 1} provider`).waitFor({ timeout: STEP_MS })
  await to(`domains/${domain}`)
  await page
    .getByRole('button', { name: /^(?!.*remove).*provider/i })
    .first()
    .click({ timeout: STEP_MS })
  await page.locator('.popover [role=option]', { hasText: `Z ${MANY - 1} provider` }).waitFor({ timeout: STEP_MS })
  expect(complaints).toEqual([])
  await page.context().close()
})

describe('Basic of 401 clients, of which each request ends 200,', () => {
  const END = 'End Basic for this project'
  let opened: Opened
  let page: Page
  const { press, said, undo } = actingIn(() => page)
  const dialog = () => page.getByRole('dialog')
  const confirm = (name: string) => dialog().getByRole('button', { name, exact: true }).click({ timeout: STEP_MS })
  const left = async (): Promise<number> =>
    (await ask(`admin/projects/${owner.project}/clients?basic=true&_count=1`)).total
  /** Does something before the second request that is sent from now on. */
  const beforeSecond = async (act: () => Promise<unknown>): Promise<void> => {
    let count = 0
    await page.route('**/clients/basic', async (route) => {
      count += 1
      if (count === 2) await act()
      await route.continue()
    })
  }
  beforeAll(async () => {
    const host = { name: 'Old host', kind: 'device', basicAllowed: true }
    const accessPolicy = { reference: await world.actors.policy(owner, [{ resourceType: 'Observation' }]) }
    const { id } = await ask(`admin/projects/${owner.project}/client`, { ...host, accessPolicy })
    await copyClient(world, owner.project, id, 400)
    const { email, password, project } = owner
    opened = await openConsole(browser, world, { email, password, project }, 'devices')
    page = opened.page
  })
  afterAll(() => page.context().close())

  test('ends for all of them, which is shown as it goes on, and is allowed again for all of them', async () => {
    const { promise: isSeen, resolve: seen } = Promise.withResolvers<void>()
    await beforeSecond(() => isSeen)
    await press(END)
    await dialog().getByText('and 381 more').waitFor({ timeout: STEP_MS })
    await confirm(END)
    await dialog().getByRole('status').getByText('Ended for 200 of 401').waitFor({ timeout: STEP_MS })
    expect(await dialog().getByRole('button', { name: END }).getAttribute('aria-disabled')).toBe('true')
    seen()
    await said('Basic has ended for 401 clients.')
    await dialog().waitFor({ state: 'detached', timeout: STEP_MS })
    expect(await left()).toBe(0)
    await page.unroute('**/clients/basic')
    await undo('Basic has ended for 401 clients.')
    await said('Basic is allowed again for 401 clients.')
    expect(await left()).toBe(401)
  })

  test('has ended for some where a later step fails, which is said, and goes on from there', async () => {
    await beforeSecond(() => world.store.db.exec(STUCK))
    await press(END)
    await confirm(END)
    await said('Basic has ended for 200 clients. Clients that may still use it: 201.')
    await dialog().getByRole('alert').waitFor({ timeout: STEP_MS })
    await world.store.db.exec(FREED)
    await page.unroute('**/clients/basic')
    expect(await left()).toBe(201)
    await confirm(END)
    await said('Basic has ended for 201 clients.')
    await dialog().waitFor({ state: 'detached', timeout: STEP_MS })
    expect(await left()).toBe(0)

    // The same of what is taken back.
    await beforeSecond(() => world.store.db.exec(STUCK))
    await undo('Basic has ended for 201 clients.')
    await said('Basic is allowed again for 200 clients.')
    await world.store.db.exec(FREED)
    await page.unroute('**/clients/basic')
    expect(await left()).toBe(200)
    await undo(/^(?!Basic)/)
    await said('Basic is allowed again for one client.')
    expect(await left()).toBe(201)
  })

  test('stops at Cancel, after the step that is under way', async () => {
    await beforeSecond(() => confirm('Cancel'))
    await copyClient(world, owner.project, (await anyLeft()).id, 400)
    await opened.to('apps')
    await opened.to('devices')
    await press(END)
    await confirm(END)
    await said('Basic has ended for 400 clients. Clients that may still use it: 201.')
    expect(await left()).toBe(201)
    expect(opened.complaints).toEqual([])
  })

  const anyLeft = async (): Promise<{ readonly id: string }> =>
    (await ask(`admin/projects/${owner.project}/clients?basic=true&_count=1`)).clients[0]
})

/** No client can be changed. */
const STUCK = `
  create function clients_are_stuck() returns trigger language plpgsql as $$ begin raise exception 'stuck'; end $$;
  create trigger clients_are_stuck before update on clients for each row execute function clients_are_stuck();`
const FREED = 'drop trigger clients_are_stuck on clients; drop function clients_are_stuck()'
