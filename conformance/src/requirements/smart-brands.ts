/** SMART App Launch 2.2: user-access brands. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { isOk } from '../expect.ts'
import { type Answer, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import { fhir, made } from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'
const must = (id: string, name: string, says: string, check: (at: Damson) => unknown) =>
  mustHere(id, name, says, NO_SMART, check)

interface Resource {
  readonly resourceType: string
  readonly id: string
  readonly name?: string
  readonly meta?: { readonly lastUpdated?: string }
  readonly identifier?: readonly Identifier[]
  readonly endpoint?: readonly { readonly reference: string }[]
  readonly [member: string]: unknown
}

interface Identifier {
  readonly system?: string
  readonly value?: string
}

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const BRAND = 'http://hl7.org/fhir/StructureDefinition/organization-brand'
const PORTAL = 'http://hl7.org/fhir/StructureDefinition/organization-portal'
const OWN = { system: 'https://registry.example/hospitals', value: '4711' }

/** All elements that the brand's profile marks as must-support. */
const BRANDED = {
  name: 'Riverside',
  alias: ['Riverside Clinic'],
  active: true,
  identifier: [{ system: 'urn:ietf:rfc:3986', value: 'https://riverside.example' }, OWN],
  type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/organization-type', code: 'prov' }] }],
  telecom: [{ system: 'url', value: 'https://riverside.example' }],
  extension: [
    { url: BRAND, extension: [{ url: 'brandLogo', valueUrl: 'https://riverside.example/logo.svg' }] },
    { url: PORTAL, extension: [{ url: 'portalName', valueString: 'My Riverside' }] },
  ],
}

/** An owner's project whose brand is published, with one part of it. */
async function published(at: Damson): Promise<string> {
  return at.once('a published brand', async () => {
    const { project, token } = await at.owner()
    const absent = (code: string): object => ({ extension: [{ url: ABSENT, valueCode: code }] })
    const address = [{ _city: absent('asked-unknown'), _state: absent('masked'), country: 'US' }]
    const primary = await made(at, 'Organization', { ...BRANDED, address })
    await made(at, 'Organization', { name: 'Eye clinic', partOf: { reference: `Organization/${primary}` } })
    const { json } = await fhir(at, `Project/${project}`, token)
    const setting = [{ name: 'userAccessBrand', valueString: `Organization/${primary}` }]
    isOk(await fhir(at, `Project/${project}`, token, { ...json, setting }, 'PUT'))
    return at.url(`projects/${project}/`)
  })
}

const headers = { Origin: 'https://app.example' }
const bundleOf = async (at: Damson): Promise<Answer> =>
  call(`${await published(at)}.well-known/user-access-brands`, { headers })
const configured = async (at: Damson): Promise<Answer['json']> =>
  (await call(`${await published(at)}fhir/R4/.well-known/smart-configuration`)).json

async function resourcesOf(at: Damson, type: string): Promise<readonly Resource[]> {
  const { json } = await bundleOf(at)
  const entries = json.entry as readonly { readonly resource: Resource }[]
  return entries.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type)
}

async function refersToAll(at: Damson): Promise<void> {
  const [primary] = await resourcesOf(at, 'Organization')
  const endpoints = await resourcesOf(at, 'Endpoint')
  assert.ok(endpoints.length > 0)
  assert.deepEqual(
    primary?.endpoint?.map(({ reference }) => reference),
    endpoints.map(({ id }) => `Endpoint/${id}`),
  )
}

async function hasTimestamp(at: Damson): Promise<void> {
  const before = (await bundleOf(at)).json.timestamp
  const [, part] = await resourcesOf(at, 'Organization')
  const path = `Organization/${part?.id ?? ''}`
  isOk(await fhir(at, path, (await at.owner()).token, { ...part, alias: [`${Date.now()}`] }, 'PUT'))
  const after = (await bundleOf(at)).json.timestamp
  assert.ok(new Date(String(after)).getTime() > new Date(String(before)).getTime())
}

async function isForAnyPage(at: Damson): Promise<void> {
  const answer = await bundleOf(at)
  isOk(answer)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
}

async function keepsWhatWasGiven(at: Damson): Promise<void> {
  const [primary] = await resourcesOf(at, 'Organization')
  for (const [name, value] of Object.entries(BRANDED)) assert.deepEqual(primary?.[name], value, name)
}

async function hasOwnIdentifier(at: Damson): Promise<void> {
  const [primary] = await resourcesOf(at, 'Organization')
  assert.ok(primary?.identifier?.some(({ system, value }) => system === OWN.system && value === OWN.value))
}

async function matchesOne(at: Damson): Promise<void> {
  const { system, value } = (await configured(at)).user_access_brand_identifier as Identifier
  const matching = (await resourcesOf(at, 'Organization')).filter(({ identifier }) =>
    identifier?.some((one) => one.system === system && one.value === value),
  )
  assert.equal(matching.length, 1)
}

const identifierOf = async (at: Damson): Promise<Identifier> =>
  (await configured(at)).user_access_brand_identifier as Identifier

export const smartBrands: Suite = {
  source: SOURCE,
  file: 'smart-brands.ts',
  rows: [
    must('396', 'brand-primary', 'There is a primary brand, which refers to each endpoint.', refersToAll),
    must('417', 'brand-for-endpoint', 'Each endpoint has a brand.', refersToAll),
    must('398', 'brand-timestamp', 'The timestamp of the bundle is that of the last change.', hasTimestamp),
    must('418', 'brand-timestamp-set', 'The bundle has a timestamp.', async (at) => {
      assert.ok(!Number.isNaN(Date.parse(String((await bundleOf(at)).json.timestamp))))
    }),
    must('419', 'brand-last-updated', 'Each resource says when it was last changed.', async (at) => {
      for (const { meta } of await resourcesOf(at, 'Organization')) assert.ok(meta?.lastUpdated)
    }),
    must('400', 'brand-cors', 'A page of any origin can read the bundle.', isForAnyPage),
    must('423', 'brand-cors-get', 'Pages of any origin can read each answer.', isForAnyPage),
    must('402', 'brand-elements', 'The elements of a brand are stored and published unchanged.', keepsWhatWasGiven),
    must('436', 'brand-must-support', 'All elements that must be supported can be supplied.', keepsWhatWasGiven),
    must('403', 'brand-own-identifiers', 'Identifiers of the organization itself are published.', hasOwnIdentifier),
    must(
      '421',
      'brand-supplied-identifiers',
      'Identifiers have the system and the value that were supplied.',
      hasOwnIdentifier,
    ),
    must('405', 'brand-absent-reasons', 'Only two reasons are given for absent data.', async (at) => {
      const { text } = await bundleOf(at)
      assert.ok(text.includes('asked-unknown'))
      assert.ok(!text.includes('masked'))
    }),
    must('409', 'brand-identified', 'The configuration names the bundle and the primary brand in it.', async (at) => {
      const { user_access_brand_bundle: bundle } = await configured(at)
      isOk(await call(String(bundle)))
      assert.ok((await resourcesOf(at, 'Organization')).length > 1)
      assert.ok(await identifierOf(at))
    }),
    must('410', 'brand-identifier-value', 'The identifier of the primary brand has a value.', async (at) => {
      assert.ok((await identifierOf(at)).value)
    }),
    must('430', 'brand-identifier-consists', "The value of the primary brand's identifier is a text.", async (at) => {
      assert.equal(typeof (await identifierOf(at)).value, 'string')
    }),
    must('431', 'brand-identifier-system', 'The identifier has a system if the brand has one.', async (at) => {
      assert.equal((await identifierOf(at)).system, 'urn:ietf:rfc:3986')
    }),
    must(
      '412',
      'brand-identifier-matches',
      'The identifier in the configuration belongs to exactly one brand.',
      matchesOne,
    ),
    must('432', 'brand-one-primary', 'Exactly one brand of the bundle is the primary one.', matchesOne),
  ],
}
