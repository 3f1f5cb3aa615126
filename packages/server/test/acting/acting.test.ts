/** A client acts for a person by naming them: what is allowed, by whom, and what stays behind. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createLog } from '#base/log'
import { createGrantees, type Grantees } from '#domain/access'
import { createActivity } from '#domain/logins'
import { createInvalidations } from '#domain/revocation'
import { issueOf } from '../fhir/clinic.ts'
import { freshEmail, must, verdict } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'
import { type Acting, type ActingClinic, type Member, ON_BEHALF, startActingClinic } from './acting-clinic.ts'

const PATIENT = { resourceType: 'Patient' }
const OBSERVATION = { resourceType: 'Observation' }
const TASK = { resourceType: 'Task' }
const STAFF = [{ how: 'asserted', profileType: ['Practitioner'] }]

describe.each(storesForWalks())('acting for a person on %s', (store) => {
  let clinic: ActingClinic
  /** Reads and writes patients and observations, for practitioners. */
  let server: Acting
  /** May read patients and write tasks. */
  let nurse: Member
  const patients = { one: '', other: '' }

  beforeAll(async () => {
    clinic = await startActingClinic({ store, shared: true })
    server = await clinic.acting([PATIENT, OBSERVATION, { resourceType: 'Group' }], STAFF, { basicAllowed: true })
    const ward = await clinic.actors.policy(clinic.owner, [{ ...PATIENT, criteria: 'Patient?active=true' }, TASK])
    nurse = await clinic.member({ accessPolicy: { reference: ward } })
    patients.one = (await clinic.made({ resourceType: 'Patient', active: true })).id
    patients.other = (await clinic.made({ resourceType: 'Patient', active: false })).id
  })
  afterAll(() => clinic.close())

  const verdictFor = async (person: string, path = `Patient/${patients.one}`, by: Acting = server): Promise<string> =>
    verdict(await clinic.actFor(person, path, { token: by.token }))

  /** A node whose requests the test orders, which hears of changes when the test says so, and what it asks the store. */
  function ownNode() {
    const { db } = clinic.store
    const notebook = createNotebook()
    const clock = { ...createClock(), monotonic: () => 0 }
    const log = createLog('silent')
    const invalidations = createInvalidations(db, clock, log)
    const grantees = createGrantees(notebook.noting(db), clock, invalidations, createActivity(db, clock, log))
    const client = async (by: Acting): ReturnType<typeof asClient> => asClient(grantees, by)
    const act = async (by: Awaited<ReturnType<typeof asClient>>, person: string): Promise<string> => {
      const found = await grantees.onBehalfOf(by, person, '192.0.2.1')
      return found.ok ? 'acts' : found.refusal.why
    }
    return { hear: () => invalidations.poll(), client, act, notebook }
  }

  test('is the intersection of both policies, by Bearer and by Basic, by profile and by membership', async () => {
    for (const by of [{ token: server.token }, { basic: server.basic }])
      for (const person of [nurse.profile, `ProjectMembership/${nurse.membership}`]) {
        const status = async (path: string): Promise<number> => (await clinic.actFor(person, path, by)).status
        expect(await status(`Patient/${patients.one}`)).toBe(200)
        expect(await status(`Patient/${patients.other}`)).toBe(404)
        // The client alone may, and the person alone may.
        expect(await status('Observation')).toBe(403)
        expect(await status('Task')).toBe(403)
        const { body } = await clinic.actFor(person, 'Patient', by)
        expect(body.entry.map(({ resource }: { resource: { active: boolean } }) => resource.active)).not.toContain(
          false,
        )
      }
    // Without the header the client is itself.
    expect((await clinic.fhir(`Patient/${patients.other}`, { token: server.token })).status).toBe(200)
  })

  test('is in the history and in every event, with both agents', async () => {
    const json = { resourceType: 'Patient', active: true }
    const headers = { 'X-Medplum': 'extended' }
    const made = must(await clinic.actFor(nurse.profile, 'Patient', { token: server.token, json, headers }))
    const [author, onBehalfOf] = [{ reference: `ClientApplication/${server.id}` }, { reference: nurse.profile }]
    expect(made.body.meta).toMatchObject({ author, onBehalfOf })
    const path = `Patient/${made.body.id}`
    const own = must(
      await clinic.fhir(path, { method: 'PUT', json: { ...json, id: made.body.id }, token: server.token, headers }),
    )
    expect(own.body.meta.author).toEqual(author)
    expect(own.body.meta.onBehalfOf).toBeUndefined()
    must(await clinic.actFor(nurse.profile, path, { token: server.token }))
    must(await clinic.actFor(nurse.profile, path, { token: server.token, method: 'DELETE' }))
    await clinic.actFor(nurse.profile, 'Observation', { token: server.token })
    const { body } = must(await clinic.fhir(`AuditEvent?agent=${nurse.profile}&_count=100`))
    const events = body.entry.map(
      ({ resource }: { resource: { agent: unknown[]; subtype: { code: string }[] } }) => resource,
    )
    const acted = events.filter(({ agent }: { agent: unknown[] }) =>
      JSON.stringify(agent).includes('urn:damson:acting'),
    )
    expect(acted.map(({ subtype }: { subtype: { code: string }[] }) => subtype[0]?.code)).toEqual(
      expect.arrayContaining(['create', 'delete', 'search', 'read']),
    )
    for (const { agent } of acted)
      expect(agent).toEqual([
        expect.objectContaining({ who: author, requestor: true }),
        { who: onBehalfOf, requestor: false, type: { coding: [{ system: 'urn:damson:acting', code: 'asserted' }] } },
      ])
  })

  test('is refused, alike for a person beyond actFor and for one who does not exist', async () => {
    const patient = await clinic.member({ resourceType: 'Patient' })
    const nobody = '00000000-0000-4000-8000-000000000000'
    const answers = []
    for (const person of [
      patient.profile,
      `Practitioner/${nobody}`,
      `ProjectMembership/${nobody}`,
      `ProjectMembership/${server.membership}`,
    ]) {
      const { status, body } = await clinic.actFor(person, `Patient/${patients.one}`, { token: server.token })
      answers.push([status, body.issue[0].details])
    }
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(answers[0]?.[0]).toBe(403)
    expect(await verdictFor(patient.profile)).toBe('403 acting_not_covered')
    const [event] = await clinic.events('subtype=acting.refused&_count=1')
    expect([event?.outcome, event?.outcomeDesc]).toEqual(['4', 'not_covered'])
  })

  test('is refused for a name that is none', async () => {
    for (const name of [
      '',
      'nobody',
      'Practitioner',
      'Practitioner/',
      '*',
      'Bot/1',
      'Practitioner/1,Practitioner/2',
      'Practitioner?name=x',
      `${nurse.profile}/_history/1`,
      `${clinic.fhirUrl}${nurse.profile}`,
    ])
      expect(await verdictFor(name), name).toBe('400 acting_malformed_person')
  })

  test('needs actFor: being an administrator gives nothing, and nobody acts with a person’s token', async () => {
    const plain = await clinic.acting([PATIENT], undefined)
    expect(await verdictFor(nurse.profile, undefined, plain)).toBe('403 acting_no_act_for')
    must(await clinic.change(`ProjectMembership/${plain.membership}`, { admin: true }))
    expect(await verdictFor(nurse.profile, undefined, plain)).toBe('403 acting_no_act_for')
    expect(verdict(await clinic.actFor(nurse.profile, 'Patient', { token: clinic.owner.token }))).toBe(
      '403 acting_not_a_client',
    )
    expect(verdict(await clinic.actFor(nurse.profile, 'Patient', { token: nurse.token }))).toBe(
      '403 acting_not_a_client',
    )
  })

  test('is refused for a membership that is off, pending, an administrator’s, or of another project', async () => {
    const off = await clinic.member({})
    expect(await verdictFor(off.profile)).toBe('403 no_policy')
    must(await clinic.change(`ProjectMembership/${off.membership}`, { active: false }))
    expect(await verdictFor(off.profile)).toBe('403 acting_inactive')
    const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: freshEmail() }
    const { body } = must(
      await clinic.call(`admin/projects/${clinic.owner.project}/invite`, { json, token: clinic.owner.token }),
    )
    expect(await verdictFor(body.profile.reference)).toBe('403 acting_pending')
    expect(await verdictFor(clinic.owner.profile)).toBe('403 acting_administrator')
    const desk = await clinic.member({ adminRole: 'help-desk' })
    expect(await verdictFor(desk.profile)).toBe('403 acting_administrator')
    const other = await clinic.actors.owner()
    expect(await verdictFor(other.profile)).toBe('403 acting_not_covered')
  })

  test('leaves out what only administrators may do, also for a client that is one', async () => {
    const admin = await clinic.acting(
      [PATIENT, { resourceType: 'Project', criteria: `Project?_id=${clinic.owner.project}`, interaction: ['read'] }],
      STAFF,
    )
    must(await clinic.change(`ProjectMembership/${admin.membership}`, { admin: true }))
    expect((await clinic.fhir(`Project/${clinic.owner.project}`, { token: admin.token })).status).toBe(200)
    expect((await clinic.actFor(nurse.profile, `Project/${clinic.owner.project}`, { token: admin.token })).status).toBe(
      403,
    )
    expect(await verdictFor(nurse.profile, `Patient/${patients.one}`, admin)).toBe('200')
    expect(
      verdict(await clinic.actFor(nurse.profile, `Patient/${patients.one}/$who-looked`, { token: admin.token })),
    ).toBe('403 acting')
  })

  test('ends as soon as either is switched off, or actFor is taken away', async () => {
    const [client, person] = [await clinic.acting([PATIENT], STAFF), await clinic.member({})]
    const all = { reference: await clinic.actors.policy(clinic.owner, [PATIENT]) }
    must(await clinic.change(`ProjectMembership/${person.membership}`, { accessPolicy: all }))
    const now = (): Promise<string> => verdictFor(person.profile, undefined, client)
    expect(await now()).toBe('200')
    must(await clinic.change(`ProjectMembership/${person.membership}`, { active: false }))
    expect(await now()).toBe('403 acting_inactive')
    must(await clinic.change(`ProjectMembership/${person.membership}`, { active: true }))
    expect(await now()).toBe('200')
    must(
      await clinic.change(`ProjectMembership/${client.membership}`, {
        actFor: [{ how: 'proven', profileType: ['Practitioner'] }],
      }),
    )
    expect(await now()).toBe('403 acting_only_proven')
    must(await clinic.change(`ProjectMembership/${client.membership}`, { actFor: STAFF }))
    expect(await now()).toBe('200')
    must(await clinic.change(`ClientApplication/${client.id}`, { status: 'off' }))
    expect(await now()).toMatch(/^40[13] /)
  })

  test('is judged for the client as each request knows it: a request under way leaves nothing old behind', async () => {
    const client = await clinic.acting([PATIENT], STAFF)
    const node = ownNode()
    await node.hear()
    const before = await node.client(client)
    must(
      await clinic.change(`ProjectMembership/${client.membership}`, {
        actFor: [{ how: 'proven', profileType: ['Practitioner'] }],
      }),
    )
    await node.hear()
    // It read the client before the change, and goes on after the node heard of it.
    expect(await node.act(before, nurse.profile)).toBe('acts')
    expect(await node.act(await node.client(client), nurse.profile)).toBe('only_proven')
  })

  test('looks for nobody beyond actFor, so that the time tells no more than the answer', async () => {
    const patient = await clinic.member({ resourceType: 'Patient' })
    const node = ownNode()
    await node.hear()
    const client = await node.client(server)
    const asked = async (person: string): Promise<readonly string[]> =>
      (await node.notebook.during(async () => expect(await node.act(client, person)).toBe('not_covered'))).outside
    expect(await asked(patient.profile)).toEqual([])
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await asked(`ProjectMembership/${patient.membership}`)).toEqual(await asked(`ProjectMembership/${nobody}`))
  })

  test('tells a client that needs a proof nothing of how somebody stands here', async () => {
    const client = await clinic.acting([PATIENT], [{ how: 'proven', profileType: ['Practitioner'] }])
    const off = await clinic.member({})
    must(await clinic.change(`ProjectMembership/${off.membership}`, { active: false }))
    for (const person of [clinic.owner, off, nurse])
      expect(await verdictFor(person.profile, undefined, client)).toBe('403 acting_only_proven')
  })

  test('is not for whom the client chooses itself, by writing the Groups or profiles that decide', async () => {
    const member = [{ entity: { reference: nurse.profile } }]
    const { id } = await clinic.made({ resourceType: 'Group', type: 'practitioner', actual: true, member })
    const grouped = [{ how: 'asserted', group: [{ reference: `Group/${id}` }] }]
    const tagged = [{ how: 'asserted', criteria: 'Practitioner?active=true' }]
    for (const [entries, actFor, field] of [
      [[PATIENT, { resourceType: 'Group' }], grouped, 'group'],
      [[PATIENT, { resourceType: 'Group', interaction: ['read', 'update'] }], grouped, 'group'],
      [[PATIENT, { resourceType: 'Practitioner', criteria: 'Practitioner?_tag=x' }], tagged, 'criteria'],
      [[{ resourceType: '*' }], tagged, 'criteria'],
    ] as const) {
      const client = await clinic.acting(entries, undefined)
      const refused = await clinic.change(`ProjectMembership/${client.membership}`, { actFor })
      expect([verdict(refused), refused.body.issue[0].expression]).toEqual([
        '400 act_for_chosen_by_client',
        [`ProjectMembership.actFor[0].${field}`],
      ])
    }
    const reads = { resourceType: 'Group', interaction: ['read', 'search'] }
    const policy = await clinic.actors.policy(clinic.owner, [PATIENT, reads])
    const client = await clinic.acting([PATIENT], grouped)
    must(await clinic.change(`ProjectMembership/${client.membership}`, { accessPolicy: { reference: policy } }))
    expect(await verdictFor(nurse.profile, undefined, client)).toBe('200')
    // The policy grows later: from then on the client acts for nobody, also with a token of less scope.
    must(await clinic.change(policy, { resource: [PATIENT, { ...reads, interaction: ['read', 'update'] }] }))
    expect(await verdictFor(nurse.profile, undefined, client)).toBe('403 acting_chooses_itself')
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.r' }
    const { access_token: token } = must(await clinic.call('oauth2/token', { form, basic: client.basic })).body
    expect(await verdictFor(nurse.profile, undefined, { ...client, token })).toBe('403 acting_chooses_itself')
  })

  test('only with a proof where a second factor is demanded of the person', async () => {
    const person = await clinic.member({})
    expect(await verdictFor(person.profile)).toBe('403 no_policy')
    must(await clinic.change(`ProjectMembership/${person.membership}`, { mfaRequired: true }))
    expect(await verdictFor(person.profile)).toBe('403 acting_only_proven')
  })

  test('for the active members of a group, and the profiles that a criteria fits, as they are now', async () => {
    const [one, other] = [await clinic.member({}), await clinic.member({})]
    const member = [one, other].map(({ profile }) => ({ entity: { reference: profile } }))
    const { id } = await clinic.made({ resourceType: 'Group', type: 'practitioner', actual: true, member })
    const grouped = await clinic.acting([PATIENT], [{ how: 'asserted', group: [{ reference: `Group/${id}` }] }])
    const of = (person: Member, by: Acting): Promise<string> => verdictFor(person.profile, undefined, by)
    expect([await of(one, grouped), await of(other, grouped), await of(nurse, grouped)]).toEqual([
      '403 no_policy',
      '403 no_policy',
      '403 acting_not_covered',
    ])
    must(await clinic.change(`Group/${id}`, { member: [{ ...member[0], inactive: true }, member[1]] }))
    expect([await of(one, grouped), await of(other, grouped)]).toEqual(['403 acting_not_covered', '403 no_policy'])
    const during = async (period: object): Promise<string> => {
      must(await clinic.change(`Group/${id}`, { member: [{ ...member[0], period }, member[1]] }))
      return of(one, grouped)
    }
    for (const period of [{ end: '2001-01' }, { start: '2999' }]) expect(await during(period)).toMatch(/not_covered$/)
    expect(await during({ start: '2001', end: '2999-12-31' })).toBe('403 no_policy')
    must(await clinic.change(`Group/${id}`, { active: false }))
    expect(await of(other, grouped)).toBe('403 acting_not_covered')

    const tagged = await clinic.acting([PATIENT], [{ how: 'asserted', criteria: 'Practitioner?_tag=front-desk' }])
    expect(await of(one, tagged)).toBe('403 acting_not_covered')
    must(await clinic.change(one.profile, { meta: { tag: [{ code: 'front-desk' }] } }))
    expect([await of(one, tagged), await of(other, tagged)]).toEqual(['403 no_policy', '403 acting_not_covered'])
    must(await clinic.change(one.profile, { meta: {} }))
    expect(await of(one, tagged)).toBe('403 acting_not_covered')
  })

  test('is for FHIR requests and GET /auth/me; whatever else is sent with the header is refused', async () => {
    const headers = { [ON_BEHALF]: nurse.profile }
    const me = must(await clinic.call('auth/me', { token: server.token, headers }))
    expect(me.body.profile).toEqual({ resourceType: 'ClientApplication', id: server.id })
    expect(me.text).not.toContain('accessPolicy')
    for (const path of [`admin/projects/${clinic.owner.project}`, 'oauth2/userinfo'])
      expect((await clinic.call(path, { token: server.token, headers })).text).toMatch(
        /leave out X-Medplum-On-Behalf-Of/,
      )
    expect((await clinic.call('fhir/R4/Patient', { headers })).status).toBe(401)
    const trace = await clinic.call(`auth/trace/${crypto.randomUUID()}`, { token: clinic.owner.token, headers })
    expect(verdict(trace)).toBe('400 on_behalf_of_not_here')
    const client = await clinic.acting([PATIENT], STAFF)
    const { body } = must(await clinic.fhir(`ProjectMembership/${client.membership}`))
    const rule = { value: '127.0.0.0/8', action: 'block' }
    must(await clinic.change(body.accessPolicy.reference, { ipAccessRule: [rule] }))
    const leaving = (more: object): Promise<string> =>
      clinic.call('oauth2/logout', { method: 'POST', token: client.token, ...more }).then(verdict)
    expect([await leaving({ headers }), await leaving({})]).toEqual(['400 on_behalf_of_not_here', '200'])
  })

  test('by GET /auth/me is counted as a request of the client', async () => {
    const client = await clinic.acting([PATIENT], STAFF, { fhirRequestLimit: 2 })
    const me = async (headers: Record<string, string>): Promise<number> =>
      (await clinic.call('auth/me', { token: client.token, headers })).status
    const headers = { [ON_BEHALF]: nurse.profile }
    expect([await me(headers), await me({ [ON_BEHALF]: 'Practitioner/none' }), await me(headers)]).toEqual([
      200, 403, 429,
    ])
    expect(await me({})).toBe(200)
  })

  test('launches an app for the person alone', async () => {
    const entries = [PATIENT, { resourceType: 'ClientApplication', interaction: ['read'] }]
    const person = await clinic.member({
      accessPolicy: { reference: await clinic.actors.policy(clinic.owner, entries) },
    })
    const extra = { launchUri: 'https://app.example/launch', redirectUris: ['https://app.example/back'] }
    const app = await clinic.actors.machine(clinic.owner, { kind: 'app', extra })
    const { token } = await clinic.acting(entries, STAFF)
    must(await clinic.actFor(person.profile, `ClientApplication/${app.id}/$smart-launch`, { token, json: {} }))
    const sql = 'select user_id::text as "userId" from launches where client_id = $1'
    expect((await clinic.store.db.query({ sql, params: [app.id] })).rows).toEqual([{ userId: person.userId }])
  })

  test('actFor is an owner’s to give, and the secret of such a client an owner’s to change', async () => {
    const admin = await clinic.member({ adminRole: 'identity-administrator' })
    const { id, membership } = server
    const mine = await clinic.change(`ClientApplication/${id}`, { description: 'mine' }, { token: admin.token })
    expect(verdict(mine)).toBe('403 acts_for_people')
    const secret = await clinic.fhir(`ClientApplication/${id}/$rotate-secret`, { method: 'POST', token: admin.token })
    expect(verdict(secret)).toBe('403 acts_for_people')
    const wider = [{ how: 'asserted', profileType: ['Patient'] }]
    const refused = await clinic.change(`ProjectMembership/${membership}`, { actFor: wider }, { token: admin.token })
    expect([refused.status, refused.body.issue[0].expression]).toEqual([403, ['ProjectMembership.actFor']])
    // Nor does anybody below an owner give it back, or give it other rights.
    const off = await clinic.acting([PATIENT], STAFF)
    const at = `ProjectMembership/${off.membership}`
    must(await clinic.change(at, { active: false }, { token: admin.token }))
    const policy = { reference: await clinic.actors.policy(clinic.owner, [PATIENT]) }
    for (const fields of [
      { active: true },
      { accessPolicy: policy },
      { accessPolicy: undefined, access: [{ policy }] },
    ]) {
      const answer = await clinic.change(at, fields, { token: admin.token })
      expect([answer.status, answer.body.issue[0].expression]).toEqual([403, ['ProjectMembership.actFor']])
    }
    must(await clinic.change(at, { active: true }))
    // Nor what its policies allow: people would have done it.
    const limited = await clinic.member({
      admin: true,
      accessPolicy: {
        reference: await clinic.actors.policy(clinic.owner, [{ resourceType: '*' }, { resourceType: 'AccessPolicy' }]),
      },
    })
    const { accessPolicy } = must(await clinic.fhir(at)).body
    const resource = [{ resourceType: 'Patient', interaction: ['read', 'update'] }]
    const wide = await clinic.change(accessPolicy.reference, { resource }, { token: limited.token })
    expect(verdict(wide)).toMatch(/^403 /)
    expect(wide.text).toContain('A client that acts for people has this policy')
    must(await clinic.change(accessPolicy.reference, { resource }))
  })

  test('lists and code say to everybody below an owner that what acts for people needs one', async () => {
    const { project } = clinic.owner
    const admin = await clinic.member({ adminRole: 'identity-administrator' })
    const deployer = await clinic.member({ adminRole: 'deployer' })
    const everything = [{ resourceType: '*' }, { resourceType: 'ClientApplication' }, { resourceType: 'Bot' }]
    const limited = await clinic.member({
      admin: true,
      accessPolicy: { reference: await clinic.actors.policy(clinic.owner, everything) },
    })
    // A text that only looks so is of no concern.
    const plain = await clinic.acting([PATIENT], undefined)
    must(await clinic.change(`ProjectMembership/${plain.membership}`, { externalId: 'actFor' }))
    const listed = async (id: string, token: string): Promise<unknown> => {
      const { body } = must(await clinic.call(`admin/projects/${project}/clients?id=${id}`, { token }))
      return body.clients[0].needsOwner
    }
    for (const { token } of [admin, limited])
      expect([await listed(server.id, token), await listed(plain.id, token)]).toEqual([true, false])
    expect(await listed(server.id, clinic.owner.token)).toBe(false)
    // What they say is what the API does.
    const status = (id: string, token: string): Promise<string> =>
      clinic.fhir(`ClientApplication/${id}/$rotate-secret`, { method: 'POST', token }).then(verdict)
    expect(await status(server.id, limited.token)).toBe('403 acts_for_people')
    expect(await status(server.id, clinic.owner.token)).toBe('409 secret_exists')

    const json = { name: 'A' }
    const { id } = must(await clinic.call(`admin/projects/${project}/bot`, { json, token: clinic.owner.token })).body
    const found = must(await clinic.fhir(`ProjectMembership?profile=Bot/${id}`))
    const membership = `ProjectMembership/${found.body.entry[0].resource.id}`
    const told = async (token: string): Promise<unknown> => {
      const { body } = must(await clinic.fhir(`Bot/${id}/$source`, { token }))
      return (body.parameter ?? []).find(({ name }: { readonly name: string }) => name === 'needsOwner')
    }
    const deploy = (token: string): Promise<Answer> =>
      clinic.fhir(`Bot/${id}/$deploy`, { token, json: { code: 'export const handler = async () => 1' } })
    expect(await told(deployer.token)).toBeUndefined()
    must(await deploy(deployer.token))
    must(await clinic.change(membership, { actFor: STAFF }))
    for (const { token } of [deployer, limited])
      expect(await told(token)).toEqual({ name: 'needsOwner', valueBoolean: true })
    expect(verdict(await deploy(deployer.token))).toBe('403 acts_for_people')
    expect(await told(clinic.owner.token)).toBeUndefined()
    must(await deploy(clinic.owner.token))
    for (const path of [`Bot/${id}`, `ClientApplication/${server.id}`])
      expect(verdict(await clinic.fhir(path, { method: 'DELETE', token: limited.token }))).toBe('403 acts_for_people')
    must(await clinic.change(membership, { actFor: undefined }))
    expect(await told(deployer.token)).toBeUndefined()
    must(await clinic.fhir(`Bot/${id}`, { method: 'DELETE', token: deployer.token }))
  })

  test('the default policy of a client that acts for people is an owner’s to choose and to change', async () => {
    const [mine, other] = [
      await clinic.actors.policy(clinic.owner, [PATIENT]),
      await clinic.actors.policy(clinic.owner, [PATIENT]),
    ]
    const at = `Project/${clinic.owner.project}`
    const { defaultAccessPolicies = [] } = must(await clinic.fhir(at)).body
    const defaults = (reference: string) => ({
      defaultAccessPolicies: [{ profileType: 'ClientApplication', accessPolicy: { reference } }],
    })
    // Where that of administrators is no default, somebody below an owner may hold all defaults.
    const own = must(await clinic.fhir(`ProjectMembership?profile=${clinic.owner.profile}`)).body.entry[0].resource.id
    const { accessPolicy: ofOwner } = defaultAccessPolicies.find(
      ({ profileType }: { readonly profileType: string }) => profileType === 'Admin',
    )
    must(await clinic.change(`ProjectMembership/${own}`, { accessPolicy: ofOwner }))
    must(await clinic.change(at, defaults(mine)))
    const everything = [
      { resourceType: '*' },
      { resourceType: 'AccessPolicy' },
      { resourceType: 'Project', criteria: `Project?_id=${clinic.owner.project}`, interaction: ['read', 'update'] },
    ]
    const limited = await clinic.member({
      admin: true,
      accessPolicy: { reference: await clinic.actors.policy(clinic.owner, everything) },
    })
    const by = { token: limited.token }
    // While every such client has a policy of its own, the defaults are nobody’s concern.
    must(await clinic.change(at, defaults(other), by))
    must(await clinic.change(at, defaults(mine)))
    const acting = await clinic.acting([PATIENT], STAFF)
    must(await clinic.change(`ProjectMembership/${acting.membership}`, { accessPolicy: undefined, access: undefined }))
    const chosen = await clinic.change(at, defaults(other), by)
    expect([chosen.status, chosen.body.issue[0].expression]).toEqual([403, ['Project.defaultAccessPolicies']])
    expect(chosen.text).toContain('A client that acts for people has the default policy')
    const resource = [{ resourceType: 'Patient', interaction: ['read', 'update'] }]
    expect(verdict(await clinic.change(mine, { resource }, by))).toMatch(/^403 /)
    must(await clinic.change(other, { resource }, by))
    must(await clinic.change(at, { defaultAccessPolicies }))
  })

  test.each([
    [[{ how: 'asserted' }], 'act_for_names_everybody'],
    [[{ how: 'asserted', profileType: ['Patient', 'Practitioner', 'RelatedPerson'] }], 'act_for_names_everybody'],
    [[{ how: 'asserted', criteria: 'Observation?code=1' }], 'act_for_names_nobody'],
    [[{ how: 'asserted', criteria: 'Practitioner?_id=%profile.id' }], 'act_for_malformed_criteria'],
    [[{ how: 'asserted', group: [{ reference: 'Group/none' }] }], 'act_for_unknown_group'],
  ])('actFor %j is refused, and nothing is half written', async (actFor, code) => {
    const before = must(await clinic.fhir(`ProjectMembership/${server.membership}`)).body
    const refused = await clinic.change(`ProjectMembership/${server.membership}`, { actFor })
    expect([refused.status, issueOf(refused).reason]).toEqual([400, code])
    expect(must(await clinic.fhir(`ProjectMembership/${server.membership}`)).body).toEqual(before)
  })

  test('actFor is not for people and not for devices', async () => {
    expect(verdict(await clinic.change(`ProjectMembership/${nurse.membership}`, { actFor: STAFF }))).toBe(
      '400 act_for_person',
    )
    const policy = await clinic.actors.policy(clinic.owner, [PATIENT])
    const device = await clinic.actors.machine(clinic.owner, { kind: 'device', accessPolicy: policy })
    const found = must(await clinic.fhir(`ProjectMembership?user=ClientApplication/${device.id}`))
    const membership = `ProjectMembership/${found.body.entry[0].resource.id}`
    expect(verdict(await clinic.change(membership, { actFor: STAFF }))).toBe('400 device_acts')
    const plain = await clinic.acting([PATIENT], STAFF)
    expect(verdict(await clinic.change(`ClientApplication/${plain.id}`, { kind: 'device' }))).toBe('400 device_acts')
  })
})

async function asClient(grantees: Grantees, { id }: Acting) {
  const found = await grantees.ofClient(id, '192.0.2.1')
  if (!found.ok) throw new Error(found.refusal.why)
  return found.value
}
