import { createServer, IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import smart from 'fhirclient'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair, present, sign } from '../clients/signing.ts'
import type { HostedApp } from '../signin/hosted.ts'
import { answerStep, boxesOf, CLINICIAN, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

/** What the app learnt once it was launched. */
interface Launched {
  readonly patient: unknown
  readonly observations: readonly string[]
  readonly refused: number
  readonly scope: unknown
  readonly user: unknown
  /** What `client.user.read()` gave, or the status with which it was refused. */
  readonly profile: unknown
  readonly encounter: unknown
  /** Whether a refresh gave another access token, which reads; undefined where there is no refresh token. */
  readonly refreshed: boolean | undefined
}

// Its fallback for runtimes without Web Crypto is overridden in package.json: it would bring React Native in, and is
// never reached here.
describe('the unmodified fhirclient', () => {
  let clinic: SmartClinic
  let app: HostedApp
  let server: Server
  let address: string
  let scope: string
  beforeAll(async () => {
    clinic = await startSmartClinic()
    server = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    app = await clinic.hosted.app({
      name: 'Growth Charts',
      firstParty: false,
      redirectUris: [`${address}/callback`],
      launchUri: `${address}/launch`,
    })
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await clinic.close()
  })

  const kept = new Map<string, unknown>()
  const storage = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => (kept.set(key, value), value),
    unset: async (key: string) => kept.delete(key),
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const api = smart(request, response, storage)
    if (request.url?.startsWith('/launch') === true) {
      await api.authorize({
        iss: clinic.hosted.world.fhirUrl,
        clientId: app.id,
        scope,
        redirectUri: `${address}/callback`,
      })
      return
    }
    const client = await api.ready()
    const statusOf = async (url: string): Promise<number> =>
      client.request(url).then(
        () => 200,
        (error: { status?: number }) => error.status ?? 0,
      )
    const bundle: { entry?: { resource: { id: string } }[] } = await client.request('Observation?_count=100')
    const launched: Launched = {
      patient: client.patient.id === null ? undefined : await client.patient.read(),
      observations: (bundle.entry ?? []).map(({ resource }) => `Observation/${resource.id}`),
      refused: await statusOf('Condition'),
      scope: client.state.tokenResponse?.scope,
      user: client.user.fhirUser,
      profile: await client.user.read().catch((error: { status?: number }) => error.status),
      encounter: client.encounter.id,
      refreshed: await refreshed(client),
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(launched))
  }

  /** Without `client_id`, as it does by default. */
  async function refreshed(
    client: Awaited<ReturnType<ReturnType<typeof smart>['ready']>>,
  ): Promise<boolean | undefined> {
    const { refresh_token, access_token } = client.state.tokenResponse ?? {}
    if (refresh_token === undefined) return undefined
    const { tokenResponse } = await client.refresh()
    await client.request('Observation?_count=1')
    return tokenResponse?.access_token !== access_token
  }

  /** Follows the app to the hosted pages, answers them, and goes back to it. */
  async function launch(
    ticks: (boxes: readonly string[]) => readonly string[] = (boxes) => boxes,
    at = `${address}/launch`,
    { email, password } = clinic.clinician,
  ): Promise<Response> {
    const sent = await fetch(at, { redirect: 'manual' })
    const asked = new URL(sent.headers.get('location') ?? '')
    const browser = clinic.hosted.browser()
    const form = await browser.open(`${asked.pathname}${asked.search}`)
    let page = await browser.follow(await browser.post('/signin', { request: form.hidden('request'), email, password }))
    if (page.heading === 'Whose record?')
      page = await answerStep(browser, page, { patient: clinic.ada.replace('Patient/', '') })
    const fields = new URLSearchParams({ decision: 'allow' })
    for (const one of ticks(boxesOf(page))) fields.append('scope', one)
    page = await answerStep(browser, page, fields.toString())
    return fetch(page.location)
  }

  test.each([
    ['version 2', 'openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs'],
    ['version 1', 'openid fhirUser launch/patient patient/Patient.read patient/Observation.read'],
  ])('launches standalone with scopes of %s, and reads the patient who was chosen', async (_version, asking) => {
    scope = asking
    const back = await launch()
    const text = await back.text()
    expect(back.status, text).toBe(200)
    const launched = JSON.parse(text) as Launched
    expect(launched.patient).toMatchObject({ resourceType: 'Patient', name: [{ family: 'Lovelace' }] })
    expect([...launched.observations].sort()).toEqual([clinic.final, clinic.preliminary].sort())
    expect(launched.refused).toBe(403)
    expect(String(launched.scope).split(' ').sort()).toEqual(
      'openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs'.split(' ').sort(),
    )
    expect(launched.user).toMatch(/Practitioner\//)
    // Its policy has no Practitioner.
    expect(launched.profile).toBe(403)
  })

  test('reads who signed in with fhirUser, beside scopes that are about a patient', async () => {
    const clinician = await clinic.member([...CLINICIAN, { resourceType: 'Practitioner', readonly: true }])
    for (const words of ['openid fhirUser', 'openid']) {
      scope = `${words} launch/patient patient/Patient.r patient/Observation.rs`
      const back = await launch((boxes) => boxes, `${address}/launch`, clinician)
      const text = await back.text()
      expect(back.status, text).toBe(200)
      const { profile, user } = JSON.parse(text) as Launched
      const [resourceType, id] = String(user).split('/').slice(-2)
      if (words === 'openid') expect(profile).toBe(403)
      else expect(profile).toMatchObject({ resourceType, id })
    }
  })

  test('refreshes, and reads on', async () => {
    scope = 'openid launch/patient patient/Patient.rs patient/Observation.rs offline_access'
    const back = await launch()
    const text = await back.text()
    expect(back.status, text).toBe(200)
    expect((JSON.parse(text) as Launched).refreshed).toBe(true)
  })

  test('is launched from within an EHR, and reads the patient and the encounter that were open there', async () => {
    const resource = [...CLINICIAN, { resourceType: 'Encounter' }, { resourceType: 'ClientApplication' }]
    const clinician = await clinic.member(resource)
    const encounter = await clinic.admin('Encounter', {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: clinic.byron },
    })
    const token = String((await clinic.launch(clinician, 'openid')).body.access_token)
    const opened = await clinic.hosted.world.call(`fhir/R4/ClientApplication/${app.id}/$smart-launch`, {
      token,
      json: { encounter: encounter.body.id },
    })
    const url = opened.body.parameter.find(({ name }: { name: string }) => name === 'url').valueUrl as string
    scope = 'openid fhirUser launch patient/Patient.rs patient/Observation.rs'
    const back = await launch((boxes) => boxes, url, clinician)
    const text = await back.text()
    expect(back.status, text).toBe(200)
    const launched = JSON.parse(text) as Launched
    expect(launched.patient).toMatchObject({ name: [{ family: 'Lovelace-King' }] })
    expect(launched.observations).toEqual([clinic.other])
    expect(launched.encounter).toBe(encounter.body.id)
    // The launch was taken.
    expect(new URL((await launchedAgain(url)) ?? '').searchParams.get('error')).toBe('invalid_request')
  })

  async function launchedAgain(url: string): Promise<string | null> {
    const sent = await fetch(url, { redirect: 'manual' })
    return (await fetch(sent.headers.get('location') ?? '', { redirect: 'manual' })).headers.get('location')
  }

  test('reads as a backend service with the token of a signed assertion', async () => {
    const { world, clinic: own } = clinic.hosted
    const pair = await makePair('RS384')
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'Export',
      resource: [{ resourceType: 'Observation', interaction: ['read', 'search'] }],
    })
    const { body } = await world.call(`admin/projects/${own.project}/client`, {
      token: own.token,
      json: {
        name: 'Export',
        kind: 'server',
        jwks: { keys: [pair.publicJwk] },
        accessPolicy: { reference: `AccessPolicy/${policy.body.id}` },
      },
    })
    const assertion = await sign(pair, body, `${clinic.hosted.issuer}oauth2/token`)
    const { body: tokenResponse } = await present(world.call, assertion, { scope: 'system/Observation.rs' })
    expect(tokenResponse.expires_in).toBe(300)
    const [request, response] = [new IncomingMessage(new Socket()), {} as ServerResponse]
    const client = smart(request, response, storage).client({ serverUrl: world.fhirUrl, tokenResponse })
    const bundle: { entry: unknown[] } = await client.request('Observation?_count=100')
    expect(bundle.entry.length).toBeGreaterThanOrEqual(3)
    await expect(client.request('Patient')).rejects.toThrow(/403|orbidden/)
  })

  test('is refused what was not ticked', async () => {
    scope = 'openid launch/patient patient/Patient.rs patient/Observation.rs'
    const back = await launch((boxes) => boxes.filter((one) => one.includes('Patient')))
    expect(back.status).toBe(500)
    expect(await back.text()).toMatch(/403|orbidden/)
  })
})

describe('the SMART configuration', () => {
  let clinic: SmartClinic
  beforeAll(async () => {
    clinic = await startSmartClinic()
  })
  afterAll(() => clinic.close())

  test.each(['.well-known/smart-configuration', 'fhir/R4/.well-known/smart-configuration'])(
    'is at %s, for any page, without credentials, and says what is true',
    async (path) => {
      const { world, issuer } = clinic.hosted
      const { status, headers, body } = await world.call(path, { headers: { Origin: 'https://app.example' } })
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(/^application\/json/)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(body).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}oauth2/authorize`,
        token_endpoint: `${issuer}oauth2/token`,
        introspection_endpoint: `${issuer}oauth2/introspect`,
        revocation_endpoint: `${issuer}oauth2/revoke`,
        jwks_uri: `${issuer}.well-known/jwks.json`,
        code_challenge_methods_supported: ['S256'],
        grant_types_supported: expect.arrayContaining(['authorization_code', 'client_credentials']),
      })
      for (const untrue of ['context-standalone-encounter', 'smart-app-state'])
        expect(body.capabilities).not.toContain(untrue)
      expect(body.capabilities).toEqual(
        expect.arrayContaining([
          'launch-standalone',
          'launch-ehr',
          'context-ehr-patient',
          'client-confidential-asymmetric',
          'context-standalone-patient',
          'permission-v2',
          'permission-patient',
        ]),
      )
    },
  )

  test('names scopes that are granted, each to whom it is for', async () => {
    const { body } = await clinic.hosted.world.call('.well-known/smart-configuration')
    // `launch` and `launch/encounter` are for apps that an EHR launched.
    const forPeople = body.scopes_supported.filter((one: string) => !/^(?:system\/|launch(?:\/encounter)?$)/.test(one))
    const { body: token } = await clinic.launch(clinic.clinician, forPeople.join(' '))
    for (const scope of forPeople) expect(String(token.scope).split(' ')).toContain(scope)
  })
})
