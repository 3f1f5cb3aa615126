import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, refresh, verdict } from '../identity/steps.ts'
import { PROVIDER } from './domain-clinic.ts'
import { type App, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

type Resource = { readonly [field: string]: unknown; readonly identityProvider: object }
let serial = 0

describe.each(storesForWalks())('what an identity provider signed in, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const call = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const sql = async (text: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]> =>
    (await federated.world.store.db.query({ sql: text, params: [...params] })).rows

  interface SignedIn {
    readonly app: App
    readonly tokens: { readonly access_token: string; readonly refresh_token: string }
  }

  /** Somebody new, at an app of its own. */
  async function signedIn(): Promise<SignedIn> {
    const app = await federated.app(provider, {
      emailDomain: ['clinic.example'],
      profileType: ['Patient'],
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    })
    const email = `person-${(serial += 1)}@clinic.example`
    const says = { sub: `sub-${serial}`, email, email_verified: true }
    provider.misbehave({ idToken: says, userinfo: says })
    const to = (await federated.browser().open(app.start().url)).location
    provider.allowRedirectUri(new URL(to).searchParams.get('redirect_uri') ?? '')
    const scope = 'openid offline_access'
    const arrived = await signInWith(federated, federated.browser(), app, provider, 'mallory', { scope })
    return { app, tokens: (await tokensOf(federated, app, arrived)).body }
  }

  async function change({ id }: App, how: (resource: Resource) => object): Promise<void> {
    const at = `fhir/R4/ClientApplication/${id}`
    must(await call(at, { method: 'PUT', json: how(must(await call(at)).body) }))
  }

  const openRoots = (key: string): Promise<readonly unknown[]> =>
    sql('select id from login_roots where provider_key = $1 and revoked_at is null', key)

  /** Why it ended, as the audit has it, if nothing of it is of use any more. */
  async function endOf({ app, tokens }: SignedIn, key: string): Promise<string> {
    expect((await call('auth/me', { token: tokens.access_token })).status).toBe(401)
    const again = await refresh(federated.world.call, tokens.refresh_token, { client_id: app.id })
    expect(verdict(again)).toMatch(/^40[01] invalid_(grant|client)$/)
    expect(await openRoots(key)).toEqual([])
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=login.revoked&_count=100'))
    const { login_id: login } = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString())
    const mine = JSON.stringify(
      body.entry.filter(({ resource }: { resource: object }) => JSON.stringify(resource).includes(login)),
    )
    return /provider_[a-z]+/.exec(mine)?.[0] ?? mine
  }

  test.each<[string, string, (resource: Resource) => object]>([
    [
      'is believed by other words',
      'provider_changed',
      (resource) => ({ ...resource, identityProvider: { ...resource.identityProvider, scope: 'groups' } }),
    ],
    ['goes', 'provider_removed', ({ identityProvider: _gone, ...resource }) => resource],
  ])('ends when it %s, and another app’s stays', async (_how, reason, how) => {
    const [one, other] = [await signedIn(), await signedIn()]
    await change(one.app, how)
    expect(await endOf(one, `client:${one.app.id}`)).toBe(reason)
    must(await call('auth/me', { token: other.tokens.access_token }))
    expect(await openRoots(`client:${other.app.id}`)).toHaveLength(1)
  })

  test('ends with its app: switched off or deleted', async () => {
    const [off, deleted] = [await signedIn(), await signedIn()]
    await change(off.app, (resource) => ({ ...resource, status: 'off' }))
    must(await call(`fhir/R4/ClientApplication/${deleted.app.id}`, { method: 'DELETE' }))
    // Nothing of it comes back with the app.
    await change(off.app, (resource) => ({ ...resource, status: 'active' }))
    expect(await endOf(off, `client:${off.app.id}`)).toBe('provider_off')
    expect(await endOf(deleted, `client:${deleted.app.id}`)).toBe('provider_removed')
  })

  test.each([undefined, 'own'])(
    'a code is none any more when signIn of its app becomes another meanwhile: %s',
    async (to) => {
      const app = await federated.app(provider, {
        emailDomain: ['clinic.example'],
        profileType: ['Patient'],
        accountPolicy: 'create',
        defaultProfileType: 'Patient',
      })
      const email = `person-${(serial += 1)}@clinic.example`
      const says = { sub: `sub-${serial}`, email, email_verified: true }
      provider.misbehave({ idToken: says, userinfo: says })
      const arrived = await signInWith(federated, federated.browser(), app, provider, 'mallory')
      expect(arrived.code).not.toBe('')
      // What changes nothing of the rule ends nothing: undefined is both.
      await change(app, (resource) => ({ ...resource, signIn: to ?? 'both', description: 'x' }))
      const form = { grant_type: 'authorization_code', code: arrived.code, code_verifier: arrived.verifier }
      const changes = { client_id: app.id, redirect_uri: 'https://app.example.org/callback' }
      const answer = await federated.world.call('oauth2/token', { form: { ...form, ...changes } })
      expect(verdict(answer)).toBe(to === undefined ? '200' : '400 invalid_grant')
      const { body } = must(await call('fhir/R4/AuditEvent?subtype=login.revoked&_count=100'))
      expect(JSON.stringify(body).includes('sign_in_changed')).toBe(to !== undefined)
    },
  )

  test('stays where its button alone is called otherwise', async () => {
    const one = await signedIn()
    const rename = (resource: Resource): object => ({
      ...resource,
      identityProvider: { ...resource.identityProvider, name: 'The Clinic' },
    })
    await change(one.app, rename)
    must(await call('auth/me', { token: one.tokens.access_token }))
    const again = await refresh(federated.world.call, one.tokens.refresh_token, { client_id: one.app.id })
    expect(again.status).toBe(200)
  })

  test('ends with the domain whose provider it is, and with the site that names Google', async () => {
    const [ofDomain, ofSite] = [await signedIn(), await signedIn()]
    const rename = async ({ app }: SignedIn, key: string): Promise<void> => {
      for (const table of ['logins', 'login_roots'])
        await sql(`update ${table} set provider_key = $1 where provider_key = $2`, key, `client:${app.id}`)
    }
    const { project } = federated.owner
    const json = { domain: 'clinic.example', identityProvider: PROVIDER }
    const { body: domain } = must(await call(`admin/projects/${project}/domain`, { json }))
    await rename(ofDomain, `domain:${domain.id}`)
    must(await call(`admin/projects/${project}/domain/${domain.id}`, { method: 'DELETE' }))
    expect(await endOf(ofDomain, `domain:${domain.id}`)).toBe('provider_removed')

    const put = async (site: readonly object[]): Promise<Answer> => {
      const { body } = must(await call(`fhir/R4/Project/${project}`))
      return must(await call(`fhir/R4/Project/${project}`, { method: 'PUT', json: { ...body, site } }))
    }
    await put([{ name: 'Clinic', domain: ['app.example.org'], googleClientId: 'of-google' }])
    await rename(ofSite, `site:${project}:of-google`)
    await put([{ name: 'Clinic', domain: ['app.example.org'] }])
    expect(await endOf(ofSite, `site:${project}:of-google`)).toBe('provider_removed')
  })
})
