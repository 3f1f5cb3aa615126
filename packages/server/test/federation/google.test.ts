import { type Answer, pkce, storesForWalks } from '@damson/testkit'
import { type IdentityProvider, type Person, startIdentityProvider } from '@damson/testkit/identity-providers'
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { claimsOf, must, redeem, verdict } from '../identity/steps.ts'
import { type App, configOf, type Federated, startFederated } from './external.ts'

const PAGE = 'https://app.example.org'
/** Somebody of the practice whom nobody invited. */
const newcomer = (key: string): Person => ({
  key,
  label: key,
  subject: `1199${key}`,
  claims: { name: `${key} New`, email: `${key}@practice.example`, email_verified: true, hd: 'practice.example' },
})

/** Whether two e-mails of base64url have the two bits in common that end 256 bytes. */
function sameBits(one: string, other: string): boolean {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return ALPHABET.indexOf(one) >> 4 === ALPHABET.indexOf(other) >> 4
}

describe.each(storesForWalks())('a credential of Google’s button on %s', (store) => {
  let federated: Federated
  let google: IdentityProvider
  let apple: IdentityProvider
  let app: App
  beforeAll(async () => {
    const people = ['una', 'yan', 'zoe', 'late'].map((key) => newcomer(key))
    google = await startIdentityProvider('google', { redirectUris: ['https://app.example.org/google'], people })
    apple = await startIdentityProvider('google', {
      redirectUris: ['https://app.example.org/apple'],
      clientId: 'org.example',
    })
    const env = { DAMSON_FEDERATION_GOOGLE_ISSUER: google.issuer, DAMSON_FEDERATION_APPLE_ISSUER: apple.issuer }
    federated = await startFederated({ store, env })
    app = await federated.app(undefined, {}, { allowedOrigin: [PAGE] })
    await federated.invite({ email: 'ada@practice.example' })
    await federated.invite({ email: 'eve@practice.example' })
    const path = `fhir/R4/Project/${federated.owner.project}`
    const { body } = must(await federated.world.call(path, { token: federated.owner.token }))
    const json = { ...body, site: [{ name: 'Clinic', domain: ['app.example.org'], googleClientId: google.clientId }] }
    must(await federated.world.call(path, { method: 'PUT', json, token: federated.owner.token }))
  })
  afterAll(async () => {
    await google.stop()
    await apple.stop()
    await federated.world.close()
  })

  const credential = async (person = 'ada', client: 'app' | 'other' = 'app'): Promise<string> =>
    (await google.tokensFor(person, { client })).id_token
  async function ask(fields: object, headers: Record<string, string> = { Origin: PAGE }) {
    const { verifier, challenge } = pkce()
    const json = {
      googleClientId: google.clientId,
      clientId: app.id,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      ...fields,
    }
    return { answer: await federated.world.call('auth/google', { json, headers }), verifier }
  }
  async function refused(fields: object, expected: string, headers?: Record<string, string>): Promise<void> {
    const before = await federated.written()
    expect(verdict((await ask(fields, headers)).answer)).toBe(expected)
    expect(await federated.written()).toBe(before)
  }

  test('signs in whoever was invited with that address, with or without a client', async () => {
    for (const fields of [{}, { clientId: undefined, projectId: federated.owner.project }]) {
      const headers = 'clientId' in fields ? { Origin: new URL(federated.world.baseUrl).origin } : { Origin: PAGE }
      const { answer, verifier } = await ask({ googleCredential: await credential(), ...fields }, headers)
      const changes = 'clientId' in fields ? {} : { client_id: app.id }
      const tokens: Answer = must(
        await redeem(federated.world.call, { code: must(answer).body.code, verifier }, changes),
      )
      expect(tokens.body.refresh_token).toBeTypeOf('string')
      const { body: me } = must(await federated.world.call('auth/me', { token: tokens.body.access_token }))
      expect(me.security.sessions.map(({ authMethod }: { authMethod: string }) => authMethod)).toContain('google')
      expect(claimsOf(tokens.body.access_token)['sub']).toBe(me.user.id)
    }
  })

  test('is not exchanged either once its sign-in was revoked', async () => {
    const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const other = await federated.app(
      google,
      { emailDomain: ['practice.example'], profileType: ['Practitioner'] },
      { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', GRANT] },
    )
    const exchange = (token: string): Promise<Answer> =>
      federated.world.call('oauth2/token', {
        form: {
          grant_type: GRANT,
          client_id: other.id,
          subject_token: token,
          subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        },
        headers: { Origin: PAGE },
      })
    const token = await credential()
    const { answer, verifier } = await ask({ googleCredential: token })
    const { body } = must(
      await redeem(federated.world.call, { code: must(answer).body.code, verifier }, { client_id: app.id }),
    )
    const loginId = String(claimsOf(body.access_token)['login_id'])
    must(await exchange(token))
    must(await federated.world.call('auth/revoke', { json: { loginId }, token: body.access_token }))
    const refusal = await exchange(token)
    expect([verdict(refusal), refusal.body.error_description]).toEqual([
      '400 invalid_request',
      expect.stringMatching(/revoked/),
    ])
    must(await exchange(await credential()))
  })

  test('signs in once: by whatever text of its signature, and of two at the same moment one', async () => {
    const googleCredential = await credential()
    const both = await Promise.all([ask({ googleCredential }), ask({ googleCredential })])
    expect(both.map(({ answer }) => verdict(answer)).sort()).toEqual(['200', '400 replayed_token'])
    const [head, claims, signature = ''] = googleCredential.split('.')
    // Of the last e-mail of 256 bytes four bits are of no meaning.
    const last = signature.at(-1) ?? ''
    const other =
      ['A', 'B', 'Q', 'R', 'g', 'h', 'w', 'x'].find((mailed) => mailed !== last && sameBits(mailed, last)) ?? last
    await refused({ googleCredential: `${head}.${claims}.${signature.slice(0, -1)}${other}` }, '400 replayed_token')
    // One that signed nobody in is not used up by that.
    const early = await credential('late')
    await refused({ googleCredential: early }, '400 not_invited')
    must(await federated.invite({ email: 'late@practice.example' }))
    must((await ask({ googleCredential: early })).answer)
  })

  test('signs nobody in whom Google may not vouch for, or who was not invited', async () => {
    await refused({ googleCredential: await credential('eve') }, '400 unverified_email')
    // An address of the organisation, without `hd`: somebody else may have opened that account.
    google.change('eve', { email_verified: true })
    await refused({ googleCredential: await credential('eve') }, '400 foreign_domain')
    await refused({ googleCredential: await credential('ben') }, '400 not_invited')
    await refused({ googleCredential: await credential('ben'), createUser: true }, '400 not_invited')
    must(await federated.invite({ email: 'ben@practice.example' }))
    expect((await ask({ googleCredential: await credential('ben') })).answer.body.code).toBeTypeOf('string')
  })

  test('is refused for another app, when it is forged, or where it is not expected', async () => {
    const good = await credential()
    await refused({ googleCredential: await credential('ada', 'other') }, '400 wrong_audience')
    await refused({ googleCredential: good, googleClientId: google.otherClient.clientId }, '400 unknown_google_client')
    const [head, claims] = good.split('.')
    await refused({ googleCredential: `${head}.${claims}.${'A'.repeat(342)}` }, '400 wrong_signature')
    await refused({ googleCredential: 'x' }, '400 malformed_token')
    await refused({ googleCredential: good, codeChallenge: undefined }, '400 pkce_required')
    await refused({ googleCredential: good }, '403 invalid_origin', { Origin: 'https://evil.example' })
    const { answer } = await ask(
      { googleCredential: good, clientId: undefined },
      {
        Origin: new URL(federated.world.baseUrl).origin,
      },
    )
    expect(verdict(answer)).toBe('400 no_project')
  })

  test('is held to what the client says of Google, where it does', async () => {
    const config = { emailDomain: ['practice.example'], profileType: ['Practitioner'], hostedDomain: ['other.example'] }
    const at = await federated.app(google, config, { allowedOrigin: [PAGE] })
    await refused({ clientId: at.id, googleCredential: await credential() }, '400 foreign_hosted_domain')
    const right = await federated.app(
      google,
      { ...config, hostedDomain: ['practice.example'] },
      { allowedOrigin: [PAGE] },
    )
    must((await ask({ clientId: right.id, googleCredential: await credential() })).answer)
    expect(configOf(google)).toMatchObject({ clientId: google.clientId })
  })

  test('makes an account for somebody new where the provider may bring people along, whatever createUser says', async () => {
    const creating = { accountPolicy: 'create', defaultProfileType: 'Patient', profileType: ['Patient'] }
    const at = await federated.app(
      google,
      { ...creating, emailDomain: ['gmail.com', 'practice.example'] },
      { allowedOrigin: [PAGE] },
    )
    const people: readonly (readonly [string, boolean | undefined])[] = [
      ['gus', undefined],
      ['zoe', false],
      ['yan', true],
    ]
    for (const [person, createUser] of people) {
      const fields = { clientId: at.id, googleCredential: await credential(person), createUser }
      const { answer, verifier } = await ask(fields)
      const { code } = must(answer).body
      const tokens = must(await redeem(federated.world.call, { code, verifier }, { client_id: at.id }))
      expect(tokens.body.profile.reference).toMatch(/^Patient\//)
    }
  })

  test('makes nobody an account where the provider may not, whatever createUser says; nor anybody a project', async () => {
    const invited = { emailDomain: ['practice.example'], profileType: ['Patient'], accountPolicy: 'invited' }
    const at = await federated.app(google, invited, { allowedOrigin: [PAGE] })
    const asked = { googleCredential: await credential('una'), createUser: true }
    await refused({ ...asked, clientId: at.id }, '400 not_invited')
    await refused(asked, '400 not_invited')
    await refused({ ...asked, projectId: 'new' }, '400 no_registration_by_google')
    await refused({ ...asked, projectId: 'new', clientId: undefined }, '400 no_registration_by_google')
    await refused({ ...asked, createUser: 'true' }, '400 invalid_body')
    expect(await federated.written()).not.toContain('una@practice.example')
  })

  test('is what Apple’s button gives, too: for the client whose provider is Apple', async () => {
    const settings = { identitySource: 'subject', profileType: ['Practitioner'] }
    const at = await federated.app(apple, settings, { allowedOrigin: [PAGE] })
    const { subject } = apple.person('ada')
    await federated.invite({ externalId: subject, externalIdIssuer: apple.issuer })
    const { id_token: idToken } = await apple.tokensFor('ada')
    const { verifier, challenge } = pkce()
    const askApple = (fields: object, origin = PAGE): Promise<Answer> => {
      const asked = { clientId: apple.clientId, projectId: federated.owner.project, idToken }
      const json = { ...asked, codeChallenge: challenge, codeChallengeMethod: 'S256', ...fields }
      return federated.world.call('auth/apple', { json, headers: { Origin: origin } })
    }
    const { code } = must(await askApple({})).body
    must(await redeem(federated.world.call, { code, verifier }, { client_id: at.id }))
    const { id_token: other } = await apple.tokensFor('ada', { client: 'other' })
    expect(verdict(await askApple({ idToken: other }))).toBe('400 wrong_audience')
    expect(verdict(await askApple({ clientId: google.clientId }))).toBe('400 unknown_apple_client')
    expect(verdict(await askApple({ projectId: undefined }))).toBe('400 no_project')
    expect(verdict(await askApple({}, 'https://evil.example'))).toBe('403 invalid_origin')
  })

  test('works with the unmodified @medplum/core', async () => {
    const items = new Map<string, string>()
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    })
    vi.stubGlobal('location', { protocol: 'https:', host: 'app.example.org', origin: PAGE, href: `${PAGE}/` })
    vi.stubGlobal('window', globalThis)
    const medplum = new MedplumClient({
      baseUrl: federated.world.baseUrl,
      clientId: app.id,
      storage: new ClientStorage(new MemoryStorage()),
      fetch: (url: string, options: RequestInit) =>
        fetch(url, { ...options, headers: { ...(options.headers as object), Origin: PAGE } }),
    })
    const googleCredential = await credential()
    const { code } = await medplum.startGoogleLogin({ googleClientId: google.clientId, googleCredential })
    expect((await medplum.processCode(code ?? '')).resourceType).toBe('Practitioner')
    vi.unstubAllGlobals()
  })
})
