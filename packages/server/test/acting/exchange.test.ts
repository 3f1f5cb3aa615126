/** A client acts with a proof: it exchanges a live token of the person (RFC 8693 with an actor). */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, PASSWORD, present, redeem, verdict } from '../identity/steps.ts'
import { type Acting, type ActingClinic, type Member, ON_BEHALF, startActingClinic } from './acting-clinic.ts'

const TYPE = 'urn:ietf:params:oauth:token-type:'
const PATIENT = { resourceType: 'Patient' }
const APP = { firstParty: true, tokenEndpointAuthMethod: 'none', redirectUris: ['https://app.example/back'] }
const PROVEN = [{ how: 'proven', profileType: ['Practitioner'] }]

describe.each(storesForWalks())('acting with a token of the person on %s', (store) => {
  let clinic: ActingClinic
  let server: Acting
  let nurse: Member
  let patients: { id: string }[]
  let ward = ''

  beforeAll(async () => {
    clinic = await startActingClinic({ store, shared: true })
    server = await clinic.acting([PATIENT, { resourceType: 'Observation' }], PROVEN)
    ward = await clinic.actors.policy(clinic.owner, [
      { ...PATIENT, criteria: 'Patient?active=true' },
      { resourceType: 'Task' },
    ])
    nurse = await clinic.member({ accessPolicy: { reference: ward } })
    patients = [
      await clinic.made({ resourceType: 'Patient', active: true }),
      await clinic.made({ resourceType: 'Patient', active: false }),
    ]
  })
  afterAll(() => clinic.close())

  const exchange = (
    subject: string,
    changes: Readonly<Record<string, string | undefined>> = {},
    by: Acting = server,
  ): Promise<Answer> =>
    clinic.call('oauth2/token', {
      form: present({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: subject,
        subject_token_type: `${TYPE}access_token`,
        actor_token: by.token,
        actor_token_type: `${TYPE}access_token`,
        ...changes,
      }),
      basic: by.basic,
    })
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const signIn = async (person: Member, scope = 'openid'): Promise<string> =>
    must(
      await redeem(
        clinic.call,
        await begin(clinic.call, { email: person.email, password: PASSWORD, scope, projectId: clinic.owner.project }),
      ),
    ).body.access_token
  const read = (token: string, at = 0): Promise<Answer> => clinic.fhir(`Patient/${patients[at]?.id}`, { token })

  test('gives a token with act, the rights of both, and no refresh token', async () => {
    const { body } = must(await exchange(nurse.token))
    expect(body).toMatchObject({
      token_type: 'Bearer',
      issued_token_type: `${TYPE}access_token`,
      profile: { reference: nurse.profile },
    })
    expect(Object.keys(body)).not.toContain('refresh_token')
    expect(Object.keys(body)).not.toContain('id_token')
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: nurse.userId,
      client_id: server.id,
      act: { sub: server.id },
      profile: nurse.profile,
    })
    const token = body.access_token
    expect([(await read(token)).status, (await read(token, 1)).status]).toEqual([200, 404])
    expect([
      (await clinic.fhir('Task', { token })).status,
      (await clinic.fhir('Observation', { token })).status,
    ]).toEqual([403, 403])
    const made = must(
      await clinic.fhir('Patient', {
        json: { resourceType: 'Patient', active: true },
        token,
        headers: { 'X-Medplum': 'extended' },
      }),
    )
    expect(made.body.meta).toMatchObject({
      author: { reference: `ClientApplication/${server.id}` },
      onBehalfOf: { reference: nurse.profile },
    })
    const [event] = await clinic.events(`agent=${nurse.profile}&subtype=fhir.create&_count=1`)
    expect(event?.agent[1]).toMatchObject({ who: { reference: nurse.profile }, type: { coding: [{ code: 'proven' }] } })
    const [issued] = await clinic.events(`agent=${nurse.profile}&subtype=token.issued&_count=1`)
    expect(issued?.agent.map(({ who }) => who?.reference)).toEqual([`ClientApplication/${server.id}`, nurse.profile])
  })

  test('is the only way where actFor says proven: the header alone is refused', async () => {
    const refused = await clinic.actFor(nurse.profile, `Patient/${patients[0]?.id}`, { token: server.token })
    expect(verdict(refused)).toBe('403 acting_only_proven')
    const { body } = must(await exchange(nurse.token))
    const both = await clinic.actFor(nurse.profile, 'Patient', { token: body.access_token })
    expect(verdict(both)).toBe('403 acting_acts_already')
  })

  test('ends with the sign-in of the person, with actFor, with the client, and by revocation', async () => {
    const person = await clinic.member({ accessPolicy: { reference: ward } })
    const client = await clinic.acting([PATIENT], PROVEN)
    const acting = async (): Promise<string> => must(await exchange(await signIn(person), {}, client)).body.access_token
    const first = await acting()
    expect((await read(first)).status).toBe(200)
    must(await clinic.call('oauth2/revoke', { form: { token: first }, basic: client.basic }))
    expect((await read(first)).status).toBe(401)

    const own = await signIn(person)
    const second = must(await exchange(own, {}, client)).body.access_token
    expect((await read(second)).status).toBe(200)
    must(await clinic.call('oauth2/logout', { method: 'POST', token: own }))
    expect((await read(second)).status).toBe(401)

    const third = await acting()
    expect((await read(third)).status).toBe(200)
    must(
      await clinic.change(`ProjectMembership/${client.membership}`, {
        actFor: [{ how: 'proven', profileType: ['Patient'] }],
      }),
    )
    for (const _ of [1, 2]) expect(verdict(await read(third))).toBe('403 acting_not_covered')
    expect((await exchange(await signIn(person), {}, client)).body.error).toBe('invalid_request')
    // Both are named: of a token, that nothing counts, once in a while.
    const refusals = await clinic.events(`agent=ClientApplication/${client.id}&subtype=acting.refused`)
    expect(refusals.map(({ outcomeDesc, entity }) => [outcomeDesc, entity?.[0]?.what?.reference])).toEqual([
      ['not_covered', person.profile],
    ])
    const [issuing] = await clinic.events('subtype=token.refused&_count=1')
    expect([issuing?.outcomeDesc, issuing?.entity?.[0]?.what?.reference]).toEqual([
      'acting_not_covered',
      person.profile,
    ])
    must(await clinic.change(`ProjectMembership/${client.membership}`, { actFor: PROVEN }))
    expect((await read(third)).status).toBe(200)
    must(await clinic.change(`ProjectMembership/${person.membership}`, { active: false }))
    expect((await read(third)).status).toBeGreaterThanOrEqual(401)
  })

  test('ends with all sign-ins of its client, and does not come back with it', async () => {
    const client = await clinic.acting([PATIENT], PROVEN)
    const { owner } = clinic
    const acting = async (): Promise<string> => must(await exchange(nurse.token, {}, client)).body.access_token
    const first = await acting()
    expect((await read(first)).status).toBe(200)
    const signIns = `admin/projects/${owner.project}/members/${client.membership}/sign-ins`
    must(await clinic.call(signIns, { method: 'DELETE', token: owner.token }))
    expect((await read(first)).status).toBe(401)
    const token = must(
      await clinic.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: client.basic }),
    ).body.access_token
    const anew = { ...client, token }
    for (const [path, off, on] of [
      [`ProjectMembership/${client.membership}`, { active: false }, { active: true }],
      [`ClientApplication/${client.id}`, { status: 'off' }, { status: 'active' }],
    ] as const) {
      const own = must(
        await clinic.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: client.basic }),
      ).body.access_token
      const one = must(await exchange(nurse.token, {}, { ...anew, token: own })).body.access_token
      expect((await read(one)).status).toBe(200)
      must(await clinic.change(path, off))
      must(await clinic.change(path, on))
      expect((await read(one)).status).toBe(401)
    }
  })

  test('is refused where the client may not come from', async () => {
    const client = await clinic.acting([PATIENT], PROVEN)
    const ipAccessRule = [{ name: 'elsewhere', value: '198.51.100.0/24', action: 'allow' }]
    must(await clinic.change(`ClientApplication/${client.id}`, { ipAccessRule }))
    const refused = await exchange(nurse.token, {}, client)
    expect([refused.status, refused.body.error]).toEqual([400, 'access_denied'])
  })

  test('never widens the scope of either token', async () => {
    const narrow = await signIn(nurse, 'openid user/Patient.r')
    const { body } = must(await exchange(narrow))
    expect(body.scope).toBe('user/Patient.r')
    expect((await read(body.access_token)).status).toBe(200)
    expect((await clinic.fhir('Patient', { token: body.access_token })).status).toBe(403)
    for (const scope of ['user/Patient.rs', 'user/*.r', 'openid', 'user/Task.r'])
      expect((await exchange(narrow, { scope })).body.error, scope).toBe('invalid_scope')
    const asked = must(await exchange(nurse.token, { scope: 'user/Patient.s' }))
    expect([
      (await read(asked.body.access_token)).status,
      (await clinic.fhir('Patient', { token: asked.body.access_token })).status,
    ]).toEqual([403, 200])
    const limited = must(
      await clinic.call('oauth2/token', {
        form: { grant_type: 'client_credentials', scope: 'system/Patient.s' },
        basic: server.basic,
      }),
    )
    const both = must(await exchange(nurse.token, { actor_token: limited.body.access_token }))
    expect([
      (await read(both.body.access_token)).status,
      (await clinic.fhir('Patient', { token: both.body.access_token })).status,
    ]).toEqual([403, 200])
  })

  test('is refused for what is no token of the person or not of the client', async () => {
    const [other, plain] = [await clinic.acting([PATIENT], PROVEN), await clinic.acting([PATIENT], undefined)]
    const stranger = await clinic.actors.owner()
    const acting = must(await exchange(nurse.token)).body.access_token
    const reasons: string[] = []
    for (const [subject, changes, by] of [
      [nurse.token, { actor_token: other.token }],
      [nurse.token, { actor_token: nurse.token }],
      [nurse.token, { actor_token: 'x' }],
      [nurse.token, { actor_token: acting }],
      [nurse.token, { actor_token_type: undefined }],
      [nurse.token, { actor_token: undefined }],
      [nurse.token, { subject_token_type: `${TYPE}id_token` }],
      ['x', {}],
      [acting, {}],
      [server.token, {}],
      [stranger.token, {}],
      [nurse.token, {}, plain],
      [clinic.owner.token, {}],
      [nurse.token, { requested_token_type: `${TYPE}refresh_token` }],
    ] as const) {
      const { status, body } = await exchange(subject, changes, by ?? server)
      expect([status, body.error]).toEqual([400, 'invalid_request'])
      reasons.push(body.error_description)
    }
    expect(new Set(reasons.slice(7, 11)).size).toBe(1)
    expect(reasons[11]).toMatch(/add actFor/)
    expect(reasons[12]).toMatch(/Nobody acts for an administrator/)
    const target = await exchange(nurse.token, { audience: 'https://other.example' })
    expect(target.body.error).toBe('invalid_target')
  })

  test('passes a second factor that is demanded of the person only with a sign-in that proved it', async () => {
    const person = await clinic.member({ accessPolicy: { reference: ward } })
    const before = await signIn(person)
    const token = must(await exchange(before)).body.access_token
    must(await clinic.change(`ProjectMembership/${person.membership}`, { mfaRequired: true }))
    expect((await read(token)).status).toBe(401)
    expect((await exchange(before)).body.error).toBe('invalid_request')
  })

  test('passes what the acting client demands of people only with a sign-in that proved it', async () => {
    const client = await clinic.acting([PATIENT], PROVEN)
    const token = must(await exchange(nurse.token, {}, client)).body.access_token
    const demand = async (fields: object): Promise<readonly unknown[]> => {
      must(await clinic.change(`ClientApplication/${client.id}`, fields))
      return [verdict(await read(token)), (await exchange(nurse.token, {}, client)).body.error]
    }
    expect(await demand({ mfaRequired: true })).toEqual(['401 insufficient_user_authentication', 'invalid_request'])
    expect(await demand({ mfaRequired: undefined, compliantDeviceRequired: true })).toEqual([
      '403 device_not_compliant',
      'invalid_request',
    ])
    expect(await demand({ compliantDeviceRequired: undefined })).toEqual(['200', undefined])
  })

  test('passes what is demanded by the app of the person from then on, and goes on when it is not', async () => {
    const app = await clinic.actors.machine(clinic.owner, { kind: 'app', extra: APP })
    const fields = { email: nurse.email, scope: 'openid', projectId: clinic.owner.project, clientId: app.id }
    const begun = await begin(clinic.call, fields)
    const own = must(await redeem(clinic.call, begun, { client_id: app.id })).body.access_token
    const token = must(await exchange(own)).body.access_token
    expect((await read(token)).status).toBe(200)
    must(await clinic.change(`ClientApplication/${app.id}`, { mfaRequired: true }))
    expect(verdict(await read(token))).toBe('401 insufficient_user_authentication')
    must(await clinic.change(`ClientApplication/${app.id}`, { mfaRequired: undefined }))
    expect((await read(token)).status).toBe(200)
  })

  test('is no use of the person’s sign-in, which goes idle as if nobody acted', async () => {
    const own = await signIn(nurse)
    const id = claimsOf(own)['login_id']
    const { db } = clinic.store
    const idleFrom = async (): Promise<unknown> =>
      (await db.query({ sql: 'select idle_from from logins where id = $1', params: [id] })).rows[0]
    const sql = "update logins set idle_seconds = 3600, idle_from = now() - interval '30 minutes' where id = $1"
    await db.query({ sql, params: [id] })
    const before = await idleFrom()
    const token = must(await exchange(own)).body.access_token
    for (const _ of [1, 2, 3]) expect((await read(token)).status).toBe(200)
    expect(await idleFrom()).toEqual(before)
    await clinic.fhir('Patient', { token: own })
    await expect.poll(idleFrom, { timeout: 20_000 }).not.toEqual(before)
  })

  test('is told by introspection, and opens nothing but the FHIR API', async () => {
    const { access_token: token } = must(await exchange(nurse.token)).body
    const { body } = must(await clinic.call('oauth2/introspect', { form: { token }, basic: server.basic }))
    expect(body).toMatchObject({ active: true, sub: nurse.userId, client_id: server.id, act: { sub: server.id } })
    const me = must(await clinic.call('auth/me', { token }))
    expect(me.body.profile.id).toBe(server.id)
    for (const path of ['oauth2/userinfo', `admin/projects/${clinic.owner.project}`])
      expect((await clinic.call(path, { token })).status, path).toBe(403)
    const introspecting = await clinic.call('oauth2/introspect', { form: { token }, token })
    expect(introspecting.status).toBe(403)
    const other = await clinic.acting([PATIENT], undefined)
    must(await clinic.call('oauth2/revoke', { form: { token }, basic: other.basic }))
    expect((await read(token)).status).toBe(200)
    expect((await clinic.call('fhir/R4/Patient', { token, headers: { [ON_BEHALF]: nurse.profile } })).status).toBe(403)
  })
})
