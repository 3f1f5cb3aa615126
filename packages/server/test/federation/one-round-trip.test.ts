import { type Answer, storesForWalks } from '@damson/testkit'
import { type IdentityProvider, startHostileProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import { APP, type App, answerIn, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const STAFF = { emailDomain: ['hospital.example'], profileType: ['Practitioner'] }

describe.each(storesForWalks())('a round trip to a provider on %s', (store) => {
  let federated: Federated
  let okta: IdentityProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    okta = await startIdentityProvider('okta', { redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(okta, STAFF)
    await federated.invite({ email: 'ada@hospital.example' })
    must(await developerMode(federated.world.call, federated.owner))
  })
  afterAll(async () => {
    await okta.stop()
    await federated.world.close()
  })

  const as = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  /** The provider's answer to a sign-in that a browser has begun, not yet brought to Damson. */
  async function answered(browser = federated.browser(), at = app, changes?: Record<string, string | undefined>) {
    const { url, verifier } = at.start(changes)
    const sent = await browser.open(url)
    return {
      browser,
      sent,
      verifier,
      callback: (await okta.signIn(sent.location, 'ada')).replace(federated.world.baseUrl, '/'),
    }
  }

  test('has a state, nonce and S256 challenge of its own, and shows the app’s to nobody', async () => {
    const { sent } = await answered(undefined, app, { nonce: 'of-the-app' })
    const asked = new URL(sent.location).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    expect(sent.location).not.toMatch(/of-the-app/)
    expect(sent.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('gives the app one code, with its state and our issuer, and none of the provider’s tokens', async () => {
    const arrived = await signInWith(federated, federated.browser(), app, okta, 'ada', { nonce: 'n-1' })
    const back = new URL(arrived.visit.location)
    expect([...back.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state'])
    expect(back.searchParams.get('iss')).toBe(federated.world.baseUrl)
    const { body } = await tokensOf(federated, app, arrived)
    expect(claimsOf(body.id_token)).toMatchObject({ nonce: 'n-1' })
    expect(JSON.stringify(body)).not.toContain(okta.issuer)
  })

  test('is refused in another browser, and goes on in its own', async () => {
    const { browser, callback } = await answered()
    for (const stranger of [federated.browser(), (await answered()).browser]) {
      const stolen = await stranger.open(callback)
      expect([stolen.status, stolen.heading]).toEqual([400, 'This sign-in can’t continue'])
    }
    expect(answerIn(await browser.open(callback)).code).not.toBe('')
  })

  test('is refused a second time', async () => {
    const { browser, callback } = await answered()
    expect(answerIn(await browser.open(callback)).code).not.toBe('')
    expect((await browser.open(callback)).status).toBe(400)
  })

  test('of two answers at once one is taken', async () => {
    const { browser, callback } = await answered()
    const both = await Promise.all([browser.open(callback), browser.open(callback)])
    expect(both.map(({ status }) => status)).toEqual(expect.arrayContaining([302, 400]))
  })

  test('of two answers at once the provider is asked about one', async () => {
    const hostile = await startHostileProvider({ redirectUris: [APP] })
    const at = await federated.app(hostile, { ...STAFF, emailDomain: ['evil.example'] })
    const browser = federated.browser()
    const sent = await browser.open(at.start().url)
    const callback = (await hostile.signIn(sent.location, 'mallory')).replace(federated.world.baseUrl, '/')
    await Promise.all([browser.open(callback), browser.open(callback)])
    expect(hostile.received.filter(({ endpoint }) => endpoint === 'token')).toHaveLength(1)
    await hostile.stop()
  })

  test('is one of several in a browser: two tabs do not disturb each other', async () => {
    const browser = federated.browser()
    const [first, second] = [await answered(browser), await answered(browser)]
    for (const { callback } of [second, first]) expect(answerIn(await browser.open(callback)).code).not.toBe('')
  })

  test('goes back to its own app, whichever code is put beside its state', async () => {
    const other = await federated.app(okta, STAFF, { redirectUris: ['https://other.example/callback'] })
    const browser = federated.browser()
    const [mine, theirs] = [
      await answered(browser),
      await answered(browser, other, { redirect_uri: 'https://other.example/callback' }),
    ]
    const mixed = new URL(mine.callback, 'http://x')
    mixed.searchParams.set('code', new URL(theirs.callback, 'http://x').searchParams.get('code') ?? '')
    const refused = await browser.open(`${mixed.pathname}${mixed.search}`)
    expect(refused.status).toBe(400)
    expect(answerIn(await browser.open(theirs.callback)).code).not.toBe('')
  })

  test.each(['', '?code=x', '?state=made-up&code=x', '?state=a&state=b&code=x', `?state=${'x'.repeat(5000)}`])(
    'cannot be made up: %s',
    async (query) => {
      const refused = await federated.browser().open(`/auth/external${query}`)
      expect([refused.status, refused.heading]).toEqual([400, 'This sign-in can’t continue'])
    },
  )

  test('comes too late after ten minutes', async () => {
    const { browser, callback } = await answered()
    const { rowCount = 1 } = (await federated.world.store.db.query({
      sql: `update provider_legs set expires_at = now() - interval '1 second' where used_at is null`,
      params: [],
    })) as { rowCount?: number }
    expect(rowCount).toBeGreaterThan(0)
    expect((await browser.open(callback)).status).toBe(400)
  })

  test('that the person declines says so, and begins again', async () => {
    const browser = federated.browser()
    const sent = await browser.open(app.start().url)
    const callback = await okta.signIn(sent.location, 'refuse')
    const refused = await browser.open(callback.replace(federated.world.baseUrl, '/'))
    expect([refused.status, refused.heading]).toEqual([400, 'You are not signed in'])
    expect(refused.text).toContain('/oauth2/authorize?')
  })

  test('goes on with new keys of the provider, and soon', async () => {
    expect((await signInWith(federated, federated.browser(), app, okta, 'ada')).code).not.toBe('')
    await okta.rotateKeys()
    await federated.world.travel(5_000)
    expect((await signInWith(federated, federated.browser(), app, okta, 'ada')).code).not.toBe('')
  })

  test('is over when the provider is configured otherwise meanwhile', async () => {
    const at = await federated.app(okta, STAFF)
    const { browser, callback } = await answered(undefined, at)
    const client = must(await as(`fhir/R4/ClientApplication/${at.id}`)).body
    must(
      await as(`fhir/R4/ClientApplication/${at.id}`, {
        method: 'PUT',
        json: { ...client, identityProvider: { ...client.identityProvider, scope: 'groups' } },
      }),
    )
    expect((await browser.open(callback)).status).toBe(400)
  })
})
