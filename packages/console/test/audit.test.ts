import { describe, expect, test } from 'vitest'
import { type Filters, searchOf } from '../src/views/audit/search.ts'
import { type AuditEvent, toldOf } from '../src/views/audit/told.ts'

const NONE: Filters = { person: '', patient: '', app: '', kind: '', outcome: '', from: '', until: '' }
const search = (filters: Partial<Filters>): Record<string, readonly string[]> => {
  const query = searchOf({ ...NONE, ...filters })
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]))
}

describe('the filters of the audit', () => {
  test('ask for nothing that is empty, and for a person and an app at once', () => {
    expect(search({})).toEqual({})
    expect(search({ person: 'Practitioner/1', app: 'ClientApplication/2', patient: 'Patient/3' })).toEqual({
      agent: ['Practitioner/1', 'ClientApplication/2'],
      patient: ['Patient/3'],
    })
    expect(search({ outcome: 'refused' })).toEqual({ outcome: ['4,8,12'] })
    expect(search({ outcome: 'allowed', kind: 'read,search' })).toEqual({ outcome: ['0'], subtype: ['read,search'] })
  })

  test('take days from midnight to midnight, and no day that is none', () => {
    const { date = [] } = search({ from: '2026-03-01', until: '2026-03-01' })
    const [from, until] = date.map((one) => new Date(one.slice(2)).getTime())
    expect(date.map((one) => one.slice(0, 2))).toEqual(['ge', 'lt'])
    expect((until ?? 0) - (from ?? 0)).toBe(86_400_000)
    expect(search({ from: '2026', until: 'x' })).toEqual({})
  })
})

describe('an event', () => {
  const event: AuditEvent = {
    id: '1',
    recorded: '2026-03-01T10:00:00.000Z',
    outcome: '4',
    outcomeDesc: 'forbidden',
    extension: [{ url: 'urn:damson:trace', valueId: 'a-trace' }],
    subtype: [
      { system: 'http://hl7.org/fhir/restful-interaction', code: 'read' },
      { system: 'urn:damson:audit-event', code: 'fhir.read' },
    ],
    agent: [
      {
        requestor: true,
        who: { reference: 'Practitioner/1', display: '<b>Ada</b>' },
        network: { address: '192.0.2.1' },
      },
      { who: { reference: 'ClientApplication/2' }, type: { coding: [{ system: 'dcm', code: '110150' }] } },
    ],
    entity: [
      { what: { reference: 'Observation/3/_history/2' }, query: btoa('name=Zoë'.normalize('NFD').replace('̈', '')) },
      { what: { reference: 'Patient/4', display: 'Jane' }, type: { code: '1' } },
    ],
  }

  test('tells who did what to whom with which app, and where to find why', () => {
    expect(toldOf(event)).toMatchObject({
      kind: 'fhir.read',
      isRefused: true,
      reason: 'forbidden',
      who: { reference: 'Practitioner/1', name: '<b>Ada</b>' },
      app: { reference: 'ClientApplication/2' },
      what: { reference: 'Observation/3' },
      patient: { reference: 'Patient/4', name: 'Jane' },
      address: '192.0.2.1',
      query: 'name=Zoe',
      trace: 'a-trace',
    })
  })

  test('about a patient alone names that patient; one of nobody names nobody', () => {
    const about = { ...event, entity: [{ what: { reference: 'Patient/4' } }] }
    expect(toldOf(about)).toMatchObject({ what: { reference: 'Patient/4' }, patient: { reference: 'Patient/4' } })
    const bare = toldOf({ id: '1', recorded: '2026-03-01T10:00:00.000Z', agent: [{ altId: 'somebody@example.org' }] })
    expect([bare.who, bare.patient, bare.kind, bare.account]).toEqual([
      undefined,
      undefined,
      '',
      'somebody@example.org',
    ])
  })
})
