/** Every request of the table of actions, made as each shipped role: what the API refuses is not offered, and the other way round. */
import { randomBytes } from 'node:crypto'
import type { Answer, Owner } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must } from '../../server/test/identity/steps.ts'
import { EVERYBODY, NAMED, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { ACTIONS, type ActionName, isOffered } from '../src/frame/actions.ts'

/** What limited administrators may do, their policies alone say. */
const ASKED = EVERYBODY.filter((kind) => kind !== 'limited' && kind !== 'owner without charts')

let office: Office
let stranger: Owner
/** Owns a project that administers the server. */
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
  practitioner: () => stored({ resourceType: 'Practitioner', name: [{ given: ['A'], family: 'B' }] }),
  // One's own, of the developer's; with a policy, only those could change it who have all that it gives.
  client: () =>
    stored({
      resourceType: 'ClientApplication',
      name: 'x',
      kind: 'app',
      developer: [{ reference: office.people['app-developer'].profile }],
    }),
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
  bot: () => made('bot', { name: 'x', accessPolicy: { reference: office.forBots } }),
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
const BODIES: Readonly<Record<string, (id: string) => unknown>> = {
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
  $init: () => ({ resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'x' }] }),
  status: () => ({ status: 'active' }),
  '$rate-limits': () => ({ botRunsAtOnce: 5 }),
}

/** Makes a request of the table as somebody, on something that was made for it. */
async function ask(request: string, token: string): Promise<Answer> {
  const [method = '', template = ''] = request.split(' ')
  const last = /\{(\w+)\}(?!.*\{)/.exec(template)?.[1] ?? ''
  const id = (await TARGETS[last]?.()) ?? ''
  const path = template.replace('{project}', office.owner.project).replaceAll(/\{\w+\}/g, id)
  const step = template.replace('admin/projects/{project}/', '')
  const write = BODIES[step] ?? BODIES[step.split('/').at(-1) ?? '']
  const type = method === 'PATCH' ? { 'Content-Type': 'application/json-patch+json' } : {}
  if (step === 'import-users') {
    const headers = { 'Content-Type': 'application/x-ndjson' }
    return office.world.call(path, { method, raw: '\n', headers, token })
  }
  // Changed to what it is.
  const json =
    method === 'GET' || method === 'DELETE'
      ? undefined
      : method === 'PATCH'
        ? []
        : method === 'PUT'
          ? must(await office.world.call(path, { token: office.owner.token })).body
          : path.startsWith('fhir/') && !path.includes('$')
            ? path.endsWith('AccessPolicy')
              ? POLICY
              : PROVIDER
            : (write?.(id) ?? {})
  return office.world.call(path, { method, json, token, headers: type })
}

const isRefused = ({ status }: Answer): boolean => [401, 403, 404].includes(status)
const rows = Object.entries(ACTIONS).flatMap(([name, { requests }]) =>
  requests.map((request: string) => [name as ActionName, request] as const),
)

describe('the console offers', () => {
  test.each(rows)('%s to those from whom the API takes %s, and to nobody else', async (action, request) => {
    const got: Record<string, string> = {}
    for (const by of ASKED) {
      const answer = await ask(request, office.people[by].token)
      const role = by === 'owner' ? 'owner' : NAMED.find((one) => one === by)
      if (isRefused(answer) === isOffered({ role, isOperator: false }, action) || answer.status >= 500)
        got[by] = `${answer.status} ${answer.text.slice(0, 300)}`
    }
    const answer = await ask(request, stranger.token)
    // A list of one's own is no list of this project.
    if (!isRefused(answer) && !request.startsWith('GET') && !/^POST fhir\/R4\/\w+$/.test(request))
      got['the owner of another project'] = `${answer.status} ${answer.text.slice(0, 300)}`
    // Owners are offered all but what is the operator's.
    if (!isOffered({ role: 'owner', isOperator: false }, action)) {
      const { email, password, project } = operator
      // The server wants a fresh proof.
      const { body } = must(await office.world.actors.signIn(email, password, { projectId: project }))
      const taken = await ask(request, body.access_token)
      if (taken.status >= 300) got['the operator'] = `${taken.status} ${taken.text.slice(0, 300)}`
    }
    expect(got).toEqual({})
  })
})
