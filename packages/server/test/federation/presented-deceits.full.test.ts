import { type Answer, pkce, storesUnderTest } from '@damson/testkit'
import { type HostileProvider, type Signature, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { failures, failuresSince } from './deceits.ts'
import { APP, type App, callbackOf, type Federated, startFederated } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const PAGE = 'https://app.example.org'
/** Somebody of the project whom no provider here may vouch for. */
const VICTIM = 'victim@clinic.example'
const DAY = 86_400

interface Deceit {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signature?: Signature
}

/** Ways to deceive by a token alone, and the code that each comes to, by whichever door it comes. */
const DECEITS: Readonly<Record<string, readonly [code: string, deceit: (now: number) => Deceit]>> = {
  'that nobody signed': ['wrong_algorithm', () => ({ signature: 'none' })],
  'that is signed with the public key as a secret': [
    'wrong_algorithm',
    () => ({ signature: 'hmac with the public key' }),
  ],
  'that is signed with the client secret': ['wrong_algorithm', () => ({ signature: 'hmac with the client secret' })],
  'that is signed with another key': ['wrong_signature', () => ({ signature: 'foreign key' })],
  'that was changed after it was signed': ['wrong_signature', () => ({ signature: 'changed after signing' })],
  'of another issuer': ['wrong_issuer', () => ({ claims: { iss: 'https://honest.example' } })],
  'for another app': ['wrong_audience', () => ({ claims: { aud: 'another-application' } })],
  'that was issued to another app': ['wrong_party', () => ({ claims: { azp: 'another-application' } })],
  'that has expired': ['expired_token', (now) => ({ claims: { iat: now - DAY, exp: now - DAY + 300 } })],
  'of the future': ['future_token', (now) => ({ claims: { iat: now + DAY, exp: now + DAY + 300 } })],
  'of somebody else’s address, verified': ['foreign_domain', () => ({ claims: { sub: 'new', email: VICTIM } })],
  'of an address that is verified as a string': [
    'unverified_email',
    () => ({ claims: { sub: 'new', email_verified: 'true' } }),
  ],
}

describe.each(storesUnderTest())('a token that is brought, on %s', (store) => {
  let federated: Federated
  let hostile: HostileProvider
  let google: HostileProvider
  let apple: HostileProvider
  let exchanging: App
  let direct: App
  let plain: App
  beforeAll(async () => {
    const start = (clientId: string): Promise<HostileProvider> =>
      startHostileProvider({ redirectUris: [APP], clientId })
    ;[hostile, google, apple] = (await Promise.all(['damson', 'google-button', 'apple-button'].map(start))) as [
      HostileProvider,
      HostileProvider,
      HostileProvider,
    ]
    const env = { DAMSON_FEDERATION_GOOGLE_ISSUER: google.issuer, DAMSON_FEDERATION_APPLE_ISSUER: apple.issuer }
    federated = await startFederated({ store, env })
    const its = { emailDomain: ['evil.example'], profileType: ['Practitioner'] }
    const grantType = ['authorization_code', 'refresh_token', GRANT]
    exchanging = await federated.app(hostile, its, { allowedOrigin: [PAGE], grantType })
    direct = await federated.app(hostile, its, { providerDirect: true })
    await federated.app(apple, its, { allowedOrigin: [PAGE] })
    plain = await federated.app(undefined, {}, { allowedOrigin: [PAGE] })
    for (const by of [hostile, google, apple]) await federated.invite({ email: emailOf(by) })
    await federated.invite({ email: VICTIM })
    const path = `fhir/R4/Project/${federated.owner.project}`
    const { body } = must(await federated.world.call(path, { token: federated.owner.token }))
    const json = { ...body, site: [{ name: 'Clinic', domain: ['app.example.org'], googleClientId: google.clientId }] }
    must(await federated.world.call(path, { method: 'PUT', json, token: federated.owner.token }))
  })
  afterAll(async () => {
    await Promise.all([hostile, google, apple].map((provider) => provider.stop()))
    await federated.world.close()
  })

  const seconds = (): number => Math.floor(Date.now() / 1000)
  /** Each has a person of its own: whoever one is linked to is no other's for an address. */
  const emailOf = (by: HostileProvider): string =>
    by === hostile ? 'mallory@evil.example' : `mallory-at-${by.clientId}@evil.example`
  function minted(by: HostileProvider, { claims = {}, signature }: Deceit): Promise<string> {
    const times = { iat: seconds(), exp: seconds() + 300 }
    const who = { sub: 'mallory', email: emailOf(by), email_verified: true, hd: 'evil.example' }
    const honest = { iss: by.issuer, aud: by.clientId, ...times, ...who }
    return by.mint({ ...honest, ...claims }, signature && { signature })
  }
  const challenge = (): object => ({ codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' })
  const asked = (path: string, json: object): Promise<Answer> =>
    federated.world.call(path, { json: { ...challenge(), ...json }, headers: { Origin: PAGE } })

  /** Each door, and what it answers: whether somebody came in, and the code that whoever runs it reads. */
  const doors: Readonly<Record<string, (deceit: Deceit) => Promise<readonly [isIn: boolean, code: string]>>> = {
    async '/oauth2/token'(deceit) {
      const token = await minted(hostile, deceit)
      const form = { grant_type: GRANT, client_id: exchanging.id, subject_token: token, subject_token_type: ID_TOKEN }
      const before = await failures(federated)
      const answer = await federated.world.call('oauth2/token', { form, headers: { Origin: PAGE } })
      if (answer.status === 200) return [true, '']
      expect(verdict(answer)).toBe('400 invalid_request')
      // The sign-in's event and the token endpoint's say the same.
      return [false, [...new Set(await failuresSince(federated, before))].join()]
    },
    async '/auth/google'(deceit) {
      const googleCredential = await minted(google, deceit)
      const asking = { googleClientId: google.clientId, clientId: plain.id, googleCredential }
      const answer = await asked('auth/google', asking)
      return [answer.status === 200, verdict(answer).replace('400 ', '')]
    },
    async '/auth/apple'(deceit) {
      const idToken = await minted(apple, deceit)
      const answer = await asked('auth/apple', {
        clientId: apple.clientId,
        projectId: federated.owner.project,
        idToken,
      })
      return [answer.status === 200, verdict(answer).replace('400 ', '')]
    },
    async 'the provider-direct form'({ claims = {}, signature }) {
      hostile.misbehave({ idToken: claims, userinfo: claims, ...(signature && { idTokenSignature: signature }) })
      const state = { clientId: direct.id, redirectUri: APP, scope: 'openid', ...challenge() }
      const url = new URL(hostile.endpoints.authorize)
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: hostile.clientId,
        redirect_uri: callbackOf(federated.world.baseUrl, direct.id),
        scope: 'openid profile email',
        state: JSON.stringify(state),
      }).toString()
      const before = await failures(federated)
      const callback = await hostile.signIn(url.href, 'mallory')
      const visit = await federated.browser().open(callback.replace(federated.world.baseUrl, '/'))
      hostile.behave()
      const isIn = visit.location !== '' && new URL(visit.location).searchParams.has('code')
      return [isIn, (await failuresSince(federated, before)).join()]
    },
  }

  describe.each(Object.keys(doors))('at %s', (door) => {
    const come = (deceit: Deceit) => doors[door]?.(deceit)

    test('that holds signs its person in', async () => {
      expect((await come({}))?.[0]).toBe(true)
    })

    test.each(Object.entries(DECEITS))('%s is refused, and changes nothing', async (_, [code, deceit]) => {
      const before = await federated.written()
      expect(await come(deceit(seconds()))).toEqual([false, code])
      expect((await federated.written()) === before).toBe(true)
    })
  })
})
