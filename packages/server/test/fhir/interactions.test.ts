import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allPages,
  batchOf,
  type Clinic,
  entriesOf,
  issueOf,
  observation,
  patch,
  resourcesOf,
  startClinic,
} from './clinic.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

describe.each(storesForWalks())('the FHIR interactions on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
  })
  afterAll(() => clinic.close())

  const ada = { resourceType: 'Patient', name: [{ family: 'Lovelace', given: ['Ada'] }] }

  describe('create', () => {
    test('answers the resource with its version, address and time', async () => {
      const answer = await clinic.fhir('Patient', { json: ada })

      const { id, meta } = answer.body
      expect(answer.status).toBe(201)
      expect(answer.body).toMatchObject({ ...ada, meta: { versionId: '1' } })
      expect(answer.headers.get('Location')).toBe(`${clinic.fhirUrl}Patient/${id}/_history/1`)
      expect(answer.headers.get('ETag')).toBe('W/"1"')
      expect(answer.headers.get('Last-Modified')).toBe(new Date(meta.lastUpdated).toUTCString())
      expect(answer.headers.get('Content-Type')).toBe('application/fhir+json; charset=utf-8')
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
    })

    test('makes the id itself, whatever id was sent', async () => {
      const { id } = await clinic.made({ ...ada, id: 'mine' })
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      expect((await clinic.fhir('Patient/mine')).status).toBe(404)
    })

    test('keeps numbers as they are written', async () => {
      const raw = '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}'
      const answer = await clinic.fhir('Observation', { raw, headers: { 'Content-Type': 'application/fhir+json' } })
      expect(answer.text).toContain('"value":1.10')
      expect((await clinic.fhir(`Observation/${answer.body.id}`)).text).toContain('"value":1.10')
    })
  })

  describe('read', () => {
    test('answers the newest version', async () => {
      const { id } = await clinic.made(ada)
      const answer = await clinic.fhir(`Patient/${id}`)
      expect(answer).toMatchObject({ status: 200, body: { ...ada, id } })
      expect(answer.headers.get('ETag')).toBe('W/"1"')
      expect(answer.headers.get('Last-Modified')).not.toBeNull()
    })

    test('answers 304 without a body to whoever has the version', async () => {
      const { id } = await clinic.made(ada)
      const answer = await clinic.fhir(`Patient/${id}`, { headers: { 'If-None-Match': 'W/"1"' } })
      expect([answer.status, answer.text, answer.headers.get('ETag')]).toEqual([304, '', 'W/"1"'])
      expect((await clinic.fhir(`Patient/${id}`, { headers: { 'If-None-Match': 'W/"2"' } })).status).toBe(200)
    })

    test('HEAD answers what GET does, without the body', async () => {
      const { id } = await clinic.made(ada)
      const answer = await clinic.fhir(`Patient/${id}`, { method: 'HEAD' })
      expect([answer.status, answer.text, answer.headers.get('ETag')]).toEqual([200, '', 'W/"1"'])
    })

    test('knows no resource that was never there, and says of one that was deleted that it is gone', async () => {
      expect(issueOf(await clinic.fhir(`Patient/${NOBODY}`)).code).toBe('not-found')
      const { id } = await clinic.made(ada)
      await clinic.fhir(`Patient/${id}`, { method: 'DELETE' })
      const gone = await clinic.fhir(`Patient/${id}`)
      expect([gone.status, issueOf(gone).code]).toEqual([410, 'deleted'])
    })

    test('takes the id of another type for no id', async () => {
      const { id } = await clinic.made(ada)
      expect((await clinic.fhir(`Observation/${id}`)).status).toBe(404)
    })
  })

  describe('update', () => {
    test('makes the next version', async () => {
      const { id } = await clinic.made(ada)
      const answer = await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id, active: true } })
      expect(answer).toMatchObject({ status: 200, body: { active: true, meta: { versionId: '2' } } })
      expect(answer.headers.get('ETag')).toBe('W/"2"')
      expect(answer.headers.get('Location')).toBeNull()
    })

    test('with If-Match happens to that version and to no other', async () => {
      const { id } = await clinic.made(ada)
      const put = (version: string) =>
        clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id }, headers: { 'If-Match': version } })
      expect((await put('W/"1"')).status).toBe(200)
      for (const version of ['W/"1"', 'W/"3"', '"1"', 'banana', 'W/"-2"', '']) {
        const refused = await put(version)
        expect(refused.status, version).toBe(412)
        expect(issueOf(refused).text).toContain('The current version is 2')
      }
    })

    test.each([
      ['another id than the address', (id: string) => ({ ...ada, id: `${id}x` })],
      ['no id', () => ada],
      ['another type than the address', (id: string) => ({ resourceType: 'Practitioner', id })],
    ])('is refused with %s in the body', async (_what, body) => {
      const { id } = await clinic.made(ada)
      const refused = await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: body(id) })
      expect(refused.status).toBe(400)
      expect((await clinic.fhir(`Patient/${id}`)).body.meta.versionId).toBe('1')
    })

    test('makes no resource under an id of the client’s choice, and revives none that was deleted', async () => {
      const put = (id: string) => clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id } })
      expect((await put(NOBODY)).status).toBe(404)
      const { id } = await clinic.made(ada)
      await clinic.fhir(`Patient/${id}`, { method: 'DELETE' })
      expect((await put(id)).status).toBe(410)
    })
  })

  describe('vread and history', () => {
    test('show each version as it was, the newest first', async () => {
      const { id } = await clinic.made(ada)
      await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id, gender: 'female' } })
      await clinic.fhir(`Patient/${id}`, patch([{ op: 'add', path: '/active', value: true }]))
      await clinic.fhir(`Patient/${id}`, { method: 'DELETE' })

      const history = await clinic.fhir(`Patient/${id}/_history`)
      expect(history.body).toMatchObject({ resourceType: 'Bundle', type: 'history' })
      expect(entriesOf(history).map(({ request, response }) => [request.method, response.etag])).toEqual([
        ['DELETE', 'W/"4"'],
        ['PUT', 'W/"3"'],
        ['PUT', 'W/"2"'],
        ['POST', 'W/"1"'],
      ])
      expect(resourcesOf(history).map((one) => [one?.meta.versionId, one?.gender, one?.active])).toEqual([
        [undefined, undefined, undefined],
        ['3', 'female', true],
        ['2', 'female', undefined],
        ['1', undefined, undefined],
      ])
      const first = await clinic.fhir(`Patient/${id}/_history/1`)
      expect(first.body).toMatchObject({ id, meta: { versionId: '1' } })
      expect(first.headers.get('ETag')).toBe('W/"1"')
      expect((await clinic.fhir(`Patient/${id}/_history/4`)).status).toBe(410)
    })

    test.each(['0', '2', '-1', '1.0', 'x', '99999999999', '%31%30'])('have no version %s', async (version) => {
      const { id } = await clinic.made(ada)
      expect((await clinic.fhir(`Patient/${id}/_history/${version}`)).status).toBe(404)
    })

    test('have no history of what was never there', async () => {
      expect((await clinic.fhir(`Patient/${NOBODY}/_history`)).status).toBe(404)
    })

    test('of a type tells of all its resources, since an instant', async () => {
      const { id } = await clinic.made({ resourceType: 'Basic', code: { text: 'a' } })
      await new Promise((resolve) => setTimeout(resolve, 5))
      const other = await clinic.made({ resourceType: 'Basic', code: { text: 'b' } })
      await clinic.fhir(`Basic/${id}`, { method: 'DELETE' })

      const all = await clinic.fhir('Basic/_history')
      expect(entriesOf(all).map(({ fullUrl }) => fullUrl)).toEqual(
        [id, other.id, id].map((one) => `${clinic.fhirUrl}Basic/${one}`),
      )
      const late = await clinic.fhir(`Basic/_history?_since=${other.meta.lastUpdated}`)
      expect(late.body.entry).toHaveLength(2)
    })

    test('of one resource begins at an instant too', async () => {
      const { id } = await clinic.made(ada)
      await new Promise((resolve) => setTimeout(resolve, 5))
      const put = await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id } })
      const since = (instant: string) => clinic.fhir(`Patient/${id}/_history?_since=${instant}`)
      expect(entriesOf(await since(put.body.meta.lastUpdated)).map(({ response }) => response.etag)).toEqual(['W/"2"'])
      expect(entriesOf(await since('2001-01-01T00:00:00Z'))).toHaveLength(2)
      const later = await since('2999-01-01T00:00:00%2B01:00')
      expect([later.status, later.body.entry]).toEqual([200, undefined])
    })

    test('of one resource comes in pages', async () => {
      const { id } = await clinic.made(ada)
      for (let n = 0; n < 4; n += 1) await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { ...ada, id } })
      const pages = await allPages(clinic, `Patient/${id}/_history?_count=2`)
      expect(pages.map((page) => entriesOf(page).map(({ response }) => response.etag))).toEqual([
        ['W/"5"', 'W/"4"'],
        ['W/"3"', 'W/"2"'],
        ['W/"1"'],
      ])
    })

    test.each(['_since=2020', '_since=yesterday', '_count=x', '_at=2020', 'name=a', '_sort=_id'])(
      'do not take %s',
      async (query) => {
        const { id } = await clinic.made(ada)
        for (const path of [`Patient/${id}/_history`, 'Patient/_history'])
          expect((await clinic.fhir(`${path}?${query}`)).status, path).toBe(400)
      },
    )
  })

  describe('conditional create', () => {
    const create = (json: object, condition: string) =>
      clinic.fhir('Patient', { json, headers: { 'If-None-Exist': condition } })

    test('makes the resource once and then answers the one there is', async () => {
      const json = { ...ada, identifier: [{ system: 'urn:mrn', value: 'once' }] }
      const first = await create(json, 'identifier=urn:mrn|once')
      const second = await create(json, 'identifier=urn:mrn|once')
      expect([first.status, second.status]).toEqual([201, 200])
      expect(second.body.id).toBe(first.body.id)
      expect((await clinic.fhir('Patient?identifier=urn:mrn|once&_total=accurate')).body.total).toBe(1)
    })

    test('is refused when several match', async () => {
      await clinic.made({ ...ada, identifier: [{ system: 'urn:mrn', value: 'twice' }] })
      await clinic.made({ ...ada, identifier: [{ system: 'urn:mrn', value: 'twice' }] })
      const refused = await create(ada, 'identifier=urn:mrn|twice')
      expect([refused.status, issueOf(refused).code]).toEqual([412, 'multiple-matches'])
    })

    test.each(['', '?', '_count=1', '_sort=name', 'unknown=1', 'name:exakt=x', 'birthdate=soon', '_include=x'])(
      'is refused with the condition "%s"',
      async (condition) => {
        const refused = await create(ada, condition)
        expect(refused.status).toBe(400)
        issueOf(refused)
      },
    )
  })

  describe('conditional update', () => {
    const update = (query: string, json: object, headers = {}) =>
      clinic.fhir(`Patient?${query}`, { method: 'PUT', json, headers })
    const identified = (value: string) => ({ ...ada, identifier: [{ system: 'urn:mrn', value }] })

    test('makes the resource where none matches, and updates the one that does', async () => {
      const made = await update('identifier=urn:mrn|u1', identified('u1'))
      expect([made.status, made.headers.get('Location')]).toEqual([
        201,
        `${clinic.fhirUrl}Patient/${made.body.id}/_history/1`,
      ])
      const again = await update('identifier=urn:mrn|u1', { ...identified('u1'), active: true })
      expect(again).toMatchObject({ status: 200, body: { id: made.body.id, active: true, meta: { versionId: '2' } } })
    })

    test('is refused when several match, or the id is another', async () => {
      const { id } = await clinic.made(identified('u2'))
      expect((await update('identifier=urn:mrn|u2', { ...identified('u2'), id: 'other' })).status).toBe(400)
      expect((await update('identifier=urn:mrn|u2', { ...identified('u2'), id })).status).toBe(200)
      await clinic.made(identified('u2'))
      expect((await update('identifier=urn:mrn|u2', identified('u2'))).status).toBe(412)
      expect((await update('identifier=urn:mrn|none', { ...identified('none'), id: 'mine' })).status).toBe(400)
    })

    test('with If-Match happens to that version only', async () => {
      await clinic.made(identified('u3'))
      expect((await update('identifier=urn:mrn|u3', identified('u3'), { 'If-Match': 'W/"2"' })).status).toBe(412)
      expect((await update('identifier=urn:mrn|u3', identified('u3'), { 'If-Match': 'W/"1"' })).status).toBe(200)
    })

    test('without a condition is refused', async () => {
      expect((await clinic.fhir('Patient', { method: 'PUT', json: ada })).status).toBe(400)
      expect((await update('_count=1', ada)).status).toBe(400)
    })
  })

  describe('patch', () => {
    test('applies all of its operations, or none', async () => {
      const { id } = await clinic.made(ada)
      const done = await clinic.fhir(
        `Patient/${id}`,
        patch([
          { op: 'test', path: '/name/0/family', value: 'Lovelace' },
          { op: 'add', path: '/name/0/given/-', value: 'Augusta' },
          { op: 'replace', path: '/name/0/family', value: 'King' },
        ]),
      )
      expect(done.body).toMatchObject({
        name: [{ family: 'King', given: ['Ada', 'Augusta'] }],
        meta: { versionId: '2' },
      })
      const refused = await clinic.fhir(
        `Patient/${id}`,
        patch([
          { op: 'replace', path: '/name/0/family', value: 'Byron' },
          { op: 'test', path: '/active', value: true },
        ]),
      )
      expect(refused.status).toBe(400)
      expect((await clinic.fhir(`Patient/${id}`)).body.name[0].family).toBe('King')
    })

    test('keeps the numbers that it does not touch, and those that it copies, as they are written', async () => {
      const raw =
        '{"resourceType":"Observation","status":"final","code":{"text":"x"},' +
        '"component":[{"code":{"text":"a"},"valueQuantity":{"value":1.10}}]}'
      const { id } = (await clinic.fhir('Observation', { raw, headers: { 'Content-Type': 'application/json' } })).body
      const done = await clinic.fhir(
        `Observation/${id}`,
        patch([{ op: 'copy', from: '/component/0/valueQuantity', path: '/valueQuantity' }]),
      )
      expect(done.text.match(/"value":1\.10\b/g)).toHaveLength(2)
    })

    test('answers 412 when a test does not hold, or If-Match', async () => {
      const { id } = await clinic.made(ada)
      const operations = [{ op: 'test', path: '/name/0/family', value: 'Byron' }]
      expect((await clinic.fhir(`Patient/${id}`, patch(operations))).status).toBe(412)
      const overtaken = patch([{ op: 'add', path: '/active', value: true }])
      const headers = { ...overtaken.headers, 'If-Match': 'W/"7"' }
      expect((await clinic.fhir(`Patient/${id}`, { ...overtaken, headers })).status).toBe(412)
    })
  })

  describe('delete', () => {
    test('leaves a tombstone', async () => {
      const { id } = await clinic.made(ada)
      const done = await clinic.fhir(`Patient/${id}`, { method: 'DELETE' })
      expect([done.status, done.headers.get('ETag'), done.body.id]).toEqual([200, 'W/"2"', 'ok'])
      expect((await clinic.fhir(`Patient/${id}`, { method: 'DELETE' })).status).toBe(410)
      expect((await clinic.fhir(`Patient?_id=${id}&_total=accurate`)).body.total).toBe(0)
      expect((await clinic.fhir(`Patient/${NOBODY}`, { method: 'DELETE' })).status).toBe(404)
    })

    test('with If-Match happens to that version only', async () => {
      const { id } = await clinic.made(ada)
      const remove = (version: string) =>
        clinic.fhir(`Patient/${id}`, { method: 'DELETE', headers: { 'If-Match': version } })
      expect((await remove('W/"2"')).status).toBe(412)
      expect((await remove('W/"1"')).status).toBe(200)
    })
  })

  describe('batch', () => {
    test('answers each entry by itself, in their order', async () => {
      const { id } = await clinic.made(ada)
      const answer = await clinic.fhir(
        '',
        batchOf([
          { request: { method: 'GET', url: `Patient/${id}` } },
          { request: { method: 'POST', url: 'Observation' }, resource: observation(`Patient/${id}`) },
          { request: { method: 'GET', url: `Patient/${NOBODY}` } },
          {
            request: { method: 'PUT', url: `Patient/${id}`, ifMatch: 'W/"1"' },
            resource: { ...ada, id, active: true },
          },
          { request: { method: 'PUT', url: `Patient/${id}`, ifMatch: 'W/"1"' }, resource: { ...ada, id } },
          {
            request: { method: 'PATCH', url: `Patient/${id}` },
            resource: asBinary([{ op: 'remove', path: '/active' }]),
          },
          { request: { method: 'GET', url: `${clinic.fhirUrl}Observation?subject=Patient/${id}` } },
          { request: { method: 'POST', url: 'Patient', ifNoneExist: `_id=${id}` }, resource: ada },
          { request: { method: 'GET', url: `Patient/${id}`, ifNoneMatch: 'W/"3"' } },
          { request: { method: 'DELETE', url: `/Patient/${id}` } },
          { request: { method: 'POST', url: 'Nonsense' }, resource: {} },
        ]),
      )
      expect(answer).toMatchObject({ status: 200, body: { type: 'batch-response' } })
      expect(entriesOf(answer).map(({ response }) => response.status)).toEqual(
        ['200', '201', '404', '200', '412', '200', '200', '200', '304', '200', '404'], // prettier-ignore
      )
      const [read, created, missing, updated, overtaken, , found] = entriesOf(answer)
      expect(read).toMatchObject({ resource: { id }, response: { etag: 'W/"1"' } })
      expect(created.response.location).toBe(`${clinic.fhirUrl}Observation/${created.resource.id}/_history/1`)
      expect(created.response.lastModified).toBe(
        new Date(new Date(created.resource.meta.lastUpdated).setMilliseconds(0)).toISOString(),
      )
      expect(missing.response.outcome.issue[0].code).toBe('not-found')
      expect(updated.resource.meta.versionId).toBe('2')
      expect(overtaken.resource).toBeUndefined()
      expect(found.resource).toMatchObject({ type: 'searchset', entry: [{ resource: { id: created.resource.id } }] })
    })

    test('ends once its answers are too large, and says so of what was not done', async () => {
      const { id } = await clinic.made({ ...ada, name: [{ family: 'x'.repeat(900_000) }] })
      const answer = await clinic.fhir(
        '',
        batchOf(Array.from({ length: 40 }, () => ({ request: { method: 'GET', url: `Patient/${id}` } }))),
      )
      expect([answer.status, answer.text.slice(0, 500)]).toEqual([200, expect.stringContaining('batch-response')])
      const statuses = entriesOf(answer).map(({ response }) => response.status)
      expect(statuses).toEqual([...Array.from({ length: 36 }, () => '200'), ...Array.from({ length: 4 }, () => '413')])
      expect(entriesOf(answer).at(-1).response.outcome.issue[0].details.text).toContain('another batch')
    })

    test('goes to the base with and without its slash, and may be empty', async () => {
      const empty = { json: { resourceType: 'Bundle', type: 'batch' } }
      for (const path of ['fhir/R4', 'fhir/R4/']) {
        const answer = await clinic.call(path, { ...empty, token: clinic.owner.token })
        expect(answer).toMatchObject({ status: 200, body: { resourceType: 'Bundle', type: 'batch-response' } })
        expect(answer.body.entry).toBeUndefined()
      }
    })
  })
})

/** A JSON Patch as a bundle carries it. */
function asBinary(operations: unknown): object {
  return {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  }
}
