import { type Answer, type Node, storesUnderTest } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../commands/run.ts'
import { must, refresh } from '../identity/steps.ts'
import { createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { type App, configOf, type Federated, startFederated } from './external.ts'

const VARIABLE = 'DAMSON_FEDERATION_PROVIDERS'
let serial = 0

describe.each(storesUnderTest())('the operator’s identity providers, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    provider = await startHostileProvider({ redirectUris: ['http://localhost/none'] })
    federated = await startFederated({ store, env: { [VARIABLE]: settingsOf() } })
    app = await federated.app(undefined)
    for (const name of ['hospital', 'clinic'])
      provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/server/${name}`)
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  /** The setting with both providers, one changed or left out. */
  function settingsOf(changes: Readonly<Record<string, object | undefined>> = {}): string {
    const usual = configOf(provider, { emailDomain: ['clinic.example'], profileType: ['Practitioner'] })
    const all: Record<string, object | undefined> = { hospital: usual, clinic: usual }
    for (const [name, change] of Object.entries(changes)) all[name] = change && { ...usual, ...change }
    return JSON.stringify(all)
  }

  const nodes: Node[] = []
  /** Another node comes up, with these settings. */
  async function startedWith(changes: Parameters<typeof settingsOf>[0]): Promise<Node> {
    const node = await federated.world.restarted({ env: { [VARIABLE]: settingsOf(changes) } })
    nodes.push(node)
    return node
  }

  const call = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })

  /** From the app to the provider and back, on a node. */
  async function arrives(name: string, { baseUrl }: Pick<Node, 'baseUrl'> = federated.world): Promise<Arrival> {
    const email = `person-${(serial += 1)}@clinic.example`
    await federated.invite({ email })
    const says = { sub: `sub-${serial}`, email, email_verified: true }
    provider.misbehave({ idToken: says, userinfo: says })
    const { url, verifier } = app.start({ scope: 'openid offline_access', provider: `server:${name}` })
    const browser = createCookieBrowser(baseUrl, federated.world.baseUrl)
    const sent = await browser.open(url.replace(federated.world.baseUrl, '/'))
    const back = await provider.signIn(sent.location, 'mallory')
    return { visit: await browser.open(back.replace(federated.world.baseUrl, '/')), verifier }
  }

  async function signedIn(name: string, node?: Node): Promise<Tokens> {
    const { visit, verifier } = await arrives(name, node)
    const code = new URL(visit.location).searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, client_id: app.id }
    const { body } = must(
      await federated.world.call('oauth2/token', {
        form: { ...form, redirect_uri: 'https://app.example.org/callback' },
      }),
    )
    return body
  }

  const isAlive = async ({ access_token: token, refresh_token: again }: Tokens): Promise<readonly boolean[]> => [
    (await call('auth/me', { token })).status === 200,
    (await refresh(federated.world.call, again, { client_id: app.id })).status === 200,
  ]

  /** Another node ended it: this one knows within a second, and refreshes no more at once. */
  async function isOver({ access_token: token, refresh_token: again }: Tokens): Promise<void> {
    expect((await refresh(federated.world.call, again, { client_id: app.id })).status).not.toBe(200)
    await expect.poll(async () => (await call('auth/me', { token })).status, { timeout: 1_000 }).toBe(401)
  }

  /** How many logins the audit says have ended for this reason. */
  async function told(reason: string): Promise<number> {
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=login.revoked&_count=100'))
    return (body.entry ?? []).filter(({ resource }: { resource: object }) => JSON.stringify(resource).includes(reason))
      .length
  }

  test.runIf(store === 'postgres')('are named by the doctor where the settings would end something', async () => {
    const { store: opened, key, baseUrl } = federated.world
    const env = { DATABASE_URL: opened.url ?? '', DAMSON_KEY: Buffer.from(key).toString('hex') }
    // The doctor looks at what runs outside development, where no provider is at a plain http address.
    const live = (changes: Parameters<typeof settingsOf>[0]): string =>
      settingsOf(changes).replaceAll('http://', 'https://')
    nodes.push(await federated.world.restarted({ env: { [VARIABLE]: live({}) } }))
    const says = async (changes: Parameters<typeof settingsOf>[0]): Promise<string> =>
      (await run('doctor', [], { ...env, DAMSON_BASE_URL: baseUrl, [VARIABLE]: live(changes) })).out
    expect(await says({ hospital: { name: 'The Hospital' } })).not.toContain('providers')
    expect(await says({ hospital: { scope: 'groups' }, clinic: undefined })).toMatch(
      /warn +providers +clinic, hospital: removed/,
    )
    await startedWith({})
  })

  test('keep what they signed in over a restart, also with another name, secret, or rule of who may sign in', async () => {
    const one = await signedIn('hospital')
    await startedWith({})
    await startedWith({ hospital: { name: 'The Hospital', clientSecret: 'rotated', profileType: ['Patient'] } })
    await startedWith({})
    expect(await isAlive(one)).toEqual([true, true])
  })

  test('lose what they signed in when a node starts with other settings, and older nodes no longer use them', async () => {
    const [changed, other] = [await signedIn('hospital'), await signedIn('clinic')]
    const before = await told('provider_changed')
    const later = await startedWith({ hospital: { scope: 'groups' } })
    await isOver(changed)
    expect(await isAlive(other)).toEqual([true, true])
    expect(await told('provider_changed')).toBeGreaterThan(before)

    const { visit } = await arrives('hospital')
    expect([visit.location, visit.heading]).toEqual(['', 'This way to sign in is no longer available'])
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=110122&_sort=-date&_count=1'))
    expect(JSON.stringify(body.entry)).toContain('provider_changed')
    const anew = await signedIn('hospital', later)
    await startedWith({ hospital: { scope: 'groups' } })
    expect(await isAlive(anew)).toEqual([true, true])

    // The one who starts last is believed, also with what was there before.
    await startedWith({})
    await isOver(anew)
    expect(await isAlive(await signedIn('hospital'))).toEqual([true, true])
  })

  test('lose it with the setting, and nobody is signed in by an older node afterwards', async () => {
    const [gone, other] = [await signedIn('hospital'), await signedIn('clinic')]
    await startedWith({ hospital: undefined })
    await isOver(gone)
    expect(await isAlive(other)).toEqual([true, true])
    expect(await told('provider_removed')).toBeGreaterThan(0)
    expect((await arrives('hospital')).visit.location).toBe('')
    await startedWith({})
    await isOver(gone)
    expect(await isAlive(await signedIn('hospital'))).toEqual([true, true])
  })

  test('lose also what was signed in before anything was written down of them', async () => {
    const early = await signedIn('hospital')
    await federated.world.store.db.query({ sql: `delete from providers where key = 'server:hospital'`, params: [] })
    await startedWith({})
    expect(await isAlive(early)).toEqual([true, true])
    await federated.world.store.db.query({ sql: `delete from providers where key = 'server:hospital'`, params: [] })
    await startedWith({ hospital: undefined })
    await isOver(early)
  })
})

interface Arrival {
  readonly visit: Visit
  readonly verifier: string
}

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}
