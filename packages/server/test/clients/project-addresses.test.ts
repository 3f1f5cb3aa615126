import { webcrypto } from 'node:crypto'
import { storesForWalks } from '@damson/testkit'
import { ClientStorage, locationUtils, MedplumClient, MemoryStorage } from '@medplum/core'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'
import { CALLBACK, type Hosted, startHosted } from '../signin/hosted.ts'

describe.each(storesForWalks())('the address of a project, for clients that nobody here wrote, on %s', (store) => {
  let hosted: Hosted
  let issuer: string
  let path: string
  beforeAll(async () => {
    hosted = await startHosted({ store })
    path = `/projects/${hosted.clinic.project}`
    issuer = `${hosted.world.baseUrl}${path.slice(1)}/`
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await hosted.world.close()
  })

  test('openid-client finds it by its issuer, and the pages stay under it from the first to the last', async () => {
    const app = await hosted.app({ redirectUris: [CALLBACK], firstParty: false })
    const config = await openid.discovery(new URL(issuer), app.id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    })
    expect(config.serverMetadata().issuer).toBe(issuer)
    const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()]
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile offline_access',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      resource: `${issuer}fhir/R4/`,
      state,
      nonce,
    })

    const [person, browser] = [await hosted.member('Practitioner'), hosted.browser()]
    const page = await browser.open(url.href)
    expect(page.status).toBe(200)
    const own = [...page.text.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].map(([, link = '']) => link)
    expect(own.length).toBeGreaterThan(3)
    for (const link of own) expect(link).toMatch(new RegExp(`^${path}/`))
    const fields = { request: page.hidden('request'), ...person }
    // The form of one address is of no use at another, nor is its cookie, under whatever name.
    expect((await browser.post('/signin', fields)).status).toBe(400)
    const posted = await browser.post(`${path}/signin`, fields)
    expect([posted.status, posted.location]).toEqual([303, expect.stringMatching(`^${path}/signin/`)])
    for (const cookie of browser.cookies.keys()) expect(cookie).toContain(hosted.clinic.project)
    const consent = await browser.follow(posted)
    const elsewhere = hosted.browser()
    for (const [name, value] of browser.cookies)
      elsewhere.cookies.set(name.replace(`${hosted.clinic.project}-`, ''), value)
    expect((await elsewhere.open(posted.location.slice(path.length))).status).toBe(400)
    const signedInElsewhere = await elsewhere.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    expect(signedInElsewhere.location).toContain('error=login_required')

    const allowed = await browser.post(posted.location, { decision: 'allow', step: consent.hidden('step') })
    const back = allowed.location.startsWith(CALLBACK) ? allowed : await browser.follow(allowed)
    const tokens = await openid.authorizationCodeGrant(config, new URL(back.location), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
    expect(tokens.claims()?.iss).toBe(issuer)
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
    expect(userinfo['fhirUser']).toMatch(`${issuer}fhir/R4/Practitioner/`)
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await openid.tokenRevocation(config, refreshed.refresh_token ?? '')

    // Signed in at one address, nobody is signed in at another.
    const silent = await browser.open(`${path}/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    expect(silent.location).toMatch(/[?&](code|error=consent_required)/)
    const other = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    expect(other.location).toContain('error=login_required')
  })

  test('@medplum/core needs its baseUrl alone', async () => {
    vi.stubGlobal('sessionStorage', new Map())
    vi.stubGlobal('window', globalThis)
    const [person, storage] = [await hosted.member('Practitioner'), new ClientStorage(new MemoryStorage())]
    const { world, clinic } = hosted
    const json = { name: 'A Service', kind: 'server', basicAllowed: true }
    const machine = must(
      await world.call(`admin/projects/${clinic.project}/client`, { json, token: clinic.token }),
    ).body
    const service = new MedplumClient({ baseUrl: issuer, storage, cacheTime: 0, fetch })
    await service.startClientLogin(machine.id, machine.secret)
    expect(claimsOf(service.getAccessToken() ?? '')).toMatchObject({
      iss: issuer,
      aud: `${issuer}fhir/R4/`,
    })
    const verifier = Buffer.from(webcrypto.getRandomValues(new Uint8Array(48))).toString('base64url')
    const digest = await webcrypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
    const challenge = { codeChallenge: Buffer.from(digest).toString('base64url'), codeChallengeMethod: 'S256' }
    const headers = { Origin: new URL(issuer).origin }
    const begun = await world.call(`${issuer}auth/login`, {
      json: { ...person, scope: 'openid', ...challenge },
      headers,
    })
    const medplum = new MedplumClient({
      baseUrl: issuer,
      storage: new ClientStorage(new MemoryStorage()),
      cacheTime: 0,
      fetch,
    })
    const form = { grant_type: 'authorization_code', code: must(begun).body.code, code_verifier: verifier }
    const tokens = must(await world.call(`${issuer}oauth2/token`, { form })).body
    await medplum.setActiveLogin({
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      profile: tokens.profile,
      project: tokens.project,
    })
    expect((await medplum.getProfileAsync())?.resourceType).toBe('Practitioner')
    expect(medplum.getProject()?.id).toBe(clinic.project)
    const root = new MedplumClient({ baseUrl: world.baseUrl, storage: new ClientStorage(new MemoryStorage()), fetch })
    root.setAccessToken(tokens.access_token)
    await expect(root.get('auth/me')).rejects.toThrow(/Unauthor/i)
  })

  test.each([
    ['the server', () => hosted.world.baseUrl],
    ['a project', () => issuer],
  ])('@medplum/core signs in and out by redirect at the address of %s', async (_whose, baseOf) => {
    const baseUrl = baseOf()
    const prefix = new URL(baseUrl).pathname.slice(0, -1)
    const page = 'https://diary.example/'
    const app = await hosted.app({ redirectUris: [page], allowedOrigin: [new URL(page).origin] })
    const [person, browser, visits] = [await hosted.member('Practitioner'), hosted.browser(), [] as string[]]
    let search = ''
    vi.stubGlobal('window', globalThis)
    vi.spyOn(locationUtils, 'assign').mockImplementation((url) => void visits.push(url))
    vi.spyOn(locationUtils, 'getSearch').mockImplementation(() => search)
    vi.spyOn(locationUtils, 'getOrigin').mockImplementation(() => page)
    const storage = new ClientStorage(new MemoryStorage())
    // The page is loaded anew when it is back.
    const loaded = (): MedplumClient => new MedplumClient({ baseUrl, clientId: app.id, storage, cacheTime: 0, fetch })

    await loaded().signInWithRedirect()
    expect(visits).toEqual([expect.stringMatching(`^${baseUrl}oauth2/authorize\\?`)])
    const form = await browser.open(visits[0] ?? '')
    const posted = await browser.post(`${prefix}/signin`, { request: form.hidden('request'), ...person })
    const back = await browser.follow(posted)
    expect(back.location).toMatch(`${page}?`)
    search = new URL(back.location).search
    const client = loaded()
    expect((await client.signInWithRedirect())?.resourceType).toBe('Practitioner')
    expect(claimsOf(client.getAccessToken() ?? '')).toMatchObject({ iss: baseUrl, aud: `${baseUrl}fhir/R4/` })

    client.signOutWithRedirect()
    expect(visits[1]).toBe(`${baseUrl}oauth2/logout`)
    const asked = await browser.open(visits[1] ?? '')
    expect(asked.heading).toBe('Do you want to sign out?')
    const answer = { confirmation: asked.hidden('confirmation'), decision: 'sign_out' }
    const out = await browser.follow(await browser.post(`${prefix}/oauth2/logout`, answer))
    expect(out.heading).toBe('You are signed out')
    vi.restoreAllMocks()
  })
})
