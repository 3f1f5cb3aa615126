/** A server elsewhere is driven by its protocol alone: here a Damson of the tests, which could be any other. */
import { hasPostgres, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDriver } from '../src/drive/driver.ts'
import { Measurement } from '../src/measure/measure.ts'
import type { Stand } from '../src/measure/targets.ts'
import { standElsewhere } from '../src/peer/elsewhere.ts'
import { credentialsOf } from '../src/peer/measure-peer.ts'

describe.skipIf(!hasPostgres())('a peer of the same protocol', () => {
  let world: World
  let elsewhere: Stand
  const driver = startDriver()
  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
    const owner = await world.actors.owner()
    const { id, secret } = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const { email, password } = owner
    const credentials = { clientId: id, clientSecret: secret, person: { email, password } }
    elsewhere = await standElsewhere(world.baseUrl, credentials, () => undefined, { patients: 2, observations: 20 })
  })
  afterAll(async () => {
    driver.stop()
    await world.close()
  })

  test.each(['read-bearer', 'read-basic', 'create', 'search', 'client-credentials', 'password-login'] as const)(
    '%s is answered rightly',
    async (path) => {
      const stand = { ...elsewhere, elsewhere }
      const measurement = new Measurement(driver, stand, {
        rounds: 1,
        seconds: 0.2,
        warmUpSeconds: 0,
        warmUpRequests: 0,
      })
      const { server } = await measurement.measure(path, 2, ['peer'])
      expect(server?.rps).toBeGreaterThan(0)
      // Nobody can read the processor time of a server elsewhere.
      expect(server).toMatchObject({ nodeUs: 0, postgresUs: 0 })
    },
  )

  test('without a client that asks it says which variables to set', () => {
    expect(() => credentialsOf({})).toThrow('BENCH_PEER_CLIENT_ID')
  })
})
