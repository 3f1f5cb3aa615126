import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../signin/hosted.ts'
import { CLINICIAN, type SmartClinic, startSmartClinic } from './smart-clinic.ts'

describe.each(storesForWalks())('a token with resource scopes on %s', (store) => {
  let clinic: SmartClinic
  const administrator: Person = { email: 'admin@example.org', password: 'a quiet garden path' }
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
  })
  afterAll(() => clinic.close())

  const call: SmartClinic['hosted']['world']['call'] = (path, options) => clinic.hosted.world.call(path, options)
  const fhir = (token: string, path: string, options: Parameters<typeof call>[1] = {}): Promise<Answer> =>
    call(`fhir/R4/${path}`, { token, ...options })
  const tokenOf = async (person: Person, scope: string, options = {}): Promise<string> => {
    const { status, body, text } = await clinic.launch(person, scope, options)
    if (status !== 200) throw new Error(text)
    return String(body.access_token)
  }
  const idsIn = ({ body }: Answer): readonly string[] =>
    (body.entry ?? []).map((entry: { resource: { resourceType: string; id: string } }) =>
      [entry.resource.resourceType, entry.resource.id].join('/'),
    )
  const observation = (subject: string, status = 'final'): object => ({
    resourceType: 'Observation',
    status,
    code: { text: 'Glucose' },
    subject: { reference: subject },
  })

  test('says in the response what was granted, in the form of version 2', async () => {
    const { body } = await clinic.launch(clinic.clinician, 'openid user/Observation.read user/Patient.write')
    expect(body.scope).toBe('openid user/Observation.rs user/Patient.cud')
    expect(body).not.toHaveProperty('patient')
  })

  test('does what its letters say and its policy allows, and nothing else', async () => {
    const token = await tokenOf(clinic.clinician, 'openid user/Observation.rs')
    expect((await fhir(token, clinic.final)).status).toBe(200)
    expect((await fhir(token, `${clinic.final}/_history`)).status).toBe(200)
    expect((await fhir(token, `${clinic.final}/_history/1`)).status).toBe(200)
    expect((await fhir(token, 'Observation/_history')).status).toBe(200)
    expect((await fhir(token, 'Observation')).status).toBe(200)
    for (const refused of [
      fhir(token, 'Observation', { json: observation(clinic.ada) }),
      fhir(token, clinic.final, { method: 'PUT', json: { ...observation(clinic.ada), id: clinic.final.slice(12) } }),
      fhir(token, clinic.final, { method: 'PATCH', json: [{ op: 'replace', path: '/status', value: 'amended' }] }),
      fhir(token, clinic.final, { method: 'DELETE' }),
      fhir(token, 'Observation', { json: observation(clinic.ada), headers: { 'If-None-Exist': 'status=amended' } }),
      fhir(token, 'Observation?status=final', { method: 'PUT', json: observation(clinic.ada) }),
      fhir(token, clinic.ada),
      fhir(token, 'Patient'),
      fhir(token, 'Condition'),
    ]) {
      const { status, text } = await refused
      expect(status, text).toBe(403)
    }
    // What the policy does not allow is not allowed by a scope.
    expect((await fhir(await tokenOf(clinic.clinician, 'user/*.cruds'), 'Condition')).status).toBe(403)
  })

  test.each([
    ['r', [200, 403, 403, 403, 403]],
    ['s', [403, 200, 403, 403, 403]],
    ['c', [403, 403, 201, 403, 403]],
    ['u', [403, 403, 403, 200, 403]],
    ['d', [403, 403, 403, 403, 200]],
  ])('keeps its letters apart: %s', async (letter, expected) => {
    const token = await tokenOf(clinic.clinician, `user/Observation.${letter}`)
    const { body } = await clinic.admin('Observation', observation(clinic.byron))
    const place = `Observation/${body.id}`
    const answers = [
      await fhir(token, place),
      await fhir(token, 'Observation'),
      await fhir(token, 'Observation', { json: observation(clinic.ada) }),
      await fhir(token, place, { method: 'PUT', json: { ...observation(clinic.byron), id: body.id } }),
      await fhir(token, place, { method: 'DELETE' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(expected)
  })

  test('narrows by the demands of its scopes: read, version, history, search and write', async () => {
    const token = await tokenOf(clinic.clinician, 'user/Observation.cruds?status=final')
    expect((await fhir(token, clinic.final)).status).toBe(200)
    for (const path of [clinic.preliminary, `${clinic.preliminary}/_history`, `${clinic.preliminary}/_history/1`])
      expect((await fhir(token, path)).status, path).toBe(404)
    const found = await fhir(token, 'Observation?_count=1000&_total=accurate')
    expect(idsIn(found)).toContain(clinic.final)
    expect(idsIn(found)).not.toContain(clinic.preliminary)
    expect(found.body.total).toBe(idsIn(found).length)
    expect(idsIn(await fhir(token, 'Observation/_history?_count=1000'))).not.toContain(clinic.preliminary)
    expect((await fhir(token, 'Observation', { json: observation(clinic.ada, 'preliminary') })).status).toBe(403)
    expect((await fhir(token, clinic.preliminary, { method: 'DELETE' })).status).toBe(404)
    // What is in reach cannot be moved out of it, and what is not found by a condition cannot be changed by one.
    const moved = { ...observation(clinic.ada, 'preliminary'), id: clinic.final.slice(12) }
    expect((await fhir(token, clinic.final, { method: 'PUT', json: moved })).status).toBe(403)
  })

  test('several scopes of one type are told apart by their letters', async () => {
    const scope = 'user/Observation.rs?category=laboratory user/Observation.r?status=preliminary'
    const token = await tokenOf(clinic.clinician, scope)
    expect((await fhir(token, clinic.preliminary)).status).toBe(200)
    expect(idsIn(await fhir(token, 'Observation?_count=1000'))).not.toContain(clinic.preliminary)
  })

  test('judges the entries of a batch one by one', async () => {
    const token = await tokenOf(clinic.clinician, 'user/Observation.rs')
    const requests = [
      { method: 'GET', url: clinic.final },
      { method: 'GET', url: clinic.ada },
      { method: 'DELETE', url: clinic.final },
    ]
    const { body } = await fhir(token, '', {
      json: { resourceType: 'Bundle', type: 'batch', entry: requests.map((request) => ({ request })) },
    })
    const statuses = body.entry.map((entry: { response: { status: string } }) => entry.response.status.slice(0, 3))
    expect(statuses).toEqual(['200', '403', '403'])
  })

  test('of an administrator has none of their rights, whatever it asks for', async () => {
    const scope =
      'openid user/*.cruds user/AuditEvent.rs user/AccessPolicy.cruds user/ProjectMembership.cruds ' +
      'user/Project.cruds user/ClientApplication.cruds user/Bot.cruds'
    const token = await tokenOf(administrator, scope)
    const { project } = clinic.hosted.clinic
    expect((await fhir(token, clinic.final)).status).toBe(200)
    const app = clinic.app.id
    const refused = {
      audit: fhir(token, 'AuditEvent'),
      policies: fhir(token, 'AccessPolicy'),
      policy: fhir(token, 'AccessPolicy', { json: { resourceType: 'AccessPolicy', name: 'x', resource: CLINICIAN } }),
      memberships: fhir(token, 'ProjectMembership'),
      project: fhir(token, `Project/${project}`),
      clients: fhir(token, `ClientApplication/${app}`, { method: 'DELETE' }),
      bots: fhir(token, 'Bot', { json: { resourceType: 'Bot', name: 'x' } }),
      rotate: fhir(token, `ClientApplication/${app}/$rotate-secret`, { json: { resourceType: 'Parameters' } }),
      init: fhir(token, 'Project/$init', { json: { resourceType: 'Parameters' } }),
      client: call(`admin/projects/${project}/client`, { token, json: { name: 'x', kind: 'server' } }),
      invite: call(`admin/projects/${project}/invite`, { token, json: { resourceType: 'Practitioner' } }),
      read: call(`admin/projects/${project}`, { token }),
    }
    for (const [what, answer] of Object.entries(refused)) expect((await answer).status, what).toBe(403)
    expect((await refused.read).text).toMatch(/no administrator’s rights/)
    // The same person without resource scopes is the administrator.
    const whole = await tokenOf(administrator, 'openid')
    expect((await call(`admin/projects/${project}`, { token: whole })).status).toBe(200)
  })

  test('leaves the account of its person alone', async () => {
    const whole = await tokenOf(clinic.clinician, 'openid')
    const token = await tokenOf(clinic.clinician, 'openid user/Observation.rs')
    const me = await call('auth/me', { token })
    expect(me.status).toBe(200)
    for (const hidden of ['security', 'user', 'accessPolicy']) expect(me.body).not.toHaveProperty(hidden)
    expect(Object.keys(me.body.profile)).toEqual(['resourceType', 'id'])
    const mine = await call('auth/me', { token: whole })
    expect(mine.body.profile).toHaveProperty('name')
    const [session] = mine.body.security.sessions
    expect((await call('auth/revoke', { token, json: { loginId: session.id } })).status).toBe(403)
    const change = { oldPassword: clinic.clinician.password, newPassword: 'another quiet garden path' }
    expect((await call('auth/changepassword', { token, json: change })).status).toBe(403)
  })

  const endedRoots = async (): Promise<unknown> => {
    const sql = 'select count(revoked_at)::int as ended from login_roots'
    return (await clinic.hosted.world.store.db.query({ sql, params: [] })).rows[0]?.['ended']
  }

  test('signs its own login out, and no other of the same sign-in', async () => {
    const token = await tokenOf(clinic.clinician, 'user/Observation.rs')
    const before = await endedRoots()
    expect((await call('oauth2/logout', { method: 'POST', token })).status).toBe(200)
    expect((await fhir(token, clinic.final)).status).toBe(401)
    expect(await endedRoots()).toBe(before)
  })

  test('of a smaller refresh does less, and the next refresh has all again', async () => {
    const scope = 'openid offline_access user/Observation.rs user/Patient.rs'
    const { body } = await clinic.launch(clinic.clinician, scope)
    const refresh = (token: unknown, more: object = {}): Promise<Answer> =>
      call('oauth2/token', {
        form: { grant_type: 'refresh_token', refresh_token: String(token), client_id: clinic.app.id, ...more },
      })
    const wider = await refresh(body.refresh_token, { scope: 'openid user/*.rs' })
    expect([wider.status, wider.body.error]).toEqual([400, 'invalid_scope'])
    expect((await refresh(body.refresh_token, { scope: 'openid system/*.rs' })).body.error).toBe('invalid_scope')
    // The mistakes have not used the refresh token up.
    const less = await refresh(body.refresh_token, { scope: 'user/Observation.r' })
    expect([less.status, less.body.scope]).toEqual([200, 'user/Observation.r'])
    expect((await fhir(less.body.access_token, clinic.final)).status).toBe(200)
    expect((await fhir(less.body.access_token, 'Observation')).status).toBe(403)
    expect((await fhir(less.body.access_token, clinic.ada)).status).toBe(403)
    expect((await call('oauth2/userinfo', { token: less.body.access_token })).status).toBe(403)
    // Without any resource scope left there is nothing: not the policy alone.
    const none = await refresh(less.body.refresh_token, { scope: 'openid' })
    expect([none.status, none.body.scope]).toEqual([200, 'openid'])
    expect((await fhir(none.body.access_token, clinic.final)).status).toBe(403)
    expect((await call('oauth2/userinfo', { token: none.body.access_token })).status).toBe(200)
    const all = await refresh(none.body.refresh_token)
    expect(all.body.scope).toBe('openid offline_access user/Observation.rs user/Patient.rs')
    expect((await fhir(all.body.access_token, clinic.ada)).status).toBe(200)
    // An older token of the same login is still what it was.
    expect((await fhir(less.body.access_token, clinic.ada)).status).toBe(403)
  })

  test('of which every resource scope was narrowed away does nothing, rather than everything', async () => {
    const app = await clinic.hosted.app()
    const { email, password } = clinic.clinician
    const pkce = { codeChallenge: 'x'.repeat(43), codeChallengeMethod: 'S256' }
    const login = await call('auth/login', {
      json: { email, password, clientId: app.id, scope: 'openid user/Observation.rs user/Patient.rs', ...pkce },
    })
    const narrow = (scope: string): Promise<Answer> => call('auth/scope', { json: { login: login.body.login, scope } })
    for (const wider of ['openid user/*.rs', 'openid profile', 'user/Observation.rsu', 'patient/Observation.rs'])
      expect((await narrow(wider)).status, wider).toBe(400)
    expect((await narrow('openid user/Observation.r')).status).toBe(200)
    // With a word that was not allowed before, so that it is asked about.
    const token = await tokenOf(clinic.clinician, 'openid email user/Observation.rs', { ticked: [] })
    expect((await fhir(token, clinic.final)).status).toBe(403)
    expect((await fhir(token, 'Observation')).status).toBe(403)
  })

  test('of a machine has system/ scopes, and no others', async () => {
    const { project, token } = clinic.hosted.clinic
    const policy = await clinic.admin('AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'a server',
      resource: [{ resourceType: 'Observation' }, { resourceType: 'AuditEvent', interaction: ['read', 'search'] }],
    })
    const made = await call(`admin/projects/${project}/client`, {
      token,
      json: { name: 'Export', kind: 'server', accessPolicy: { reference: `AccessPolicy/${policy.body.id}` } },
    })
    const grant = (scope: string): Promise<Answer> =>
      call('oauth2/token', {
        basic: [made.body.id, made.body.secret],
        form: { grant_type: 'client_credentials', scope },
      })
    for (const scope of ['user/*.rs', 'patient/*.rs', 'launch/patient', 'system/*.rs user/*.rs', 'system/X.rs']) {
      const { status, body } = await grant(scope)
      expect([status, body.error], scope).toEqual([400, 'invalid_scope'])
    }
    const granted = await grant('system/Observation.read?')
    expect(granted.body.error).toBe('invalid_scope')
    const { body } = await grant('system/Observation.r system/AuditEvent.rs')
    expect(body.scope).toBe('system/AuditEvent.rs system/Observation.r')
    expect((await fhir(body.access_token, clinic.final)).status).toBe(200)
    expect((await fhir(body.access_token, 'Observation')).status).toBe(403)
    expect((await fhir(body.access_token, 'AuditEvent')).status).toBe(403)
  })

  test('cannot be had by a person for a whole system, in any way of asking', async () => {
    const { email, password } = clinic.clinician
    const json = { email, password, scope: 'system/*.rs', codeChallenge: 'x'.repeat(43), codeChallengeMethod: 'S256' }
    const login = await call('auth/login', { json: { ...json, clientId: (await clinic.hosted.app()).id } })
    expect(login.status).toBe(400)
    const page = await clinic.hosted.signInPage(clinic.hosted.browser(), clinic.app, { scope: 'openid system/*.rs' })
    expect(new URL(page.location).searchParams.get('error')).toBe('invalid_scope')
  })
})
