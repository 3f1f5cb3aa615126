/** What the types promise, checked by plain `tsc` (`npm run check`): nothing here is ever run. */
import {
  type Bundle,
  DamsonClient,
  type LoginState,
  type Observation,
  type OperationOutcome,
  type Patient,
  type ProfileResource,
  type ProjectMembership,
  type Reference,
  type Resource,
  type ResourceArray,
  type ResourceType,
  type WithId,
} from '@damson/sdk'

declare const client: DamsonClient
declare const observation: Observation
declare const patient: WithId<Patient>
declare const resource: Resource

/** Compiles only when both types are the same. */
declare function same<A, B>(
  ...no: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void

export async function reading(): Promise<void> {
  const read = await client.readResource('Patient', '1')
  same<typeof read, WithId<Patient>>()
  const found = await client.searchResources('Observation', { code: '2339-0', _count: 2, date: undefined })
  same<typeof found, ResourceArray<WithId<Observation>>>()
  const one = await client.searchOne('Patient')
  same<typeof one, WithId<Patient> | undefined>()
  const bundle = await client.search('Patient', [['name', 'x']])
  same<typeof bundle, Bundle<WithId<Patient>>>()
  for await (const page of client.searchResourcePages('Patient')) same<typeof page, ResourceArray<WithId<Patient>>>()
  const history = await client.readHistory('Patient', '1')
  same<typeof history, Bundle<WithId<Patient>>>()

  // A reference knows where it leads, and a caller may say.
  const referred = await client.readReference(observation.encounter ?? {})
  same<typeof referred.resourceType, 'Encounter'>()
  const said = await client.readReference<Patient>({ reference: 'Patient/1' })
  same<typeof said, WithId<Patient>>()

  const named = await client.get<Patient>('fhir/R4/Patient/1')
  same<typeof named, Patient>()

  // @ts-expect-error -- no such type
  await client.readResource('Patiént', '1')
  // @ts-expect-error -- an id is a text
  await client.readResource('Patient', 1)
  // @ts-expect-error -- it may be that there is none
  void one.id
  // @ts-expect-error -- a patient has no code
  void read.code
}

export async function writing(): Promise<void> {
  const created = await client.createResource({ resourceType: 'Patient', active: true })
  same<typeof created, WithId<Patient>>()
  const explicit = await client.createResource<Patient>({ resourceType: 'Patient' })
  same<typeof explicit, WithId<Patient>>()
  const updated = await client.updateResource({ ...patient, active: false })
  same<typeof updated, WithId<Patient>>()
  const patched = await client.patchResource('Patient', '1', [{ op: 'move', from: '/a', path: '/b' }])
  same<typeof patched, WithId<Patient>>()
  const deleted = await client.deleteResource('Patient', '1')
  same<typeof deleted, OperationOutcome>()

  const homer = { resourceType: 'Patient', name: [{ family: 'Simpson' }] } as const
  await client.createResource({ ...homer, name: [...homer.name], birthDate: undefined })
  const name = { use: 'official', given: ['Homer'], family: 'Simpson' } as const
  await client.createResource({ resourceType: 'Patient', name: [{ ...name, given: [...name.given] }], active: true })
  await client.createResource({ resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } })
  const any = await client.createResource(resource)
  same<typeof any, WithId<Resource>>()
  const male = await client.createResource({ resourceType: 'Patient', gender: 'male', contact: [{ gender: 'female' }] })
  same<typeof male, WithId<Patient>>()

  // @ts-expect-error -- a Patient has no such member
  await client.createResource({ resourceType: 'Patient', birthday: '1956-05-12' })
  // @ts-expect-error -- nor one that is misspelt
  await client.createResource<Patient>({ resourceType: 'Patient', actve: true })
  // @ts-expect-error -- nor in a variable
  await client.createResource({ ...patient, birthday: '1956-05-12' })
  // @ts-expect-error -- nor when it is there already
  await client.createResourceIfNoneExist({ resourceType: 'Patient', birthday: '1956-05-12' }, 'identifier=1')
  // @ts-expect-error -- nor when it is updated
  await client.updateResource({ ...patient, birthday: '1956-05-12' })
  // @ts-expect-error -- nor when it may be there already
  await client.upsertResource({ resourceType: 'Patient', birthday: '1956-05-12' }, 'identifier=1')
  // @ts-expect-error -- a gender that FHIR does not know
  await client.createResource({ resourceType: 'Patient', gender: 'm' })
  // @ts-expect-error -- an Observation has a status and a code
  await client.createResource({ resourceType: 'Observation' })
  // @ts-expect-error -- without a type it is no resource
  await client.updateResource({ id: '1' })
  // @ts-expect-error -- no such operation of a JSON Patch
  await client.patchResource('Patient', '1', [{ op: 'set', path: '/active', value: true }])
}

export async function beingSomebody(): Promise<void> {
  same<ReturnType<typeof client.getProfile>, WithId<ProfileResource> | undefined>()
  same<ReturnType<typeof client.getLogins>, LoginState[]>()
  same<ReturnType<typeof client.getProjectMembership>, ProjectMembership | undefined>()
  const back = await client.signInWithRedirect()
  same<typeof back, WithId<ProfileResource> | undefined>()

  // @ts-expect-error -- PKCE is S256 or nothing
  await client.startLogin({ email: 'a@b', password: 'x', codeChallenge: 'x', codeChallengeMethod: 'plain' })
  // @ts-expect-error -- a password is needed
  await client.startLogin({ email: 'a@b' })
  // @ts-expect-error -- there is one event
  client.addEventListener('changed', () => undefined)
  // @ts-expect-error -- an administrator invites people, not resources of any type
  await client.invite('1', { resourceType: 'Organization', firstName: 'A', lastName: 'B' })
}

/** As they are written for `@medplum/fhirtypes`. */
export const asElsewhere: {
  readonly reference: Reference<Patient>
  readonly bundle: Bundle<Patient>
  readonly type: ResourceType
} = {
  reference: { reference: 'Patient/1' },
  bundle: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }] },
  type: 'Patient',
}

/** With `exactOptionalPropertyTypes`, forms pass what they have. */
export async function fillingIn(form: {
  readonly birthDate: string | undefined
  readonly scope?: string
}): Promise<void> {
  await client.createResource({ resourceType: 'Patient', birthDate: form.birthDate })
  await client.createResource<Patient>({ resourceType: 'Patient', birthDate: form.birthDate })
  await client.startLogin({ email: 'a@b', password: 'x', scope: form.scope })
  await client.get('x', { headers: { 'X-A': form.scope }, signal: undefined })
  await client.createBinary({ data: '', contentType: 'text/plain', filename: form.scope, securityContext: undefined })
  await client.invite('1', { resourceType: 'Patient', firstName: 'A', lastName: 'B', email: form.scope })
}
export const withUndefined = (clientId: string | undefined): DamsonClient =>
  new DamsonClient({ baseUrl: 'https://id.example.org/', clientId, storage: undefined, fetch: undefined })
