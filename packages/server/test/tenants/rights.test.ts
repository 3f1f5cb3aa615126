import { type Answer, type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, must, PASSWORD, reasonOf, redeem } from '../identity/steps.ts'

/** What a limited administrator may do: keep the project's people and apps, and read Patients of one name. */
const limitedTo = (project: string): readonly object[] => [
  { resourceType: 'AccessPolicy' },
  { resourceType: 'ProjectMembership' },
  { resourceType: 'ClientApplication' },
  { resourceType: 'Bot' },
  { resourceType: 'Project', criteria: `Project?_id=${project}`, interaction: ['read', 'update'] },
  { resourceType: 'Practitioner' },
  { resourceType: 'Patient', criteria: 'Patient?active=true', interaction: ['read', 'search'] },
]

interface Someone {
  readonly token: string
  readonly membership: string
  readonly profile: string
}

describe.each(storesForWalks())('nobody raises rights on %s', (store) => {
  let world: World
  let owner: Owner
  let limited: readonly object[]
  let ownPolicy: string
  let adminPolicy: string
  let strong: Machine
  let strongPolicy: string
  let strongBot: string
  let strongMembership: string
  let callers: Record<string, Someone>

  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    limited = limitedTo(owner.project)
    ownPolicy = await world.actors.policy(owner, limited)
    strongPolicy = await world.actors.policy(owner, [{ resourceType: 'Patient' }, { resourceType: 'Observation' }])
    strong = await world.actors.machine(owner, { accessPolicy: strongPolicy, extra: { basicAllowed: true } })
    strongBot = must(
      await world.call(`admin/projects/${owner.project}/bot`, {
        json: { name: 'a bot', accessPolicy: { reference: strongPolicy } },
        token: owner.token,
      }),
    ).body.id
    const members = await world.call(`fhir/R4/ProjectMembership?profile=ClientApplication/${strong.id}`, {
      token: owner.token,
    })
    strongMembership = members.body.entry[0].resource.id
    const { body: project } = await world.call(`fhir/R4/Project/${owner.project}`, { token: owner.token })
    adminPolicy = project.defaultAccessPolicies[0].accessPolicy.reference
    const narrow = await world.actors.policy(owner, [{ resourceType: 'Patient', criteria: 'Patient?active=true' }])
    const device = await world.actors.machine(owner, { kind: 'device', accessPolicy: narrow })
    const machine = await world.actors.machine(owner, { accessPolicy: ownPolicy })
    callers = {
      'a limited administrator': await member({ admin: true, accessPolicy: { reference: ownPolicy } }),
      'an ordinary member who has an administrator’s policy': await member({
        accessPolicy: { reference: adminPolicy },
      }),
      'an ordinary member': await member({ accessPolicy: { reference: narrow } }),
      'a patient': await member({ resourceType: 'Patient' }),
      'a machine with an administrator’s policy': await ofMachine(machine),
      'a device': await ofMachine(device),
    }
  })
  afterAll(() => world.close())

  async function member(fields: object): Promise<Someone> {
    const email = freshEmail()
    const invited = must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, ...fields },
        token: owner.token,
      }),
    )
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const { body } = await redeem(world.call, await begin(world.call, { email, projectId: owner.project }))
    return { token: body.access_token, membership: invited.body.id, profile: invited.body.profile.reference }
  }
  async function ofMachine(machine: Machine): Promise<Someone> {
    const token = await world.actors.machineToken(machine)
    const { body } = await world.call('auth/me', { token })
    return { token, membership: body.membership.id, profile: `ClientApplication/${machine.id}` }
  }

  const policyOf = (resource: readonly object[], fields: object = {}): object => ({
    resourceType: 'AccessPolicy',
    name: 'more',
    resource,
    ...fields,
  })
  const everything = (): readonly object[] => [
    { resourceType: '*' },
    { resourceType: 'AccessPolicy' },
    { resourceType: 'ProjectMembership' },
  ]
  const read = async (at: string): Promise<Record<string, unknown>> =>
    must(await world.call(`fhir/R4/${at}`, { token: owner.token })).body
  const fhir = (caller: Someone, path: string, method: string, json: unknown, headers = {}): Promise<Answer> =>
    world.call(`fhir/R4${path === '' ? '' : `/${path}`}`, { method, json, token: caller.token, headers })
  const patch = (caller: Someone, at: string, operations: readonly object[]): Promise<Answer> =>
    world.call(`fhir/R4/${at}`, {
      method: 'PATCH',
      raw: JSON.stringify(operations),
      headers: { 'Content-Type': 'application/json-patch+json' },
      token: caller.token,
    })
  const batch = async (caller: Someone, method: string, url: string, resource: unknown): Promise<Answer> => {
    const answer = await fhir(caller, '', 'POST', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method, url }, resource }],
    })
    const { response, resource: made } = answer.body.entry[0]
    return { ...answer, status: Number(response.status), body: response.outcome ?? made }
  }
  const admin = (caller: Someone, path: string, json: object): Promise<Answer> =>
    world.call(`admin/projects/${owner.project}/${path}`, { json, token: caller.token })

  const pose = (caller: Someone, user: string, profile: string): Promise<Answer> =>
    fhir(caller, 'ProjectMembership', 'POST', {
      resourceType: 'ProjectMembership',
      project: { reference: `Project/${owner.project}` },
      user: { reference: user },
      profile: { reference: profile },
      accessPolicy: { reference: ownPolicy },
    })
  let person: string | undefined
  /** An account of this project alone, which a membership may name without an invitation. */
  async function projectPerson(): Promise<string> {
    const invited = {
      resourceType: 'Practitioner',
      firstName: 'A',
      lastName: 'B',
      email: freshEmail(),
      scope: 'project',
    }
    person ??= must(await world.call(`admin/projects/${owner.project}/invite`, { json: invited, token: owner.token }))
      .body.user.reference as string
    return person
  }

  /** Ways to more rights: each is tried by every caller, and must not be let through. */
  const attempts: Readonly<Record<string, (caller: Someone) => Promise<Answer>>> = {
    'a policy of everything by POST': (caller) => fhir(caller, 'AccessPolicy', 'POST', policyOf(everything())),
    'a policy of everything by batch': (caller) => batch(caller, 'POST', 'AccessPolicy', policyOf(everything())),
    'a policy of everything by conditional POST': (caller) =>
      fhir(caller, 'AccessPolicy', 'POST', policyOf(everything()), { 'If-None-Exist': 'name=nothing-has-this' }),
    'a policy of everything by conditional PUT': (caller) =>
      fhir(caller, 'AccessPolicy?name=nothing-has-this', 'PUT', policyOf(everything())),
    'a policy that writes Patients': (caller) =>
      fhir(caller, 'AccessPolicy', 'POST', policyOf([{ resourceType: 'Patient', interaction: ['update'] }])),
    'a policy that reads all Patients': (caller) =>
      fhir(caller, 'AccessPolicy', 'POST', policyOf([{ resourceType: 'Patient', interaction: ['read'] }])),
    'a policy that reads Patients by a placeholder': (caller) =>
      fhir(
        caller,
        'AccessPolicy',
        'POST',
        policyOf([{ resourceType: 'Patient', criteria: 'Patient?_id=%patient.id', interaction: ['read'] }]),
      ),
    'a policy for reading the audit': (caller) =>
      fhir(caller, 'AccessPolicy', 'POST', policyOf([{ resourceType: 'AuditEvent', interaction: ['read'] }])),
    'a policy of types that nobody is granted yet': (caller) =>
      fhir(caller, 'AccessPolicy', 'POST', policyOf([{ resourceType: 'Login' }])),
    'its own policy, widened by PUT': async (caller) =>
      fhir(caller, ownPolicy, 'PUT', {
        ...(await read(ownPolicy)),
        resource: [...limited, { resourceType: 'Observation' }],
      }),
    'its own policy, widened by PATCH': (caller) =>
      patch(caller, ownPolicy, [{ op: 'add', path: '/resource/-', value: { resourceType: 'Observation' } }]),
    'its own policy, its criteria taken off': (caller) =>
      patch(caller, ownPolicy, [{ op: 'remove', path: '/resource/6/criteria' }]),
    'its own policy, widened by a batch of PATCH': (caller) =>
      batch(caller, 'PATCH', ownPolicy, {
        resourceType: 'Binary',
        contentType: 'application/json-patch+json',
        data: Buffer.from(
          JSON.stringify([{ op: 'add', path: '/resource/-', value: { resourceType: 'Observation' } }]),
        ).toString('base64'),
      }),
    'its own membership with a stronger policy by PUT': async (caller) =>
      fhir(caller, `ProjectMembership/${caller.membership}`, 'PUT', {
        ...(await read(`ProjectMembership/${caller.membership}`)),
        accessPolicy: { reference: strongPolicy },
      }),
    'its own membership with one more policy by PATCH': (caller) =>
      patch(caller, `ProjectMembership/${caller.membership}`, [
        { op: 'add', path: '/access', value: [{ policy: { reference: strongPolicy } }] },
      ]),
    'its own membership without a policy, for the default': (caller) =>
      patch(caller, `ProjectMembership/${caller.membership}`, [{ op: 'remove', path: '/accessPolicy' }]),
    'its own membership by POST of the admin route': async (caller) =>
      admin(caller, `members/${caller.membership}`, {
        ...(await read(`ProjectMembership/${caller.membership}`)),
        accessPolicy: { reference: strongPolicy },
      }),
    'a second membership of its own': async (caller) => {
      const mine = await read(`ProjectMembership/${caller.membership}`)
      const { resourceType, project, user, profile } = mine
      const json = { resourceType, project, user, profile, accessPolicy: { reference: strongPolicy } }
      return fhir(caller, 'ProjectMembership', 'POST', json)
    },
    'the profile of somebody else, for a machine of its own': async (caller) => {
      const app = { resourceType: 'ClientApplication', name: 'x', kind: 'server' }
      const made = await fhir(caller, 'ClientApplication', 'POST', app)
      return made.status === 201 ? pose(caller, `ClientApplication/${made.body.id}`, owner.profile) : made
    },
    'the profile of somebody else, for a person of the project': async (caller) =>
      pose(caller, await projectPerson(), owner.profile),
    'the profile of a machine, for a person of the project': async (caller) =>
      pose(caller, await projectPerson(), `ClientApplication/${strong.id}`),
    'a membership for a strong machine with more still': (caller) =>
      patch(caller, `ProjectMembership/${strongMembership}`, [
        { op: 'replace', path: '/accessPolicy/reference', value: adminPolicy },
      ]),
    'a membership switched off, changed, and on again': async (caller) => {
      const at = `ProjectMembership/${await idleMembership()}`
      await patch(caller, at, [{ op: 'add', path: '/accessPolicy', value: { reference: strongPolicy } }])
      return patch(caller, at, [{ op: 'replace', path: '/active', value: true }])
    },
    'an invitation with a stronger policy': (caller) =>
      admin(caller, 'invite', {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        email: freshEmail(),
        accessPolicy: { reference: strongPolicy },
      }),
    'an invitation with a stronger policy among others': (caller) =>
      admin(caller, 'invite', {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        email: freshEmail(),
        membership: { access: [{ policy: { reference: ownPolicy } }, { policy: { reference: strongPolicy } }] },
      }),
    'an invitation as an administrator by default': (caller) =>
      admin(caller, 'invite', {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        email: freshEmail(),
        admin: true,
      }),
    'an invitation of a patient by the default of patients': (caller) =>
      admin(caller, 'invite', { resourceType: 'Patient', firstName: 'A', lastName: 'B', email: freshEmail() }),
    'a client with a stronger policy': (caller) =>
      admin(caller, 'client', { name: 'x', accessPolicy: { reference: strongPolicy } }),
    'a Bot with a stronger policy': (caller) =>
      admin(caller, 'bot', { name: 'x', accessPolicy: { reference: strongPolicy } }),
    'the secret of a stronger client': (caller) =>
      fhir(caller, `ClientApplication/${strong.id}/$rotate-secret`, 'POST', {
        resourceType: 'Parameters',
        parameter: [{ name: 'secret', valueString: strong.secret }],
      }),
    'the end of a stronger client’s secret': (caller) =>
      fhir(caller, `ClientApplication/${strong.id}/$rotate-secret`, 'POST', {
        resourceType: 'Parameters',
        parameter: [{ name: 'retiringSecret', valueString: strong.secret }],
      }),
    'a stronger client, made public': async (caller) =>
      fhir(caller, `ClientApplication/${strong.id}`, 'PUT', {
        ...(await read(`ClientApplication/${strong.id}`)),
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        basicAllowed: false,
      }),
    'the redirect URIs of a stronger client': (caller) =>
      patch(caller, `ClientApplication/${strong.id}`, [
        { op: 'add', path: '/redirectUris', value: ['https://evil.example/callback'] },
      ]),
    'the code of a stronger Bot': (caller) =>
      patch(caller, `Bot/${strongBot}`, [{ op: 'add', path: '/code', value: 'steal()' }]),
    'the code of a stronger Bot by batch': async (caller) =>
      batch(caller, 'PUT', `Bot/${strongBot}`, { ...(await read(`Bot/${strongBot}`)), code: 'steal()' }),
    'a stronger default for administrators': async (caller) =>
      fhir(caller, `Project/${owner.project}`, 'PUT', {
        ...(await read(`Project/${owner.project}`)),
        defaultAccessPolicies: [{ profileType: 'Admin', accessPolicy: { reference: strongPolicy } }],
      }),
    'a stronger default for Practitioners': (caller) =>
      patch(caller, `Project/${owner.project}`, [
        {
          op: 'add',
          path: '/defaultAccessPolicies/-',
          value: { profileType: 'Practitioner', accessPolicy: { reference: strongPolicy } },
        },
      ]),
    'a stronger default for patients who register': (caller) =>
      patch(caller, `Project/${owner.project}`, [
        { op: 'add', path: '/defaultPatientAccessPolicy', value: { reference: strongPolicy } },
      ]),
    'a project that is superAdmin': (caller) =>
      patch(caller, `Project/${owner.project}`, [{ op: 'add', path: '/superAdmin', value: true }]),
    'a project that is linked to another': (caller) =>
      patch(caller, `Project/${owner.project}`, [
        { op: 'add', path: '/link', value: [{ project: { reference: `Project/${owner.project}` } }] },
      ]),
    'a project of another owner': (caller) =>
      patch(caller, `Project/${owner.project}`, [
        { op: 'replace', path: '/owner', value: { reference: `User/${owner.userId}x` } },
      ]),
    'a project with settings of the operator’s': (caller) =>
      patch(caller, `Project/${owner.project}`, [
        { op: 'add', path: '/systemSetting', value: [{ name: 'rateLimit', valueInteger: 9 }] },
      ]),
    'a project of its own': (caller) => fhir(caller, 'Project', 'POST', { resourceType: 'Project', name: 'mine' }),
    'the end of the project': (caller) =>
      world.call(`fhir/R4/Project/${owner.project}`, { method: 'DELETE', token: caller.token }),
    'another password of somebody': (caller) =>
      world.call('admin/projects/setpassword', {
        json: { email: owner.email, password: PASSWORD },
        token: caller.token,
      }),
    'an account': (caller) =>
      fhir(caller, 'User', 'POST', { resourceType: 'User', firstName: 'A', lastName: 'B', email: 'a@example.org' }),
    'an account, as administrator': (caller) =>
      patch(caller, `User/${owner.userId}`, [{ op: 'add', path: '/admin', value: true }]),
    'a login': (caller) => fhir(caller, 'Login', 'POST', { resourceType: 'Login' }),
    'an audit event': (caller) => fhir(caller, 'AuditEvent', 'POST', { resourceType: 'AuditEvent' }),
    'the owner’s place': async (caller) => {
      const { body } = await world.call('auth/me', { token: owner.token })
      return fhir(caller, `ProjectMembership/${body.membership.id}`, 'PUT', {
        ...(await read(`ProjectMembership/${body.membership.id}`)),
        active: false,
      })
    },
  }

  let idle: string | undefined
  async function idleMembership(): Promise<string> {
    if (idle !== undefined) return idle
    const someone = await member({ accessPolicy: { reference: ownPolicy } })
    must(
      await patch({ ...someone, token: owner.token }, `ProjectMembership/${someone.membership}`, [
        { op: 'add', path: '/active', value: false },
      ]),
    )
    idle = someone.membership
    return idle
  }

  test.each(Object.entries(attempts))('by %s', async (_, attempt) => {
    for (const [name, caller] of Object.entries(callers)) {
      const answer = await attempt(caller)
      expect([400, 403, 404], `${name}: ${answer.text}`).toContain(answer.status)
    }
  })

  test('and after all that everybody may do what they could before, and no more', async () => {
    const patient = must(await world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token: owner.token }))
    for (const [name, caller] of Object.entries(callers)) {
      // Whose policy gives all of the clinical types.
      if (name.startsWith('an ordinary member who')) continue
      const write = await fhir(caller, `Patient/${patient.body.id}`, 'PUT', { ...patient.body, active: false })
      expect([403, 404], name).toContain(write.status)
      const observation = await fhir(caller, 'Observation', 'POST', {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
      })
      expect(observation.status, name).toBe(403)
    }
    expect((await world.call('fhir/R4/Patient', { basic: strong.basic })).status).toBe(200)
  })

  describe('but a limited administrator may', () => {
    test('give what they hold, and less', async () => {
      const caller = callers['a limited administrator'] as Someone
      const less = await fhir(caller, 'AccessPolicy', 'POST', policyOf([limited[6] as object]))
      expect(less.status, less.text).toBe(201)
      const given = await admin(caller, 'invite', {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        email: freshEmail(),
        accessPolicy: { reference: `AccessPolicy/${less.body.id}` },
      })
      expect(given.status, given.text).toBe(200)
      const client = await admin(caller, 'client', {
        name: 'x',
        accessPolicy: { reference: `AccessPolicy/${less.body.id}` },
      })
      expect(client.status).toBe(201)
      const rotated = await fhir(caller, `ClientApplication/${client.body.id}/$rotate-secret`, 'POST', {
        resourceType: 'Parameters',
        parameter: [{ name: 'secret', valueString: client.body.secret }],
      })
      expect(rotated.status).toBe(200)
    })

    test('make another administrator of the same rights', async () => {
      const caller = callers['a limited administrator'] as Someone
      const given = await admin(caller, 'invite', {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        email: freshEmail(),
        admin: true,
        accessPolicy: { reference: ownPolicy },
      })
      expect(given.status, given.text).toBe(200)
    })

    test('take part in nothing of /admin that their own policy does not allow', async () => {
      const bare = await member({
        admin: true,
        accessPolicy: { reference: await world.actors.policy(owner, [{ resourceType: 'Practitioner' }]) },
      })
      for (const [method, path, json] of [
        ['GET', '', undefined],
        ['GET', `/members/${bare.membership}`, undefined],
        ['POST', `/members/${bare.membership}`, { resourceType: 'ProjectMembership', id: bare.membership }],
        ['DELETE', `/members/${bare.membership}`, undefined],
        ['POST', `/members/${bare.membership}/resetpassword`, {}],
        ['POST', '/invite', { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: freshEmail() }],
        ['POST', '/client', { name: 'x' }],
        ['POST', '/bot', { name: 'x' }],
      ] as const) {
        const answer = await world.call(`admin/projects/${owner.project}${path}`, { method, json, token: bare.token })
        expect(answer.status, `${method} ${path}`).toBe(403)
      }
    })

    test('reach no membership, and make none, beyond the criteria of their own policy', async () => {
      const patients = await world.actors.policy(owner, [
        { resourceType: 'ProjectMembership', criteria: 'ProjectMembership?profile-type=Patient' },
        { resourceType: 'Patient' },
        { resourceType: 'Practitioner' },
      ])
      const keeper = await member({ admin: true, accessPolicy: { reference: patients } })
      const theirs = callers['a patient'] as Someone
      const others = callers['an ordinary member'] as Someone
      const at = (id: string, rest = ''): string => `admin/projects/${owner.project}/members/${id}${rest}`
      expect((await world.call(at(theirs.membership), { token: keeper.token })).status).toBe(200)
      for (const [method, rest, json] of [
        ['GET', '', undefined],
        ['POST', '', await read(`ProjectMembership/${others.membership}`)],
        ['DELETE', '', undefined],
        ['POST', '/resetpassword', {}],
      ] as const)
        expect(
          (await world.call(at(others.membership, rest), { method, json, token: keeper.token })).status,
          `${method} ${rest}`,
        ).toBe(404)
      const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
      const invite = (resourceType: string): Promise<Answer> =>
        world.call(`admin/projects/${owner.project}/invite`, {
          json: {
            resourceType,
            firstName: 'A',
            lastName: 'B',
            email: freshEmail(),
            accessPolicy: { reference: policy },
          },
          token: keeper.token,
        })
      expect((await invite('Patient')).status).toBe(200)
      const refused = await invite('Practitioner')
      expect([refused.status, reasonOf(refused)]).toEqual([403, 'outside_policy'])
    })

    test('invite nobody as somebody whom they may not see', async () => {
      const email = freshEmail()
      const hidden = must(
        await world.call('fhir/R4/Practitioner', {
          json: { resourceType: 'Practitioner', active: false, telecom: [{ system: 'email', value: email }] },
          token: owner.token,
        }),
      )
      const policy = await world.actors.policy(owner, [
        { resourceType: 'ProjectMembership' },
        { resourceType: 'Practitioner', criteria: 'Practitioner?active=true', interaction: ['read', 'search'] },
        { resourceType: 'Practitioner', interaction: ['create'] },
      ])
      const keeper = await member({ admin: true, accessPolicy: { reference: policy } })
      const invited = await world.call(`admin/projects/${owner.project}/invite`, {
        json: {
          resourceType: 'Practitioner',
          firstName: 'A',
          lastName: 'B',
          email,
          accessPolicy: { reference: policy },
        },
        token: keeper.token,
      })
      expect(invited.status, invited.text).toBe(200)
      expect(invited.body.profile.reference).not.toBe(`Practitioner/${hidden.body.id}`)
    })
  })

  describe('what the server alone writes in meta', () => {
    test('is not taken from a body', async () => {
      const meta = {
        project: '00000000-0000-4000-8000-000000000000',
        author: { reference: 'Practitioner/somebody-else' },
        account: { reference: 'Patient/somebody-else' },
        accounts: [{ reference: 'Patient/somebody-else' }],
        compartment: [{ reference: 'Patient/somebody-else' }],
        onBehalfOf: { reference: 'Practitioner/somebody-else' },
        versionId: '99',
        lastUpdated: '2001-01-01T00:00:00Z',
      }
      const caller = { token: owner.token, membership: '', profile: '' }
      const extended = { 'X-Medplum': 'extended' }
      const made = await fhir(caller, 'Patient', 'POST', { resourceType: 'Patient', meta }, extended)
      const put = await fhir(caller, `Patient/${made.body.id}`, 'PUT', { ...made.body, meta }, extended)
      const patched = await world.call(`fhir/R4/Patient/${made.body.id}`, {
        method: 'PATCH',
        raw: JSON.stringify([{ op: 'add', path: '/meta/author', value: { reference: 'Practitioner/x' } }]),
        headers: { 'Content-Type': 'application/json-patch+json', ...extended },
        token: owner.token,
      })
      expect([made.status, put.status, patched.status]).toEqual([201, 200, 400])
      for (const { body } of [made, put])
        expect(body.meta).toMatchObject({ project: owner.project, author: { reference: owner.profile } })
      for (const { text } of [made, put, patched]) expect(text).not.toMatch(/somebody-else|2001-01-01|"99"/)
    })

    test('nor in the body of a client or membership', async () => {
      const meta = { author: { reference: 'Practitioner/x' }, project: 'x' }
      const caller = callers['a limited administrator'] as Someone
      const made = await admin(caller, 'client', { name: 'x', meta, id: 'mine' })
      expect(made.status).toBe(201)
      expect(made.body.meta).toMatchObject({ project: owner.project, author: { reference: caller.profile } })
      expect(made.body.id).not.toBe('mine')
    })
  })

  test('a client that signs in as itself is told in its 201 that nothing was granted to it', async () => {
    const narrow = await world.actors.policy(owner, [{ resourceType: 'Patient', interaction: ['read'] }])
    const warningOf = async (fields: object): Promise<string | undefined> => {
      const json = { name: 'c', ...fields }
      const made = await world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token })
      expect(made.status).toBe(201)
      return made.body.warning
    }
    const warning = await warningOf({ kind: 'server' })
    const [, membership] =
      /no access policy.* accessPolicy on (ProjectMembership\/[0-9a-f-]{36})/.exec(warning ?? '') ?? []
    expect((await world.call(`fhir/R4/${membership}`, { token: owner.token })).status).toBe(200)
    expect(await warningOf({ kind: 'server', accessPolicy: { reference: narrow } })).toBeUndefined()
    // It acts as the people who sign in.
    expect(await warningOf({ kind: 'app', tokenEndpointAuthMethod: 'none' })).toBeUndefined()
  })

  describe('a device', () => {
    const device = { name: 'd', kind: 'device' }
    test('is not made without a policy of its own, or with *, by any road', async () => {
      const wide = await world.actors.policy(owner, [{ resourceType: '*', interaction: ['read'] }])
      const post = (json: object): Promise<Answer> =>
        world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token })
      expect(reasonOf(await post(device))).toBe('device_without_policy')
      expect(reasonOf(await post({ ...device, accessPolicy: { reference: wide } }))).toBe('device_wildcard')
      // A server that becomes one.
      for (const [policy, why] of [
        [wide, 'device_wildcard'],
        [undefined, 'device_without_policy'],
      ] as const) {
        const { body: server } = must(
          await post({
            name: 's',
            kind: 'server',
            ...(policy !== undefined && { accessPolicy: { reference: policy } }),
          }),
        )
        const json = { ...(await read(`ClientApplication/${server.id}`)), kind: 'device' }
        const answer = await world.call(`fhir/R4/ClientApplication/${server.id}`, {
          method: 'PUT',
          json,
          token: owner.token,
        })
        expect(reasonOf(answer)).toBe(why)
      }
    })

    test('whose policy is given * afterwards may do nothing at all', async () => {
      const policy = await world.actors.policy(owner, [{ resourceType: 'Observation' }])
      const made = await world.actors.machine(owner, { kind: 'device', accessPolicy: policy })
      const token = await world.actors.machineToken(made)
      expect((await world.call('fhir/R4/Observation', { token })).status).toBe(200)
      must(
        await world.call(`fhir/R4/${policy}`, {
          method: 'PUT',
          json: { ...(await read(policy)), resource: [{ resourceType: '*' }] },
          token: owner.token,
        }),
      )
      const answer = await world.call('fhir/R4/Observation', { token })
      expect([answer.status, reasonOf(answer)]).toEqual([403, 'device_wildcard'])
    })
  })

  test('of two who ask for a first secret at once one gets it', async () => {
    const { body: client } = must(
      await world.call('fhir/R4/ClientApplication', {
        json: { resourceType: 'ClientApplication', name: 'x', kind: 'server' },
        token: owner.token,
      }),
    )
    const ask = (): Promise<Answer> =>
      world.call(`fhir/R4/ClientApplication/${client.id}/$rotate-secret`, { method: 'POST', token: owner.token })
    const answers = await Promise.all(Array.from({ length: 6 }, ask))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
  })
})
