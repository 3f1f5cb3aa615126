import { storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { developerMode } from '../traces/tracing.ts'
import { APP, type App, type Federated, startFederated } from './external.ts'

/** What the project is told of a request: the findings of its traces, and its newest failed sign-in or trial. */
interface Told {
  readonly findings: readonly string[]
  readonly reasons: readonly string[]
}

describe.each(storesForWalks())('what a project is told of its provider’s answers, on %s', (store) => {
  let federated: Federated
  let idp: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    idp = await startHostileProvider({ redirectUris: [APP] })
    app = await federated.app(idp, STAFF)
    must(await developerMode(federated.world.call, federated.owner))
  })
  afterAll(async () => {
    await idp.stop()
    await federated.world.close()
  })

  const STAFF = { emailDomain: ['evil.example'], profileType: ['Practitioner'] }
  const sql = (text: string, ...params: readonly unknown[]) =>
    federated.world.store.db.query({ sql: text, params: [...params] })
  const path = (address: string): string => address.replace(federated.world.baseUrl, '/')
  const as = (at: string, options: object = {}) =>
    federated.world.call(at, { token: federated.owner.token, ...options })

  async function answered(at = app, browser = federated.browser()) {
    const sent = await browser.open(at.start().url)
    return { browser, callback: path(await idp.signIn(sent.location, 'mallory')) }
  }

  /** Who there is, whom they are linked to and signed in as; beside these a way to answer may change a provider. */
  async function accounts(): Promise<string> {
    const [users, , identities, roots, logins] = JSON.parse(await federated.written()) as unknown[]
    return JSON.stringify([users, identities, roots, logins])
  }
  /** Of one request alone, which made and changed nothing of that. */
  async function toldOf(act: () => Promise<Visit>, kind = 'login.failed'): Promise<Told & { readonly visit: Visit }> {
    await sql('delete from traces')
    const [before, written] = [await eventsOf(kind), await accounts()]
    const visit = await act()
    expect((await accounts()) === written).toBe(true)
    const { rows } = await sql('select step from traces where project = $1', federated.owner.project)
    const steps = rows.map(({ step }) => JSON.parse(String(step)) as { findings?: { what: string }[] })
    return {
      visit,
      findings: steps.flatMap(({ findings = [] }) => findings.map(({ what }) => what)),
      reasons: (await eventsOf(kind)).slice(0, -before.length || undefined),
    }
  }
  /** Newest first. */
  async function eventsOf(kind: string): Promise<readonly string[]> {
    const subtype = kind === 'login.failed' ? '110122' : kind
    const { body } = must(await as(`fhir/R4/AuditEvent?subtype=${subtype}&outcome=4&_sort=-date&_count=200`))
    return (body.entry ?? []).map(({ resource }: { resource: { outcomeDesc: string } }) => resource.outcomeDesc)
  }

  const change = async (at: App): Promise<void> => {
    const address = `fhir/R4/ClientApplication/${at.id}`
    const { body } = must(await as(address))
    const identityProvider = { ...body.identityProvider, scope: 'groups' }
    must(await as(address, { method: 'PUT', json: { ...body, identityProvider } }))
  }
  type Way = (made: { browser: CookieBrowser; callback: string; at: App }) => Promise<Visit>
  const ways: readonly (readonly [string, string, RegExp, Way])[] = [
    [
      'at the address of another provider',
      'other_provider',
      /callback of another provider/,
      async ({ browser, callback, at }) => {
        const other = await federated.app(idp, STAFF)
        return browser.open(callback.replace(at.id, other.id))
      },
    ],
    ['in another browser', 'wrong_browser', /another browser/, ({ callback }) => federated.browser().open(callback)],
    [
      'a second time',
      'replayed_state',
      /a second time/,
      async ({ browser, callback }) => {
        await browser.open(callback)
        await sql('delete from traces')
        return browser.open(callback)
      },
    ],
    [
      'too late',
      'expired_state',
      /more than ten minutes/,
      async ({ browser, callback }) => {
        await sql(`update provider_legs set expires_at = now() - interval '1 second' where used_at is null`)
        return browser.open(callback)
      },
    ],
    [
      'after the provider was changed',
      'changed_provider',
      /was changed or removed/,
      async ({ browser, callback, at }) => {
        await change(at)
        return browser.open(callback)
      },
    ],
  ]

  test.each(ways)('an answer %s is in the trace and the audit', async (_, code, finding, come) => {
    const at = await federated.app(idp, STAFF)
    const made = { ...(await answered(at)), at }
    const { visit, findings, reasons } = await toldOf(() => come(made))
    const isGone = code === 'changed_provider'
    const heading = isGone ? 'This way to sign in is no longer available' : 'This sign-in can’t continue'
    expect([visit.status, visit.heading]).toEqual([400, heading])
    expect(findings).toEqual([expect.stringMatching(finding)])
    // Of the second answer, and of the first, which was of nobody’s who is invited.
    expect(reasons[0]).toBe(code)
    // Only the browser that began it is shown the way to begin again, which has the app's request.
    expect(visit.text.includes('/oauth2/authorize?')).toBe(code !== 'wrong_browser')
  })

  test('one whose state nobody was given is in no project’s, however often it comes', async () => {
    const total = async (): Promise<unknown> => (await sql('select count(*)::int as n from audit_events')).rows
    await as('fhir/R4/AuditEvent?_count=1')
    const before = await total()
    for (let at = 0; at < 3; at += 1) {
      const { status } = await federated.browser().open(`/auth/external/client/${app.id}?state=made-up-${at}&code=x`)
      expect(status).toBe(400)
    }
    expect(await total()).toEqual(before)
  })

  describe('when it is tried', () => {
    const permit = async (at: App): Promise<string> =>
      must(
        await as(`admin/projects/${federated.owner.project}/provider-test`, {
          json: { provider: { reference: `ClientApplication/${at.id}` } },
        }),
      ).body.url

    test.each<[string, Parameters<HostileProvider['misbehave']>[0], string, RegExp]>([
      ['vouches wrongly', { idToken: { nonce: 'x' } }, 'wrong_nonce', /fails a check/],
      ['is broken', { faults: { token: 'no json' } }, 'token_failed', /token endpoint/],
      ['declines', { callback: { code: undefined, error: 'access_denied' } }, 'provider_declined', /access_denied/],
    ])(
      'one that %s tells the administrator what was wrong, and does not count as tried',
      async (_, says, code, text) => {
        const at = await federated.app(idp, STAFF)
        const browser = federated.browser()
        const sent = await browser.open(path(await permit(at)))
        idp.misbehave(says)
        const callback = path(await idp.signIn(sent.location, 'mallory'))
        const told = await toldOf(() => browser.open(callback), 'provider.tested')
        idp.behave()
        expect(told.visit.status).toBe(code === 'token_failed' ? 503 : 400)
        expect(told.visit.heading).toBe('It does not work yet')
        expect(told.visit.text).toMatch(text)
        expect(told.visit.text).toContain(code)
        expect(told.findings).toEqual([expect.stringMatching(text)])
        expect(told.reasons).toEqual([code])
        const { rows } = await sql('select tested_hash from providers where key = $1', `client:${at.id}`)
        expect(rows).toEqual([{ tested_hash: null }])
      },
    )

    test('one that cannot even be asked says so before anybody is sent there', async () => {
      const fresh = await startHostileProvider({ redirectUris: [APP] })
      const at = await federated.app(fresh, STAFF)
      fresh.misbehave({ faults: { discovery: 'error' } })
      const url = await permit(at)
      const told = await toldOf(() => federated.browser().open(path(url)), 'provider.tested')
      expect([told.visit.status, told.visit.heading]).toEqual([503, 'It does not work yet'])
      expect(told.findings).toHaveLength(1)
      expect(told.reasons).toHaveLength(1)
      await fresh.stop()
    })

    test('another browser than the administrator’s is told nothing', async () => {
      const at = await federated.app(idp, STAFF)
      const sent = await federated.browser().open(path(await permit(at)))
      const callback = path(await idp.signIn(sent.location, 'mallory'))
      const told = await toldOf(() => federated.browser().open(callback), 'provider.tested')
      expect([told.visit.status, told.visit.heading]).toEqual([400, 'This sign-in can’t continue'])
      expect(told.visit.text).not.toMatch(/wrong_browser|lost its cookie/)
      expect(told.reasons).toEqual(['wrong_browser'])
    })
  })
})
