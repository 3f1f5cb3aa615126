/** Apps that get people's identity alone without resource scopes (`resourceScopesRequired`). */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { ADMINISTRATOR, CALLBACK, type HostedApp, type Person } from '../signin/hosted.ts'
import { type SmartClinic, startSmartClinic } from './smart-clinic.ts'

type Options = NonNullable<Parameters<SmartClinic['hosted']['world']['call']>[1]>

describe.each(storesForWalks())('an app without resource scopes on %s', (store) => {
  let clinic: SmartClinic
  let app: HostedApp
  let clinician: Person
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
    app = await clinic.hosted.app({ name: 'Sleep Diary', firstParty: false })
    const all = ['Patient', 'Practitioner', 'Observation', 'Binary'].map((resourceType) => ({ resourceType }))
    clinician = await clinic.member(all)
  })
  afterAll(() => clinic.close())

  const call = (path: string, options: Options = {}): Promise<Answer> => clinic.hosted.world.call(path, options)
  const fhir = (token: string, path: string, options: Options = {}): Promise<Answer> =>
    call(`fhir/R4/${path}`, { token, ...options })
  const signIn = async (person: Person, scope: string, by = app): Promise<Record<string, string>> => {
    const { body } = must(await clinic.launch(person, scope, { app: by }))
    return { token: body.access_token, own: body.profile.reference, refresh: body.refresh_token, scope: body.scope }
  }
  const tokenOf = async (person: Person, scope: string, by = app): Promise<string> =>
    (await signIn(person, scope, by))['token'] ?? ''
  const reasonOf = ({ status, body }: Answer): string =>
    `${status} ${body?.issue?.[0]?.details?.coding?.[0]?.code ?? ''}`
  const change = async (of: HostedApp, fields: object): Promise<void> => {
    const { body } = await clinic.admin(`ClientApplication/${of.id}`)
    await clinic.admin(`ClientApplication/${of.id}`, { ...body, ...fields }, 'PUT')
  }

  describe('is every new app, by any route', () => {
    const resource = (fields: object = {}): { readonly resourceType: string; readonly [name: string]: unknown } => ({
      resourceType: 'ClientApplication',
      name: 'An app',
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://diary.example/cb'],
      ...fields,
    })
    const routes: Readonly<Record<string, (fields: object) => Promise<Answer>>> = {
      create: (fields) => fhir(clinic.hosted.clinic.token, 'ClientApplication', { json: resource(fields) }),
      'conditional create': (fields) =>
        fhir(clinic.hosted.clinic.token, 'ClientApplication', {
          json: resource(fields),
          headers: { 'If-None-Exist': 'name=nobody-has-this-name' },
        }),
      batch: async (fields) => {
        const entry = [{ resource: resource(fields), request: { method: 'POST', url: 'ClientApplication' } }]
        const { body } = await fhir(clinic.hosted.clinic.token, '', {
          json: { resourceType: 'Bundle', type: 'batch', entry },
        })
        const { response, resource: made } = body.entry[0]
        return { status: Number.parseInt(response.status, 10), body: made ?? response.outcome } as Answer
      },
      'admin’s': ({ resourceType: _type, ...fields }: { resourceType?: string }) => {
        const { resourceType: _resource, ...json } = resource(fields)
        return call(`admin/projects/${clinic.hosted.clinic.project}/client`, {
          token: clinic.hosted.clinic.token,
          json,
        })
      },
      update: async (fields) => {
        const made = await clinic.admin(
          'ClientApplication',
          resource({ kind: 'server', ...SECRET, redirectUris: undefined }),
        )
        expect(made.body).not.toHaveProperty('resourceScopesRequired')
        const json = { ...made.body, ...resource(fields) }
        return fhir(clinic.hosted.clinic.token, `ClientApplication/${made.body.id}`, { method: 'PUT', json })
      },
    }
    const SECRET = { tokenEndpointAuthMethod: 'client_secret_basic' }
    const shapes = [
      {},
      { kind: undefined },
      { firstParty: true },
      { kind: 'app', ...SECRET },
      { kind: undefined, ...SECRET },
      { kind: 'server', ...SECRET },
      { kind: 'server', ...SECRET, grantType: ['client_credentials', 'authorization_code'] },
      { kind: 'server', ...SECRET, redirectUris: undefined, redirectUri: 'https://diary.example/cb' },
      { kind: 'server', ...SECRET, redirectUris: undefined, launchUri: 'https://diary.example/launch' },
    ]

    test.each(Object.entries(routes))('%s', async (_route, make) => {
      for (const fields of shapes) {
        const made = await make(fields)
        expect([200, 201], made.text).toContain(made.status)
        const stored = await clinic.admin(`ClientApplication/${made.body.id}`)
        expect([made.body.resourceScopesRequired, stored.body.resourceScopesRequired]).toEqual([true, true])
      }
      const refused = await make({ resourceScopesRequired: false })
      expect(reasonOf(refused)).toBe('400 new_app_without_scopes')
      expect(refused.body.issue[0].details.text).toMatch(/leave out resourceScopesRequired/)
    })

    const MACHINES = {
      server: { kind: 'server', ...SECRET, redirectUris: undefined },
      'of no kind': { kind: undefined, ...SECRET, redirectUris: undefined },
      device: { kind: 'device', ...SECRET },
      'without codes': { kind: 'server', ...SECRET, grantType: ['client_credentials'] },
    }

    test.each(Object.entries(MACHINES))('and no machine: %s', async (_what, fields) => {
      const { body } = await clinic.admin('ClientApplication', resource(fields))
      expect(body).not.toHaveProperty('resourceScopesRequired')
      // Until it can get the codes of people.
      const codes = { kind: 'server', grantType: undefined, redirectUris: ['https://diary.example/cb'] }
      const at = `ClientApplication/${body.id}`
      const changed = await clinic.admin(at, { ...body, ...codes }, 'PUT')
      expect(changed.body.resourceScopesRequired).toBe(true)
    })

    test('and a client from before, at its first redirect URI alone', async () => {
      const made = await clinic.hosted.app({
        kind: 'server',
        ...SECRET,
        firstParty: false,
        resourceScopesRequired: false,
      })
      const at = `ClientApplication/${made.id}`
      const put = async (fields: object): Promise<unknown> => {
        const { body } = await clinic.admin(at)
        return (await clinic.admin(at, { ...body, ...fields }, 'PUT')).body.resourceScopesRequired
      }
      expect(await put({ redirectUris: ['https://diary.example/cb', 'https://diary.example/other'] })).toBeUndefined()
      expect(await put({ redirectUris: undefined })).toBeUndefined()
      expect(await put({ redirectUris: ['https://diary.example/cb'] })).toBe(true)
    })
  })

  test('is a confidential client of no kind, too: its token opens nothing with openid, and its own login all of its policy', async () => {
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'Reads observations',
      resource: [{ resourceType: 'Observation', readonly: true }],
    })
    const json = {
      name: 'Web shop',
      redirectUris: [CALLBACK],
      accessPolicy: { reference: `AccessPolicy/${policy.body.id}` },
    }
    const { token } = clinic.hosted.clinic
    const { body } = must(await call(`admin/projects/${clinic.hosted.clinic.project}/client`, { token, json }))
    const shop: HostedApp = {
      ...app,
      id: body.id,
      query: (changes = {}) => app.query({ client_id: body.id, ...changes }),
      redeem(code) {
        const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: app.verifier }
        return call('oauth2/token', { form, basic: [body.id, body.secret] })
      },
    }
    expect(reasonOf(await fhir(await tokenOf(clinician, 'openid', shop), clinic.final))).toBe('403 identity_alone')
    expect((await fhir(await tokenOf(clinician, 'openid user/Observation.rs', shop), clinic.final)).status).toBe(200)
    const form = { grant_type: 'client_credentials' }
    const machine = must(await call('oauth2/token', { form, basic: [body.id, body.secret] })).body
    expect((await fhir(machine.access_token, clinic.final)).status).toBe(200)
  })

  test('opens no record, by any interaction, and its 403 says what to ask for', async () => {
    const { token = '', own = '', scope } = await signIn(clinician, 'openid profile fhirUser')
    expect(scope).toBe('openid profile fhirUser')
    const practitioner = { resourceType: 'Practitioner', id: own.split('/')[1] }
    const asks: Readonly<Record<string, readonly [path: string, options?: Options]>> = {
      read: [clinic.final],
      version: [`${clinic.final}/_history/1`],
      history: [`${clinic.final}/_history`],
      search: ['Observation'],
      'search by post': ['Observation/_search', { form: { _id: '1' } }],
      create: ['Observation', { json: { resourceType: 'Observation', status: 'final', code: { text: 'x' } } }],
      update: [own, { method: 'PUT', json: practitioner }],
      patch: [own, { method: 'PATCH', json: [{ op: 'replace', path: '/active', value: false }] }],
      delete: [clinic.final, { method: 'DELETE' }],
      colleagues: ['Practitioner'],
      'own history': [`${own}/_history`],
      binary: ['Binary', { json: { resourceType: 'Binary', contentType: 'text/plain', data: 'YQ==' } }],
      'who looked': [`${clinic.ada}/$who-looked`],
    }
    for (const [what, [path, options]] of Object.entries(asks))
      expect((await fhir(token, path, options)).status, what).toBe(403)
    const refused = await fhir(token, 'Observation')
    expect(reasonOf(refused)).toBe('403 identity_alone')
    expect(refused.body.issue[0].details.text).toMatch(/ask for user\/Observation\.rs or other resource scopes/)
    const requests = [clinic.final, 'Observation'].map((url) => ({ request: { method: 'GET', url } }))
    const batch = await fhir(token, '', { json: { resourceType: 'Bundle', type: 'batch', entry: requests } })
    const statuses = batch.body.entry.map(({ response }: { response: { status: string } }) =>
      response.status.slice(0, 3),
    )
    expect(statuses).toEqual(['403', '403'])
    // A policy that lacks the type says so: scopes would not help.
    expect(reasonOf(await fhir(token, 'Encounter'))).toBe('403 type_forbidden')
  })

  test('reads the own profile with fhirUser, and with nothing else', async () => {
    const { token = '', own = '' } = await signIn(clinician, 'openid fhirUser')
    expect((await fhir(token, own)).status).toBe(200)
    expect((await fhir(await tokenOf(clinician, 'openid profile email'), own)).status).toBe(403)
    const { body } = await call('oauth2/userinfo', { token })
    expect(body.fhirUser).toContain(own)
  })

  test('is told who the person is at /auth/me, and no more', async () => {
    for (const [scope, isShown] of [
      ['openid fhirUser', true],
      ['openid', false],
    ] as const) {
      const { token = '', own = '' } = await signIn(clinician, scope)
      const { status, body } = await call('auth/me', { token })
      expect([status, `${body.profile.resourceType}/${body.profile.id}`]).toEqual([200, own])
      expect('name' in body.profile).toBe(isShown)
      for (const hidden of ['security', 'user', 'accessPolicy']) expect(body).not.toHaveProperty(hidden)
    }
  })

  test('leaves account and project alone, also of an administrator, and says what helps', async () => {
    const token = await tokenOf(ADMINISTRATOR, 'openid profile email')
    const { project } = clinic.hosted.clinic
    const json = { oldPassword: ADMINISTRATOR.password, newPassword: 'another quiet garden path' }
    const ofAccount = {
      revoke: call('auth/revoke', { token, json: { loginId: '00000000-0000-4000-8000-000000000000' } }),
      password: call('auth/changepassword', { token, json }),
      factors: call('auth/mfa/status', { token }),
      export: call('auth/account/export', { token }),
      delete: call('auth/account/delete', { token, json: { confirm: true } }),
    }
    for (const [what, answer] of Object.entries(ofAccount)) {
      expect(reasonOf(await answer), what).toBe('403 identity_alone')
      expect((await answer).body.issue[0].details.text).toMatch(/\/account.*firstParty/)
    }
    const ofProject = {
      client: call(`admin/projects/${project}/client`, { token, json: { name: 'x', kind: 'server' } }),
      invite: call(`admin/projects/${project}/invite`, { token, json: { resourceType: 'Practitioner' } }),
      read: call(`admin/projects/${project}`, { token }),
      audit: fhir(token, 'AuditEvent'),
      policies: fhir(token, 'AccessPolicy'),
      rotate: fhir(token, `ClientApplication/${app.id}/$rotate-secret`, { json: { resourceType: 'Parameters' } }),
    }
    for (const [what, answer] of Object.entries(ofProject)) expect((await answer).status, what).toBe(403)
    expect((await ofProject.read).text).toMatch(/firstParty/)
  })

  test('stays so after a refresh, and ends only its own login', async () => {
    const { refresh = '' } = await signIn(clinician, 'openid offline_access')
    const form = { grant_type: 'refresh_token', refresh_token: refresh, client_id: app.id }
    const { body } = must(await call('oauth2/token', { form }))
    expect(reasonOf(await fhir(body.access_token, clinic.final))).toBe('403 identity_alone')
    const other = await tokenOf(clinician, 'openid', await clinic.hosted.app({ name: 'Portal' }))
    expect((await call('oauth2/logout', { method: 'POST', token: body.access_token })).status).toBe(200)
    expect((await fhir(body.access_token, clinic.final)).status).toBe(401)
    expect((await fhir(other, clinic.final)).status).toBe(200)
  })

  test('has with resource scopes what these allow', async () => {
    const token = await tokenOf(clinician, 'openid user/Observation.rs')
    expect((await fhir(token, clinic.final)).status).toBe(200)
    expect(reasonOf(await fhir(token, clinic.ada))).toBe('403 scope_forbidden')
  })

  test('is limited at once when it is demanded of it, and what people allowed as their identity never becomes more', async () => {
    const later = await clinic.hosted.app({ name: 'Old Diary', firstParty: false, resourceScopesRequired: false })
    const before = await tokenOf(clinician, 'openid', later)
    expect((await fhir(before, clinic.final)).status).toBe(200)
    await change(later, { resourceScopesRequired: true })
    expect(reasonOf(await fhir(before, clinic.final))).toBe('403 identity_alone')
    const under = await tokenOf(clinician, 'openid', later)
    expect(reasonOf(await fhir(under, clinic.final))).toBe('403 identity_alone')
    for (const freed of [{ firstParty: true }, { firstParty: false, resourceScopesRequired: false }]) {
      await change(later, freed)
      expect((await fhir(before, clinic.final)).status).toBe(200)
      expect(reasonOf(await fhir(under, clinic.final))).toBe('403 identity_alone')
      expect((await fhir(await tokenOf(clinician, 'openid', later), clinic.final)).status).toBe(200)
    }
  })

  test('asks again, once it may do everything, those who allowed it their identity', async () => {
    const diary = await clinic.hosted.app({ name: 'Blood Diary', firstParty: false })
    const headingOf = async (): Promise<string> =>
      (await clinic.hosted.signIn(clinic.hosted.browser(), diary, clinician, { scope: 'openid' })).heading
    expect(await headingOf()).toBe('Sign in to Blood Diary?')
    await tokenOf(clinician, 'openid', diary)
    expect(await headingOf()).toBe('')
    await change(diary, { resourceScopesRequired: false })
    expect(await headingOf()).toBe('Give Blood Diary access?')
  })

  test('is not a machine: an app that acts as itself has what its policy allows', async () => {
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'Reads observations',
      resource: [{ resourceType: 'Observation', readonly: true }],
    })
    const { body } = must(
      await call(`admin/projects/${clinic.hosted.clinic.project}/client`, {
        token: clinic.hosted.clinic.token,
        json: {
          name: 'Back end',
          kind: 'app',
          tokenEndpointAuthMethod: 'client_secret_basic',
          accessPolicy: { reference: `AccessPolicy/${policy.body.id}` },
        },
      }),
    )
    expect(body.resourceScopesRequired).toBe(true)
    const form = { grant_type: 'client_credentials' }
    const { access_token } = must(await call('oauth2/token', { form, basic: [body.id, body.secret] })).body
    expect((await fhir(access_token, clinic.final)).status).toBe(200)
  })

  test.each([
    ['en', 'Sign in to Sleep Diary?', 'It cannot see any medical records', 'Know who you are'],
    ['es', '¿Iniciar sesión en Sleep Diary?', 'No puede ver ningún historial médico', 'Saber quién es usted'],
    ['ar', 'هل تريد تسجيل الدخول إلى Sleep Diary؟', 'ولا يمكنه رؤية أي سجلات طبية', 'معرفة من أنت'],
  ])('says just that on the consent page, in %s', async (language, heading, nothing, identity) => {
    const browser = clinic.hosted.browser()
    browser.cookies.set('damson-language', language)
    const person = await clinic.member([{ resourceType: 'Observation' }])
    const page = await clinic.hosted.signIn(browser, app, person, { scope: 'openid' })
    expect(page.heading.replaceAll(/[\u2066-\u2069]/g, '')).toBe(heading)
    expect(page.text).toContain(nothing)
    expect(page.text).toContain(identity)
    expect(page.text).not.toContain('type="checkbox"')
    const whole = { en: 'Read and change records', es: 'Leer y modificar historiales', ar: 'قراءة السجلات وتعديلها' }[
      language
    ]
    expect(page.text).not.toContain(whole)
  })
})
