import { randomBytes } from 'node:crypto'
import {
  type Answer,
  type Caller,
  type Owner,
  pkce,
  proveAsIf,
  startWorld,
  type World,
  type WorldOptions,
} from '@damson/testkit'

export const PASSWORD = 'a quiet garden path'

/** An address that nobody has yet. */
export const freshEmail = (): string => `person-${randomBytes(6).toString('hex')}@example.org`

/** What a sign-in under way has: its answer, and the verifier that its code will want. */
export interface Begun {
  readonly answer: Answer
  readonly handle: string
  readonly code: string
  readonly verifier: string
}

/** Begins a sign-in by password; fields replace or, when undefined, leave out what is usually sent. */
export async function begin(call: Caller, fields: object, headers: Record<string, string> = {}): Promise<Begun> {
  return post(call, 'auth/login', { password: PASSWORD, scope: 'openid', ...fields }, headers)
}

/** Registers somebody. */
export async function register(call: Caller, fields: object = {}): Promise<Begun & { readonly email: string }> {
  const email = freshEmail()
  const body = { firstName: 'Ada', lastName: 'Lovelace', email, password: PASSWORD, scope: 'openid', ...fields }
  return { ...(await post(call, 'auth/newuser', body)), email: body.email }
}

async function post(call: Caller, path: string, fields: object, headers: Record<string, string> = {}): Promise<Begun> {
  const { verifier, challenge } = pkce()
  const json = { codeChallenge: challenge, codeChallengeMethod: 'S256', ...fields }
  const answer = await call(path, { json, headers })
  return { answer, handle: answer.body?.login ?? '', code: answer.body?.code ?? '', verifier }
}

/** Redeems a code; changes replace or, when undefined, leave out fields of the form. */
export function redeem(
  call: Caller,
  { code, verifier }: Pick<Begun, 'code' | 'verifier'>,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  const fields = { grant_type: 'authorization_code', code, code_verifier: verifier, ...changes }
  return call('oauth2/token', { form: present(fields) })
}

export function refresh(
  call: Caller,
  refreshToken: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return call('oauth2/token', {
    form: present({ grant_type: 'refresh_token', refresh_token: refreshToken, ...changes }),
  })
}

export function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** The stable word of ours in an OperationOutcome. */
export function reasonOf({ body }: Answer): string | undefined {
  return body?.issue?.[0]?.details?.coding?.[0]?.code
}

/** Status and reason, for comparing refusals at a glance. */
export function verdict(answer: Answer): string {
  return `${answer.status} ${reasonOf(answer) ?? answer.body?.error ?? ''}`.trim()
}

/** As in production: registration needs mail, and the server's own administrator runs a project. */
export interface Clinic {
  readonly world: World
  readonly project: string
  /** The administrator, whose token is good for an hour of the world's time. */
  readonly admin: { readonly email: string; readonly password: string; readonly token: string; readonly userId: string }
  /** Signs the administrator in again, after travelling. */
  adminToken(): Promise<string>
  invite(fields?: object): Promise<Answer>
  /** Somebody invited who has chosen a password. */
  member(fields?: object): Promise<{ readonly email: string; readonly password: string; readonly membership: string }>
  /** Opens the project for patients who register themselves. */
  openForPatients(): Promise<void>
}

export async function startClinic(options: WorldOptions = {}): Promise<Clinic> {
  const admin = { email: 'admin@example.org', password: 'the password of the administrator' }
  const env = { DAMSON_ADMIN_EMAIL: admin.email, DAMSON_ADMIN_PASSWORD: admin.password, ...options.env }
  const world = await startWorld({ development: false, ...options, env })
  const signedIn = async (): Promise<Answer> => {
    const answer = must(await world.actors.signIn(admin.email, admin.password))
    await proveAsIf(world, answer.body.access_token)
    return answer
  }
  const { body } = await signedIn()
  const project: string = body.project.reference.split('/')[1]
  let token: string = body.access_token
  const clinic: Clinic = {
    world,
    project,
    get admin() {
      return { ...admin, token, userId: claimsOf(token)['sub'] as string }
    },
    async adminToken() {
      token = (await signedIn()).body.access_token
      return token
    },
    invite: (fields = {}) =>
      world.call(`admin/projects/${project}/invite`, {
        json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', ...fields },
        token,
      }),
    async member(fields = {}) {
      const email = freshEmail()
      const invited = must(await clinic.invite({ email, ...fields }))
      await follow(world, email)
      return { email, password: PASSWORD, membership: invited.body.id }
    },
    async openForPatients() {
      const at = `fhir/R4/Project/${project}`
      const { body: before } = must(await world.call(at, { token }))
      const ofPatients = before.defaultAccessPolicies.find(
        ({ profileType }: { profileType: string }) => profileType === 'Patient',
      ).accessPolicy
      must(await world.call(at, { method: 'PUT', json: { ...before, defaultPatientAccessPolicy: ofPatients }, token }))
    },
  }
  return clinic
}

/** Follows the newest link that was mailed, and chooses a password. */
export async function follow(world: World, email: string, password = PASSWORD): Promise<void> {
  const { id, secret } = world.inbox.link(email)
  must(await world.call('auth/setpassword', { json: { id, secret, password } }))
}

export function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

/** A first-party app of a project, for its own origin. */
export async function makeClient(call: Caller, { project, token }: Owner, fields: object = {}): Promise<Answer> {
  return must(
    await call(`admin/projects/${project}/client`, {
      json: {
        name: 'An App',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        ...fields,
      },
      token,
    }),
  )
}
