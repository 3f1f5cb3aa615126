import { randomBytes } from 'node:crypto'
import type { Browser, Visit } from '../browser.ts'
import { pkce } from '../flow.ts'
import { type Answer, type CallOptions, call } from '../http.ts'
import { NotHere } from '../requirement.ts'
import {
  CALLBACK,
  CALLBACKS,
  type Client,
  type ClientName,
  createOnce,
  type Damson,
  endpointOf,
  type MailMessage,
  type Metadata,
  type Owner,
  type Person,
  SIGNED_OUT,
} from './server.ts'

/** Why the rows cannot be run on a server, and what to do. */
export class SetUpProblem extends Error {
  override readonly name = 'SetUpProblem'
}

const machine = (tokenEndpointAuthMethod: string): object => ({
  kind: 'server',
  grantType: ['client_credentials'],
  tokenEndpointAuthMethod,
})

const FIELDS: Readonly<Record<ClientName, object>> = {
  app: {
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    redirectUris: CALLBACKS,
    postLogoutRedirectUris: [SIGNED_OUT],
  },
  otherApp: { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK] },
  web: { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic', redirectUris: [CALLBACK] },
  service: machine('client_secret_basic'),
  otherService: machine('client_secret_basic'),
  poster: machine('client_secret_post'),
}

export interface DamsonAccess {
  /** Runs a project there; without one, registration must be open. */
  readonly administrator?: Person | undefined
  readonly codeSeconds?: number
}

/** Damson's default, and the most that it allows. */
const LONGEST_CODE_SECONDS = 60

/** Damson at an address. */
export async function openDamson(
  baseUrl: string,
  { administrator, codeSeconds = LONGEST_CODE_SECONDS }: DamsonAccess = {},
): Promise<Damson> {
  const metadata = await readMetadata(baseUrl)
  const issuer = String(metadata.issuer)
  const once = createOnce()
  const url = (path: string): string => new URL(path, issuer.endsWith('/') ? issuer : `${issuer}/`).href
  // The sign-in API accepts only pages of known origins, and its own is one.
  const own = { Origin: new URL(issuer).origin }
  const api = (path: string, options: CallOptions): Promise<Answer> =>
    call(url(path), { ...options, headers: { ...own, ...options.headers } })

  const damson: Damson = {
    name: 'damson',
    issuer,
    metadata,
    fhirUrl: url('fhir/R4/'),
    codeSeconds,
    jwtParameters: {},
    once,
    url,
    endpoint: (name) => endpointOf(metadata, name),
    api,
    owner: () =>
      once('owner', () => (administrator === undefined ? makeOwner(api, newPerson()) : ownerOf(api, administrator))),
    newOwner: async (password) => {
      if (administrator !== undefined) throw new NotHere('registration is closed on this server')
      return makeOwner(api, { ...newPerson(), ...(password !== undefined && { password }) })
    },
    register: async (person) => {
      if (administrator !== undefined) throw new NotHere('registration is closed on this server')
      return register(api, person, pkce().challenge)
    },
    newMember: async (owner) => makeMember(api, owner ?? (await damson.owner())),
    client: (name) => once(`client ${name}`, () => damson.newClient(FIELDS[name])),
    newClient: async (fields = FIELDS.service, owner) => makeClient(api, owner ?? (await damson.owner()), fields),
    passwordTokens: async (person, scope = 'openid offline_access') => {
      const { access_token, refresh_token } = await signInByApi(api, person, scope)
      return { access: String(access_token), refresh: String(refresh_token) }
    },
    passwordAnswer: (person) => beginByApi(api, person, 'openid', pkce().challenge),
    mailsTo: (email) => mailsTo(api, email),
    async signIn(browser, at) {
      const { email, password } = await damson.owner()
      if (!at.text.includes('name="password"')) return at
      let visit = await browser.post(url('signin'), { request: at.hidden('request'), email, password })
      while (visit.location.startsWith(issuer)) visit = await browser.open(visit.location)
      return visit
    },
    signOut: (browser, at) => signOut(damson, browser, at),
  }
  // Reported at once: without an owner no row can run.
  await damson.owner()
  return damson
}

/** Confirms if the server asks. */
async function signOut(damson: Damson, browser: Browser, at: Visit): Promise<Visit> {
  const confirmation = at.hidden('confirmation')
  const answer = { confirmation, decision: 'sign_out' }
  let visit = confirmation === '' ? at : await browser.post(damson.endpoint('end_session'), answer)
  while (visit.location.startsWith(damson.issuer)) visit = await browser.open(visit.location)
  return visit
}

type Api = (path: string, options: CallOptions) => Promise<Answer>

async function readMetadata(baseUrl: string): Promise<Metadata> {
  const address = new URL('.well-known/openid-configuration', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`).href
  const answer = await call(address).catch(() => undefined)
  if (answer?.status === 200 && typeof answer.json.issuer === 'string') return answer.json
  throw new SetUpProblem(
    `${address} does not answer with metadata${answer === undefined ? '' : ` (${answer.status})`}: ` +
      'is this the base URL of a running server?',
  )
}

/** A person with their own project, which only a server with open registration makes. */
async function makeOwner(api: Api, person: Person): Promise<Owner> {
  const { verifier, challenge } = pkce()
  const begun = await register(api, person, challenge)
  if (begun.status === 403)
    throw new SetUpProblem(
      'Nobody can register on this server. Set CONFORMANCE_EMAIL and CONFORMANCE_PASSWORD to the sign-in of an ' +
        'administrator of a project that exists only for tests.',
    )
  const made = await api('auth/newproject', { json: { login: must(begun).json.login, projectName: 'Conformance' } })
  return ownerWith(person, await redeem(api, must(made), verifier))
}

function register(api: Api, person: Person, codeChallenge: string): Promise<Answer> {
  const names = { firstName: 'Ada', lastName: 'Lovelace' }
  const scope = 'openid offline_access'
  const json = { ...names, ...person, projectId: 'new', scope, codeChallenge, codeChallengeMethod: 'S256' }
  return api('auth/newuser', { json })
}

async function makeMember(api: Api, { project, token }: Owner): Promise<Person> {
  const person = newPerson()
  const json = { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email: person.email }
  must(await api(`admin/projects/${project}/invite`, { json, bearer: token }))
  const link = (await mailsTo(api, person.email)).at(-1)?.link
  must(await api('auth/setpassword', { json: { ...link, password: person.password } }))
  return person
}

async function ownerOf(api: Api, person: Person): Promise<Owner> {
  return ownerWith(person, await signInByApi(api, person, 'openid offline_access'))
}

async function signInByApi(api: Api, person: Person, scope: string): Promise<Answer['json']> {
  const { verifier, challenge } = pkce()
  const begun = must(await beginByApi(api, person, scope, challenge))
  if (typeof begun.json.code !== 'string')
    throw new SetUpProblem('CONFORMANCE_EMAIL must have exactly one place on the server, in a project for tests.')
  return redeem(api, begun, verifier)
}

function beginByApi(api: Api, person: Person, scope: string, codeChallenge: string): Promise<Answer> {
  const { email, password } = person
  return api('auth/login', { json: { email, password, scope, codeChallenge, codeChallengeMethod: 'S256' } })
}

async function redeem(api: Api, { json }: Answer, verifier: string): Promise<Answer['json']> {
  const form = { grant_type: 'authorization_code', code: String(json.code), code_verifier: verifier }
  return must(await api('oauth2/token', { form })).json
}

function ownerWith(person: Person, { access_token, project, profile }: Answer['json']): Owner {
  return {
    ...person,
    token: String(access_token),
    project: referenceIn(project).replace('Project/', ''),
    profile: referenceIn(profile),
  }
}

function referenceIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'reference' in value ? String(value.reference) : ''
}

async function makeClient(api: Api, { project, token }: Owner, fields: object): Promise<Client> {
  const policy = must(
    await api('fhir/R4/AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'Conformance', resource: [{ resourceType: 'Patient' }] },
      bearer: token,
    }),
  )
  const json = {
    name: 'Conformance',
    // Its own pages may skip consent; the rows about consent say otherwise.
    firstParty: true,
    accessPolicy: { reference: `AccessPolicy/${String(policy.json.id)}` },
    ...fields,
  }
  const { id, secret } = must(await api(`admin/projects/${project}/client`, { json, bearer: token })).json
  return { id: String(id), secret: typeof secret === 'string' ? secret : undefined, redirectUri: CALLBACK }
}

/** What a server on a developer's own machine would have mailed. */
async function mailsTo(api: Api, email: string): Promise<readonly MailMessage[]> {
  const answer = await api('dev/inbox', { headers: { Accept: 'application/json' } })
  if (answer.status === 404) throw new NotHere('the e-mails of this server cannot be read')
  const mails = JSON.parse(must(answer).text) as readonly Record<'at' | 'to' | 'subject' | 'text', string>[]
  return mails
    .filter(({ to }) => to === email)
    .toSorted((one, two) => one.at.localeCompare(two.at))
    .map(({ subject, text }) => {
      const [, id, secret] = /\/auth\/(?:setpassword|verifyemail)\/([^/\s]+)\/(\S+)/.exec(text) ?? []
      const recovery = /\/(signin\/recovery\/start\/\S+)/.exec(text)?.[1]
      return { subject, link: id === undefined || secret === undefined ? undefined : { id, secret }, recovery }
    })
}

export function newPerson(): Person {
  const email = `person-${randomBytes(6).toString('hex')}@example.org`
  return { email, password: `correct horse ${randomBytes(8).toString('hex')}` }
}

function must(answer: Answer): Answer {
  if (answer.status >= 300)
    throw new SetUpProblem(`The server refused what the rows need: ${answer.status} ${answer.text}`)
  return answer
}
