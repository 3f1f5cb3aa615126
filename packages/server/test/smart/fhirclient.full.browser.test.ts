import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair, sign } from '../clients/signing.ts'
import { launchChromium, openPage } from '../signin/chromium.ts'
import type { HostedApp, Person } from '../signin/hosted.ts'
import { CLINICIAN, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

const SCRIPT = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('fhirclient')), '../../build/fhir-client.js'),
)

/** What the app's page found out, or why not. */
interface Found {
  readonly error?: string
  readonly patient?: { readonly name: readonly { readonly family: string }[] }
  readonly observations?: number
  readonly encounter?: string | null
  readonly refused?: number
}

describe('the unmodified fhirclient in Chromium', () => {
  let clinic: SmartClinic
  let browser: Browser
  let app: HostedApp
  let server: Server
  let address: string
  let clinician: Person
  beforeAll(async () => {
    clinic = await startSmartClinic()
    browser = await launchChromium()
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', address)
      if (pathname === '/fhir-client.js') return response.setHeader('Content-Type', 'text/javascript').end(SCRIPT)
      return response.setHeader('Content-Type', 'text/html').end(pageOf(pathname))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    app = await clinic.hosted.app({
      name: 'Growth Charts',
      redirectUris: [`${address}/app`],
      launchUri: `${address}/launch`,
      allowedOrigin: [address],
      firstParty: false,
    })
    clinician = await clinic.member([
      ...CLINICIAN,
      { resourceType: 'Encounter' },
      { resourceType: 'ClientApplication', interaction: ['read'] },
    ])
  })
  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await clinic.close()
  })

  const SHOW = `const show = (found) => { document.body.id = 'done'; document.body.textContent = JSON.stringify(found) }
const failed = (error) => show({ error: String(error) })`
  const FIND = `async (client) => {
    const bundle = await client.request('Observation?_count=100')
    const refused = await client.request('Condition').then(() => 200, (error) => error.status ?? error.statusCode ?? 0)
    show({
      patient: client.patient.id === null ? undefined : await client.patient.read(),
      observations: (bundle.entry ?? []).length,
      encounter: client.encounter.id,
      refused,
    })
  }`

  function pageOf(path: string): string {
    const scripts: Readonly<Record<string, string>> = {
      '/launch': `const launched = new URLSearchParams(location.search).has('launch')
FHIR.oauth2.authorize({
  clientId: '${app.id}',
  redirectUri: '${address}/app',
  scope: 'openid fhirUser patient/Patient.rs patient/Observation.rs ' + (launched ? 'launch' : 'launch/patient'),
}).catch(failed)`,
      '/app': `FHIR.oauth2.ready().then(${FIND}).catch(failed)`,
      '/backend': `const { serverUrl, token } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)))
fetch(token.split('?')[0], { method: 'POST', body: new URLSearchParams(token.split('?')[1]) })
  .then((answer) => answer.json())
  .then((tokenResponse) => FHIR.client({ serverUrl, tokenResponse }))
  .then(${FIND}).catch(failed)`,
    }
    return `<!doctype html><title>Growth Charts</title><body><script src="/fhir-client.js"></script><script>${SHOW}
${scripts[path] ?? ''}</script></body>`
  }

  async function signIn(page: Page): Promise<void> {
    await page.fill('#email', clinician.email)
    await page.fill('#password', clinician.password)
    await page.keyboard.press('Enter')
  }

  async function foundOn(page: Page): Promise<Found> {
    await page.waitForSelector('#done')
    return JSON.parse((await page.textContent('#done')) ?? '{}') as Found
  }

  test('launches standalone', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${address}/launch?iss=${encodeURIComponent(clinic.hosted.world.fhirUrl)}`)
    await signIn(page)
    await page.click('button[name=patient]:has-text("Ada Lovelace")')
    await page.click('button[value=allow]')
    expect(await foundOn(page)).toMatchObject({
      patient: { name: [{ family: 'Lovelace' }] },
      observations: 2,
      encounter: null,
      refused: 403,
    })
  })

  test('is launched from within an EHR', async () => {
    const token = String((await clinic.launch(clinician, 'openid')).body.access_token)
    const { body: encounter } = await clinic.admin('Encounter', {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: clinic.byron },
    })
    const opened = await clinic.hosted.world.call(`fhir/R4/ClientApplication/${app.id}/$smart-launch`, {
      token,
      json: { encounter: encounter.id },
    })
    const url = opened.body.parameter.find(({ name }: { name: string }) => name === 'url').valueUrl as string
    const { page } = await openPage(browser)
    await page.goto(url)
    await signIn(page)
    await page.click('button[value=allow]')
    expect(await foundOn(page)).toMatchObject({
      patient: { name: [{ family: 'Lovelace-King' }] },
      observations: 1,
      encounter: encounter.id,
      refused: 403,
    })
  })

  test('reads as a backend service', async () => {
    const { world, clinic: own, issuer } = clinic.hosted
    const pair = await makePair('ES384')
    const { body: policy } = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'Export',
      resource: [{ resourceType: 'Observation', interaction: ['read', 'search'] }],
    })
    const { body: client } = await world.call(`admin/projects/${own.project}/client`, {
      token: own.token,
      json: {
        name: 'Export',
        kind: 'server',
        jwks: { keys: [pair.publicJwk] },
        accessPolicy: { reference: `AccessPolicy/${policy.id}` },
      },
    })
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await sign(pair, client, `${issuer}oauth2/token`),
    })
    const { page } = await openPage(browser)
    const asked = new URLSearchParams({ serverUrl: world.fhirUrl, token: `${issuer}oauth2/token?${form.toString()}` })
    await page.goto(`${address}/backend#${asked.toString()}`)
    expect(await foundOn(page)).toMatchObject({ observations: 3, refused: 403 })
  })
})
