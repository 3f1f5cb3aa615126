/** How an id token is signed: RS256, or ES256 for a client that asks for it. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, makeClient, must, redeem, refresh } from '../identity/steps.ts'

const DAY = 86_400_000

describe.each(storesForWalks())('an id token on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    const env = { DAMSON_KEYS_SIGNING_SECONDS: String(10 * 86_400), DAMSON_LOGINS_OVERALL_SECONDS: String(90 * 86_400) }
    world = await startWorld({ store, ownKeys: true, env })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  let travelled = 0
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await world.travel(ms)
  }
  const clientOf = async (fields: object): Promise<string> =>
    (await makeClient(world.call, owner, fields)).body.id as string
  async function signIn(clientId: string): Promise<Answer['body']> {
    const { email, password } = owner
    const begun = await begin(world.call, { email, password, clientId, scope: 'openid offline_access' })
    return must(await redeem(world.call, begun, { client_id: clientId })).body
  }
  /** The algorithm and the key of a token that verifies with a published one. */
  async function signed(token: string, clientId: string): Promise<{ alg: string; kid: string | undefined }> {
    const keys = createLocalJWKSet((await world.call('.well-known/jwks.json')).body as JSONWebKeySet)
    const currentDate = new Date(Date.now() + travelled)
    const { protectedHeader } = await jwtVerify(token, keys, {
      issuer: world.baseUrl,
      audience: clientId,
      typ: 'JWT',
      currentDate,
    })
    return { alg: protectedHeader.alg, kid: protectedHeader.kid }
  }
  const algorithmOf = async (token: string, clientId: string): Promise<string> => (await signed(token, clientId)).alg
  /** Whether it is taken for a hint: what is none cannot contradict the client that is named beside it. */
  async function isHint(token: string): Promise<boolean> {
    const query = new URLSearchParams({ id_token_hint: token, client_id: 'another' })
    return (await world.call(`oauth2/logout?${query.toString()}`)).text.includes('This sign-out link does not work')
  }

  test('is RS256, or ES256 for a client that asks for it, at a refresh too; published keys verify both', async () => {
    for (const [fields, algorithm] of [
      [{}, 'RS256'],
      [{ idTokenSignedResponseAlg: 'RS256' }, 'RS256'],
      [{ idTokenSignedResponseAlg: 'ES256' }, 'ES256'],
    ] as const) {
      const client = await clientOf(fields)
      const tokens = await signIn(client)
      expect(await algorithmOf(tokens.id_token, client)).toBe(algorithm)
      const later = must(await refresh(world.call, tokens.refresh_token, { client_id: client })).body
      expect(await algorithmOf(later.id_token, client)).toBe(algorithm)
      // Its access tokens stay as they are.
      expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    }
    const { body } = await world.call('.well-known/openid-configuration')
    expect(body.id_token_signing_alg_values_supported).toEqual(['RS256', 'ES256'])
  })

  test('changes with its client', async () => {
    const client = await clientOf({})
    const headers = { 'Content-Type': 'application/json-patch+json' }
    const json = [{ op: 'add', path: '/idTokenSignedResponseAlg', value: 'ES256' }]
    const at = `fhir/R4/ClientApplication/${client}`
    must(await world.call(at, { method: 'PATCH', json, headers, token: owner.token }))
    expect(await algorithmOf((await signIn(client)).id_token, client)).toBe('ES256')
  })

  test.each(['none', 'HS256', 'RS384', 'EdDSA', 'es256', 'ES256K', ''])(
    'is never %j: such a client is refused with the two that can be had',
    async (idTokenSignedResponseAlg) => {
      const call = await world.call(`admin/projects/${owner.project}/client`, {
        json: { name: 'x', kind: 'app', tokenEndpointAuthMethod: 'none', idTokenSignedResponseAlg },
        token: owner.token,
      })
      const json = { resourceType: 'ClientApplication', name: 'x', kind: 'app', idTokenSignedResponseAlg }
      const resource = await world.call('fhir/R4/ClientApplication', { json, token: owner.token })
      expect([call.status, resource.status]).toEqual([400, 400])
      expect(call.text).toContain('must be RS256 or ES256')
      if (idTokenSignedResponseAlg !== '') expect(resource.text).toContain('must be one of RS256, ES256.')
    },
  )

  test('of each kind is a hint, expired or not, until its key is given up; successors sign both', async () => {
    const before = []
    for (const idTokenSignedResponseAlg of ['RS256', 'ES256']) {
      const client = await clientOf({ idTokenSignedResponseAlg })
      const token = (await signIn(client)).id_token
      expect(await isHint(token)).toBe(true)
      before.push({ client, token, ...(await signed(token, client)) })
    }
    await travel(9 * DAY)
    await travel(DAY + 1_000)
    for (const { client, token, alg, kid } of before) {
      const after = await signed((await signIn(client)).id_token, client)
      expect(after.alg).toBe(alg)
      expect(after.kid).not.toBe(kid)
      // Its key is published still.
      expect(await isHint(token)).toBe(true)
    }
    await travel(30 * DAY)
    for (const { token } of before) expect(await isHint(token)).toBe(false)
  })
})
