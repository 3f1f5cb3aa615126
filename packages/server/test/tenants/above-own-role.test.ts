import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type Kind, NAMED, type Office, type Person, startOffice } from './administrators.ts'

type Resource = Record<string, unknown>

/** Nobody rises by their role: each way to a right that the role does not have, and that it is closed. */
describe.each(storesForWalks())('nobody rises above their role on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
  })
  afterAll(() => office.world.close())

  const at = (id: string): string => `ProjectMembership/${id}`
  const put = async (by: Kind, id: string, change: Resource): Promise<Answer> =>
    office.fhir(by, 'PUT', at(id), { ...(await office.read(at(id))), ...change })
  const patch = (by: Kind, path: string, operations: readonly object[]): Promise<Answer> =>
    office.world.call(`fhir/R4/${path}`, {
      method: 'PATCH',
      raw: JSON.stringify(operations),
      headers: { 'Content-Type': 'application/json-patch+json' },
      token: office.people[by].token,
    })
  const batch = async (by: Kind, method: string, url: string, resource: unknown): Promise<string> => {
    const entry = [{ request: { method, url }, resource }]
    const answer = must(await office.fhir(by, 'POST', '', { resourceType: 'Bundle', type: 'batch', entry }))
    const [{ response }] = answer.body.entry
    return `${response.status} ${response.outcome?.issue?.[0]?.details?.coding?.[0]?.code ?? ''}`
  }
  const policy = (): Resource => ({ accessPolicy: { reference: office.ward } })
  const membershipOf = (user: string, profile: string, fields: Resource = {}): Resource => ({
    resourceType: 'ProjectMembership',
    project: { reference: `Project/${office.owner.project}` },
    user: { reference: user },
    profile: { reference: profile },
    ...fields,
  })
  const practitioner = async (): Promise<string> => {
    const made = must(await office.fhir('owner', 'POST', 'Practitioner', { resourceType: 'Practitioner' }))
    return `Practitioner/${made.body.id}`
  }
  const me = (by: Kind): Person => office.people[by]
  const stands = async (id: string): Promise<Resource> => {
    const { accessPolicy, adminRole, admin, active, externalId } = await office.read(at(id))
    return { accessPolicy, adminRole, admin, active, externalId }
  }

  test('one’s own membership is for an owner to change, by whatever way', async () => {
    const own = me('identity-administrator').membership
    const before = await stands(own)
    expect(verdict(await put('identity-administrator', own, policy()))).toBe('403 own_membership')
    expect(verdict(await put('identity-administrator', own, { adminRole: undefined, admin: true }))).toBe(
      '403 own_membership',
    )
    const add = [{ op: 'add', path: '/accessPolicy', value: { reference: office.ward } }]
    expect(verdict(await patch('identity-administrator', at(own), add))).toBe('403 own_membership')
    const full = await office.read(at(own))
    expect(await batch('identity-administrator', 'PUT', at(own), { ...full, ...policy() })).toMatch(/own_membership/)
    const conditional = `ProjectMembership?_id=${own}`
    expect(verdict(await office.fhir('identity-administrator', 'PUT', conditional, { ...full, ...policy() }))).toBe(
      '403 own_membership',
    )
    expect(
      verdict(await office.admin('identity-administrator', 'POST', `members/${own}`, { ...full, ...policy() })),
    ).toBe('403 own_membership')
    expect(verdict(await office.admin('identity-administrator', 'DELETE', `members/${own}`))).toBe('403 own_membership')
    expect(await stands(own)).toEqual(before)
  })

  test.each(['identity-administrator', 'help-desk'] as const)(
    'no other membership is given to oneself by %s',
    async (by) => {
      const { userId, email } = me(by)
      const own = membershipOf(`User/${userId}`, await practitioner(), policy())
      expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', own))).toBe('403 own_membership')
      const again = { email, forceNewMembership: true, ...policy() }
      expect(verdict(await office.invite(again, me(by).token))).toBe('403 own_membership')
      // The same address, as an account of this project alone.
      expect(verdict(await office.invite({ ...again, scope: 'project' }, me(by).token))).toBe('403 own_membership')
      const others = must(await office.fhir('owner', 'GET', `ProjectMembership?user=User/${userId}`))
      expect(others.body.entry).toHaveLength(1)
    },
  )

  test('a role gives no more than the owners listed for it', async () => {
    for (const by of ['identity-administrator', 'help-desk'] as const) {
      const { token } = me(by)
      must(await office.invite(policy(), token))
      must(await office.invite({ access: [{ policy: { reference: office.ward } }] }, token))
      const unlisted = { accessPolicy: { reference: office.unlisted } }
      expect(verdict(await office.invite(unlisted, token))).toBe('403 beyond_own_rights')
      expect(verdict(await office.invite({ accessPolicy: { reference: office.forBots } }, token))).toBe(
        '403 beyond_own_rights',
      )
      // The default of patients is listed for nobody here.
      expect(verdict(await office.invite({ resourceType: 'Patient' }, token))).toBe('403 beyond_own_rights')
    }
  })

  test.each(NAMED)('nobody is made an administrator above the role of %s', async (by) => {
    const { token } = me(by)
    const may = by === 'identity-administrator' ? ['help-desk', 'app-developer'] : []
    for (const adminRole of NAMED) {
      const answer = await office.invite({ adminRole }, token)
      expect([adminRole, answer.status < 300]).toEqual([adminRole, may.includes(adminRole)])
    }
    expect((await office.invite({ admin: true, adminRole: 'owner' }, token)).status).toBe(403)
    expect((await office.invite({ admin: true }, token)).status).toBe(403)
  })

  test('a limited administrator gives no role, and touches nobody who has one', async () => {
    const none = { accessPolicy: undefined }
    expect(
      verdict(
        await office.fhir('limited', 'PUT', at(me('nurse').membership), {
          ...(await office.read(at(me('nurse').membership))),
          ...none,
          adminRole: 'help-desk',
        }),
      ),
    ).toMatch(/^403/)
    expect(verdict(await put('limited', me('help-desk').membership, { active: false }))).toBe('403 above_own_role')
    expect(verdict(await put('limited', me('owner without charts').membership, { active: false }))).toBe(
      '403 above_own_role',
    )
    expect(verdict(await put('limited', me('limited').membership, { adminRole: 'owner' }))).toBe('403 above_own_role')
  })

  test('nobody below an owner is told of sign-ins of administrators', async () => {
    const seen = async (by: Parameters<typeof office.admin>[0]): Promise<readonly string[]> =>
      must(await office.admin(by, 'GET', 'sign-ins?_count=100')).body.signIns.map(
        ({ member }: { member: string }) => member,
      )
    const kinds = ['owner', 'owner without charts', 'limited', 'privacy-officer', 'deployer'] as const
    const above = kinds.map((kind) => me(kind).membership)
    expect(await seen('owner')).toEqual(expect.arrayContaining([...above, me('help-desk').membership]))
    for (const by of ['identity-administrator', 'help-desk'] as const) {
      const told = await seen(by)
      expect([by, told.filter((member) => above.includes(member) || member === me(by).membership)]).toEqual([by, []])
      expect(told).toContain(me('nurse').membership)
    }
  })

  test('nobody below an owner acts on administrators, or on what else those have', async () => {
    const { token } = me('help-desk')
    for (const kind of ['owner', 'owner without charts', 'limited', 'privacy-officer', 'deployer'] as const) {
      const member = `members/${me(kind).membership}`
      for (const by of ['identity-administrator', 'help-desk'] as const) {
        const act = (method: string, path: string, json?: unknown): Promise<string> =>
          office.admin(by, method, `${member}${path}`, json).then(verdict)
        expect([kind, await act('POST', '/resetpassword', {})]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('POST', '/mfa/reset', {})]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('POST', '/recovery', {})]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('DELETE', '/invitation')]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('GET', '/sign-ins')]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('GET', '/ways-in')]).toEqual([kind, '403 above_own_role'])
        expect([kind, await act('DELETE', '/sign-ins')]).toEqual([kind, '403 above_own_role'])
      }
      expect(verdict(await office.admin('identity-administrator', 'DELETE', member))).toBe('403 above_own_role')
      expect(verdict(await put('identity-administrator', me(kind).membership, { active: false }))).toBe(
        '403 above_own_role',
      )
      const second = { email: me(kind).email, forceNewMembership: true, externalId: undefined, ...policy() }
      expect(verdict(await office.invite(second, token))).toBe('403 above_own_role')
      const other = membershipOf(`User/${me(kind).userId}`, await practitioner(), policy())
      expect(verdict(await office.fhir('help-desk', 'POST', 'ProjectMembership', other))).toBe('403 above_own_role')
    }
    // Also where only another membership of the same person administers.
    const nurse = await office.member({ ...policy(), scope: 'project' })
    const second = membershipOf(`User/${nurse.userId}`, await practitioner(), { adminRole: 'privacy-officer' })
    must(await office.fhir('owner', 'POST', 'ProjectMembership', second))
    expect(verdict(await office.admin('help-desk', 'POST', `members/${nurse.membership}/resetpassword`, {}))).toBe(
      '403 above_own_role',
    )
  })

  test('an external id, by which somebody signs in, is for an owner to change', async () => {
    const nurse = await office.member(policy())
    expect(verdict(await put('identity-administrator', nurse.membership, { externalId: 'mine' }))).toBe(
      '403 beyond_own_rights',
    )
    const other = membershipOf(`User/${nurse.userId}`, await practitioner(), { ...policy(), externalId: 'mine' })
    expect(verdict(await office.fhir('help-desk', 'POST', 'ProjectMembership', other))).toBe('403 beyond_own_rights')
  })

  test('nobody is made the holder of a record that the role may not read', async () => {
    const { body: patient } = must(await office.fhir('owner', 'POST', 'Patient', { resourceType: 'Patient' }))
    const nurse = await office.member(policy())
    for (const by of ['identity-administrator', 'help-desk'] as const) {
      const holder = membershipOf(`User/${nurse.userId}`, `Patient/${patient.id}`, policy())
      expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', holder))).toBe('403 unseen_profile')
    }
  })

  test('a client or Bot gets no more than its maker holds, since the maker has its secret', async () => {
    for (const by of ['identity-administrator', 'app-developer'] as const) {
      const client = { name: 'a client', kind: 'server', ...policy() }
      expect(verdict(await office.admin(by, 'POST', 'client', client))).toBe('403 beyond_own_rights')
    }
    const own = must(await office.admin('app-developer', 'POST', 'client', { name: 'mine', kind: 'server' })).body
    expect(own.developer).toEqual([{ reference: me('app-developer').profile }])
    const { body } = must(await office.fhir('owner', 'GET', `ProjectMembership?user=ClientApplication/${own.id}`))
    const membership = body.entry[0].resource
    // With rights of its own it is out of reach, with a role as with a policy.
    for (const rights of [policy(), { adminRole: 'help-desk' }]) {
      must(await office.fhir('owner', 'PUT', at(membership.id), { ...membership, ...rights }))
      for (const by of ['identity-administrator', 'app-developer', 'limited'] as const) {
        const rotated = await office.world.call(`fhir/R4/ClientApplication/${own.id}/$rotate-secret`, {
          json: { lost: true },
          headers: { 'If-Match': 'W/"1"' },
          token: me(by).token,
        })
        expect([by, verdict(rotated)]).toEqual([by, '403 beyond_own_rights'])
        const client = await office.read(`ClientApplication/${own.id}`)
        const taken = { ...client, redirectUris: ['https://elsewhere.example/'] }
        expect(verdict(await office.fhir(by, 'PUT', `ClientApplication/${own.id}`, taken))).toBe(
          '403 beyond_own_rights',
        )
      }
      if ('adminRole' in rights) continue
      expect(verdict(await put('identity-administrator', membership.id, { adminRole: 'help-desk' }))).toMatch(/^403/)
    }
  })

  test('an app developer reaches the clients that name them, and no others', async () => {
    const app = { tokenEndpointAuthMethod: 'none' }
    const own = must(await office.admin('app-developer', 'POST', 'client', { ...app, name: 'mine' })).body
    const foreign = must(await office.admin('owner', 'POST', 'client', { ...app, name: 'another’s' })).body
    must(await office.fhir('app-developer', 'PUT', `ClientApplication/${own.id}`, { ...own, name: 'still mine' }))
    expect((await office.fhir('app-developer', 'GET', `ClientApplication/${foreign.id}`)).status).toBe(404)
    const taken = { ...foreign, developer: own.developer }
    expect((await office.fhir('app-developer', 'PUT', `ClientApplication/${foreign.id}`, taken)).status).toBe(404)
    const { body } = must(await office.fhir('app-developer', 'GET', 'ClientApplication'))
    expect(body.entry.map(({ resource }: { resource: Resource }) => resource['name'])).not.toContain('another’s')
    const orphan = { resourceType: 'ClientApplication', name: 'nobody’s' }
    expect(verdict(await office.fhir('app-developer', 'POST', 'ClientApplication', orphan))).toBe('403 outside_policy')
    for (const change of [{ firstParty: true }, { grantType: ['urn:ietf:params:oauth:grant-type:token-exchange'] }])
      expect(
        verdict(await office.fhir('app-developer', 'PUT', `ClientApplication/${own.id}`, { ...own, ...change })),
      ).toBe('403 beyond_own_rights')
    const refused = await office.world.call(`oauth2/authorize?client_id=${foreign.id}&response_type=token`)
    const trace = `auth/trace/${refused.headers.get('trace-id')}`
    expect((await office.world.call(trace, { token: me('app-developer').token })).status).toBe(404)
    must(await office.world.call(trace, { token: me('identity-administrator').token }))
  })

  test('an app developer frees no app of resource scopes, by whatever way', async () => {
    const redirectUris = ['https://diary.example/cb']
    for (const fields of [{ tokenEndpointAuthMethod: 'none' }, { redirectUris }, { kind: 'server' }]) {
      const make = (more: object): Promise<Answer> =>
        office.admin('app-developer', 'POST', 'client', { name: 'mine', ...fields, ...more })
      expect(verdict(await make({ redirectUris, resourceScopesRequired: false }))).toBe('400 new_app_without_scopes')
      const at = `ClientApplication/${must(await make({})).body.id}`
      const changed = { ...(await office.read(at)), redirectUris }
      const own = must(await office.fhir('app-developer', 'PUT', at, changed)).body
      expect(own.resourceScopesRequired).toBe(true)
      const { resourceScopesRequired: _rule, ...without } = own
      for (const by of ['app-developer', 'identity-administrator', 'limited'] as const) {
        const remove = [{ op: 'remove', path: '/resourceScopesRequired' }]
        const answers = [
          await office.fhir(by, 'PUT', at, { ...own, resourceScopesRequired: false }),
          await office.fhir(by, 'PUT', at, without),
          await patch(by, at, remove),
        ]
        expect(answers.map(verdict)).toEqual(answers.map(() => '403 beyond_own_rights'))
        expect(await batch(by, 'PUT', at, without)).toMatch(/^403.*beyond_own_rights/)
      }
      expect((await office.read(at))['resourceScopesRequired']).toBe(true)
      must(await office.fhir('owner', 'PUT', at, without))
    }
  })

  test('a deployer brings code to the Bots whose policies are listed, and to none that acts as others', async () => {
    const bot = { name: 'a bot', accessPolicy: { reference: office.forBots } }
    const deploy = async (id: string, by: Kind = 'deployer'): Promise<string> => {
      const answers = [
        await office.fhir(by, 'POST', `Bot/${id}/$deploy`, { code: 'export const handler = () => 1' }),
        await office.fhir(by, 'POST', `Bot/${id}/$roll-back`, { version: 1 }),
      ]
      return answers.map(verdict).join(', ')
    }
    const made = must(await office.admin('deployer', 'POST', 'bot', bot)).body
    expect(await deploy(made.id)).toBe('200, 200')
    expect(verdict(await office.admin('deployer', 'POST', 'bot', { ...bot, ...policy() }))).toBe(
      '403 beyond_own_rights',
    )
    const strong = must(await office.admin('owner', 'POST', 'bot', { ...bot, ...policy() })).body
    const beyond = '403 beyond_own_rights, 403 beyond_own_rights'
    expect(await deploy(strong.id, 'owner')).toBe('200, 200')
    expect(await deploy(strong.id)).toBe(beyond)
    for (const as of [{ runAsUser: true }, { system: true }]) {
      expect(verdict(await office.fhir('deployer', 'PUT', `Bot/${made.id}`, { ...made, ...as }))).toBe(
        '403 beyond_own_rights',
      )
      const { body } = must(await office.fhir('owner', 'POST', 'Bot', { resourceType: 'Bot', name: 'b', ...as }))
      expect(await deploy(body.id, 'owner')).toBe('200, 200')
      expect(await deploy(body.id)).toBe(beyond)
      const { [Object.keys(as)[0] ?? '']: _gone, ...plain } = body
      expect(verdict(await office.fhir('deployer', 'PUT', `Bot/${body.id}`, { ...plain, name: 'mine' }))).toBe(
        '403 beyond_own_rights',
      )
    }
    must(await office.admin('owner', 'POST', 'secrets', [{ name: 'PAY', valueString: 'x' }]))
    for (const by of ['deployer', 'limited'] as const) {
      const named = { secretName: ['PAY'] }
      expect(verdict(await office.fhir(by, 'PUT', `Bot/${made.id}`, { ...made, ...named }))).toBe(
        '403 beyond_own_rights',
      )
      expect(verdict(await office.fhir(by, 'POST', 'Bot', { resourceType: 'Bot', name: 'b', ...named }))).toBe(
        '403 beyond_own_rights',
      )
    }
    const given = must(await office.fhir('owner', 'PUT', `Bot/${made.id}`, { ...made, secretName: ['PAY'] })).body
    must(await office.fhir('deployer', 'PUT', `Bot/${made.id}`, { ...given, name: 'renamed' }))
    // A policy of the deployer's own that covers the Bot's is as good as a listed one.
    const charts = {
      accessPolicy: { reference: (policy() as { accessPolicy: { reference: string } }).accessPolicy.reference },
    }
    const holder = await office.member({ adminRole: 'deployer', ...charts })
    const at = `fhir/R4/Bot/${strong.id}/$roll-back`
    must(await office.world.call(at, { json: { version: 1 }, token: holder.token }))
  })

  test('an owner without charts gives others what owners hold, and nothing to themselves or to machines', async () => {
    const by = 'owner without charts'
    const { token, membership, userId, email } = me(by)
    const charts = { resourceType: 'AccessPolicy', name: 'Charts', resource: [{ resourceType: 'Observation' }] }
    const written = must(await office.fhir(by, 'POST', 'AccessPolicy', charts)).body
    const given = { accessPolicy: { reference: `AccessPolicy/${written.id}` } }
    must(await office.invite(given, token))
    must(await office.fhir(by, 'PUT', `AccessPolicy/${written.id}`, { ...written, name: 'Charts of all' }))
    // Not to one's own person.
    expect(verdict(await put(by, membership, given))).toBe('403 beyond_own_rights')
    expect(verdict(await office.invite({ email, forceNewMembership: true, ...given }, token))).toBe(
      '403 beyond_own_rights',
    )
    const second = membershipOf(`User/${userId}`, await practitioner(), given)
    expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', second))).toBe('403 beyond_own_rights')
    const { accessPolicy } = await office.read(at(membership))
    const ownId = (accessPolicy as { reference: string }).reference
    const own = await office.read(ownId)
    const wider = { ...own, resource: [...(own['resource'] as object[]), { resourceType: 'Observation' }] }
    expect(verdict(await office.fhir(by, 'PUT', ownId, wider))).toBe('403 beyond_own_rights')
    // Not to a machine, by none of the ways.
    expect(verdict(await office.admin(by, 'POST', 'client', { name: 'c', kind: 'server', ...given }))).toBe(
      '403 beyond_own_rights',
    )
    const narrow = must(
      await office.fhir(by, 'POST', 'AccessPolicy', {
        resourceType: 'AccessPolicy',
        name: 'n',
        resource: [{ resourceType: 'Practitioner' }],
      }),
    ).body
    must(
      await office.admin(by, 'POST', 'client', {
        name: 'c',
        kind: 'server',
        accessPolicy: { reference: `AccessPolicy/${narrow.id}` },
      }),
    )
    const widened = { ...narrow, resource: [{ resourceType: 'Observation' }] }
    expect(verdict(await office.fhir(by, 'PUT', `AccessPolicy/${narrow.id}`, widened))).toBe('403 beyond_own_rights')
    const projectAt = `Project/${office.owner.project}`
    const project = await office.read(projectAt)
    const defaults = (profileType: string): Resource => ({
      ...project,
      defaultAccessPolicies: [
        ...(project['defaultAccessPolicies'] as object[]),
        { profileType, accessPolicy: { reference: `AccessPolicy/${written.id}` } },
      ],
    })
    expect(verdict(await office.fhir(by, 'PUT', projectAt, defaults('ClientApplication')))).toBe(
      '403 beyond_own_rights',
    )
    // Nothing that nobody may grant, either.
    const reserved = { ...charts, resource: [{ resourceType: 'Login' }] }
    expect(verdict(await office.fhir(by, 'POST', 'AccessPolicy', reserved))).toBe('403 beyond_own_rights')
  })

  test('what a role may assign is for owners to say', async () => {
    const project = await office.read(`Project/${office.owner.project}`)
    const wider = { ...project, adminRole: [{ role: 'help-desk', mayAssign: [{ reference: office.unlisted }] }] }
    expect(verdict(await office.fhir('limited', 'PUT', `Project/${office.owner.project}`, wider))).toBe(
      '403 beyond_own_rights',
    )
    must(await office.fhir('owner without charts', 'PUT', `Project/${office.owner.project}`, wider))
    must(await office.invite({ accessPolicy: { reference: office.unlisted } }, me('help-desk').token))
    must(await office.fhir('owner', 'PUT', `Project/${office.owner.project}`, project))
  })

  test('a token with resource scopes has no role', async () => {
    const { email } = me('help-desk')
    const { body } = must(
      await office.world.actors.signIn(email, 'a quiet garden path', {
        scope: 'openid user/*.*',
        projectId: office.owner.project,
      }),
    )
    const members = `admin/projects/${office.owner.project}/members`
    expect(verdict(await office.world.call(members, { token: body.access_token }))).toBe('403 needs_admin')
    const answer = await office.world.call('fhir/R4/ProjectMembership', { token: body.access_token })
    expect(answer.status).toBe(403)
  })

  test('a role and the flag are one or the other, and a device has none', async () => {
    expect(verdict(await office.invite({ admin: true, adminRole: 'help-desk' }))).toBe('400 role_with_flag')
    expect(verdict(await office.invite({ adminRole: 'owner' }))).toBe('400 role_without_flag')
    expect(verdict(await office.invite({ adminRole: 'king' }))).toMatch(/^400/)
    const device = await office.world.actors.machine(office.owner, { kind: 'device', accessPolicy: office.forBots })
    const { body } = must(await office.fhir('owner', 'GET', `ProjectMembership?user=ClientApplication/${device.id}`))
    expect(verdict(await put('owner', body.entry[0].resource.id, { adminRole: 'deployer' }))).toBe('400 device_role')
  })

  test('a machine has the role that an owner gave it, and cannot raise itself or its maker', async () => {
    const machine = await office.world.actors.machine(office.owner, { accessPolicy: office.forBots })
    const { body } = must(await office.fhir('owner', 'GET', `ProjectMembership?user=ClientApplication/${machine.id}`))
    const { id } = body.entry[0].resource
    must(await put('owner', id, { adminRole: 'identity-administrator' }))
    const token = await office.world.actors.machineToken(machine)
    must(await office.invite(policy(), token))
    const own = { ...(await office.read(at(id))), ...policy() }
    const raised = await office.world.call(`fhir/R4/${at(id)}`, { method: 'PUT', json: own, token })
    expect(verdict(raised)).toBe('403 own_membership')
    const session = must(await office.world.call('auth/me', { token })).body
    expect(session.membership.adminRole).toBe('identity-administrator')
    expect(JSON.stringify(session.accessPolicy.resource)).toContain('DomainConfiguration')
  })
})
