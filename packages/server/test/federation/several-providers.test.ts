/** Providers of a project that its clients name: several buttons on one page, each for its own people. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { APP, type App, configOf, type Federated, signInWith, startFederated } from './external.ts'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const OPERATOR = { issuer: 'https://operator.example', clientId: 'damson', clientSecret: 'a', name: 'Operator' }
let serial = 0

describe.each(storesForWalks())('several providers, on %s', (store) => {
  let federated: Federated
  let okta: HostileProvider
  let entra: HostileProvider
  beforeAll(async () => {
    const env = { DAMSON_FEDERATION_PROVIDERS: JSON.stringify({ operator: OPERATOR }) }
    federated = await startFederated({ store, env })
    const at = `${federated.world.baseUrl}auth/external`
    okta = await startHostileProvider({ redirectUris: [at] })
    entra = await startHostileProvider({ redirectUris: [at] })
  })
  afterAll(async () => {
    await okta.stop()
    await entra.stop()
    await federated.world.close()
  })

  const as = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const named = (id: string): { readonly reference: string } => ({ reference: `ProjectIdentityProvider/${id}` })
  const nowhere = (name: string): object => ({
    name,
    issuer: `https://${name.toLowerCase()}-${(serial += 1)}.example`,
    clientId: 'damson',
    clientSecret: 'a-secret',
  })
  const post = (identityProvider: object, more: object = {}): Promise<Answer> =>
    as('fhir/R4/ProjectIdentityProvider', {
      json: { resourceType: 'ProjectIdentityProvider', identityProvider, ...more },
    })
  async function make(identityProvider: object, more: object = {}): Promise<string> {
    return must(await post(identityProvider, more)).body.id
  }
  async function real(provider: HostileProvider, more: object = {}): Promise<string> {
    const id = await make(configOf(provider, { profileType: ['Practitioner'], ...more }))
    provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/provider/${id}`)
    return id
  }
  const appOf = (ids: readonly string[], fields: object = {}): Promise<App> =>
    federated.app(undefined, {}, { provider: ids.map(named), ...fields })
  const change = async (
    type: string,
    id: string,
    edit: (resource: Record<string, unknown>) => object,
  ): Promise<Answer> => {
    const { body } = must(await as(`fhir/R4/${type}/${id}`))
    return as(`fhir/R4/${type}/${id}`, { method: 'PUT', json: edit(body) })
  }
  const tried = (id: string): Promise<unknown> =>
    federated.world.store.db.query({
      sql: 'update providers set tested_hash = config_hash, tested_at = now() where key = $1',
      params: [`provider:${id}`],
    })
  const pageOf = async (app: App, browser: CookieBrowser = federated.browser()): Promise<Visit> =>
    browser.open(app.start().url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&'))
  const labels = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/<a class="button provider".*?<\/a>/gs)].map(
      ([one]) => /<strong>(.*?)<\/strong>/.exec(one)?.[1] ?? '',
    )
  const keyIn = ({ location }: Visit): string => new URL(location).searchParams.get('redirect_uri') ?? ''

  /** Signs somebody new in with a provider, by the button that names it. */
  async function arrive(
    app: App,
    id: string,
    provider: HostileProvider,
    browser = federated.browser(),
    address?: string,
  ) {
    const email = address ?? `person-${(serial += 1)}@clinic.example`
    await federated.invite({ email, externalId: `sub-${serial}`, externalIdIssuer: provider.issuer })
    const says = { sub: `sub-${serial}`, email, email_verified: true }
    provider.misbehave({ idToken: says, userinfo: says })
    try {
      return await signInWith(federated, browser, app, provider, 'mallory', { provider: `provider:${id}` })
    } finally {
      provider.behave()
    }
  }

  test('are five buttons on one page, beside a domain that has one of its own', async () => {
    const ids = await Promise.all(['Alpha', 'Beta', 'Gamma'].map((name) => make(nowhere(name))))
    const app = await federated.app(undefined, {}, { identityProvider: nowhere('Inline'), provider: ids.map(named) })
    const page = await pageOf(app)
    expect(labels(page)).toEqual(['Inline', 'Alpha', 'Beta', 'Gamma', 'Operator'])
    const domain = `own-${(serial += 1)}.example`
    const { body } = must(
      await as(`admin/projects/${federated.owner.project}/domain`, {
        json: { domain, identityProvider: nowhere('Hospital') },
      }),
    )
    await federated.world.store.db.query({
      sql: "update domains set status = 'proven', enforced = true where id = $1",
      params: [body.id],
    })
    const browser = federated.browser()
    const typed = await browser.post('/signin', {
      request: (await pageOf(app, browser)).hidden('request'),
      step: 'email',
      email: `ada@${domain}`,
    })
    // The domain's people are led to its provider, whatever the app has.
    expect(typed.text).toContain(`provider=domain%3A${body.id}`)
    expect(typed.text).toContain('Hospital')
    expect(typed.text).not.toContain('Alpha')
  })

  test('sign in each by its own callback and subject, and the one that was used last comes first', async () => {
    const ids = [await real(okta, { name: 'Okta' }), await real(entra, { name: 'Entra' })] as const
    const app = await appOf(ids)
    expect(labels(await pageOf(app)).slice(0, 2)).toEqual(['Okta', 'Entra'])
    const browser = federated.browser()
    const sent = await browser.open(`${app.start().url}&provider=provider:${ids[1]}`)
    expect(keyIn(sent)).toBe(`${federated.world.baseUrl}auth/external/provider/${ids[1]}`)
    const arrived = await arrive(app, ids[1], entra, browser)
    expect(arrived.code).not.toBe('')
    const again = await pageOf(app, await signedOut(browser))
    expect(labels(again).slice(0, 2)).toEqual(['Entra', 'Okta'])
    // The callback of the other takes no answer of this one.
    const state = new URL(arrived.callback).searchParams
    const mixed = await browser.open(`/auth/external/provider/${ids[0]}?${state}`)
    expect([mixed.status, mixed.heading]).toEqual([400, 'This sign-in can’t continue'])
  })

  async function signedOut(browser: CookieBrowser): Promise<CookieBrowser> {
    const { hidden } = await browser.open('/oauth2/logout')
    await browser.post('/oauth2/logout', { confirmation: hidden('confirmation'), decision: 'out' })
    return browser
  }

  test('show their mark, which is a picture and nothing else', async () => {
    const id = await make(nowhere('Marked'), { mark: { contentType: 'image/png', data: PNG } })
    const page = await pageOf(await appOf([id]))
    const src = /<img class="mark" src="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const shown = await federated.browser().open(src)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(shown.headers.get('content-security-policy')).toContain('sandbox')
    expect((await federated.browser().open(src.replace(/\/[0-9a-zA-Z_-]{16}\//, '/another/'))).status).toBe(404)
    for (const mark of [{ url: 'https://x.example/a.png' }, { data: Buffer.from('<svg/>').toString('base64') }])
      expect((await post(nowhere('Wrong'), { mark })).status).toBe(400)
  })

  test('are named once each, of the own project alone, with one of each issuer', async () => {
    const [one, two] = [await make(nowhere('One')), await make(nowhere('Two'))]
    const refused = async (provider: readonly object[], more: object = {}): Promise<string> =>
      verdict(
        await as(`admin/projects/${federated.owner.project}/client`, {
          json: {
            name: 'x',
            kind: 'app',
            tokenEndpointAuthMethod: 'none',
            redirectUris: ['https://app.example.org/callback'],
            provider,
            ...more,
          },
        }),
      )
    expect(await refused([named(one), named(one)])).toBe('400 provider_twice')
    expect(await refused([named(crypto.randomUUID())])).toBe('400 unknown_provider')
    expect(await refused(Array.from({ length: 11 }, () => named(one)))).toBe('400 too_many_providers')
    expect(await refused([named(two)], { signIn: 'external' })).toBe('400 provider_not_tested')
    const other = await federated.world.actors.owner()
    const foreign = must(
      await federated.world.call('fhir/R4/ProjectIdentityProvider', {
        token: other.token,
        json: { resourceType: 'ProjectIdentityProvider', identityProvider: nowhere('Foreign') },
      }),
    )
    expect(await refused([named(foreign.body.id)])).toBe('400 unknown_provider')
    // One issuer twice: by two providers, by one in the client itself, and by a later change of either.
    const { body } = must(await as(`fhir/R4/ProjectIdentityProvider/${one}`))
    const twin = await make({ ...body.identityProvider, clientSecret: 'a-secret', name: 'Twin' })
    expect(await refused([named(one), named(twin)])).toBe('400 issuer_twice')
    const inline = { ...body.identityProvider, clientSecret: 'a-secret' }
    expect(await refused([named(one)], { identityProvider: inline })).toBe('400 issuer_twice')
    await appOf([one, two])
    const moved = await change('ProjectIdentityProvider', two, (resource) => ({
      ...resource,
      identityProvider: inline,
    }))
    expect(verdict(moved)).toBe('400 issuer_twice')
  })

  test('are not pulled away from under those who rely on them', async () => {
    const id = await make(nowhere('Relied'))
    await tried(id)
    const app = await appOf([id], { signIn: 'external' })
    expect(verdict(await as(`fhir/R4/ProjectIdentityProvider/${id}`, { method: 'DELETE' }))).toBe('409 provider_in_use')
    const edited = await change('ProjectIdentityProvider', id, (resource) => ({
      ...resource,
      identityProvider: { ...nowhere('Relied') },
    }))
    expect(verdict(edited)).toBe('400 provider_not_tested')
    must(
      await change('ClientApplication', app.id, (resource) => ({ ...resource, provider: undefined, signIn: 'both' })),
    )
    must(await as(`fhir/R4/ProjectIdentityProvider/${id}`, { method: 'DELETE' }))
  })

  test('one that is switched off while people are there signs nobody in, ends what it signed in, and leaves the others', async () => {
    const ids = [await real(okta, { name: 'Okta' }), await real(entra, { name: 'Entra' })] as const
    const app = await appOf(ids)
    const [first, second] = [federated.browser(), federated.browser()]
    expect((await arrive(app, ids[0], okta, first)).code).not.toBe('')
    const kept = await arrive(app, ids[1], entra, second)
    expect(kept.code).not.toBe('')
    const away = federated.browser()
    const sent = await away.open(`${app.start().url}&provider=provider:${ids[0]}`)
    must(await change('ProjectIdentityProvider', ids[0], (resource) => ({ ...resource, active: false })))
    const callback = (await okta.signIn(sent.location, 'mallory')).replace(federated.world.baseUrl, '/')
    const back = await away.open(callback)
    expect([back.status, back.heading]).toEqual([400, 'This way to sign in is no longer available'])
    expect(back.text).toContain('/oauth2/authorize?')
    expect(labels(await pageOf(app))).toEqual(['Entra', 'Operator'])
    expect((await first.open('/account')).heading).toBe('Sign in')
    expect((await second.open('/account')).heading).toBe('Your account')
  })

  test('serve a domain too, which vouches for its addresses as long as it is enforced', async () => {
    const id = await real(okta, { name: 'Okta' })
    const [app, away] = [await appOf([id]), await federated.app(undefined)]
    const domain = `named-${(serial += 1)}.example`
    const admin = `admin/projects/${federated.owner.project}/domain`
    const own = { domain: `both-${serial}.example`, identityProvider: nowhere('Own'), provider: named(id) }
    expect(verdict(await as(admin, { json: own }))).toBe('400 two_providers')
    expect(verdict(await as(admin, { json: { domain, provider: named(crypto.randomUUID()) } }))).toBe(
      '400 unknown_provider',
    )
    const { body } = must(await as(admin, { json: { domain, provider: named(id) } }))
    const email = `person-${(serial += 1)}@${domain}`
    await federated.invite({ email })
    const says = { sub: `sub-${serial}`, email, email_verified: true }
    const come = async (at: App): Promise<string> => {
      const { location } = await federated.browser().open(at.start({ provider: `provider:${id}` }).url)
      if (location.startsWith('https:')) return location
      okta.misbehave({ idToken: says, userinfo: says })
      try {
        const arrived = await signInWith(federated, federated.browser(), at, okta, 'mallory', {
          provider: `provider:${id}`,
        })
        return arrived.code === '' ? arrived.visit.heading || arrived.visit.location : 'code'
      } finally {
        okta.behave()
      }
    }
    // Nobody has proven the domain: the provider vouches for none of its addresses, and serves no app that does not name it.
    expect(await come(app)).toBe('You can’t sign in this way')
    expect(await come(away)).toContain('error=access_denied')
    await federated.world.store.db.query({
      sql: "update domains set status = 'proven' where id = $1",
      params: [body.id],
    })
    const stored = must(await as(`fhir/R4/DomainConfiguration/${body.id}`)).body
    await federated.world.store.db.query({
      sql: `update resources set content = replace(content, '"status":"pending"', '"status":"proven"') where id = $1`,
      params: [body.id],
    })
    expect(verdict(await as(`${admin}/${body.id}/enforce`, { json: { enforced: true } }))).toBe(
      '400 provider_not_tested',
    )
    await tried(id)
    must(await as(`${admin}/${body.id}/enforce`, { json: { enforced: true } }))
    expect(stored.provider).toEqual(named(id))
    expect([await come(app), await come(away)]).toEqual(['code', 'code'])
    // Untried changes, and switching off, would lock its people out.
    const off = await change('ProjectIdentityProvider', id, (resource) => ({ ...resource, active: false }))
    expect(verdict(off)).toBe('400 provider_not_tested')
    must(await as(`${admin}/${body.id}/enforce`, { json: { enforced: false } }))
    expect(await come(away)).toContain('error=access_denied')
  })

  /** A domain of the project that is proven and enforced, and whose provider is one that the project names. */
  async function heldTo(id: string): Promise<{ readonly id: string; readonly domain: string; readonly path: string }> {
    const domain = `held-${(serial += 1)}.example`
    const admin = `admin/projects/${federated.owner.project}/domain`
    const { body } = must(await as(admin, { json: { domain, provider: named(id) } }))
    const prove = [
      "update domains set status = 'proven' where id = $1",
      `update resources set content = replace(content, '"status":"pending"', '"status":"proven"') where id = $1`,
    ]
    for (const sql of prove) await federated.world.store.db.query({ sql, params: [body.id] })
    await tried(id)
    const path = `${admin}/${body.id}`
    must(await as(`${path}/enforce`, { json: { enforced: true } }))
    return { id: body.id, domain, path }
  }
  /** Why what a provider signed in to an app ended; null while it lives. */
  async function endsOf(app: App, id: string): Promise<readonly unknown[]> {
    const { rows } = await federated.world.store.db.query({
      sql: 'select revoked_why as why from logins where client_id = $1 and provider_key = $2',
      params: [app.id, `provider:${id}`],
    })
    return rows.map(({ why }) => why)
  }

  test('end what they signed in when the domain that named them is removed, and vouch for its addresses no more', async () => {
    const id = await real(okta, { name: 'Okta' })
    const [app, away] = [await appOf([id]), await federated.app(undefined)]
    const { domain, path } = await heldTo(id)
    const [browser, other] = [federated.browser(), federated.browser()]
    expect((await arrive(away, id, okta, browser)).code).not.toBe('')
    expect((await arrive(app, id, okta, other)).code).not.toBe('')
    must(await as(path, { method: 'DELETE' }))
    expect([await endsOf(away, id), await endsOf(app, id)]).toEqual([['provider_removed'], ['provider_removed']])
    for (const one of [browser, other]) expect((await one.open('/account')).heading).toBe('Sign in')
    const email = `late-${(serial += 1)}@${domain}`
    await federated.invite({ email })
    const says = { sub: `sub-${serial}`, email, email_verified: true }
    okta.misbehave({ idToken: says, userinfo: says })
    const late = await signInWith(federated, federated.browser(), app, okta, 'mallory', { provider: `provider:${id}` })
    okta.behave()
    expect([late.code, late.visit.heading]).toEqual(['', 'You can’t sign in this way'])
    const events = must(await as('fhir/R4/AuditEvent?subtype=login.revoked&_count=100')).text
    expect(events).toContain('provider_removed')
  })

  test('end what they signed in when the domain that named them names another', async () => {
    const [first, second] = [await real(okta, { name: 'Okta' }), await real(entra, { name: 'Entra' })]
    const away = await federated.app(undefined)
    const { id } = await heldTo(first)
    const browser = federated.browser()
    // Their address is of another domain: nothing else ends what they began.
    expect((await arrive(away, first, okta, browser)).code).not.toBe('')
    await tried(second)
    must(await change('DomainConfiguration', id, (resource) => ({ ...resource, provider: named(second) })))
    expect(await endsOf(away, first)).toEqual(['provider_changed'])
    expect((await browser.open('/account')).heading).toBe('Sign in')
    expect((await arrive(away, second, entra)).code).not.toBe('')
  })

  test('end at a client that names them no more, except for people of a domain that does', async () => {
    const [id, other] = [await real(okta, { name: 'Okta' }), await make(nowhere('Other'))]
    const [app, stays] = [await appOf([id, other]), await appOf([id])]
    const { domain } = await heldTo(id)
    expect((await arrive(app, id, okta)).code).not.toBe('')
    expect((await arrive(stays, id, okta)).code).not.toBe('')
    const held = await arrive(app, id, okta, federated.browser(), `held-${(serial += 1)}@${domain}`)
    expect(held.code).not.toBe('')
    must(await change('ClientApplication', app.id, (resource) => ({ ...resource, name: 'Renamed' })))
    expect(await endsOf(app, id)).toEqual([null, null])
    must(await change('ClientApplication', app.id, (resource) => ({ ...resource, provider: [named(other)] })))
    expect(new Set(await endsOf(app, id))).toEqual(new Set([null, 'provider_removed']))
    expect(await endsOf(stays, id)).toEqual([null])
    const redeemed = await federated.world.call('oauth2/token', {
      form: {
        grant_type: 'authorization_code',
        code: held.code,
        code_verifier: held.verifier,
        client_id: app.id,
        redirect_uri: APP,
      },
    })
    expect(redeemed.status).toBe(200)
  })

  test('are not all that lets people in while they are off', async () => {
    const id = await make(nowhere('Dark'), { active: false })
    const on = await make(nowhere('Lit'))
    for (const one of [id, on]) await tried(one)
    const held = await heldTo(on)
    const moved = await change('DomainConfiguration', held.id, (resource) => ({ ...resource, provider: named(id) }))
    expect(verdict(moved)).toBe('400 provider_off')
    const app = await appOf([id])
    const only = (): Promise<Answer> =>
      change('ClientApplication', app.id, (resource) => ({ ...resource, signIn: 'external' }))
    expect(verdict(await only())).toBe('400 provider_off')
    must(await change('ProjectIdentityProvider', id, (resource) => ({ ...resource, active: true })))
    await tried(id)
    must(await only())
    must(await change('DomainConfiguration', held.id, (resource) => ({ ...resource, provider: named(id) })))
  })

  test('keep their secret where nobody reads it', async () => {
    const made = must(await post(nowhere('Sealed')))
    expect(made.text).not.toContain('a-secret')
    const { id } = made.body
    for (const path of [
      `ProjectIdentityProvider/${id}`,
      `ProjectIdentityProvider/${id}/_history`,
      'ProjectIdentityProvider',
    ])
      expect(must(await as(`fhir/R4/${path}`)).text).not.toContain('a-secret')
  })
})
