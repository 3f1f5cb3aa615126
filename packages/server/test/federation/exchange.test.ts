import type { Answer } from '@damson/testkit'
import { storesForWalks } from '@damson/testkit'
import {
  type HostileProvider,
  type IdentityProvider,
  startHostileProvider,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { answerInvitations } from '../identity/answer-invitations.ts'
import { claimsOf, must, verdict } from '../identity/steps.ts'
import { type App, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const TYPE = 'urn:ietf:params:oauth:token-type:'
const PAGE = 'https://app.example.org'
const API = 'https://api.clinic.example'

describe.each(storesForWalks())('the exchange of a provider’s token on %s', (store) => {
  let federated: Federated
  let auth0: IdentityProvider
  let okta: IdentityProvider
  let cognito: IdentityProvider
  let hostile: HostileProvider
  let app: App
  let membership = ''
  beforeAll(async () => {
    federated = await startFederated({ store })
    const redirectUris = [`${federated.world.baseUrl}auth/external`]
    ;[auth0, okta, cognito] = await Promise.all([
      startIdentityProvider('auth0', { redirectUris }),
      startIdentityProvider('okta', { redirectUris }),
      startIdentityProvider('cognito', { redirectUris }),
    ])
    hostile = await startHostileProvider({ redirectUris })
    app = await appOf(auth0, { emailDomain: ['clinic.example'] })
    membership = must(await federated.invite({ email: 'ada@clinic.example' })).body.id
  })
  afterAll(async () => {
    await Promise.all([auth0, okta, cognito, hostile].map((provider) => provider.stop()))
    await federated.world.close()
  })

  const appOf = (provider: IdentityProvider, more: object, fields: object = {}): Promise<App> =>
    federated.app(
      provider,
      { profileType: ['Practitioner', 'RelatedPerson'], ...more },
      { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', GRANT], ...fields },
    )
  function exchange(
    token: string,
    type: string,
    {
      at = app,
      form = {},
      headers = { Origin: PAGE },
    }: { at?: App; form?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const fields = { grant_type: GRANT, client_id: at.id, subject_token: token, subject_token_type: `${TYPE}${type}` }
    return federated.world.call('oauth2/token', { form: { ...fields, ...form }, headers })
  }
  const jwt = async (person = 'ada', client: 'app' | 'other' = 'app'): Promise<string> =>
    (await auth0.tokensFor(person, { audience: API, client })).access_token
  async function unchanged(work: () => Promise<Answer>, error = '400 invalid_request'): Promise<string> {
    const before = await federated.written()
    const answer = await work()
    expect(verdict(answer)).toBe(error)
    expect(await federated.written()).toBe(before)
    return answer.body.error_description
  }

  test.each(['access_token', 'jwt', 'id_token'])(
    'of type %s gives tokens of ours, for the person as they are here',
    async (type) => {
      const { access_token: accessToken, id_token: idToken } = await auth0.tokensFor('ada', { audience: API })
      const { body } = must(await exchange(type === 'id_token' ? idToken : accessToken, type))
      expect(body).toMatchObject({
        token_type: 'Bearer',
        issued_token_type: `${TYPE}access_token`,
        scope: 'openid offline_access',
        project: { reference: `Project/${federated.owner.project}` },
      })
      expect(body.refresh_token).toBeTypeOf('string')
      expect(claimsOf(body.access_token)).toMatchObject({ client_id: app.id })
      const { body: me } = must(await federated.world.call('auth/me', { token: body.access_token }))
      expect(me.membership.id).toBe(membership)
      const { project, token } = federated.owner
      const { body: list } = must(await federated.world.call(`admin/projects/${project}/members?_count=100`, { token }))
      const listed = list.members.find(({ id }: { id: string }) => id === membership)
      expect(listed).toMatchObject({ pending: false, lastSignInAt: expect.any(String) })
      expect(me.security.sessions.map(({ authMethod }: { authMethod: string }) => authMethod)).toContain('exchange')
      const fields = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: app.id }
      must(await federated.world.call('oauth2/token', { form: fields }))
    },
  )

  test('is the same person as by the pages, is in the audit, and ends at once when it is revoked', async () => {
    const arrived = await signInWith(federated, federated.browser(), app, auth0, 'ada')
    const byPages = await tokensOf(federated, app, arrived)
    const { body } = must(await exchange(await jwt(), 'access_token'))
    const [one, other] = [byPages.body.access_token, body.access_token].map(claimsOf)
    expect(one?.['sub']).toBe(other?.['sub'])
    const login = String(other?.['login_id'])
    const audit = await federated.world.call('fhir/R4/AuditEvent?_count=50', { token: federated.owner.token })
    const mine = audit.body.entry
      .map(({ resource }: { resource: object }) => JSON.stringify(resource))
      .filter((text: string) => text.includes(login))
      .join()
    for (const kind of ['110122', 'token.issued']) expect(mine).toContain(kind)
    must(await federated.world.call('auth/revoke', { json: { loginId: login }, token: body.access_token }))
    expect((await federated.world.call('fhir/R4/Patient', { token: body.access_token })).status).toBe(401)
    must(await federated.world.call('auth/me', { token: byPages.body.access_token }))
  })

  test('shows and ends nothing that the person has in other projects', async () => {
    const { world, owner } = federated
    const other = await world.actors.owner()
    const own = must(await federated.invite({ email: other.email })).body.id
    await answerInvitations(world, other)
    const { rows } = await world.store.db.query({
      sql: `insert into identities (id, project, issuer, subject, user_id, provider_key, how, linked_at)
        select gen_random_uuid(), $1, $2, $3, id, $4, 'proved', now() from users where email = $5 and email_proven_at is not null returning user_id::text`,
      params: [owner.project, auth0.issuer, auth0.person('eve').subject, `client:${app.id}`, other.email],
    })
    expect(rows).toHaveLength(1)
    const { access_token: token } = must(await exchange(await jwt('eve'), 'access_token')).body
    const { body: me } = must(await world.call('auth/me', { token }))
    const mine = String(claimsOf(token)['login_id'])
    expect(me.security.memberships.map(({ id }: { id: string }) => id)).toEqual([own])
    expect(me.security.sessions.map(({ id }: { id: string }) => id)).toEqual([mine])
    const theirs = String(claimsOf(other.token)['login_id'])
    expect(verdict(await world.call('auth/revoke', { json: { loginId: theirs }, token }))).toMatch(/^404/)
    // Their own sign-in sees all of it, and ends it.
    const all = must(await world.call('auth/me', { token: other.token })).body.security
    expect(all.sessions.map(({ id }: { id: string }) => id).toSorted()).toEqual([mine, theirs].toSorted())
    expect(all.memberships).toHaveLength(2)
    must(await world.call('auth/revoke', { json: { loginId: mine }, token: other.token }))
    expect((await world.call('auth/me', { token })).status).toBe(401)
  })

  test('is answered at /auth/exchange too', async () => {
    const json = { clientId: app.id, externalAccessToken: await jwt() }
    const ask = (more: object = {}): Promise<Answer> =>
      federated.world.call('auth/exchange', { json: { ...json, ...more }, headers: { Origin: PAGE } })
    expect(must(await ask({ scope: 'openid' })).body.refresh_token).toBeUndefined()
    expect(verdict(await ask({ externalAccessToken: 'x' }))).toBe('400 invalid_request')
    expect(verdict(await ask({ externalAccessToken: 1 }))).toBe('400 invalid_request')
    expect(verdict(await ask({ externalAccessToken: undefined }))).toBe('400 invalid_request')
  })

  test('takes no token of another client, another issuer, or nobody in particular', async () => {
    const { access_token: accessToken, id_token: idToken } = await auth0.tokensFor('ada', {
      audience: API,
      client: 'other',
    })
    await unchanged(() => exchange(accessToken, 'access_token'))
    await unchanged(() => exchange(idToken, 'id_token'))
    const foreign = await okta.tokensFor('ada')
    await unchanged(() => exchange(foreign.access_token, 'access_token'))
    await unchanged(() => exchange(foreign.id_token, 'id_token'))
    const own = must(await exchange(await jwt(), 'access_token')).body
    await unchanged(() => exchange(own.access_token, 'access_token'))
    expect(await unchanged(() => exchange(own.id_token, 'id_token'))).toContain('Sign in at the provider again.')
  })

  test('takes an opaque token only with the id token that it came with', async () => {
    const { access_token: accessToken, id_token: idToken } = await auth0.tokensFor('ada')
    expect(accessToken).not.toContain('.')
    expect(await unchanged(() => exchange(accessToken, 'access_token'))).toContain(
      'cannot check which client it was issued to',
    )
    must(await exchange(accessToken, 'access_token', { form: { id_token: idToken } }))
    const other = await auth0.tokensFor('ben')
    await unchanged(() => exchange(accessToken, 'access_token', { form: { id_token: other.id_token } }))
  })

  test('asks whoever runs a public client from where, and a confidential one for its proof', async () => {
    const token = await jwt()
    const evil = { Origin: 'https://evil.example' }
    await unchanged(() => exchange(token, 'access_token', { headers: evil }), '400 unauthorized_client')
    await unchanged(() => exchange(token, 'access_token', { form: { client_id: '' } }))
    const unlisted = await appOf(auth0, { emailDomain: ['clinic.example'] }, { grantType: undefined })
    const text = await unchanged(() => exchange(token, 'access_token', { at: unlisted }), '400 unauthorized_client')
    expect(text).toContain('grantType')
    const server = { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic', grantType: undefined }
    const at = await appOf(auth0, { emailDomain: ['clinic.example'] }, server)
    await unchanged(() => exchange(token, 'access_token', { at }), '401 invalid_client')
    const without = await federated.app(undefined, {}, { allowedOrigin: [PAGE], grantType: [GRANT] })
    await unchanged(() => exchange(token, 'access_token', { at: without }), '400 unauthorized_client')
    const device = await federated.world.actors.machine(federated.owner, { kind: 'device' })
    const form = { grant_type: GRANT, subject_token: token, subject_token_type: `${TYPE}access_token` }
    const asked = await federated.world.call('oauth2/token', { form, basic: device.basic })
    expect(verdict(asked)).toBe('400 unauthorized_client')
  })

  test.each<[string, object, string]>([
    ['no token', { subject_token: '' }, '400 invalid_request'],
    ['no type', { subject_token_type: '' }, '400 invalid_request'],
    ['another type', { subject_token_type: `${TYPE}saml2` }, '400 invalid_request'],
    ['an actor', { actor_token: 'x', actor_token_type: `${TYPE}jwt` }, '400 invalid_request'],
    ['another kind of answer', { requested_token_type: `${TYPE}refresh_token` }, '400 invalid_request'],
    ['another resource', { resource: 'https://api.example.org' }, '400 invalid_target'],
    ['another audience', { audience: 'https://api.example.org' }, '400 invalid_target'],
    ['a malformed membership', { membership_id: 'x' }, '400 invalid_request'],
    ['an unknown scope', { scope: 'openid everything' }, '400 invalid_scope'],
    ['the scope of a machine', { scope: 'system/*.rs' }, '400 invalid_scope'],
  ])('is refused with %s', async (_, form, error) => {
    const token = await jwt()
    expect(await unchanged(() => exchange(token, 'access_token', { form }), error)).toBeTypeOf('string')
  })

  test('gives a membership of that person, which is named where there are several', async () => {
    const others = must(await federated.invite({ email: 'someone@clinic.example' })).body.id
    const token = await jwt()
    const ask = (form: object): Promise<Answer> => exchange(token, 'access_token', { form })
    must(await ask({ membership_id: membership }))
    const patient = { reference: 'Patient/00000000-0000-4000-8000-000000000000' }
    const again = { email: 'ada@clinic.example', forceNewMembership: true, resourceType: 'RelatedPerson', patient }
    const second = must(await federated.invite(again)).body.id
    const refused = await ask({})
    expect(verdict(refused)).toBe('400 invalid_request')
    for (const id of [membership, second]) {
      expect(refused.body.error_description).toContain(id)
      const { access_token: own } = must(await ask({ membership_id: id })).body
      expect(must(await federated.world.call('auth/me', { token: own })).body.membership.id).toBe(id)
    }
    for (const id of [others, crypto.randomUUID()])
      expect(verdict(await ask({ membership_id: id }))).toBe('400 invalid_request')
    const path = `admin/projects/${federated.owner.project}/members/${second}`
    must(await federated.world.call(path, { method: 'DELETE', token: federated.owner.token }))
    // What was revoked with the place is not had again by the same token.
    expect(verdict(await ask({}))).toBe('400 invalid_request')
    must(await exchange(await jwt(), 'access_token'))
  })

  test('leaves no sign-in open where it gives no token', async () => {
    const patient = { reference: 'Patient/00000000-0000-4000-8000-000000000001' }
    const again = { email: 'ada@clinic.example', forceNewMembership: true, resourceType: 'RelatedPerson', patient }
    const second = must(await federated.invite(again)).body.id
    const open = async (): Promise<readonly unknown[]> => {
      const sql = 'select id from logins where granted_at is null and revoked_at is null order by id'
      return (await federated.world.store.db.query({ sql, params: [] })).rows
    }
    const before = await open()
    const token = await jwt()
    for (const form of [{}, { membership_id: crypto.randomUUID() }])
      expect(verdict(await exchange(token, 'access_token', { form }))).toBe('400 invalid_request')
    expect(await open()).toEqual(before)
    const path = `admin/projects/${federated.owner.project}/members/${second}`
    must(await federated.world.call(path, { method: 'DELETE', token: federated.owner.token }))
  })

  test('knows nobody who was not invited, or for whom the provider may not vouch', async () => {
    const token = await jwt('ben')
    await unchanged(() => exchange(token, 'access_token'))
    const evil = await appOf(hostile, { emailDomain: ['evil.example'] })
    const seconds = Math.floor(Date.now() / 1000)
    const claims = { iss: hostile.issuer, aud: hostile.clientId, sub: 'x', iat: seconds, exp: seconds + 300 }
    const victim = { email: 'ada@clinic.example', email_verified: true }
    const minted = await hostile.mint({ ...claims, ...victim })
    expect(verdict(await exchange(minted, 'id_token', { at: evil }))).toBe('400 invalid_request')
    for (const signature of ['none', 'hmac with the public key', 'foreign key', 'key in the header'] as const) {
      const forged = await hostile.mint({ ...claims, ...victim }, { signature })
      await unchanged(() => exchange(forged, 'id_token', { at: evil }))
    }
  })

  test('knows the people of an Okta by their id, whatever its access tokens call them', async () => {
    const at = await appOf(okta, { identitySource: 'subject', audience: 'api://default' })
    const { subject } = okta.person('ada')
    must(await federated.invite({ externalId: subject, externalIdIssuer: okta.issuer, email: 'ada@hospital.example' }))
    const { access_token: accessToken, id_token: idToken } = await okta.tokensFor('ada')
    const [one, other] = [
      await exchange(accessToken, 'access_token', { at }),
      await exchange(idToken, 'id_token', { at }),
    ]
    expect(claimsOf(must(one).body.access_token)['sub']).toBe(claimsOf(must(other).body.access_token)['sub'])
  })

  test('takes no token that the provider issued for another API', async () => {
    const at = await appOf(okta, { emailDomain: ['hospital.example'] })
    await federated.invite({ email: 'ben@hospital.example' })
    const { access_token: accessToken, id_token: idToken } = await okta.tokensFor('ben')
    expect(await unchanged(() => exchange(accessToken, 'access_token', { at }))).toContain('another API')
    must(await exchange(idToken, 'id_token', { at }))
  })

  test('knows the people of a Cognito, whose access tokens are for nobody and issued to somebody', async () => {
    const at = await appOf(cognito, { identitySource: 'subject' })
    const { subject } = cognito.person('ada')
    must(
      await federated.invite({ externalId: subject, externalIdIssuer: cognito.issuer, email: 'ada@patients.example' }),
    )
    must(await exchange((await cognito.tokensFor('ada')).access_token, 'access_token', { at }))
    const { access_token: accessToken } = await cognito.tokensFor('ada', { client: 'other' })
    expect(await unchanged(() => exchange(accessToken, 'access_token', { at }))).toContain('another client')
  })

  test('works with the unmodified @medplum/core', async () => {
    const location = { protocol: 'https:', host: 'app.example.org', origin: PAGE, href: `${PAGE}/` }
    vi.stubGlobal('location', location)
    const medplum = new MedplumClient({
      baseUrl: federated.world.baseUrl,
      clientId: app.id,
      storage: new ClientStorage(new MemoryStorage()),
      fetch: (url: string, options: RequestInit) =>
        fetch(url, { ...options, headers: { ...(options.headers as object), Origin: PAGE } }),
    })
    const profile = await medplum.exchangeExternalAccessToken(await jwt(), app.id, membership)
    expect(profile.resourceType).toBe('Practitioner')
    expect(medplum.isAuthenticated()).toBe(true)
    vi.unstubAllGlobals()
  })
})
