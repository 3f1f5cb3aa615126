import { describe, expect, test } from 'vitest'
import { Batch, DamsonClient, type SearchQuery } from '../src/index.ts'
import { json, outcome, StubServer } from './stub-server.ts'

const client = new DamsonClient({ baseUrl: 'https://id.example.org/' })
const asked = (query: SearchQuery<'Observation'>): string =>
  decodeURIComponent(client.fhirSearchUrl('Observation', query).search)

describe('a search as an object', () => {
  test.each<[string, SearchQuery<'Observation'>, string]>([
    ['a prefix', { date: { ge: '2026-01-01' } }, '?date=ge2026-01-01'],
    ['both ends of a range', { date: { ge: '2026', lt: '2027' } }, '?date=ge2026&date=lt2027'],
    ['an end that is not there', { date: { ge: '2026', lt: undefined } }, '?date=ge2026'],
    ['values that must all match', { code: ['a|1', 'b|2'] }, '?code=a|1&code=b|2'],
    ['values of which one is enough', { code: 'a|1,b|2' }, '?code=a|1,b|2'],
    ['values with and without prefixes', { date: ['ge2026', { lt: '2027' }] }, '?date=ge2026&date=lt2027'],
    ['a modifier', { 'subject:Patient': '1', 'method:missing': false }, '?subject:Patient=1&method:missing=false'],
    ['one key to sort by', { _sort: '-date' }, '?_sort=-date'],
    ['several keys to sort by, in one value', { _sort: ['-date', '_id'] }, '?_sort=-date,_id'],
    ['numbers', { 'value-quantity': { gt: 5.4 }, _count: 3 }, '?value-quantity=gt5.4&_count=3'],
    ['nothing', {}, ''],
  ])('takes %s', (_, query, expected) => {
    expect(asked(query)).toBe(expected)
  })

  test('of one resource leaves the query of its caller as it is', async () => {
    const stub = new StubServer()
    const asAda = await stub.signedIn('ada')
    const query = new URLSearchParams({ name: 'x', _count: '50' })
    stub.intercept(({ path }) => (path === 'fhir/R4/Patient' ? json(200, { resourceType: 'Bundle' }) : undefined))
    expect(await asAda.searchOne('Patient', query)).toBeUndefined()
    expect([stub.to('fhir/R4/Patient')[0]?.url.search, query.get('_count')]).toEqual(['?name=x&_count=1', '50'])
  })

  test('goes through all that match, and reads no page before it is wanted', async () => {
    const stub = new StubServer()
    const asAda = await stub.signedIn('ada')
    stub.intercept(({ path, url }) => {
      if (path !== 'fhir/R4/Patient') return undefined
      const at = Number(url.searchParams.get('at'))
      const entry = [1, 2].map((n) => ({ resource: { resourceType: 'Patient', id: `${at}-${n}` } }))
      const link = at === 2 ? [] : [{ relation: 'next', url: `${url.origin}${url.pathname}?at=${at + 1}` }]
      return json(200, { resourceType: 'Bundle', entry, link })
    })
    const ids: string[] = []
    for await (const { id } of asAda.searchAll('Patient', { _sort: 'family', _count: 2 })) {
      ids.push(id)
      expect(stub.to('fhir/R4/Patient')).toHaveLength(Math.ceil(ids.length / 2))
    }
    expect(ids).toEqual(['0-1', '0-2', '1-1', '1-2', '2-1', '2-2'])
    for await (const { id } of asAda.searchAll('Patient')) {
      expect(id).toBe('0-1')
      break
    }
    expect(stub.to('fhir/R4/Patient')).toHaveLength(4)
  })
})

describe('updateWith', () => {
  /** A server with one patient whom others change `times` times, each between a read and the write after it. */
  async function changing(times: number) {
    const stub = new StubServer()
    const asAda = await stub.signedIn('ada', { cacheTime: 60_000 })
    let version = 1
    const sent: (string | null)[] = []
    stub.intercept(({ path, method, headers, fields }) => {
      if (path !== 'fhir/R4/Patient/1') return undefined
      if (method === 'GET')
        return json(200, { resourceType: 'Patient', id: '1', meta: { versionId: String(version) }, active: true })
      sent.push(headers.get('if-match'))
      if (sent.length <= times) version += 1
      return headers.get('if-match') === `W/"${version}"`
        ? json(200, fields)
        : outcome(sent.length === 1 ? 409 : 412, 'conflict', 'It was changed.')
    })
    return { stub, asAda, sent }
  }

  test('writes only what was made of the newest version', async () => {
    const { asAda, sent } = await changing(2)
    await asAda.readResource('Patient', '1')
    const seen: (string | undefined)[] = []
    const changed = await asAda.updateWith('Patient', '1', (patient) => {
      seen.push(patient.meta?.versionId)
      return { ...patient, active: false }
    })
    expect(changed).toMatchObject({ id: '1', active: false, meta: { versionId: '3' } })
    expect([seen, sent]).toEqual([
      ['1', '2', '3'],
      ['W/"1"', 'W/"2"', 'W/"3"'],
    ])
  })

  test('gives up after five tries, with the refusal', async () => {
    const { asAda, sent } = await changing(Number.POSITIVE_INFINITY)
    const change = asAda.updateWith('Patient', '1', async (patient) => ({ ...patient, active: false }))
    await expect(change).rejects.toMatchObject({ code: 'outcome', status: 412 })
    expect(sent).toHaveLength(5)
  })

  test('writes nothing where there is nothing to change, and tries nothing again that failed otherwise', async () => {
    const { asAda, sent, stub } = await changing(0)
    expect(await asAda.updateWith('Patient', '1', () => undefined)).toMatchObject({ active: true })
    expect(sent).toEqual([])
    await expect(
      asAda.updateWith('Patient', '1', () => {
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    stub.intercept(({ method }) => (method === 'PUT' ? outcome(403, 'forbidden', 'No.') : undefined))
    await expect(asAda.updateWith('Patient', '1', (patient) => patient)).rejects.toMatchObject({ status: 403 })
    expect(stub.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })
})

describe('a batch', () => {
  test('sends its requests in order, and tells each one how it ended', async () => {
    const stub = new StubServer()
    const asAda = await stub.signedIn('ada')
    const refused = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'x', details: { text: 'No.' } }],
    }
    stub.intercept(({ path }) =>
      path === 'fhir/R4'
        ? json(200, {
            resourceType: 'Bundle',
            type: 'batch-response',
            entry: [
              { resource: { resourceType: 'Patient', id: '1' }, response: { status: '200' } },
              { response: { status: '403', outcome: refused } },
              { resource: { resourceType: 'Patient', id: '2' }, response: { status: '201 Created' } },
            ],
          })
        : undefined,
    )
    const started = new Batch().read('Patient', '1')
    const [read, found, made] = await started
      .search('Observation', { subject: 'Patient/1', _sort: '-date' })
      .create({ resourceType: 'Patient', active: true }, 'identifier=1')
      .send(asAda)
    expect(stub.to('fhir/R4')[0]?.fields).toEqual({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: 'Patient/1' } },
        { request: { method: 'GET', url: 'Observation?subject=Patient%2F1&_sort=-date' } },
        {
          request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' },
          resource: { resourceType: 'Patient', active: true },
        },
      ],
    })
    expect(read).toEqual({ ok: true, status: 200, value: { resourceType: 'Patient', id: '1' } })
    expect(found).toMatchObject({
      ok: false,
      status: 403,
      error: { message: 'No.', method: 'GET', url: 'Observation' },
    })
    expect(made).toMatchObject({ ok: true, status: 201, value: { id: '2' } })

    // What it was made from is as it was; an answer that lacks a result is no success.
    await started.send(asAda)
    expect(stub.to('fhir/R4')[1]?.fields).toMatchObject({ entry: [{ request: { url: 'Patient/1' } }] })
    const longer = started.read('Patient', '2').read('Patient', '3').delete('Patient', '4')
    await expect(longer.send(asAda)).rejects.toMatchObject({ code: 'unexpected_answer', url: 'Patient/4' })
  })

  test('takes no id that leads elsewhere', () => {
    expect(() => new Batch().read('Patient', '../admin')).toThrow(TypeError)
    expect(() => new Batch().update({ resourceType: 'Patient' })).toThrow(TypeError)
    expect(() => new Batch().delete('Patient', '')).toThrow(TypeError)
    expect(() => new Batch().patch('Patient', 'a?b', [])).toThrow(TypeError)
  })
})
