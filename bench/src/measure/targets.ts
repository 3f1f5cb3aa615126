import type { Job, Shot } from '../drive/job.ts'
import type { RecordedQuery } from '../floor/plan.ts'
import type { PathName } from '../paths.ts'
import type { Codes } from '../stand/codes.ts'
import type { LoadedObservation } from '../stand/load.ts'
import { type People, redeeming, signInBody } from '../stand/people.ts'
import type { Visit } from '../stand/visits.ts'

/** The server, its floor, the floor with one more durable insert, the server of another commit, or one elsewhere. */
export type Target = 'server' | 'floor' | 'audited' | 'against' | 'peer'

/** Everything that requests are made from. */
export interface Stand {
  readonly urls: Readonly<Record<'server' | 'floor', string>>
  readonly pids: Readonly<Record<'server' | 'floor', number>>
  /** The postmaster of the PostgreSQL that all of them use. */
  readonly postmasterPid: number | undefined
  /** The server of another commit, with its own database. */
  readonly against?: Stand
  /** A remote server with the same protocol. */
  readonly elsewhere?: Stand
  readonly people: People
  readonly observations: readonly LoadedObservation[]
  /** A search as the server sends it; the floors run it with the same params. */
  readonly search: (observation: LoadedObservation) => Promise<RecordedQuery>
  readonly codes: Codes
  /** Refresh tokens that are valid now; each slice uses up one for each connection. */
  readonly refreshTokens: string[]
  /** Browsers that open the sign-in page. */
  readonly visits: readonly Visit[]
}

/** What the requests of the paths are made from that need nothing fresh for each slice. */
export type Sources = Pick<Stand, 'urls' | 'people' | 'observations' | 'search' | 'visits'>

export type SliceOf = Pick<Job, 'connections' | 'seconds'>

const FHIR = { Accept: 'application/fhir+json' }
const FHIR_BODY = { 'Content-Type': 'application/fhir+json' }
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'Content-Type': 'application/json' }

/** How many different requests of a kind are sent in turn. */
export const VARIETY = 2_000

/** Paths whose floor has a variant with one more durable insert; the floors of tokens already insert durably. */
const AUDITED: ReadonlySet<PathName> = new Set([
  'read-bearer',
  'read-basic',
  'read-acting',
  'create',
  'search',
  'password-login',
])

export function targetsOf(path: PathName): readonly Target[] {
  return AUDITED.has(path) ? ['server', 'floor', 'audited'] : ['server', 'floor']
}

/** The job for one slice of a path on a target. `expected` is the largest number of requests that it will take. */
export async function jobOf(
  stand: Stand,
  path: PathName,
  target: Target,
  slice: SliceOf,
  expected: number,
): Promise<Job> {
  if (target === 'against' && stand.against !== undefined) return jobOf(stand.against, path, 'server', slice, expected)
  if (target === 'peer' && stand.elsewhere !== undefined) return jobOf(stand.elsewhere, path, 'server', slice, expected)
  const url = target === 'server' ? stand.urls.server : stand.urls.floor
  const status = path === 'create' ? 201 : 200
  const common = { ...slice, url, status }
  if (path === 'code-exchange') {
    const codes = await stand.codes.make(expected)
    return { ...common, shots: codes.map((code) => codeShot(target, code)), once: true }
  }
  if (path === 'refresh') {
    const tokens = stand.refreshTokens.splice(0, slice.connections * 2)
    return { ...common, shots: tokens.map((token) => refreshShot(target, token)), refreshing: true }
  }
  return { ...common, shots: await shotsOf(stand, path, target) }
}

export function shotsOf(stand: Sources, path: PathName, target: Target): readonly Shot[] | Promise<readonly Shot[]> {
  const prefix = target === 'audited' ? '/audited' : ''
  const isServer = target === 'server'
  switch (path) {
    case 'read-bearer':
    case 'read-basic':
    case 'read-acting':
      return spread(stand.observations).map(({ id }, n) => ({
        method: 'GET',
        path: isServer ? `/fhir/R4/Observation/${id}` : `${prefix}/read/${id}`,
        headers: {
          ...FHIR,
          ...(isServer && { Authorization: credential(stand, path, n) }),
          ...(isServer && path === 'read-acting' && actingFor(stand)),
        },
        expect: ['"resourceType":"Observation"', `"id":"${id}"`],
      }))
    case 'create':
      return spread(stand.observations).map((observation, n) => ({
        method: 'POST',
        path: isServer ? '/fhir/R4/Observation' : `${prefix}/create`,
        headers: { ...FHIR, ...FHIR_BODY, ...(isServer && { Authorization: credential(stand, 'read-bearer', n) }) },
        body: newObservation(observation),
        expect: ['"resourceType":"Observation"', '"versionId":"'],
      }))
    case 'search':
      return Promise.all(spread(stand.observations).map((observation, n) => searchShot(stand, target, observation, n)))
    case 'client-credentials':
      return stand.people.machines.map((machine) => clientShot(target, machine))
    case 'password-login':
      return [
        {
          method: 'POST',
          path: isServer ? '/auth/login' : `${prefix}/password-login`,
          headers: { ...JSON_BODY, Origin: stand.urls.server },
          body: signInBody(stand.people.person),
          expect: ['"code":"'],
        },
      ]
    case 'signin-page':
      return stand.visits.map(({ path: asked, headers }, n) => ({
        method: 'GET',
        path: isServer ? asked : `/signin-page/${n}`,
        headers,
        expect: ['<input type="hidden" name="request" value="', 'Harbor Street Clinic', '</html>'],
      }))
    default:
      throw new Error(`${path} has requests of its own.`)
  }
}

async function searchShot(stand: Sources, target: Target, observation: LoadedObservation, n: number): Promise<Shot> {
  const expect = ['"type":"searchset"', observation.id]
  if (target === 'server')
    return {
      method: 'GET',
      path: `/fhir/R4/Observation?${searchQuery(observation)}`,
      headers: { ...FHIR, Authorization: credential(stand, 'read-bearer', n) },
      expect,
    }
  const { params } = await stand.search(observation)
  const query = new URLSearchParams({ params: JSON.stringify(params) })
  return { method: 'GET', path: `${target === 'audited' ? '/audited' : ''}/search?${query}`, headers: FHIR, expect }
}

export function credential(
  { people: { machines } }: Pick<Stand, 'people'>,
  path: 'read-bearer' | 'read-basic' | 'read-acting',
  n: number,
): string {
  const machine = machines[n % machines.length]
  return (path === 'read-basic' ? machine?.basic : machine?.bearer) ?? ''
}

/** The server of an older commit reads as the machine itself. */
function actingFor({ people: { actedFor } }: Pick<Stand, 'people'>): Readonly<Record<string, string>> {
  return actedFor === undefined ? {} : { 'X-Medplum-On-Behalf-Of': actedFor }
}

/** Spread over the whole store, so that it is not luck whether a page is in memory. */
function spread(observations: readonly LoadedObservation[]): readonly LoadedObservation[] {
  const step = Math.max(1, Math.floor(observations.length / VARIETY))
  return observations.filter((_, n) => n % step === 0).slice(0, VARIETY)
}

/** Finds the observation, and everything else that was measured of that person until then. */
export function searchQuery({ subject, code, date }: LoadedObservation): string {
  const day = date.slice(0, 10)
  return new URLSearchParams({ subject, code: `http://loinc.org|${code}`, date: `ge${day}` }).toString()
}

/** Sodium, which no loaded observation has, so that created ones change no search. */
function newObservation({ subject, date }: LoadedObservation): string {
  return JSON.stringify({
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '2951-2' }] },
    subject: { reference: subject },
    effectiveDateTime: date,
    valueQuantity: { value: 139, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
  })
}

const TOKEN = '"access_token":"ey'

function clientShot(target: Target, { id, basic }: People['machines'][number]): Shot {
  const form = { grant_type: 'client_credentials', ...(target === 'floor' && { client: id }) }
  return {
    method: 'POST',
    path: target === 'floor' ? '/client-credentials' : '/oauth2/token',
    headers: { ...FORM, ...(target !== 'floor' && { Authorization: basic }) },
    body: new URLSearchParams(form).toString(),
    expect: [TOKEN],
  }
}

function codeShot(target: Target, code: string): Shot {
  const path = target === 'server' ? '/oauth2/token' : '/code-exchange'
  return { method: 'POST', path, headers: FORM, body: redeeming(code), expect: [TOKEN, '"refresh_token":"'] }
}

function refreshShot(target: Target, token: string): Shot {
  const path = target === 'server' ? '/oauth2/token' : '/refresh'
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }).toString()
  return { method: 'POST', path, headers: FORM, body, expect: [TOKEN, '"refresh_token":"'] }
}
