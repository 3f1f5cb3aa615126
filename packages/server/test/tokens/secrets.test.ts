import {
  type Answer,
  hasPostgres,
  type Node,
  type Owner,
  startWorld,
  storesForWalks,
  type World,
} from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, reasonOf, redeem, refresh, verdict } from '../identity/steps.ts'

describe.each(storesForWalks())('a client secret on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const rotate = (id: string, parameter: readonly object[], token = owner.token): Promise<Answer> =>
    world.call(`fhir/R4/ClientApplication/${id}/$rotate-secret`, {
      json: { resourceType: 'Parameters', parameter },
      token,
    })
  const token = (id: string, secret: string): Promise<number> =>
    world
      .call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [id, secret] })
      .then(({ status }) => status)

  test('is 256 bits of chance, shown once and kept as a keyed hash alone', async () => {
    const [one, two] = [await world.actors.machine(owner), await world.actors.machine(owner)]
    expect(one.secret).toMatch(/^[\w-]{43}$/)
    expect(two.secret).not.toBe(one.secret)
    for (const path of [
      `ClientApplication/${one.id}`,
      `ClientApplication/${one.id}/_history`,
      `ClientApplication/${one.id}/_history/1`,
      `ClientApplication?_id=${one.id}`,
    ])
      expect((await world.call(`fhir/R4/${path}`, { token: owner.token })).text).not.toContain(one.secret)
    for (const table of ['client_secrets', 'resources', 'resource_history', 'audit_events', 'clients']) {
      const { rows } = await world.store.db.query({ sql: `select t::text as row from ${table} t`, params: [] })
      expect(JSON.stringify(rows), table).not.toContain(one.secret)
    }
    expect(await token(one.id, two.secret)).toBe(401)
  })

  test('is not made for an app, which could not keep it, whether its method is named or not', async () => {
    for (const extra of [{}, { tokenEndpointAuthMethod: 'none' }])
      expect(await world.actors.machine(owner, { kind: 'app', extra })).toMatchObject({ secret: undefined })
    const confidential = { tokenEndpointAuthMethod: 'client_secret_basic' }
    const { id, secret } = await world.actors.machine(owner, { kind: 'app', extra: confidential })
    expect(await token(id, secret)).toBe(200)
  })

  test('is rotated with an overlap: two work until the old one is dropped, never three', async () => {
    const { id, secret: first } = await world.actors.machine(owner)
    const second = must(await rotate(id, [{ name: 'secret', valueString: first }])).body.secret as string
    expect([await token(id, first), await token(id, second)]).toEqual([200, 200])
    // The retiring secret does not rotate; only the current one does.
    expect(reasonOf(await rotate(id, [{ name: 'secret', valueString: first }]))).toBe('wrong_secret')
    const third = must(await rotate(id, [{ name: 'secret', valueString: second }])).body.secret as string
    expect([await token(id, first), await token(id, second), await token(id, third)]).toEqual([401, 200, 200])
    expect(reasonOf(await rotate(id, [{ name: 'retiringSecret', valueString: third }]))).toBe('wrong_secret')
    must(await rotate(id, [{ name: 'retiringSecret', valueString: second }]))
    expect([await token(id, second), await token(id, third)]).toEqual([401, 200])
  })

  test('rotated by six at once rotates once', async () => {
    const { id, secret } = await world.actors.machine(owner)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => rotate(id, [{ name: 'secret', valueString: secret }])),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const fresh = answers.find(({ status }) => status === 200)?.body.secret as string
    expect([await token(id, secret), await token(id, fresh)]).toEqual([200, 200])
  })

  test.each<[string, readonly object[]]>([
    ['a wrong secret', [{ name: 'secret', valueString: 'x'.repeat(43) }]],
    ['none, when there is one', []],
    [
      'both at once',
      [
        { name: 'secret', valueString: 'x' },
        { name: 'retiringSecret', valueString: 'x' },
      ],
    ],
    ['a secret that is no text', [{ name: 'secret', valueInteger: 5 }]],
  ])('is not rotated with %s', async (_, parameter) => {
    const { id, secret } = await world.actors.machine(owner)
    expect([400, 409]).toContain((await rotate(id, parameter)).status)
    expect(await token(id, secret)).toBe(200)
  })

  test('of another project’s client is out of reach', async () => {
    const other = await world.actors.owner()
    const { id, secret } = await world.actors.machine(owner)
    expect((await rotate(id, [{ name: 'secret', valueString: secret }], other.token)).status).toBe(404)
    expect(await token(id, secret)).toBe(200)
  })
})

describe.runIf(hasPostgres())('what is asked of two nodes at once', () => {
  let world: World
  let nodes: readonly [Node, Node]
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
    nodes = [world, await world.secondNode()]
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())
  const eachNode = <T>(times: number, ask: (node: Node) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: times }, (_, i) => ask(nodes[i % 2 === 0 ? 0 : 1])))
  const signIn = () =>
    begin(world.call, { email: owner.email, password: owner.password, scope: 'openid offline_access' })

  test('a code gives tokens exactly once, and those are revoked', async () => {
    const begun = await signIn()
    const answers = await eachNode(50, (node) => redeem(node.call, begun))
    const given = answers.filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    expect(new Set(answers.map(verdict))).toEqual(new Set(['200', '400 invalid_grant']))
    for (const node of nodes)
      await expect
        .poll(async () => (await node.call('auth/me', { token: given[0]?.body.access_token })).status)
        .toBe(401)
  })

  test('a refresh token rotates once, and all continue with the same', async () => {
    const { refresh_token: first } = must(await redeem(world.call, await signIn())).body
    const answers = await eachNode(10, (node) => refresh(node.call, first))
    expect(answers.map(verdict)).toEqual(Array.from({ length: 10 }, () => '200'))
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
  })

  test('a mailed link sets one password', async () => {
    must(await world.call('auth/resetpassword', { json: { email: owner.email } }))
    await expect.poll(() => world.inbox.to(owner.email).at(-1)?.subject).toMatch(/^Choose a new password/)
    const link = world.inbox.link(owner.email)
    const answers = await eachNode(6, (node) =>
      node.call('auth/setpassword', { json: { ...link, password: 'another quiet garden path' } }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})
