/** What `fhirUser` opens: one's own profile, for reading, and nothing else (SMART App Launch 2.2, identity scopes). */
import { readFile } from 'node:fs/promises'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import type { Person } from '../signin/hosted.ts'
import { answerStep, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

const PATIENT_SCOPES = 'launch/patient patient/Patient.rs patient/Observation.rs'

describe.each(storesForWalks())('fhirUser on %s', (store) => {
  let clinic: SmartClinic
  let clinician: Person
  let colleague: string
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
    const all = ['Patient', 'Practitioner', 'Observation', 'Binary'].map((resourceType) => ({ resourceType }))
    clinician = await clinic.member(all)
    colleague = `Practitioner/${(await clinic.admin('Practitioner', { resourceType: 'Practitioner' })).body.id}`
  })
  afterAll(() => clinic.close())

  type Options = Parameters<SmartClinic['hosted']['world']['call']>[1]
  const fhir = (token: string, path: string, options: Options = {}): Promise<Answer> =>
    clinic.hosted.world.call(`fhir/R4/${path}`, { token, ...options })
  const signIn = async (person: Person, scope: string): Promise<{ token: string; own: string; refresh: string }> => {
    const { body } = must(await clinic.launch(person, scope))
    return { token: body.access_token, own: body.profile.reference, refresh: body.refresh_token }
  }
  const status = async (token: string, path: string, options: Options = {}): Promise<number> =>
    (await fhir(token, path, options)).status

  test('beside patient/ scopes reads one’s own profile', async () => {
    const { token, own } = await signIn(clinician, `openid fhirUser ${PATIENT_SCOPES}`)
    const { status: read, body } = await fhir(token, own)
    expect([read, `${body.resourceType}/${body.id}`]).toEqual([200, own])
    expect(await status((await signIn(clinician, `openid ${PATIENT_SCOPES}`)).token, own)).toBe(403)
  })

  test('opens no other resource, no version, history or search, and changes nothing', async () => {
    const { token, own } = await signIn(clinician, `openid fhirUser ${PATIENT_SCOPES} user/Binary.crs`)
    const practitioner = { resourceType: 'Practitioner', id: own.split('/')[1], active: false }
    const asks: Readonly<Record<string, readonly [path: string, options?: Options]>> = {
      another: [colleague],
      version: [`${own}/_history/1`],
      history: [`${own}/_history`],
      'history of the type': ['Practitioner/_history'],
      search: ['Practitioner'],
      'search for oneself': [`Practitioner?_id=${own.split('/')[1]}`],
      'search by post': ['Practitioner/_search', { form: { _id: own.split('/')[1] ?? '' } }],
      update: [own, { method: 'PUT', json: practitioner }],
      patch: [own, { method: 'PATCH', json: [{ op: 'replace', path: '/active', value: false }] }],
      delete: [own, { method: 'DELETE' }],
      create: ['Practitioner', { json: { resourceType: 'Practitioner' } }],
    }
    for (const [what, [path, options]] of Object.entries(asks))
      expect(await status(token, path, options), what).toBe(what === 'another' ? 404 : 403)
    const requests = [own, colleague, 'Practitioner'].map((url) => ({ request: { method: 'GET', url } }))
    const batch = await fhir(token, '', { json: { resourceType: 'Bundle', type: 'batch', entry: requests } })
    expect(batch.body.entry.map((one: { response: { status: string } }) => one.response.status.slice(0, 3))).toEqual([
      '200',
      '404',
      '403',
    ])
    // What belongs to the profile is another resource.
    const photo = {
      resourceType: 'Binary',
      contentType: 'image/png',
      data: 'eA==',
      securityContext: { reference: own },
    }
    const { body } = await clinic.admin('Binary', photo)
    expect(await status(token, `Binary/${body.id}`)).toBe(404)
    expect(await status(token, 'Binary', { json: photo })).toBe(400)
    expect(
      await status((await signIn(clinician, 'openid user/Binary.r user/Practitioner.r')).token, `Binary/${body.id}`),
    ).toBe(200)
  })

  test('opens nothing that the policy does not', async () => {
    const others = { resourceType: 'Practitioner', criteria: `Practitioner?_id=${colleague.split('/')[1]}` }
    const unread = { resourceType: 'Practitioner', interaction: ['search', 'vread', 'update'] }
    for (const [resource, expected] of [
      [[{ resourceType: 'Patient' }], 403],
      [[{ resourceType: 'Patient' }, others], 404],
      [[{ resourceType: 'Patient' }, unread], 403],
    ] as const) {
      const { token, own } = await signIn(await clinic.member(resource), `openid fhirUser ${PATIENT_SCOPES}`)
      expect(await status(token, own)).toBe(expected)
    }
  })

  test('is the token’s too: a refresh without it reads no profile, one with it alone reads nothing else', async () => {
    const app = { client_id: clinic.app.id, grant_type: 'refresh_token' }
    const first = await signIn(clinician, `openid fhirUser offline_access ${PATIENT_SCOPES}`)
    const refreshed = async (refresh_token: string, scope: string): Promise<Answer['body']> =>
      must(await clinic.hosted.world.call('oauth2/token', { form: { ...app, refresh_token, scope } })).body
    const without = await refreshed(first.refresh, `openid ${PATIENT_SCOPES}`)
    expect(await status(without.access_token, first.own)).toBe(403)
    expect(await status(without.access_token, clinic.ada)).toBe(200)
    const alone = await refreshed(without.refresh_token, 'openid fhirUser')
    expect(await status(alone.access_token, first.own)).toBe(200)
    for (const path of [clinic.ada, 'Patient', 'Observation', colleague])
      expect(await status(alone.access_token, path), path).toBeGreaterThanOrEqual(403)
    expect(await status(without.access_token, first.own)).toBe(403)
  })

  test('opens a patient’s own record to an app that may read nothing else of it', async () => {
    const body = (
      await clinic.hosted.world.call(`fhir/R4/Project/${clinic.hosted.clinic.project}`, {
        token: clinic.hosted.clinic.token,
      })
    ).body as { defaultAccessPolicies: { profileType: string; accessPolicy: object }[] }
    const accessPolicy = body.defaultAccessPolicies.find(({ profileType }) => profileType === 'Patient')?.accessPolicy
    const patient = await clinic.member([{ resourceType: 'Patient' }], { resourceType: 'Patient', accessPolicy })
    const { token, own } = await signIn(patient, 'openid fhirUser patient/Observation.rs')
    expect(own).toMatch(/^Patient\//)
    expect(await status(token, own)).toBe(200)
    expect(await status(token, clinic.ada)).toBe(404)
    expect(await status(token, 'Patient')).toBe(403)
    expect(await status((await signIn(patient, 'openid patient/Observation.rs')).token, own)).toBe(403)
  })

  test('is told to who introspects, and reads the same afterwards', async () => {
    const machine = must(
      await clinic.hosted.world.call(`admin/projects/${clinic.hosted.clinic.project}/client`, {
        token: clinic.hosted.clinic.token,
        json: { name: 'API', kind: 'server' },
      }),
    ).body
    for (const scope of [`openid fhirUser ${PATIENT_SCOPES}`, `openid ${PATIENT_SCOPES}`]) {
      const { token, own } = await signIn(clinician, scope)
      const { body } = await clinic.hosted.world.call('oauth2/introspect', {
        form: { token },
        basic: [machine.id, machine.secret],
      })
      const has = scope.includes('fhirUser')
      expect([body.active, String(body.scope).split(' ').includes('fhirUser')]).toEqual([true, has])
      expect(String(body.fhirUser)).toContain(own)
      expect(await status(token, own)).toBe(has ? 200 : 403)
    }
  })

  describe('on the consent page', () => {
    const page = (person: Person, changes: Record<string, string>, browser = clinic.hosted.browser()): Promise<Visit> =>
      clinic.hosted.signIn(browser, clinic.app, person, changes)

    test.each([
      ['en', 'See your own profile', 'Such as your name, date of birth, address and phone number'],
      ['es', 'Ver su propio perfil', 'Como su nombre, fecha de nacimiento, dirección y teléfono'],
      ['ar', 'رؤية ملفك الشخصي', 'مثل اسمك وتاريخ ميلادك وعنوانك ورقم هاتفك'],
    ])('is said in %s, where it opens something', async (language, may, more) => {
      const person = await clinic.member([{ resourceType: 'Practitioner' }])
      const shown = async (scope: string): Promise<string> => {
        const browser = clinic.hosted.browser()
        browser.cookies.set('damson-language', language)
        return (await page(person, { scope }, browser)).text
      }
      const text = await shown('openid fhirUser user/Observation.rs')
      expect(text).toContain(`<html lang="${language}"`)
      expect(text).toContain(may)
      expect(text).toContain(more)
      for (const scope of ['openid user/Observation.rs', 'openid fhirUser'])
        expect(await shown(scope)).not.toContain(may)
    })

    test('is asked again of who allowed it when it opened nothing, and the app goes on without it', async () => {
      const person = await clinic.member([{ resourceType: 'Practitioner' }, { resourceType: 'Observation' }])
      const scope = 'openid fhirUser offline_access user/Observation.rs'
      const { refresh: refresh_token, own } = await signIn(person, scope)
      expect((await page(person, { scope })).location).toContain('code=')
      const migration = new URL('../../migrations/0025-fhir-user-asked-again.sql', import.meta.url)
      await clinic.hosted.world.store.db.exec(await readFile(migration, 'utf8'))
      const form = { client_id: clinic.app.id, grant_type: 'refresh_token', refresh_token }
      const { body } = must(await clinic.hosted.world.call('oauth2/token', { form }))
      expect(body.scope).toBe('openid offline_access user/Observation.rs')
      expect([await status(body.access_token, own), await status(body.access_token, clinic.final)]).toEqual([403, 200])
      const again = await page(person, { scope })
      expect(again.heading).toBe('Give Growth Charts access?')
      expect(again.text).toMatch(/date of birth, address and phone number<br><strong class="new">Not asked before/)
    })

    test('stays with the app on one’s own page, where it can be turned off', async () => {
      const person = await clinic.member([{ resourceType: 'Practitioner' }])
      const browser = clinic.hosted.browser()
      const consent = await page(person, { scope: 'openid fhirUser user/Observation.rs' }, browser)
      await answerStep(browser, consent, { decision: 'allow', scope: 'user/Observation.rs' })
      expect((await browser.open('/account')).text).toContain('<li>See your own profile</li>')
    })
  })

  test('is of no use to a machine', async () => {
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'a server',
      resource: [{ resourceType: 'ClientApplication' }, { resourceType: 'Observation' }],
    })
    const { body } = must(
      await clinic.hosted.world.call(`admin/projects/${clinic.hosted.clinic.project}/client`, {
        token: clinic.hosted.clinic.token,
        json: { name: 'Export', kind: 'server', accessPolicy: { reference: `AccessPolicy/${policy.body.id}` } },
      }),
    )
    const form = { grant_type: 'client_credentials', scope: 'fhirUser system/Observation.r' }
    const token = must(await clinic.hosted.world.call('oauth2/token', { form, basic: [body.id, body.secret] })).body
    expect(await status(token.access_token, `ClientApplication/${body.id}`)).toBe(403)
  })
})
