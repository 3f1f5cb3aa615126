/** Who signed in, told in the id token to clients with `idTokenClaims`: what the granted scopes say, and no more. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, makeClient, must, redeem, refresh } from '../identity/steps.ts'

const CLAIMS = ['name', 'given_name', 'family_name', 'email', 'email_verified']
/** What userinfo tells beside them. */
const OTHERS = ['birthdate', 'middle_name', 'profile', 'updated_at', 'gender', 'phone_number', 'address']

describe.each(storesForWalks())('an id token on %s', (store) => {
  let world: World
  let owner: Owner
  let profile: string
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    const me = must(await world.call('auth/me', { token: owner.token })).body
    profile = `Practitioner/${me.profile.id}`
    await setProfile({ name: [{ given: ['Ada', 'King'], family: 'Lovelace' }], birthDate: '1815-12-10' })
  })
  afterAll(() => world.close())

  const setProfile = async (fields: object): Promise<void> => {
    const json = { resourceType: 'Practitioner', id: profile.split('/')[1], ...fields }
    must(await world.call(`fhir/R4/${profile}`, { method: 'PUT', json, token: owner.token }))
  }
  const idToken = (answer: Answer['body']): Record<string, unknown> => claimsOf(answer.id_token)
  const personIn = (claims: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries([...CLAIMS, ...OTHERS].flatMap((name) => (name in claims ? [[name, claims[name]]] : [])))
  async function signIn(scope: string, client?: string): Promise<Answer['body']> {
    const { email, password } = owner
    const fields = { email, password, scope, ...(client !== undefined && { clientId: client }) }
    return must(
      await redeem(world.call, await begin(world.call, fields), client === undefined ? {} : { client_id: client }),
    ).body
  }
  const clientOf = async (fields: object = {}): Promise<string> =>
    (await makeClient(world.call, owner, fields)).body.id as string
  const ALL = 'openid profile email offline_access'
  const name = { name: 'Ada King Lovelace', given_name: 'Ada', family_name: 'Lovelace' }
  const email = (): object => ({ email: owner.email, email_verified: true })

  test('of a client that is made from now on says who signed in', async () => {
    const { body } = await makeClient(world.call, owner)
    expect(body.idTokenClaims).toBe(true)
    expect(personIn(idToken(await signIn(ALL, body.id)))).toEqual({ ...name, ...email() })
  })

  test.each([
    ['openid', () => ({})],
    ['openid profile', () => name],
    ['openid email', email],
    ['openid fhirUser', () => ({})],
  ])('says of %s what that scope says', async (scope, expected) => {
    expect(personIn(idToken(await signIn(scope, await clientOf())))).toEqual(expected())
  })

  test('tells an address that is proven, and no other: apps take it for the person', async () => {
    const client = await clientOf()
    const proven = async (at: string): Promise<void> => {
      const sql = `update users set email_proven_at = ${at} where email = $1`
      await world.store.db.query({ sql, params: [owner.email] })
    }
    const first = await signIn(ALL, client)
    expect(personIn(idToken(first))).toMatchObject({ email: owner.email, email_verified: true })
    await proven('null')
    const second = must(await refresh(world.call, first.refresh_token, { client_id: client })).body
    await proven('now()')
    expect(personIn(idToken(second))).toEqual(name)
  })

  test('says nothing of them to a client that does not ask, to one from before, and to an app without one', async () => {
    const denied = await clientOf({ idTokenClaims: false })
    const older = await clientOf()
    const headers = { 'Content-Type': 'application/json-patch+json' }
    const at = `fhir/R4/ClientApplication/${older}`
    const json = [{ op: 'remove', path: '/idTokenClaims' }]
    must(await world.call(at, { method: 'PATCH', json, headers, token: owner.token }))
    for (const client of [denied, older, undefined]) {
      const body = await signIn(ALL, client)
      expect(personIn(idToken(body))).toEqual({})
      // As ever, userinfo tells it.
      expect((await world.call('oauth2/userinfo', { token: body.access_token })).body).toMatchObject(name)
    }
    // Made as a resource it says nothing of it.
    const resource = { resourceType: 'ClientApplication', name: 'x', kind: 'app', tokenEndpointAuthMethod: 'none' }
    const made = must(await world.call('fhir/R4/ClientApplication', { json: resource, token: owner.token }))
    expect(made.body).not.toHaveProperty('idTokenClaims')
  })

  test('of a refresh says it too, as it is by then, and of a smaller one what that has', async () => {
    const client = await clientOf()
    const first = await signIn(ALL, client)
    await setProfile({ name: [{ text: 'Dr. A. Lovelace', given: ['Augusta'], family: 'Lovelace' }] })
    const second = must(await refresh(world.call, first.refresh_token, { client_id: client })).body
    expect(personIn(idToken(second))).toMatchObject({ name: 'Dr. A. Lovelace', given_name: 'Augusta' })
    const less = await refresh(world.call, second.refresh_token, { client_id: client, scope: 'openid email' })
    expect(personIn(idToken(must(less).body))).toEqual(email())
    await setProfile({ name: [{ given: ['Ada', 'King'], family: 'Lovelace' }], birthDate: '1815-12-10' })
  })

  test('leaves out what a profile does not have, and a name that is too long for a token', async () => {
    const client = await clientOf()
    await setProfile({ name: [{ given: ['A'.repeat(3_000)], family: 'Lovelace' }] })
    expect(personIn(idToken(await signIn('openid profile', client)))).toEqual({ family_name: 'Lovelace' })
    await setProfile({})
    expect(personIn(idToken(await signIn('openid profile', client)))).toEqual({})
    await setProfile({ name: [{ given: ['Ada', 'King'], family: 'Lovelace' }], birthDate: '1815-12-10' })
  })

  test('of no access token: it holds no name and no address', async () => {
    const { access_token } = await signIn(ALL, await clientOf())
    expect(personIn(claimsOf(access_token))).not.toHaveProperty('name')
    expect(JSON.stringify(claimsOf(access_token))).not.toMatch(/Lovelace|@/)
  })
})
