/** What nodes keep in memory of a project: its address, its looks, its brands. */
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '@damson/server/store'
import { type Answer, hasPostgres, type Node, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeClient, must } from '../identity/steps.ts'
import { bound, deaf, hangingPolls } from '../tokens/faulty-stores.ts'

type Check = () => Promise<boolean>

describe.runIf(hasPostgres())('what changes of a project on one node', () => {
  let world: World
  let nodes: Readonly<Record<string, Node>>
  /** How often the second node has put a bundle of brands together. */
  let bundles = 0

  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
    nodes = {
      'the same node': world,
      'a second node': await world.secondNode({
        faulty: (db) => ({
          ...bound(db),
          query: (query) => {
            if (query.name === 'resources.newest') bundles += 1
            return db.query(query)
          },
        }),
      }),
      'a node that is told nothing': await world.secondNode({ faulty: deaf }),
      'a node whose polls hang': await world.secondNode({ faulty: hangingPolls }),
    }
  })
  afterAll(() => world.close())

  const at = ({ project }: Owner, path: string): string => `projects/${project}/${path}`
  const made = async (owner: Owner, resource: { readonly resourceType: string }): Promise<string> => {
    const { body } = must(await world.call(`fhir/R4/${resource.resourceType}`, { json: resource, token: owner.token }))
    return `${resource.resourceType}/${body.id}`
  }
  const change = async (owner: Owner, path: string, fields: object): Promise<Answer> => {
    const { body } = must(await world.call(`fhir/R4/${path}`, { token: owner.token }))
    const json = { ...body, ...fields }
    return must(await world.call(`fhir/R4/${path}`, { method: 'PUT', json, token: owner.token }))
  }
  const published = async (name: string): Promise<{ readonly owner: Owner; readonly brand: string }> => {
    const owner = await world.actors.owner()
    const identifier = [{ system: 'urn:ietf:rfc:3986', value: `https://${name.toLowerCase()}.example` }]
    const brand = await made(owner, { resourceType: 'Organization', name, identifier } as { resourceType: string })
    const setting = [{ name: 'userAccessBrand', valueString: brand }]
    await change(owner, `Project/${owner.project}`, { setting })
    return { owner, brand }
  }
  const namesOn = async (node: Node, owner: Owner): Promise<readonly string[] | undefined> => {
    const { status, body } = await node.call(at(owner, '.well-known/user-access-brands'))
    return status === 200 ? body.entry.map(({ resource }: { resource: { name: string } }) => resource.name) : undefined
  }

  /** Which checks do not hold on which nodes when a second is over. */
  async function lateOn(checks: (node: Node) => Readonly<Record<string, Check>>): Promise<readonly string[]> {
    const changedAt = performance.now()
    const waiting = new Map(
      Object.entries(nodes).flatMap(([name, node]) =>
        Object.entries(checks(node)).map(([what, check]) => [`${what} on ${name}`, check] as const),
      ),
    )
    // What counts is a request that begins when the second is over, however long all those before it took.
    for (let isOver = false; waiting.size > 0 && !isOver; await sleep(20)) {
      isOver = performance.now() - changedAt >= 1_000
      for (const [what, check] of waiting) if (await check()) waiting.delete(what)
    }
    return [...waiting.keys()]
  }

  test('is refused on every other within a second: all that is at the address of one that is suspended', async () => {
    const { owner } = await published('Closing')
    const { id: app } = (await makeClient(world.call, owner)).body
    const paths = [
      '.well-known/openid-configuration',
      '.well-known/user-access-brands',
      '.well-known/smart-styles.json',
      'fhir/R4/metadata',
      `signin?client_id=${app}`,
    ]
    for (const node of Object.values(nodes))
      for (const path of paths) expect((await node.call(at(owner, path))).status, path).toBe(200)
    await change(owner, `Project/${owner.project}`, { status: 'suspended' })
    const refused = await lateOn((node) =>
      Object.fromEntries(
        paths.map((path) => [path, async () => (await node.call(at(owner, path))).status === 404] as const),
      ),
    )
    expect(refused).toEqual([])
  })

  test('is told on every other within a second: its brands, and that there are none any more', async () => {
    const [{ owner, brand }, other] = [await published('Riverside'), await published('Hillside')]
    for (const node of Object.values(nodes)) {
      expect(await namesOn(node, owner)).toEqual(['Riverside', 'Riverside'])
      expect(await namesOn(node, other.owner)).toEqual(['Hillside', 'Hillside'])
    }
    await change(owner, brand, { name: 'Lakeside' })
    await made(owner, { resourceType: 'Organization', name: 'Eyes', partOf: { reference: brand } } as {
      resourceType: string
    })
    const names = 'Lakeside,Eyes,Lakeside'
    expect(
      await lateOn((node) => ({ 'the new name': async () => String(await namesOn(node, owner)) === names })),
    ).toEqual([])
    await change(owner, `Project/${owner.project}`, { setting: undefined })
    expect(await lateOn((node) => ({ nothing: async () => (await namesOn(node, owner)) === undefined }))).toEqual([])
    for (const node of Object.values(nodes)) expect(await namesOn(node, other.owner)).toEqual(['Hillside', 'Hillside'])
  })

  test('is put together once for a crowd, and anew only when it has changed', async () => {
    const { owner, brand } = await published('Crowded')
    const second = nodes['a second node'] as Node
    const crowd = async (): Promise<number> => {
      const before = bundles
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          index % 2 === 0 ? namesOn(second, owner) : second.call(at(owner, 'fhir/R4/.well-known/smart-configuration')),
        ),
      )
      return bundles - before
    }
    // What was begun before the last invalidation is not believed after it: some of those of the start may still be on
    // their way.
    expect(await crowd()).toBeLessThanOrEqual(10)
    await expect.poll(crowd).toBe(0)
    await change(owner, brand, { name: 'Calm' })
    await expect.poll(async () => namesOn(second, owner)).toEqual(['Calm', 'Calm'])
  })

  test('is on its own pages at once, and on those of every other within a second: name and looks', async () => {
    const owner = await world.actors.owner({ projectName: 'Riverside Clinic' })
    const { id } = (await makeClient(world.call, owner, { redirectUris: ['https://app.example/cb'] })).body
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: id,
      redirect_uri: 'https://app.example/cb',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    })
    for (const name of ['Riverside Clinic', 'Lakeside Clinic']) {
      await change(owner, `Project/${owner.project}`, { name, signInForm: { color: '#0b5d4a', notice: `At ${name}` } })
      const isShown = async (node: Node): Promise<boolean> =>
        (await node.call(`oauth2/authorize?${query}`)).text.includes(`At ${name}`)
      expect(await isShown(world)).toBe(true)
      expect(await lateOn((node) => ({ [name]: () => isShown(node) }))).toEqual([])
    }
  })
})

test('a node starts although the store is late with its first answers', async () => {
  const world = await startWorld()
  let late = 0
  const node = await world.restarted({
    faulty: (db) => ({
      ...bound(db),
      query(query) {
        if (query.name !== 'revocation.current' || late === 2) return db.query(query)
        late += 1
        return Promise.reject(new StoreUnavailable('timeout', 'The database did not answer in time.'))
      },
    }),
  })
  expect(late).toBe(2)
  expect((await node.call('healthcheck')).status).toBe(200)
  await world.close()
})
