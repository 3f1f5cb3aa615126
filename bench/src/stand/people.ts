import { createHash, randomBytes } from 'node:crypto'
import { ADMINISTRATOR } from './damson.ts'

/** The people and machines in the measurements, made through the API. */
export interface People {
  readonly project: string
  /** The administrator's profile. */
  readonly profile: string
  readonly machines: readonly Machine[]
  /** The membership for which the machines act; undefined where nothing is measured of it. */
  readonly actedFor?: string | undefined
  /** The person who signs in with a password. */
  readonly person: Person
  /** The administrator's token, with its scheme. */
  readonly bearer: string
}

export interface Person {
  readonly email: string
  readonly password: string
}

export interface Machine {
  readonly id: string
  readonly secret: string
  readonly basic: string
  readonly bearer: string
}

/** What the machines may do: a typical policy of a back end. */
const POLICY = [{ resourceType: 'Patient', readonly: true }, { resourceType: 'Observation' }]

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The PKCE pair of all measured sign-ins. */
export const VERIFIER = randomBytes(48).toString('base64url')
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/**
 * The scope of a person's app. It asks for no id token: the RSA signature, the same on both sides, would hide the rest.
 */
export const SCOPE = 'offline_access'

/** At least as many machines as connections, so that no two connections share a client's counter. */
export async function makePeople(url: string, machineCount: number): Promise<People> {
  const code = await signIn(url, ADMINISTRATOR)
  const tokens = await post(`${url}/oauth2/token`, FORM, redeeming(code))
  const owner = `Bearer ${String(tokens.access_token)}`
  const project = (tokens.project as { reference: string }).reference.slice('Project/'.length)
  const json = { 'Content-Type': 'application/json', Authorization: owner }
  const policy = await post(
    `${url}/fhir/R4/AccessPolicy`,
    json,
    JSON.stringify({ resourceType: 'AccessPolicy', name: 'bench', resource: POLICY }),
  )
  const accessPolicy = { reference: `AccessPolicy/${String(policy.id)}` }
  const machines: Machine[] = []
  for (let n = 0; n < machineCount; n += 1) {
    const client = { name: `machine ${n}`, kind: 'server', basicAllowed: true, accessPolicy }
    const { id, secret } = await post(`${url}/admin/projects/${project}/client`, json, JSON.stringify(client))
    machines.push(await machineOf(url, String(id), String(secret)))
  }
  const { reference: profile } = tokens.profile as { reference: string }
  return { project, profile, machines, person: ADMINISTRATOR, bearer: owner }
}

/** A client and its first token. */
export async function machineOf(url: string, id: string, secret: string): Promise<Machine> {
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const tokens = await post(`${url}/oauth2/token`, { ...FORM, Authorization: basic }, 'grant_type=client_credentials')
  return { id, secret, basic, bearer: `Bearer ${String(tokens.access_token)}` }
}

/** The app to sign in to, and what it asks for. Without one, the server's own. */
export interface AppRequest {
  readonly clientId: string
  readonly scope: string
  readonly nonce: string
}

/** A sign-in up to its code. */
export async function signIn(url: string, person: Person, app?: AppRequest): Promise<string> {
  const { code } = await post(`${url}/auth/login`, { 'Content-Type': 'application/json' }, signInBody(person, app))
  return String(code)
}

export function signInBody(person: Person, app?: AppRequest): string {
  return JSON.stringify({
    ...person,
    scope: SCOPE,
    ...app,
    codeChallenge: CHALLENGE,
    codeChallengeMethod: 'S256',
  })
}

export function redeeming(code: string): string {
  return new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: VERIFIER }).toString()
}

export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    // The sign-in API accepts only pages of known origins, and its own is one.
    headers: { Origin: new URL(url).origin, ...headers },
    body,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
