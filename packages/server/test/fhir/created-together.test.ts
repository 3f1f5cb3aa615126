import { type Answer, type Owner, storesUnderTest } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { batchOf, type Clinic, entriesOf, idsOf, issueOf, resourcesOf, startClinic } from './clinic.ts'

/** What may be created, and how it must end. */
interface Asked {
  readonly name: string
  readonly resource: object
  readonly by?: 'stranger' | 'narrow'
  readonly status: number
  /** The patients of its events; an event of none when it is about none. */
  readonly patients: readonly string[]
}

const family = (n: number): object => ({
  resourceType: 'Patient',
  name: [{ family: `Family ${n}`, given: ['A', `Given ${n}`] }],
  birthDate: `19${10 + n}-03-04`,
  identifier: [{ system: 'urn:mrn', value: `together ${n}` }],
})

const measured = (patient: string, n: number): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: `${n}-1` }] },
  subject: { reference: patient },
  effectiveDateTime: `2020-01-${10 + n}T10:00:00Z`,
  valueQuantity: { value: n + 0.5, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
})

describe.each(storesUnderTest())('resources that are created at the same moment on %s', (store) => {
  let clinic: Clinic
  let stranger: Owner
  let narrow: string
  let kinds: readonly Asked[]
  beforeAll(async () => {
    clinic = await startClinic({ store })
    stranger = await clinic.actors.owner()
    const [one = '', other = ''] = await Promise.all(
      [1, 2].map(async () => `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`),
    )
    narrow = (await clinic.server([{ resourceType: 'Observation', criteria: `Observation?patient=${one}` }])).token
    const recipient = [one, other].map((reference) => ({ reference }))
    const ofBoth = { resourceType: 'Communication', status: 'completed', recipient, note: [{ text: '\\"{},\u20ac\n' }] }
    const large = { ...measured(one, 3), note: [{ text: 'x'.repeat(100_000) }] }
    kinds = [
      ...[1, 2, 3].map((n) => ({ name: `patient ${n}`, resource: family(n), status: 201, patients: ['itself'] })),
      ...[1, 2, 3].map((n) => ({ name: `of one ${n}`, resource: measured(one, n), status: 201, patients: [one] })),
      { name: 'of another', resource: measured(other, 1), status: 201, patients: [other] },
      { name: 'of both', resource: ofBoth, status: 201, patients: [one, other] },
      { name: 'of nobody', resource: { resourceType: 'Basic', code: { text: 'b' } }, status: 201, patients: [] },
      { name: 'large', resource: large, status: 201, patients: [one] },
      {
        name: 'what cannot be stored',
        resource: { resourceType: 'Basic', code: { text: '\ud800' } },
        status: 400,
        patients: [],
      },
      { name: 'a client', resource: { resourceType: 'ClientApplication', name: 'c' }, status: 201, patients: [] },
      { name: "a stranger's", resource: family(9), by: 'stranger', status: 201, patients: ['itself'] },
      { name: 'within a policy', resource: measured(one, 4), by: 'narrow', status: 201, patients: [one] },
      { name: 'outside of a policy', resource: measured(other, 4), by: 'narrow', status: 403, patients: [] },
      { name: 'no resource', resource: { resourceType: 'Observation', status: 'odd' }, status: 400, patients: [] },
    ]
  })
  afterAll(() => clinic.close())

  const tokenOf = (by: Asked['by']): string =>
    by === 'stranger' ? stranger.token : by === 'narrow' ? narrow : clinic.owner.token

  const create = ({ resource, by }: Asked, headers: Record<string, string> = {}): Promise<Answer> =>
    clinic.fhir((resource as { resourceType: string }).resourceType, { json: resource, token: tokenOf(by), headers })

  interface Index {
    readonly terms: readonly string[]
    readonly ordered: string
  }

  /** How the store finds each: its terms, and its ordered entries. */
  async function indexOf(ids: readonly string[]): Promise<ReadonlyMap<string, Index>> {
    const rows = await dynamic.rows<{ id: string; terms: string[]; ordered: string }>(
      clinic.store.db,
      sql`select r.id, r.terms, concat_ws(' | ', r.patients::text,
            (select array_agg((param, lo, hi, apart, lowest, highest)::text order by param, lo) from resource_dates
              where rk = r.rk)::text,
            (select array_agg((param, value, lowest, highest)::text order by param, value) from resource_strings
              where rk = r.rk)::text,
            (select array_agg((param, lo, hi, apart, system, code, lowest, highest)::text order by param, lo)
              from resource_numbers where rk = r.rk)::text) as ordered
          from resources r where r.id = any(${ids}::text[])`,
    )
    return new Map(rows.map(({ id, terms, ordered }) => [id, { terms, ordered: ordered.replaceAll(id, 'itself') }]))
  }

  /** Like what was created alone; a patient has one term of its own, as whose record it is. */
  function expectAlike(name: string, index: Index | undefined, alone: Index | undefined, own: number): void {
    const others = index?.terms.filter((term) => !alone?.terms.includes(term))
    expect([name, index?.ordered, index?.terms.length, others?.length]).toEqual([
      name,
      alone?.ordered,
      alone?.terms.length,
      own,
    ])
  }

  async function created(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await dynamic.rows<{ entity: string; patient: string | null; event: string }>(
      clinic.store.db,
      sql`select entity, patient, event from audit_events where kind = 'fhir.create' and outcome = 0`,
    )
    const found = new Map<string, string[]>()
    for (const { entity, patient, event } of rows) {
      const members = JSON.parse(event) as { version?: number; patient?: string; entity?: string }
      expect([members.entity, members.version, members.patient ?? null]).toEqual([entity, 1, patient])
      found.set(entity, [...(found.get(entity) ?? []), patient ?? 'nobody'])
    }
    return found
  }

  const withoutMeta = ({ id: _id, meta: _meta, ...rest }: Record<string, unknown>): object => rest

  test('each end as they would alone: stored, found, and told of by their own events', async () => {
    // One that is not found by its condition is created by itself: what is created together is indexed alike.
    const alone = new Map<string, Index | undefined>()
    for (const kind of kinds.filter(({ status, name }) => status === 201 && name !== 'a client')) {
      const { body } = await create(kind, { 'If-None-Exist': 'identifier=urn:none|none' })
      alone.set(kind.name, (await indexOf([body.id])).get(body.id))
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 30 }), async (picked) => {
        const asked = picked.map((at) => kinds[at]!)
        const before = await created()
        const answers = await Promise.all(asked.map((one) => create(one)))
        expect(answers.map(({ status }, n) => [asked[n]?.name, status])).toEqual(
          asked.map(({ name, status }) => [name, status]),
        )
        const made = asked.flatMap((one, n) => (one.status === 201 ? [{ ...one, answer: answers[n]! }] : []))
        const indexes = await indexOf(made.map(({ answer }) => answer.body.id))
        const events = new Map([...(await created())].filter(([entity]) => !before.has(entity)))
        expect([events.size, new Set(made.map(({ answer }) => answer.body.id)).size]).toEqual([
          made.length,
          made.length,
        ])
        for (const { name, resource, by, patients, answer } of made) {
          const { resourceType, id } = answer.body
          const read = await clinic.fhir(`${resourceType}/${id}`, {
            token: by === 'stranger' ? stranger.token : clinic.owner.token,
          })
          expect([name, read.status, read.text]).toEqual([name, 200, answer.text])
          if (name === 'a client') continue
          expect(withoutMeta(read.body)).toEqual(resource)
          expectAlike(name, indexes.get(id), alone.get(name), patients[0] === 'itself' ? 1 : 0)
          if (resourceType === 'Patient' && by === undefined)
            expect(idsOf(await clinic.fhir(`Patient?_compartment=Patient/${id}`))).toEqual([id])
          const told = patients.map((patient) => (patient === 'itself' ? `Patient/${id}` : patient))
          expect([name, [...(events.get(`${resourceType}/${id}`) ?? [])].sort()]).toEqual([
            name,
            told.length === 0 ? ['nobody'] : told.sort(),
          ])
        }
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 20 },
    )
  })

  const asEntry = (resource: object): object => ({
    request: { method: 'POST', url: (resource as { resourceType: string }).resourceType },
    resource,
  })

  test('in a batch too: neighbours that create, or that read, run at once, and all others in their order', async () => {
    const before = await created()
    const made = await clinic.fhir('', batchOf(Array.from({ length: 24 }, (_, n) => asEntry(family(30 + n)))))
    expect(entriesOf(made).map(({ response }) => response.status)).toEqual(Array.from({ length: 24 }, () => '201'))
    expect(resourcesOf(made).map(({ identifier }) => identifier[0].value)).toEqual(
      Array.from({ length: 24 }, (_, n) => `together ${30 + n}`),
    )
    expect([...(await created()).keys()].filter((entity) => !before.has(entity))).toHaveLength(24)

    const ids = resourcesOf(made).map(({ id }) => id as string)
    const { transactions } = await dynamic.one<{ transactions: number }>(
      clinic.store.db,
      sql`select count(distinct xmin::text)::int as transactions from resources where id = any(${ids}::text[])`,
    )
    expect(transactions).toBeLessThan(20)
    // A history is no read by id, nor is what a Binary holds: those come one by one.
    const histories = Array.from({ length: 3 }, () => ({
      request: { method: 'GET', url: 'Patient/_history?_count=1' },
    }))
    const odd = [...histories, { request: { method: 'GET', url: 'Patient/_history' } }, ...histories]
    expect(entriesOf(await clinic.fhir('', batchOf(odd))).map(({ resource }) => resource.type)).toEqual(
      odd.map(() => 'history'),
    )
    const url = `Patient/${ids[3]}`
    const reads = ids.map((id) => ({ request: { method: 'GET', url: `Patient/${id}` } }))
    const update = { request: { method: 'PUT', url }, resource: { ...family(33), id: ids[3], active: true } }
    const answer = await clinic.fhir(
      '',
      batchOf([
        ...reads,
        update,
        { ...update, request: { ...update.request, ifMatch: 'W/"2"' } },
        { request: { method: 'GET', url } },
        { request: { method: 'DELETE', url } },
        ...reads,
      ]),
    )
    const entries = entriesOf(answer)
    expect(entries.slice(0, 24).map(({ resource }) => resource.id)).toEqual(ids)
    expect([entries[3].resource.active, entries[26].resource.active]).toEqual([undefined, true])
    expect(entries[25].response.status).toBe('200')
    expect(entries.slice(28).map(({ response }) => response.status)).toEqual(
      ids.map((_, n) => (n === 3 ? '410' : '200')),
    )
  })

  test('in a batch too, whose refused entries keep none of their neighbours from it', async () => {
    const outside = measured('Patient/0', 5)
    const batch = batchOf(
      [family(20), { resourceType: 'Observation', status: 'odd' }, outside, family(21)].map(asEntry),
    )
    const answer = await clinic.fhir('', { ...batch, token: narrow })
    expect(entriesOf(answer).map(({ response }) => response.status)).toEqual(['403', '400', '403', '403'])
    const own = await clinic.fhir('', batch)
    expect(entriesOf(own).map(({ response }) => response.status)).toEqual(['201', '400', '201', '201'])
  })

  test('fail each for itself where the store refuses one, or its event, and nothing of it is left', async () => {
    await clinic.store.db.exec(`
      create function poisoned() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
      create trigger poisoned before insert on resources
        for each row when (new.content like '%poison%') execute function poisoned();
      create trigger untold before insert on audit_events for each row
        when (new.kind = 'fhir.create' and new.entity like 'Basic/%' and new.outcome = 0) execute function poisoned()`)
    const total = async (query: string): Promise<number> =>
      (await clinic.fhir(`${query}_total=accurate&_count=0`)).body.total
    const basics = await total('Basic?')
    try {
      const poison = { ...family(4), name: [{ family: 'poison' }] }
      const untold = { resourceType: 'Basic', code: { text: 'untold' } }
      const resources = [
        family(5),
        poison,
        family(6),
        untold,
        family(7),
        poison,
        untold,
        family(8),
        { ...family(9), active: true },
      ]
      const answers = await Promise.all(
        [...resources, ...resources].map((resource) => create({ name: '', resource, status: 201, patients: [] })),
      )
      const expected = [201, 500, 201, 503, 201, 500, 503, 201, 201]
      expect(answers.map(({ status }) => status)).toEqual([...expected, ...expected])
      expect(issueOf(answers[3]!)).toMatchObject({ reason: 'audit_unavailable' })
      expect([await total('Basic?'), await total('Patient?family=poison&')]).toEqual([basics, 0])
      for (const n of [5, 6, 7, 8]) expect(await total(`Patient?identifier=urn:mrn|together ${n}&`)).toBe(2)
    } finally {
      await clinic.store.db.exec(`
        drop trigger poisoned on resources; drop trigger untold on audit_events; drop function poisoned()`)
    }
  })
})
