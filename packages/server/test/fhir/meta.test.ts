import { validate } from '@damson/fhir'
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, type Clinic, entriesOf, issueOf, patch, resourcesOf, startClinic } from './clinic.ts'

const EXTENDED = { 'X-Medplum': 'extended' }

describe.each(storesForWalks())('what the server says of a resource on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
  })
  afterAll(() => clinic.close())

  const forged = {
    versionId: '99',
    lastUpdated: '1999-01-01T00:00:00Z',
    author: { reference: 'Practitioner/forged' },
    project: '00000000-0000-4000-8000-000000000000',
    account: { reference: 'Organization/forged' },
    accounts: [{ reference: 'Organization/forged' }],
    onBehalfOf: { reference: 'Patient/forged' },
    compartment: [{ reference: 'Patient/forged' }],
    tag: [{ system: 'urn:tags', code: 'mine' }],
  }

  test('version, time, author and project are the server’s, however they are sent; tags are the client’s', async () => {
    const made = await clinic.fhir('Patient', { json: { resourceType: 'Patient', meta: forged }, headers: EXTENDED })
    const path = `Patient/${made.body.id}`
    const put = { method: 'PUT', json: { resourceType: 'Patient', id: made.body.id, meta: forged }, headers: EXTENDED }
    const answers = [
      made,
      await clinic.fhir(path, put),
      await clinic.fhir(`Patient?_id=${made.body.id}`, put),
      await clinic.fhir(path, {
        ...patch([{ op: 'replace', path: '/meta', value: forged }]),
        headers: { ...EXTENDED, 'Content-Type': 'application/json-patch+json' },
      }),
    ]
    for (const [at, { status, body, text }] of answers.entries()) {
      expect(status, text).toBeLessThan(300)
      expect(text).not.toContain('forged')
      expect(body.meta).toEqual({
        project: clinic.owner.project,
        author: { reference: clinic.owner.profile },
        versionId: String(at + 1),
        lastUpdated: expect.stringMatching(/^20[2-9]\d-/),
        tag: forged.tag,
      })
    }
  })

  test.each(['versionId', 'lastUpdated', 'author', 'project', 'account', 'accounts', 'onBehalfOf', 'compartment'])(
    'a patch of meta.%s is refused, and a test of it is not',
    async (name) => {
      const { id } = await clinic.made({ resourceType: 'Patient', meta: { tag: forged.tag } })
      const path = `/meta/${name}`
      for (const operation of [
        { op: 'add', path, value: '7' },
        { op: 'replace', path, value: '7' },
        { op: 'remove', path },
        { op: 'copy', path, from: '/id' },
        { op: 'move', path, from: '/meta/tag' },
        { op: 'move', path: '/language', from: path },
        { op: 'add', path: `${path}/reference`, value: 'x' },
      ]) {
        const refused = await clinic.fhir(`Patient/${id}`, patch([operation]))
        expect([refused.status, issueOf(refused).reason]).toEqual([400, 'server_meta'])
      }
      expect((await clinic.fhir(`Patient/${id}`)).body.meta.versionId).toBe('1')
    },
  )

  test('a patch may test the version', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const guarded = (version: string) =>
      clinic.fhir(
        `Patient/${id}`,
        patch([
          { op: 'test', path: '/meta/versionId', value: version },
          { op: 'add', path: '/active', value: true },
        ]),
      )
    expect((await guarded('2')).status).toBe(412)
    expect((await guarded('1')).status).toBe(200)
  })

  test('a patch changes neither id nor type', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    for (const operation of [
      { op: 'replace', path: '/id', value: 'other' },
      { op: 'remove', path: '/id' },
      { op: 'move', from: '/id', path: '/language' },
      { op: 'replace', path: '/resourceType', value: 'Practitioner' },
      { op: 'replace', path: '', value: { resourceType: 'Patient', id: 'other' } },
    ])
      expect((await clinic.fhir(`Patient/${id}`, patch([operation]))).status).toBe(400)
  })

  test('author, project and account are shown with X-Medplum: extended and not without, in every answer', async () => {
    const accessPolicy = await accountPolicy()
    const machine = await clinic.actors.machine(clinic.owner, { accessPolicy })
    const token = await clinic.actors.machineToken(machine)
    const { id } = await clinic.made({ resourceType: 'Patient' }, { token })
    await clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { resourceType: 'Patient', id, active: true } })
    await clinic.fhir(`Patient/${id}`, patch([{ op: 'remove', path: '/active' }]))

    const shown = async (headers: Record<string, string>) => {
      const [read, vread, search, history, typeHistory, batch] = await Promise.all([
        clinic.fhir(`Patient/${id}`, { headers }),
        clinic.fhir(`Patient/${id}/_history/1`, { headers }),
        clinic.fhir(`Patient?_id=${id}`, { headers }),
        clinic.fhir(`Patient/${id}/_history`, { headers }),
        clinic.fhir('Patient/_history', { headers }),
        clinic.fhir('', { ...batchOf([{ request: { method: 'GET', url: `Patient/${id}` } }]), headers }),
      ])
      const all = [read.body, vread.body, ...[search, history, typeHistory, batch].flatMap(resourcesOf)]
      return all.filter((one) => one.id === id).map(({ meta }) => meta)
    }
    const plain = await shown({})
    expect(plain).toHaveLength(10)
    for (const meta of plain) expect(Object.keys(meta)).toEqual(['versionId', 'lastUpdated'])
    for (const meta of await shown({ 'X-Medplum': 'other' })) expect(Object.keys(meta)).toHaveLength(2)
    const extended = await shown(EXTENDED)
    expect(extended).toHaveLength(10)
    for (const meta of extended)
      expect(meta).toMatchObject({
        project: clinic.owner.project,
        account: { reference: 'Organization/clinic' },
        author: { reference: meta.versionId === '1' ? `ClientApplication/${machine.id}` : clinic.owner.profile },
      })
  })

  test('what is written through a policy with a compartment is found by its account', async () => {
    const accessPolicy = await accountPolicy('Organization/north')
    const token = await clinic.actors.machineToken(await clinic.actors.machine(clinic.owner, { accessPolicy }))
    const { id } = await clinic.made({ resourceType: 'Patient' }, { token })
    const found = await clinic.fhir('Patient?_compartment=Organization/north')
    expect(entriesOf(found).map(({ resource }) => resource.id)).toEqual([id])
  })

  test('what is answered extended is spliced, not parsed: it stays valid JSON without other meta', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient', active: true })
    const { text } = await clinic.fhir(`Patient/${id}`, { headers: EXTENDED })
    expect(text.startsWith(`{"resourceType":"Patient","id":"${id}","meta":{"project":`)).toBe(true)
    const plain = await clinic.fhir(`Patient/${id}`)
    expect(validate(plain.body)).toEqual([])
  })

  describe('content negotiation', () => {
    test.each(['application/fhir+json', 'application/json', '*/*', 'application/*', 'text/html, */*;q=0.1', ''])(
      'Accept %s gets FHIR JSON',
      async (accept) => {
        const answer = await clinic.fhir('Patient', { headers: { Accept: accept } })
        expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
          200,
          'application/fhir+json; charset=utf-8',
        ])
      },
    )

    test.each(['application/fhir+xml', 'application/xml', 'text/turtle', 'text/html', 'image/png'])(
      'Accept %s gets 406',
      async (accept) => {
        for (const path of ['Patient', 'metadata', 'Patient/1', 'AuditEvent']) {
          const answer = await clinic.fhir(path, { headers: { Accept: accept } })
          expect([answer.status, issueOf(answer).reason], path).toEqual([406, 'not_acceptable'])
        }
      },
    )

    test('_format is heeded before Accept', async () => {
      expect((await clinic.fhir('Patient?_format=json', { headers: { Accept: 'application/xml' } })).status).toBe(200)
      expect((await clinic.fhir('Patient?_format=application/fhir%2Bjson')).status).toBe(200)
      for (const format of ['xml', 'application/fhir%2Bxml', 'ttl', 'html'])
        expect((await clinic.fhir(`Patient?_format=${format}`)).status, format).toBe(406)
    })

    test.each(['application/json', 'application/fhir+json', 'application/fhir+json; charset=utf-8; fhirVersion=4.0'])(
      'a resource is taken as %s',
      async (type) => {
        const made = await clinic.fhir('Patient', {
          raw: '{"resourceType":"Patient"}',
          headers: { 'Content-Type': type },
        })
        expect(made.status).toBe(201)
      },
    )
  })

  async function accountPolicy(reference = 'Organization/clinic'): Promise<string> {
    const made = await clinic.made({
      resourceType: 'AccessPolicy',
      name: 'with account',
      compartment: { reference },
      resource: [{ resourceType: 'Patient' }],
    })
    return `AccessPolicy/${made.id}`
  }
})
