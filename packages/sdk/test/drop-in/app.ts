/**
 * An app written for `@medplum/core`: it signs somebody in, works with patients and signs out. The test runs this very
 * text, with its imports changed, with its base URL changed, and with both.
 */
import {
  ClientStorage,
  createReference,
  formatHumanName,
  getDisplayString,
  getIdentifier,
  getReferenceString,
  isNotFound,
  isOk,
  MedplumClient,
  MemoryStorage,
  normalizeErrorString,
  OperationOutcomeError,
} from '@medplum/core'
import type { Bundle, Observation, Patient, Practitioner, Reference } from '@medplum/fhirtypes'

const { EMAIL = '', PASSWORD = '', MRN = '' } = process.env

let changes = 0
let unauthenticated = 0

const medplum = new MedplumClient({
  baseUrl: 'https://api.medplum.com/',
  storage: new ClientStorage(new MemoryStorage()),
  cacheTime: 0,
  onUnauthenticated: () => {
    unauthenticated += 1
  },
})
medplum.addEventListener('change', () => {
  changes += 1
})

async function signIn(): Promise<Practitioner> {
  const login = await medplum.startLogin({ email: EMAIL, password: PASSWORD, scope: 'openid offline_access' })
  const profile = await medplum.processCode(login.code as string)
  return profile as Practitioner
}

async function admit(): Promise<Patient & { id: string }> {
  const patient = await medplum.createResource<Patient>({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:mrn', value: MRN }],
    name: [{ given: ['Homer', 'J.'], family: 'Simpson' }],
  })
  const updated = await medplum.updateResource<Patient>({ ...patient, birthDate: '1956-05-12' })
  return medplum.patchResource('Patient', updated.id, [{ op: 'add', path: '/active', value: true }])
}

async function measure(patient: Patient, values: number[]): Promise<Reference<Patient> | undefined> {
  const subject = createReference(patient)
  for (const value of values) {
    await medplum.createResource<Observation>({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Glucose' },
      subject,
      valueQuantity: { value, unit: 'mmol/L' },
    })
  }
  const [latest] = await medplum.searchResources('Observation', `subject=${getReferenceString(patient)}`)
  return latest?.subject as Reference<Patient> | undefined
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no failure'
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) return normalizeErrorString(error)
    return isNotFound(error.outcome) ? 'not found' : `outcome ${error.outcome.id}`
  }
}

const profile = await signIn()
const me = await medplum.get('auth/me')
const patient = await admit()
const subject = await measure(patient, [5.1, 5.4])
const condition = `identifier=urn:mrn|${MRN}`
const there = await medplum.createResourceIfNoneExist<Patient>({ resourceType: 'Patient' }, condition)
const upserted = await medplum.upsertResource<Patient>({ ...patient, gender: 'male' }, condition)
const found = await medplum.searchOne('Patient', { identifier: `urn:mrn|${MRN}` })
const nobody = await medplum.searchOne('Patient', { identifier: 'urn:mrn|nobody' })
const read = await medplum.readReference<Patient>(subject as Reference<Patient>)
const history = await medplum.readHistory('Patient', patient.id)
const batch: Bundle = await medplum.executeBatch({
  resourceType: 'Bundle',
  type: 'batch',
  entry: [
    { request: { method: 'GET', url: `Patient/${patient.id}` } },
    { request: { method: 'GET', url: 'Patient/00000000-0000-4000-8000-000000000000' } },
  ],
})
const missing = await failureOf(medplum.readResource('Patient', '00000000-0000-4000-8000-000000000000'))
const deleted = await medplum.deleteResource('Patient', patient.id)
const is = [medplum.isProjectAdmin(), medplum.isSuperAdmin(), medplum.isLoading()]
const logins = medplum.getLogins().length
const before = medplum.isAuthenticated()
await medplum.signOut()

console.log(
  JSON.stringify({
    profile: profile.resourceType,
    me: [me.profile.id === profile.id, me.membership.resourceType],
    is,
    patient: [formatHumanName(patient.name?.[0]), patient.birthDate, patient.active],
    display: [getDisplayString(patient), getIdentifier(patient, 'urn:mrn') === MRN],
    same: [there.id, upserted.id, found?.id, read.id].every((id) => id === patient.id),
    upserted: [upserted.gender, found?.gender],
    nobody: nobody ?? 'nobody',
    versions: history.entry?.length,
    batch: batch.entry?.map(({ response }) => response?.status),
    missing,
    deleted: isOk(deleted),
    logins,
    authenticated: [before, medplum.isAuthenticated()],
    changed: changes > 0,
    afterwards: await failureOf(medplum.readResource('Patient', patient.id)),
    unauthenticated,
  }),
)
process.exit(0)
