import { type Answer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, type Clinic, follow, freshEmail, must, PASSWORD, redeem, startClinic, verdict } from './steps.ts'

type Texts = Readonly<Record<string, unknown>>

const parametersOf = (texts: Texts): object => ({
  resourceType: 'Parameters',
  parameter: Object.entries(texts).map(([name, valueString]) => ({ name, valueString })),
})

describe.each(storesForWalks())('Project/$init on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
  })
  afterAll(() => world.close())

  const init = (texts: Texts, token = clinic.admin.token): Promise<Answer> =>
    world.call('fhir/R4/Project/$init', { json: parametersOf(texts), token })

  /** Signs somebody in to one of their projects. */
  async function signIn(email: string, password: string, project: string): Promise<Answer> {
    const begun = await begin(world.call, { email, password, projectId: project })
    return begun.code === '' ? begun.answer : redeem(world.call, begun)
  }

  test('makes a project that whoever asks administers, apart from the server’s own', async () => {
    const made = must(await init({ name: 'Hillside Practice' }))
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toMatch(new RegExp(`/fhir/R4/Project/${made.body.id}/_history/`))
    expect(made.body).toMatchObject({ resourceType: 'Project', name: 'Hillside Practice', status: 'active' })
    const { email, password } = clinic.admin
    const { body } = must(await signIn(email, password, made.body.id))
    const me = must(await world.call('auth/me', { token: body.access_token }))
    expect(me.body).toMatchObject({ project: { id: made.body.id }, membership: { admin: true } })
    expect(me.body.project.superAdmin).toBeUndefined()
    must(
      await world.call('fhir/R4/Patient', {
        json: { resourceType: 'Patient' },
        token: body.access_token,
      }),
    )
    // Its first event says that it was begun from outside; the operator's own project says by whom.
    const inside = must(await world.call('fhir/R4/AuditEvent?subtype=project.created', { token: body.access_token }))
    expect(inside.body.entry).toHaveLength(1)
    const outside = must(
      await world.call(`fhir/R4/AuditEvent?entity=Project/${made.body.id}`, { token: clinic.admin.token }),
    )
    expect(JSON.stringify(outside.body.entry[0].resource.agent)).toContain('Practitioner/')
  })

  test('makes one whose owner sees no patient’s record, and stays its owner', async () => {
    const made = must(await init({ name: 'Quiet Practice', administratorPolicy: 'without-charts' }))
    const { email, password } = clinic.admin
    const { body } = must(await signIn(email, password, made.body.id))
    const token: string = body.access_token
    const { membership } = must(await world.call('auth/me', { token })).body
    expect(membership).toMatchObject({ admin: true, adminRole: 'owner' })
    expect(verdict(await world.call('fhir/R4/Patient', { token }))).toBe('403 interaction_forbidden')
    must(await world.call(`admin/projects/${made.body.id}/domain`, { token }))
    const at = `fhir/R4/ProjectMembership/${membership.id}`
    const { adminRole: _gone, ...rest } = must(await world.call(at, { token })).body
    expect(verdict(await world.call(at, { method: 'PUT', json: rest, token }))).toBe('400 owner_membership')
  })

  test('makes one for somebody without an account, who chooses a password through the mailed link', async () => {
    const ownerEmail = freshEmail()
    const { body } = must(
      await init({ name: 'Harbor Clinic', ownerEmail, ownerFirstName: 'Mary', ownerLastName: 'Seacole' }),
    )
    await follow(world, ownerEmail)
    const signedIn = must(await signIn(ownerEmail, PASSWORD, body.id))
    const me = must(await world.call('auth/me', { token: signedIn.body.access_token }))
    expect(me.body).toMatchObject({
      project: { id: body.id },
      membership: { admin: true },
      profile: { name: [{ given: ['Mary'], family: 'Seacole' }] },
    })
    // An owner of a project is not an operator.
    expect(verdict(await init({ name: 'Another' }, signedIn.body.access_token))).toBe('403 needs_super_admin')
  })

  test('makes one for somebody with an account, who is told of it and keeps it', async () => {
    const { email, password } = await clinic.member()
    await world.store.db.query({ sql: `update users set language = 'es' where email = $1`, params: [email] })
    const mails = world.inbox.to(email).length
    const { body } = must(await init({ name: 'Second Place', ownerEmail: email.toUpperCase() }))
    expect(world.inbox.to(email).slice(mails)).toMatchObject([
      { subject: expect.stringMatching(/^Tiene acceso a/), text: expect.not.stringContaining('setpassword') },
    ])
    must(await signIn(email, password, body.id))
    must(await signIn(email, password, clinic.project))
  })

  test('is refused to everybody else, alone and in a batch, and leaves nothing', async () => {
    const member = await clinic.member()
    const { body } = must(await signIn(member.email, member.password, clinic.project))
    const projects = async (): Promise<number> =>
      Number(
        (await world.store.db.query({ sql: 'select count(*)::int as n from projects', params: [] })).rows[0]?.['n'],
      )
    const before = await projects()
    expect(verdict(await init({ name: 'Mine' }, body.access_token))).toBe('403 needs_super_admin')
    const batch = must(
      await world.call('fhir/R4', {
        token: body.access_token,
        json: {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [{ request: { method: 'POST', url: 'Project/$init' }, resource: parametersOf({ name: 'Mine' }) }],
        },
      }),
    )
    expect(batch.body.entry[0].response.status).toBe('403')
    expect(await projects()).toBe(before)
    const audit = must(
      await world.call('fhir/R4/AuditEvent?subtype=project.created&outcome=4', { token: clinic.admin.token }),
    )
    expect(audit.body.entry).toHaveLength(2)
  })

  test.each<[Texts | object | string, string]>([
    [{}, '400 missing_name'],
    [{ name: '' }, '400 not_parameters'],
    [{ name: 'A', administratorPolicy: 'with-everything' }, '400 unknown_policy'],
    [{ name: 'A\u0000B' }, '400 invalid_text'],
    [{ name: 'x'.repeat(257) }, '400 invalid_text'],
    [{ name: ['a'] }, '400 not_parameters'],
    [{ name: 'Clinic', ownerEmail: 'nobody' }, '400 invalid_email'],
    [{ name: 'Clinic', superAdmin: 'true' }, '400 not_parameters'],
  ])('%j is %s', async (texts, expected) => {
    expect(verdict(await init(texts as Texts))).toBe(expected)
  })

  test('is there for POST alone, and for Project alone', async () => {
    const { token } = clinic.admin
    expect(verdict(await world.call('fhir/R4/Patient/$init', { json: parametersOf({ name: 'x' }), token }))).toBe(
      '404 unknown_operation',
    )
    expect(verdict(await world.call('fhir/R4/Project/$init', { token }))).toBe('405 method_not_allowed')
    expect(verdict(await world.call('fhir/R4/Project/$init', { json: {} }))).toMatch(/^401/)
  })
})
