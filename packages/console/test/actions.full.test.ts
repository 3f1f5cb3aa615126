/** Every request of the table of actions, made as each shipped role: what the API refuses is not offered, and the other way round. */
import { randomBytes } from 'node:crypto'
import type { Answer, CallOptions, Owner } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must } from '../../server/test/identity/steps.ts'
import { EVERYBODY, NAMED, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { ACTIONS, type ActionName, isOffered } from '../src/frame/actions.ts'
import { lets } from '../src/session/own-policy.ts'

/** Roles that somebody has beside a policy by which they read patients, as staff at a desk do. */
const AT_A_DESK = ['identity-administrator', 'help-desk'] as const

interface Asking {
  readonly name: string
  readonly role: 'owner' | (typeof NAMED)[number] | undefined
  readonly token: string
  readonly mayRead: (type: string) => boolean
}
/** Owners come last: what a request is about is then there until somebody may do it. */
const asking: Asking[] = []

/**
 * Administrators whose policies leave something out: the console offers them all of their project, since a policy may limit
 * them in any way, and tells in the API's words what theirs refuses.
 */
const NO_CHARTS: readonly string[] = [
  'PUT fhir/R4/Patient/{patient}',
  'PUT fhir/R4/RelatedPerson/{relative}',
  // Their Bots may do what these owners may not.
  ...ACTIONS.manage_bots.requests.slice(1, -1),
  ...ACTIONS.let_bots_act.requests,
]
const REFUSED_TO: Readonly<Record<string, readonly string[]>> = {
  'owner without charts': NO_CHARTS,
  limited: [
    ...NO_CHARTS,
    // A policy that leaves something out makes no owner.
    ...ACTIONS.change_own_apps.requests,
    ...ACTIONS.change_proofs.requests,
    ...ACTIONS.say_for_whom.requests,
    // Nurses may do what they may not.
    'POST admin/projects/{project}/invite',
    ...ACTIONS.change_addresses.requests,
    ...ACTIONS.try_providers.requests,
    ...ACTIONS.change_providers.requests,
    ...ACTIONS.move_providers.requests,
    ...ACTIONS.check_domains.requests,
    ...ACTIONS.change_domains.requests,
    ...ACTIONS.set_secrets.requests,
    ...ACTIONS.read_audit.requests,
  ],
}

let office: Office
let stranger: Owner
/**
 * Owns a project that administers the server: it changes what is the server's, and nothing in the project of others, whose
 * things it is told are not there.
 */
let operator: Owner
beforeAll(async () => {
  office = await startOffice({})
  const { actors, store, call } = office.world
  stranger = await actors.owner()
  operator = await actors.owner()
  const sql = 'update projects set super_admin = true where id = $1::uuid'
  await store.db.query({ sql, params: [operator.project] })
  // What the node remembers of the project is forgotten with a change.
  const [path, { token }] = [`fhir/R4/Project/${operator.project}`, operator]
  const own = must(await call(path, { token })).body
  must(await call(path, { method: 'PUT', json: { ...own, name: 'The server' }, token }))
  const [at, { token: by }] = [`fhir/R4/Project/${office.owner.project}`, office.owner]
  const project = must(await call(at, { token: by })).body
  const setting = [...(project.setting ?? []), { name: 'activationCodes', valueBoolean: true }]
  must(await call(at, { method: 'PUT', json: { ...project, setting }, token: by }))
  const add = async (name: string, role: Asking['role'], person: { readonly token: string }): Promise<void> => {
    const { accessPolicy } = must(await call('auth/me', { token: person.token })).body
    asking.push({ name, role, token: person.token, mayRead: (type) => lets(accessPolicy, 'read', type) })
  }
  for (const role of AT_A_DESK) {
    const person = await office.member({ adminRole: role, accessPolicy: { reference: office.ward } })
    await add(`${role} who reads patients`, role, person)
  }
  for (const by of [...EVERYBODY].reverse()) {
    const role = NAMED.find((one) => one === by) ?? (by === 'nurse' ? undefined : 'owner')
    await add(by, role, office.people[by])
  }
})
afterAll(() => office.world.close())

const made = async (path: string, body: object): Promise<string> =>
  must(await office.admin('owner', 'POST', path, body)).body.id
const stored = async (resource: {
  readonly resourceType: string
  readonly [element: string]: unknown
}): Promise<string> => must(await office.fhir('owner', 'POST', resource.resourceType, resource)).body.id
const nameless = () => `d${randomBytes(6).toString('hex')}`
const PROVIDER = {
  resourceType: 'ProjectIdentityProvider',
  identityProvider: { name: 'X', issuer: 'https://idp.example', clientId: 'a', clientSecret: 'a-secret' },
}
const CODE = { code: 'export async function handler() {\n  return 1\n}\n', filename: 'bot.ts' }

const POLICY = { resourceType: 'AccessPolicy', name: 'x' }
let deployed: string | undefined

/** One's own, of the developer's; with a policy, only those could change it who have all that it gives. */
const app = (fields: object = {}): Promise<string> =>
  stored({
    resourceType: 'ClientApplication',
    name: 'x',
    kind: 'app',
    developer: [{ reference: office.people['app-developer'].profile }],
    ...fields,
  })

/** What a request is about, made anew for each. */
const TARGETS: Readonly<Record<string, () => Promise<string>>> = {
  project: async () => office.owner.project,
  member: async () =>
    must(await office.invite({ email: freshEmail(), accessPolicy: { reference: office.ward } })).body.id,
  // Begun by the help desk, who confirm nothing.
  async recovery() {
    const { membership, userId } = await office.member({ scope: 'project', accessPolicy: { reference: office.ward } })
    const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
      values (gen_random_uuid(), $1::uuid, 'totp', '', now(), now())`
    await office.world.store.db.query({ sql, params: [userId] })
    return must(await office.admin('help-desk', 'POST', `members/${membership}/recovery`, {})).body.id
  },
  // Who has accepted: the address of anybody else only owners change.
  user: async () => (await office.member({ scope: 'project', accessPolicy: { reference: office.ward } })).userId,
  // With a sign-in of theirs.
  async signed_in() {
    const { membership, token } = await office.member({ accessPolicy: { reference: office.ward } })
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { login_id: string }
    kept.set('sign_in', claims.login_id)
    return membership
  },
  account: async () => (await office.member({ scope: 'project', accessPolicy: { reference: office.ward } })).userId,
  practitioner: () => stored({ resourceType: 'Practitioner', name: [{ given: ['A'], family: 'B' }] }),
  patient: () => stored({ resourceType: 'Patient', name: [{ given: ['A'], family: 'B' }] }),
  async relative() {
    const patient = { reference: `Patient/${await target('patient')}` }
    return stored({ resourceType: 'RelatedPerson', patient, name: [{ given: ['A'], family: 'B' }] })
  },
  client: () => app(),
  own_app: () => app({ firstParty: true }),
  proving: () => app(),
  device: () => made('client', { name: 'x', kind: 'device', accessPolicy: { reference: office.ward } }),
  async machine() {
    const client = await TARGETS['device']?.()
    const found = must(await office.fhir('owner', 'GET', `ProjectMembership?user=ClientApplication/${client}`))
    return found.body.entry[0].resource.id
  },
  provider: () => stored(PROVIDER),
  domain: () => made('domain', { domain: `${nameless()}.example` }),
  policy: () => stored(POLICY),
  async running() {
    const bot = await made('bot', { name: 'x', accessPolicy: { reference: office.forBots } })
    const found = must(await office.fhir('owner', 'GET', `ProjectMembership?profile=Bot/${bot}`))
    return found.body.entry[0].resource.id
  },
  acting: async () => (await TARGETS['running']?.()) ?? '',
  bot: () => made('bot', { name: 'x', accessPolicy: { reference: office.forBots } }),
  as_others: () => made('bot', { name: 'x', accessPolicy: { reference: office.forBots } }),
  /** One for all that ask of its code: deploying takes long. */
  async deployed() {
    if (deployed !== undefined) return deployed
    const id = (await TARGETS['bot']?.()) ?? ''
    deployed = id
    for (const code of [CODE, { ...CODE, code: CODE.code.replace('1', '2') }])
      must(await office.fhir('owner', 'POST', `Bot/${id}/$deploy`, code))
    return id
  },
  other: async () => (await office.world.actors.owner()).project,
  async mail() {
    const about = `ProjectMembership/${await TARGETS['member']?.()}`
    const { emails } = must(await office.admin('owner', 'GET', 'emails')).body
    return emails.find((one: { about?: { reference: string } }) => one.about?.reference === about).id
  },
}

/** What a request says, where it says more than nothing. */
const BODIES: Readonly<Record<string, () => unknown>> = {
  invite: () => ({
    resourceType: 'Practitioner',
    firstName: 'A',
    lastName: 'B',
    email: freshEmail(),
    accessPolicy: { reference: office.ward },
  }),
  client: () => ({ name: 'x', tokenEndpointAuthMethod: 'none' }),
  'clients/basic': () => ({ allowed: false }),
  'device-window': () => ({ name: 'x', accessPolicy: { reference: office.ward } }),
  'device-window/find': () => ({ code: 'BBBB-BBBB' }),
  'device-window/connect': () => ({
    window: crypto.randomUUID(),
    code: 'BBBB-BBBB',
    fingerprint: '0000-0000-0000-0000',
  }),
  'device-window/deny': () => ({ code: 'BBBB-BBBB' }),
  'provider-test': () => ({ provider: { reference: 'ClientApplication/00000000-0000-4000-8000-000000000000' } }),
  'provider-move': async () => {
    const identityProvider = { issuer: 'https://idp.example', clientId: 'damson', clientSecret: 'a-secret' }
    const client = await made('client', { name: 'x', kind: 'app', identityProvider })
    return { provider: { reference: `ClientApplication/${client}` } }
  },
  'activation-codes': async () => ({
    patient: { reference: `Patient/${await target('patient')}` },
    accessPolicy: { reference: office.ward },
  }),
  'emergency-account': () => ({ membership: null }),
  'provider-claims': () => ({ claimRule: [], claims: {} }),
  domain: () => ({ domain: `${nameless()}.example` }),
  'domain/{domain}': () => ({ identityProvider: null }),
  'domain/{domain}/enforce': () => ({ enforced: false }),
  bot: () => ({ name: 'x' }),
  secrets: () => [],
  'recoveries/{recovery}/confirm': () => ({ number: '000000', identityCheck: 'They stand before me.' }),
  $deploy: () => CODE,
  '$update-email': () => ({ email: freshEmail() }),
  '$rotate-secret': () => ({ resourceType: 'Parameters' }),
  $rescope: () => ({ scope: 'server' }),
  $init: () => ({ resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'x' }] }),
  status: () => ({ status: 'active' }),
  '$rate-limits': () => ({ botRunsAtOnce: 5 }),
}

/** What a change is that is more than to what is there. */
const CHANGED: Readonly<Record<string, object>> = {
  'fhir/R4/ProjectMembership/{acting}': { actFor: [{ how: 'proven', profileType: ['Practitioner'] }] },
  'fhir/R4/Bot/{as_others}': { runAsUser: true },
  'fhir/R4/ClientApplication/{own_app}': { redirectUris: ['https://own.example/callback'] },
  'fhir/R4/ClientApplication/{proving}': { signIn: 'both' },
}

/** What was made, until somebody has changed it: who is refused leaves it as it was. */
const kept = new Map<string, string>()
async function target(name: string): Promise<string> {
  const id = kept.get(name) ?? (await TARGETS[name]?.()) ?? ''
  kept.set(name, id)
  return id
}

/** Makes a request of the table as somebody. */
async function ask(request: string, token: string): Promise<Answer> {
  const [method = '', template = ''] = request.split(' ')
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  let path = template
  for (const name of names) path = path.replace(`{${name}}`, await target(name))
  const answer = await office.world.call(path, { ...(await sent(method, template, path)), method, token })
  if (method !== 'GET' && !isRefused(answer)) kept.clear()
  return answer
}

/** What the request says. */
async function sent(method: string, template: string, path: string): Promise<CallOptions> {
  if (method === 'GET' || method === 'DELETE') return {}
  const step = template.replace('admin/projects/{project}/', '')
  if (step === 'import-users') return { raw: '\n', headers: { 'Content-Type': 'application/x-ndjson' } }
  // Changed to what it is.
  if (method === 'PATCH') return { json: [], headers: { 'Content-Type': 'application/json-patch+json' } }
  if (method === 'PUT') {
    const { body } = must(await office.world.call(path, { token: office.owner.token }))
    return { json: { ...body, ...CHANGED[template] } }
  }
  if (/^fhir\/R4\/\w+$/.test(template)) return { json: template.endsWith('AccessPolicy') ? POLICY : PROVIDER }
  const write = BODIES[step] ?? BODIES[step.split('/').at(-1) ?? '']
  return { json: (await write?.()) ?? {} }
}

const isRefused = ({ status }: Answer): boolean => [401, 403, 404].includes(status)
const told = ({ status, text }: Answer): string => `${status} ${text.slice(0, 300)}`
const rows = Object.entries(ACTIONS).flatMap(([name, { requests }]) =>
  requests.map((request: string) => [name as ActionName, request] as const),
)

/** Those of an answer, however deep. */
function idsIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return []
  const own = 'id' in body && typeof body.id === 'string' ? [body.id] : []
  return [...own, ...Object.values(body).flatMap(idsIn)]
}

/**
 * What an owner of another project was answered is refused or theirs: a list holds nothing of this project, whose owner is
 * shown something, and what they made is in their own. Undefined if so.
 */
async function notTheirs(request: string, answer: Answer, token: string): Promise<string | undefined> {
  if (isRefused(answer)) return undefined
  const [method, path = ''] = request.split(' ')
  if (answer.status >= 300 || path.includes('{')) return told(answer)
  if (method === 'GET') {
    const here = new Set(idsIn(must(await office.world.call(path, { token: office.owner.token })).body))
    const shared = idsIn(answer.body).filter((id) => here.has(id))
    return here.size === 0 ? 'this project has none' : shared.length === 0 ? undefined : `shows ${shared.join()}`
  }
  const at = `${path}/${answer.body.id}`
  const [theirs, ours] = [
    await office.world.call(at, { token }),
    await office.world.call(at, { token: office.owner.token }),
  ]
  return theirs.status === 200 && ours.status === 404 ? undefined : `made ${at}: ${theirs.status}, here ${ours.status}`
}

describe('the console offers', () => {
  test.each(rows)('%s to those from whom the API takes %s, and to nobody else', async (action, request) => {
    const got: Record<string, string> = {}
    const all = (): boolean => true
    const isOperators =
      isOffered({ role: 'owner', isOperator: true, mayRead: all }, action) &&
      !isOffered({ role: 'owner', isOperator: false, mayRead: all }, action)
    for (const [name, { token }] of Object.entries({ stranger, ...(isOperators ? {} : { operator }) })) {
      const wrong = await notTheirs(request, await ask(request, token), token)
      if (wrong !== undefined) got[name] = wrong
    }
    for (const { name, token, ...me } of asking) {
      const answer = await ask(request, token)
      const mayBe = isOffered({ ...me, isOperator: false }, action) && REFUSED_TO[name]?.includes(request) !== true
      if (isRefused(answer) === mayBe || answer.status >= 500) got[name] = told(answer)
    }
    if (isOperators) {
      const { email, password, project } = operator
      // The server wants a fresh proof.
      const { body } = must(await office.world.actors.signIn(email, password, { projectId: project }))
      const taken = await ask(request, body.access_token)
      if (taken.status >= 300) got['operator'] = told(taken)
    }
    expect(got).toEqual({})
  })
})
