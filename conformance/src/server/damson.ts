import { randomBytes } from 'node:crypto'
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
  type Metadata,
  type Owner,
  type Person,
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
  app: { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: CALLBACKS },
  otherApp: { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK] },
  web: { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic', redirectUris: [CALLBACK] },
  service: machine('client_secret_basic'),
  otherService: machine('client_secret_basic'),
  poster: machine('client_secret_post'),
}

/** Damson at an address. `administrator` runs a project there; without one, registration must be open. */
export async function openDamson(baseUrl: string, administrator: Person | undefined): Promise<Damson> {
  const metadata = await readMetadata(baseUrl)
  const issuer = String(metadata.issuer)
  const once = createOnce()
  const url = (path: string): string => new URL(path, issuer.endsWith('/') ? issuer : `${issuer}/`).href
  // The sign-in API is for pages of origins that it knows, its own among them.
  const own = { Origin: new URL(issuer).origin }
  const api = (path: string, options: CallOptions): Promise<Answer> =>
    call(url(path), { ...options, headers: { ...own, ...options.headers } })

  const damson: Damson = {
    name: 'damson',
    issuer,
    metadata,
    fhirUrl: url('fhir/R4/'),
    jwtParameters: {},
    once,
    url,
    endpoint: (name) => endpointOf(metadata, name),
    owner: () => once('owner', () => (administrator === undefined ? register(api) : ownerOf(api, administrator))),
    newOwner: async () => {
      if (administrator !== undefined) throw new NotHere('registration is closed on this server')
      return register(api)
    },
    client: (name) => once(`client ${name}`, () => damson.newClient(FIELDS[name])),
    newClient: async (fields = FIELDS.service, owner) => makeClient(api, owner ?? (await damson.owner()), fields),
    passwordTokens: async (person, scope = 'openid offline_access') => {
      const { access_token, refresh_token } = await signInByApi(api, person, scope)
      return { access: String(access_token), refresh: String(refresh_token) }
    },
    mailedLink: (email) => mailedLink(api, email),
    async signIn(browser, at) {
      const { email, password } = await damson.owner()
      if (!at.text.includes('name="password"')) return at
      let visit = await browser.post(url('signin'), { request: at.hidden('request'), email, password })
      while (visit.location.startsWith(issuer)) visit = await browser.open(visit.location)
      return visit
    },
  }
  return damson
}

type Api = (path: string, options: CallOptions) => Promise<Answer>

async function readMetadata(baseUrl: string): Promise<Metadata> {
  const address = new URL('.well-known/openid-configuration', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`).href
  const answer = await call(address).catch(() => undefined)
  if (answer?.status === 200 && typeof answer.json.issuer === 'string') return answer.json
  throw new SetUpProblem(
    `${address} does not answer with metadata${answer === undefined ? '' : ` (${answer.status})`}: is this the base URL of a running server?`,
  )
}

/** A person with a project of their own, which only a server with open registration makes. */
async function register(api: Api): Promise<Owner> {
  const person = { email: `owner-${randomBytes(6).toString('hex')}@example.org`, password: newPassword() }
  const { verifier, challenge } = pkce()
  const begun = await api('auth/newuser', {
    json: {
      firstName: 'Ada',
      lastName: 'Lovelace',
      ...person,
      projectId: 'new',
      scope: 'openid offline_access',
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    },
  })
  if (begun.status === 403)
    throw new SetUpProblem(
      'Nobody can register on this server. Set CONFORMANCE_EMAIL and CONFORMANCE_PASSWORD to the sign-in of somebody who administers a project that is there for tests alone.',
    )
  const made = await api('auth/newproject', { json: { login: must(begun).json.login, projectName: 'Conformance' } })
  return ownerWith(person, await redeem(api, must(made), verifier))
}

async function ownerOf(api: Api, person: Person): Promise<Owner> {
  return ownerWith(person, await signInByApi(api, person, 'openid offline_access'))
}

async function signInByApi(api: Api, person: Person, scope: string): Promise<Answer['json']> {
  const { verifier, challenge } = pkce()
  const json = { ...person, scope, codeChallenge: challenge, codeChallengeMethod: 'S256' }
  const begun = must(await api('auth/login', { json }))
  if (typeof begun.json.code !== 'string')
    throw new SetUpProblem('CONFORMANCE_EMAIL must have exactly one place on the server, in a project for tests.')
  return redeem(api, begun, verifier)
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
    // Its own pages may ask for no consent: rows about consent say otherwise.
    firstParty: true,
    accessPolicy: { reference: `AccessPolicy/${String(policy.json.id)}` },
    ...fields,
  }
  const { id, secret } = must(await api(`admin/projects/${project}/client`, { json, bearer: token })).json
  return { id: String(id), secret: typeof secret === 'string' ? secret : undefined, redirectUri: CALLBACK }
}

/** What a server on a developer's own machine would have mailed. */
async function mailedLink(api: Api, email: string): Promise<{ readonly id: string; readonly secret: string }> {
  const answer = await api('dev/inbox', { headers: { Accept: 'application/json' } })
  if (answer.status === 404) throw new NotHere('the letters of this server cannot be read')
  const letters = JSON.parse(must(answer).text) as readonly { readonly to: string; readonly text: string }[]
  const links = letters
    .filter(({ to }) => to === email)
    .map(({ text }) => /\/auth\/(?:setpassword|verifyemail)\/([^/\s]+)\/(\S+)/.exec(text))
    .filter((found) => found !== null)
  const [, id = '', secret = ''] = links.at(-1) ?? []
  if (id === '') throw new Error(`no link was mailed to ${email}`)
  return { id, secret }
}

export function newPassword(): string {
  return `correct horse ${randomBytes(8).toString('hex')}`
}

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new SetUpProblem(`The server refused what the rows need: ${answer.status} ${answer.text}`)
  return answer
}
