import { type Answer, type Caller, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, redeem as redeemAt } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { CALLBACK, type HostedApp, type Person } from '../signin/hosted.ts'
import { actionOf, answerStep, CLINICIAN, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

const LAUNCH_URI = 'https://charts.example/launch?from=ehr'
const SCOPE = 'openid fhirUser launch online_access patient/Observation.rs patient/Patient.rs'

describe.each(storesForWalks())('a launch from within an EHR on %s', (store) => {
  let clinic: SmartClinic
  let app: HostedApp
  let clinician: Person
  /** What the EHR's own app holds, signed in as the clinician. */
  let ehr: string
  let visit: string
  let base: string
  /** The address of the clinic's project. */
  let atProject: string
  /** A request that the clinician may read. */
  let ordered: string
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
    const resource = [
      ...CLINICIAN,
      { resourceType: 'Encounter' },
      { resourceType: 'ServiceRequest', criteria: 'ServiceRequest?intent=order' },
      { resourceType: 'ClientApplication', interaction: ['read'] },
    ]
    clinician = await clinic.member(resource)
    app = await clinic.hosted.app({ name: 'Growth Charts', launchUri: LAUNCH_URI })
    ehr = await tokenOf(clinician)
    visit = await encounter(clinic.ada)
    base = clinic.hosted.world.fhirUrl
    atProject = `${base.replace('fhir/R4/', '')}projects/${clinic.hosted.clinic.project}/`
    ordered = await request('order')
  })
  afterAll(() => clinic.close())

  const idOf = (reference: string): string => reference.split('/')[1] ?? ''
  const call: SmartClinic['hosted']['world']['call'] = (path, options) => clinic.hosted.world.call(path, options)
  const tokenOf = async (person: Person): Promise<string> =>
    String((await clinic.launch(person, 'openid')).body.access_token)
  const encounter = async (patient: string): Promise<string> => {
    const { body } = await clinic.admin('Encounter', {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: patient },
    })
    return `Encounter/${body.id}`
  }
  const request = async (intent: string): Promise<string> => {
    const subject = { reference: clinic.ada }
    const { body } = await clinic.admin('ServiceRequest', {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent,
      subject,
    })
    return `ServiceRequest/${body.id}`
  }
  const open = (fields: object, { token = ehr, client = app.id } = {}): Promise<Answer> =>
    call(`fhir/R4/ClientApplication/${client}/$smart-launch`, { token, json: fields })
  const launchOf = ({ body, text }: Answer): string => {
    if (body.parameter === undefined) throw new Error(text)
    const url = body.parameter?.find(({ name }: { name: string }) => name === 'url')?.valueUrl
    expect(url, text).toMatch(/^https:/)
    return new URL(url).searchParams.get('launch') ?? ''
  }
  const opened = async (fields: object = { patient: idOf(clinic.ada) }): Promise<string> => launchOf(await open(fields))
  const signIn = (
    launch: string,
    changes: Record<string, string | undefined> = {},
    person = clinician,
    by = app,
  ): Promise<Visit> =>
    clinic.hosted.signIn(clinic.hosted.browser(), by, person, { scope: SCOPE, launch, aud: base, ...changes })
  /** Sends the app's request, and takes whatever comes before anybody signs in. */
  const ask = async (changes: Record<string, string | undefined>, by = app): Promise<URLSearchParams> => {
    const page = await clinic.hosted
      .browser()
      .open(`/oauth2/authorize?${by.query({ scope: SCOPE, aud: base, ...changes })}`)
    return page.location === '' ? new URLSearchParams({ heading: page.heading }) : new URL(page.location).searchParams
  }
  const sentBack = ({ location, status, text }: Visit): URLSearchParams => {
    expect(location.startsWith(CALLBACK), `${status} ${location} ${text}`).toBe(true)
    return new URL(location).searchParams
  }
  const redeem = async (page: Visit): Promise<Answer> => app.redeem(sentBack(page).get('code') ?? '')
  /** The token of a back end of the EHR, whose launches are of use to whoever signs in. */
  const machineToken = async (): Promise<string> => {
    const { body: machine } = await clinic.hosted.world.call(`admin/projects/${clinic.hosted.clinic.project}/client`, {
      token: clinic.hosted.clinic.token,
      json: { name: 'EHR', kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' },
    })
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'EHR',
      resource: ['Patient', 'Encounter', 'ServiceRequest', 'ClientApplication'].map((type) => ({ resourceType: type })),
    })
    const memberships = await clinic.admin(`ProjectMembership?profile=ClientApplication/${machine.id}`)
    const [{ resource: membership }] = memberships.body.entry
    const accessPolicy = { reference: `AccessPolicy/${policy.body.id}` }
    await clinic.admin(`ProjectMembership/${membership.id}`, { ...membership, accessPolicy }, 'PUT')
    const form = {
      grant_type: 'client_credentials',
      client_id: String(machine.id),
      client_secret: String(machine.secret),
    }
    return String((await call('oauth2/token', { form })).body.access_token)
  }
  const reasons = async (): Promise<readonly string[]> => {
    const { body } = await clinic.admin('AuditEvent?subtype=launch.refused&_count=50')
    return (body.entry ?? []).map((one: { resource: { outcomeDesc: string } }) => one.resource.outcomeDesc)
  }

  test('opens the app with the FHIR base and an unguessable value that is kept nowhere', async () => {
    const answer = await open({ patient: idOf(clinic.ada) })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const url = new URL(answer.body.parameter[0].valueUrl)
    expect(`${url.origin}${url.pathname}`).toBe('https://charts.example/launch')
    expect(url.searchParams.get('from')).toBe('ehr')
    expect(url.searchParams.get('iss')).toBe(base)
    const launch = url.searchParams.get('launch') ?? ''
    expect(launch.length).toBeGreaterThanOrEqual(43)
    const { body } = await clinic.admin(`AuditEvent?subtype=launch.opened&_count=1`)
    expect(JSON.stringify(body)).toContain(clinic.ada)
    expect(JSON.stringify(body)).not.toContain(launch)
    const sent = await call(`fhir/R4/ClientApplication/${app.id}/$smart-launch?patient=${idOf(clinic.ada)}`, {
      token: ehr,
    })
    expect(sent.status).toBe(302)
    expect(new URL(sent.headers.get('location') ?? '').searchParams.get('iss')).toBe(base)
  })

  test('tells the app all that was open, and goes on telling it', async () => {
    const told = {
      fhirContext: [
        { reference: ordered, role: 'https://ehr.example/roles/compared' },
        { canonical: 'https://ehr.example/Questionnaire/intake|1' },
        { identifier: { system: 'urn:ehr', value: '7' }, type: 'DiagnosticReport' },
      ],
      intent: 'reconcile-medications',
      need_patient_banner: false,
      smart_style_url: 'https://ehr.example/style.json',
      tenant: 'north-wing',
    }
    const launch = await opened({ encounter: idOf(visit), ...told })
    const { status, body } = await redeem(await signIn(launch))
    expect(status).toBe(200)
    const context = { patient: idOf(clinic.ada), encounter: idOf(visit), ...told }
    expect(body).toMatchObject({ ...context, scope: SCOPE })
    const token = String(body.access_token)
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token), client_id: app.id }
    expect((await call('oauth2/token', { form: refresh })).body).toMatchObject(context)
    expect((await call(`fhir/R4/${clinic.ada}`, { token })).status).toBe(200)
    expect((await call(`fhir/R4/${clinic.byron}`, { token })).status).toBe(404)
  })

  test('says by default that a banner is needed, and where the style is', async () => {
    const { body } = await redeem(await signIn(await opened()))
    expect(body).toMatchObject({ patient: idOf(clinic.ada), need_patient_banner: true })
    expect(body).not.toHaveProperty('encounter')
    expect(body.smart_style_url).toBe(`${atProject}.well-known/smart-styles.json`)
    const style = await fetch(String(body.smart_style_url))
    expect([style.status, style.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
    expect(await style.json()).toMatchObject({ color_text: expect.stringMatching(/^#/) })
  })

  test('without a patient lets one be chosen where the scope is about one', async () => {
    const browser = clinic.hosted.browser()
    const page = await clinic.hosted.signIn(browser, app, clinician, {
      scope: SCOPE,
      launch: await opened({}),
      aud: base,
    })
    expect(page.heading).toBe('Whose record?')
    const { body } = await redeem(await answerStep(browser, page, { patient: idOf(clinic.byron) }))
    expect(body.patient).toBe(idOf(clinic.byron))
  })

  test('is taken once, also by two at the same moment', async () => {
    const launch = await opened()
    // Each has the form before anybody sends one: what is asked for later is refused before there is a form.
    const forms = await Promise.all(
      [1, 2, 3].map(async () => {
        const browser = clinic.hosted.browser()
        return { browser, page: await clinic.hosted.signInPage(browser, app, { scope: SCOPE, launch, aud: base }) }
      }),
    )
    const pages = await Promise.all(
      forms.map(async ({ browser, page }) =>
        browser.follow(await browser.post('/signin', { request: page.hidden('request'), ...clinician })),
      ),
    )
    const codes = pages.map((page) => sentBack(page).get('code')).filter((code) => code !== null)
    expect(codes).toHaveLength(1)
    expect((await ask({ launch })).get('error_description')).toMatch(/used before/)
    expect(await reasons()).toContain('used_launch')
  })

  test('is not spent by a wrong password, nor by asking again', async () => {
    const launch = await opened()
    for (const _again of [1, 2]) expect((await ask({ launch })).get('heading')).toBe('Sign in')
    expect((await signIn(launch, {}, { ...clinician, password: 'another garden path' })).status).toBe(400)
    expect((await redeem(await signIn(launch))).status).toBe(200)
  })

  test('is of no use to another app, an unknown one, or after ten minutes', async () => {
    const other = await clinic.hosted.app({ name: 'Other', launchUri: LAUNCH_URI })
    const launch = await opened()
    expect((await ask({ launch }, other)).get('error_description')).toMatch(/belongs to another app/)
    for (const wrong of [`${launch}x`, 'x'.repeat(43), 'x'.repeat(5_000), '%00'])
      expect((await ask({ launch: wrong })).get('error'), wrong).toBe('invalid_request')
    expect((await redeem(await signIn(launch))).status).toBe(200)
  })

  test('is of no use to another person, who has no login by it', async () => {
    const launch = await opened()
    const answer = sentBack(await signIn(launch, {}, clinic.clinician))
    expect(answer.get('error')).toBe('access_denied')
    expect(answer.get('error_description')).toMatch(/another person/)
    expect(answer.get('code')).toBeNull()
    expect(await reasons()).toContain('launch_of_another_person')
    expect((await redeem(await signIn(launch))).status).toBe(200)
  })

  test('that is refused leaves the person signed in: in a new browser, and in one with a sign-in of theirs', async () => {
    const portal = await clinic.hosted.app({ name: 'Portal' })
    for (const isSignedIn of [false, true]) {
      const browser = clinic.hosted.browser()
      if (isSignedIn) await clinic.hosted.signIn(browser, portal, clinic.clinician)
      const launched = { scope: SCOPE, launch: await opened(), aud: base, prompt: 'login' }
      const back = await clinic.hosted.signIn(browser, app, clinic.clinician, launched)
      expect(sentBack(back).get('error')).toBe('access_denied')
      const silent = await browser.open(`/oauth2/authorize?${portal.query({ prompt: 'none' })}`)
      expect(sentBack(silent).get('code'), String(isSignedIn)).not.toBeNull()
    }
  })

  test('is refused to who may not read its patient when they sign in', async () => {
    const token = await machineToken()
    const person = await clinic.member([{ resourceType: 'Patient', criteria: `Patient?_id=${idOf(clinic.byron)}` }])
    for (const fields of [{ patient: idOf(clinic.ada) }, { encounter: idOf(visit) }]) {
      const answer = sentBack(await signIn(launchOf(await open(fields, { token })), {}, person))
      expect(answer.get('error')).toBe('access_denied')
      expect(answer.get('error_description')).toMatch(/may not read the patient/)
    }
    expect(await reasons()).toContain('out_of_reach')
    const allowed = launchOf(await open({ patient: idOf(clinic.byron) }, { token }))
    expect((await redeem(await signIn(allowed, {}, person))).body.patient).toBe(idOf(clinic.byron))
  })

  test('names in fhirContext what whoever launches and whoever signs in may read', async () => {
    const unordered = await request('plan')
    const context = (reference: string): object => ({ patient: idOf(clinic.ada), fhirContext: [{ reference }] })
    for (const reference of [ordered, `${base}${ordered}`, `${atProject}fhir/R4/${ordered}`])
      expect((await redeem(await signIn(await opened(context(reference))))).body.fhirContext).toEqual([
        { reference: ordered },
      ])
    const refusal = await open(context(unordered))
    expect([refusal.status, refusal.text]).toEqual([
      404,
      expect.stringMatching(/ServiceRequest does not exist, or you cannot read it/),
    ])
    const token = await machineToken()
    const answer = sentBack(await signIn(launchOf(await open(context(unordered), { token }))))
    expect([answer.get('error'), answer.get('code')]).toEqual(['access_denied', null])
    expect(answer.get('error_description')).toMatch(/may not read .*fhirContext/)
    const allowed = launchOf(await open(context(ordered), { token }))
    expect((await redeem(await signIn(allowed))).body.fhirContext).toEqual([{ reference: ordered }])
    // In a role of its own a patient stands there too, and must be in reach like any other.
    const mother = { fhirContext: [{ reference: clinic.byron, role: 'https://ehr.example/roles/mother' }] }
    const narrow = await clinic.member([{ resourceType: 'Patient', criteria: `Patient?_id=${idOf(clinic.ada)}` }])
    const beyond = launchOf(await open({ patient: idOf(clinic.ada), ...mother }, { token }))
    expect(sentBack(await signIn(beyond, {}, narrow)).get('error')).toBe('access_denied')
  })

  test('asks a person with several roles each time for the one that it is for', async () => {
    const token = await machineToken()
    const { hosted } = clinic
    const [person, browser] = [await hosted.member('Practitioner', 'Patient'), hosted.browser()]
    const asked = async (): Promise<Record<string, string>> => ({
      scope: 'openid profile launch',
      aud: base,
      launch: launchOf(await open({ intent: 'order-review' }, { token })),
    })
    const choose = async (page: Visit, role: string): Promise<Visit> => {
      expect(page.heading).toBe('Which role?')
      const membership = new RegExp(`value="([^"]+)"><span><strong>${role}`).exec(page.text)?.[1] ?? ''
      return browser.follow(await browser.post(actionOf(page), { membership }))
    }
    const profileOf = async (page: Visit): Promise<string> => {
      const answer = await redeem(page)
      expect(answer.body.profile, answer.text).toBeDefined()
      return answer.body.profile.reference
    }
    await choose(await hosted.signIn(browser, app, person), 'Clinician or staff')
    const launched = await browser.follow(await browser.open(`/oauth2/authorize?${app.query(await asked())}`))
    expect(await profileOf(await choose(launched, 'Clinician or staff'))).toMatch(/^Practitioner/)
    await choose(await browser.follow(await browser.open(`/oauth2/authorize?${app.query(await asked())}`)), 'Patient')
    // What a launch is for is no choice for other sign-ins.
    expect(await profileOf(await browser.open(`/oauth2/authorize?${app.query()}`))).toMatch(/^Practitioner/)
  })

  test('is of use at the address alone at which it was made', async () => {
    const there = (path: string): string => `/projects/${clinic.hosted.clinic.project}${path}`
    const askAt = async (path: string, launch: string, aud: string): Promise<Visit> =>
      clinic.hosted.browser().open(path + `/oauth2/authorize?${app.query({ scope: SCOPE, launch, aud })}`)
    const launch = await opened()
    const elsewhere = await askAt(there(''), launch, `${atProject}fhir/R4`)
    expect(new URL(elsewhere.location).searchParams.get('error_description')).toMatch(/made at another address/)
    expect((await redeem(await signIn(launch))).status).toBe(200)

    const callThere: Caller = (path, options) => call(`${atProject}${path}`, options)
    const begun = await begin(callThere, clinician, { Origin: new URL(base).origin })
    const token = String((await redeemAt(callThere, begun)).body.access_token)
    const json = { patient: idOf(clinic.ada) }
    const made = await callThere(`fhir/R4/ClientApplication/${app.id}/$smart-launch`, { token, json })
    const own = launchOf(made)
    expect(new URL(made.body.parameter[0].valueUrl).searchParams.get('iss')).toBe(`${atProject}fhir/R4/`)
    expect((await ask({ launch: own })).get('error_description')).toMatch(/made at another address/)
    expect((await askAt(there(''), own, `${atProject}fhir/R4`)).heading).toBe('Sign in')
  })

  test.each([
    ['the scope without the launch', { launch: undefined }, 'invalid_scope', /launch\/patient/],
    ['the launch without the scope', { scope: 'openid patient/Patient.rs' }, 'invalid_scope', /scope launch/],
    ['no aud', { aud: undefined }, 'invalid_request', /aud/],
    ['the aud of another server', { aud: 'https://evil.example/fhir/R4/' }, 'invalid_request', /aud/],
    ['the aud of the sign-in server', { aud: 'BASE' }, 'invalid_request', /aud/],
  ])('is refused with %s', async (_what, changes, error, text) => {
    const aud = 'aud' in changes && changes.aud === 'BASE' ? { aud: clinic.hosted.issuer } : {}
    const answer = await ask({ launch: await opened(), ...changes, ...aud })
    expect(answer.get('error')).toBe(error)
    expect(answer.get('error_description')).toMatch(text)
    expect(answer.get('state')).toBe('the-state')
  })

  test('survives a POST from the app, which has no cookie yet', async () => {
    const launch = await opened()
    const browser = clinic.hosted.browser()
    const asked = await browser.post('/oauth2/authorize', app.query({ scope: SCOPE, launch, aud: base.slice(0, -1) }))
    const form = await browser.follow(asked)
    const page = await browser.follow(await browser.post('/signin', { request: form.hidden('request'), ...clinician }))
    expect((await redeem(page)).body.patient).toBe(idOf(clinic.ada))
  })

  test.each([
    ['a patient who is not there', { patient: 'nobody' }, 404],
    ['an encounter of another patient', { patient: 'BYRON', encounter: 'VISIT' }, 400],
    ['a malformed id', { patient: '../x' }, 400],
    ['what is not known', { practitioner: '1' }, 400],
    ['a list for an id', { patient: ['a'] }, 400],
    ['a request that is not there in fhirContext', { fhirContext: [{ reference: 'ServiceRequest/nobody' }] }, 404],
    ['what one may not read in fhirContext', { fhirContext: [{ reference: 'ImagingStudy/1' }] }, 403],
    ['a Binary in fhirContext', { fhirContext: [{ reference: 'Binary/1' }] }, 400],
    ['a version in fhirContext', { fhirContext: [{ reference: 'ServiceRequest/1/_history/1' }] }, 400],
    ['a version of a Patient', { fhirContext: [{ reference: 'Patient/1/_history/1' }] }, 400],
    ['something elsewhere', { fhirContext: [{ reference: 'https://x.example/fhir/ServiceRequest/1' }] }, 400],
    ['something contained', { fhirContext: [{ reference: '#1' }] }, 400],
    ['a search in fhirContext', { fhirContext: [{ reference: 'ServiceRequest?intent=order' }] }, 400],
    ['a Patient in fhirContext', { fhirContext: [{ reference: 'Patient/1' }] }, 400],
    ['an Encounter in fhirContext', { fhirContext: [{ reference: 'https://x.example/fhir/Encounter/1' }] }, 400],
    ['a Patient told by its type', { fhirContext: [{ identifier: { value: '1' }, type: 'Patient' }] }, 400],
    ['an empty item', { fhirContext: [{ type: 'ImagingStudy' }] }, 400],
    ['a role that is no address', { fhirContext: [{ reference: 'ImagingStudy/1', role: 'compared' }] }, 400],
    ['a style that is not https', { smart_style_url: 'http://x.example' }, 400],
    ['a banner that is neither', { need_patient_banner: 'perhaps' }, 400],
    ['an intent with control characters', { intent: 'a\u0000b' }, 400],
  ])('is not opened with %s', async (_what, fields, status) => {
    const known: Record<string, string> = { BYRON: idOf(clinic.byron), VISIT: idOf(visit) }
    const sent = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? (known[value] ?? value) : value,
      ]),
    )
    expect((await open(sent)).status).toBe(status)
  })

  test('may hold a Patient beside the one of the launch, in a role of its own', async () => {
    const fhirContext = [{ reference: clinic.byron, role: 'https://ehr.example/roles/mother' }]
    const { body } = await redeem(await signIn(await opened({ patient: idOf(clinic.ada), fhirContext })))
    expect(body.fhirContext).toEqual(fhirContext)
  })

  test('is opened by who may read the app, about whom they may read', async () => {
    const withoutApps = await tokenOf(clinic.clinician)
    expect((await open({}, { token: withoutApps })).status).toBe(403)
    const narrow = await clinic.member([
      { resourceType: 'Patient', criteria: `Patient?_id=${idOf(clinic.byron)}` },
      { resourceType: 'ClientApplication', interaction: ['read'], criteria: `ClientApplication?_id=${app.id}` },
    ])
    const token = await tokenOf(narrow)
    expect((await open({ patient: idOf(clinic.ada) }, { token })).status).toBe(404)
    expect((await open({ encounter: idOf(visit) }, { token })).status).toBe(403)
    expect((await open({ patient: idOf(clinic.byron) }, { token })).status).toBe(200)
    const other = await clinic.hosted.app({ name: 'Other', launchUri: LAUNCH_URI })
    expect((await open({}, { token, client: other.id })).status).toBe(404)
  })

  test('is not of an app without an address for it, one that is off, or in another project', async () => {
    const without = await clinic.hosted.app({ name: 'Standalone' })
    expect((await open({}, { client: without.id })).status).toBe(400)
    const off = await clinic.hosted.app({ name: 'Off', launchUri: LAUNCH_URI })
    const { body: active } = await clinic.admin(`ClientApplication/${off.id}`)
    await clinic.admin(`ClientApplication/${off.id}`, { ...active, status: 'off' }, 'PUT')
    expect((await open({}, { client: off.id })).status).toBe(400)
    expect((await open({}, { client: '5d7a39cf-5ff2-4bd5-a7d3-9f7d3a70a5f1' })).status).toBe(404)
    const stored = await clinic.admin(`ClientApplication/${app.id}`)
    for (const launchUri of [
      'http://charts.example/launch',
      'javascript:alert(1)',
      'https://a:b@charts.example/',
      '/launch',
    ]) {
      const put = await call(`fhir/R4/ClientApplication/${app.id}`, {
        method: 'PUT',
        token: clinic.hosted.clinic.token,
        json: { ...stored.body, launchUri },
      })
      expect(put.status, launchUri).toBe(400)
    }
  })

  test('begins again without the launch, whose patient is then chosen', async () => {
    const foreign = await clinic.hosted.app({ name: 'Foreign', firstParty: false, launchUri: LAUNCH_URI })
    const launch = launchOf(await open({ patient: idOf(clinic.ada) }, { client: foreign.id }))
    const page = await signIn(launch, {}, clinician, foreign)
    expect(actionOf(page)).toMatch(/^\/signin\//)
    const [, again = ''] = /href="(\/oauth2\/authorize\?[^"]+)"/.exec(page.text) ?? []
    const query = new URLSearchParams(again.replaceAll('&amp;', '&').split('?')[1])
    expect(query.get('launch')).toBeNull()
    expect(query.get('scope')).toContain('launch/patient')
  })

  test('has expired after ten minutes', async () => {
    const launch = await opened()
    await clinic.hosted.travel(601_000)
    expect((await ask({ launch })).get('error_description')).toMatch(/expired/)
    await clinic.hosted.travel(601_000)
    expect((await ask({ launch })).get('error_description')).toMatch(/unknown/)
  })
})
