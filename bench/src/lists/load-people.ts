import type { Resource } from '@damson/fhir'
import type { Copier } from '../scale/copier.ts'
import { copyBatch, type Loadable } from '../scale/copy-resources.ts'
import { batchesOf } from '../stand/batches.ts'
import { CLIENTS, clientId, emailOf, membershipId, nameOf, PATIENTS_FROM, personId, userId } from './town.ts'

const A_BATCH = 5_000
/** Of accounts, which belong to no project. */
const NO_PROJECT = '00000000-0000-0000-0000-000000000000'

/** Loads people with their accounts, profiles and memberships, with the rows that the API would write. */
export async function loadPeople(
  copier: Copier,
  options: { readonly project: string; readonly author: string; readonly fhirUrl: string; readonly people: number },
  progress: (done: number, all: number) => void,
): Promise<void> {
  const { people, project } = options
  const began = Date.now() - 90 * 86_400_000
  await copyBatch(copier, options, CLIENTS.map(client), () => began)
  let done = 0
  for (const batch of batchesOf(numbers(people), A_BATCH)) {
    const at = (n: number): number => began + done + n
    await copyBatch(copier, { ...options, project: NO_PROJECT }, batch.map(account), at)
    await copyBatch(copier, options, batch.map(profile), at)
    await copyBatch(
      copier,
      options,
      batch.map((n) => membership(n)),
      at,
    )
    await copier.copy(
      'users',
      ['id', 'project', 'email', 'email_proven_at'],
      batch.map((n) => [userId(n), NO_PROJECT, emailOf(n), new Date(began).toISOString()]),
    )
    await copier.copy(
      'memberships',
      ['project', 'id', 'user_type', 'user_id', 'profile', 'active', 'admin'],
      batch.map((n) => [project, membershipId(n), 'User', userId(n), reference(n), true, false]),
    )
    done += batch.length
    progress(done, people)
  }
}

function* numbers(people: number): Generator<number> {
  for (let n = 0; n < people; n += 1) yield n
}

const reference = (n: number): string => `${n < PATIENTS_FROM ? 'Practitioner' : 'Patient'}/${personId(n)}`

// Made for the bench, and indexed as the server indexes them.
const as = (resource: object): Loadable => resource as Resource as Loadable

const client = (name: string, n: number): Loadable => as({ resourceType: 'ClientApplication', id: clientId(n), name })

function account(n: number): Loadable {
  const { given, family } = nameOf(n)
  return as({ resourceType: 'User', id: userId(n), firstName: given, lastName: family, email: emailOf(n) })
}

function profile(n: number): Loadable {
  const { given, family } = nameOf(n)
  const [resourceType = '', id] = reference(n).split('/')
  return as({ resourceType, id, name: [{ given: [given], family }], telecom: [{ system: 'email', value: emailOf(n) }] })
}

const membership = (n: number): Loadable =>
  as({
    resourceType: 'ProjectMembership',
    id: membershipId(n),
    user: { reference: `User/${userId(n)}` },
    profile: { reference: reference(n) },
  })
