import { hasPostgres, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, makeClient, must, redeem } from '../identity/steps.ts'
import { type Receiver, startReceiver } from './receiver.ts'

describe.runIf(hasPostgres())('nodes on one PostgreSQL', () => {
  let world: World
  let receiver: Receiver
  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
    receiver = await startReceiver(world.baseUrl)
  })
  afterAll(async () => {
    receiver.close()
    await world.close()
  })

  async function signedIn(): Promise<() => Promise<string>> {
    const owner = await world.actors.owner()
    const client = (await makeClient(world.call, owner, { backChannelLogoutUri: receiver.url })).body.id
    return async () => {
      const begun = await begin(world.call, { email: owner.email, password: owner.password, clientId: client })
      return must(await redeem(world.call, begun, { client_id: client })).body.access_token
    }
  }

  async function pending(condition: string): Promise<number> {
    const { rows } = await world.store.db.query({
      sql: `select count(*)::integer as count from logout_notices where settled_at is null and ${condition}`,
      params: [],
    })
    return Number(rows[0]?.['count'])
  }

  test('of several nodes one tells a client, and tells it once', async () => {
    const second = await world.secondNode()
    const sign = await signedIn()
    const tokens = await Promise.all(Array.from({ length: 6 }, sign))
    const outs = tokens.map((token, at) => (at % 2 === 0 ? world : second).call('oauth2/logout', { json: {}, token }))
    for (const out of await Promise.all(outs)) must(out)
    const told = await receiver.arrived(6)
    await Promise.all([world.app.logoutDelivery.run(), second.app.logoutDelivery.run()])
    expect(receiver.asked()).toBe(6)
    expect(new Set(told.map(({ jti }) => jti)).size).toBe(6)
  })

  test('what a node had begun to send when it died is sent by another one', async () => {
    const token = await (await signedIn())()
    const [asked, arrived] = [receiver.asked(), receiver.taken.length]
    receiver.answer = (_request, response) => void response.writeHead(503).end()
    must(await world.call('oauth2/logout', { json: {}, token }))
    await expect.poll(() => receiver.asked()).toBe(asked + 1)
    await expect.poll(() => pending("outcome = 'status_503'")).toBe(1)

    // As a node leaves it that took it and died: neither settled nor postponed.
    await world.store.db.exec(
      "update logout_notices set due_at = now() + interval '30 seconds', outcome = null where settled_at is null",
    )
    receiver.answer = undefined
    const other = await world.secondNode()
    await other.app.logoutDelivery.run()
    expect(receiver.asked()).toBe(asked + 1)
    await world.travel(31_000)
    await receiver.arrived(arrived + 1)
    expect(receiver.asked()).toBe(asked + 2)
  })
})
