import { closedTypes } from '@damson/access'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, verdict } from '../identity/steps.ts'
import { EVERYBODY, type Kind, type Office, startOffice } from './administrators.ts'

const OWNERS: readonly Kind[] = ['owner', 'owner without charts']
/** As in versions without roles, where this one's policy allows it. */
const ADMINS: readonly Kind[] = [...OWNERS, 'limited']
const PEOPLE: readonly Kind[] = [...ADMINS, 'identity-administrator', 'help-desk']
const IDENTITY: readonly Kind[] = [...ADMINS, 'identity-administrator']
const PROVIDERS: readonly Kind[] = [...OWNERS, 'identity-administrator']

interface Row {
  readonly may: readonly Kind[]
  act(office: Office, by: Kind): Promise<Answer>
}

const PROJECT = '/admin/projects/:projectId'
const MEMBER = `${PROJECT}/members/:membershipId`
const target = async (office: Office): Promise<string> => {
  const invited = must(await office.invite({ accessPolicy: { reference: office.ward } }))
  return `members/${invited.body.id}`
}
/** A recovery that somebody else has started; nobody knows its number yet. */
const recovery = async (office: Office, by: Kind): Promise<string> => {
  const { membership, userId } = await office.member({ accessPolicy: { reference: office.ward } })
  const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    values (gen_random_uuid(), $1::uuid, 'email', '', now(), now())`
  await office.world.store.db.query({ sql, params: [userId] })
  const starter = by === 'owner' ? 'owner without charts' : 'owner'
  const started = must(await office.admin(starter, 'POST', `members/${membership}/recovery`, {}))
  return `recoveries/${started.body.id}`
}
const CONFIRMATION = { number: '000000', identityCheck: 'Compared with the passport on file.' }
const device = async (office: Office): Promise<string> => {
  const json = { name: 'a device', kind: 'device', accessPolicy: { reference: office.ward } }
  return must(await office.admin('owner', 'POST', 'client', json)).body.id
}
const domain = async (office: Office): Promise<string> => {
  const name = `d${Math.random().toString(36).slice(2)}.example`
  const made = must(await office.admin('owner', 'POST', 'domain', { domain: name }))
  return `domain/${made.body.id}`
}

/** Every route of administration: who may use it, and a request that they make. A new route fails until it is here. */
const ROUTES: Readonly<Record<string, Row>> = {
  // Before the others: a project keeps 300 traces a minute for one address, and these rows make about as many.
  'GET /auth/traces': {
    may: [...IDENTITY, 'app-developer'],
    act: ({ world, people }, by) => world.call('auth/traces', { token: people[by].token }),
  },
  'GET /auth/trace/:id': {
    may: [...IDENTITY, 'app-developer'],
    act: async ({ world, people, fhir }, by) => {
      const developer = [{ reference: people['app-developer'].profile }]
      const client = { resourceType: 'ClientApplication', name: 'an app', developer }
      const { body } = must(await fhir('owner', 'POST', 'ClientApplication', client))
      const refused = await world.call(`oauth2/authorize?client_id=${body.id}&response_type=token`)
      return world.call(`auth/trace/${refused.headers.get('trace-id')}`, { token: people[by].token })
    },
  },
  [`GET ${PROJECT}`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', '') },
  [`POST ${PROJECT}/invite`]: {
    may: PEOPLE.filter((one) => one !== 'limited'),
    act: (office, by) => office.invite({ accessPolicy: { reference: office.ward } }, office.people[by].token),
  },
  [`POST ${PROJECT}/import-users`]: {
    may: ADMINS,
    act: ({ world, owner, people }, by) =>
      world.call(`admin/projects/${owner.project}/import-users`, {
        method: 'POST',
        raw: '\n',
        headers: { 'Content-Type': 'application/x-ndjson' },
        token: people[by].token,
      }),
  },
  [`POST ${PROJECT}/client`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'POST', 'client', { name: 'an app', tokenEndpointAuthMethod: 'none' }),
  },
  [`GET ${PROJECT}/posture`]: {
    may: [...PEOPLE, 'privacy-officer', 'app-developer', 'deployer'],
    act: (office, by) => office.admin(by, 'GET', 'posture'),
  },
  [`GET ${PROJECT}/figures`]: {
    may: [...PEOPLE, 'privacy-officer', 'app-developer', 'deployer'],
    act: (office, by) => office.admin(by, 'GET', 'figures'),
  },
  [`GET ${PROJECT}/signing-keys`]: {
    may: [...PEOPLE, 'privacy-officer', 'app-developer', 'deployer'],
    act: (office, by) => office.admin(by, 'GET', 'signing-keys'),
  },
  // Nobody of a project: for owners of the server's own, whom its own test has.
  'GET /admin/server': {
    may: [],
    act: ({ world, people }, by) => world.call('admin/server', { token: people[by].token }),
  },
  'GET /admin/server/projects': {
    may: [],
    act: ({ world, people }, by) => world.call('admin/server/projects', { token: people[by].token }),
  },
  'POST /admin/server/projects/:projectId/status': {
    may: [],
    act: ({ world, people, owner }, by) =>
      world.call(`admin/server/projects/${owner.project}/status`, {
        json: { status: 'suspended' },
        token: people[by].token,
      }),
  },
  'POST /admin/server/signing-keys/rotate': {
    may: [],
    act: ({ world, people }, by) =>
      world.call('admin/server/signing-keys/rotate', { method: 'POST', token: people[by].token }),
  },
  [`GET ${PROJECT}/clients`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'GET', 'clients'),
  },
  [`POST ${PROJECT}/clients/basic`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'POST', 'clients/basic', { allowed: false }),
  },
  [`GET ${PROJECT}/devices`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'GET', 'devices'),
  },
  [`GET ${PROJECT}/device-window`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'GET', 'device-window'),
  },
  // Refused for what it lacks, to those who may: the project connects no devices.
  [`POST ${PROJECT}/device-window`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) =>
      office.admin(by, 'POST', 'device-window', { name: 'a device', accessPolicy: { reference: office.ward } }),
  },
  [`DELETE ${PROJECT}/device-window`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'DELETE', 'device-window'),
  },
  [`POST ${PROJECT}/device-window/find`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'POST', 'device-window/find', { code: 'BBBB-BBBB' }),
  },
  [`POST ${PROJECT}/device-window/connect`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => {
      const body = { window: crypto.randomUUID(), code: 'BBBB-BBBB', fingerprint: '0000-0000-0000-0000' }
      return office.admin(by, 'POST', 'device-window/connect', body)
    },
  },
  [`POST ${PROJECT}/device-window/deny`]: {
    may: [...IDENTITY, 'app-developer'],
    act: (office, by) => office.admin(by, 'POST', 'device-window/deny', { code: 'BBBB-BBBB' }),
  },
  [`POST ${PROJECT}/devices/:deviceId/replace`]: {
    may: [...IDENTITY, 'app-developer'],
    act: async (office, by) => office.admin(by, 'POST', `devices/${await device(office)}/replace`, {}),
  },
  [`POST ${PROJECT}/devices/:deviceId/revoke`]: {
    may: IDENTITY,
    act: async (office, by) => office.admin(by, 'POST', `devices/${await device(office)}/revoke`, {}),
  },
  [`POST ${PROJECT}/devices/:deviceId/lost`]: {
    may: IDENTITY,
    act: async (office, by) => office.admin(by, 'POST', `devices/${await device(office)}/lost`, {}),
  },
  [`POST ${PROJECT}/bot`]: {
    may: [...ADMINS, 'deployer'],
    act: (office, by) => office.admin(by, 'POST', 'bot', { name: 'a bot' }),
  },
  // Refused for what it lacks, to those who may: the project does not take such codes.
  [`POST ${PROJECT}/activation-codes`]: {
    may: PEOPLE,
    act: (office, by) =>
      office.admin(by, 'POST', 'activation-codes', { patient: { reference: `Patient/${office.owner.project}` } }),
  },
  [`DELETE ${PROJECT}/activation-codes/:patientId`]: {
    // Whoever may not read the record does not hear whether it exists.
    may: ['owner'],
    async act(office, by) {
      const { token } = office.people.owner
      const { body } = must(await office.world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token }))
      return office.admin(by, 'DELETE', `activation-codes/${body.id}`)
    },
  },
  [`GET ${PROJECT}/policies`]: {
    may: PEOPLE,
    act: (office, by) => office.admin(by, 'GET', 'policies?finding=wildcard_policy'),
  },
  [`GET ${PROJECT}/members`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'members') },
  [`GET ${MEMBER}`]: {
    may: PEOPLE,
    act: (office, by) => office.admin(by, 'GET', `members/${office.people.nurse.membership}`),
  },
  [`POST ${MEMBER}`]: {
    may: IDENTITY,
    act: async (office, by) => {
      const at = await target(office)
      const { body } = must(await office.admin('owner', 'GET', at))
      return office.admin(by, 'POST', at, { ...body, userName: 'somebody' })
    },
  },
  [`DELETE ${MEMBER}`]: {
    may: IDENTITY,
    act: async (office, by) => office.admin(by, 'DELETE', await target(office)),
  },
  [`POST ${MEMBER}/resetpassword`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'POST', `${await target(office)}/resetpassword`, {}),
  },
  [`POST ${MEMBER}/mfa/reset`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'POST', `${await target(office)}/mfa/reset`, {}),
  },
  [`POST ${MEMBER}/recovery`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'POST', `${await target(office)}/recovery`, {}),
  },
  [`GET ${PROJECT}/recoveries`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'recoveries') },
  [`POST ${PROJECT}/recoveries/:recoveryId/confirm`]: {
    may: IDENTITY,
    act: async (office, by) => office.admin(by, 'POST', `${await recovery(office, by)}/confirm`, CONFIRMATION),
  },
  [`POST ${PROJECT}/recoveries/:recoveryId/shorten`]: {
    may: IDENTITY,
    act: async (office, by) => office.admin(by, 'POST', `${await recovery(office, by)}/shorten`, {}),
  },
  [`DELETE ${PROJECT}/recoveries/:recoveryId`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'DELETE', await recovery(office, by)),
  },
  [`POST ${MEMBER}/invitation`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'POST', `${await target(office)}/invitation`, {}),
  },
  [`DELETE ${MEMBER}/invitation`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'DELETE', `${await target(office)}/invitation`),
  },
  [`GET ${PROJECT}/emails`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'emails') },
  [`GET ${PROJECT}/email-texts`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'email-texts') },
  [`POST ${PROJECT}/page-preview`]: {
    may: PEOPLE,
    act: (office, by) => office.admin(by, 'POST', 'page-preview', { page: 'email', language: 'es' }),
  },
  [`POST ${PROJECT}/email-texts/preview`]: {
    may: PEOPLE,
    act: (office, by) => office.admin(by, 'POST', 'email-texts/preview', { email: 'invite', language: 'es' }),
  },
  [`POST ${PROJECT}/emails/:emailId/send`]: {
    may: PEOPLE,
    act: async (office, by) => {
      const about = (await target(office)).replace('members', 'ProjectMembership')
      const { emails } = must(await office.admin('owner', 'GET', 'emails')).body
      const { id } = emails.find((one: { about?: { reference: string } }) => one.about?.reference === about)
      return office.admin(by, 'POST', `emails/${id}/send`)
    },
  },
  [`GET ${PROJECT}/sign-ins`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'sign-ins') },
  [`GET ${MEMBER}/sign-ins`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'GET', `${await target(office)}/sign-ins`),
  },
  [`GET ${MEMBER}/ways-in`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'GET', `${await target(office)}/ways-in`),
  },
  [`DELETE ${MEMBER}/sign-ins`]: {
    may: PEOPLE,
    act: async (office, by) => office.admin(by, 'DELETE', `${await target(office)}/sign-ins`),
  },
  [`DELETE ${MEMBER}/sign-ins/:loginId`]: {
    may: PEOPLE,
    act: async (office, by) => {
      const { token, membership } = await office.member({ accessPolicy: { reference: office.ward } })
      const { login_id: id } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
        login_id: string
      }
      return office.admin(by, 'DELETE', `members/${membership}/sign-ins/${id}`)
    },
  },
  // Only the machine that asked for it: its own test has the rest.
  [`GET ${PROJECT}/changes/:changeId`]: {
    may: [],
    act: (office, by) => office.admin(by, 'GET', 'changes/00000000-0000-4000-8000-000000000000'),
  },
  [`DELETE ${PROJECT}/changes/:changeId`]: {
    may: [],
    act: (office, by) => office.admin(by, 'DELETE', 'changes/00000000-0000-4000-8000-000000000000'),
  },
  // Nobody chooses another's password.
  'POST /admin/projects/setpassword': {
    may: [],
    act: ({ world, people }, by) =>
      world.call('admin/projects/setpassword', { json: { email: people.nurse.email }, token: people[by].token }),
  },
  [`POST ${PROJECT}/provider-test`]: {
    may: PROVIDERS,
    act: (office, by) =>
      office.admin(by, 'POST', 'provider-test', {
        provider: { reference: 'ClientApplication/00000000-0000-4000-8000-000000000000' },
      }),
  },
  [`POST ${PROJECT}/provider-claims`]: {
    may: PROVIDERS,
    act: (office, by) => office.admin(by, 'POST', 'provider-claims', { claimRule: [], claims: {} }),
  },
  [`POST ${PROJECT}/provider-move`]: {
    may: OWNERS,
    act: async (office, by) => {
      const identityProvider = { issuer: 'https://idp.example', clientId: 'damson', clientSecret: 'a-secret' }
      const { body } = must(await office.admin('owner', 'POST', 'client', { name: 'x', kind: 'app', identityProvider }))
      const reference = `ClientApplication/${body.id}`
      return office.admin(by, 'POST', 'provider-move', { provider: { reference } })
    },
  },
  [`GET ${PROJECT}/domain`]: { may: PROVIDERS, act: (office, by) => office.admin(by, 'GET', 'domain') },
  [`POST ${PROJECT}/domain`]: {
    may: OWNERS,
    act: (office, by) => office.admin(by, 'POST', 'domain', { domain: `${freshEmail().split('@')[0]}.example` }),
  },
  [`GET ${PROJECT}/domain/:domainId`]: {
    may: PROVIDERS,
    act: async (office, by) => office.admin(by, 'GET', await domain(office)),
  },
  [`POST ${PROJECT}/domain/:domainId`]: {
    may: OWNERS,
    act: async (office, by) => office.admin(by, 'POST', await domain(office), { identityProvider: null }),
  },
  [`POST ${PROJECT}/domain/:domainId/verify`]: {
    may: PROVIDERS,
    act: async (office, by) => office.admin(by, 'POST', `${await domain(office)}/verify`, {}),
  },
  [`POST ${PROJECT}/domain/:domainId/enforce`]: {
    may: OWNERS,
    act: async (office, by) => office.admin(by, 'POST', `${await domain(office)}/enforce`, { enforced: false }),
  },
  [`DELETE ${PROJECT}/domain/:domainId`]: {
    may: OWNERS,
    act: async (office, by) => office.admin(by, 'DELETE', await domain(office)),
  },
  [`GET ${PROJECT}/secrets`]: { may: PEOPLE, act: (office, by) => office.admin(by, 'GET', 'secrets') },
  [`POST ${PROJECT}/secrets`]: { may: OWNERS, act: (office, by) => office.admin(by, 'POST', 'secrets', []) },
  [`POST ${PROJECT}/emergency-account`]: {
    may: ADMINS,
    act: (office, by) => office.admin(by, 'POST', 'emergency-account', { membership: null }),
  },
}

/** What each may do with each type through FHIR: reads (r, v, s, h), writes (c, u, d). A patch needs `r` and `u`. */
const ALL = 'rvshcud'
const WITHOUT_CHARTS = `AccessPolicy Bot ClientApplication DomainConfiguration ProjectIdentityProvider ProjectMembership
  UserConfiguration Practitioner ${ALL}, Project ru, User AuditEvent rs`
const FHIR: Readonly<Record<Kind, string>> = {
  owner: `${WITHOUT_CHARTS}, Patient Observation ${ALL}`,
  'owner without charts': WITHOUT_CHARTS,
  limited: `AccessPolicy Bot ClientApplication ProjectMembership Practitioner ${ALL}, Project ru`,
  'identity-administrator': `ClientApplication ProjectMembership ${ALL}, DomainConfiguration ProjectIdentityProvider AccessPolicy
    User rs, Project r, Practitioner rsc, Patient c`,
  'help-desk': 'ProjectMembership Practitioner rsc, AccessPolicy User rs, Project r, Patient c',
  'privacy-officer': 'AuditEvent rs',
  'app-developer': `ClientApplication ${ALL}`,
  deployer: `Bot ${ALL}`,
  nurse: 'Patient rs',
}

/** What somebody may do with a type: the last word of the part that names it. */
function allowedTo(by: Kind, type: string): string {
  const part = FHIR[by].split(',').find((one) => one.split(/\s+/).includes(type))
  return part?.trim().split(/\s+/).at(-1) ?? ''
}
const TYPES = [...closedTypes, 'Patient', 'Observation', 'Practitioner']
const NOWHERE = '00000000-0000-4000-8000-000000000000'

/** The requests of the closed list of interactions, at a resource that does not exist: only the permit tells them apart. */
const INTERACTIONS: Readonly<Record<string, readonly [needs: string, method: string, path: string]>> = {
  read: ['r', 'GET', `/${NOWHERE}`],
  vread: ['v', 'GET', `/${NOWHERE}/_history/1`],
  search: ['s', 'GET', '?_count=1'],
  'search by POST': ['s', 'POST', '/_search'],
  history: ['h', 'GET', `/${NOWHERE}/_history`],
  'history of the type': ['h', 'GET', '/_history'],
  create: ['c', 'POST', ''],
  update: ['u', 'PUT', `/${NOWHERE}`],
  patch: ['ru', 'PATCH', `/${NOWHERE}`],
  delete: ['d', 'DELETE', `/${NOWHERE}`],
}
/** Only the server writes these, whatever a policy allows. */
const isNeverWritten = (type: string, needs: string): boolean =>
  /[cud]/.test(needs) &&
  (['User', 'Login', 'UserSecurityRequest', 'AuditEvent'].includes(type) || (type === 'Project' && !/u/.test(needs)))

describe.each(storesForWalks())('roles of administrators on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
  })
  afterAll(() => office.world.close())

  test('are decided for every route of administration', () => {
    const routes = office.world.app.routes
      .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && /^\/(admin|auth\/traces?)\b/.test(url))
      .map(({ method, url }) => `${method} ${url}`)
    expect([...new Set(routes)].toSorted()).toEqual(Object.keys(ROUTES).toSorted())
  })

  test.each(Object.entries(ROUTES))('only those whose role covers it may %s', async (_route, { may, act }) => {
    const got: Record<string, string> = {}
    for (const by of EVERYBODY) {
      const answer = await act(office, by)
      const isRefused = [401, 403, 404].includes(answer.status)
      if (isRefused === may.includes(by) || answer.status >= 500) got[by] = `${verdict(answer)}: ${answer.text}`
    }
    expect(got).toEqual({})
  })

  test.each(EVERYBODY.map((by) => [by] as const))('the FHIR API allows what the role of %s says', async (by) => {
    const got: string[] = []
    for (const type of TYPES) {
      const may = allowedTo(by, type)
      for (const [name, [needs, method, path]] of Object.entries(INTERACTIONS)) {
        const raw = { PATCH: '[]', POST: '{}', PUT: '{}' }[method]
        const type_ = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json'
        const isForm = path === '/_search'
        const answer = await office.world.call(`fhir/R4/${type}${path}`, {
          method,
          ...(isForm ? { form: {} } : raw !== undefined && { raw, headers: { 'Content-Type': type_ } }),
          token: office.people[by].token,
        })
        const isAllowed = needs.split('').every((one) => may.includes(one)) && !isNeverWritten(type, needs)
        if ((answer.status === 403) === isAllowed || answer.status >= 500)
          got.push(`${name} ${type}: ${verdict(answer)}`)
      }
    }
    expect(got).toEqual([])
  })

  test.each([
    ['POST', '$deploy', '400 not_deployable'],
    ['POST', '$roll-back', '409 no_earlier_version'],
    ['GET', '$versions', '200'],
    ['GET', '$source', '200'],
  ] as const)(
    'only owners, limited administrators and deployers may %s Bot/id/%s',
    async (method, operation, allowed) => {
      const { body } = must(await office.admin('owner', 'POST', 'bot', { name: 'a bot' }))
      const got: Record<string, string> = {}
      for (const by of EVERYBODY) {
        const answer = await office.fhir(by, method, `Bot/${body.id}/${operation}`, method === 'GET' ? undefined : {})
        got[by] = verdict(answer)
      }
      const may = new Set<Kind>([...ADMINS, 'deployer'])
      const isRefused = /^403 (needs_admin|needs_role)$/
      expect(got).toEqual(
        Object.fromEntries(EVERYBODY.map((by) => [by, may.has(by) ? allowed : expect.stringMatching(isRefused)])),
      )
    },
  )

  test('any other route answers an owner and somebody without a role alike', async () => {
    const { world, people } = office
    const others = world.app.routes.filter(
      ({ method, url }) => !['HEAD', 'OPTIONS'].includes(method) && !/^\/(admin|fhir|auth\/traces?)\b/.test(url),
    )
    const differing: string[] = []
    // Those that end a sign-in come last.
    const inTurn = others.toSorted((a, b) => Number(/logout|revoke/.test(a.url)) - Number(/logout|revoke/.test(b.url)))
    for (const { method, url } of inTurn) {
      const [first, ...rest] = await Promise.all(
        EVERYBODY.map(async (by) => {
          const path = url.slice(1).replaceAll(/:\w+/g, NOWHERE)
          const json = method === 'GET' ? undefined : {}
          return verdict(await world.call(path, { method, json, token: people[by].token }))
        }),
      )
      if (rest.some((one) => one !== first)) differing.push(`${method} ${url}: ${[first, ...rest].join(', ')}`)
    }
    expect(differing).toEqual([])
  })
})
