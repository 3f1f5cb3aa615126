/** What a search may ask, and what a batch answers, checked by plain `tsc`: nothing here is ever run. */
import {
  Batch,
  type BatchResult,
  type Bundle,
  type DamsonClient,
  type Observation,
  type OperationOutcomeError,
  type Patient,
  type Resource,
  type ResourceMap,
  type ResourceType,
  type SearchQuery,
  type WithId,
} from '@damson/sdk'

declare const client: DamsonClient
declare const text: string
declare const given: string | undefined
declare const someType: ResourceType
declare const pairs: readonly (readonly string[])[]

/** Compiles only when both types are the same. */
declare function same<A, B>(
  ...no: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void

export async function searching(): Promise<void> {
  // Names of the type and of all types, texts from forms, prefixes, several that must all match.
  await client.search('Patient', { name: text, active: true, birthdate: text, _id: given, _count: 20 })
  await client.search('Patient', { birthdate: 'ge1970', _lastUpdated: { gt: text }, _compartment: 'Patient/1' })
  await client.search('Observation', { date: { ge: '2026-01-01', lt: given }, 'value-quantity': { gt: 5.4 } })
  await client.search('Observation', { code: ['http://loinc.org|2339-0', text], date: ['ge2026', { lt: '2027' }] })
  await client.search('RiskAssessment', { probability: { gt: 0.8 } })
  // Modifiers, as far as the server has them.
  await client.search('Patient', { 'name:exact': text, 'family:contains': text, 'birthdate:missing': true })
  await client.search('Patient', { 'gender:not': 'male', 'general-practitioner:Practitioner': '1', 'link:not': text })
  // What shapes the answer.
  await client.search('Observation', { _sort: '-date', _total: 'accurate', _summary: 'count', _count: '5' })
  await client.search('Patient', { _sort: ['family', '-birthdate', '_id', '-_lastUpdated'] })
  // The identity resources have theirs.
  await client.search('ProjectMembership', { 'profile-type': 'Patient', user: 'User/1' })
  // Texts and pairs, when a search is put together at run time; what every type has, when the type is.
  await client.search('Patient', text)
  await client.search('Patient', pairs)
  await client.search('Patient', new URLSearchParams({ anything: '1' }))
  await client.search(someType, { _lastUpdated: { ge: '2026' }, _sort: '-_lastUpdated' })
  const kept: SearchQuery<'Patient'> = { name: 'simpson' }
  await client.search('Patient', kept)

  // @ts-expect-error -- no such parameter
  await client.search('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- one of another type
  await client.search('Patient', { code: '2339-0' })
  // @ts-expect-error -- nor does one find it
  await client.searchOne('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- nor the resources
  await client.searchResources('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- nor pages
  client.searchResourcePages('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- nor all
  client.searchAll('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- nor its address
  client.fhirSearchUrl('Patient', { nmae: 'simpson' })
  // @ts-expect-error -- nor does one decide what is updated
  await client.upsertResource({ resourceType: 'Patient', active: true }, { nmae: 'simpson' })
  // @ts-expect-error -- of all types, there is what all have
  await client.search(someType, { name: 'simpson' })
  // @ts-expect-error -- no such prefix
  await client.search('Patient', { birthdate: { since: '1970' } })
  // @ts-expect-error -- only what has an order has prefixes
  await client.search('Patient', { name: { ge: 'a' } })
  // @ts-expect-error -- no such modifier
  await client.search('Patient', { 'name:starts': 'simp' })
  // @ts-expect-error -- a date is not negated so
  await client.search('Patient', { 'birthdate:not': '1970' })
  // @ts-expect-error -- a general practitioner is no patient
  await client.search('Patient', { 'general-practitioner:Patient': '1' })
  // @ts-expect-error -- it is missing or not
  await client.search('Patient', { 'name:missing': 'yes' })
  // @ts-expect-error -- no such parameter to sort by
  await client.search('Patient', { _sort: 'nmae' })
  // @ts-expect-error -- a token has no order
  await client.search('Patient', { _sort: ['family', 'gender'] })
  // @ts-expect-error -- the server has no such total
  await client.search('Patient', { _total: 'all' })
  // @ts-expect-error -- chains are not supported
  await client.search('Observation', { 'subject:Patient.name': 'simpson' })
  // @ts-expect-error -- nor are includes
  await client.search('Observation', { _include: 'Observation:subject' })
}

export async function goingThrough(): Promise<void> {
  for await (const patient of client.searchAll('Patient', { _sort: 'family' })) same<typeof patient, WithId<Patient>>()
}

/** In a function of one's own, a type may be a parameter too. */
export async function firstOf<K extends ResourceType>(
  type: K,
  query: SearchQuery<K>,
): Promise<WithId<ResourceMap[K]> | undefined> {
  return client.searchOne(type, query)
}

export async function changing(): Promise<void> {
  const changed = await client.updateWith('Patient', '1', (patient) => ({ ...patient, active: false }))
  same<typeof changed, WithId<Patient>>()
  await client.updateWith('Patient', '1', async ({ active, ...rest }) => (active === true ? undefined : { ...rest }))
  // @ts-expect-error -- a Patient stays one
  await client.updateWith('Patient', '1', () => ({ resourceType: 'Basic', code: {} }))
}

export async function atOnce(): Promise<void> {
  const [read, found, made, gone] = await new Batch()
    .read('Patient', '1')
    .search('Observation', { subject: 'Patient/1', _sort: '-date' })
    .create({ resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } })
    .delete('Patient', '1')
    .send(client)
  same<typeof read, BatchResult<WithId<Patient>>>()
  same<typeof found, BatchResult<Bundle<WithId<Observation>>>>()
  same<typeof made, BatchResult<WithId<Observation>>>()
  if (read.ok) same<typeof read.value, WithId<Patient>>()
  else same<typeof read.error, OperationOutcomeError>()
  void gone.status

  let many: Batch<BatchResult<WithId<Patient>>[]> = new Batch()
  for (const name of ['Ada', 'Grace']) many = many.create({ resourceType: 'Patient', name: [{ given: [name] }] })
  const [first] = await many.send(client)
  same<typeof first, BatchResult<WithId<Patient>> | undefined>()
  declareAny(await new Batch().create<Resource>({ resourceType: 'Patient' }).send(client))

  const one = await new Batch().read('Patient', '1').send(client)
  // @ts-expect-error -- there is no second
  declareAny([one[1]])
  // @ts-expect-error -- a result is looked at before it is used
  void read.value
  // @ts-expect-error -- a Patient has no such member
  new Batch().create({ resourceType: 'Patient', birthday: '1956-05-12' })
  // @ts-expect-error -- no such parameter
  new Batch().search('Patient', { nmae: 'simpson' })
}

declare function declareAny(value: readonly unknown[]): void

export async function signingIn(): Promise<void> {
  await client.signInWithRedirect({ returnTo: location.href })
  // @ts-expect-error -- an address is a text
  await client.signInWithRedirect({ returnTo: location })
}
