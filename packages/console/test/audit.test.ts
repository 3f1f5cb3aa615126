import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countedIn, mostIn, shownIn, sumOf } from '../src/views/audit/counted.ts'
import reasons from '../src/views/audit/reasons/texts/en.ts'
import { dayOf, type Filters, periodOf, searchOf, timelineOf } from '../src/views/audit/search.ts'
import { type AuditEvent, toldOf } from '../src/views/audit/told.ts'
import { referencesIn } from '../src/views/audit/typed-reference.ts'

const NONE: Filters = { person: '', patient: '', app: '', kind: '', outcome: '', from: '', until: '', hour: '' }
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

  test('take an hour by the instant at which it begins, and none that is none', () => {
    expect(search({ hour: '2026-10-25T01:00:00.000Z' })).toEqual({
      date: ['ge2026-10-25T01:00:00.000Z', 'lt2026-10-25T02:00:00.000Z'],
    })
    for (const hour of ['x', '2026-10-25', '2026-99-25T01:00:00Z', '2026-10-25T01:00'])
      expect(search({ hour }), hour).toEqual({})
  })
})

describe('what is typed into a filter', () => {
  const id = '0f5cbb1a-6a4e-4d6e-9a8b-0d1f2e3c4b5a'

  test('is a reference, an address of one, or an id of what the filter is about', () => {
    for (const typed of [
      `Patient/${id}`,
      `  Patient/${id}/ `,
      `Patient/${id}/_history/3`,
      `https://id.example/fhir/R4/Patient/${id}`,
    ])
      expect(referencesIn('patient', typed), typed).toEqual([`Patient/${id}`])
    const view = 'https://id.example/projects/1/console'
    expect(referencesIn('patient', `${view}/resources/Patient/${id}?tab=history`)).toEqual([`Patient/${id}`])
    expect(referencesIn('app', `${view}/apps/${id}`)).toEqual([`ClientApplication/${id}`])
    expect(referencesIn('person', `${view}/bots/${id}#log`)).toEqual([`Bot/${id}`])
    expect(referencesIn('patient', id.toUpperCase())).toEqual([`Patient/${id}`])
    expect(referencesIn('app', id)).toEqual([`ClientApplication/${id}`])
    // A record that was brought from elsewhere may have an id of its own.
    expect(referencesIn('patient', 'Patient/ward-7.a')).toEqual(['Patient/ward-7.a'])
    expect(referencesIn('person', id)).toEqual([`Practitioner/${id}`, `Patient/${id}`, `RelatedPerson/${id}`])
  })

  test('is a name otherwise, or nothing', () => {
    for (const typed of [
      '',
      'Jane Smith',
      'Jane/Smith',
      `Observation/${id}`,
      `Patient/`,
      `Practitioner/${id}`,
      id.slice(1),
    ])
      expect(referencesIn('patient', typed), typed).toEqual([])
    expect(referencesIn('person', `constructor/${id}`)).toEqual([])
  })
})

describe('the timeline', () => {
  const now = new Date('2026-11-30T14:00:00')
  const period = (from: string, until: string) => {
    const found = periodOf({ from, until }, now)
    return found && [found.by, dayOf(new Date(found.from)), found.until && dayOf(new Date(found.until))]
  }

  test('draws the last 31 days, or the chosen time, by bars of a fitting length', () => {
    expect(period('', '')).toEqual(['day', '2026-10-31', undefined])
    expect(period('2026-11-30', '')).toEqual(['hour', '2026-11-30', undefined])
    expect(period('2026-11-30', '2026-11-30')).toEqual(['hour', '2026-11-30', '2026-12-01'])
    expect(period('2026-10-24', '2026-10-25')).toEqual(['hour', '2026-10-24', '2026-10-26'])
    expect(period('', '2026-02-28')).toEqual(['day', '2026-01-29', '2026-03-01'])
    expect(period('2026-10-01', '2026-11-30')).toEqual(['day', '2026-10-01', '2026-12-01'])
    expect(period('2026-01-01', '')).toEqual(['month', '2026-01-01', undefined])
    for (const [from, until] of [
      ['2026-11-30', '2026-11-29'],
      ['2026-12-02', ''],
    ] as const)
      expect(period(from, until)).toBe(undefined)
  })

  test('asks for what the filters show, but for the hour that is chosen in it', () => {
    const filters = {
      ...NONE,
      person: 'Practitioner/1',
      outcome: 'refused',
      from: '2026-11-30',
      hour: '2026-11-30T10:00:00Z',
    }
    const found = periodOf(filters, now)
    const query = found && timelineOf(filters, found)
    expect([...(query?.keys() ?? [])]).toEqual(['agent', 'outcome', '_by', '_zone', '_from'])
    expect(query?.get('_by')).toBe('hour')
  })

  test('reads what was counted', () => {
    const bar = (from: string, until: string, succeeded: number, refused: number): object => ({
      name: 'bar',
      part: [
        { name: 'from', valueInstant: from },
        { name: 'until', valueInstant: until },
        { name: 'succeeded', valueInteger: succeeded },
        { name: 'refused', valueInteger: refused },
      ],
    })
    const counted = countedIn({
      resourceType: 'Parameters',
      parameter: [
        { name: 'countedFrom', valueInstant: 'a' },
        { name: 'complete', valueBoolean: false },
        bar('a', 'b', 3, 0),
        bar('b', 'c', 2, 4),
        bar('c', 'd', 0, 0),
      ],
    })
    expect(counted).toMatchObject({ countedFrom: 'a', isComplete: false })
    expect(counted.bars[1]).toEqual({ from: 'b', until: 'c', succeeded: 2, refused: 4 })
    expect(sumOf(counted.bars)).toEqual({ succeeded: 5, refused: 4 })
    expect(mostIn(counted.bars)?.from).toBe('b')
    expect(mostIn(counted.bars.slice(2))).toBe(undefined)
    expect(countedIn({})).toEqual({ countedFrom: '', isComplete: true, bars: [] })
  })

  test('knows which bars there is room for, whichever way the page runs', () => {
    const frame = { scrollWidth: 800, clientWidth: 300 }
    expect(shownIn({ ...frame, scrollLeft: 0 }, 32)).toEqual([0, 11])
    expect(shownIn({ ...frame, scrollLeft: 500 }, 32)).toEqual([20, 31])
    expect(shownIn({ ...frame, scrollLeft: -500 }, 32)).toEqual([20, 31])
    // Half of the thirteenth is out of view at one side, and half of the twenty-fifth at the other.
    expect(shownIn({ ...frame, scrollLeft: 312 }, 32)).toEqual([13, 23])
    expect(shownIn({ scrollLeft: 0, scrollWidth: 300, clientWidth: 300 }, 1)).toEqual([0, 0])
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
      version: '2',
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

test('what went wrong at an identity provider has words in the audit, whatever its code', () => {
  const root = join(import.meta.dirname, '../../server/src')
  const read = (pattern: string): string =>
    globSync(pattern, { cwd: root })
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n')
  const proof = read('{domain/{proof,providers},endpoints}/**/*.ts')
  const codesBy = (text: string, pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].map(([, code = '']) => code)
  const codes = new Set([
    ...codesBy(proof, /\bfailure\(\s*'[a-z_]+',\s*(?:code \?\? )?'([a-z_]+)'/g),
    ...codesBy(proof, /\bunavailable\('(userinfo|introspection)'/g).map((what) => `${what}_failed`),
    ...codesBy(read('domain/proof/token-failure.ts'), /^ {2}([a-z_]+):/gm),
    ...codesBy(read('domain/identities/*.ts'), /\bwhy: '([a-z_]+)'/g),
  ])
  expect([...codes]).toEqual(expect.arrayContaining(['wrong_nonce', 'other_api', 'userinfo_failed', 'not_invited']))
  expect(codes.size).toBeGreaterThan(50)
  expect([...codes].filter((code) => !(code in reasons))).toEqual([])
})
