import { randomInt } from 'node:crypto'
import type { ClientApplication, Reference, Resource, WithId } from '@damson/sdk'
import { DamsonClient, DamsonError } from '@damson/sdk'
import { makePerson, type Person } from './people.ts'
import { ACTS_FOR, POLICIES } from './policies.ts'
import { createRandom } from './random.ts'
import { encounterOf, makeVisits, observationsOf } from './visits.ts'

export interface SeedOptions {
  /** A server on this machine, as `npm start` gives it: with open registration and the development inbox. */
  readonly baseUrl: string
  /** The same seed makes the same people. */
  readonly seed?: number
  readonly patients?: number
  /** Where the browser app is sent back to. */
  readonly browserRedirectUri?: string
  /** Told what is being done, in a line each. */
  readonly onProgress?: (line: string) => void
  /** The visits lie in the year before this day. */
  readonly today?: Date
}

export interface Account {
  readonly email: string
  readonly password: string
}

export interface MachineClient {
  readonly id: string
  readonly secret: string
}

/** What was made, with the only copy of each password and secret. */
export interface Clinic {
  readonly projectId: string
  readonly baseUrl: string
  /** An administrator of the project. */
  readonly owner: Account
  readonly clinician: Account
  readonly clients: {
    readonly browser: { readonly id: string; readonly redirectUri: string }
    readonly native: { readonly id: string }
    readonly server: MachineClient
    readonly analyzer: MachineClient
    /** A host that cannot do OAuth: Basic. */
    readonly gateway: MachineClient
    readonly pipeline: MachineClient
  }
}

/** Why there is no clinic; the message says what to do. */
export class ClinicRefused extends Error {
  override readonly name = 'ClinicRefused'
}

const OWNER = { firstName: 'Mary', lastName: 'Whitlock', email: 'owner@hillside.example' }
const CLINICIAN = { firstName: 'Julian', lastName: 'Farrow', email: 'clinician@hillside.example' }

/** Creates a clinic with synthetic people in its own project, only through the public API. */
export async function seedClinic(options: SeedOptions): Promise<Clinic> {
  const { seed = 1, patients = 24, browserRedirectUri = 'http://localhost:5173/' } = options
  const tell = options.onProgress ?? (() => {})
  const client = new DamsonClient({ baseUrl: options.baseUrl })

  tell(`Registering the owner, ${OWNER.email}`)
  const owner = { email: OWNER.email, password: newPassword() }
  const projectId = await registerOwner(client, owner.password)

  tell(`Inviting the clinician, ${CLINICIAN.email}`)
  const clinician = { email: CLINICIAN.email, password: newPassword() }
  const practitioner = await inviteClinician(client, projectId, clinician.password)

  tell('Registering the apps, the server and the devices, each with a policy of its own')
  const clients = await registerClients(client, projectId, browserRedirectUri)

  const random = createRandom(seed)
  const people = Array.from({ length: patients }, (_, index) => makePerson(random, index + 1, practitioner))
  await writePeople(client, people, practitioner, { seed, today: options.today ?? new Date(), tell })
  await client.signOut()
  return { projectId, baseUrl: client.getBaseUrl(), owner, clinician, clients }
}

/** Four groups of four e-mails: 75 bits, and a person can type it. */
function newPassword(): string {
  const mails = 'abcdefghijkmnpqrstuvwxyz'
  const group = (): string => Array.from({ length: 4 }, () => mails[randomInt(mails.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

async function registerOwner(client: DamsonClient, password: string): Promise<string> {
  const { login } = await client.startNewUser({ ...OWNER, password, projectId: 'new' })
  const { code = '' } = await client
    .startNewProject({ login, projectName: 'Hillside Clinic' })
    .catch((error: unknown) => {
      // A known address is answered like a new one, with a login that leads nowhere.
      throw error instanceof DamsonError && error.code === 'outcome'
        ? new ClinicRefused(
            `This server has an account for ${OWNER.email} already. Start with an empty store: stop the server, delete its data directory (.damson) and start it again.`,
            { cause: error },
          )
        : error
    })
  await client.processCode(code)
  return client.getProject()?.id ?? ''
}

/** Invites them, and opens the link in their e-mail as they would. */
async function inviteClinician(
  client: DamsonClient,
  projectId: string,
  password: string,
): Promise<Reference<'Practitioner'>> {
  const accessPolicy = await createPolicy(client, 'Clinicians', 'clinician')
  const invited = await client.invite(projectId, {
    ...CLINICIAN,
    resourceType: 'Practitioner',
    membership: { accessPolicy },
  })
  if (invited.resourceType === 'OperationOutcome')
    throw new ClinicRefused(`The clinician was invited, but: ${invited.issue[0]?.details?.text}`)

  const mails: readonly { readonly to: string; readonly text: string }[] = await client.get('dev/inbox', {
    headers: { Accept: 'application/json' },
  })
  const mailed = mails.findLast(({ to }) => to === CLINICIAN.email)
  const [, id, secret] = /setpassword\/([^/\s]+)\/([^/\s]+)/.exec(mailed?.text ?? '') ?? []
  if (id === undefined || secret === undefined)
    throw new ClinicRefused('The e-mail to the clinician is not in the development inbox: use a server of `npm start`.')
  await client.post('auth/setpassword', { id, secret, password })
  return { reference: invited.profile.reference ?? '', display: `Dr ${CLINICIAN.firstName} ${CLINICIAN.lastName}` }
}

async function registerClients(
  client: DamsonClient,
  projectId: string,
  redirectUri: string,
): Promise<Clinic['clients']> {
  const register = (fields: object): Promise<WithId<ClientApplication> & { readonly secret?: string }> =>
    client.post(`admin/projects/${projectId}/client`, fields)
  const machine = async (
    name: string,
    kind: 'server' | 'device',
    policy: keyof typeof POLICIES,
    basicAllowed = false,
  ): Promise<MachineClient> => {
    const accessPolicy = await createPolicy(client, name, policy)
    const { id, secret = '' } = await register({ name, kind, accessPolicy, basicAllowed })
    return { id, secret }
  }
  // The clinic's own apps: people are not asked for consent.
  const app = { kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true }
  const allowedOrigin = [new URL(redirectUri).origin]
  const browser = await register({
    ...app,
    name: 'Hillside in the browser',
    redirectUris: [redirectUri],
    allowedOrigin,
  })
  // The port is the app's choice (RFC 8252 §7.3).
  const native = await register({
    ...app,
    name: 'Hillside on the desktop',
    redirectUris: ['http://127.0.0.1/callback'],
  })
  return {
    browser: { id: browser.id, redirectUri },
    native: { id: native.id },
    server: await actingFor(client, await machine('Proxy of the reception', 'server', 'server')),
    analyzer: await machine('Laboratory analyzer', 'device', 'analyzer'),
    gateway: await machine('Ward gateway', 'device', 'gateway', true),
    pipeline: await machine('Publishing pipeline', 'device', 'pipeline'),
  }
}

/** Lets a machine act for people. */
async function actingFor(client: DamsonClient, machine: MachineClient): Promise<MachineClient> {
  const own = await client.searchOne('ProjectMembership', { user: `ClientApplication/${machine.id}` })
  if (own === undefined) throw new ClinicRefused('The proxy of the reception has no membership.')
  await client.updateResource({ ...own, actFor: ACTS_FOR })
  return machine
}

async function createPolicy(
  client: DamsonClient,
  name: string,
  policy: keyof typeof POLICIES,
): Promise<Reference<'AccessPolicy'>> {
  const made = await client.createResource({ resourceType: 'AccessPolicy', name, resource: POLICIES[policy] })
  return { reference: `AccessPolicy/${made.id}` }
}

async function writePeople(
  client: DamsonClient,
  people: readonly Person[],
  practitioner: Reference<'Practitioner'>,
  { seed, today, tell }: { readonly seed: number; readonly today: Date; readonly tell: (line: string) => void },
): Promise<void> {
  tell(`Writing ${people.length} patients`)
  const patients = await createAll(
    client,
    people.map(({ patient }) => patient),
  )
  const visits = people.flatMap((person, index) => {
    const subject = { reference: `Patient/${patients[index]}` }
    // Each patient has a separate random sequence: more visits of one do not change the others.
    return makeVisits(createRandom(seed * 7919 + index), person, today).map((visit) => ({ visit, subject }))
  })

  tell(`Writing ${visits.length} encounters`)
  const encounters = await createAll(
    client,
    visits.map(({ visit, subject }) => encounterOf(visit, subject, practitioner)),
  )
  const observations = visits.flatMap(({ visit, subject }, index) =>
    observationsOf(visit, { reference: `Encounter/${encounters[index]}` }, subject, practitioner),
  )

  tell(`Writing ${observations.length} observations`)
  await createAll(client, observations)
}

const AT_ONCE = 100

/** Creates resources in batches, and answers their ids in order. */
async function createAll(client: DamsonClient, resources: readonly Resource[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (let start = 0; start < resources.length; start += AT_ONCE) {
    const entry = resources
      .slice(start, start + AT_ONCE)
      .map((resource) => ({ resource, request: { method: 'POST' as const, url: resource.resourceType } }))
    const answers = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry })
    for (const { response, resource } of answers.entry ?? []) {
      const id = resource?.id ?? /\/([^/]+)\/_history\//.exec(response?.location ?? '')?.[1]
      if (response?.status !== '201' || id === undefined)
        throw new ClinicRefused(`The server did not take a resource: ${JSON.stringify(response)}`)
      ids.push(id)
    }
  }
  return ids
}
