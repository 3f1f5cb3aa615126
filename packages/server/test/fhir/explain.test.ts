/** Why somebody may do something or not: who is told, and how much. */
import { type Answer, type CallOptions, type Owner, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Acting, type ActingClinic, type Member, ON_BEHALF, startActingClinic } from '../acting/acting-clinic.ts'
import { must, verdict } from '../identity/steps.ts'
import { batchOf, observation } from './clinic.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
type Parts = readonly any[]

/** The values of parts by their names; of several with one name, a list. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
function valuesOf(parts: Parts): any {
  const byName = Map.groupBy(parts, ({ name }) => name)
  return Object.fromEntries(
    [...byName].map(([name, some]) => {
      const values = some.map(({ name: _name, part, ...value }) =>
        part === undefined ? Object.values(value)[0] : valuesOf(part),
      )
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}

const told = (answer: Answer) => valuesOf(must(answer).body.parameter as Parts)

const WARD = [
  { resourceType: 'Observation', interaction: ['read', 'search'], criteria: 'Observation?status=final' },
  { resourceType: 'Observation', interaction: ['read'], criteria: 'Observation?code=http://loinc.org|8867-4' },
  { resourceType: 'Patient', readonly: true },
]

describe.each(storesForWalks())('$explain on %s', (store) => {
  let clinic: ActingClinic
  let nurse: Member
  let ward: string
  let server: Acting
  let stranger: Owner
  const ids = { patient: '', final: '', draft: '', hidden: '' }

  beforeAll(async () => {
    clinic = await startActingClinic({ store, shared: true })
    ward = await clinic.actors.policy(clinic.owner, WARD)
    nurse = await clinic.member({ accessPolicy: { reference: ward } })
    server = await clinic.acting(
      [{ resourceType: 'Observation' }],
      [{ how: 'asserted', profileType: ['Practitioner'] }],
    )
    stranger = await clinic.actors.owner()
    ids.patient = (await clinic.made({ resourceType: 'Patient', active: true })).id
    const of = `Patient/${ids.patient}`
    const coded = { code: { text: 'x' } }
    ids.final = (await clinic.made(observation(of, coded))).id
    ids.draft = (await clinic.made(observation(of, { status: 'preliminary' }))).id
    ids.hidden = (await clinic.made(observation(of, { status: 'preliminary', ...coded }))).id
  })
  afterAll(() => clinic.close())

  const ask = (path: string, options: CallOptions = {}): Promise<Answer> => clinic.fhir(path, options)
  const ofNurse = (): string => `membership=ProjectMembership/${nurse.membership}`

  test('tells an administrator which entry of whose policy decided, and why not', async () => {
    const allowed = told(await ask(`Observation/${ids.draft}/$explain?${ofNurse()}`))
    expect(allowed).toMatchObject({
      allowed: true,
      holder: {
        who: 'self',
        entry: [
          { decided: true, covers: true, expression: 'AccessPolicy.resource[1]', index: 1, version: 1 },
          { decided: false, covers: false, expression: 'AccessPolicy.resource[0]' },
        ],
      },
    })
    expect(allowed.holder.entry[0].policy).toMatchObject({ reference: ward })
    expect(allowed.holder.entry[1].narrowing.text).toBe('status is “final”')
    expect(told(await ask(`Observation/${ids.hidden}/$explain?${ofNurse()}`))).toMatchObject({
      allowed: false,
      why: 'outside_criteria',
      remedy: { possible: true, change: { code: 'add_entry', entry: expect.stringContaining(`?_id=${ids.hidden}`) } },
    })
    expect(told(await ask(`Observation/$explain?interaction=update&${ofNurse()}`))).toMatchObject({
      allowed: false,
      why: 'interaction_forbidden',
      remedy: { change: { code: 'add_interaction', interaction: 'update', expression: 'AccessPolicy.resource[0]' } },
    })
  })

  test('says what the nurse’s own requests say', async () => {
    for (const id of Object.values(ids).slice(1)) {
      const { status } = await clinic.fhir(`Observation/${id}`, { token: nurse.token })
      const said = told(await ask(`Observation/${id}/$explain?${ofNurse()}`))
      expect(said.allowed).toBe(status === 200)
      expect(told(await ask(`Observation/${id}/$explain`, { token: nurse.token })).allowed).toBe(status === 200)
    }
  })

  test('tells the nurse nothing of a policy that she may not read', async () => {
    const answer = await ask(`Observation/${ids.final}/$explain`, { token: nurse.token })
    expect(told(answer)).toMatchObject({ allowed: true, narrowed: true, holder: { hiddenPolicy: true } })
    const refused = await ask('Observation/$explain?interaction=update', { token: nurse.token })
    expect(told(refused)).toMatchObject({ allowed: false, remedy: { change: { code: 'ask_administrator' } } })
    for (const { text } of [answer, refused]) {
      expect(text).not.toContain(ward.split('/')[1])
      expect(text).not.toMatch(/status|8867|resource\[/)
    }
  })

  test('says the same of a resource that does not exist and of one that is out of sight', async () => {
    const [hidden, missing] = await Promise.all(
      [ids.hidden, crypto.randomUUID()].map(async (id) => {
        const { text } = await ask(`Observation/${id}/$explain`, { token: nurse.token })
        return text.replaceAll(id, 'ID')
      }),
    )
    expect(hidden).toBe(missing)
    expect(hidden).toContain('out_of_sight')
    // An administrator who may not read observations.
    const policy = await clinic.actors.policy(clinic.owner, [
      { resourceType: 'ProjectMembership' },
      { resourceType: 'AccessPolicy' },
      { resourceType: 'Observation', interaction: ['read'], criteria: 'Observation?status=final' },
    ])
    const limited = await clinic.member({ admin: true, accessPolicy: { reference: policy } })
    for (const id of [ids.hidden, crypto.randomUUID()])
      expect((await ask(`Observation/${id}/$explain?${ofNurse()}`, { token: limited.token })).status).toBe(404)
    expect(told(await ask(`Observation/${ids.final}/$explain?${ofNurse()}`, { token: limited.token })).allowed).toBe(
      true,
    )
  })

  test('never says by a create whether a resource exists', async () => {
    const creates = [{ resourceType: 'Observation', interaction: ['create'] }]
    const lab = await clinic.member({ accessPolicy: { reference: await clinic.actors.policy(clinic.owner, creates) } })
    const [existing, missing] = await Promise.all(
      [ids.final, crypto.randomUUID()].map(async (id) => {
        const { text } = await ask(`Observation/${id}/$explain?interaction=create`, { token: lab.token })
        return text.replaceAll(id, 'ID')
      }),
    )
    expect(existing).toBe(missing)
    expect(existing).toContain('out_of_sight')
    expect(told(await ask('Observation/$explain?interaction=create', { token: lab.token })).allowed).toBe(true)
  })

  test('is about others for administrators alone, of their own project', async () => {
    const own = nurse.membership
    const about = `Observation/$explain?membership=ProjectMembership/${own}`
    expect(verdict(await ask(about, { token: server.token }))).toBe('403 not_administrator')
    expect((await ask(about, { token: stranger.token })).status).toBe(404)
    expect(
      (await ask(`Observation/$explain?membership=${crypto.randomUUID()}`, { token: stranger.token })).status,
    ).toBe(404)
    const other = await clinic.member({})
    expect(verdict(await ask(`Observation/$explain?membership=${other.membership}`, { token: nurse.token }))).toBe(
      '403 not_administrator',
    )
    // To try a scope or a policy on oneself is an administrator's, too.
    for (const more of [
      'scope=user/*.cruds',
      `client=ClientApplication/${server.id}`,
      `patient=Patient/${ids.patient}`,
    ])
      expect(verdict(await ask(`Observation/$explain?${more}`, { token: nurse.token }))).toBe('403 not_administrator')
    const device = await clinic.actors.machine(clinic.owner, { accessPolicy: ward, extra: { kind: 'device' } })
    const token = await clinic.actors.machineToken(device)
    expect(verdict(await ask(about, { token }))).toBe('403 not_administrator')
    expect(told(await ask('Observation/$explain', { token }))).toMatchObject({ allowed: true, narrowed: true })
  })

  test('needs that the administrator may read the membership and each of its policies', async () => {
    const policy = await clinic.actors.policy(clinic.owner, [
      { resourceType: 'ProjectMembership' },
      { resourceType: 'AccessPolicy', criteria: `AccessPolicy?_id=${crypto.randomUUID()}` },
    ])
    const limited = await clinic.member({ admin: true, accessPolicy: { reference: policy } })
    expect(verdict(await ask(`Observation/$explain?${ofNurse()}`, { token: limited.token }))).toBe(
      '403 policies_out_of_sight',
    )
    const narrow = await clinic.actors.policy(clinic.owner, [
      { resourceType: 'ProjectMembership', criteria: `ProjectMembership?_id=${limited.membership}` },
      { resourceType: 'AccessPolicy' },
    ])
    const narrower = await clinic.member({ admin: true, accessPolicy: { reference: narrow } })
    expect((await ask(`Observation/$explain?${ofNurse()}`, { token: narrower.token })).status).toBe(404)
  })

  test('tells what a scope and what acting for a person take away', async () => {
    const scoped = (scope: string) => ask(`Observation/${ids.final}/$explain?${ofNurse()}&scope=${scope}`)
    expect(told(await scoped('user/Patient.rs'))).toMatchObject({
      allowed: false,
      why: 'scope_forbidden',
      scope: { took: 'refused' },
      remedy: { change: { code: 'add_scope', scope: 'user/Observation.r' } },
    })
    expect(told(await scoped('user/Observation.rs'))).toMatchObject({ allowed: true, scope: { took: 'none' } })
    const acting = `Patient/${ids.patient}/$explain?${ofNurse()}&client=ClientApplication/${server.id}`
    expect(told(await ask(acting))).toMatchObject({
      allowed: false,
      holder: [
        { who: 'client', allowed: false, why: 'type_forbidden' },
        { who: 'person', allowed: true },
      ],
      remedy: { change: { code: 'add_entry', who: 'client' } },
    })
    const headers = { [ON_BEHALF]: nurse.profile }
    expect((await clinic.fhir(`Patient/${ids.patient}`, { token: server.token, headers })).status).toBe(403)
    // The client learns of the person's rights only what its refusals tell.
    const own = await ask('Patient/$explain', { token: server.token, headers })
    expect(told(own)).toMatchObject({ allowed: false, holder: { who: 'client', allowed: false } })
    expect(own.text).not.toContain('"person"')
    const admin = await clinic.member({ admin: true, accessPolicy: { reference: ward } })
    const forAdmin = `Observation/$explain?membership=${admin.membership}&client=${server.id}`
    expect(told(await ask(forAdmin))).toMatchObject({ allowed: false, why: 'acting_administrator' })
  })

  test('tries a policy that is not stored, within bounds', async () => {
    const draft = (resource: object, more: object[] = []): CallOptions => ({
      json: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'membership', valueReference: { reference: `ProjectMembership/${nurse.membership}` } },
          { name: 'interaction', valueCode: 'update' },
          { name: 'policy', resource: { resourceType: 'AccessPolicy', ...resource } },
          ...more,
        ],
      },
    })
    const path = `Observation/${ids.hidden}/$explain`
    const id = ward.split('/')[1]
    const open = { id, resource: [{ resourceType: 'Observation' }] }
    expect(told(await ask(path, draft(open)))).toMatchObject({
      allowed: true,
      holder: { entry: { draft: true, expression: 'AccessPolicy.resource[0]' } },
    })
    expect(told(await ask(path, draft({ resource: [{ resourceType: 'Patient' }] }))).allowed).toBe(false)
    // Nothing of it was stored.
    expect((await clinic.fhir(`Observation/${ids.hidden}`, { token: nurse.token })).status).toBe(404)
    expect(must(await clinic.fhir(ward)).body.resource).toHaveLength(WARD.length)
    const typo = await ask(path, draft({ resource: [{ resourceType: 'Observation', criterias: 'x' }] }))
    expect(verdict(typo)).toBe('400 unsupported_element')
    const entry = { resourceType: 'Observation', criteria: `Observation?code=${'x'.repeat(900)}` }
    const large = await ask(path, draft({ resource: Array.from({ length: 500 }, () => entry) }))
    expect(verdict(large)).toBe('413 draft_too_large')
    expect(verdict(await ask(path, { ...draft(open), token: nurse.token }))).toBe('403 not_administrator')
    expect(verdict(await ask(path, draft(open, [{ name: 'client', valueString: server.id }])))).toBe(
      '400 draft_with_client',
    )
  })

  test.each([
    ['Observation/$explain?interaction=patch', '400 unknown_interaction'],
    ['Observation/$explain?nonsense=1', '400 malformed_question'],
    ['Observation/$explain?membership=Patient/1', '400 malformed_membership'],
    ['Observation/$explain?scope=user/Nonsense.rs', '400 invalid_scope'],
    ['Observation/$explain?patient=1', '400 malformed_patient'],
    ['Binary/1/$explain', '400 explained_by_type'],
  ])('refuses %s', async (path, expected) => {
    expect(verdict(await ask(path))).toBe(expected)
  })

  test('knows what only the server writes, and what no policy can give', async () => {
    expect(told(await ask('User/$explain?interaction=create'))).toMatchObject({
      allowed: false,
      why: 'written_by_server',
    })
    expect(told(await ask('Login/$explain'))).toMatchObject({
      allowed: false,
      remedy: { possible: false, why: 'reserved' },
    })
    expect(told(await ask('Patient/$explain?interaction=execute'))).toMatchObject({
      remedy: { possible: false, why: 'only_bots_run' },
    })
    expect(told(await ask('AccessPolicy/$explain?interaction=create')).note).toBe('no_rights_beyond_own')
  })

  test('is in the audit: the question, and whatever was shown', async () => {
    must(await ask(`Observation/${ids.final}/$explain?${ofNurse()}`))
    const [event] = await clinic.events(`entity=Observation/${ids.final}&subtype=operation&_count=1`)
    expect(event).toMatchObject({ outcome: '0' })
    const reads = await clinic.events(`entity=ProjectMembership/${nurse.membership}&subtype=read`)
    expect(reads.length).toBeGreaterThan(0)
    expect((await clinic.events(`entity=${ward}&subtype=read`)).length).toBeGreaterThan(0)
    await ask(`Observation/${ids.final}/$explain?${ofNurse()}`, { token: server.token })
    const [refused] = await clinic.events(`entity=Observation/${ids.final}&subtype=operation&_count=1`)
    expect(refused).toMatchObject({ outcome: '4' })
  })

  describe('X-Explain', () => {
    const headers = { 'X-Explain': '1' }

    test('adds the explanation of the own refusal', async () => {
      const refused = await clinic.fhir(`Observation/${ids.final}`, {
        token: nurse.token,
        headers,
        json: { resourceType: 'Observation', id: ids.final, status: 'final', code: { text: 'y' } },
        method: 'PUT',
      })
      expect(refused.status).toBe(403)
      const [parameters] = refused.body.contained
      expect(valuesOf(parameters.parameter)).toMatchObject({ allowed: false, interaction: 'update' })
      expect(refused.body.extension[0].valueReference).toEqual({ reference: `#${parameters.id}` })
      expect(refused.text).not.toContain(ward)
      const asOwner = await clinic.fhir('Login/1', { headers })
      expect(valuesOf(asOwner.body.contained[0].parameter)).toMatchObject({ remedy: { why: 'reserved' } })
    })

    test('says the same of what is missing and what is out of sight', async () => {
      const texts = await Promise.all(
        [ids.hidden, crypto.randomUUID()].map(async (id) => {
          const { body } = await clinic.fhir(`Observation/${id}`, { token: nurse.token, headers })
          return JSON.stringify(body.contained)
        }),
      )
      expect(texts[0]).toBe(texts[1])
      expect(texts[0]).toContain('out_of_sight')
    })

    test('tells of a success in a header, of each entry of a batch its own, and nothing unasked', async () => {
      const read = await clinic.fhir(`Observation/${ids.final}`, { token: nurse.token, headers })
      expect(read.headers.get('x-explain')).toBe('read;type=Observation;allowed=?1;narrowed=?1')
      const plain = await clinic.fhir(`Observation/${ids.hidden}`, { token: nurse.token })
      expect(plain.body.contained).toBeUndefined()
      const url = (id: string) => ({ request: { method: 'GET', url: id } })
      const batch = await clinic.fhir('', {
        ...batchOf([url('Patient'), url('Task')]),
        token: nurse.token,
        headers,
      })
      expect(batch.body.entry[0].response.outcome).toBeUndefined()
      expect(valuesOf(batch.body.entry[1].response.outcome.contained[0].parameter)).toMatchObject({
        interaction: 'search',
        resourceType: 'Task',
        why: 'type_forbidden',
      })
    })
  })
})
