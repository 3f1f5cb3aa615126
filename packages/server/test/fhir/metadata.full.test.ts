import { identityTypes, resourceTypes, searchParametersOf, validate } from '@damson/fhir'
import { type CallOptions, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, patch, startClinic } from './clinic.ts'

interface Served {
  readonly type: string
  readonly interaction: readonly { readonly code: string }[]
  readonly conditionalCreate: boolean
  readonly conditionalUpdate: boolean
  readonly readHistory: boolean
  readonly updateCreate: boolean
  readonly searchParam?: readonly { readonly name: string; readonly type: string }[]
}

describe.each(storesUnderTest())('the CapabilityStatement on %s', (store) => {
  let clinic: Clinic
  let served: readonly Served[]
  beforeAll(async () => {
    clinic = await startClinic({ store })
    const { body } = await clinic.call('fhir/R4/metadata')
    served = body.rest[0].resource
  })
  afterAll(() => clinic.close())

  test('is for everybody, from every origin, and valid apart from the types that R4 has not', async () => {
    const answer = await clinic.call('fhir/R4/metadata', { headers: { Origin: 'https://anywhere.example.org' } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.body).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      format: ['application/fhir+json', 'json'],
    })
    const own = new Set(
      answer.body.rest[0].resource.flatMap(({ type }: Served, n: number) =>
        (resourceTypes as readonly string[]).includes(type) ? [] : [`CapabilityStatement.rest[0].resource[${n}].type`],
      ),
    )
    const issues = validate(answer.body).filter(({ expression }) => !own.has(expression))
    expect(issues).toEqual([])
  })

  test('is made once: whoever asks again and again costs next to nothing', async () => {
    const { text } = await clinic.call('fhir/R4/metadata')
    await clinic.travel(5_000)
    expect((await clinic.call('fhir/R4/metadata')).text).toBe(text)
  })

  test('names every type that is answered, and none that never is', () => {
    const unserved = new Set<string>(['Login', 'UserSecurityRequest'])
    const types = new Set([...resourceTypes, ...identityTypes])
    expect(new Set(served.map(({ type }) => type))).toEqual(new Set([...types].filter((type) => !unserved.has(type))))
  })

  test('claims what is routed, and is silent about what is refused, for every type', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const wrong: string[] = []
    for (const one of served) {
      const { type } = one
      const claimed = new Set([
        ...one.interaction.map(({ code }) => code),
        ...(one.conditionalUpdate ? ['conditional-update'] : []),
        ...(one.conditionalCreate ? ['conditional-create'] : []),
      ])
      const body = { resourceType: type, nonsense: 1 }
      const calls: Readonly<Record<string, readonly [path: string, options?: CallOptions]>> = {
        read: [`${type}/${id}`],
        vread: [`${type}/${id}/_history/1`],
        'history-instance': [`${type}/${id}/_history`],
        'history-type': [`${type}/_history?_count=1`],
        'search-type': [`${type}?_count=1`],
        create: [type, { json: body }],
        update: [`${type}/${id}`, { method: 'PUT', json: { ...body, id } }],
        patch: [`${type}/${id}`, patch([])],
        delete: [`${type}/${id}`, { method: 'DELETE' }],
        'conditional-create': [type, { json: body, headers: { 'If-None-Exist': '_id=1' } }],
        'conditional-update': [`${type}?_id=1`, { method: 'PUT', json: body }],
      }
      for (const [code, [path, options]] of Object.entries(calls)) {
        const { status, body: answer } = await clinic.fhir(path, options)
        const reason = answer.issue?.[0].details.coding?.[0].code
        // What exists gets as far as the decision, the resource or its faults; what does not is refused as such.
        const isRefused = status === 405 || ['written_by_server', 'binary_search', 'binary_patch'].includes(reason)
        const isClosed = ['type_forbidden', 'interaction_forbidden'].includes(reason)
        if (claimed.has(code) ? isRefused : !isRefused && !isClosed && status !== 404)
          wrong.push(`${code} ${type}: ${status} ${reason}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('lists the search parameters of each type that are accepted, with their types', async () => {
    for (const { type, searchParam = [] } of served) {
      if (type === 'Binary') expect(searchParam).toEqual([])
      else if (type !== 'AuditEvent')
        expect(searchParam.map((one) => [one.name, one.type])).toEqual(
          searchParametersOf(type as never).map((one) => [one.name, one.type]),
        )
    }
    const ofAudit = served.find(({ type }) => type === 'AuditEvent')?.searchParam ?? []
    expect(ofAudit.map(({ name }) => name)).toEqual([
      '_id',
      '_lastUpdated',
      'action',
      'agent',
      'date',
      'entity',
      'outcome',
      'patient',
      'subtype',
      'type',
    ])
    for (const { name, type } of ofAudit) {
      const value = { date: '2024', reference: 'Patient/1', token: '1' }[type as 'date'] ?? ''
      expect((await clinic.fhir(`AuditEvent?${name}=${value}`)).status, name).toBe(200)
    }
  })

  test('promises no update that creates, and names where tokens are had', async () => {
    expect(new Set(served.map(({ updateCreate }) => updateCreate))).toEqual(new Set([false]))
    const { body } = await clinic.call('fhir/R4/metadata')
    const uris = body.rest[0].security.extension[0].extension as readonly { url: string; valueUri: string }[]
    for (const { valueUri } of uris) {
      expect(valueUri.startsWith(`${clinic.baseUrl}oauth2/`)).toBe(true)
      const answer = await clinic.call(valueUri.slice(clinic.baseUrl.length), { method: 'POST' })
      expect(answer.status, valueUri).not.toBe(404)
    }
  })
})
