/** What patients, and those who act for them, are told about who looked at their record. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { type Office, type Person, startOffice } from '../tenants/administrators.ts'

type Told = Readonly<Record<string, unknown>>

describe.each(storesForWalks())('who looked at a record on %s', (store) => {
  let office: Office
  let patient: Person
  let nurse: Person
  let mother: Person
  const ids = { plain: '', labelled: '' }

  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
    const { world, owner } = office
    const whole = await world.actors.policy(owner, [{ resourceType: 'Patient' }, { resourceType: 'Observation' }])
    nurse = await office.member({ firstName: 'Jackie', lastName: 'Peyton', accessPolicy: { reference: whole } })
    patient = await office.member({ resourceType: 'Patient' })
    const family = await world.actors.policy(owner, [
      { resourceType: 'Patient', criteria: 'Patient?_id=%patient.id', interaction: ['read'] },
      { resourceType: 'Observation', criteria: 'Observation?_compartment=%patient', interaction: ['read'] },
    ])
    mother = await office.member({
      resourceType: 'RelatedPerson',
      patient: { reference: patient.profile },
      access: [
        {
          policy: { reference: family },
          parameter: [{ name: 'patient', valueReference: { reference: patient.profile } }],
        },
      ],
    })
    const observe = async (meta: object): Promise<string> => {
      const json = {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: patient.profile },
        ...meta,
      }
      return must(await world.call('fhir/R4/Observation', { json, token: owner.token })).body.id
    }
    ids.plain = await observe({})
    const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
    ids.labelled = await observe({ meta: { security: [{ system, code: 'R' }] } })
    const practitioner = { reference: nurse.profile }
    const role = { resourceType: 'PractitionerRole', practitioner, code: [{ text: 'Nurse' }] }
    must(await world.call('fhir/R4/PractitionerRole', { json: role, token: owner.token }))
    for (const id of [ids.plain, ids.plain, ids.labelled])
      must(await world.call(`fhir/R4/Observation/${id}`, { token: nurse.token }))
    must(await world.call(`fhir/R4/Observation?subject=${patient.profile}`, { token: nurse.token }))
  })
  afterAll(() => office.world.close())

  const ask = (by: Person, of = patient.profile): Promise<Answer> =>
    office.world.call(`fhir/R4/${of}/$who-looked`, { token: by.token })
  async function tell(valueString: string | undefined): Promise<Answer> {
    const at = `fhir/R4/Project/${office.owner.project}`
    const { body } = must(await office.world.call(at, { token: office.owner.token }))
    const { setting: _earlier, ...rest } = body
    const json = { ...rest, ...(valueString !== undefined && { setting: [{ name: 'recordAccess', valueString }] }) }
    return office.world.call(at, { method: 'PUT', json, token: office.owner.token })
  }
  const looksIn = ({ body }: Answer): readonly Told[] =>
    body.parameter
      .filter(({ name }: { name: string }) => name === 'look')
      .map(({ part }: { part: readonly Record<string, unknown>[] }) =>
        Object.fromEntries(part.map(({ name, ...value }) => [name, Object.values(value)[0]])),
      )
  const ofNurse = (looks: readonly Told[]): readonly Told[] => looks.filter(({ role }) => role === 'Nurse')

  test('is told to nobody unless the project says so', async () => {
    expect(verdict(await ask(patient))).toBe('403 not_told')
    expect(verdict(await tell('everything'))).toBe('400 malformed_setting')
  })

  test('is told by role, day and kind of data, without a name', async () => {
    must(await tell('roles'))
    const answer = must(await ask(patient))
    const day = new Date().toISOString().slice(0, 10)
    expect(ofNurse(looksIn(answer))).toEqual([
      { day: expect.any(String), who: 'staff', role: 'Nurse', resourceType: 'Observation', times: 4 },
    ])
    expect(Math.abs(Date.parse(String(ofNurse(looksIn(answer))[0]?.['day'])) - Date.parse(day))).toBeLessThan(
      2 * 86_400_000,
    )
    expect(answer.text).not.toContain('Peyton')
    expect(answer.text).not.toContain(nurse.profile)
  })

  test('is told by name where the project says so', async () => {
    must(await tell('names'))
    expect(ofNurse(looksIn(must(await ask(patient))))).toMatchObject([{ name: 'Jackie Peyton' }])
    must(await tell('roles'))
  })

  test('hides confidential care from those who act for the patient, and names and roles always', async () => {
    must(await tell('names'))
    const answer = must(await ask(mother))
    const staff = looksIn(answer).filter(({ who }) => who === 'staff')
    // The two looks at the plain observation: neither the labelled one, nor the search that showed it.
    expect(staff).toEqual([{ day: expect.any(String), who: 'staff', resourceType: 'Observation', times: 2 }])
    expect(answer.text).not.toMatch(/Peyton|Nurse/)
    must(await tell('roles'))
  })

  test('names the person for whom a client looked, and no program', async () => {
    const { world, owner } = office
    const machine = await world.actors.machine(owner)
    const found = await world.call(`fhir/R4/ProjectMembership?user=ClientApplication/${machine.id}`, {
      token: owner.token,
    })
    const [{ resource }] = found.body.entry
    const json = { ...resource, actFor: [{ how: 'asserted', profileType: ['Practitioner'] }] }
    const at = `fhir/R4/ProjectMembership/${resource.id}`
    must(await world.call(at, { method: 'PUT', json, token: owner.token }))
    const token = await world.actors.machineToken(machine)
    const headers = { 'X-Medplum-On-Behalf-Of': nurse.profile }
    must(await world.call(`fhir/R4/Observation/${ids.plain}`, { token, headers }))
    const looks = looksIn(must(await ask(patient)))
    expect(ofNurse(looks)).toMatchObject([{ who: 'staff', times: 5 }])
    expect(looks.filter(({ who }) => who === 'program')).toEqual([])
  })

  test('is for the patient and those who act for the patient alone, and on record', async () => {
    const other = await office.member({ resourceType: 'Patient' })
    expect(verdict(await ask(other))).toBe('403 not_own_record')
    expect(verdict(await ask(mother, other.profile))).toBe('403 not_own_record')
    expect(verdict(await ask(nurse))).toBe('403 not_own_record')
    expect(
      verdict(await office.world.call(`fhir/R4/${patient.profile}/$who-looked`, { token: office.owner.token })),
    ).toBe('403 not_own_record')
    const limited = must(
      await office.world.actors.signIn(patient.email, 'a quiet garden path', {
        scope: 'openid patient/*.read',
        projectId: office.owner.project,
      }),
    )
    expect(verdict(await ask({ ...patient, token: limited.body.access_token }))).toBe('403 limited_token')
    must(await ask(patient))
    const events = await office.read(`AuditEvent?subtype=fhir.operation&patient=${patient.profile}`)
    expect(JSON.stringify(events)).toContain(patient.profile)
  })

  test.each([
    ['en', 'Who looked at your record'],
    ['es', 'Quién consultó su historial'],
    ['ar', 'من اطّلع على سجلك'],
  ])('has a page on /account in %s, while the project tells it', async (language, heading) => {
    const { baseUrl } = office.world
    const browser = createCookieBrowser(baseUrl, baseUrl)
    const query = `?ui_locales=${language}`
    const at = `/projects/${office.owner.project}/account`
    const page = await browser.follow(await browser.open(`${at}${query}`))
    const form = { email: patient.email, password: 'a quiet garden path', form: page.hidden('form') }
    const done = await browser.follow(await browser.post(`${at}/sign-in${query}`, form))
    expect(done.text).toContain('/account/record')
    const record = await browser.follow(await browser.open(`${at}/record${query}`))
    expect(record.heading).toBe(heading)
    expect(record.text).toContain('Nurse')
    expect(record.text).not.toContain('Peyton')
    must(await tell(undefined))
    expect((await browser.follow(await browser.open(`${at}${query}`))).text).not.toContain('/account/record')
    expect((await browser.follow(await browser.open(`${at}/record${query}`))).text).not.toContain('Nurse')
    must(await tell('roles'))
  })
})
