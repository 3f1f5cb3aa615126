import { type Clinic, type MachineClient, QUESTIONNAIRE_URL, seedClinic } from '@damson/example-clinic'
import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const TYPES = [
  ...(['Patient', 'Observation', 'Questionnaire', 'Encounter', 'Practitioner', 'DiagnosticReport', 'Binary'] as const),
  ...(['AuditEvent', 'ClientApplication', 'AccessPolicy', 'ProjectMembership', 'Project', 'User', 'Bot'] as const),
]
const INTERACTIONS = ['read', 'vread', 'history', 'search', 'create', 'update', 'patch', 'delete'] as const
type Interaction = (typeof INTERACTIONS)[number]

/** All that each may do. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  analyzer: ['Patient search', 'Observation search', 'Observation create'],
  gateway: ['Observation create'],
  pipeline: ['Questionnaire search', 'Questionnaire create', 'Questionnaire update'],
}

const RESOURCES: Readonly<Record<string, object>> = {
  Observation: { status: 'final', code: { text: 'x' } },
  Questionnaire: { status: 'active', url: QUESTIONNAIRE_URL },
  Encounter: { status: 'finished', class: { code: 'AMB' } },
  DiagnosticReport: { status: 'final', code: { text: 'x' } },
}

describe('a device of the clinic', () => {
  let world: World
  let clinic: Clinic
  let token: string
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    world = await startWorld({ mail: 'development' })
    clinic = await seedClinic({ baseUrl: world.baseUrl, patients: 2 })
    const signIn = await world.actors.signIn(clinic.owner.email, clinic.owner.password)
    token = signIn.body.access_token
    for (const type of TYPES) {
      const found = await world.call(`fhir/R4/${type}?_count=1`, { token })
      const made = found.body?.entry?.[0]?.resource ?? (await call(type, 'create', { token })).body
      ids[type] = made?.id ?? '0197f7a0-0000-7000-8000-000000000000'
    }
  })
  afterAll(() => world.close())

  const call = (type: string, interaction: Interaction, as: object): ReturnType<World['call']> => {
    const [all, one] = [`fhir/R4/${type}`, `fhir/R4/${type}/${ids[type]}`]
    const json = { resourceType: type, ...RESOURCES[type] }
    const patch = JSON.stringify([{ op: 'add', path: '/language', value: 'en' }])
    const patching = { method: 'PATCH', headers: { 'Content-Type': 'application/json-patch+json' }, raw: patch }
    switch (interaction) {
      case 'read':
        return world.call(one, as)
      case 'vread':
        return world.call(`${one}/_history/1`, as)
      case 'history':
        return world.call(`${one}/_history`, as)
      case 'search':
        return world.call(`${all}?_count=1`, as)
      case 'create':
        return world.call(all, { json, ...as })
      case 'update':
        return world.call(one, { method: 'PUT', json: { ...json, id: ids[type] }, ...as })
      case 'patch':
        return world.call(one, { ...patching, ...as })
      case 'delete':
        return world.call(one, { method: 'DELETE', ...as })
    }
  }

  test.each(['analyzer', 'gateway', 'pipeline'] as const)('may do its one thing and nothing else: %s', async (name) => {
    const machine: MachineClient = clinic.clients[name]
    const answer = await world.call('oauth2/token', {
      form: { grant_type: 'client_credentials' },
      basic: [machine.id, machine.secret],
    })
    const own = { token: answer.body.access_token as string }
    const allowed: string[] = []
    for (const type of TYPES) {
      for (const interaction of INTERACTIONS) {
        const { status } = await call(type, interaction, own)
        if (status < 400) allowed.push(`${type} ${interaction}`)
        // What is not there for anybody is no question of rights.
        else
          expect(
            [403, 405, ...(type === 'Binary' || type === 'AuditEvent' ? [400, 404] : [])],
            `${type} ${interaction}`,
          ).toContain(status)
      }
    }
    expect(allowed).toEqual(ALLOWED[name])
    const admin = `admin/projects/${clinic.projectId}`
    for (const [path, json] of [
      [`${admin}/client`, { name: 'another', kind: 'server' }],
      [`${admin}/invite`, { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: 'a@example.org' }],
      [`fhir/R4/ClientApplication/${machine.id}/$rotate-secret`, { resourceType: 'Parameters' }],
    ] as const)
      expect([path, (await world.call(path, { json, ...own })).status]).toEqual([path, 403])
  })

  test('publishes its own questionnaire, and no other', async () => {
    const { id, secret } = clinic.clients.pipeline
    const answer = await world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [id, secret] })
    const own = { token: answer.body.access_token as string }
    const other = { resourceType: 'Questionnaire', status: 'active', url: 'https://elsewhere.example/q' }
    expect((await world.call('fhir/R4/Questionnaire', { json: other, ...own })).status).toBe(403)
    const made = await world.call('fhir/R4/Questionnaire', { json: other, token })
    expect(
      (await world.call('fhir/R4/Questionnaire', own)).body.entry.map(
        ({ resource }: { resource: { url: string } }) => resource.url,
      ),
    ).not.toContain(other.url)
    const stolen = { ...other, id: made.body.id, url: QUESTIONNAIRE_URL }
    expect(
      (await world.call(`fhir/R4/Questionnaire/${made.body.id}`, { method: 'PUT', json: stolen, ...own })).status,
    ).toBe(404)
  })

  test('may use Basic where that is allowed: the gateway alone', async () => {
    const json = { resourceType: 'Observation', ...RESOURCES['Observation'] }
    const { gateway, analyzer, pipeline } = clinic.clients
    const statuses = []
    for (const { id, secret } of [gateway, analyzer, pipeline])
      statuses.push((await world.call('fhir/R4/Observation', { json, basic: [id, secret] })).status)
    expect(statuses).toEqual([201, 401, 401])
  })
})
