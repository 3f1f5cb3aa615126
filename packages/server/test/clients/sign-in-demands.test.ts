/** What an app may demand of a sign-in, asked for and checked by libraries that nobody here wrote. */
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'

type Demands = Readonly<Record<string, string>>

/** A request that a library made, and its judgement on what came back. */
interface Asked {
  readonly url: URL
  /** The claims of the id token. With a `maxAge` the library wants the proof to be no older. */
  finish(back: URL, maxAge?: number): Promise<Record<string, unknown>>
}

/** `ahead`: by how many seconds the server's clock is before the library's. */
type Library = (issuer: URL, app: HostedApp, demands: Demands, ahead: () => number) => Promise<Asked>

const withOpenidClient: Library = async (issuer, app, demands, ahead) => {
  const insecure = { execute: [openid.allowInsecureRequests] }
  const config = await openid.discovery(issuer, app.id, undefined, openid.None(), insecure)
  const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()]
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...demands,
  })
  return {
    url,
    async finish(back, maxAge) {
      const client = new openid.Configuration(config.serverMetadata(), app.id, {
        [openid.clockSkew]: ahead(),
      })
      openid.allowInsecureRequests(client)
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
      const tokens = await openid.authorizationCodeGrant(client, back, {
        ...checks,
        ...(maxAge !== undefined && { maxAge }),
      })
      return { ...tokens.claims() }
    },
  }
}

const withOauth4webapi: Library = async (issuer, app, demands, ahead) => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ]
  const url = new URL(server.authorization_endpoint ?? '')
  const query = {
    client_id: app.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...demands,
  }
  url.search = new URLSearchParams(query).toString()
  return {
    url,
    async finish(back, maxAge) {
      const client: oauth.Client = { client_id: app.id, [oauth.clockSkew]: ahead() }
      const parameters = oauth.validateAuthResponse(server, client, back, state)
      const asked = [server, client, oauth.None(), parameters, CALLBACK, verifier, insecure] as const
      const response = await oauth.authorizationCodeGrantRequest(...asked)
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
        ...(maxAge !== undefined && { maxAge }),
      })
      return { ...oauth.getValidatedIdTokenClaims(tokens) }
    },
  }
}

describe.each<[string, Library]>([
  ['openid-client', withOpenidClient],
  ['oauth4webapi', withOauth4webapi],
])('with %s', (_, library) => {
  let hosted: Hosted
  let first: HostedApp
  let second: HostedApp
  let foreign: HostedApp
  let person: Person
  let browser: CookieBrowser
  let ahead = 0
  beforeAll(async () => {
    hosted = await startHosted()
    first = await hosted.app()
    second = await hosted.app({ name: 'Lab Results' })
    foreign = await hosted.app({ name: 'Other', firstParty: false })
    person = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())
  beforeEach(() => {
    browser = hosted.browser()
  })

  const ask = (app: HostedApp, demands: Demands): Promise<Asked> =>
    library(new URL(hosted.issuer), app, demands, () => ahead)
  /** Where the browser is sent without a page being shown. */
  const sentBack = async ({ url }: Asked): Promise<URL> => {
    const visit = await browser.follow(await browser.open(url.href))
    expect(visit.location).toMatch(CALLBACK)
    return new URL(visit.location)
  }
  /** The password is asked for, and given. */
  const proven = async ({ url }: Asked): Promise<URL> => {
    const page = await browser.open(url.href)
    expect([page.status, page.heading]).toEqual([200, 'Sign in'])
    const posted = await browser.post('/signin', { request: page.hidden('request'), ...person })
    return new URL((await browser.follow(posted)).location)
  }
  const travel = async (seconds: number): Promise<void> => {
    await hosted.travel(seconds * 1_000)
    ahead += seconds
  }

  test('prompt=none is a code for whoever is signed in, and the id token names them and their proof', async () => {
    const signIn = await ask(first, {})
    const earlier = await signIn.finish(await proven(signIn))
    const silent = await ask(second, { prompt: 'none' })
    const later = await silent.finish(await sentBack(silent))
    expect([later['sub'], later['aud']]).toEqual([earlier['sub'], second.id])
    expect(later['auth_time']).toBe(earlier['auth_time'])
  })

  test('prompt=none is login_required where nobody is signed in', async () => {
    const silent = await ask(first, { prompt: 'none' })
    await expect(silent.finish(await sentBack(silent))).rejects.toMatchObject({ error: 'login_required' })
  })

  test('prompt=none is consent_required for an app that was allowed nothing', async () => {
    const signIn = await ask(first, {})
    await signIn.finish(await proven(signIn))
    const silent = await ask(foreign, { prompt: 'none' })
    await expect(silent.finish(await sentBack(silent))).rejects.toMatchObject({ error: 'consent_required' })
  })

  test('max_age is met: by a proof that is fresh enough, else by a new one, else by login_required', async () => {
    const signIn = await ask(first, { max_age: '60' })
    const earlier = await signIn.finish(await proven(signIn), 60)
    const fresh = await ask(second, { max_age: '300' })
    expect((await fresh.finish(await sentBack(fresh), 300))['auth_time']).toBe(earlier['auth_time'])

    await travel(120)
    const silent = await ask(second, { max_age: '60', prompt: 'none' })
    await expect(silent.finish(await sentBack(silent), 60)).rejects.toMatchObject({ error: 'login_required' })
    const again = await ask(second, { max_age: '60' })
    const later = await again.finish(await proven(again), 60)
    expect(Number(later['auth_time'])).toBeGreaterThanOrEqual(Number(earlier['auth_time']) + 120)
  })

  test('the library itself looks at auth_time: it refuses a proof that is older than it asked for', async () => {
    const signIn = await ask(first, {})
    await signIn.finish(await proven(signIn))
    await travel(120)
    // As if somebody had taken max_age off the request on its way.
    const unasked = await ask(second, {})
    await expect(unasked.finish(await sentBack(unasked), 60)).rejects.toMatchObject({
      code: 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
    })
  })
})
