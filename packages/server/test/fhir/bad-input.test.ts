import { type Answer, type CallOptions, storesForWalks } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, type Clinic, entriesOf, issueOf, observation, patch, startClinic } from './clinic.ts'

const json = (raw: string): CallOptions => ({ raw, headers: { 'Content-Type': 'application/fhir+json' } })
const HANG_MS = 3_000

describe.each(storesForWalks())('bad input to the FHIR API on %s', (store) => {
  let clinic: Clinic
  let id: string
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
    ;({ id } = await clinic.made({ resourceType: 'Patient', name: [{ family: 'A' }] }))
  })
  afterAll(() => clinic.close())

  /** The status of a refusal that names the fault and the remedy, and comes soon. */
  async function refusal(path: string, options: CallOptions): Promise<number> {
    return (await refusalWith(path, options)).status
  }

  async function refusalWith(path: string, options: CallOptions): Promise<Answer> {
    const began = performance.now()
    const answer = await clinic.fhir(path, options)
    expect(performance.now() - began, path).toBeLessThan(HANG_MS)
    expect(answer.headers.get('Content-Type')).toBe('application/fhir+json; charset=utf-8')
    expect(issueOf(answer).text.length, issueOf(answer).text).toBeGreaterThan(8)
    expect(answer.text).not.toMatch(/\bat .*\.ts:|node_modules|SQLSTATE|select /)
    return answer
  }

  describe('a body', () => {
    test.each<[what: string, raw: string, says: RegExp]>([
      ['that ends early', '{"resourceType":"Patient"', /not JSON/],
      ['with a trailing comma', '{"resourceType":"Patient",}', /not JSON/],
      ['in another syntax', "{'resourceType':'Patient'}", /not JSON/],
      ['with a key twice', '{"resourceType":"Patient","active":true,"active":false}', /twice/],
      ['with a key twice deep inside', '{"resourceType":"Patient","name":[{"family":"A","family":"B"}]}', /twice/],
      ['with __proto__', '{"resourceType":"Patient","__proto__":{"active":true}}', /__proto__/],
      ['nested 101 deep', `{"resourceType":"Patient","x":${'['.repeat(101)}${']'.repeat(101)}}`, /deep/],
      ['nested 100,000 deep', '['.repeat(100_000), /deep/],
      ['that is empty', '', /JSON object/],
      ['that is null', 'null', /JSON object/],
      ['that is a number', '7', /JSON object/],
      ['that is a list', '[{"resourceType":"Patient"}]', /JSON object/],
      ['without a type', '{"active":true}', /resource type/],
      ['of another type', '{"resourceType":"Practitioner"}', /resource type/],
      ['of no type there is', '{"resourceType":"Nonsense"}', /resource type/],
      ['of a list of types', '{"resourceType":["Patient"]}', /resource type/],
      ['with an unknown element', '{"resourceType":"Patient","nonsense":1}', /no element/],
      ['with a list for a text', '{"resourceType":"Patient","gender":["male"]}', /./],
      ['with a text for a list', '{"resourceType":"Patient","name":{"family":"A"}}', /./],
      ['with a list for a text inside', '{"resourceType":"Patient","name":[{"family":["A"]}]}', /./],
      ['with an object for a text', '{"resourceType":"Patient","name":[{"family":{"a":1}}]}', /./],
      ['with a number for a text', '{"resourceType":"Patient","name":[{"family":7}]}', /./],
      ['with a date that is none', '{"resourceType":"Patient","birthDate":"2023-02-30"}', /./],
      ['with a date of another country', '{"resourceType":"Patient","birthDate":"30.01.2023"}', /./],
      ['with a code that is none', '{"resourceType":"Patient","gender":"Male"}', /./],
      ['with an empty list', '{"resourceType":"Patient","name":[]}', /./],
      ['with an empty text', '{"resourceType":"Patient","language":""}', /./],
      ['with NUL', '{"resourceType":"Patient","name":[{"family":"a\\u0000b"}]}', /control/],
      ['with half a surrogate pair', '{"resourceType":"Patient","name":[{"family":"\\ud800"}]}', /./],
      [
        'with a reference to nothing there can be',
        '{"resourceType":"Patient","managingOrganization":{"reference":"not a reference"}}',
        /./,
      ],
      ['with meta that is a list', '{"resourceType":"Patient","meta":[]}', /./],
      ['with meta that is a text', '{"resourceType":"Patient","meta":"x"}', /./],
      ['with a tag that is a text', '{"resourceType":"Patient","meta":{"tag":"x"}}', /./],
      ['with two of a choice', '{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2020"}', /./],
    ])('%s is refused', async (_what, raw, says) => {
      const answer = await refusalWith('Patient', json(raw))
      expect(answer.status).toBe(400)
      expect(answer.body.issue[0].details.text).toMatch(says)
      const withId = raw.startsWith('{"') ? raw.replace('{', `{"id":"${id}",`) : raw
      expect(await refusal(`Patient/${id}`, { ...json(withId), method: 'PUT' })).toBe(400)
    })

    test('with many faults is told of all of them, each with its place', async () => {
      const answer = await refusalWith('Patient', {
        json: { resourceType: 'Patient', gender: 'x', birthDate: 'y', nonsense: 1 },
      })
      expect(answer.status).toBe(400)
      const places = (answer.body.issue as readonly { expression: readonly string[] }[]).map(
        ({ expression }) => expression[0],
      )
      expect(new Set(places)).toEqual(new Set(['Patient.gender', 'Patient.birthDate', 'Patient.nonsense']))
    })

    test('over the limit is 413', async () => {
      const raw = `{"resourceType":"Patient","name":[{"family":"${'x'.repeat(1_100_000)}"}]}`
      for (const [path, options] of [
        ['Patient', json(raw)],
        ['', json(raw)],
        ['Binary', { raw: 'x'.repeat(1_100_000), headers: { 'Content-Type': 'text/plain' } }],
        ['Patient/_search', { form: `name=${'x'.repeat(1_100_000)}` }],
      ] as const)
        expect(await refusal(path, options)).toBe(413)
    })

    test.each([
      'application/fhir+xml',
      'text/xml',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
    ])('of the type %s is 415', async (type) => {
      expect(await refusal('Patient', { raw: '{"resourceType":"Patient"}', headers: { 'Content-Type': type } })).toBe(
        415,
      )
      expect(
        await refusal(`Patient/${id}`, { method: 'PUT', raw: '<Patient/>', headers: { 'Content-Type': type } }),
      ).toBe(415)
    })

    test('of a type that is none is 415', async () => {
      expect(await refusal('Patient', { raw: '{}', headers: { 'Content-Type': 'nonsense' } })).toBe(415)
    })

    test('with texts as long as the body may be is kept whole, and found by their beginning', async () => {
      const long = Array.from({ length: 300_000 }, (_, n) => String.fromCodePoint(97 + ((n * 7919) % 26))).join('')
      const made = await clinic.fhir('Observation', {
        json: observation('Patient/1', {
          valueQuantity: { value: 1, unit: long, system: `urn:${long}`, code: long },
          identifier: [{ system: `urn:${long}`, value: long }],
          note: [{ text: long }],
        }),
      })
      expect(made.status, made.text.slice(0, 300)).toBe(413)
      const fits = long.slice(0, 40_000)
      const kept = await clinic.fhir('Observation', {
        json: observation('Patient/1', {
          valueQuantity: { value: 1, unit: fits, system: `urn:${fits}`, code: fits },
          identifier: [{ system: `urn:${fits}`, value: fits }],
        }),
      })
      expect(kept.status, kept.text.slice(0, 300)).toBe(201)
      const searched = (text: string) =>
        clinic.fhir('Observation/_search', {
          form: { 'value-quantity': `1|urn:${text}|${text}`, identifier: `urn:${text}|${text}` },
        })
      // A search is kept in the audit, and so cannot be as long as what is stored.
      expect(issueOf(await searched(fits)).reason).toBe('query_too_long')
      const findable = long.slice(0, 2_400)
      await clinic.made(
        observation('Patient/1', {
          valueQuantity: { value: 1, unit: findable, system: `urn:${findable}`, code: findable },
          identifier: [{ system: `urn:${findable}`, value: findable }],
        }),
      )
      expect(entriesOf(await searched(findable))).toHaveLength(1)
      const name = await clinic.fhir('Patient', { json: { resourceType: 'Patient', name: [{ family: fits }] } })
      expect(name.status).toBe(201)
      expect(entriesOf(await clinic.fhir(`Patient?family=${fits.slice(0, 400)}`))).toHaveLength(1)
    })
  })

  describe('an address', () => {
    test.each<[path: string, status: number | readonly number[]]>([
      ['Nonsense', 404],
      ['patient', 404],
      ['Resource', 404],
      ['DomainResource', 404],
      ['__proto__', 404],
      ['constructor/1', 404],
      ['toString/1/_history', 404],
      ['Patient/a_b', 400],
      ['Patient/a%20b', 400],
      [`Patient/${'a'.repeat(65)}`, 400],
      [`Patient/${'a'.repeat(499)}`, 400],
      [`Patient/${'a'.repeat(501)}`, 414],
      ['P'.repeat(501), 414],
      ['Patient/..%2f..%2fUser', 400],
      ['Patient/%2e%2e', 404],
      ['Patient/%00', 400],
      ['Patient/a%00', 400],
      ['Patient/%zz', 400],
      ['Patient/%ff', 400],
      ['Patient?name=%00', 400],
      ['Patient/1/2', 404],
      ['Patient/1/_history/1/2', 404],
      ['Patient/1/_history/x', 404],
      ['Patient/1/$everything', 404],
      ['Patient/1/$execute', 403],
      ['Patient/$validate', 404],
      ['$export', 404],
      ['_history', 404],
      ['_search?name=a', 404],
      ['?_type=Patient', 404],
      ['', 404],
    ])('%s is refused', async (path, status) => {
      expect([status].flat()).toContain(await refusal(path, {}))
    })

    test.each<[method: string, path: string, status: number]>([
      ['POST', 'Patient/1', 405],
      ['PUT', '', 404],
      ['DELETE', 'Patient', 404],
      ['DELETE', 'Patient?name=a', 404],
      ['PATCH', 'Patient?name=a', 404],
      ['PUT', 'Patient/1/_history', 404],
      ['DELETE', 'Patient/1/_history', 404],
      ['DELETE', 'Patient/1/_history/1', 404],
      ['POST', 'Patient/1/_history', 405],
      ['PATCH', 'Patient/_search', 405],
      ['PUT', 'metadata', 404],
    ])('%s %s is refused', async (method, path, status) => {
      const body = method === 'DELETE' ? {} : json('{"resourceType":"Patient"}')
      expect([status].flat()).toContain(await refusal(path, { method, ...body }))
    })
  })

  describe('a patch', () => {
    const big = Array.from({ length: 501 }, () => ({ op: 'test', path: '/id', value: 'x' }))
    test.each<[what: string, body: unknown]>([
      ['that is no list', { op: 'remove', path: '/name' }],
      ['that is null', null],
      ['of nothing but null', [null]],
      ['of more than 500 operations', big],
      ['without an op', [{ path: '/name' }]],
      ['of an unknown op', [{ op: 'merge', path: '/name', value: 1 }]],
      ['without a path', [{ op: 'remove' }]],
      ['of __proto__', [{ op: 'add', path: '/__proto__/polluted', value: 1 }]],
      ['of the prototype', [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }]],
      ['that copies from __proto__', [{ op: 'copy', from: '/__proto__', path: '/name' }]],
      ['of the id', [{ op: 'replace', path: '/id', value: 'other' }]],
      ['that removes the id', [{ op: 'remove', path: '/id' }]],
      ['of the type', [{ op: 'replace', path: '/resourceType', value: 'Practitioner' }]],
      ['of the server’s meta', [{ op: 'replace', path: '/meta/versionId', value: '9' }]],
      ['that makes the resource invalid', [{ op: 'add', path: '/nonsense', value: 1 }]],
      ['that empties a list', [{ op: 'remove', path: '/name/0' }]],
      ['of the length of a list', [{ op: 'replace', path: '/name/length', value: 4_294_967_295 }]],
      ['beyond the end of a list', [{ op: 'add', path: '/name/99999999', value: {} }]],
      ['that removes everything', [{ op: 'remove', path: '' }]],
      ['that replaces everything', [{ op: 'replace', path: '', value: null }]],
      ['that copies copies', Array.from({ length: 500 }, () => ({ op: 'copy', from: '/name', path: '/name/-' }))],
      ['that nests itself', Array.from({ length: 500 }, () => ({ op: 'copy', from: '', path: '/contained' }))],
    ])('%s is refused', async (_what, body) => {
      expect(await refusal(`Patient/${id}`, patch(body))).toBe(400)
      expect((await clinic.fhir(`Patient/${id}`)).body.meta.versionId).toBe('1')
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    })

    test('in another form is refused', async () => {
      const parameters = '{"resourceType":"Parameters","parameter":[]}'
      expect(await refusal(`Patient/${id}`, { ...json(parameters), method: 'PATCH' })).toBe(400)
      expect(
        await refusal(`Patient/${id}`, { method: 'PATCH', raw: 'x', headers: { 'Content-Type': 'text/plain' } }),
      ).toBe(400)
      expect(
        await refusal(`Patient/${id}`, {
          method: 'PATCH',
          raw: '[',
          headers: { 'Content-Type': 'application/json-patch+json' },
        }),
      ).toBe(400)
    })
  })

  describe('a bundle', () => {
    const get = { request: { method: 'GET', url: 'Patient' } }
    test.each<[what: string, body: object]>([
      ['of 501 entries', { resourceType: 'Bundle', type: 'batch', entry: Array.from({ length: 501 }, () => get) }],
      ['that is a transaction', { resourceType: 'Bundle', type: 'transaction', entry: [get] }],
      ['that is a collection', { resourceType: 'Bundle', type: 'collection' }],
      ['without a type', { resourceType: 'Bundle', entry: [get] }],
      ['that is none', { resourceType: 'Patient' }],
      ['whose entries are no list', { resourceType: 'Bundle', type: 'batch', entry: get }],
      ['with an entry that is null', { resourceType: 'Bundle', type: 'batch', entry: [null] }],
      ['with an entry without a request', { resourceType: 'Bundle', type: 'batch', entry: [{ resource: {} }] }],
      [
        'with a method that is no text',
        { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: ['GET'], url: 'Patient' } }] },
      ],
      [
        'with an address that is no text',
        { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: {} } }] },
      ],
      [
        'with an ifMatch that is no text',
        {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [{ request: { method: 'PUT', url: 'Patient/1', ifMatch: 1 } }],
        },
      ],
      [
        'with an endless address',
        { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: 'x'.repeat(9_000) } }] },
      ],
    ])('%s is refused', async (_what, body) => {
      expect(await refusal('', { json: body })).toBe(400)
    })

    test('is done entry by entry, and a bad entry harms no other', async () => {
      const deep = Buffer.from(
        `[{"op":"add","path":"/x","value":${'['.repeat(50_000)}${']'.repeat(50_000)}}]`,
      ).toString('base64')
      const twice = Buffer.from('[{"op":"remove","op":"test","path":"/name"}]').toString('base64')
      const binary = (data: unknown) => ({ resourceType: 'Binary', contentType: 'application/json-patch+json', data })
      const bad: readonly [entry: object, status: string][] = [
        [{ request: { method: 'POST', url: '' }, resource: { resourceType: 'Bundle', type: 'batch' } }, '404'],
        [{ request: { method: 'POST', url: '/' }, resource: { resourceType: 'Bundle', type: 'batch' } }, '404'],
        [
          { request: { method: 'POST', url: clinic.fhirUrl }, resource: { resourceType: 'Bundle', type: 'batch' } },
          '404',
        ],
        [{ request: { method: 'GET', url: 'https://else.example.org/Patient' } }, '404'],
        [{ request: { method: 'GET', url: '../../admin/projects' } }, '404'],
        [{ request: { method: 'GET', url: '//evil/Patient' } }, '404'],
        [{ request: { method: 'GET', url: '__proto__' } }, '404'],
        [{ request: { method: 'GET', url: `Patient/${id}\u0000` } }, '400'],
        [{ request: { method: 'GET', url: 'Patient?name=%00' } }, '400'],
        [{ request: { method: 'GET', url: 'Patient?name=\u0000' } }, '400'],
        [{ request: { method: 'TRACE', url: `Patient/${id}` } }, '405'],
        [{ request: { method: 'get', url: `Patient/${id}` } }, '405'],
        [{ request: { method: 'POST', url: 'Patient' } }, '400'],
        [{ request: { method: 'POST', url: 'Patient' }, resource: [] }, '400'],
        [{ request: { method: 'POST', url: 'Patient/_search' }, resource: {} }, '415'],
        [{ request: { method: 'PATCH', url: `Patient/${id}` }, resource: binary(deep) }, '400'],
        [{ request: { method: 'PATCH', url: `Patient/${id}` }, resource: binary(twice) }, '400'],
        [{ request: { method: 'PATCH', url: `Patient/${id}` }, resource: binary('!') }, '400'],
        [{ request: { method: 'PATCH', url: `Patient/${id}` }, resource: binary(7) }, '400'],
      ]
      const entries = bad.flatMap(([entry]) => [entry, { request: { method: 'GET', url: `Patient/${id}` } }])
      const answer = await clinic.fhir('', batchOf(entries))
      expect(answer.status, answer.text.slice(0, 300)).toBe(200)
      const responses = entriesOf(answer)
      expect(responses.map(({ response }) => response.status)).toEqual(bad.flatMap(([, status]) => [status, '200']))
      for (const [n] of bad.entries()) {
        const { outcome } = responses[2 * n].response
        expect(outcome.resourceType).toBe('OperationOutcome')
        expect(outcome.issue[0].details.text.length).toBeGreaterThan(12)
      }
    })
  })

  describe('a header', () => {
    test.each(['banana', 'W/"x"', 'W/"1', '1.0', '*1', 'W/"99999999999999999999"', '-1'])(
      'If-Match %s matches no version',
      async (version) => {
        expect(
          await refusal(`Patient/${id}`, {
            method: 'PUT',
            json: { resourceType: 'Patient', id },
            headers: { 'If-Match': version },
          }),
        ).toBe(412)
      },
    )

    test.each(['banana', 'W/"x"', 'W/"99999999999999999999"'])('If-None-Match %s is of no version', async (version) => {
      expect((await clinic.fhir(`Patient/${id}`, { headers: { 'If-None-Match': version } })).status).toBe(200)
    })

    test.each(['%00', 'name=%00', 'a'.repeat(5_000), '&&&', '=', '____=1', 'name=a&name:exakt=b'])(
      'If-None-Exist %s is refused',
      async (condition) => {
        expect(
          await refusal('Patient', { json: { resourceType: 'Patient' }, headers: { 'If-None-Exist': condition } }),
        ).toBe(400)
      },
    )
  })

  test('whatever is asked, the answer is never a 500', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'Patient',
        'Observation',
        'AuditEvent',
        'Binary',
        'ClientApplication',
        'Bundle',
        id,
        '_history',
        '_search',
        '1',
        '$execute',
        '$rotate-secret',
        '',
        '.',
        '..',
        '%',
      ),
      fc.string({ maxLength: 8, unit: 'grapheme' }).map(encodeURIComponent),
    )
    const name = fc.constantFrom(
      'name',
      '_id',
      '_sort',
      '_count',
      '_cursor',
      '_total',
      '_since',
      'date',
      'subject',
      'agent',
      'type',
      'value-quantity',
      '_lastUpdated',
      'code:not',
      'name:exact',
      'x',
    )
    const value = fc.oneof(
      fc.constantFrom(
        '1',
        '-1',
        'ge2020',
        'Patient/1',
        'a|b',
        '|',
        ',',
        '$',
        '\\',
        '1e308',
        '-date',
        '9999-12-31T23:59:59.999Z',
        '0001',
        'ap0001',
        'ap9999',
        '1|2|3',
        '99999999999',
      ),
      fc.string({ maxLength: 10, unit: 'binary' }),
    )
    const query = fc
      .array(fc.tuple(name, value), { maxLength: 3 })
      .map((pairs) => new URLSearchParams(pairs).toString())
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
    const body = fc.oneof(
      fc.constant(undefined),
      fc.json(),
      fc.jsonValue().map((x) => JSON.stringify({ resourceType: 'Patient', name: x })),
      fc.jsonValue().map((x) => JSON.stringify([{ op: 'add', path: '/name', value: x }])),
    )
    const type = fc.constantFrom(
      'application/fhir+json',
      'application/json',
      'application/json-patch+json',
      'text/plain',
      'application/x-www-form-urlencoded',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 4 }),
        query,
        method,
        body,
        type,
        async (words, search, verb, raw, contentType) => {
          const path = words.join('/').replace(/^\/+/, '')
          const began = performance.now()
          const answer = await clinic.fhir(`${path}?${search}`, {
            method: verb,
            headers: { 'Content-Type': contentType, 'If-Match': 'W/"never"' },
            ...(verb !== 'GET' && raw !== undefined && { raw }),
          })
          // Paths such as `..` lead out of the API.
          expect([500, 502, 503], `${verb} ${path}?${search} ${raw} ${answer.text.slice(0, 200)}`).not.toContain(
            answer.status,
          )
          expect(performance.now() - began).toBeLessThan(HANG_MS)
        },
      ),
    )
  })
})
