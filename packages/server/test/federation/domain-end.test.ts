import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, refresh, verdict } from '../identity/steps.ts'
import { tried } from './domain-clinic.ts'
import { type App, answerIn, configOf, type Federated, startFederated, tokensOf } from './external.ts'

let serial = 0

describe.each(storesForWalks())('what the provider of a domain signed in, on %s', (store) => {
  const zone = new Map<string, readonly string[]>()
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store, readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
    provider = await startHostileProvider({ redirectUris: ['http://localhost/none'] })
    app = await federated.app(undefined)
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const call = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const at = (path = ''): string => `admin/projects/${federated.owner.project}/domain${path}`
  const sql = async (text: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]> =>
    (await federated.world.store.db.query({ sql: text, params: [...params] })).rows

  interface Domain {
    readonly id: string
    readonly name: string
    publish(): void
    conceal(): void
    enforce(enforced: boolean): Promise<Answer>
  }

  /** A domain that is proven, tried and enforced. */
  async function enforced(): Promise<Domain> {
    const name = `hospital-${(serial += 1)}.org`
    const identityProvider = configOf(provider, { profileType: ['Practitioner'] })
    const { body } = must(await call(at(), { json: { domain: name, identityProvider } }))
    const domain: Domain = {
      id: body.id,
      name,
      publish: () => void zone.set(body.record.name, [body.record.value]),
      conceal: () => void zone.delete(body.record.name),
      enforce: async (isEnforced) => must(await call(at(`/${body.id}/enforce`), { json: { enforced: isEnforced } })),
    }
    domain.publish()
    must(await call(at(`/${body.id}/verify`), { json: {} }))
    await tried(federated.world, `domain:${body.id}`)
    await domain.enforce(true)
    provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/domain/${body.id}`)
    return domain
  }

  async function arrives({ id, name }: Domain, email = `person-${(serial += 1)}@${name}`) {
    await federated.invite({ email })
    const says = { sub: `sub-${email}`, email, email_verified: true }
    provider.misbehave({ idToken: says, userinfo: says })
    const browser = federated.browser()
    const { url, verifier } = app.start({ scope: 'openid offline_access', provider: `domain:${id}` })
    const back = await provider.signIn((await browser.open(url)).location, 'mallory')
    const visit = await browser.open(back.replace(federated.world.baseUrl, '/'))
    return { visit, verifier, callback: back, ...answerIn(visit) }
  }

  interface Tokens {
    readonly access_token: string
    readonly refresh_token: string
  }
  const signedIn = async (domain: Domain): Promise<Tokens> =>
    (await tokensOf(federated, app, await arrives(domain))).body

  const lives = async ({ access_token: token }: Tokens): Promise<boolean> =>
    (await federated.world.call('auth/me', { token })).status === 200

  /** Nothing of it is of use any more, and the audit says why. */
  async function expectEnd(tokens: Tokens, { id }: Domain, reason: string): Promise<void> {
    expect(await lives(tokens)).toBe(false)
    const again = await refresh(federated.world.call, tokens.refresh_token, { client_id: app.id })
    expect(verdict(again)).toBe('400 invalid_grant')
    for (const table of ['logins', 'login_roots'])
      expect(
        await sql(`select id from ${table} where provider_key = $1 and revoked_at is null`, `domain:${id}`),
      ).toEqual([])
    const { login_id: login } = JSON.parse(
      Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as { login_id: string }
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=login.revoked&_count=100'))
    const texts = (body.entry ?? []).map(({ resource }: { resource: object }) => JSON.stringify(resource))
    expect(texts.filter((text: string) => text.includes(login) && text.includes(reason))).toHaveLength(1)
  }

  test('ends when the domain is no longer enforced, another domain’s stays, and enforcing again revives none', async () => {
    const [one, other] = [await enforced(), await enforced()]
    const [mine, theirs] = [await signedIn(one), await signedIn(other)]
    const pending = await arrives(one)
    await one.enforce(false)
    await expectEnd(mine, one, 'domain_not_enforced')
    expect(await lives(theirs)).toBe(true)
    const form = { grant_type: 'authorization_code', code: pending.code, code_verifier: pending.verifier }
    expect(verdict(await federated.world.call('oauth2/token', { form: { ...form, client_id: app.id } }))).toBe(
      '400 invalid_grant',
    )
    await one.enforce(true)
    expect(await lives(mine)).toBe(false)
    expect(await lives(await signedIn(one))).toBe(true)
  })

  test('ends when the proof has been missing for a week; proven again, people sign in again', async () => {
    const [domain, other] = [await enforced(), await enforced()]
    const [mine, theirs] = [await signedIn(domain), await signedIn(other)]
    const missed = async (misses: number): Promise<void> => {
      await sql('update domains set misses = $1, due_at = $2 where id = $3', misses, new Date(0), domain.id)
      await federated.world.travel(1_000)
    }
    domain.conceal()
    await missed(5)
    expect(await lives(mine)).toBe(true)
    await missed(6)
    await expectEnd(mine, domain, 'domain_suspended')
    expect(await lives(theirs)).toBe(true)
    const sent = await federated.browser().open(app.start({ provider: `domain:${domain.id}` }).url)
    expect(new URL(sent.location).searchParams.get('error')).toBe('access_denied')
    domain.publish()
    await missed(7)
    expect(await lives(mine)).toBe(false)
    expect(await lives(await signedIn(domain))).toBe(true)
  })

  test('ends with the domain', async () => {
    const domain = await enforced()
    const mine = await signedIn(domain)
    must(await call(at(`/${domain.id}`), { method: 'DELETE' }))
    await expectEnd(mine, domain, 'provider_removed')
    expect((await call(at(`/${domain.id}`))).status).toBe(404)
  })

  test('stays while the domain is written without anything of the kind', async () => {
    const domain = await enforced()
    const mine = await signedIn(domain)
    const { body } = must(await call(`fhir/R4/DomainConfiguration/${domain.id}`))
    const identityProvider = { ...body.identityProvider, name: 'Another Name' }
    must(await call(at(`/${domain.id}`), { json: { identityProvider } }))
    must(await call(at(`/${domain.id}/verify`), { json: {} }))
    expect(await lives(mine)).toBe(true)
  })
})
