import { request as openRequest } from 'node:http'
import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askInParts } from '../limits/ask-in-parts.ts'

const JSON_OF_A_MEGABYTE = { 'Content-Length': '1000000', 'Content-Type': 'application/fhir+json' }

let world: World
let owner: Owner
beforeAll(async () => {
  world = await startWorld({
    store: storesForWalks()[0] ?? 'pglite',
    env: { DAMSON_THROTTLE_FHIR_REQUESTS_PER_MACHINE: '3' },
  })
  owner = await world.actors.owner()
})
afterAll(() => world.close())

describe('who asks FHIR is found out before the body is read', () => {
  test('at every address: nobody is told so before the body has come', async () => {
    const takers = world.app.routes.filter(
      ({ method, url }) => url.startsWith('/fhir/R4') && ['POST', 'PUT', 'PATCH'].includes(method),
    )
    expect(takers.length).toBeGreaterThan(9)
    for (const prefix of ['', `projects/${owner.project}`])
      for (const { method, url } of takers) {
        const path = `${prefix}${url.replaceAll(/:[a-z]+/g, 'Basic')}`
        for (const headers of [{}, { Authorization: 'Bearer a.b.c' }]) {
          const got = await askInParts(new URL(path, world.baseUrl), method, { ...JSON_OF_A_MEGABYTE, ...headers })
          expect([path, got.status, got.headers['www-authenticate']]).toEqual([
            path,
            401,
            expect.stringMatching(/^Bearer /),
          ])
        }
      }
  })

  test('nobody is asked to send one', async () => {
    const headers = { ...JSON_OF_A_MEGABYTE, Expect: '100-continue' }
    const got = await askInParts(new URL('fhir/R4/Patient', world.baseUrl), 'POST', headers)
    expect([got.status, got.headers.connection, got.wasAskedForMore]).toEqual([401, 'close', false])
  })

  test('and so is that they are over their limit', async () => {
    const machine = await world.actors.machine(owner)
    const headers = { ...JSON_OF_A_MEGABYTE, Authorization: `Bearer ${await world.actors.machineToken(machine)}` }
    const url = new URL('fhir/R4/Patient', world.baseUrl)
    for (let i = 0; i < 3; i++) await askInParts(url, 'POST', { ...headers, 'Content-Length': '2' }, '{}')
    expect((await askInParts(url, 'POST', { ...headers, Expect: '100-continue' })).status).toBe(429)
  })

  test('a sign-in that ends while the body is on its way writes nothing', async () => {
    const { email, password, project } = owner
    const { body: tokens } = await world.actors.signIn(email, password, { projectId: project })
    const body = JSON.stringify({ resourceType: 'Patient', name: [{ family: 'Late' }] })
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const request = openRequest(new URL('fhir/R4/Patient', world.baseUrl), {
        method: 'POST',
        agent: false,
        headers: {
          'Content-Type': 'application/fhir+json',
          'Content-Length': String(body.length),
          Authorization: `Bearer ${tokens.access_token}`,
          Expect: '100-continue',
        },
      })
      request.once('error', reject)
      request.once('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.once('continue', () => {
        // They were let in.
        request.write(body.slice(0, 10))
        endSignIn().then(() => request.end(body.slice(10)), reject)
      })
    })
    async function endSignIn(): Promise<void> {
      await world.travel(2_000)
      expect((await world.call('oauth2/revoke', { form: { token: tokens.access_token } })).status).toBe(200)
    }

    expect(await answered).toBe(401)
    const found = await world.call('fhir/R4/Patient?name=Late', { token: owner.token })
    expect([found.status, found.body.entry ?? []]).toEqual([200, []])
  })

  test('a large body is taken from who may send one', async () => {
    const json = { resourceType: 'Basic', code: { text: 'x'.repeat(900_000) } }
    expect((await world.call('fhir/R4/Basic', { json, token: owner.token })).status).toBe(201)
  })
})
