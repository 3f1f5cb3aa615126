import { createLog } from '@damson/server'
import {
  type Answer,
  type Machine,
  type Node,
  type Owner,
  startWorld,
  storesForWalks,
  type World,
} from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, must, redeem, refresh, register } from '../identity/steps.ts'

describe.each(storesForWalks())('a node whose own clock is off, on %s,', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
  })
  afterAll(() => world.close())

  const started = async (skewMs: number): Promise<{ node: Node; lines: string[] }> => {
    const lines: string[] = []
    const log = createLog('debug', { write: (line: string) => void lines.push(line) })
    return { node: await world.restarted({ skewMs, log }), lines }
  }
  const token = (node: Node): Promise<Answer> =>
    node.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic })

  test.each([1_500, -1_500, 0])('by %d ms says nothing, and works', async (skewMs) => {
    const { node, lines } = await started(skewMs)
    await node.app.upkeep.run()
    expect(node.app.clockState()).toBe('steady')
    expect(lines.join('')).not.toContain('clock.differs')
    expect((await token(node)).status).toBe(200)
  })

  test.each([2_500, -2_500, 29_000, -29_000])(
    'by %d ms warns, works, and goes by the time of the store',
    async (skewMs) => {
      const { node, lines } = await started(skewMs)
      await node.app.upkeep.run()
      expect(node.app.clockState()).toBe('drifting')
      expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
        expect.objectContaining({ event: 'clock.differs', code: 'drifting', level: 40 }),
      )
      const asked = Date.now() / 1_000
      const { body } = must(await token(node))
      const { iat } = claimsOf(body.access_token) as { iat: number }
      // Whole seconds, and by a store that was asked on a busy machine: a node that went by its own clock is further off.
      expect(iat).toBeGreaterThan(asked - 2)
      expect(iat).toBeLessThan(Date.now() / 1_000 + 1)
      for (const at of [world, node])
        expect((await at.call('fhir/R4/Patient', { token: body.access_token })).status).toBe(200)
      const { body: health } = await node.call('healthcheck')
      expect(health).toMatchObject({ ok: true, clock: 'drifting' })
    },
  )

  test.each([31_000, -31_000, 86_400_000])('by %d ms issues nothing any more, and still reads', async (skewMs) => {
    const pending = await begin(world.call, { email: owner.email, password: owner.password })
    const choosing = await begin(world.call, { email: owner.email, password: owner.password, projectId: 'new' })
    const { node } = await started(skewMs)
    expect(node.app.clockState()).toBe('wrong')
    const issues: readonly (readonly [string, () => Promise<Answer>])[] = [
      ['client_credentials', () => token(node)],
      ['authorization_code', () => redeem(node.call, pending)],
      ['refresh_token', () => refresh(node.call, owner.refreshToken ?? '')],
      ['login', () => begin(node.call, { email: owner.email, password: owner.password }).then(({ answer }) => answer)],
      ['newuser', () => register(node.call, { projectId: 'new' }).then(({ answer }) => answer)],
      ['a code of a sign-in under way', () => node.call(`auth/login/${pending.handle}`)],
      ['scope', () => node.call('auth/scope', { json: { login: pending.handle, scope: 'openid' } })],
      [
        'newproject',
        () => node.call('auth/newproject', { json: { login: choosing.handle, projectName: 'A project' } }),
      ],
      ['authorize', () => node.call(`oauth2/authorize?client_id=${machine.id}`)],
      ['signin', () => node.call('signin', { form: {} })],
    ]
    for (const [name, ask] of issues) {
      const answer = await ask()
      expect(answer.status, `${name}: ${answer.text}`).toBe(503)
    }
    for (const options of [{ token: owner.token }, { basic: machine.basic }])
      expect((await node.call('fhir/R4/Patient', options)).status).toBe(200)
    expect((await node.call('auth/me', { token: owner.token })).status).toBe(200)
    expect((await node.call('.well-known/jwks.json')).status).toBe(200)
    const health = await node.call('healthcheck')
    expect([health.status, health.body.clock]).toEqual([503, 'wrong'])
    // Nothing of it was used up: another node goes on.
    expect((await redeem(world.call, pending)).status).toBe(200)
  })
})
