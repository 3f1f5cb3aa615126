import { calmMs, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allPages,
  batchOf,
  type Clinic,
  entriesOf,
  idsOf,
  issueOf,
  linkOf,
  observation,
  startClinic,
} from './clinic.ts'

/** Every issue of a refusal. */
interface Refusal {
  readonly details: { readonly text: string }
  readonly expression: readonly string[]
}

describe.each(storesUnderTest())('the FHIR search on %s', (store) => {
  let clinic: Clinic
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
    const person = async (name: string, more: object): Promise<void> => {
      ids[name] = (await clinic.made({ resourceType: 'Patient', ...more })).id
    }
    await person('ada', {
      name: [{ family: 'Lovelace', given: ['Ada', 'Augusta'] }],
      birthDate: '1815-12-10',
      gender: 'female',
      active: true,
      identifier: [{ system: 'urn:mrn', value: '1' }],
      telecom: [{ system: 'phone', value: '555' }],
    })
    await person('grace', {
      name: [{ family: 'Hopper', given: ['Grace'] }],
      birthDate: '1906-12-09',
      gender: 'female',
      active: false,
      identifier: [{ system: 'urn:mrn', value: '2' }],
    })
    await person('alan', { name: [{ family: 'Turing', given: ['Alan'] }], birthDate: '1912-06-23', gender: 'male' })
    await person('anon', { identifier: [{ value: '1' }] })
    const measured = async (name: string, of: string, more: object): Promise<void> => {
      ids[name] = (await clinic.made(observation(`Patient/${ids[of]}`, more))).id
    }
    const mg = (value: number) => ({ value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' })
    await measured('o1', 'ada', { effectiveDateTime: '2024-01-31T10:00:00Z', valueQuantity: mg(5) })
    await measured('o2', 'ada', { effectiveDateTime: '2024-02', valueQuantity: mg(7.5) })
    await measured('o3', 'grace', {
      effectivePeriod: { start: '2024-01-01', end: '2024-03-01' },
      valueQuantity: { value: 5, unit: 'kg' },
    })
    await measured('o4', 'alan', { status: 'amended' })
    ids['set'] = (
      await clinic.made({ resourceType: 'ValueSet', status: 'draft', url: 'http://example.org/vs', version: '1' })
    ).id
    ids['risk'] = (
      await clinic.made({
        resourceType: 'RiskAssessment',
        status: 'final',
        subject: { reference: `Patient/${ids['ada']}` },
        prediction: [{ probabilityDecimal: 0.25 }],
      })
    ).id
  })
  afterAll(() => clinic.close())

  /** The names of what a search finds, sorted unless the order is what is looked at. */
  async function found(query: string, ordered = false): Promise<readonly string[]> {
    const answer = await clinic.fhir(query.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name))
    expect(answer.status, answer.text).toBe(200)
    const names = idsOf(answer).map((id) => Object.keys(ids).find((name) => ids[name] === id) ?? id)
    return ordered ? names : names.sort()
  }

  test.each<[query: string, names: readonly string[]]>([
    // string
    ['Patient?name=love', ['ada']],
    ['Patient?name=LOVELACE', ['ada']],
    ['Patient?family=ovelace', []],
    ['Patient?family:contains=ovela', ['ada']],
    ['Patient?family:exact=Lovelace', ['ada']],
    ['Patient?family:exact=lovelace', []],
    ['Patient?given=a', ['ada', 'alan']],
    ['Patient?given=aug&given=ada', ['ada']],
    ['Patient?name=grace,turing', ['alan', 'grace']],
    ['Patient?name:missing=true', ['anon']],
    // token
    ['Patient?identifier=1', ['ada', 'anon']],
    ['Patient?identifier=urn:mrn|1', ['ada']],
    ['Patient?identifier=|1', ['anon']],
    ['Patient?identifier=urn:mrn|', ['ada', 'grace']],
    ['Patient?gender=female', ['ada', 'grace']],
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|male', ['alan']],
    ['Patient?gender:not=female', ['alan', 'anon']],
    ['Patient?gender:not=female,male', ['anon']],
    ['Patient?active=true', ['ada']],
    ['Patient?active=false', ['grace']],
    ['Patient?active:missing=true', ['alan', 'anon']],
    ['Patient?phone=555', ['ada']],
    ['Observation?status=final&code=8867-4', ['o1', 'o2', 'o3']],
    // reference
    ['Observation?subject=Patient/{ada}', ['o1', 'o2']],
    ['Observation?subject={ada}', ['o1', 'o2']],
    ['Observation?subject:Patient={ada},{alan}', ['o1', 'o2', 'o4']],
    ['Observation?patient={grace}', ['o3']],
    ['Observation?subject:not=Patient/{ada}', ['o3', 'o4']],
    ['Observation?subject=Group/{ada}', []],
    // date
    ['Patient?birthdate=1815-12-10', ['ada']],
    ['Patient?birthdate=1815', ['ada']],
    ['Patient?birthdate=ge1906-12-09', ['alan', 'grace']],
    ['Patient?birthdate=gt1906-12-09', ['alan']],
    ['Patient?birthdate=lt1906', ['ada']],
    ['Patient?birthdate=ne1815-12-10', ['alan', 'grace']],
    ['Observation?date=2024-01', ['o1']],
    ['Observation?date=2024-02', ['o2']],
    ['Observation?date=2024', ['o1', 'o2', 'o3']],
    ['Observation?date=sa2024-01-31', ['o2']],
    ['Observation?date=eb2024-02', ['o1']],
    ['Observation?date=ap2024-02-15', ['o1', 'o2', 'o3']],
    ['Observation?date=ap2026', []],
    ['Observation?date=ge2024-01-15&date=lt2024-02', ['o1', 'o3']],
    ['Observation?date:missing=true', ['o4']],
    // number and quantity
    ['RiskAssessment?probability=0.25', ['risk']],
    ['RiskAssessment?probability=gt0.3', []],
    ['Observation?value-quantity=5', ['o1', 'o3']],
    ['Observation?value-quantity=5||mg', ['o1']],
    ['Observation?value-quantity=5|http://unitsofmeasure.org|mg', ['o1']],
    ['Observation?value-quantity=gt5', ['o2']],
    ['Observation?value-quantity=ge5||kg', ['o3']],
    ['Observation?value-quantity=ap7||mg', ['o2']],
    ['Observation?value-quantity=7', []],
    ['Observation?value-quantity=8', ['o2']],
    // uri
    ['ValueSet?url=http://example.org/vs', ['set']],
    ['ValueSet?url=http://example.org', []],
    // what every type has
    ['Patient?_id={ada},{alan},nobody', ['ada', 'alan']],
    ['Patient?_id:not={ada},{alan}', ['anon', 'grace']],
    ['Patient?_lastUpdated=gt2000&_lastUpdated=lt2000', []],
    ['Observation?_compartment=Patient/{ada}', ['o1', 'o2']],
    // together
    ['Patient?gender=female&birthdate=lt1900&name=ada', ['ada']],
    ['Patient?gender=female&birthdate=lt1900&name=grace', []],
  ])('%s finds %j', async (query, names) => {
    expect(await found(query)).toEqual(names)
  })

  test.each<[query: string, names: readonly string[]]>([
    ['Patient?_sort=family', ['grace', 'ada', 'alan', 'anon']],
    ['Patient?_sort=-family', ['alan', 'ada', 'grace', 'anon']],
    ['Patient?_sort=birthdate', ['ada', 'grace', 'alan', 'anon']],
    ['Patient?_sort=-birthdate', ['alan', 'grace', 'ada', 'anon']],
    ['Patient?_sort=_lastUpdated', ['ada', 'grace', 'alan', 'anon']],
    ['Patient', ['anon', 'alan', 'grace', 'ada']],
    ['Observation?_sort=-value-quantity,date&value-quantity:missing=false', ['o2', 'o3', 'o1']],
    ['Observation?_sort=date', ['o3', 'o1', 'o2', 'o4']],
  ])('%s comes in the order %j', async (query, names) => {
    expect(await found(query, true)).toEqual(names)
    const two = await allPages(clinic, `${query}${query.includes('?') ? '&' : '?'}_count=2`)
    expect(two.flatMap(idsOf).map((id) => Object.keys(ids).find((name) => ids[name] === id))).toEqual(names)
  })

  test('a POST of a form finds what a GET finds, and its pages are followed by GET', async () => {
    const post = await clinic.fhir('Patient/_search?_sort=family', {
      form: { gender: 'female', _count: '1', _total: 'accurate' },
    })
    expect(post.status).toBe(200)
    expect([post.body.total, idsOf(post)]).toEqual([2, [ids['grace']]])
    const next = linkOf(post, 'next') ?? ''
    expect(idsOf(await clinic.fhir(next.slice(clinic.fhirUrl.length)))).toEqual([ids['ada']])
    const empty = await clinic.fhir('Patient/_search', { method: 'POST' })
    expect(entriesOf(empty)).toHaveLength(4)
  })

  test('a search is a Bundle with a link to itself, its entries marked as matches', async () => {
    const answer = await clinic.fhir('Patient?name=love&_format=json&_pretty=true')
    expect(answer.body).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'self', url: `${clinic.fhirUrl}Patient?name=love` }],
      entry: [{ fullUrl: `${clinic.fhirUrl}Patient/${ids['ada']}`, search: { mode: 'match' } }],
    })
    expect(answer.body.total).toBeUndefined()
    // FHIR forbids empty lists.
    expect((await clinic.fhir('Patient?name=nobody')).text).not.toContain('"entry"')
  })

  test('a total is counted when it is asked for', async () => {
    const totalOf = async (query: string) => (await clinic.fhir(query)).body.total as unknown
    expect(await totalOf('Patient?_total=accurate&_count=1')).toBe(4)
    expect(await totalOf('Patient?_total=estimate')).toBe(4)
    expect(await totalOf('Patient?_total=none')).toBeUndefined()
    const counted = await clinic.fhir('Patient?gender=female&_summary=count')
    expect([counted.body.total, counted.body.entry]).toEqual([2, undefined])
    const none = await clinic.fhir('Patient?gender=female&_count=0')
    expect([none.body.total, none.body.entry]).toEqual([2, undefined])
  })

  test('a page of many is whole, in one piece for whoever asks', async () => {
    const entry = Array.from({ length: 300 }, (_, n) => ({
      request: { method: 'POST', url: 'Basic' },
      resource: { resourceType: 'Basic', code: { text: String(n) }, created: `20${10 + (n % 9)}` },
    }))
    await clinic.fhir('', batchOf(entry))
    for (const sort of ['', '&_sort=created', '&_sort=-created,_id']) {
      const all = idsOf(await clinic.fhir(`Basic?_count=1000${sort}`))
      expect(new Set(all).size).toBe(300)
      const [first, second, ...more] = await allPages(clinic, `Basic?_count=200${sort}`)
      expect([...idsOf(first as never), ...idsOf(second as never)]).toEqual(all)
      expect(more).toEqual([])
    }
    expect(entriesOf(await clinic.fhir('Basic/_history?_count=1000'))).toHaveLength(300)
  })

  test('a page holds at most 1,000, whatever _count says', async () => {
    const answer = await clinic.fhir('Patient?_count=999999999')
    expect([answer.status, entriesOf(answer).length]).toEqual([200, 4])
  })

  test('a page link is of its search alone', async () => {
    const cursorOf = async (query: string): Promise<string> => {
      const next = linkOf(await clinic.fhir(query), 'next') ?? ''
      return encodeURIComponent(new URL(next).searchParams.get('_cursor') ?? '')
    }
    const byName = await cursorOf('Patient?_sort=family&_count=1')
    const ofHistory = await cursorOf('Patient/_history?_count=1')
    const ofAudit = await cursorOf('AuditEvent?_count=1')
    const [half, flipped] = [
      byName.slice(0, byName.length / 2),
      `${byName.slice(0, -2)}${byName.endsWith('A') ? 'B' : 'A'}`,
    ]
    for (const path of [
      `Patient?_sort=birthdate&_count=1&_cursor=${byName}`,
      `Patient?_sort=-family&_count=1&_cursor=${byName}`,
      `Patient?_sort=family&gender=female&_count=1&_cursor=${byName}`,
      `Observation?_sort=date&_count=1&_cursor=${byName}`,
      `Patient?_sort=family&_count=1&_cursor=${ofHistory}`,
      `Patient?_sort=family&_count=1&_cursor=${half}`,
      `Patient?_sort=family&_count=1&_cursor=${flipped}`,
      `Patient?_sort=family&_count=1&_cursor=`,
      `Patient?_sort=family&_count=1&_cursor=${'A'.repeat(5_000)}`,
      `Patient/_history?_cursor=${byName}`,
      `Patient/${ids['ada']}/_history?_cursor=${ofHistory}`,
      `AuditEvent?_cursor=${byName}`,
      `Patient?_cursor=${ofAudit}`,
    ]) {
      const refused = await clinic.fhir(path)
      expect([refused.status, issueOf(refused).reason], path.slice(0, 80)).toEqual([400, 'invalid_cursor'])
    }
    const other = await clinic.actors.owner()
    const foreign = await clinic.fhir(`Patient?_sort=family&_count=1&_cursor=${byName}`, { token: other.token })
    expect(foreign.status).toBe(400)
  })

  test.each<[query: string, parameter: string]>([
    ['Patient?nonsense=1', 'nonsense'],
    ['Patient?Name=a', 'Name'],
    ['Patient?name:exakt=a', 'name:exakt'],
    ['Patient?gender:exact=male', 'gender:exact'],
    ['Patient?birthdate:contains=1', 'birthdate:contains'],
    ['Patient?name=', 'name'],
    ['Patient?name', 'name'],
    ['Patient?birthdate=31.12.2024', 'birthdate'],
    ['Patient?birthdate=2024-02-30', 'birthdate'],
    ['Patient?birthdate=xx2024', 'birthdate'],
    ['Patient?name:missing=maybe', 'name:missing'],
    ['Observation?value-quantity=five', 'value-quantity'],
    ['Observation?value-quantity=5|mg', 'value-quantity'],
    ['Observation?value-quantity=1e999', 'value-quantity'],
    ['Observation?subject:Practitioner=Patient/1', 'subject:Practitioner'],
    ['Observation?subject:Nonsense=1', 'subject:Nonsense'],
    ['Observation?subject.name=a', 'subject.name'],
    ['Observation?subject:Patient.name=a', 'subject:Patient.name'],
    ['Observation?code-value-quantity=a$5', 'code-value-quantity'],
    ['Patient?_has:Observation:patient:code=1', '_has:Observation:patient:code'],
    ['Patient?_include=Patient:organization', '_include'],
    ['Patient?_revinclude=Observation:subject', '_revinclude'],
    ['Patient?_text=a', '_text'],
    ['Patient?_content=a', '_content'],
    ['Patient?_filter=name eq a', '_filter'],
    ['Patient?_elements=name', '_elements'],
    ['Patient?_summary=true', '_summary'],
    ['Patient?_sort=gender', '_sort'],
    ['Patient?_sort=nonsense', '_sort'],
    ['Patient?_sort=', '_sort'],
    ['Patient?_sort=family,given,name,birthdate,_id,_lastUpdated', '_sort'],
    ['Patient?_sort=family&_sort=given', '_sort'],
    ['Patient?_count=-1', '_count'],
    ['Patient?_count=many', '_count'],
    ['Patient?_count=99999999999999', '_count'],
    ['Patient?_total=perhaps', '_total'],
    ['Patient?_id=a/b', '_id'],
    ['Patient?_lastUpdated:missing=true', '_lastUpdated:missing'],
    ['Patient?__proto__=1', '__proto__'],
    ['Patient?constructor=1', 'constructor'],
    [`Patient?_id=${Array.from({ length: 201 }, (_, n) => n).join(',')}`, '_id'],
  ])('%s is refused, naming %s and a remedy', async (query, parameter) => {
    for (const answer of [
      await clinic.fhir(query),
      await clinic.fhir(query.replace(/\?.*/, '/_search'), { form: query.replace(/.*?\?/, '') }),
    ]) {
      expect(answer.status, query).toBe(400)
      const issues = answer.body.issue as readonly Refusal[]
      expect(issues.map(({ expression }) => expression[0])).toEqual([parameter])
      expect(issues[0]?.details.text.length).toBeGreaterThan(15)
    }
  })

  test('all faults of a search are told at once', async () => {
    const { body } = await clinic.fhir('Patient?nonsense=1&birthdate=soon&_count=x')
    const issues = body.issue as readonly Refusal[]
    expect(issues.map(({ expression }) => expression[0])).toEqual(['nonsense', 'birthdate', '_count'])
  })

  test('a search of very many parameters is refused before the store has to plan it', async () => {
    const query = Array.from({ length: 90 }, (_, n) => `name:contains=a${n}`).join('&')
    const ms = await calmMs(async () => {
      const refused = await clinic.fhir(`Patient?${query}`)
      expect([refused.status, issueOf(refused).reason]).toEqual([400, 'search_limit'])
    })
    expect(ms).toBeLessThan(2_000)
  })

  test('a search is posted as a form and as nothing else', async () => {
    for (const [type, raw] of [
      ['application/json', '{"name":"a"}'],
      ['application/fhir+json', '{"resourceType":"Parameters"}'],
      ['text/plain', 'name=a'],
    ] as const) {
      const refused = await clinic.fhir('Patient/_search', { raw, headers: { 'Content-Type': type } })
      expect([refused.status, issueOf(refused).reason]).toEqual([415, 'wrong_content_type'])
    }
    expect((await clinic.fhir('Patient/_search', { method: 'PUT', form: {} })).status).toBe(405)
    expect((await clinic.fhir('Patient/_search')).status).toBe(405)
  })

  test('a Binary is not searched', async () => {
    expect(issueOf(await clinic.fhir('Binary')).reason).toBe('binary_search')
  })
})
