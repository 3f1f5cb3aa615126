/** Many providers on one app, and a domain with its own beside them, while people are away with them. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { type App, configOf, type Federated, startFederated } from './external.ts'

const STAFF = { profileType: ['Practitioner'] }
let serial = 0

describe.each(storesForWalks())('several providers at once, on %s', (store) => {
  let federated: Federated
  let okta: HostileProvider
  let entra: HostileProvider
  let hospital: HostileProvider
  beforeAll(async () => {
    federated = await startFederated({ store })
    const at = { redirectUris: [`${federated.world.baseUrl}auth/external`] }
    ;[okta, entra, hospital] = await Promise.all([
      startHostileProvider(at),
      startHostileProvider(at),
      startHostileProvider(at),
    ])
  })
  afterAll(async () => {
    await Promise.all([okta, entra, hospital].map((one) => one.stop()))
    await federated.world.close()
  })

  const as = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const sql = async (text: string, ...params: readonly unknown[]): Promise<readonly object[]> =>
    (await federated.world.store.db.query({ sql: text, params: [...params] })).rows
  const named = (id: string): { readonly reference: string } => ({ reference: `ProjectIdentityProvider/${id}` })
  const nowhere = (name: string): { readonly issuer: string; readonly name: string } & Record<string, string> => ({
    name,
    issuer: `https://${name.toLowerCase()}-${(serial += 1)}.example`,
    clientId: 'damson',
    clientSecret: 'a-secret',
  })
  async function make(identityProvider: object): Promise<string> {
    const json = { resourceType: 'ProjectIdentityProvider', identityProvider }
    return must(await as('fhir/R4/ProjectIdentityProvider', { json })).body.id
  }
  async function real(provider: HostileProvider, name: string): Promise<string> {
    const id = await make(configOf(provider, { ...STAFF, name }))
    provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/provider/${id}`)
    return id
  }
  const pageOf = (app: App, browser: CookieBrowser = federated.browser()): Promise<Visit> =>
    browser.open(app.start().url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&'))
  const labels = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/<a class="button provider".*?<\/a>/gs)].map(
      ([one]) => /<strong>(.*?)<\/strong>/.exec(one)?.[1] ?? '',
    )

  interface Away {
    readonly back: () => Promise<Visit>
  }
  /** Somebody who was sent to a provider, and what they find when they come back. */
  async function away(app: App, key: string, provider: HostileProvider, domain = 'clinic.example'): Promise<Away> {
    const sub = `away-${(serial += 1)}`
    const email = `${sub}@${domain}`
    await federated.invite({ email, externalId: sub, externalIdIssuer: provider.issuer })
    const browser = federated.browser()
    const { location } = await browser.open(app.start({ provider: key }).url)
    const says = { sub, email, email_verified: true }
    return {
      async back() {
        provider.misbehave({ idToken: says, userinfo: says })
        const callback = await provider.signIn(location, 'mallory')
        const visit = await browser.open(callback.replace(federated.world.baseUrl, '/'))
        provider.behave()
        return visit
      },
    }
  }
  const isSignedIn = ({ location }: Visit): boolean => location.startsWith('https://app.example.org/callback?code=')

  async function enforced(domain: string): Promise<string> {
    const admin = `admin/projects/${federated.owner.project}/domain`
    const { body } = must(await as(admin, { json: { domain, identityProvider: configOf(hospital, STAFF) } }))
    hospital.allowRedirectUri(`${federated.world.baseUrl}auth/external/domain/${body.id}`)
    await sql("update domains set status = 'proven' where id = $1", body.id)
    const proven = `update resources set content = replace(content, '"status":"pending"', '"status":"proven"') where id = $1`
    await sql(proven, body.id)
    await sql('update providers set tested_hash = config_hash, tested_at = now() where key = $1', `domain:${body.id}`)
    must(await as(`${admin}/${body.id}/enforce`, { json: { enforced: true } }))
    return `domain:${body.id}`
  }

  test('five on one app, with a domain’s own: one is removed while people are away with it, and only they start again', async () => {
    const [first, second] = [await real(okta, 'Okta'), await real(entra, 'Entra')]
    const others = [await make(nowhere('Gamma')), await make(nowhere('Delta')), await make(nowhere('Epsilon'))]
    const app = await federated.app(undefined, {}, { provider: [first, second, ...others].map(named) })
    const domain = `held-${(serial += 1)}.example`
    const key = await enforced(domain)
    expect(labels(await pageOf(app))).toEqual(['Okta', 'Entra', 'Gamma', 'Delta', 'Epsilon'])
    const lost = [await away(app, `provider:${first}`, okta), await away(app, `provider:${first}`, okta)]
    const kept = await away(app, `provider:${second}`, entra)
    const held = await away(app, key, hospital, domain)
    // It goes as a whole: the app lets go of it, then the project.
    const client = must(await as(`fhir/R4/ClientApplication/${app.id}`)).body
    const provider = [second, ...others].map(named)
    must(await as(`fhir/R4/ClientApplication/${app.id}`, { method: 'PUT', json: { ...client, provider } }))
    const early = await lost[0]?.back()
    must(await as(`fhir/R4/ProjectIdentityProvider/${first}`, { method: 'DELETE' }))
    const late = await lost[1]?.back()
    // Both are shown a way on, which leads to the four that are left.
    for (const page of [early, late]) {
      expect([page?.status, page?.heading]).toEqual([400, 'This way to sign in is no longer available'])
      expect(page?.text).toContain('/oauth2/authorize?')
    }
    expect(labels(await pageOf(app))).toEqual(['Entra', 'Gamma', 'Delta', 'Epsilon'])
    expect(await sql('select id from login_roots where provider_key = $1', `provider:${first}`)).toEqual([])
    expect([isSignedIn(await kept.back()), isSignedIn(await held.back())]).toEqual([true, true])
  })

  test('ten are ten buttons; one more, or one issuer twice, is refused in a sentence, and nothing is half made', async () => {
    const all = Array.from({ length: 10 }, (_, at) => nowhere(`P${at}`))
    const ids = await Promise.all(all.map(make))
    const app = await federated.app(undefined, {}, { provider: ids.map(named) })
    expect(labels(await pageOf(app))).toEqual(Array.from({ length: 10 }, (_, at) => `P${at}`))
    const twin = await make({ ...all[0], name: 'Twin', clientId: 'another' })
    const counts = (): Promise<readonly object[]> =>
      sql(`select (select count(*) from clients)::int as clients, (select count(*) from memberships)::int as members,
        (select count(*) from providers)::int as providers, (select count(*) from resource_history)::int as versions`)
    const before = await counts()
    const client = must(await as(`fhir/R4/ClientApplication/${app.id}`)).body
    const tries: readonly (readonly [object, string, string])[] = [
      [{ provider: [...ids, twin].map(named) }, 'too_many_providers', 'at most 10 providers: leave some out'],
      [{ identityProvider: nowhere('Own'), provider: ids.map(named) }, 'too_many_providers', 'leave some out'],
      [{ provider: [...ids.slice(0, 9), twin].map(named) }, 'issuer_twice', 'have one issuer: keep one of them'],
      [
        {
          identityProvider: { ...all[1], discoveryUrl: `${all[1]?.issuer}/.well-known/openid-configuration` },
          provider: [named(ids[1] ?? '')],
        },
        'issuer_twice',
        'have one issuer: keep one of them',
      ],
    ]
    for (const [fields, code, sentence] of tries) {
      const made = await as(`admin/projects/${federated.owner.project}/client`, {
        json: { name: 'x', kind: 'app', ...fields },
      })
      const changed = await as(`fhir/R4/ClientApplication/${app.id}`, { method: 'PUT', json: { ...client, ...fields } })
      for (const answer of [made, changed]) {
        expect(verdict(answer), sentence).toBe(`400 ${code}`)
        expect(answer.body.issue[0].details.text).toContain(sentence)
      }
    }
    expect(await counts()).toEqual(before)
    expect(labels(await pageOf(app))).toHaveLength(10)
  })
})
