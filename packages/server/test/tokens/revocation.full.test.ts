import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, hasPostgres, type Machine, type Node, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, freshEmail, makeClient, must, PASSWORD, redeem, refresh, verdict } from '../identity/steps.ts'
import { bound, deaf, hangingPolls } from './faulty-stores.ts'

/** A project with a member who uses an app, and a machine; each with every credential there is. */
interface Cast {
  readonly project: string
  readonly admin: string
  readonly memberId: string
  readonly member: { readonly token: string; readonly refreshToken: string; readonly email: string }
  readonly app: string
  readonly machine: Machine
  readonly machineMember: string
  readonly machineToken: string
  readonly policy: string
}

type Credential = 'bearer' | 'refresh' | 'machine bearer' | 'basic' | 'secret'
const all: readonly Credential[] = ['bearer', 'refresh', 'machine bearer', 'basic', 'secret']
const ofMember: readonly Credential[] = ['bearer', 'refresh']

describe.runIf(hasPostgres())('what is revoked on one node is refused on another within a second', () => {
  let world: World
  const nodes: Record<string, Node> = {}

  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
    nodes['a second node'] = await world.secondNode()
    nodes['a node that is told nothing'] = await world.secondNode({ faulty: deaf })
    nodes['a node whose polls hang'] = await world.secondNode({ faulty: hangingPolls })
  })
  afterAll(() => world.close())

  /** Ends every connection that listens, again and again. */
  async function cutListeners(signal: AbortSignal): Promise<void> {
    const sql =
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
    while (!signal.aborted) {
      await world.store.db.query({ sql, params: [] })
      await sleep(30)
    }
  }

  async function cast(): Promise<Cast> {
    const owner = await world.actors.owner()
    const { project, token: admin } = owner
    const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const machine = await world.actors.machine(owner, { accessPolicy: policy, extra: { basicAllowed: true } })
    const app = (await makeClient(world.call, owner)).body.id as string
    const email = freshEmail()
    const invited = must(
      await world.call(`admin/projects/${project}/invite`, {
        json: {
          resourceType: 'Practitioner',
          firstName: 'A',
          lastName: 'B',
          email,
          accessPolicy: { reference: policy },
        },
        token: admin,
      }),
    )
    const link = world.inbox.link(email)
    must(await world.call('auth/setpassword', { json: { ...link, password: PASSWORD } }))
    const begun = await begin(world.call, { email, clientId: app, scope: 'openid offline_access' })
    const { body } = must(await redeem(world.call, begun, { client_id: app }))
    const members = await world.call(`fhir/R4/ProjectMembership?profile=ClientApplication/${machine.id}`, {
      token: admin,
    })
    return {
      project,
      admin,
      policy,
      machine,
      app,
      memberId: invited.body.id,
      member: { token: body.access_token, refreshToken: body.refresh_token, email },
      machineMember: members.body.entry[0].resource.id,
      machineToken: await world.actors.machineToken(machine),
    }
  }

  /** Presents a credential to a node. */
  function present({ member, machine, machineToken, app }: Cast, node: Node, credential: Credential): Promise<Answer> {
    switch (credential) {
      case 'bearer':
        return node.call('fhir/R4/Patient', { token: member.token })
      case 'refresh':
        return refresh(node.call, member.refreshToken, { client_id: app })
      case 'machine bearer':
        return node.call('fhir/R4/Patient', { token: machineToken })
      case 'basic':
        return node.call('fhir/R4/Patient', { basic: machine.basic })
      case 'secret':
        return node.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic })
    }
  }

  const change = async (cast: Cast, at: string, fields: object): Promise<Answer> => {
    const { body } = must(await world.call(`fhir/R4/${at}`, { token: cast.admin }))
    return world.call(`fhir/R4/${at}`, { method: 'PUT', json: { ...body, ...fields }, token: cast.admin })
  }
  const memberAt = ({ project }: Cast, id: string): string => `admin/projects/${project}/members/${id}`
  const deactivate = async (cast: Cast, id: string): Promise<Answer> => {
    const { body } = await world.call(memberAt(cast, id), { token: cast.admin })
    return world.call(memberAt(cast, id), { json: { ...body, active: false }, token: cast.admin })
  }
  const patch = (cast: Cast, id: string): Promise<Answer> =>
    world.call(`fhir/R4/ProjectMembership/${id}`, {
      method: 'PATCH',
      raw: JSON.stringify([{ op: 'add', path: '/active', value: false }]),
      headers: { 'Content-Type': 'application/json-patch+json' },
      token: cast.admin,
    })
  const both = async (cast: Cast, act: (cast: Cast, id: string) => Promise<Answer>): Promise<Answer> => {
    must(await act(cast, cast.memberId))
    return act(cast, cast.machineMember)
  }

  const ways: readonly (readonly [string, readonly Credential[], (cast: Cast) => Promise<Answer>])[] = [
    ['signing out', ofMember, ({ member }) => world.call('oauth2/logout', { json: {}, token: member.token })],
    [
      '/auth/revoke',
      ofMember,
      ({ member }) =>
        world.call('auth/revoke', { json: { loginId: claimsOf(member.token)['login_id'] }, token: member.token }),
    ],
    [
      '/oauth2/revoke of the access token',
      ofMember,
      ({ member, app }) => world.call('oauth2/revoke', { form: { token: member.token, client_id: app } }),
    ],
    [
      '/oauth2/revoke of the refresh token',
      ofMember,
      ({ member, app }) => world.call('oauth2/revoke', { form: { token: member.refreshToken, client_id: app } }),
    ],
    [
      "/oauth2/revoke of a machine's token",
      ['machine bearer'],
      ({ machine, machineToken }) =>
        world.call('oauth2/revoke', { form: { token: machineToken }, basic: machine.basic }),
    ],
    [
      'a new password',
      ofMember,
      async ({ member }) => {
        must(await world.call('auth/resetpassword', { json: { email: member.email } }))
        await expect.poll(() => world.inbox.to(member.email).at(-1)?.subject).toMatch(/^Choose a new password/)
        const json = { ...world.inbox.link(member.email), password: 'another quiet garden path' }
        return world.call('auth/setpassword', { json })
      },
    ],
    ['switching members off by POST', all, (cast) => both(cast, deactivate)],
    [
      'switching members off by PUT',
      all,
      (cast) => both(cast, (one, id) => change(one, `ProjectMembership/${id}`, { active: false })),
    ],
    ['switching members off by PATCH', all, (cast) => both(cast, patch)],
    [
      'removing members',
      all,
      (cast) => both(cast, (one, id) => world.call(memberAt(one, id), { method: 'DELETE', token: one.admin })),
    ],
    [
      'deleting memberships',
      all,
      (cast) =>
        both(cast, (one, id) => world.call(`fhir/R4/ProjectMembership/${id}`, { method: 'DELETE', token: one.admin })),
    ],
    [
      'switching clients off',
      all,
      async (cast) => {
        must(await change(cast, `ClientApplication/${cast.app}`, { status: 'off' }))
        return change(cast, `ClientApplication/${cast.machine.id}`, { status: 'off' })
      },
    ],
    [
      'deleting clients',
      all,
      async (cast) => {
        const remove = (id: string): Promise<Answer> =>
          world.call(`fhir/R4/ClientApplication/${id}`, { method: 'DELETE', token: cast.admin })
        must(await remove(cast.app))
        return remove(cast.machine.id)
      },
    ],
    [
      'reporting a device as lost',
      ['machine bearer', 'basic', 'secret'],
      async (cast) => {
        must(await change(cast, `ClientApplication/${cast.machine.id}`, { kind: 'device' }))
        const at = `admin/projects/${cast.project}/devices/${cast.machine.id}/lost`
        return world.call(at, { json: {}, token: cast.admin })
      },
    ],
    ['suspending the project', all, (cast) => change(cast, `Project/${cast.project}`, { status: 'suspended' })],
    [
      'changing the policy',
      ['bearer', 'machine bearer', 'basic'],
      (cast) => change(cast, cast.policy, { resource: [{ resourceType: 'Observation' }] }),
    ],
    [
      'deleting the policy',
      ['bearer', 'machine bearer', 'basic'],
      (cast) => world.call(`fhir/R4/${cast.policy}`, { method: 'DELETE', token: cast.admin }),
    ],
    [
      'forbidding Basic',
      ['basic'],
      (cast) => change(cast, `ClientApplication/${cast.machine.id}`, { basicAllowed: false }),
    ],
    [
      'dropping a rotated secret',
      ['basic', 'secret'],
      async (cast) => {
        const at = `fhir/R4/ClientApplication/${cast.machine.id}/$rotate-secret`
        const say = (name: string): Promise<Answer> =>
          world.call(at, {
            json: { resourceType: 'Parameters', parameter: [{ name, valueString: cast.machine.secret }] },
            token: cast.admin,
          })
        must(await say('secret'))
        expect((await present(cast, world, 'basic')).status).toBe(200)
        return say('retiringSecret')
      },
    ],
  ]

  // Most of the time they wait for a node that is told nothing.
  test.concurrent.each(ways)('by %s', async (_, credentials, act) => {
    expect(await stillOpen(credentials, act)).toEqual([])
  })

  test('also while every listening connection is cut again and again', async () => {
    const cut = new AbortController()
    const cutting = cutListeners(cut.signal)
    const some = ways.filter((_, at) => at % 4 === 0)
    const open = await Promise.all(some.map(([, credentials, act]) => stillOpen(credentials, act)))
    expect(open.flat()).toEqual([])
    cut.abort()
    await cutting
  })

  /** Revokes, and says which credentials a node still takes a second later. */
  async function stillOpen(
    credentials: readonly Credential[],
    act: (cast: Cast) => Promise<Answer>,
  ): Promise<readonly string[]> {
    const one = await cast()
    for (const node of Object.values(nodes))
      for (const credential of credentials.filter((kind) => kind !== 'refresh'))
        expect((await present(one, node, credential)).status, credential).toBe(200)
    must(await act(one))
    const revokedAt = performance.now()
    const open = new Map(
      Object.entries(nodes).flatMap(([name, node]) =>
        credentials.map((credential) => [`${credential} on ${name}`, () => present(one, node, credential)] as const),
      ),
    )
    // What counts is a request that begins when the second is over, however long all those before it took.
    for (let isOver = false; open.size > 0 && !isOver; await sleep(20)) {
      isOver = performance.now() - revokedAt >= 1_000
      for (const [name, ask] of open) {
        const answer = await ask()
        expect([200, 400, 401, 403]).toContain(answer.status)
        if (answer.status !== 200) open.delete(name)
      }
    }
    return [...open.keys()]
  }

  test('for good: a place that is given back does not bring its sign-ins back', async () => {
    for (const off of [deactivate, patch]) {
      const one = await cast()
      must(await off(one, one.memberId))
      must(await change(one, `ProjectMembership/${one.memberId}`, { active: true }))
      expect(verdict(await present(one, world, 'bearer'))).toBe('401 revoked_login')
      expect(verdict(await present(one, world, 'refresh'))).toBe('400 invalid_grant')
      expect((await begin(world.call, { email: one.member.email })).answer.status).toBe(200)
    }
  })

  test('and a client that is switched on again works on', async () => {
    const one = await cast()
    must(await change(one, `ClientApplication/${one.machine.id}`, { status: 'off' }))
    expect(verdict(await present(one, world, 'basic'))).toBe('401 inactive_client')
    must(await change(one, `ClientApplication/${one.machine.id}`, { status: 'active' }))
    for (const node of Object.values(nodes))
      await expect.poll(async () => (await present(one, node, 'basic')).status).toBe(200)
  })
})

describe.runIf(hasPostgres())('with the store gone', () => {
  test('every credential is 503, never let in from memory, and is right again when the store is back', async () => {
    const world = await startWorld({ store: 'postgres' })
    let isGone = false
    const node = await world.secondNode({
      faulty: (db) => ({
        ...bound(db),
        query: (query) => (isGone ? Promise.reject(unavailable()) : db.query(query)),
        tx: (work, options) => (isGone ? Promise.reject(unavailable()) : db.tx(work, options)),
      }),
    })
    const { StoreUnavailable } = await import('@damson/server/store')
    const unavailable = (): Error => new StoreUnavailable('connection', 'The database cannot be reached.')
    const owner = await world.actors.owner()
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const asks: readonly (() => Promise<Answer>)[] = [
      () => node.call('fhir/R4/Patient', { token: owner.token }),
      () => node.call('fhir/R4/Patient', { basic: machine.basic }),
      () => node.call('auth/me', { token: owner.token }),
      () => node.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic }),
      () => refresh(node.call, owner.refreshToken ?? ''),
      () => node.call('oauth2/userinfo', { token: owner.token }),
      () => node.call('oauth2/introspect', { form: { token: owner.token }, basic: machine.basic }),
      () => begin(node.call, { email: owner.email, password: owner.password }).then(({ answer }) => answer),
      () => node.call(`admin/projects/${owner.project}`, { token: owner.token }),
    ]
    for (const ask of asks) expect((await ask()).status).toBe(200)
    isGone = true
    for (const ask of asks) {
      const answer = await ask()
      expect(answer.status, answer.text).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('2')
      expect(answer.body.error ?? answer.body.resourceType).toMatch(/^(temporarily_unavailable|OperationOutcome)$/)
    }
    expect((await node.call('healthcheck')).status).toBe(503)
    await sleep(1_100)
    for (const ask of asks) expect((await ask()).status).toBe(503)
    isGone = false
    for (const [at, ask] of asks.entries()) if (at !== 4) await expect.poll(async () => (await ask()).status).toBe(200)
    await world.close()
  })
})
