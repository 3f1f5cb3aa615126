import { type CallOptions, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  batchOf,
  type Clinic,
  type Event,
  entriesOf,
  issueOf,
  observation,
  patch,
  resourcesOf,
  startClinic,
} from './clinic.ts'

const CODE = 'code=http://loinc.org|8867-4'
const COUNT = '_summary=count'

const kindOf = ({ subtype }: Event): string => subtype.at(-1)?.code ?? ''
const queryOf = ({ entity }: Event): string => Buffer.from(entity?.[0]?.query ?? '', 'base64').toString()
/** Whose records an event is in. */
const patientsOf = ({ entity = [] }: Event): readonly string[] =>
  entity.flatMap(({ what }) => what?.reference.replace(/\/_history\/.*/, '') ?? []).filter((it) => it.startsWith('Pat'))

describe.each(storesForWalks())('what the audit keeps of conditions on %s', (store) => {
  let clinic: Clinic
  /** Two patients, one with an observation in an encounter. */
  let [ada, ben] = ['', '']
  let [result, encounter] = ['', '']
  beforeAll(async () => {
    clinic = await startClinic({ store })
    ada = `Patient/${(await clinic.made({ resourceType: 'Patient', identifier: [{ value: 'MRN-1' }] })).id}`
    ben = `Patient/${(await clinic.made({ resourceType: 'Patient', identifier: [{ value: 'MRN-2' }] })).id}`
    const visit = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, subject: { reference: ada } }
    encounter = (await clinic.made(visit)).id
    const inVisit = { encounter: { reference: `Encounter/${encounter}` } }
    result = (await clinic.made(observation(ada, inVisit))).id
  })
  afterAll(() => clinic.close())

  /** The events that calls caused, oldest first. */
  async function eventsOf(run: () => Promise<unknown>): Promise<readonly Event[]> {
    const [last] = await clinic.events('_count=1')
    await run()
    const all = await clinic.events('_count=400')
    const at = all.findIndex(({ id }) => id === last?.id)
    return all.slice(0, at).reverse()
  }

  async function oneEventOf(run: () => Promise<unknown>): Promise<Event> {
    const events = await eventsOf(run)
    // The first look at the audit is itself audited.
    const [event, ...more] = events.filter((one) => one.entity?.[0]?.name !== 'AuditEvent')
    expect(more).toEqual([])
    if (event === undefined) throw new Error('nothing was recorded')
    return event
  }

  test('a search is kept entire, without what has no effect, however it was padded or written', async () => {
    const padding = Array.from({ length: 90 }, () => `_pretty=${'x'.repeat(120)}`).join('&')
    const asked = `subject=${ada}&${CODE}&${COUNT}`
    for (const [path, options] of [
      ['Observation/_search', { form: `${padding}&${asked}` }],
      [`Observation/_search?${asked}`, { form: padding }],
      [`Observation?_format=json&&%5fpretty=1&_pr%65tty&${asked}`, {}],
      [`Observation?s%75bject=${encodeURIComponent(ada)}&code=http%3A//loinc.org%7C8867%2D4&_summary=co%75nt`, {}],
    ] satisfies [string, CallOptions][]) {
      const event = await oneEventOf(async () => {
        const answer = await clinic.fhir(path, options)
        expect([answer.status, answer.body.total], answer.text).toEqual([200, 1])
      })
      expect([queryOf(event), patientsOf(event)], path.slice(0, 80)).toEqual([asked, [ada]])
    }
  })

  test('what separates is told from what is said', async () => {
    const form = new URLSearchParams([['family', 'a&code=b+c d%41#=']])
    const event = await oneEventOf(() => clinic.fhir('Patient/_search', { form }))
    expect([...new URLSearchParams(queryOf(event))]).toEqual([...form])
  })

  test('a search longer than the audit keeps is refused, by every way in', async () => {
    const long = `family=${'x'.repeat(9_993)}`
    expect(long.length).toBe(10_000)
    const padded = `_pretty=${'y'.repeat(5_000)}&${long}`
    // Too long a name to search for, but not too long to keep.
    const kept = await oneEventOf(() => clinic.fhir('Patient/_search', { form: padded }))
    expect([queryOf(kept), kept.outcomeDesc]).toEqual([long, 'search_limit'])
    const body = { resourceType: 'Patient' }
    for (const [path, options] of [
      ['Patient/_search', { form: `${long}x` }],
      ['Patient/_search?x', { form: long }],
      [`Patient?${long}x`, {}],
      [`Patient?${long}x`, { method: 'PUT', json: body }],
      ['Patient', { json: body, headers: { 'If-None-Exist': `${long}x` } }],
      [`AuditEvent?${long}x`, {}],
      [`Patient/_history?${long}x`, {}],
      [`${ada}/_history?${long}x`, {}],
    ] satisfies [string, CallOptions][]) {
      const events = await eventsOf(async () => {
        const refused = await clinic.fhir(path, options)
        expect([refused.status, issueOf(refused).reason], path.slice(0, 80)).toEqual([400, 'query_too_long'])
        expect(issueOf(refused).text).toMatch(/10,000 characters/)
      })
      const event = events.find(({ outcomeDesc }) => outcomeDesc === 'query_too_long')
      expect(event === undefined ? 0 : queryOf(event).length).toBe(10_000)
    }
  })

  test('is found by every patient whom a count names, in whatever way', async () => {
    const id = ada.slice('Patient/'.length)
    const both = [ada, ben]
    const cases = [
      ['Observation', `subject=${ada}`, [ada]],
      ['Observation', `subject=${id}`, [ada]],
      ['Observation', `patient=${id}`, [ada]],
      ['Observation', `subject:Patient=${id}`, [ada]],
      ['Observation', `subject:not=${ada}`, [ada]],
      ['Observation', `subject=${ada}/_history/1`, [ada]],
      ['Observation', `subject=${clinic.fhirUrl}${ada}`, [ada]],
      ['Observation', `subject=${ada},${ben}`, both],
      ['Observation', `subject=${ada}&subject=${ben}`, both],
      ['Observation', `subject=${ada}&patient:missing=false&performer=${ben}`, both],
      ['Observation', `_compartment=${ada}`, [ada]],
      // By something that is in their record.
      ['Observation', `_id=${result}`, [ada]],
      ['Observation', `_id:not=${result}`, [ada]],
      ['Observation', `encounter=Encounter/${encounter}`, [ada]],
      ['Observation', `encounter=${encounter}`, [ada]],
      ['Observation', `_compartment=Encounter/${encounter}`, [ada]],
      // By what names them elsewhere.
      ['Patient', `_id=${id}`, [ada]],
      ['Patient', `_id:not=${id}`, [ada]],
      ['Patient', `_id=${id},${ben.slice('Patient/'.length)}`, both],
      ['Patient', 'identifier=MRN-1', [ada]],
      ['Patient', 'identifier=MRN-1,MRN-2', both],
      ['Patient', 'identifier:not=|MRN-1', [ada]],
      ['AuditEvent', `patient=${id}`, [ada]],
      ['AuditEvent', `entity=${ada}`, [ada]],
      // Nobody.
      ['Observation', 'status=final', []],
      ['Observation', 'subject=https://elsewhere.example/fhir/Patient/1', []],
    ] satisfies [string, string, readonly string[]][]
    const asked = cases.flatMap(([path, query, named]) => {
      const more = path === 'Observation' ? CODE : path === 'Patient' ? 'deceased=true' : 'subtype=read'
      // Each way in its own order, by which its event is known.
      const get = `${query}&${more}&${COUNT}`
      const post = `_count=0&${more}&${query}`
      const batch = `${more}&${query}&${COUNT}`
      return [
        { kept: get, named, at: `${path}?${get}`, options: {} },
        { kept: post, named, at: `${path}/_search`, options: { form: post } },
        { kept: batch, named, at: '', options: batchOf([{ request: { method: 'GET', url: `${path}?${batch}` } }]) },
      ]
    })
    const events = await eventsOf(async () => {
      for (const { at, options } of asked) {
        const answer = await clinic.fhir(at, options)
        expect(answer.status, answer.text).toBe(200)
        const { total } = at === '' ? answer.body.entry[0].resource : answer.body
        expect(total, at).toBeTypeOf('number')
      }
    })
    for (const { kept, named, at } of asked) {
      const counts = events.filter((event) => queryOf(event) === kept)
      expect(counts.flatMap(patientsOf).sort(), `${at} ${kept}`).toEqual([...named].sort())
      expect(counts.length, `${at} ${kept}`).toBe(Math.max(1, named.length))
    }
    const found = await clinic.events(`patient=${ben}&subtype=search&_count=200`)
    expect(found.map(queryOf)).toContain(`subject=${ada},${ben}&${CODE}&${COUNT}`)
  })

  test('that nothing was found is told to those who were named', async () => {
    for (const [path, named] of [
      [`Observation?subject=${ben}&${CODE}`, [ben]],
      [`Observation?encounter=${encounter}&code=none`, [ada]],
      ['Patient?identifier=MRN-2&deceased=true', [ben]],
    ] satisfies [string, readonly string[]][]) {
      const event = await oneEventOf(async () => {
        expect(entriesOf(await clinic.fhir(path))).toEqual([])
      })
      expect(patientsOf(event), path).toEqual(named)
    }
  })

  test('names no more than 1,000 patients by what is about them', async () => {
    const recipient = (n: number): readonly object[] =>
      Array.from({ length: 600 }, (_, i) => ({ reference: `Patient/r${n + i}` }))
    const about = async (n: number): Promise<string> =>
      (await clinic.made({ resourceType: 'Communication', status: 'completed', recipient: recipient(n) })).id
    const ids = [await about(0), await about(600)]
    const refused = await clinic.fhir(`Communication?_id=${ids.join(',')}&status=stopped&${COUNT}`)
    expect([refused.status, issueOf(refused).reason]).toEqual([400, 'too_many_patients'])
    expect((await clinic.fhir(`Communication?_id=${ids[0]}&status=stopped&${COUNT}`)).body.total).toBe(0)
  })

  test('what is not understood is refused, and tells nothing', async () => {
    for (const query of [
      `_has:Observation:subject:code=8867-4&_id=1`,
      'subject:Patient.identifier=MRN-1',
      'subject.identifier=MRN-1',
      'subject:identifier=MRN-1',
      `_filter=subject eq ${ada}`,
      `Subject=${ada}`,
      `SUBJECT:Patient=${ada}`,
      `_id:exact=${result}`,
      '_list=1',
      'patient:Patient:not=1',
      '_elements=code',
      `_sort=subject`,
      '_summary=true',
      `_summary=count&_summary=count`,
      `_Format=json`,
      `_format:x=json`,
      'nonsense=1',
    ]) {
      const event = await oneEventOf(async () => {
        const answer = await clinic.fhir(`Observation?${query}&${CODE}`, { headers: { Prefer: 'handling=lenient' } })
        expect([answer.status, answer.body.total], query).toEqual([400, undefined])
      })
      expect(event.outcome).toBe('4')
      expect([...new URLSearchParams(queryOf(event))]).toEqual([...new URLSearchParams(`${query}&${CODE}`)])
    }
  })

  test('the condition of a write is a search, whatever comes of it', async () => {
    const query = `subject=${ada}&${CODE}`
    const json = observation(ben)
    const wrongId = { ...json, id: 'nonsense' }
    await clinic.made(observation(ben))
    await clinic.made(observation(ben))
    const none = { 'If-None-Exist': `_pretty=1&subject=${ada}&code=none` }
    for (const [path, options, status, kinds] of [
      ['Observation', { json, headers: { 'If-None-Exist': query } }, 200, ['fhir.search 0']],
      ['Observation', { json, headers: none }, 201, ['fhir.search 0', 'fhir.create 0']],
      ['Observation', { json: { ...json, status: 'x' }, headers: none }, 400, ['fhir.create 4']],
      [`Observation?${query}`, { method: 'PUT', json: wrongId }, 400, ['fhir.search 0', 'fhir.update 4']],
      [`Observation?${query}a`, { method: 'PUT', json: wrongId }, 400, ['fhir.search 0', 'fhir.update 4']],
      [
        `Observation?${query}`,
        { method: 'PUT', json: observation(ada), headers: { 'If-Match': 'W/"9"' } },
        412,
        ['fhir.search 0', 'fhir.update 4'],
      ],
      [`Observation?subject:not=${ada}`, { method: 'PUT', json }, 412, ['fhir.search 0', 'fhir.update 4']],
      [`Observation?${query}`, { method: 'PUT', json: observation(ada) }, 200, ['fhir.search 0', 'fhir.update 0']],
    ] satisfies [string, CallOptions, number, readonly string[]][]) {
      const events = await eventsOf(async () => {
        const answer = await clinic.fhir(path, options)
        expect(answer.status, `${path} ${answer.text}`).toBe(status)
      })
      const told = events.filter((event) => event.entity?.[0]?.name !== 'AuditEvent')
      expect(
        told.map((event) => `${kindOf(event)} ${event.outcome}`),
        path,
      ).toEqual(kinds)
      const search = told.find((event) => kindOf(event) === 'fhir.search')
      if (search !== undefined) expect(patientsOf(search), path).toEqual([ada])
      for (const event of told.filter(({ outcome }) => outcome === '4')) expect(queryOf(event)).not.toBe('')
    }
  })

  test('a patch that tests is a read too, of the patient, whatever comes of it', async () => {
    const { id } = await clinic.made(observation(ada))
    const at = `Observation/${id}`
    const holds = { op: 'test', path: '/status', value: 'final' }
    const noted = { op: 'add', path: '/note', value: [{ text: 'seen' }] }
    const cases: readonly [operations: readonly object[], status: number, kinds: readonly string[]][] = [
      [[holds, noted], 200, ['fhir.read 0', 'fhir.patch 0']],
      [[{ ...holds, value: 'amended' }], 412, ['fhir.read 0', 'fhir.patch 4']],
      [[{ op: 'test', path: '/dataAbsentReason', value: 1 }], 400, ['fhir.read 0', 'fhir.patch 4']],
      // A test that holds is told by what fails afterwards.
      [[holds, { op: 'replace', path: '/id', value: 'x' }], 400, ['fhir.read 0', 'fhir.patch 4']],
      [[holds, { op: 'replace', path: '/status', value: 'nonsense' }], 400, ['fhir.read 0', 'fhir.patch 4']],
      [[holds, { op: 'remove', path: '/nothing' }], 400, ['fhir.read 0', 'fhir.patch 4']],
      // So is whether there is something at a path.
      [[{ op: 'remove', path: '/dataAbsentReason' }], 400, ['fhir.read 0', 'fhir.patch 4']],
      [[{ op: 'replace', path: '/subject/reference', value: ben }], 200, ['fhir.patch 0', 'fhir.patch 0']],
      [[{ op: 'nonsense' }, holds], 400, ['fhir.patch 4']],
    ]
    for (const [operations, status, kinds] of cases) {
      const events = await eventsOf(async () => {
        const answer = await clinic.fhir(at, patch(operations))
        expect(answer.status, answer.text).toBe(status)
      })
      const told = events.filter((event) => event.entity?.[0]?.name !== 'AuditEvent')
      expect(
        told.map((event) => `${kindOf(event)} ${event.outcome}`),
        JSON.stringify(operations),
      ).toEqual(kinds)
      const [read] = told
      if (kinds[0] === 'fhir.read 0' && read !== undefined) {
        expect(patientsOf(read)).toEqual([ada])
        const found = await clinic.events(`patient=${ada}&entity=${at}&subtype=read&_count=1`)
        expect(found.map((one) => one.id)).toEqual([read.id])
      }
    }
    const moved = await clinic.events(`entity=${at}&subtype=patch&outcome=0&_count=2`)
    expect(new Set(moved.flatMap(patientsOf))).toEqual(new Set([ada, ben]))
    // In a batch too.
    const data = Buffer.from(JSON.stringify([{ ...holds, value: 'amended' }])).toString('base64')
    const entry = { request: { method: 'PATCH', url: at }, resource: { resourceType: 'Binary', data } }
    const events = await eventsOf(async () => {
      const answer = await clinic.fhir('', batchOf([entry]))
      expect(resourcesOf(answer).length + answer.body.entry.length).toBeGreaterThan(0)
      expect(answer.body.entry[0].response.status).toBe('412')
    })
    const read = events.find((event) => kindOf(event) === 'fhir.read')
    expect(read === undefined ? [] : patientsOf(read)).toEqual([ben])
  })
})
