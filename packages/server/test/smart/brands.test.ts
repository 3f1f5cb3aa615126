import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'

interface Entry {
  readonly resourceType: string
  readonly id: string
  readonly name?: string
  readonly address?: unknown
}

describe.each(storesForWalks())('the brands of a project on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const fhir = async (path: string, json?: object, method?: string, token = owner.token): Promise<Answer> =>
    world.call(`fhir/R4/${path}`, {
      token,
      ...(json !== undefined && { json }),
      ...(method !== undefined && { method }),
    })
  const made = async (resourceType: string, fields: object, token = owner.token): Promise<string> => {
    const { status, body, text } = await fhir(resourceType, { resourceType, ...fields }, undefined, token)
    expect(status, text).toBe(201)
    return `${resourceType}/${body.id}`
  }
  const change = async (path: string, fields: object): Promise<Answer> =>
    fhir(path, { ...(await fhir(path)).body, ...fields }, 'PUT')
  const base = (): string => `${world.baseUrl}projects/${owner.project}/fhir/R4/`
  const publish = (organization: string): Promise<Answer> =>
    change(`Project/${owner.project}`, { setting: [{ name: 'userAccessBrand', valueString: organization }] })
  const brands = (headers: Readonly<Record<string, string>> = {}, project = owner.project): Promise<Answer> =>
    world.call(`projects/${project}/.well-known/user-access-brands`, { headers })
  const entries = ({ body }: Answer): readonly Entry[] =>
    body.entry.map(({ resource }: { resource: Entry }) => resource)
  const site = (value: string): object => ({ system: 'urn:ietf:rfc:3986', value })

  test('are nobody’s business until an administrator publishes one', async () => {
    await made('Organization', { name: 'Riverside' })
    expect((await brands()).status).toBe(404)
    for (const project of ['x', '5d7a39cf-5ff2-4bd5-a7d3-9f7d3a70a5f1'])
      expect((await brands({}, project)).status).toBe(404)
    for (const wrong of ['riverside', 'Patient/1', 'Organization/'])
      expect((await publish(wrong)).status, wrong).toBe(400)
  })

  test('are the organizations that belong together, with each endpoint at the primary one', async () => {
    const primary = await made('Organization', {
      name: 'Riverside',
      identifier: [{ system: 'urn:oid:1.2.3', value: '7' }, site('https://riverside.example')],
      telecom: [{ system: 'url', value: 'https://riverside.example' }],
      address: [{ city: 'Springfield', _city: { extension: [{ url: ABSENT, valueCode: 'masked' }] } }],
    })
    const partOf = { reference: primary }
    const part = await made('Organization', { name: 'Eye clinic', identifier: [site('https://eyes.example')], partOf })
    const deeper = await made('Organization', { name: 'Children', partOf: { reference: part } })
    await made('Organization', { name: 'Closed', partOf, active: false })
    await made('Organization', { name: 'Elsewhere' })
    await made('Patient', { managingOrganization: { reference: primary } })
    expect((await publish(primary)).status).toBe(200)
    const { status, headers, body } = await brands({ Origin: 'https://app.example' })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^application\/fhir\+json/)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(body).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
    const resources = entries(await brands())
    expect(resources.map(({ resourceType, id }) => `${resourceType}/${id}`)).toEqual([
      primary,
      part,
      deeper,
      'Endpoint/fhir-r4',
    ])
    expect(resources[0]).toMatchObject({ endpoint: [{ reference: 'Endpoint/fhir-r4' }] })
    expect(resources[0]?.address).toEqual([{ city: 'Springfield' }])
    expect(resources[3]).toMatchObject({ address: base(), status: 'active' })
    for (const { fullUrl } of body.entry) expect(fullUrl.startsWith(base())).toBe(true)
    const configured = await world.call(`projects/${owner.project}/fhir/R4/.well-known/smart-configuration`)
    expect(configured.body).toMatchObject({
      user_access_brand_bundle: `${world.baseUrl}projects/${owner.project}/.well-known/user-access-brands`,
      user_access_brand_identifier: site('https://riverside.example'),
    })
    const root = await world.call('fhir/R4/.well-known/smart-configuration')
    expect(root.body).not.toHaveProperty('user_access_brand_bundle')
    expect((await world.call('.well-known/user-access-brands')).status).toBe(404)
  })

  test('have the endpoints that the organizations name, and tell when anything changed', async () => {
    const endpoint = await made('Endpoint', {
      status: 'active',
      name: 'Riverside FHIR',
      connectionType: { code: 'hl7-fhir-rest' },
      payloadType: [{ text: 'any' }],
      address: base(),
    })
    const before = await brands()
    const [primary] = entries(before)
    await change(`Organization/${primary?.id ?? ''}`, { endpoint: [{ reference: endpoint }] })
    const after = await brands()
    expect(entries(after).filter(({ resourceType }) => resourceType === 'Endpoint')).toMatchObject([
      { name: 'Riverside FHIR' },
    ])
    expect(new Date(after.body.timestamp).getTime()).toBeGreaterThan(new Date(before.body.timestamp).getTime())
    const etag = after.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    expect((await brands({ 'If-None-Match': etag })).status).toBe(304)
    expect((await brands({ 'If-None-Match': before.headers.get('etag') ?? '' })).status).toBe(200)
    const gone = entries(after).find(({ name }) => name === 'Children')
    await fhir(`Organization/${gone?.id ?? ''}`, undefined, 'DELETE')
    expect((await brands({ 'If-None-Match': etag })).status).toBe(200)
  })

  test('are known by an identifier that no other has, or are not published', async () => {
    const [primary, part] = entries(await brands())
    const twin = await change(`Organization/${part?.id ?? ''}`, { identifier: [site('https://riverside.example')] })
    expect(twin.status).toBe(200)
    expect((await brands()).status).toBe(404)
    await change(`Organization/${part?.id ?? ''}`, { identifier: [site('https://eyes.example')] })
    expect((await brands()).status).toBe(200)
    await change(`Organization/${primary?.id ?? ''}`, { active: false })
    expect((await brands()).status).toBe(404)
  })

  test('hold as much as can be sent, nearest first', async () => {
    const large = await world.actors.owner()
    const alias = ['x'.repeat(400_000)]
    const organization = (name: string, fields: object = {}): Promise<string> =>
      made('Organization', { name, alias, ...fields }, large.token)
    const primary = await organization('Large', { identifier: [site('https://large.example')] })
    const near = await organization('Near', { partOf: { reference: primary } })
    await organization('Far', { partOf: { reference: near } })
    const stored = await fhir(`Project/${large.project}`, undefined, undefined, large.token)
    const setting = [{ name: 'userAccessBrand', valueString: primary }]
    await fhir(`Project/${large.project}`, { ...stored.body, setting }, 'PUT', large.token)
    const { text, body } = await brands({}, large.project)
    expect(text.length).toBeLessThan(1_010_000)
    expect(body.entry.map(({ resource }: { resource: Entry }) => resource.name)).toEqual(['Large', 'Near', 'Large'])
  })

  test('of one project hold nothing of another', async () => {
    const other = await world.actors.owner()
    const foreign = await made(
      'Organization',
      { name: 'Foreign', identifier: [site('https://f.example')] },
      other.token,
    )
    await publish(foreign)
    expect((await brands()).status).toBe(404)
    expect((await brands({}, other.project)).status).toBe(404)
  })
})
