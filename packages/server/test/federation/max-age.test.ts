import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { type App, type Arrived, answerIn, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const now = (): number => Math.floor(Date.now() / 1_000)

describe.each(storesForWalks())('how old a provider’s proof may be, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(provider, STAFF)
    await federated.invite({ email: 'ada@clinic.example' })
  })
  afterEach(() => provider.behave())
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const STAFF = { emailDomain: ['clinic.example'], profileType: ['Practitioner'] }
  const PERSON = { sub: 'ada', email: 'ada@clinic.example', email_verified: true }
  /** Signs in somebody whom the provider proved then. */
  const arrive = (
    authTime: number | undefined,
    maxAge: string | undefined,
    browser: CookieBrowser,
    at = app,
    prompt?: string,
  ): Promise<Arrived> => {
    const says = { ...PERSON, auth_time: authTime }
    provider.misbehave({ idToken: says, userinfo: PERSON })
    return signInWith(federated, browser, at, provider, 'mallory', { max_age: maxAge, prompt })
  }
  const provenAt = async (arrived: Arrived): Promise<number> =>
    Number(claimsOf((await tokensOf(federated, app, arrived)).body.id_token)['auth_time'])
  const silent = async (browser: CookieBrowser, maxAge: number): Promise<string | null> => {
    const { search } = new URL(app.start({ prompt: 'none', max_age: String(maxAge), response_type: 'code' }).url)
    return new URL((await browser.open(`/oauth2/authorize${search}`)).location).searchParams.get('error')
  }

  test('the provider is asked for it, and what it says is what the app is told, of later sign-ins too', async () => {
    const sent = await federated.browser().open(app.start({ max_age: '300' }).url)
    expect(new URL(sent.location).searchParams.get('max_age')).toBe('300')
    const [browser, authTime] = [federated.browser(), now() - 200]
    expect(await provenAt(await arrive(authTime, '300', browser))).toBe(authTime)
    expect(await silent(browser, 3_600)).toBe(null)
    expect(await silent(browser, 150)).toBe('login_required')
  })

  test('a proof that nobody asked the age of is no younger for another app that asks', async () => {
    const [browser, authTime] = [federated.browser(), now() - 7_200]
    expect(await provenAt(await arrive(authTime, undefined, browser))).toBe(authTime)
    expect(await silent(browser, 3_600)).toBe('login_required')
  })

  const ANEW = 'The app asks you to sign in again'
  test.each<[string, () => number | undefined, string]>([
    ['is older', () => now() - 400, ANEW],
    ['has no time', () => undefined, ANEW],
    ['has a time that is none', () => -1, 'We could not check your sign-in'],
    ['has 0 for a time', () => 0, ANEW],
  ])('one that %s is refused, and nothing written', async (_, authTime, heading) => {
    const before = await federated.written()
    const { visit, code } = await arrive(authTime(), '300', federated.browser())
    expect([visit.status, visit.heading, code]).toEqual([400, heading, ''])
    expect(await federated.written()).toBe(before)
  })

  test('with prompt=login the provider is told to prove it anew, and to say when it did', async () => {
    const sent = await federated.browser().open(app.start({ prompt: 'login', max_age: '300' }).url)
    const { searchParams } = new URL(sent.location)
    expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', '0'])
    // Proven after they were sent there: their clocks may differ a little.
    for (const seconds of [0, 20]) {
      const { code } = await arrive(now() - seconds, undefined, federated.browser(), app, 'login')
      expect(code).not.toBe('')
    }
  })

  test.each<[string, () => number | undefined]>([
    ['is from an earlier session', () => now() - 120],
    ['does not say when', () => undefined],
    ['says 0', () => 0],
  ])('a proof that %s is none where the app asks with prompt=login, and nothing is written', async (_, authTime) => {
    const before = await federated.written()
    const { visit, code } = await arrive(authTime(), undefined, federated.browser(), app, 'login')
    expect([visit.status, visit.heading, code]).toEqual([400, 'The app asks you to sign in again', ''])
    expect(await federated.written()).toBe(before)
  })

  test.each([[0], [undefined]])(
    'one with the time %s is of unknown age: no app that asks takes it',
    async (authTime) => {
      const browser = federated.browser()
      const { body } = await tokensOf(federated, app, await arrive(authTime, undefined, browser))
      expect(claimsOf(body.id_token)['auth_time']).toBe(undefined)
      expect(await silent(browser, 3_600)).toBe('login_required')
    },
  )

  test('one from the future is of now', async () => {
    expect(await provenAt(await arrive(now() + 86_400, '300', federated.browser()))).toBeLessThanOrEqual(now())
  })

  test('the login keeps it: a question that was open for too long asks who it is once more', async () => {
    const third = await federated.app(provider, STAFF, { firstParty: false })
    for (const [authTime, maxAge, later, isEnough] of [
      // The provider's clock does not travel: each of these is older here by as much as came before it.
      [now() - 5, '0', 60, true],
      [now() - 100, '300', 60, true],
      [now() - 100, '300', 150, false],
    ] as const) {
      const browser = federated.browser()
      const { visit } = await arrive(authTime, maxAge, browser, third, 'consent')
      const page = await browser.follow(visit)
      await federated.world.travel(later * 1_000)
      const action = /action="(\/signin\/[^"]+)"/.exec(page.text)?.[1] ?? ''
      const back = await browser.follow(await browser.post(action, { decision: 'allow' }))
      expect([answerIn(back).code !== '', back.heading], page.text).toEqual([isEnough, isEnough ? '' : 'Sign in'])
    }
  })

  test('an administrator whom it proved nobody knows when changes nothing that asks for a new proof', async () => {
    const { world, owner } = federated
    const signedIn = await world.actors.signIn(owner.email, owner.password, { projectId: owner.project })
    const { access_token: token } = must(signedIn).body
    const email = 'grace@clinic.example'
    const { body: invited } = await federated.invite({ email })
    const person = { sub: 'grace', email, email_verified: true }
    const tokenOf = async (authTime: number | undefined): Promise<string> => {
      provider.misbehave({ idToken: { ...person, auth_time: authTime }, userinfo: person })
      const arrived = await signInWith(federated, federated.browser(), app, provider, 'mallory')
      return (await tokensOf(federated, app, arrived)).body.access_token
    }
    await tokenOf(now())
    const change = async (path: string, fields: object): Promise<void> => {
      const { body } = must(await world.call(path, { token }))
      must(await world.call(path, { method: 'PUT', token, json: { ...body, ...fields } }))
    }
    await change(`fhir/R4/ProjectMembership/${invited.id}`, { admin: true, adminRole: 'owner' })
    await change(`fhir/R4/Project/${owner.project}`, { setting: [{ name: 'adminStepUp', valueBoolean: true }] })
    const make = async (authTime: number | undefined): Promise<Answer> =>
      world.call(`admin/projects/${owner.project}/client`, {
        json: { name: 'Nightly', kind: 'server' },
        token: await tokenOf(authTime),
      })
    for (const authTime of [undefined, 0]) {
      const asked = await make(authTime)
      expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('insufficient_user_authentication'),
      ])
    }
    must(await make(now()))
  })
})
