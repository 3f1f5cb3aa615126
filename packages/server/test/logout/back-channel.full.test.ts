import { type Answer, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { begin, claimsOf, makeClient, must, reasonOf, redeem, refresh, register } from '../identity/steps.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

describe.each(storesUnderTest())('a client is told that its person is signed out, on %s', (store) => {
  let world: World
  let owner: Owner
  let receiver: Receiver
  let client: string
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
  })
  beforeEach(async () => {
    receiver = await startReceiver(world.baseUrl)
    client = (await makeClient(world.call, owner, { backChannelLogoutUri: receiver.url })).body.id
    return () => receiver.close()
  })
  afterAll(() => world.close())

  const signedIn = async (fields: object = {}): Promise<Answer> => {
    const { email, password } = owner
    const begun = await begin(world.call, {
      email,
      password,
      clientId: client,
      scope: 'openid offline_access',
      ...fields,
    })
    return must(await redeem(world.call, begun, { client_id: client }))
  }
  const signOut = (token: string): Promise<Answer> => world.call('oauth2/logout', { json: {}, token })
  /** How it ended, as the auditor sees it. */
  const audited = async (kind: string): Promise<readonly string[]> => {
    const { body } = must(
      await world.call(`fhir/R4/AuditEvent?subtype=${kind}&entity=ClientApplication/${client}`, { token: owner.token }),
    )
    return (body.entry ?? []).map(({ resource }: { resource: { outcomeDesc?: string } }) => resource.outcomeDesc)
  }

  test('by a logout token that holds what the standard asks, and nothing of an id token', async () => {
    const tokens = (await signedIn({ nonce: 'the nonce' })).body
    must(await signOut(tokens.access_token))

    await receiver.arrived(1)
    const [{ payload, protectedHeader }] = receiver.taken as [(typeof receiver.taken)[number]]
    expect(payload).toEqual({
      iss: world.baseUrl,
      aud: client,
      sub: owner.userId,
      sid: claimsOf(tokens.id_token)['sid'],
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 120,
      events: { [EVENT]: {} },
    })
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'logout+jwt', kid: expect.any(String) })
    await expect.poll(() => audited('logout.delivered')).toEqual(['delivered'])
  })

  test('by a token that is signed as its id tokens are', async () => {
    const elliptic = await startReceiver(world.baseUrl, 'ES256')
    const fields = { backChannelLogoutUri: elliptic.url, idTokenSignedResponseAlg: 'ES256' }
    client = (await makeClient(world.call, owner, fields)).body.id
    must(await signOut((await signedIn()).body.access_token))
    expect(await elliptic.arrived(1)).toHaveLength(1)
    elliptic.close()
  })

  test.each(['RS256', 'ES256'])('by a token of %s that opens nothing here', async (idTokenSignedResponseAlg) => {
    const fields = { backChannelLogoutUri: receiver.url, idTokenSignedResponseAlg }
    client = (await makeClient(world.call, owner, fields)).body.id
    let token = ''
    receiver.answer = (request, response) => {
      request.on('data', (chunk) => (token += String(chunk)))
      request.on('end', () => response.writeHead(200).end())
    }
    must(await signOut((await signedIn()).body.access_token))
    await expect.poll(() => token).toMatch(/^logout_token=/)
    token = new URLSearchParams(token).get('logout_token') ?? ''
    for (const path of ['fhir/R4/Patient', 'auth/me', 'oauth2/userinfo', 'oauth2/logout'])
      expect((await world.call(path, { token })).status, path).toBe(401)
    // As a hint it would contradict the client that is named beside it.
    for (const [hint, isHint] of [
      [token, false],
      [(await signedIn()).body.id_token, true],
    ] as const) {
      const query = new URLSearchParams({ id_token_hint: hint, client_id: 'another' })
      const { text } = await world.call(`oauth2/logout?${query.toString()}`)
      expect(text.includes('This sign-out link does not work')).toBe(isHint)
    }
  })

  test('knows the sign-in by a sid that no other client has, and that is no id of ours', async () => {
    const other = (await makeClient(world.call, owner)).body.id
    const { email, password } = owner
    const tokens = (await signedIn()).body
    const theirs = must(
      await redeem(world.call, await begin(world.call, { email, password, clientId: other }), { client_id: other }),
    ).body
    const [sid, again] = [tokens.id_token, theirs.id_token].map((token) => claimsOf(token)['sid'])
    expect(sid).not.toBe(again)
    expect(sid).not.toBe(claimsOf(tokens.access_token)['login_id'])
    const refreshed = must(await refresh(world.call, tokens.refresh_token, { client_id: client })).body
    expect(claimsOf(refreshed.id_token)['sid']).toBe(sid)
    expect((await world.call('oauth2/logout', { json: {}, token: String(sid) })).status).toBe(401)
  })

  describe('however the sign-in ends:', () => {
    test('a code that is sent twice', async () => {
      const { email, password } = owner
      const begun = await begin(world.call, { email, password, clientId: client })
      must(await redeem(world.call, begun, { client_id: client }))
      expect((await redeem(world.call, begun, { client_id: client })).status).toBe(400)
      await receiver.arrived(1)
    })

    test('a refresh token that was used before', async () => {
      const { refresh_token: first } = (await signedIn()).body
      const { refresh_token: second } = must(await refresh(world.call, first, { client_id: client })).body
      must(await refresh(world.call, second, { client_id: client }))
      expect((await refresh(world.call, first, { client_id: client })).status).toBe(400)
      await receiver.arrived(1)
    })

    test('a person who ends it elsewhere, and one who changes the password', async () => {
      const person = await register(world.call, { projectId: 'new' })
      const project = must(
        await world.call('auth/newproject', { json: { login: person.handle, projectName: 'Theirs' } }),
      )
      const { access_token: token, project: reference } = must(
        await redeem(world.call, { code: project.body.code, verifier: person.verifier }),
      ).body
      const theirs = { project: reference.reference.split('/')[1], token } as Owner
      const app = (await makeClient(world.call, theirs, { backChannelLogoutUri: receiver.url })).body.id
      const sign = async (): Promise<Answer> =>
        must(
          await redeem(world.call, await begin(world.call, { email: person.email, clientId: app }), { client_id: app }),
        )
      const { access_token: access } = (await sign()).body
      must(await world.call('auth/revoke', { json: { loginId: claimsOf(access)['login_id'] }, token }))
      const [first] = await receiver.arrived(1)
      await sign()
      must(
        await world.call('auth/changepassword', {
          json: { oldPassword: 'a quiet garden path', newPassword: 'another quiet garden path' },
          token,
        }),
      )
      const [, second] = await receiver.arrived(2)
      expect([first?.sub, first?.aud]).toEqual([second?.sub, second?.aud])
      expect(first?.['sid']).not.toBe(second?.['sid'])
    })
  })

  test('is not told where it ended the login itself, nor where it had no tokens of it', async () => {
    const { refresh_token: token } = (await signedIn()).body
    must(await world.call('oauth2/revoke', { form: { token, client_id: client } }))
    const { email, password } = owner
    await begin(world.call, { email, password, clientId: client })
    must(await signOut((await signedIn()).body.access_token))
    await receiver.arrived(1)
    await world.app.logoutDelivery.run()
    expect(receiver.asked()).toBe(1)
  })

  test('is told again later where it did not answer, with the same jti, and then no more', async () => {
    receiver.answer = (_request, response) => void response.writeHead(503).end()
    must(await signOut((await signedIn()).body.access_token))
    await expect.poll(() => receiver.asked()).toBe(1)
    await world.app.logoutDelivery.run()
    expect(receiver.asked()).toBe(1)

    receiver.answer = undefined
    await world.travel(61_000)
    const [first] = await receiver.arrived(1)
    expect(Number(first?.exp)).toBeGreaterThan(Date.now() / 1000 + 61)
    await world.travel(3_600_000)
    expect(receiver.asked()).toBe(2)
    owner = { ...owner, token: must(await world.actors.signIn(owner.email, owner.password)).body.access_token }
    await expect.poll(() => audited('logout.delivered')).toEqual(['delivered'])
  })

  test('is given up after six attempts, and the auditor sees it', async () => {
    receiver.answer = (_request, response) => void response.destroy()
    must(await signOut((await signedIn()).body.access_token))
    await expect.poll(() => receiver.asked()).toBe(1)
    for (let times = 0; times < 8; times++) await world.travel(21_601_000)
    expect(receiver.asked()).toBe(6)
    owner = { ...owner, token: must(await world.actors.signIn(owner.email, owner.password)).body.access_token }
    await expect.poll(() => audited('logout.undelivered')).toEqual(['unreachable'])
  })

  test.each<[string, number, Record<string, string>]>([
    ['status_400', 400, {}],
    ['redirected', 302, { Location: '/elsewhere' }],
  ])('is given up at once where it answers %s', async (why, status, headers) => {
    receiver.answer = (_request, response) => void response.writeHead(status, headers).end()
    must(await signOut((await signedIn()).body.access_token))
    await expect.poll(() => audited('logout.undelivered')).toEqual([why])
    expect(receiver.asked()).toBe(1)
  })

  test('that it is not told keeps nobody signed in', async () => {
    receiver.answer = () => undefined
    const { access_token: token } = (await signedIn()).body
    must(await signOut(token))
    expect((await world.call('auth/me', { token })).status).toBe(401)
    receiver.close()
  })

  test('also while the addresses of another project hang', async () => {
    const hanging = await startReceiver(world.baseUrl)
    hanging.answer = () => undefined
    const other = await world.actors.owner()
    const { email, password } = other
    const tokens: string[] = []
    for (let i = 0; i < 20; i += 1) {
      const fields = { name: `Hanging ${i}`, backChannelLogoutUri: hanging.url }
      const { id } = (await makeClient(world.call, other, fields)).body
      const begun = await begin(world.call, { email, password, clientId: id, scope: 'openid' })
      tokens.push(must(await redeem(world.call, begun, { client_id: id })).body.access_token)
    }
    const mine = (await signedIn()).body.access_token
    await Promise.all(tokens.map(signOut))
    await expect.poll(() => hanging.asked()).toBeGreaterThanOrEqual(4)
    must(await signOut(mine))
    await receiver.arrived(1)
    // In the order in which they were noted, all of them would have been asked before.
    expect(hanging.asked()).toBeLessThan(20)
    hanging.close()
  })

  test.each<[string, object, string]>([
    [
      'http to another machine',
      { backChannelLogoutUri: 'http://app.example/out' },
      'malformed_back_channel_logout_uri',
    ],
    ['credentials in it', { backChannelLogoutUri: 'https://u:p@app.example/' }, 'malformed_back_channel_logout_uri'],
    ['a fragment', { backChannelLogoutUri: 'https://app.example/#out' }, 'malformed_back_channel_logout_uri'],
    ['no URL', { backChannelLogoutUri: 'app.example' }, 'malformed_back_channel_logout_uri'],
    ['no address', { backChannelLogoutSessionRequired: true }, 'logout_without_address'],
    ['a frame of nobody', { frontChannelLogoutUri: 'https://app.example/out' }, 'foreign_front_channel_logout_uri'],
    [
      'a frame of another origin',
      { frontChannelLogoutUri: 'https://app.example:8443/out', redirectUris: ['https://app.example/callback'] },
      'foreign_front_channel_logout_uri',
    ],
    [
      'a frame that is no page',
      { frontChannelLogoutUri: 'javascript:alert(1)', redirectUris: ['https://app.example/callback'] },
      'malformed_front_channel_logout_uri',
    ],
    [
      'a frame that adds to the policy of our page',
      { frontChannelLogoutUri: 'https://a;frame-ancestors/out', redirectUris: ['https://app.example/callback'] },
      'malformed_front_channel_logout_uri',
    ],
    ['a second address', { backChannelLogoutUri: 'https://a,b.example/' }, 'malformed_back_channel_logout_uri'],
    ['a policy', { postLogoutRedirectUris: ['https://a;script-src/'] }, 'malformed_post_logout_redirect_uri'],
    ['a wildcard', { postLogoutRedirectUris: ['https://*.example/'] }, 'malformed_post_logout_redirect_uri'],
    ['a script', { postLogoutRedirectUris: ['javascript:alert(1)'] }, 'malformed_post_logout_redirect_uri'],
  ])('cannot be registered with %s', async (_, fields, reason) => {
    const json = { resourceType: 'ClientApplication', name: 'An App', kind: 'app', ...fields }
    const answer = await world.call('fhir/R4/ClientApplication', { json, token: owner.token })
    expect([answer.status, reasonOf(answer)]).toEqual([400, reason])
  })
})
