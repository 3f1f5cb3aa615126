import type { Resource } from '@damson/fhir'
import type { Copier } from '../scale/copier.ts'
import { copyBatch, type Loadable } from '../scale/copy-resources.ts'
import { batchesOf } from '../stand/batches.ts'
import {
  CLIENT_NAMES,
  CLIENTS,
  clientId,
  emailOf,
  membershipId,
  nameOf,
  PATIENTS_FROM,
  personId,
  userId,
} from './town.ts'

const A_BATCH = 5_000
/** Of accounts, which belong to no project. */
const NO_PROJECT = '00000000-0000-0000-0000-000000000000'

interface Options {
  readonly project: string
  readonly author: string
  readonly fhirUrl: string
  readonly people: number
  readonly clients: number
  /** The policy of every person. */
  readonly policy: string
}

/** Loads clients, and people with their accounts, profiles and memberships, with the rows that the API would write. */
export async function loadPeople(
  copier: Copier,
  options: Options,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const { people, project } = options
  const began = Date.now() - 90 * 86_400_000
  await loadClients(copier, options)
  let done = 0
  for (const batch of batchesOf(numbers(people), A_BATCH)) {
    const at = (n: number): number => began + done + n
    await copyBatch(copier, { ...options, project: NO_PROJECT }, batch.map(account), at)
    await copyBatch(copier, options, batch.map(profile), at)
    await copyBatch(
      copier,
      options,
      batch.map((n) => membership(n, options.policy)),
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

/** Many of them old, some never used, and one in fifty with Basic. */
async function loadClients(copier: Copier, options: Options): Promise<void> {
  const { project, clients } = options
  const all = Array.from({ length: clients }, (_, n) => n)
  const days = (count: number): string => new Date(Date.now() - count * 86_400_000).toISOString()
  await copyBatch(copier, options, all.map(client), (n) => Date.now() - 400 * 86_400_000 + n)
  await copier.copy(
    'clients',
    ['id', 'project', 'active', 'kind', 'auth_method', 'basic_allowed', 'first_party', 'created_at'],
    all.map((n) => [clientId(n), project, true, kindOf(n), 'client_secret_basic', n % 50 === 0, false, days(400)]),
  )
  const devices = all.filter((n) => kindOf(n) === 'device')
  await copier.copy(
    'devices',
    ['id', 'project', 'connected_at'],
    devices.map((n) => [clientId(n), project, days(n % 400)]),
  )
  await copier.copy(
    'client_secrets',
    ['client_id', 'secret_hash', 'key_version', 'created_at'],
    all.map((n) => [clientId(n), 'x', '1', days(n % 400)]),
  )
  await copier.copy(
    'client_uses',
    ['client_id', 'project', 'used_at', 'how', 'address', 'program'],
    all.filter((n) => n % 10 !== 9).map((n) => [clientId(n), project, days(n % 100), 'secret', 'x', '']),
  )
}

function* numbers(people: number): Generator<number> {
  for (let n = 0; n < people; n += 1) yield n
}

const reference = (n: number): string => `${n < PATIENTS_FROM ? 'Practitioner' : 'Patient'}/${personId(n)}`

// Made for the bench, and indexed as the server indexes them.
const as = (resource: object): Loadable => resource as Resource as Loadable

const client = (n: number): Loadable =>
  as({
    resourceType: 'ClientApplication',
    id: clientId(n),
    name: CLIENTS[n] ?? `${CLIENT_NAMES[n % CLIENT_NAMES.length]} ${n}`,
    kind: kindOf(n),
    status: 'active',
  })

const kindOf = (n: number): string => (n % 3 === 2 ? 'device' : 'server')

function account(n: number): Loadable {
  const { given, family } = nameOf(n)
  return as({ resourceType: 'User', id: userId(n), firstName: given, lastName: family, email: emailOf(n) })
}

function profile(n: number): Loadable {
  const { given, family } = nameOf(n)
  const [resourceType = '', id] = reference(n).split('/')
  return as({ resourceType, id, name: [{ given: [given], family }], telecom: [{ system: 'email', value: emailOf(n) }] })
}

const membership = (n: number, policy: string): Loadable =>
  as({
    resourceType: 'ProjectMembership',
    id: membershipId(n),
    user: { reference: `User/${userId(n)}` },
    profile: { reference: reference(n) },
    accessPolicy: { reference: policy },
  })
