import { type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type KeyHost, makePair, type Pair, present, publish, sign, signingClient, startKeyHost } from './signing.ts'

let world: World
let owner: Owner
let host: KeyHost
let pair: Pair
beforeAll(async () => {
  world = await startWorld()
  owner = await world.actors.owner()
  host = await startKeyHost()
  pair = await makePair()
})
afterAll(async () => {
  host.close()
  await world.close()
})

test.each<[string, KeyHost['answer']]>([
  ['hangs', () => undefined],
  [
    'drips',
    (_request, response) => {
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    },
  ],
])('a key host that %s is given up after five seconds, and holds nobody else up', async (_, answer) => {
  const held = await signingClient(world, owner, { jwksUri: host.url })
  const inline = await signingClient(world, owner, { jwks: { keys: [pair.publicJwk] } })
  host.answer = answer
  const audience = `${world.baseUrl}oauth2/token`
  const started = performance.now()
  const crowd = Promise.all(
    Array.from({ length: 5 }, async () => present(world.call, await sign(pair, held, audience))),
  )
  must(await present(world.call, await sign(pair, inline, audience)))
  expect(performance.now() - started).toBeLessThan(4_000)
  for (const refused of await crowd) expect(verdict(refused)).toBe('401 invalid_client')
  expect(performance.now() - started).toBeLessThan(8_000)
  const again = performance.now()
  expect(verdict(await present(world.call, await sign(pair, held, audience)))).toBe('401 invalid_client')
  expect(performance.now() - again).toBeLessThan(1_000)
  publish(host, [pair.publicJwk])
  await world.travel(11_000)
  const now = Date.now() + 11_000
  must(await present(world.call, await sign(pair, held, audience, { now })))
  await world.travel(-11_000)
})
