import { join } from 'node:path'
import type { Answer } from '@damson/testkit'
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Language } from '#base/language'
import { tried } from '../../../../test/federation/domain-clinic.ts'
import { type App, configOf, type Federated, startFederated } from '../../../../test/federation/external.ts'
import { follow, must } from '../../../../test/identity/steps.ts'
import { launchChromium } from '../../../../test/signin/chromium.ts'
import { openTour, type Tour, textIn } from '../../../../test/signin/page-tour.ts'
import type { Walker } from '../../../../test/signin/walker.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']

/** No page is drawn only to be looked at by nobody. */
const pictures = SCREENSHOTS === undefined ? undefined : shoot

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

const GRACE = 'grace@hospital.example'

let federated: Federated
let browser: Browser
let tour: Tour
let okta: IdentityProvider
let both: App
let alone: App
let asking: App
let routed: App
beforeAll(async () => {
  const zone = new Map<string, readonly string[]>()
  federated = await startFederated({ readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
  browser = await launchChromium()
  tour = await openTour(browser, federated.world.baseUrl)
  const { world, owner } = federated
  const claims = { name: 'Grace Hopper', email: GRACE, email_verified: true }
  okta = await startIdentityProvider('okta', {
    redirectUris: [`${world.baseUrl}auth/external`],
    people: [{ key: 'grace', label: 'Grace Hopper', subject: '00ugrace1hopper5d7', claims }],
  })
  await federated.invite({ email: GRACE })
  await follow(world, GRACE)
  const config = { emailDomain: ['hospital.example'], profileType: ['Practitioner'] }
  both = await federated.app(okta, config)
  asking = await federated.app(okta, { ...config, accountPolicy: 'ask', defaultProfileType: 'Practitioner' })
  alone = await federated.app(okta, { ...config, name: 'Saint Bartholomew’s Hospital' })
  await tried(world, `client:${alone.id}`)
  const path = `fhir/R4/ClientApplication/${alone.id}`
  const { token } = owner
  const { body } = must(await world.call(path, { token }))
  must(await world.call(path, { method: 'PUT', token, json: { ...body, signIn: 'external' } }))
  routed = await federated.app(undefined, {}, { name: 'Ward Round' })
  const admin = async (at: string, json: object): Promise<Answer> =>
    must(await world.call(`admin/projects/${owner.project}/domain${at}`, { json, token: owner.token }))
  const identityProvider = configOf(okta, { name: 'My Hospital', profileType: ['Practitioner'] })
  const domain = (await admin('', { domain: 'myhospital.example', identityProvider })).body
  zone.set(domain.record.name, [domain.record.value])
  okta.allowRedirectUri(`${world.baseUrl}auth/external/domain/${domain.id}`)
  await admin(`/${domain.id}/verify`, {})
  await tried(world, `domain:${domain.id}`)
  await admin(`/${domain.id}/enforce`, { enforced: true })
})
afterAll(async () => {
  await browser.close()
  await okta.stop()
  await federated.world.close()
})

type Heading = keyof Language['messages'] & `${string}.heading`

const open = (page: Walker, app: App): Promise<unknown> =>
  page.open(app.start({ response_type: 'code' }).url.replace('auth/external/start', 'oauth2/authorize'))
async function signIn(page: Walker, app: App, person: string): Promise<void> {
  await open(page, app)
  await page.send({}, 'a.provider')
  await page.send({}, `button[value=${person}]`)
}

const STAFF = 'ada@myhospital.example'
async function type(page: Walker, app: App, email: string): Promise<void> {
  await open(page, app)
  await page.send({ email })
}
/** From the provider's page one step back, to the same address once more. */
async function comeBack(page: Walker): Promise<void> {
  await type(page, routed, STAFF)
  // Led on from our page, one is at the provider's.
  await page.leadOn()
  expect(page.at.url.startsWith(federated.world.baseUrl)).toBe(false)
  page.back()
  page.back()
  await page.send({ email: STAFF })
}

/** Every page that an identity provider brings along, and how one comes to it. */
const WAYS: readonly (readonly [name: string, heading: Heading, go: (page: Walker) => Promise<unknown>])[] = [
  ['provider-or-password', 'signin.heading', (page) => open(page, both)],
  ['provider-or-address', 'signin.heading', (page) => open(page, alone)],
  ['onward', 'external.onward.heading', (page) => type(page, routed, STAFF)],
  ['routed', 'signin.heading', (page) => comeBack(page)],
  [
    'emergency',
    'signin.password.heading',
    async (page) => {
      await comeBack(page)
      await page.send({}, 'a[href*="show=emergency"]')
    },
  ],
  [
    'emergency-fault',
    'signin.password.heading',
    async (page) => {
      await comeBack(page)
      await page.send({}, 'a[href*="show=emergency"]')
      await page.send({ password: 'a wrong password that is long' })
    },
  ],
  ['link', 'external.link.heading', (page) => signIn(page, both, 'grace')],
  [
    'link-fault',
    'external.link.heading',
    async (page) => {
      await signIn(page, both, 'grace')
      await page.send({ password: 'a wrong password that is long' }, 'button[value=link]')
    },
  ],
  ['ask', 'external.link.heading', (page) => signIn(page, asking, 'ben')],
  [
    'trial',
    'external.trial_nobody.heading',
    async (page) => {
      const { world, owner } = federated
      const json = { provider: { reference: `ClientApplication/${both.id}` } }
      const permit = await world.call(`admin/projects/${owner.project}/provider-test`, { json, token: owner.token })
      await page.open(must(permit).body.url)
      await page.send({}, 'button[value=grace]')
    },
  ],
  ['unknown', 'external.unknown.heading', (page) => signIn(page, both, 'ben')],
  ['unverified', 'external.unverified.heading', (page) => signIn(page, both, 'eve')],
  ['declined', 'external.declined.heading', (page) => signIn(page, both, 'refuse')],
  ['lost', 'external.lost.heading', (page) => page.open(`${federated.world.baseUrl}auth/external?code=a&state=b`)],
]

test('each page of a provider’s sign-in passes axe in each language, has large targets and no sideways scroll', async () => {
  const found: unknown[] = []
  for (const [name, heading, go] of WAYS) {
    const said = (language: Language): string => textIn(language, heading).replace('{provider}', 'My Hospital')
    found.push(...(await tour.complaintsOn({ name: `external-${name}`, go, said, shoot: pictures })))
  }
  expect(found).toEqual([])
})
