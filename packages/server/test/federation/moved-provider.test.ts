/** A provider moves out of a client or domain into a resource of its own, and nobody notices who signs in with it. */
import { type Answer, storesUnderTest } from '@damson/testkit'
import {
  type HostileProvider,
  type IdentityProvider,
  startHostileProvider,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, refresh, verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import {
  type App,
  type Arrived,
  callbackOf,
  configOf,
  type Federated,
  signInWith,
  startFederated,
  tokensOf,
} from './external.ts'

type Row = Readonly<Record<string, unknown>>
type Resource = { readonly [member: string]: unknown; readonly id: string }
const STAFF = { profileType: ['Practitioner'] }
const PATCH = { 'Content-Type': 'application/json-patch+json' }
let serial = 0

describe.each(storesUnderTest())('a provider that is moved, on %s', (store) => {
  let federated: Federated
  let hostile: HostileProvider
  beforeAll(async () => {
    federated = await startFederated({ store })
    hostile = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
  })
  afterAll(async () => {
    await hostile.stop()
    await federated.world.close()
  })

  const as = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const admin = (path: string, json: object): Promise<Answer> =>
    as(`admin/projects/${federated.owner.project}/${path}`, { json })
  const sql = async (text: string, ...params: readonly unknown[]): Promise<readonly Row[]> =>
    (await federated.world.store.db.query({ sql: text, params: [...params] })).rows
  const read = async (reference: string): Promise<Resource> => must(await as(`fhir/R4/${reference}`)).body
  const put = (resource: Resource, more: object): Promise<Answer> =>
    as(`fhir/R4/${String(resource['resourceType'])}/${resource.id}`, { method: 'PUT', json: { ...resource, ...more } })
  const move = (reference: string): Promise<Answer> => admin('provider-move', { provider: { reference } })
  const confirm = (id: string): Promise<Answer> =>
    as(`fhir/R4/ProjectIdentityProvider/${id}`, {
      method: 'PATCH',
      raw: JSON.stringify([{ op: 'remove', path: '/movedFrom' }]),
      headers: PATCH,
    })
  const rowsOf = (key: string): Promise<readonly Row[]> => sql('select * from providers where key = $1', key)
  const addressOf = (path: string): string => `${federated.world.baseUrl}auth/external/${path}`
  const redirectIn = ({ location }: Visit): string => new URL(location).searchParams.get('redirect_uri') ?? ''
  const nowhere = (name: string): object => ({
    name,
    issuer: `https://${name.toLowerCase()}-${(serial += 1)}.example`,
    clientId: 'damson',
    clientSecret: 'a-secret',
  })
  const tried = (key: string): Promise<unknown> =>
    sql('update providers set tested_hash = config_hash, tested_at = now() where key = $1', key)

  /** Somebody whom the provider knows, and who was invited. */
  async function somebody(address?: string): Promise<{ readonly sub: string; readonly email: string }> {
    const sub = `moved-${(serial += 1)}`
    const email = address ?? `${sub}@clinic.example`
    await federated.invite({ email, externalId: sub, externalIdIssuer: hostile.issuer })
    return { sub, email }
  }
  async function arrive(
    app: App,
    { sub, email }: { readonly sub: string; readonly email: string },
    browser: CookieBrowser,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<Arrived> {
    const says = { sub, email, email_verified: true }
    hostile.misbehave({ idToken: says, userinfo: says })
    try {
      return await signInWith(federated, browser, app, hostile, 'mallory', changes)
    } finally {
      hostile.behave()
    }
  }
  async function comeBack(browser: CookieBrowser, { location }: Visit, { sub, email }: Row): Promise<Visit> {
    const says = { sub: String(sub), email: String(email), email_verified: true }
    hostile.misbehave({ idToken: says, userinfo: says })
    try {
      return await browser.open((await hostile.signIn(location, 'mallory')).replace(federated.world.baseUrl, '/'))
    } finally {
      hostile.behave()
    }
  }
  /** An administrator tries the provider, at its new address. */
  async function tryIt(id: string, provider: IdentityProvider): Promise<void> {
    const { body } = must(await admin('provider-test', { provider: { reference: `ProjectIdentityProvider/${id}` } }))
    const browser = federated.browser()
    const sent = await browser.open(body.url.replace(federated.world.baseUrl, '/'))
    expect(redirectIn(sent)).toBe(addressOf(`provider/${id}`))
    provider.allowRedirectUri(addressOf(`provider/${id}`))
    const back = await provider.signIn(sent.location, 'ada')
    expect((await browser.open(back.replace(federated.world.baseUrl, '/'))).status).toBe(200)
  }

  test('signs nobody out, keeps links and what was tried, and serves those who are away', async () => {
    const app = await federated.app(hostile, STAFF)
    const from = `client:${app.id}`
    await tried(from)
    must(await put(await read(`ClientApplication/${app.id}`), { signIn: 'external' }))
    const person = await somebody()
    const [browser, away] = [federated.browser(), federated.browser()]
    const arrived = await arrive(app, person, browser, { scope: 'openid offline_access' })
    const tokens = (await tokensOf(federated, app, arrived)).body
    const [link] = await sql('select * from identities where subject = $1', person.sub)
    const [sealed] = await rowsOf(from)
    const isAway = await away.open(app.start().url)
    const begun = await arrive(app, await somebody(), federated.browser())

    const moved = must(await move(`ClientApplication/${app.id}`))
    const id: string = moved.body.id
    const to = `provider:${id}`
    expect([moved.status, moved.body.resourceType, moved.body.movedFrom, moved.body.active]).toEqual([
      201,
      'ProjectIdentityProvider',
      { reference: `ClientApplication/${app.id}` },
      undefined,
    ])
    for (const path of ['', '/_history']) {
      const { text } = must(await as(`fhir/R4/ProjectIdentityProvider/${id}${path}`))
      expect(text).not.toContain(hostile.clientSecret)
      expect(text).toContain(hostile.endpoints.discovery)
    }
    const client = await read(`ClientApplication/${app.id}`)
    expect([client['identityProvider'], client['provider'], client['signIn']]).toEqual([
      undefined,
      [{ reference: `ProjectIdentityProvider/${id}` }],
      'external',
    ])
    const [row] = await rowsOf(to)
    expect(await rowsOf(from)).toEqual([])
    expect(row).toMatchObject({ config_hash: sealed?.['config_hash'], tested_hash: row?.['config_hash'] })
    expect(row).toMatchObject({ active: true, tested_at: null, moved_from: from, issuer: sealed?.['issuer'] })
    expect(row?.['sealed_secret']).not.toBe(sealed?.['sealed_secret'])
    expect(await sql('select * from identities where subject = $1', person.sub)).toEqual([
      { ...link, provider_key: to },
    ])
    for (const table of ['logins', 'login_roots']) {
      expect(await sql(`select id from ${table} where provider_key = $1`, from), table).toEqual([])
      expect(await sql(`select id from ${table} where provider_key = $1 and revoked_at is not null`, to)).toEqual([])
    }

    // Everybody goes on: with tokens, in their browsers, with a code, and who is at the provider.
    must(await as('auth/me', { token: tokens.access_token }))
    must(await refresh(federated.world.call, tokens.refresh_token, { client_id: app.id }))
    expect((await browser.open('/account')).heading).toBe('Your account')
    must(await tokensOf(federated, app, begun))
    expect((await comeBack(away, isAway, await somebody())).location).toContain('code=')
    // The provider knows the old address alone, and the secret is the same.
    const sent = await federated.browser().open(app.start().url)
    expect(redirectIn(sent)).toBe(callbackOf(federated.world.baseUrl, app.id))
    const again = await arrive(app, person, federated.browser())
    expect(again.code).not.toBe('')
    expect(hostile.received.findLast(({ endpoint }) => endpoint === 'token')?.form['code']).toBeDefined()
    expect((await sql('select id from identities where subject = $1', person.sub)).map((one) => one['id'])).toEqual([
      link?.['id'],
    ])
    // A page that was opened before names the provider as it was.
    expect(redirectIn(await federated.browser().open(app.start({ provider: from }).url))).toContain(app.id)
    const events = must(await as('fhir/R4/AuditEvent?subtype=provider.moved&_count=10')).text
    for (const part of [`ProjectIdentityProvider/${id}`, `ClientApplication/${app.id}`]) expect(events).toContain(part)
    // What ends the provider ends what it signed in before it was moved.
    must(await put(await read(`ProjectIdentityProvider/${id}`), { active: false }))
    expect((await as('auth/me', { token: tokens.access_token })).status).toBe(401)
    expect((await browser.open('/account')).heading).toBe('Sign in')
  })

  test('is served at its old addresses until somebody tried the new ones and confirms them', async () => {
    const app = await federated.app(undefined)
    const callback = callbackOf(federated.world.baseUrl, app.id)
    const domain = `signed-${(serial += 1)}.example`
    // It knows the addresses of before: where people come back, and where our key is.
    const okta = await startIdentityProvider('okta', {
      redirectUris: [callback],
      tokenAuthMethod: 'private_key_jwt',
      clientJwksUri: `${callback}/jwks`,
      domain,
    })
    await federated.invite({ email: `ada@${domain}` })
    const signs = { ...STAFF, clientSecret: undefined, emailDomain: [domain] }
    must(await put(await read(`ClientApplication/${app.id}`), { identityProvider: configOf(okta, signs) }))
    const go = (): Promise<Arrived> => signInWith(federated, federated.browser(), app, okta, 'ada')
    const jwks = async (path: string): Promise<Answer> => federated.world.call(`auth/external/${path}/jwks`)
    const { kid } = must(await jwks(`client/${app.id}`)).body.keys[0]
    const sealedFor = (key: string): Promise<readonly Row[]> =>
      sql('select kid, sealed_private_key from assertion_keys where provider_key = $1', key)
    const [before] = await sealedFor(`client:${app.id}`)
    const { id } = must(await move(`ClientApplication/${app.id}`)).body
    const [after] = await sealedFor(`provider:${id}`)
    expect([before?.['kid'], after?.['kid']]).toEqual([kid, kid])
    expect(after?.['sealed_private_key']).not.toBe(before?.['sealed_private_key'])
    for (const path of [`client/${app.id}`, `provider/${id}`]) expect(must(await jwks(path)).body.keys[0].kid).toBe(kid)
    expect((await go()).code).not.toBe('')

    // Nobody has come back to the new address yet: to end the old one could end all sign-ins.
    expect(verdict(await confirm(id))).toBe('400 new_address_not_tried')
    expect(redirectIn(await federated.browser().open(app.start().url))).toContain(`client/${app.id}`)
    // Until then the client cannot have another provider, whose codes would come to the same address.
    const other = { identityProvider: nowhere('Other') }
    const taken = await put(await read(`ClientApplication/${app.id}`), other)
    expect(verdict(taken)).toBe('409 old_address_in_use')
    expect(taken.text).toContain(`ProjectIdentityProvider/${id}`)

    await tryIt(id, okta)
    const away = federated.browser()
    const isAway = await away.open(app.start().url)
    expect(redirectIn(isAway)).toBe(callback)
    must(await confirm(id))
    expect((await jwks(`client/${app.id}`)).status).toBe(404)
    expect(must(await jwks(`provider/${id}`)).body.keys[0].kid).toBe(kid)
    const back = await okta.signIn(isAway.location, 'ada')
    const late = await away.open(back.replace(federated.world.baseUrl, '/'))
    expect([late.status, late.text.includes('/oauth2/authorize?')]).toEqual([400, true])
    expect(redirectIn(await federated.browser().open(app.start().url))).toBe(addressOf(`provider/${id}`))
    expect((await go()).code).not.toBe('')
    await okta.stop()
    must(await put(await read(`ClientApplication/${app.id}`), other))
  })

  test('is not tried at its new address by a trial that was begun before the move', async () => {
    const app = await federated.app(hostile, STAFF)
    const { body } = must(await admin('provider-test', { provider: { reference: `ClientApplication/${app.id}` } }))
    const browser = federated.browser()
    const sent = await browser.open(body.url.replace(federated.world.baseUrl, '/'))
    const { id } = must(await move(`ClientApplication/${app.id}`)).body
    const back = await comeBack(browser, sent, await somebody())
    expect([back.status, back.text.includes('changed_provider')]).toEqual([400, true])
    expect(verdict(await confirm(id))).toBe('400 new_address_not_tried')
  })

  test('of a domain goes on to sign its people in, and vouches for that domain alone', async () => {
    const domain = `moved-${(serial += 1)}.example`
    const identityProvider = configOf(hostile, { ...STAFF, emailDomain: ['elsewhere.example'] })
    const { body } = must(await admin('domain', { domain, identityProvider }))
    hostile.allowRedirectUri(addressOf(`domain/${body.id}`))
    for (const text of [
      "update domains set status = 'proven' where id = $1",
      `update resources set content = replace(content, '"status":"pending"', '"status":"proven"') where id = $1`,
    ])
      await sql(text, body.id)
    await tried(`domain:${body.id}`)
    must(await admin(`domain/${body.id}/enforce`, { enforced: true }))
    const app = await federated.app(undefined)
    const browser = federated.browser()
    const email = `ada@${domain}`
    await federated.invite({ email })
    const person = { sub: `moved-${(serial += 1)}`, email }
    expect((await arrive(app, person, browser, { provider: `domain:${body.id}` })).code).not.toBe('')
    const { id } = must(await move(`DomainConfiguration/${body.id}`)).body
    const stored = must(await as(`fhir/R4/DomainConfiguration/${body.id}`)).body
    expect([stored.identityProvider, stored.provider, stored.enforced]).toEqual([
      undefined,
      { reference: `ProjectIdentityProvider/${id}` },
      true,
    ])
    expect((await browser.open('/account')).heading).toBe('Your account')
    for (const provider of [`domain:${body.id}`, `provider:${id}`])
      expect((await arrive(app, person, federated.browser(), { provider })).code, provider).not.toBe('')
    // In a domain's own provider the list of domains had no effect.
    const stranger = { sub: `moved-${(serial += 1)}`, email: `eve-${serial}@elsewhere.example` }
    await federated.invite({ email: stranger.email })
    const tricked = await arrive(app, stranger, federated.browser(), { provider: `provider:${id}` })
    expect([tricked.code, tricked.visit.heading]).toEqual(['', 'Choose another account'])
  })

  test('is off where it signed nobody in', async () => {
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Own'), signIn: 'own' })
    const { body } = must(
      await admin('domain', { domain: `p-${serial}.example`, identityProvider: nowhere('Pending') }),
    )
    for (const reference of [`ClientApplication/${app.id}`, `DomainConfiguration/${body.id}`])
      expect(must(await move(reference)).body, reference).toMatchObject({ active: false })
  })

  test('moves once, also when two ask at once', async () => {
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Twice') })
    const answers = await Promise.all([1, 2].map(() => move(`ClientApplication/${app.id}`)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect((await sql('select key from providers where moved_from = $1', `client:${app.id}`)).length).toBe(1)
    expect(verdict(await move(`ClientApplication/${app.id}`))).toBe('400 unknown_provider')
  })

  test('moves only where that changes nothing that people rely on, and leaves all as it was otherwise', async () => {
    const refused = async (fields: object): Promise<string> => {
      const app = await federated.app(undefined, {}, fields)
      const before = await read(`ClientApplication/${app.id}`)
      const answer = await move(`ClientApplication/${app.id}`)
      expect(await read(`ClientApplication/${app.id}`)).toEqual(before)
      expect(await sql('select key from providers where moved_from = $1', `client:${app.id}`)).toEqual([])
      return verdict(answer)
    }
    expect(await refused({})).toBe('400 unknown_provider')
    expect(await refused({ identityProvider: nowhere('Direct'), providerDirect: true })).toBe(
      '400 direct_without_provider',
    )
    const apple = { ...nowhere('Apple'), issuer: 'https://appleid.apple.com' }
    expect(await refused({ identityProvider: apple })).toBe('409 provider_of_tokens')
    // Another's, one that is not there, and somebody who is no owner.
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Mine') })
    const other = await federated.world.actors.owner()
    const reference = `ClientApplication/${app.id}`
    const by = (token: string, project: string): Promise<Answer> =>
      federated.world.call(`admin/projects/${project}/provider-move`, { token, json: { provider: { reference } } })
    expect((await by(other.token, other.project)).status).toBe(404)
    expect((await by(other.token, federated.owner.project)).status).toBe(404)
    expect((await move(`ClientApplication/${crypto.randomUUID()}`)).status).toBe(404)
    expect((await move(`Patient/${app.id}`)).status).toBe(400)
  })

  test('is refused where the client has that issuer already, or would have more than ten', async () => {
    const ids: string[] = []
    for (let at = 0; at < 10; at += 1) {
      const json = { resourceType: 'ProjectIdentityProvider', identityProvider: nowhere(`P${at}`) }
      ids.push(must(await as('fhir/R4/ProjectIdentityProvider', { json })).body.id)
    }
    const provider = ids.map((id) => ({ reference: `ProjectIdentityProvider/${id}` }))
    const nine = provider.slice(1)
    const eleven = { name: 'x', kind: 'app', identityProvider: nowhere('Eleventh'), provider }
    expect(verdict(await admin('client', eleven))).toBe('400 too_many_providers')
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Tenth'), provider: nine })
    const { issuer } = (await read(`ClientApplication/${app.id}`))['identityProvider'] as { readonly issuer: string }
    // As no write leaves it: two that an earlier version let pass.
    const another = await read(nine[0]?.reference ?? '')
    const text = (another['identityProvider'] as { readonly issuer: string }).issuer
    await sql('update resources set content = replace(content, $1, $2) where id = $3', text, issuer, another.id)
    expect(verdict(await move(`ClientApplication/${app.id}`))).toBe('400 issuer_twice')
    await sql('update resources set content = replace(content, $1, $2) where id = $3', issuer, text, another.id)
    const { id } = must(await move(`ClientApplication/${app.id}`)).body
    expect((await read(`ClientApplication/${app.id}`))['provider']).toEqual([
      { reference: `ProjectIdentityProvider/${id}` },
      ...nine,
    ])
  })

  test('says itself where it was moved from, and nobody else says it', async () => {
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Real') })
    const movedFrom = { reference: `ClientApplication/${app.id}` }
    const json = { resourceType: 'ProjectIdentityProvider', identityProvider: nowhere('Trap'), movedFrom }
    expect(verdict(await as('fhir/R4/ProjectIdentityProvider', { json }))).toBe('403 protected_field')
    const plain = must(await as('fhir/R4/ProjectIdentityProvider', { json: { ...json, movedFrom: undefined } })).body
    expect(verdict(await put(plain, { movedFrom }))).toBe('403 protected_field')
    const { id } = must(await move(`ClientApplication/${app.id}`)).body
    const moved = await read(`ProjectIdentityProvider/${id}`)
    const elsewhere = { movedFrom: { reference: `ClientApplication/${crypto.randomUUID()}` } }
    expect(verdict(await put(moved, elsewhere))).toBe('403 protected_field')
    must(await put(moved, { mark: undefined }))
    // One that goes takes its old addresses with it.
    must(await put(await read(`ClientApplication/${app.id}`), { provider: undefined }))
    must(await as(`fhir/R4/ProjectIdentityProvider/${id}`, { method: 'DELETE' }))
    must(await put(await read(`ClientApplication/${app.id}`), { identityProvider: nowhere('Next') }))
  })
})
