import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { actionOf, answerStep, boxesOf, CLINICIAN, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

describe.each(storesForWalks())('a scope about one patient on %s', (store) => {
  let clinic: SmartClinic
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
  })
  afterAll(() => clinic.close())

  const SCOPE = 'openid launch/patient patient/Observation.rs patient/Patient.rs'
  const call: SmartClinic['hosted']['world']['call'] = (path, options) => clinic.hosted.world.call(path, options)
  const namesOn = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/name="patient" value="[^"]+"><span><strong>([^<]+)/g)].map(([, name = '']) => name)
  const idOf = (reference: string): string => reference.replace('Patient/', '')
  const start = async (scope = SCOPE): Promise<{ browser: CookieBrowser; page: Visit }> => {
    const browser = clinic.hosted.browser()
    return { browser, page: await clinic.hosted.signIn(browser, clinic.app, clinic.clinician, { scope }) }
  }
  const eventsOf = async (query: string): Promise<readonly Record<string, unknown>[]> => {
    const { body } = await clinic.admin(`AuditEvent?_count=1000&${query}`)
    return (body.entry ?? []).map((entry: { resource: Record<string, unknown> }) => entry.resource)
  }

  test('is granted with the patient who was chosen, everywhere it is told', async () => {
    const { status, body } = await clinic.launch(clinic.clinician, SCOPE)
    expect(status).toBe(200)
    expect(body).toMatchObject({ patient: idOf(clinic.ada), scope: SCOPE })
    const token = String(body.access_token)
    const read = (path: string): Promise<Answer> => call(`fhir/R4/${path}`, { token })
    expect((await read(clinic.ada)).status).toBe(200)
    expect((await read(clinic.final)).status).toBe(200)
    for (const path of [clinic.byron, clinic.other, `${clinic.other}/_history`])
      expect((await read(path)).status, path).toBe(404)
    const found = await read('Observation?_count=1000')
    expect(
      found.body.entry.map((entry: { resource: { id: string } }) => `Observation/${entry.resource.id}`).sort(),
    ).toEqual([clinic.final, clinic.preliminary].sort())
    const { project, token: admin } = clinic.hosted.clinic
    const asking = await call(`admin/projects/${project}/client`, {
      token: admin,
      json: { name: 'Gateway', kind: 'server', accessPolicy: await policyOf(CLINICIAN) },
    })
    const told = await call('oauth2/introspect', { basic: [asking.body.id, asking.body.secret], form: { token } })
    expect(told.body).toMatchObject({ active: true, scope: SCOPE, patient: idOf(clinic.ada) })
    const issued = await eventsOf(`subtype=token.issued&patient=${clinic.ada}`)
    expect(issued.length).toBeGreaterThan(0)
  })

  const policyOf = async (resource: readonly object[]): Promise<object> => {
    const { body } = await clinic.admin('AccessPolicy', { resourceType: 'AccessPolicy', name: 'x', resource })
    return { reference: `AccessPolicy/${body.id}` }
  }

  test('lists whom one may choose, and finds by name, birth date and record number', async () => {
    const { browser, page } = await start()
    expect(page.heading).toBe('Whose record?')
    expect(namesOn(page)).toEqual(expect.arrayContaining(['Ada Lovelace', 'Byron Lovelace-King']))
    const find = async (find: string): Promise<readonly string[]> =>
      namesOn(await browser.post(actionOf(page), { find }))
    expect(await find('byr')).toEqual(['Byron Lovelace-King'])
    expect(await find('Lovel Ada')).toEqual(['Ada Lovelace'])
    expect(await find('1815-12-10')).toEqual(['Ada Lovelace'])
    expect(await find('100-633')).toEqual(['Byron Lovelace-King'])
    for (const nobody of ['zzz', '100-633|', 'a,b', '$', '\\', 'z\0z', '9999-99-99', '%', 'x'.repeat(5_000), '😀'])
      expect(await find(nobody), nobody).toEqual([])
  })

  test('keeps what was typed out of addresses, and shows it as text', async () => {
    const { browser, page } = await start()
    const found = await browser.post(actionOf(page), { find: '"><script>alert(1)</script>' })
    expect(found.status).toBe(200)
    expect(found.text).not.toContain('<script>')
    expect(found.text).toContain('method="post"')
    expect(found.text).not.toContain('method="get"')
    expect(found.headers.get('cache-control')).toBe('no-store')
  })

  test('is audited: who was shown to whom, who was chosen, and who was asked for in vain', async () => {
    const { browser, page } = await start()
    // Searches for patients: one for events about a patient is recorded under that patient, too.
    const searches = async (): Promise<readonly Record<string, unknown>[]> =>
      (await eventsOf(`subtype=search&patient=${clinic.byron}`)).filter(
        ({ entity }) => (entity as readonly { readonly name?: string }[])[0]?.name === 'Patient',
      )
    const before = await searches()
    await browser.post(actionOf(page), { find: 'Byron' })
    const after = await searches()
    expect(after.length).toBe(before.length + 1)
    expect(after[0]).toMatchObject({ agent: [{ who: { reference: expect.stringMatching(/^Practitioner\//) } }, {}] })
    await browser.post(actionOf(page), { patient: 'nobody' })
    await browser.post(actionOf(page), { patient: idOf(clinic.byron) })
    const chosen = await eventsOf('subtype=patient.chosen')
    expect(chosen.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['0', '4'])
  })

  test('refuses a patient outside the reach of the person, and one that is none', async () => {
    const person = await clinic.member([
      { resourceType: 'Patient', criteria: `Patient?_id=${idOf(clinic.ada)}` },
      { resourceType: 'Observation' },
    ])
    const browser = clinic.hosted.browser()
    const page = await clinic.hosted.signIn(browser, clinic.app, person, { scope: SCOPE })
    // Even a single one is not chosen silently.
    expect(namesOn(page)).toEqual(['Ada Lovelace'])
    expect(namesOn(await browser.post(actionOf(page), { find: 'Byron' }))).toEqual([])
    const deleted = await clinic.admin('Patient', { resourceType: 'Patient', name: [{ family: 'Gone' }] })
    await clinic.admin(`Patient/${deleted.body.id}`, undefined, 'DELETE')
    for (const patient of [idOf(clinic.byron), deleted.body.id, '', '../Observation', clinic.ada, 'x'.repeat(100)]) {
      const answer = await browser.post(actionOf(page), { patient })
      expect([answer.status, answer.heading], patient).toEqual([400, 'Whose record?'])
    }
    // Nor one who was deleted, also where the policy narrows nothing.
    const all = await start()
    expect((await all.browser.post(actionOf(all.page), { patient: deleted.body.id })).status).toBe(400)
    const { body } = await clinic.launch(person, SCOPE)
    expect(body.patient).toBe(idOf(clinic.ada))
  })

  test('shows nobody to whom the policy shows nobody, and offers the way back', async () => {
    const person = await clinic.member([{ resourceType: 'Observation' }])
    const browser = clinic.hosted.browser()
    const page = await clinic.hosted.signIn(browser, clinic.app, person, { scope: SCOPE })
    expect(page.heading).toBe('You can’t look up patients')
    const chosen = await browser.post(actionOf(page), { patient: idOf(clinic.ada) })
    expect(chosen.status).toBe(400)
    const back = await browser.post(actionOf(page), { decision: 'deny' })
    expect(new URL(back.location).searchParams.get('error')).toBe('access_denied')
  })

  test('cannot be allowed before a patient is chosen, nor the patient changed afterwards', async () => {
    // More than was allowed before: so it is asked about.
    const { browser, page } = await start(`${SCOPE} email`)
    const early = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
    expect(early.heading).toBe('Whose record?')
    const consent = await answerStep(browser, page, { patient: idOf(clinic.ada) })
    expect(consent.heading).toBe('Give Growth Charts access?')
    const again = await answerStep(browser, page, { patient: idOf(clinic.byron) })
    expect(again.text).toContain('In the record of <bdi>Ada Lovelace</bdi>, it can see:')
    expect(again.text).not.toContain('Byron')
  })

  test('keeps one patient of several who are chosen at the same moment', async () => {
    const chosen = async (): Promise<number> =>
      (await eventsOf('subtype=patient.chosen')).filter(({ outcome }) => outcome === '0').length
    for (let round = 0; round < 5; round += 1) {
      const { browser, page } = await start()
      const before = await chosen()
      const both = [clinic.ada, clinic.byron, clinic.ada, clinic.byron]
      await Promise.all(both.map((one) => browser.post(actionOf(page), { patient: idOf(one) })))
      expect(await chosen()).toBe(before + 1)
    }
  })

  test('is of no use to a form from elsewhere or another browser', async () => {
    const { browser, page } = await start()
    const foreign = await browser.post(
      actionOf(page),
      { patient: idOf(clinic.ada) },
      { Origin: 'https://evil.example' },
    )
    expect(foreign.status).toBe(403)
    const other = await clinic.hosted.browser().post(actionOf(page), { patient: idOf(clinic.ada) })
    expect(other.status).toBe(400)
    expect((await browser.open(actionOf(page))).heading).toBe('Whose record?')
  })

  test('is told in boxes on the consent page, and what is not ticked is not granted', async () => {
    const { browser, page } = await start(`${SCOPE} user/Observation.c`)
    const consent = await answerStep(browser, page, { patient: idOf(clinic.ada) })
    expect(boxesOf(consent)).toEqual(['patient/Observation.rs', 'patient/Patient.rs', 'user/Observation.c'])
    expect(consent.text).toContain('In the record of <bdi>Ada Lovelace</bdi>, it can see:')
    expect(consent.text).toContain('Results and measurements (add)')
    expect(consent.text).not.toContain('Read and change records at')
    const ticked = ['patient/Observation.rs', 'user/*.cruds', 'email']
    const { body } = await clinic.launch(clinic.clinician, `${SCOPE} user/Observation.c`, { ticked })
    expect(body.scope).toBe('openid launch/patient patient/Observation.rs')
    const token = String(body.access_token)
    expect((await call(`fhir/R4/${clinic.final}`, { token })).status).toBe(200)
    expect((await call(`fhir/R4/${clinic.ada}`, { token })).status).toBe(403)
  })

  test('is on the person’s own page patient by patient, under one app', async () => {
    const person = await clinic.member(CLINICIAN)
    for (const patient of [clinic.ada, clinic.byron]) await clinic.launch(person, SCOPE, { patient })
    const browser = clinic.hosted.browser()
    await clinic.hosted.signIn(browser, clinic.app, person)
    const { text } = await browser.open('/account')
    expect(text.match(/name="do" value="turn-off"/g)).toHaveLength(1)
    const parts = [...text.matchAll(/<span><bdi>([^<]+)<\/bdi><\/span>\s*<ul>(.*?)<\/ul>/gs)]
    expect(new Set(parts.map(([, name]) => name))).toEqual(new Set(['Ada Lovelace', 'Byron Lovelace-King']))
    for (const [, name = '', lines = ''] of parts) {
      expect(lines).toContain(name)
      expect(lines.match(/<li>/g)).toHaveLength(2)
    }
  })

  test('needs no choice of who is that patient, and never reaches another', async () => {
    const patient = await clinic.hosted.member('Patient')
    const { body } = await clinic.launch(patient, 'openid patient/*.rs user/Observation.rs')
    const own = String(body.profile.reference)
    expect(body.patient).toBe(idOf(own))
    const token = String(body.access_token)
    expect((await call(`fhir/R4/${own}`, { token })).status).toBe(200)
    for (const path of [clinic.ada, clinic.final]) expect((await call(`fhir/R4/${path}`, { token })).status).toBe(404)
  })

  test('is refused by the JSON sign-in API, which says where a patient is chosen', async () => {
    const app = await clinic.hosted.app()
    const { email, password } = clinic.clinician
    const pkce = { codeChallenge: 'x'.repeat(43), codeChallengeMethod: 'S256' }
    for (const scope of ['openid launch/patient', 'patient/Observation.rs']) {
      const { status, text } = await call('auth/login', { json: { email, password, clientId: app.id, scope, ...pkce } })
      expect(status).toBe(400)
      expect(text).toMatch(/hosted pages: send the person to \/oauth2\/authorize/)
    }
  })

  test('narrows what a Binary may belong to', async () => {
    const scope = 'patient/Binary.cru user/Patient.rs user/Binary.d'
    const { body } = await clinic.launch(clinic.clinician, scope)
    const token = String(body.access_token)
    const put = (context: string | undefined, as = token): Promise<Answer> =>
      call('fhir/R4/Binary', {
        token: as,
        raw: 'hello',
        headers: { 'Content-Type': 'text/plain', ...(context !== undefined && { 'X-Security-Context': context }) },
      })
    const read = ({ body: { id } }: Answer): Promise<Answer> =>
      call(`fhir/R4/Binary/${id}`, { token, headers: { Accept: 'application/fhir+json' } })
    expect((await put(clinic.byron)).status).toBe(400)
    expect((await put(undefined)).status).toBe(400)
    const own = await put(clinic.ada)
    expect(own.status).toBe(201)
    expect((await read(own)).status).toBe(200)
    const whole = String((await clinic.launch(clinic.clinician, 'openid')).body.access_token)
    const [ofByron, ofNobody] = [await put(clinic.byron, whole), await put(undefined, whole)]
    expect([ofByron.status, ofNobody.status]).toEqual([201, 201])
    expect((await read(ofByron)).status).toBe(404)
    expect((await read(ofNobody)).status).toBe(404)
  })
})
