/** Clients that nobody here wrote sign people out, and are told that they are signed out. */
import { pkce } from '@damson/testkit'
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { claimsOf } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const BYE = 'https://diary.example/bye'
let hosted: Hosted
let receiver: Receiver
let app: HostedApp
let person: Person
beforeAll(async () => {
  hosted = await startHosted({ development: true })
  receiver = await startReceiver(hosted.issuer)
  app = await hosted.app({ postLogoutRedirectUris: [BYE], backChannelLogoutUri: receiver.url })
  person = await hosted.member('Practitioner')
})
afterAll(async () => {
  receiver.close()
  await hosted.world.close()
})

const back = async (browser: CookieBrowser, query: string): Promise<URL> => {
  const page = await browser.open(`/oauth2/authorize?${query}`)
  const begun = await browser.post('/signin', { request: page.hidden('request'), ...person })
  return new URL((await browser.follow(begun)).location)
}

test('openid-client', async () => {
  const config = await openid.discovery(new URL(hosted.issuer), app.id, undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const browser = hosted.browser()
  const { verifier, challenge } = pkce()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'the-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const tokens = await openid.authorizationCodeGrant(config, await back(browser, url.search.slice(1)), {
    pkceCodeVerifier: verifier,
    expectedState: 'the-state',
  })
  const end = openid.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: BYE,
    state: 'bye',
  })
  const told = receiver.taken.length

  expect((await browser.open(end.href)).location).toBe(`${BYE}?state=bye`)
  const logoutToken = (await receiver.arrived(told + 1)).at(-1)
  expect([logoutToken?.sub, logoutToken?.['sid']]).toEqual([tokens.claims()?.sub, tokens.claims()?.['sid']])
  await expect(openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')).rejects.toThrow()
})

test('oauth4webapi', async () => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(hosted.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const [client, browser, { verifier, challenge }] = [{ client_id: app.id }, hosted.browser(), pkce()]
  const callback = await back(browser, app.query({ code_challenge: challenge }))
  const parameters = oauth.validateAuthResponse(server, client, callback, 'the-state')
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    CALLBACK,
    verifier,
    insecure,
  )
  const { id_token: hint = '' } = await oauth.processAuthorizationCodeResponse(server, client, answer)
  const told = receiver.taken.length

  const end = new URL(server.end_session_endpoint ?? '')
  end.search = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: BYE }).toString()
  expect((await browser.open(end.href)).location).toBe(BYE)
  expect((await receiver.arrived(told + 1)).at(-1)?.['sid']).toBe(claimsOf(hint)['sid'])
  expect([server['backchannel_logout_supported'], server['frontchannel_logout_supported']]).toEqual([true, true])
})

test('@medplum/core, by its call and by its redirect', async () => {
  const assign = vi.fn()
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('location', { origin: 'http://localhost:3000', href: 'http://localhost:3000/', assign })
  const browser = hosted.browser()
  const code = new URL((await hosted.signIn(browser, app, person)).location).searchParams.get('code') ?? ''
  const { access_token: token } = (await app.redeem(code)).body
  const medplum = new MedplumClient({
    baseUrl: hosted.issuer,
    clientId: app.id,
    storage: new ClientStorage(new MemoryStorage()),
  })
  medplum.setAccessToken(token)

  // Without a credential: the browser is asked about its own sign-in.
  medplum.signOutWithRedirect()
  const leads = String(assign.mock.calls[0]?.[0] ?? globalThis.location.href)
  vi.unstubAllGlobals()
  const page = await browser.open(leads)
  expect([leads, page.heading]).toEqual([`${hosted.issuer}oauth2/logout`, 'Do you want to sign out?'])

  await medplum.signOut()
  expect((await hosted.world.call('auth/me', { token })).status).toBe(401)
  expect((await browser.open(leads)).heading).toBe('You are not signed in here')
})
