/** Lists of more than a page, whose last entries are named and chosen like the first. */
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../server/test/identity/steps.ts'
import { openConsole, STEP_MS } from './opened.ts'

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
