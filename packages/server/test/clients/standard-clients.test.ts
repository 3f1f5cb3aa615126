import { storesForWalks } from '@damson/testkit'
import { Client as FhirKitClient } from 'fhir-kit-client'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Hosted, startHosted } from '../signin/hosted.ts'
import { makePair, signingClient } from './signing.ts'

const CALLBACK = 'https://app.example/callback'

describe.each(storesForWalks())('clients that nobody here wrote, on %s', (store) => {
  let hosted: Hosted
  let issuer: URL
  beforeAll(async () => {
    hosted = await startHosted({ store })
    issuer = new URL(hosted.issuer)
  })
  afterAll(() => hosted.world.close())

  /** What a person does between the two halves of a code flow: signs in, allows, and is sent back. */
  async function signedIn(authorizeUrl: URL): Promise<URL> {
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    const page = await browser.open(authorizeUrl.href)
    expect(page.status).toBe(200)
    const posted = await browser.post('/signin', {
      request: page.hidden('request'),
      email: person.email,
      password: person.password,
    })
    const consent = await browser.follow(posted)
    const allowed = await browser.post(posted.location, { decision: 'allow', step: consent.hidden('step') })
    const back = allowed.location.startsWith(CALLBACK) ? allowed : await browser.follow(allowed)
    return new URL(back.location)
  }

  test('openid-client finishes code and PKCE from discovery alone, refreshes, and reads userinfo', async () => {
    const app = await hosted.app({ redirectUris: [CALLBACK], firstParty: false })
    const config = await openid.discovery(issuer, app.id, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    })
    const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()]
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email offline_access',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })

    const back = await signedIn(url)
    const tokens = await openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
    const claims = tokens.claims()

    expect(claims?.['fhirUser']).toMatch(/\/fhir\/R4\/Practitioner\//)
    expect(claims).toMatchObject({ name: 'Grace Hopper', given_name: 'Grace', email_verified: true })
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
    expect(userinfo).toMatchObject({ given_name: 'Grace', family_name: 'Hopper', email_verified: true })
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(refreshed.access_token).not.toBe(tokens.access_token)
    await openid.tokenRevocation(config, refreshed.refresh_token ?? '')
    await expect(openid.refreshTokenGrant(config, refreshed.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('oauth4webapi finishes code and PKCE from discovery alone, and the id token verifies', async () => {
    const app = await hosted.app({ redirectUris: [CALLBACK], firstParty: false })
    const insecure = { [oauth.allowInsecureRequests]: true }
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const client: oauth.Client = { client_id: app.id }
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
    }
    url.search = new URLSearchParams(query).toString()

    const parameters = oauth.validateAuthResponse(server, client, await signedIn(url), state)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      CALLBACK,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    })

    const keys = createRemoteJWKSet(new URL(server.jwks_uri ?? ''))
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token ?? '', keys, {
      issuer: hosted.issuer,
      audience: app.id,
    })
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload['nonce']).toBe(nonce)
    const access = await jwtVerify(tokens.access_token, keys, {
      issuer: hosted.issuer,
      audience: `${hosted.issuer}fhir/R4/`,
      typ: 'at+jwt',
    })
    expect(access.payload['client_id']).toBe(app.id)
  })

  test.each(['ES256', 'ES384', 'RS384', 'PS256'])(
    'openid-client and oauth4webapi sign with a key of %s',
    async (alg) => {
      const { world, clinic } = hosted
      const pair = await makePair(alg)
      const { id } = await signingClient(world, clinic, { jwks: { keys: [pair.publicJwk] } })
      const key = { key: pair.privateKey, kid: pair.kid }
      const config = await openid.discovery(issuer, id, undefined, openid.PrivateKeyJwt(key), {
        execute: [openid.allowInsecureRequests],
      })
      const { access_token: token } = await openid.clientCredentialsGrant(config)
      expect(await openid.tokenIntrospection(config, token)).toMatchObject({ active: true, client_id: id })
      await openid.tokenRevocation(config, token)
      expect(await openid.tokenIntrospection(config, token)).toEqual({ active: false })

      const insecure = { [oauth.allowInsecureRequests]: true }
      const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
      const client: oauth.Client = { client_id: id }
      const asked = await oauth.clientCredentialsGrantRequest(server, client, oauth.PrivateKeyJwt(key), {}, insecure)
      expect(await oauth.processClientCredentialsResponse(server, client, asked)).toMatchObject({
        token_type: 'bearer',
      })
    },
  )

  test('fhir-kit-client reads, searches and creates', async () => {
    const { token } = hosted.clinic
    const client = new FhirKitClient({ baseUrl: hosted.world.fhirUrl.replace(/\/$/, ''), bearerToken: token })

    const created = await client.create({
      resourceType: 'Patient',
      body: { resourceType: 'Patient', name: [{ family: 'Noether' }] },
    })
    const read = await client.read({ resourceType: 'Patient', id: String(created['id']) })
    const found = await client.search({ resourceType: 'Patient', searchParams: { family: 'noether' } })
    const capabilities = await client.capabilityStatement()

    expect(read).toMatchObject({ name: [{ family: 'Noether' }] })
    expect(found['entry']).toHaveLength(1)
    expect(capabilities['fhirVersion']).toBe('4.0.1')
  })
})
