import { type Answer, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oversizedPolicies } from '#domain/access'
import { createGated } from '#domain/resources'
import { type Clinic, issueOf, patch, startClinic } from '../fhir/clinic.ts'
import { freshEmail } from '../identity/steps.ts'

/** Entries that are so many clauses, ten in each. */
const entriesOf = (clauses: number): readonly object[] =>
  Array.from({ length: Math.ceil(clauses / 10) }, (_, at) => {
    const values = Array.from({ length: Math.min(10, clauses - at * 10) }, (_, i) => `code=v${at}-${i}`)
    return { resourceType: 'Observation', criteria: `Observation?${values.join('&')}` }
  })
const policyOf = (clauses: number): object => ({
  resourceType: 'AccessPolicy',
  name: `of ${clauses}`,
  resource: entriesOf(clauses),
})

describe.each(storesUnderTest())('the size of access policies on %s', (store) => {
  let clinic: Clinic
  let small: string
  beforeAll(async () => {
    clinic = await startClinic({ store })
    small = await made(3)
  })
  afterAll(() => clinic.close())

  const made = async (clauses: number): Promise<string> => `AccessPolicy/${(await clinic.made(policyOf(clauses))).id}`
  const admin = (path: string, json: object, method = 'POST'): Promise<Answer> =>
    clinic.call(`admin/projects/${clinic.owner.project}/${path}`, { json, method, token: clinic.owner.token })
  const items = (...policies: readonly string[]): readonly object[] =>
    policies.map((reference) => ({ policy: { reference } }))
  const refusal = (answer: Answer): readonly unknown[] => [answer.status, issueOf(answer).reason]

  /** A person's membership, as the wire has it. */
  async function member(access: readonly object[]): Promise<{ readonly id: string }> {
    const invited = await admin('invite', {
      resourceType: 'Practitioner',
      firstName: 'A',
      lastName: 'B',
      email: freshEmail(),
      access,
    })
    expect(invited.status, invited.text).toBe(200)
    return (await clinic.fhir(`ProjectMembership/${invited.body.id}`)).body
  }

  test('a policy has at most 2,000 clauses, by whatever verb it is written, and a refusal tells the numbers', async () => {
    const { id } = await clinic.made(policyOf(2_000))
    const more = { ...policyOf(2_001), id }
    const batch = (method: string, url: string, resource: object): Promise<Answer> =>
      clinic.fhir('', {
        json: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method, url }, resource }] },
      })
    const attempts: Readonly<Record<string, Promise<Answer>>> = {
      POST: clinic.fhir('AccessPolicy', { json: policyOf(2_001) }),
      'conditional POST': clinic.fhir('AccessPolicy', {
        json: policyOf(2_001),
        headers: { 'If-None-Exist': 'name=nothing-has-this' },
      }),
      PUT: clinic.fhir(`AccessPolicy/${id}`, { method: 'PUT', json: more }),
      'conditional PUT': clinic.fhir(`AccessPolicy?_id=${id}`, { method: 'PUT', json: more }),
      PATCH: clinic.fhir(`AccessPolicy/${id}`, patch([{ op: 'add', path: '/resource/-', value: entriesOf(1)[0] }])),
    }
    for (const [verb, attempt] of Object.entries(attempts)) {
      const answer = await attempt
      expect([verb, ...refusal(answer)]).toEqual([verb, 400, 'policy_too_many'])
      expect(answer.text).toMatch(/has 2001 clauses.*limit is 2000/)
    }
    for (const [method, url] of [
      ['POST', 'AccessPolicy'],
      ['PUT', `AccessPolicy/${id}`],
    ] as const) {
      const { body } = await batch(method, url, method === 'PUT' ? more : policyOf(2_001))
      expect(body.entry[0].response.status).toBe('400')
      expect(body.entry[0].response.outcome.issue[0].details.text).toMatch(/2001 clauses/)
    }
  })

  test('a long list counts as several clauses, and an entry without criteria as one', async () => {
    const values = Array.from({ length: 200 }, (_, i) => `v${i}`).join(',')
    const long = { resourceType: 'Observation', criteria: `Observation?code=${values}` }
    const policy = (entries: readonly object[]): object => ({ resourceType: 'AccessPolicy', resource: entries })
    await clinic.made(policy(Array.from({ length: 100 }, () => long)))
    const refused = await clinic.fhir('AccessPolicy', {
      json: policy([...Array.from({ length: 100 }, () => long), { resourceType: 'Patient' }]),
    })
    expect(refusal(refused)).toEqual([400, 'policy_too_many'])
    expect(refused.text).toMatch(/has 2001 clauses/)
  })

  test('a membership has at most 20 items of access, by whatever way it is written', async () => {
    const most = items(...Array.from({ length: 20 }, () => small))
    const tooMany = [...most, ...items(small)]
    const membership = await member(most)
    const at = `ProjectMembership/${membership.id}`
    const invite = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: freshEmail() }
    const answers = [
      await clinic.fhir(at, { method: 'PUT', json: { ...membership, access: tooMany } }),
      await clinic.fhir(at, patch([{ op: 'add', path: '/access/-', value: most[0] }])),
      await clinic.fhir(`ProjectMembership?_id=${membership.id}`, {
        method: 'PUT',
        json: { ...membership, access: tooMany },
      }),
      await admin(`members/${membership.id}`, { ...membership, access: tooMany }),
      await admin('invite', { ...invite, access: tooMany }),
      await admin('invite', { ...invite, membership: { access: tooMany } }),
    ]
    for (const answer of answers) {
      expect(refusal(answer)).toEqual([400, 'too_many_policies'])
      expect(answer.text).toMatch(/has 21 items.*at most 20/)
    }
  })

  test('the policies of a membership have at most 2,000 clauses together, each as often as it is given', async () => {
    const [a, b] = [await made(1_000), await made(500)]
    const membership = await member(items(a, b, b))
    const at = `ProjectMembership/${membership.id}`
    const more = await clinic.fhir(at, { method: 'PUT', json: { ...membership, access: items(a, b, b, small) } })
    expect(refusal(more)).toEqual([400, 'too_many_clauses'])
    expect(more.text).toMatch(/have 2003 clauses.*at most 2000/)
    const beside = await clinic.fhir(at, { method: 'PUT', json: { ...membership, accessPolicy: { reference: small } } })
    expect(refusal(beside)).toEqual([400, 'too_many_clauses'])
  })

  test('a policy does not grow beyond what its members may have, and shrinks', async () => {
    const [a, b] = [await made(1_000), await made(500)]
    const membership = await member(items(a, b, b))
    const grown = await clinic.fhir(b, { method: 'PUT', json: { ...policyOf(501), id: b.split('/')[1] } })
    expect(refusal(grown)).toEqual([400, 'policy_too_large_for_membership'])
    expect(grown.text).toMatch(new RegExp(`ProjectMembership/${membership.id}.*501 clauses.*2002 in all.*at most 2000`))
    for (const clauses of [499, 500])
      expect(
        (await clinic.fhir(b, { method: 'PUT', json: { ...policyOf(clauses), id: b.split('/')[1] } })).status,
      ).toBe(200)
    // Only what counts is counted: another membership, or none.
    const at = `ProjectMembership/${membership.id}`
    expect((await clinic.fhir(at, { method: 'PUT', json: { ...membership, active: false } })).status).toBe(200)
    expect((await clinic.fhir(b, { method: 'PUT', json: { ...policyOf(600), id: b.split('/')[1] } })).status).toBe(200)
    const back = await clinic.fhir(at, { method: 'PUT', json: membership })
    expect(refusal(back)).toEqual([400, 'too_many_clauses'])
  })

  test('of a policy that grows and a membership that is given it at once, one is refused', async () => {
    const fixed = await made(1_500)
    for (let round = 0; round < 5; round += 1) {
      const [growing, membership] = [await made(100), await member(items(small, small))]
      const answers = await Promise.all([
        clinic.fhir(growing, { method: 'PUT', json: { ...policyOf(600), id: growing.split('/')[1] } }),
        clinic.fhir(`ProjectMembership/${membership.id}`, {
          method: 'PUT',
          json: { ...membership, access: items(fixed, growing) },
        }),
      ])
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]))
    }
  })

  test('a parameter has at most 1,000 characters', async () => {
    const access = (valueString: string): readonly object[] => [
      { policy: { reference: small }, parameter: [{ name: 'word', valueString }] },
    ]
    const membership = await member(access('x'.repeat(1_000)))
    const refused = await clinic.fhir(`ProjectMembership/${membership.id}`, {
      method: 'PUT',
      json: { ...membership, access: access('x'.repeat(1_001)) },
    })
    expect(refusal(refused)).toEqual([400, 'parameter_too_long'])
  })

  describe('above the limits, as they were stored before', () => {
    const project = (): string => clinic.owner.project
    /** Writes what no gate lets through. */
    const stored = (type: string, id: string, resource: object): Promise<unknown> =>
      clinic.store.db.tx((tx) =>
        createGated(
          tx,
          {},
          { project: project(), type, id, resource: { resourceType: type, ...resource }, author: 'system' },
          new Date(),
        ),
      )
    const wide = (at: number): string => `00000000-0000-4000-8000-00000000000${at}`

    /** A machine, and what is stored as its membership instead of what was written. */
    async function machineWith(fields: object): Promise<{ readonly token: string; readonly membership: string }> {
      const machine = await clinic.server([{ resourceType: 'Observation' }])
      const found = await clinic.fhir(`ProjectMembership?profile=ClientApplication/${machine.id}`)
      const { id, accessPolicy: _policy, meta: _meta, ...rest } = found.body.entry[0].resource
      const content = JSON.stringify({ ...rest, id, ...fields })
      await clinic.store.db.query({
        sql: `update resources set content = $1 where project = $2 and type = 'ProjectMembership' and id = $3`,
        params: [content, project(), id],
      })
      return { token: await clinic.actors.machineToken(machine), membership: id }
    }

    test('they are withheld with the remedy, and told to an operator', async () => {
      await stored('AccessPolicy', wide(1), { resource: entriesOf(4_500) })
      await stored('AccessPolicy', wide(2), { resource: entriesOf(1_500) })
      const withheld = {
        'a policy': await machineWith({ accessPolicy: { reference: `AccessPolicy/${wide(1)}` } }),
        'policies together': await machineWith({
          access: items(...[2, 2].map((at) => `AccessPolicy/${wide(at)}`)),
        }),
        'too many policies': await machineWith({ access: items(...Array.from({ length: 2_000 }, () => small)) }),
      }
      for (const [what, { token }] of Object.entries(withheld)) {
        const answer = await clinic.fhir('Observation', { token })
        expect([what, ...refusal(answer)]).toEqual([what, 403, 'policies_too_large'])
        expect(answer.text).toMatch(
          /20 items of `access`, and 2000 clauses in all.*let an administrator make them smaller/,
        )
        expect((await clinic.call('auth/me', { token })).status).toBe(200)
      }
      const told = (await oversizedPolicies(clinic.store.db)).filter((one) => one.project === project())
      expect(new Set(told.map(({ resource, clauses, items: few }) => `${resource} ${clauses} ${few}`))).toEqual(
        new Set([
          `AccessPolicy/${wide(1)} 4500 0`,
          `ProjectMembership/${withheld['policies together'].membership} 3000 2`,
          `ProjectMembership/${withheld['too many policies'].membership} 6000 2000`,
        ]),
      )
    })

    test('an administrator makes them smaller', async () => {
      await stored('AccessPolicy', wide(3), { resource: entriesOf(4_500) })
      const { token } = await machineWith({ accessPolicy: { reference: `AccessPolicy/${wide(3)}` } })
      const at = `AccessPolicy/${wide(3)}`
      const still = await clinic.fhir(at, { method: 'PUT', json: { ...policyOf(2_001), id: wide(3) } })
      expect(refusal(still)).toEqual([400, 'policy_too_many'])
      expect((await clinic.fhir(at, { method: 'PUT', json: { ...policyOf(2_000), id: wide(3) } })).status).toBe(200)
      expect((await clinic.fhir('Observation', { token })).status).toBe(200)
    })

    test('what was stored before is counted where a policy grows', async () => {
      await stored('AccessPolicy', wide(4), { resource: entriesOf(1_500) })
      const growing = await made(100)
      const { membership } = await machineWith({ access: items(`AccessPolicy/${wide(4)}`, growing) })
      await clinic.store.db.query({
        sql: `insert into unmeasured_policies (project, type, id)
          values ($1, 'AccessPolicy', $2), ($1, 'ProjectMembership', $3)`,
        params: [project(), wide(4), membership],
      })
      await clinic.app.upkeep.run()
      const grown = await clinic.fhir(growing, { method: 'PUT', json: { ...policyOf(501), id: growing.split('/')[1] } })
      expect(refusal(grown)).toEqual([400, 'policy_too_large_for_membership'])
      expect(
        (await clinic.fhir(growing, { method: 'PUT', json: { ...policyOf(500), id: growing.split('/')[1] } })).status,
      ).toBe(200)
    })
  })
})
