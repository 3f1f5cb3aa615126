import { type Answer, type Owner, pkce, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Begun, begin, claimsOf, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'
import { type CookieBrowser } from '../signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'

describe.each(storesForWalks())('a code of the sign-in API on %s', (store) => {
  let world: World
  let owner: Owner
  let client: string
  let confidential: { id: string; secret: string }
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    client = (await makeClient(world.call, owner)).body.id
    const made = await makeClient(world.call, owner, { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' })
    confidential = made.body
  })
  afterAll(() => world.close())

  const signIn = (fields: object = {}): Promise<Begun> =>
    begin(world.call, { email: owner.email, password: owner.password, ...fields })
  const refused = '400 invalid_grant'

  test('gives tokens, and says so on the wire', async () => {
    const { body, headers } = await redeem(world.call, await signIn({ scope: 'openid profile offline_access' }))
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'openid profile offline_access',
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      project: { reference: `Project/${owner.project}` },
      profile: { reference: owner.profile },
    })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('pragma')).toBe('no-cache')
  })

  test('is of use once: the second time it is refused, and what it gave is revoked', async () => {
    const begun = await signIn({ scope: 'openid offline_access' })
    const { body } = await redeem(world.call, begun)
    expect((await world.call('auth/me', { token: body.access_token })).status).toBe(200)
    expect(verdict(await redeem(world.call, begun))).toBe(refused)
    expect(verdict(await world.call('auth/me', { token: body.access_token }))).toBe('401 revoked_login')
    expect(verdict(await refresh(world.call, body.refresh_token))).toBe(refused)
    const audit = await world.call('fhir/R4/AuditEvent?subtype=token.reuse_detected', { token: owner.token })
    expect(audit.text).toContain('code_reused')
  })

  test('redeemed fifty times at once gives tokens exactly once, and those are revoked', async () => {
    const begun = await signIn()
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(world.call, begun)))
    const given = answers.filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    expect(new Set(answers.map(verdict))).toEqual(new Set(['200', refused]))
    expect(verdict(await world.call('auth/me', { token: given[0]?.body.access_token }))).toBe('401 revoked_login')
  })

  test('lives for 60 seconds', async () => {
    const [early, late] = [await signIn(), await signIn()]
    await world.travel(59_000)
    expect((await redeem(world.call, early)).status).toBe(200)
    await world.travel(1_000)
    expect(verdict(await redeem(world.call, late))).toBe(refused)
  })

  test('that was refused for any reason is spent: a second attempt with everything right comes too late', async () => {
    const begun = await signIn()
    expect(verdict(await redeem(world.call, { ...begun, verifier: pkce().verifier }))).toBe(refused)
    expect(verdict(await redeem(world.call, begun))).toBe(refused)
  })

  describe('is refused', () => {
    test.each<[string, (begun: Begun) => Record<string, string | undefined>]>([
      ['with another verifier', () => ({ code_verifier: pkce().verifier })],
      ['with a verifier in another case', ({ verifier }) => ({ code_verifier: verifier.toUpperCase() })],
      ['with a verifier and more', ({ verifier }) => ({ code_verifier: `${verifier}A` })],
      ['with a verifier that is too short', () => ({ code_verifier: 'a'.repeat(42) })],
      ['with a verifier that is too long', () => ({ code_verifier: 'a'.repeat(129) })],
      ['with the challenge in place of the verifier', () => ({ code_verifier: pkce().challenge })],
      ['under a client that it was not issued to', () => ({ client_id: client })],
    ])('%s', async (_, changes) => {
      const begun = await signIn()
      expect(verdict(await redeem(world.call, begun, changes(begun)))).toBe(refused)
    })

    test('without a verifier, or a code, and is not spent by that', async () => {
      const begun = await signIn()
      for (const changes of [{ code_verifier: undefined }, { code_verifier: '' }, { code: undefined }, { code: '' }])
        expect(verdict(await redeem(world.call, begun, changes))).toBe('400 invalid_request')
      expect((await redeem(world.call, begun)).status).toBe(200)
    })

    test('under no client, when it was issued to one', async () => {
      const begun = await signIn({ clientId: client })
      for (const client_id of [undefined, '', 'damson-app']) {
        const { status } = await redeem(world.call, begun, { client_id })
        expect([400, 401]).toContain(status)
      }
    })

    test('under another client of the same project, public or confidential', async () => {
      const { id, secret } = confidential
      for (const changes of [
        { client_id: (await makeClient(world.call, owner)).body.id as string },
        { client_id: id, client_secret: secret },
      ])
        expect(verdict(await redeem(world.call, await signIn({ clientId: client }), changes))).toBe(refused)
    })

    test('when it is garbage', async () => {
      const { verifier, code, handle } = await signIn()
      for (const wrong of [code.slice(1), `${code}A`, handle, 'x', '\u0000', '\ud800', 'a'.repeat(60_000), owner.token])
        expect(verdict(await redeem(world.call, { code: wrong, verifier }))).toBe(refused)
      expect((await redeem(world.call, { code, verifier })).status).toBe(200)
    })

    test('without telling which check failed: one description for all', async () => {
      const begun = await signIn()
      const descriptions = [
        await redeem(world.call, { ...begun, verifier: pkce().verifier }),
        await redeem(world.call, begun),
        await redeem(world.call, { code: 'x', verifier: begun.verifier }),
        await redeem(world.call, await signIn(), { client_id: client }),
      ].map(({ body }) => body.error_description)
      expect(new Set(descriptions).size).toBe(1)
    })
  })

  describe('of a confidential client', () => {
    const asClient = (): Promise<Begun> => signIn({ clientId: confidential.id })

    test('is redeemed with its secret, in the header or in the form', async () => {
      const { id, secret } = confidential
      expect((await redeem(world.call, await asClient(), { client_id: id, client_secret: secret })).status).toBe(200)
      const { code, verifier } = await asClient()
      const form = { grant_type: 'authorization_code', code, code_verifier: verifier }
      expect((await world.call('oauth2/token', { form, basic: [id, secret] })).status).toBe(200)
    })

    test.each<[string, (id: string) => Record<string, string>]>([
      ['no secret', (id) => ({ client_id: id })],
      ['a wrong secret', (id) => ({ client_id: id, client_secret: 'x'.repeat(43) })],
      ['an empty secret', (id) => ({ client_id: id, client_secret: '' })],
    ])('is refused with %s, and not spent by that', async (_, changes) => {
      const { id, secret } = confidential
      const begun = await asClient()
      expect(verdict(await redeem(world.call, begun, changes(id)))).toBe('401 invalid_client')
      expect((await redeem(world.call, begun, { client_id: id, client_secret: secret })).status).toBe(200)
    })
  })

  test('of a sign-in that was ended, or whose membership was taken away, gives nothing', async () => {
    const member = await world.actors.owner()
    const begun = await begin(world.call, { email: member.email, password: member.password })
    must(
      await world.call('auth/changepassword', {
        json: { oldPassword: member.password, newPassword: 'another password of mine' },
        token: member.token,
      }),
    )
    expect(verdict(await redeem(world.call, begun))).toBe(refused)
  })
})

describe.each(storesForWalks())('a code of the hosted pages on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
    person = await hosted.member('Patient')
  })
  afterAll(() => hosted.world.close())

  async function code(browser: CookieBrowser = hosted.browser()): Promise<string> {
    const visit = await hosted.signIn(browser, app, person)
    return new URL(visit.location).searchParams.get('code') ?? ''
  }

  test('is redeemed with the redirect_uri that it was sent to', async () => {
    const { body } = await app.redeem(await code())
    expect(claimsOf(body.access_token)).toMatchObject({ client_id: app.id, scope: 'openid profile' })
    expect(body.refresh_token).toBeUndefined()
  })

  test.each([
    'https://diary.example/other',
    `${CALLBACK}/`,
    `${CALLBACK}?x`,
    CALLBACK.toUpperCase(),
    'https://evil.example/callback',
    '',
  ])('is refused with the redirect_uri %j', async (redirect_uri) => {
    expect(verdict(await app.redeem(await code(), { redirect_uri }))).toBe('400 invalid_grant')
  })

  test('is refused without a redirect_uri', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: await code(),
      client_id: app.id,
      code_verifier: app.verifier,
    }
    expect(verdict(await hosted.world.call('oauth2/token', { form }))).toBe('400 invalid_grant')
  })

  test('that somebody else intercepts is of no use to them: their own verifier opens nothing', async () => {
    const answers: Answer[] = []
    const stolen = await code()
    answers.push(await app.redeem(stolen, { code_verifier: pkce().verifier }))
    answers.push(await app.redeem(stolen))
    expect(answers.map(verdict)).toEqual(['400 invalid_grant', '400 invalid_grant'])
  })
})
