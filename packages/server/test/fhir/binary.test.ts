import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, type Clinic, entriesOf, issueOf, startClinic } from './clinic.ts'

/** Bytes that no text has. */
const BYTES = new Uint8Array([0, 1, 2, 255, 254, 0x0a, 0x7b])

describe.each(storesForWalks())('Binary on %s', (store) => {
  let clinic: Clinic
  let patient: string
  /** May read and write every Binary, and one patient. */
  let token: string
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
    patient = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
    ;({ token } = await clinic.server([
      { resourceType: 'Binary' },
      { resourceType: 'Patient', criteria: `Patient?_id=${patient.slice(8)}`, interaction: ['read', 'search'] },
    ]))
  })
  afterAll(() => clinic.close())

  const raw = (bytes: Uint8Array<ArrayBuffer> | string, type: string, more: Record<string, string> = {}) => ({
    raw: bytes,
    headers: { 'Content-Type': type, ...more },
  })
  const json = { headers: { Accept: 'application/fhir+json' } }

  /** The bytes that were sent, as they come back. */
  async function bytesOf(path: string, accept = '*/*'): Promise<Uint8Array> {
    const response = await fetch(`${clinic.fhirUrl}${path}`, {
      headers: { Authorization: `Bearer ${clinic.owner.token}`, Accept: accept },
    })
    return new Uint8Array(await response.arrayBuffer())
  }

  test('takes bytes as they are and gives them back as they are, never to be run', async () => {
    const made = await clinic.fhir('Binary', raw(BYTES, 'image/png'))
    expect(made).toMatchObject({ status: 201, body: { resourceType: 'Binary', contentType: 'image/png' } })
    expect(made.body.data).toBeUndefined()
    const path = `Binary/${made.body.id}`
    expect(await bytesOf(path)).toEqual(BYTES)
    const { headers } = await clinic.fhir(path, { headers: { Accept: 'image/*' } })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      etag: 'W/"1"',
    })
  })

  test.each([
    ['text/plain; charset=utf-8', 'Grüße'],
    ['text/html', '<script>alert(1)</script>'],
    ['application/json', '{"not":"FHIR","n":1.10}'],
    ['application/json', 'not even JSON {'],
    ['application/x-www-form-urlencoded', 'a=%ff&b'],
    ['application/json-patch+json', '[]'],
    ['application/octet-stream', ''],
  ])('keeps %s to the byte', async (type, text) => {
    const made = await clinic.fhir('Binary', raw(text, type))
    expect(made.status, made.text).toBe(201)
    expect(Buffer.from(await bytesOf(`Binary/${made.body.id}`)).toString()).toBe(text)
    expect((await clinic.fhir(`Binary/${made.body.id}`, json)).body).toMatchObject({
      resourceType: 'Binary',
      contentType: type,
      data: Buffer.from(text).toString('base64'),
    })
  })

  test('takes and gives FHIR JSON with the bytes as base64', async () => {
    const data = Buffer.from(BYTES).toString('base64')
    for (const type of ['application/fhir+json', 'application/json']) {
      const sent = JSON.stringify({ resourceType: 'Binary', contentType: 'application/pdf', data })
      const made = await clinic.fhir('Binary', raw(sent, type))
      expect(made.status, made.text).toBe(201)
      expect(await bytesOf(`Binary/${made.body.id}`)).toEqual(BYTES)
      for (const accept of ['application/fhir+json', 'application/json', 'application/fhir+json, */*;q=0.1'])
        expect((await clinic.fhir(`Binary/${made.body.id}`, { headers: { Accept: accept } })).body.data).toBe(data)
    }
  })

  test('gives JSON content as it is to whoever asks for JSON, and as a resource to whoever asks for FHIR', async () => {
    const made = await clinic.fhir('Binary', raw('{"a":1}', 'application/json'))
    expect((await clinic.fhir(`Binary/${made.body.id}`, { headers: { Accept: 'application/json' } })).body).toEqual({
      a: 1,
    })
    expect((await clinic.fhir(`Binary/${made.body.id}`, json)).body.resourceType).toBe('Binary')
  })

  test('keeps the bytes of each version', async () => {
    const { id } = (await clinic.fhir('Binary', raw('one', 'text/plain'))).body
    const second = await clinic.fhir(`Binary/${id}`, {
      method: 'PUT',
      ...raw('two', 'text/csv', { 'If-Match': 'W/"1"' }),
    })
    expect(second).toMatchObject({ status: 200, body: { contentType: 'text/csv', meta: { versionId: '2' } } })
    expect((await clinic.fhir(`Binary/${id}/_history/1`)).text).toBe('one')
    expect((await clinic.fhir(`Binary/${id}`)).text).toBe('two')
    await clinic.fhir(`Binary/${id}`, { method: 'DELETE' })
    expect((await clinic.fhir(`Binary/${id}`)).status).toBe(410)
    expect((await clinic.fhir(`Binary/${id}/_history/2`)).text).toBe('two')
  })

  test('comes in a batch as FHIR JSON', async () => {
    const { id } = (await clinic.fhir('Binary', raw('{"a":1}', 'application/json'))).body
    const answer = await clinic.fhir('', batchOf([{ request: { method: 'GET', url: `Binary/${id}` } }]))
    expect(entriesOf(answer)[0].resource).toMatchObject({
      resourceType: 'Binary',
      contentType: 'application/json',
      data: 'eyJhIjoxfQ==',
    })
  })

  test.each<[what: string, body: object]>([
    ['without a type', { resourceType: 'Binary', data: '' }],
    ['with a type that is none', { resourceType: 'Binary', contentType: 'pdf' }],
    ['with a type that breaks a header', { resourceType: 'Binary', contentType: 'text/html\nX-Evil: 1' }],
    ['with a type that no header takes', { resourceType: 'Binary', contentType: 'text/plain; x=é\u{1f600}' }],
    ['with bytes that are no base64', { resourceType: 'Binary', contentType: 'text/plain', data: '<>' }],
    ['with an array for the bytes', { resourceType: 'Binary', contentType: 'text/plain', data: ['aGk='] }],
    ['that is a Patient', { resourceType: 'Patient' }],
    ['that is nothing', {}],
  ])('refuses a Binary in FHIR JSON %s', async (_what, body) => {
    const refused = await clinic.fhir('Binary', raw(JSON.stringify(body), 'application/fhir+json'))
    expect(refused.status).toBe(400)
    issueOf(refused)
  })

  test('refuses FHIR JSON that is none, another id in the body, and a patch', async () => {
    expect(issueOf(await clinic.fhir('Binary', raw('{', 'application/fhir+json'))).reason).toBe('malformed_json')
    const { id } = (await clinic.fhir('Binary', raw('one', 'text/plain'))).body
    const put = (json: object) => clinic.fhir(`Binary/${id}`, { method: 'PUT', json })
    expect((await put({ resourceType: 'Binary', id: 'other', contentType: 'text/plain' })).status).toBe(400)
    expect((await put({ resourceType: 'Binary', id, contentType: 'text/plain' })).status).toBe(200)
    const patched = await clinic.fhir(`Binary/${id}`, { method: 'PATCH', ...raw('[]', 'application/json-patch+json') })
    expect(issueOf(patched).reason).toBe('binary_patch')
  })

  test('is in reach where the resource that guards it can be read', async () => {
    const other = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
    const made = async (context: string) =>
      (await clinic.fhir('Binary', raw('secret', 'text/plain', { 'X-Security-Context': context }))).body.id as string
    const [mine, theirs] = [await made(patient), await made(other)]

    const seen = await clinic.fhir(`Binary/${mine}`, { token })
    expect([seen.status, seen.text, seen.headers.get('X-Security-Context')]).toEqual([200, 'secret', patient])
    for (const [path, options] of [
      [`Binary/${theirs}`, {}],
      [`Binary/${theirs}`, json],
      [`Binary/${theirs}/_history`, {}],
      [`Binary/${theirs}/_history/1`, {}],
      [`Binary/${theirs}`, { method: 'DELETE' }],
      [`Binary/${theirs}`, { method: 'PUT', ...raw('mine now', 'text/plain') }],
      [`Binary/${theirs}`, { method: 'PUT', ...raw('mine now', 'text/plain', { 'X-Security-Context': patient }) }],
    ] as const) {
      const refused = await clinic.fhir(path, { token, ...options })
      expect([refused.status, refused.text.includes('secret')], path).toEqual([404, false])
    }
    expect((await clinic.fhir('Binary/_history', { token })).text).not.toContain(theirs)
    expect((await clinic.fhir(`Binary/${theirs}`)).text).toBe('secret')
  })

  test('is not found by a condition, which would pass by its guard', async () => {
    const other = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
    const { id } = (await clinic.fhir('Binary', raw('secret', 'text/plain', { 'X-Security-Context': other }))).body
    const body = { resourceType: 'Binary', contentType: 'text/plain', data: 'bWluZQ==' }
    for (const answer of [
      await clinic.fhir(`Binary?_id=${id}`, { token, method: 'PUT', json: body }),
      await clinic.fhir('Binary', { token, json: body, headers: { 'If-None-Exist': `_id=${id}` } }),
      await clinic.fhir(`Binary?_id=${id}`, { token }),
      await clinic.fhir('Binary/_search', { token, form: { _id: id } }),
    ])
      expect([answer.status, issueOf(answer).reason]).toEqual([400, 'binary_search'])
    expect((await clinic.fhir(`Binary/${id}`)).text).toBe('secret')
  })

  test('is guarded only by what its writer can read', async () => {
    const other = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
    for (const context of [
      other,
      'Patient/nobody',
      'Nonsense/1',
      'Patient',
      'not a reference',
      `${patient}/_history/1`,
      'Binary/1',
    ]) {
      const refused = await clinic.fhir('Binary', {
        token,
        ...raw('x', 'text/plain', { 'X-Security-Context': context }),
      })
      expect(refused.status, context).toBe(400)
    }
    expect(
      (await clinic.fhir('Binary', { token, ...raw('x', 'text/plain', { 'X-Security-Context': patient }) })).status,
    ).toBe(201)
  })

  test('stays guarded when its bytes are replaced, until another guard is named', async () => {
    const guarded = raw('one', 'text/plain', { 'X-Security-Context': patient })
    const { id } = (await clinic.fhir('Binary', guarded)).body
    const second = await clinic.fhir(`Binary/${id}`, { method: 'PUT', ...raw('two', 'text/plain') })
    expect(second.body.securityContext).toEqual({ reference: patient })
    const freed = { resourceType: 'Binary', id, contentType: 'text/plain', data: '' }
    expect((await clinic.fhir(`Binary/${id}`, { method: 'PUT', json: freed })).body.securityContext).toBeUndefined()
  })

  test('that a patient guards is that patient’s: they are told who read it', async () => {
    const { id } = (await clinic.fhir('Binary', raw('x', 'text/plain', { 'X-Security-Context': patient }))).body
    await clinic.fhir(`Binary/${id}`)
    const kinds = (await clinic.events(`patient=${patient}&entity=Binary/${id}`)).map(({ subtype }) => subtype[0]?.code)
    expect(kinds).toEqual(['read', 'create'])
  })

  test('without a guard is for those whom nothing is hidden from, and whoever wrote it', async () => {
    const accessPolicy = await clinic.actors.policy(clinic.owner, [
      { resourceType: '*', criteria: `*?_compartment=${patient}`, interaction: ['read', 'vread', 'history', 'search'] },
      { resourceType: 'Binary', interaction: ['create'] },
    ])
    const narrow = await clinic.actors.machineToken(await clinic.actors.machine(clinic.owner, { accessPolicy }))
    const ofOwner = (await clinic.fhir('Binary', raw('x', 'text/plain'))).body.id as string
    const own = (await clinic.fhir('Binary', { token: narrow, ...raw('mine', 'text/plain') })).body.id as string
    expect((await clinic.fhir(`Binary/${ofOwner}`, { token: narrow })).status).toBe(404)
    expect((await clinic.fhir(`Binary/${own}`, { token: narrow })).text).toBe('mine')
  })
})
