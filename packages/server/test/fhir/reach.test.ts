import { type CallOptions, storesForWalks } from '@damson/testkit'
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
  patch,
  startClinic,
} from './clinic.ts'

describe.each(storesForWalks())('what a policy leaves out of reach on %s', (store) => {
  let clinic: Clinic
  let mine: string
  let theirs: string
  /** May do everything with Observations of one patient, and read that patient. */
  let token: string
  const own: string[] = []
  const others: string[] = []
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
    const patients = await Promise.all(
      [1, 2].map(() => clinic.made({ resourceType: 'Patient', name: [{ family: 'A' }] })),
    )
    ;[mine = '', theirs = ''] = patients.map(({ id }) => `Patient/${id}`)
    for (let n = 0; n < 5; n += 1) {
      own.push((await clinic.made(observation(mine))).id)
      others.push((await clinic.made(observation(theirs))).id)
    }
    ;({ token } = await clinic.server([
      { resourceType: 'Observation', criteria: `Observation?_compartment=${mine}` },
      { resourceType: 'Patient', criteria: `Patient?_compartment=${mine}`, interaction: ['read'] },
    ]))
  })
  afterAll(() => clinic.close())

  /** The server's time, which need not be ours. */
  const now = async (): Promise<string> =>
    (await clinic.made({ resourceType: 'Basic', code: { text: 'now' } })).meta.lastUpdated

  const as = (path: string, options: CallOptions = {}) => clinic.fhir(path, { token, ...options })

  test('reads as 404, by every way there is, and stays as it was', async () => {
    const [id = ''] = others
    const at = `Observation/${id}`
    const sent = { ...observation(mine), id }
    for (const [path, options] of [
      [at, {}],
      [at, { method: 'HEAD' }],
      [`${at}/_history`, {}],
      [`${at}/_history/1`, {}],
      [at, { method: 'PUT', json: sent }],
      [at, { method: 'PUT', json: sent, headers: { 'If-Match': 'W/"1"' } }],
      [at, { method: 'PUT', json: sent, headers: { 'If-Match': 'W/"9"' } }],
      [at, patch([{ op: 'replace', path: '/status', value: 'amended' }])],
      [at, patch([{ op: 'test', path: '/status', value: 'amended' }])],
      [at, { method: 'DELETE' }],
      [theirs, {}],
    ] as const)
      expect((await as(path, options)).status, `${JSON.stringify(options)} ${path}`).toBe(404)
    expect((await clinic.fhir(at)).body.meta.versionId).toBe('1')
  })

  test('a forbidden type or interaction is 403, whether the resource is there or not', async () => {
    for (const id of [mine.slice(8), theirs.slice(8), 'nobody']) {
      for (const [path, options] of [
        [`Patient/${id}/_history`, {}],
        [`Patient/${id}/_history/1`, {}],
        [`Patient/${id}`, { method: 'PUT', json: { resourceType: 'Patient', id } }],
        [`Patient/${id}`, patch([])],
        [`Patient/${id}`, { method: 'DELETE' }],
        [`Practitioner/${id}`, {}],
        [`Practitioner/${id}`, { method: 'DELETE' }],
        [`AccessPolicy/${id}`, {}],
        [`User/${id}`, {}],
        [`AuditEvent/${id}`, {}],
      ] as const) {
        const refused = await as(path, options)
        expect(refused.status, path).toBe(403)
        expect(issueOf(refused).text).toMatch(/administrator|server|invitation/)
      }
    }
    for (const path of ['Patient', 'Patient/_history', 'Practitioner', 'Practitioner?name=a', 'AuditEvent', 'Login'])
      expect((await as(path)).status, path).toBe(403)
    expect((await as('Patient', { json: { resourceType: 'Patient' } })).status).toBe(403)
  })

  test('a search finds, counts and pages within reach only', async () => {
    const everything = await as('Observation?_total=accurate&_count=100')
    expect([everything.body.total, [...idsOf(everything)].sort()]).toEqual([5, [...own].sort()])
    for (const query of [
      `subject=${theirs}`,
      `_id=${others.join(',')}`,
      `subject:not=${mine}`,
      `_compartment=${theirs}`,
      `code:not=8867-4`,
      `subject:missing=true`,
    ])
      expect((await as(`Observation?${query}&_total=accurate`)).body.total, query).toBe(0)
    for (const sort of ['', '_lastUpdated', '-_id', 'date', '-date', 'value-quantity,_id']) {
      const pages = await allPages(clinic, `Observation?_count=2&_sort=${sort || '_id'}`, { token })
      expect(pages.flatMap(idsOf).sort()).toEqual([...own].sort())
    }
  })

  test('a history of a type tells of what is in reach only', async () => {
    const pages = await allPages(clinic, 'Observation/_history?_count=3', { token })
    const seen = new Set(pages.flatMap(entriesOf).map(({ fullUrl }) => fullUrl.split('/').at(-1)))
    for (const id of own) expect(seen).toContain(id)
    for (const id of others) expect(seen).not.toContain(id)
  })

  test('a history of a type does not tell by its pages that, or when, something out of reach was written', async () => {
    const since = await now()
    for (let n = 0; n < 3; n += 1) await clinic.made(observation(theirs))
    const none = await as(`Observation/_history?_count=1&_since=${since}`)
    expect([none.status, entriesOf(none), linkOf(none, 'next')]).toEqual([200, [], undefined])
    const { id } = await clinic.made(observation(mine))
    for (let n = 0; n < 3; n += 1) await clinic.made(observation(theirs))
    for (const count of [1, 2]) {
      const one = await as(`Observation/_history?_count=${count}&_since=${since}`)
      expect([idsOf(one), linkOf(one, 'next')]).toEqual([[id], undefined])
    }
    await clinic.fhir(`Observation/${id}`, { method: 'DELETE' })
  })

  test('what was moved out of reach stays there when it is deleted, whichever history is asked for', async () => {
    const since = await now()
    const { id } = await clinic.made(observation(mine))
    const histories = async (): Promise<readonly unknown[]> => [
      (await as(`Observation/${id}/_history/1`)).status,
      (await as(`Observation/${id}/_history`)).status,
      idsOf(await as(`Observation/_history?_since=${since}`)).includes(id),
    ]
    expect(await histories()).toEqual([200, 200, true])
    await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: { ...observation(theirs), id } })
    expect(await histories()).toEqual([404, 404, false])
    await clinic.fhir(`Observation/${id}`, { method: 'DELETE' })
    expect(await histories()).toEqual([404, 404, false])
    const kept = await clinic.made(observation(mine))
    await clinic.fhir(`Observation/${kept.id}`, { method: 'DELETE' })
    expect((await as(`Observation/${kept.id}/_history/1`)).status).toBe(200)
  })

  test('nothing is created or moved beyond it', async () => {
    for (const json of [
      observation(theirs),
      { ...observation(mine), subject: undefined },
      observation('Patient/nobody'),
    ]) {
      const refused = await as('Observation', { json })
      expect([refused.status, issueOf(refused).reason]).toEqual([403, 'outside_policy'])
    }
    const [id = ''] = own
    const moved = await as(`Observation/${id}`, { method: 'PUT', json: { ...observation(theirs), id } })
    expect([moved.status, issueOf(moved).reason]).toEqual([403, 'outside_policy'])
    const patched = await as(`Observation/${id}`, patch([{ op: 'replace', path: '/subject/reference', value: theirs }]))
    expect(patched.status).toBe(403)
    expect((await clinic.fhir(`Observation/${id}`)).body.meta.versionId).toBe('1')
  })

  test('an absolute reference below our own address counts as the relative one', async () => {
    const made = await as('Observation', { json: observation(`${clinic.fhirUrl}${mine}`) })
    expect(made.status, made.text).toBe(201)
    expect((await as(`Observation/${made.body.id}`)).status).toBe(200)
    expect(idsOf(await as(`Observation?subject=${mine}`))).toContain(made.body.id)
    expect((await as('Observation', { json: observation(`${clinic.fhirUrl}${theirs}`) })).status).toBe(403)
    expect((await as('Observation', { json: observation(`https://else.example.org/${mine}`) })).status).toBe(403)
    await clinic.fhir(`Observation/${made.body.id}`, { method: 'DELETE' })
  })

  test('a condition matches within it only', async () => {
    const identified = (value: string, of: string) => observation(of, { identifier: [{ system: 'urn:x', value }] })
    await clinic.made(identified('c', theirs))
    const created = await as('Observation', {
      json: identified('c', mine),
      headers: { 'If-None-Exist': 'identifier=urn:x|c' },
    })
    expect(created.status).toBe(201)
    const updated = await as('Observation?identifier=urn:x|c', { method: 'PUT', json: identified('c', mine) })
    expect(updated).toMatchObject({ status: 200, body: { id: created.body.id } })
    await clinic.made(identified('d', theirs))
    const made = await as('Observation?identifier=urn:x|d', { method: 'PUT', json: identified('d', mine) })
    expect(made.status).toBe(201)
    for (const id of [created.body.id, made.body.id]) await clinic.fhir(`Observation/${id}`, { method: 'DELETE' })
  })

  test('a condition needs the rights to all that it may do', async () => {
    const may = async (interaction: readonly string[]) =>
      (await clinic.server([{ resourceType: 'Observation', interaction }])).token
    const put = (token: string) =>
      clinic.fhir('Observation?code=nothing', { token, method: 'PUT', json: observation(mine) })
    const post = (token: string) =>
      clinic.fhir('Observation', { token, json: observation(mine), headers: { 'If-None-Exist': 'code=nothing' } })
    for (const interactions of [
      ['create', 'update'],
      ['search', 'create'],
      ['search', 'update'],
      ['read', 'create', 'update'],
    ])
      expect((await put(await may(interactions))).status, interactions.join()).toBe(403)
    for (const interactions of [['create'], ['search'], ['create', 'read', 'history', 'vread']])
      expect((await post(await may(interactions))).status, interactions.join()).toBe(403)
    expect((await post(await may(['search', 'create']))).status).toBe(201)
  })

  test('a patch needs the right to read too: it answers what was there, and its tests ask for it', async () => {
    const { id } = await clinic.made(observation(theirs))
    const at = `Observation/${id}`
    const { token: writer } = await clinic.server([{ resourceType: 'Observation', interaction: ['create', 'update'] }])
    const { token: half } = await clinic.server([
      { resourceType: 'Observation', interaction: ['update'] },
      { resourceType: 'Observation', criteria: `Observation?_compartment=${mine}`, interaction: ['read'] },
    ])
    for (const operations of [[], [{ op: 'test', path: '/status', value: 'final' }]])
      for (const [name, blind, status] of [
        ['writer', writer, 403],
        ['half', half, 404],
      ] as const) {
        const alone = await clinic.fhir(at, { token: blind, ...patch(operations) })
        expect([alone.status, alone.text.includes(theirs)], name).toEqual([status, false])
        const entry = { request: { method: 'PATCH', url: at }, resource: operations }
        const { body } = await clinic.fhir('', {
          token: blind,
          json: { resourceType: 'Bundle', type: 'batch', entry: [entry] },
        })
        expect(body.entry[0], name).toMatchObject({ response: { status: String(status) } })
        expect(body.entry[0]).not.toHaveProperty('resource')
      }
    const sent = { ...observation(theirs), id, status: 'amended' }
    expect((await clinic.fhir(at, { token: writer, method: 'PUT', json: sent })).status).toBe(200)
  })

  test('who may find but not change something does not change it by a condition', async () => {
    const code = { coding: [{ system: 'urn:x', code: 'shared' }] }
    const { id } = await clinic.made(observation(theirs, { code }))
    const { token: half } = await clinic.server([
      { resourceType: 'Observation', interaction: ['search'] },
      { resourceType: 'Observation', criteria: `Observation?_compartment=${mine}`, interaction: ['create', 'update'] },
    ])
    const done = await clinic.fhir('Observation?code=urn:x|shared', {
      token: half,
      method: 'PUT',
      json: observation(mine, { code }),
    })
    expect(done.status).toBe(201)
    expect((await clinic.fhir(`Observation/${id}`)).body.meta.versionId).toBe('1')
  })

  test('versions are judged by what they say, and by what the resource says now', async () => {
    const { id } = await clinic.made(observation(mine))
    await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: { ...observation(theirs), id } })
    for (const path of ['', '/_history', '/_history/1', '/_history/2'])
      expect((await as(`Observation/${id}${path}`)).status, path).toBe(404)

    await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: { ...observation(mine), id } })
    expect((await as(`Observation/${id}/_history/2`)).status).toBe(404)
    expect((await as(`Observation/${id}/_history/1`)).status).toBe(200)
    const history = await as(`Observation/${id}/_history`)
    expect(entriesOf(history).map(({ response }) => response.etag)).toEqual(['W/"3"', 'W/"1"'])
  })

  test('a deleted resource is not there for whoever something is hidden from; its versions in reach are', async () => {
    const [{ id }, { id: foreign }] = [await clinic.made(observation(mine)), await clinic.made(observation(theirs))]
    for (const one of [id, foreign]) await clinic.fhir(`Observation/${one}`, { method: 'DELETE' })
    const { token: negative } = await clinic.server([
      { resourceType: 'Observation', criteria: `Observation?subject:not=${theirs}` },
    ])
    for (const one of [id, foreign]) {
      expect((await as(`Observation/${one}`)).status).toBe(404)
      expect((await clinic.fhir(`Observation/${one}`, { token: negative })).status).toBe(404)
      expect((await clinic.fhir(`Observation/${one}`)).status).toBe(410)
    }
    // The newest version is the tombstone: a page of one has nothing else on it.
    for (const query of ['', '?_count=1'])
      expect(entriesOf(await as(`Observation/${id}/_history${query}`)).map(({ response }) => response.etag)).toEqual([
        'W/"1"',
      ])
    expect((await as(`Observation/${foreign}/_history`)).status).toBe(404)
    expect((await as(`Observation/${foreign}/_history?_count=1`)).status).toBe(404)
  })

  test('entries of a batch are decided one by one', async () => {
    const answer = await as(
      '',
      batchOf([
        { request: { method: 'GET', url: `Observation/${own[0]}` } },
        { request: { method: 'GET', url: `Observation/${others[0]}` } },
        { request: { method: 'DELETE', url: `Observation/${others[0]}` } },
        { request: { method: 'GET', url: 'Practitioner' } },
        { request: { method: 'POST', url: 'Observation' }, resource: observation(theirs) },
        { request: { method: 'GET', url: `Observation?_id=${others.join(',')}` } },
      ]),
    )
    const statuses = entriesOf(answer).map(({ response }) => response.status)
    expect(statuses).toEqual(['200', '404', '404', '403', '403', '200'])
    expect(answer.text).not.toContain(theirs)
  })

  test('another project is as if it were not there', async () => {
    const other = await clinic.actors.owner()
    const [id = ''] = own
    for (const [path, options] of [
      [`Observation/${id}`, {}],
      [`Observation/${id}/_history`, {}],
      [`Observation/${id}/_history/1`, {}],
      [`Observation/${id}`, { method: 'DELETE' }],
      [`Observation/${id}`, { method: 'PUT', json: { ...observation(mine), id } }],
      [`Observation/${id}`, patch([])],
      [clinic.owner.profile, {}],
      [`Project/${clinic.owner.project}`, {}],
      [`User/${clinic.owner.userId}`, {}],
    ] as const)
      expect((await clinic.fhir(path, { token: other.token, ...options })).status, path).toBe(404)
    for (const path of ['Observation', 'Patient', `Observation?_id=${id}`, 'Observation/_history'])
      expect(entriesOf(await clinic.fhir(path, { token: other.token })), path).toEqual([])
    const seen = await clinic.fhir('AuditEvent?_count=1000', { token: other.token })
    expect(entriesOf(seen).length).toBeGreaterThan(10)
    expect(JSON.stringify(entriesOf(seen).map(({ resource }) => resource.agent))).not.toContain(clinic.owner.profile)
    const [event] = await clinic.events()
    expect((await clinic.fhir(`AuditEvent/${event?.id}`, { token: other.token })).status).toBe(404)
  })

  test('without a credential everything but the metadata is 401', async () => {
    for (const path of ['Patient', mine, 'AuditEvent', '', 'Patient/_history']) {
      const method = path === '' ? 'POST' : 'GET'
      const refused = await clinic.call(`fhir/R4/${path}`, { method })
      expect([refused.status, refused.headers.get('WWW-Authenticate')], path).toEqual([
        401,
        expect.stringMatching(/^Bearer resource_metadata=/),
      ])
      issueOf(refused)
    }
    expect((await clinic.call('fhir/R4/metadata')).status).toBe(200)
  })
})
