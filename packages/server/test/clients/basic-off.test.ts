import { type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('where the operator switched Basic off', () => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ env: { DAMSON_BASIC: 'off' } })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  test('it is refused for every client, right secret or wrong, and a token works', async () => {
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const [id, secret] = machine.basic
    for (const basic of [machine.basic, [id, 'wrong'], ['nobody', 'x']] as const) {
      const refused = await world.call('fhir/R4/Patient', { basic })
      expect(refused.status).toBe(401)
      expect(refused.text).toContain('This server accepts no Basic')
      expect(refused.headers.get('deprecation')).toMatch(/^@\d+$/)
    }
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    expect((await world.call('oauth2/token', { form })).status).toBe(200)
    expect((await world.call('metrics')).text).toMatch(/^damson_basic_requests_total 0$/m)
  })
})
