import { type Node, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const TOKEN = 'a token for who measures'
const PUBLIC = { DAMSON_BASE_URL: 'https://id.example.org/' }

describe('/metrics', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store: storesUnderTest().at(-1) ?? 'pglite' })
  })
  afterAll(() => world.close())

  const ask = async (node: Node, headers: Record<string, string> = {}): Promise<readonly [number, boolean]> => {
    const { status, text } = await node.call('metrics', { headers })
    return [status, text.includes('damson_http_request_seconds')]
  }

  test('is for this machine alone, where there is no token', async () => {
    expect(await ask(world)).toEqual([200, true])
    // A proxy on this machine speaks for somebody elsewhere.
    expect(await ask(world, { 'X-Forwarded-For': '198.51.100.1' })).toEqual([404, false])
  })

  test('is for nobody, where the server is not for this machine alone and there is no token', async () => {
    const node = await world.restarted({ env: PUBLIC })
    for (const headers of [{}, { Authorization: 'Bearer ' }, { Authorization: 'Bearer undefined' }])
      expect(await ask(node, headers)).toEqual([404, false])
  })

  test('is for whoever has the token, where there is one, and for nobody else on this machine either', async () => {
    for (const base of [{}, PUBLIC]) {
      const node = await world.restarted({ env: { ...base, DAMSON_METRICS_TOKEN: TOKEN } })
      expect(await ask(node, { Authorization: `Bearer ${TOKEN}` })).toEqual([200, true])
      expect(await ask(node)).toEqual([404, false])
      for (const Authorization of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, 'Bearer', `bearer  ${TOKEN}`])
        expect(await ask(node, { Authorization }), Authorization).toEqual([404, false])
    }
  })

  test('names routes by their pattern: no id, no address, no person', async () => {
    const owner = await world.actors.owner()
    await world.call(`fhir/R4/${owner.profile}?name=Quintessence`, { token: owner.token })
    await world.call('nowhere/Quintessence')
    const { text } = await world.call('metrics')
    expect(text).toContain('route="/fhir/R4/:type/:id",method="GET",status="200"')
    for (const told of [owner.email, owner.project, owner.profile.split('/')[1] ?? '-', 'Quintessence', '127.0.0.1'])
      expect(text.includes(told), told).toBe(false)
  })
})
