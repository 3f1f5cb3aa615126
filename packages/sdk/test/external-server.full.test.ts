import { type Browser, createBrowser } from '@damson/testkit/identity-providers'
import { ClientStorage, MedplumClient } from '@medplum/core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { DamsonClient } from '../src/external/index.ts'
import { MemoryStorage } from '../src/index.ts'
import { APP, type ProviderClinic, REDIRECT_URI, startProviderClinic } from './provider-clinic.ts'

/** What both have, by the same names. */
type Wire = Pick<
  DamsonClient & MedplumClient,
  'signInWithExternalAuth' | 'exchangeExternalAccessToken' | 'startJwtBearerLogin' | 'getAccessToken'
> & {
  startPkce?(): Promise<{ readonly codeChallenge: string; readonly codeChallengeMethod: 'S256' | 'plain' }>
  post(url: string, body: unknown): Promise<unknown>
  processCode(code: string): Promise<{ readonly resourceType: string }>
  startGoogleLogin(request: object): Promise<{ readonly code?: string; readonly authorizeUrl?: string }>
  readResource(type: 'Patient', id: string): Promise<{ readonly name?: readonly { readonly family?: string }[] }>
}

/** An app's tab in a browser: each `load` is the page loaded anew. */
interface Tab {
  readonly browser: Browser
  load(clientId: string): Wire
  /** Where the page was sent to last. */
  readonly sentTo: () => string
  /** Brings the tab to an address of the app. */
  arrive(url: string): URLSearchParams
  /** All that the page has sent, received and kept. */
  log(): string
  /** What of it is there when the page is loaded anew. */
  kept(): string
}

const API = 'https://api.clinic.example'
const SDKS = { '@medplum/core, unmodified,': MedplumClient, '@damson/sdk/external': DamsonClient } as const

function openTab(baseUrl: string, Sdk: typeof MedplumClient | typeof DamsonClient): Tab {
  const [local, session] = [new MemoryStorage(), new MemoryStorage()]
  const traffic: string[] = []
  let at = new URL(REDIRECT_URI)
  let sentTo = ''
  const go = (url: string): void => {
    sentTo = url
    traffic.push(url)
  }
  const location = {
    assign: go,
    toString: () => at.href,
    protocol: at.protocol,
    host: at.host,
    origin: at.origin,
    get search() {
      return at.search
    },
  }
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('location', location)
  vi.stubGlobal('sessionStorage', session)
  vi.stubGlobal('addEventListener', () => undefined)
  const fetchAs = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('Origin', APP)
    const answer = await fetch(url, { ...init, headers })
    traffic.push(url, JSON.stringify([...headers]), init.body as string, await answer.clone().text())
    return answer
  }
  const browser = createBrowser()
  const kept = (): string => [local, session].flatMap(itemsOf).join('\n')
  return {
    browser,
    kept,
    load(clientId) {
      if (Sdk === MedplumClient)
        return new MedplumClient({ baseUrl, clientId, fetch: fetchAs, storage: new ClientStorage(local) }) as Wire
      const page = {
        get url() {
          return at.href
        },
        go,
        rename: (url: string) => void (at = new URL(url)),
      }
      const storages = { storage: local, redirectStorage: session }
      return new DamsonClient({ baseUrl, clientId, fetch: fetchAs, page, ...storages }) as object as Wire
    },
    sentTo: () => sentTo,
    arrive(url) {
      at = new URL(url)
      traffic.push(url)
      return at.searchParams
    },
    log: () => [...traffic, kept()].join('\n'),
  }
}

const itemsOf = (storage: MemoryStorage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? '') ?? '')

let clinic: ProviderClinic
let baseUrl: string
beforeAll(async () => {
  clinic = await startProviderClinic()
  baseUrl = clinic.world.baseUrl
})
afterEach(() => vi.unstubAllGlobals())
afterAll(() => clinic.close())

describe.each(Object.entries(SDKS))('%s with identity providers', (_, Sdk) => {
  const tabOf = (): Tab => openTab(baseUrl, Sdk)
  async function expectReads(client: Wire): Promise<void> {
    expect((await client.readResource('Patient', clinic.patient)).name).toEqual([{ family: 'Simpson' }])
  }
  const signsIn = async (client: Wire, code: string | null | undefined): Promise<void> => {
    expect((await client.processCode(code ?? '')).resourceType).toBe('Practitioner')
    await expectReads(client)
  }
  /** What of these tokens was seen: each whole, and by its parts. */
  const seenOf = (log: string, tokens: readonly string[]): readonly string[] =>
    tokens.flatMap((token) => [token, ...token.split('.').slice(1)]).filter((part) => log.includes(part))

  test('signInWithExternalAuth by Damson’s address: the page sees no token of the provider', async () => {
    const { bound, idp, tap } = clinic
    const tab = tabOf()
    const client = tab.load(bound)
    const method = await client.post('auth/method', { email: 'ada@clinic.example', clientId: bound })
    const { authorizeUrl } = method as { readonly authorizeUrl: string }
    expect(authorizeUrl).toContain(`${baseUrl}auth/external/start?`)
    const before = tap.tokens.length
    await client.signInWithExternalAuth(authorizeUrl, bound, REDIRECT_URI, {
      clientId: bound,
      redirectUri: REDIRECT_URI,
    })
    const { location } = await tab.browser.open(tab.sentTo())
    expect(location).toContain(idp.endpoints.authorize)
    const back = await tab.browser.open(await idp.signIn(location, 'ada'))
    const answer = tab.arrive(back.location)
    expect([answer.get('iss'), answer.get('state')]).toEqual([baseUrl, new URL(tab.sentTo()).searchParams.get('state')])
    await signsIn(tab.load(bound), answer.get('code'))
    const given = tap.tokens.slice(before).map(([, token]) => token)
    expect(given.length).toBeGreaterThanOrEqual(2)
    expect(seenOf(tab.log(), [answer.get('code') ?? ''])).not.toEqual([])
    expect(seenOf(tab.log(), given)).toEqual([])
  })

  test('signInWithExternalAuth straight to the provider, which must not see the challenge', async () => {
    const { direct, idp, straight } = clinic
    const tab = tabOf()
    const request = { clientId: direct, redirectUri: REDIRECT_URI, scope: 'openid offline_access' }
    const goTo = async (withPkce: boolean): Promise<void> => {
      const client = tab.load(direct)
      // With `pkceEnabled` false the other SDK makes no challenge by itself.
      const asked = { ...request, ...(await client.startPkce?.()) }
      const { authorizeUrl, clientId, callback } = straight
      await client.signInWithExternalAuth(authorizeUrl, clientId, callback, asked, withPkce)
    }
    await goTo(false)
    expect(new URL(tab.sentTo()).origin).toBe(new URL(idp.issuer).origin)
    expect(JSON.parse(new URL(tab.sentTo()).searchParams.get('state') ?? '')).toMatchObject(request)
    const back = await tab.browser.open(await idp.signIn(tab.sentTo(), 'ada'))
    await signsIn(tab.load(direct), tab.arrive(back.location).get('code'))

    await goTo(true)
    const refused = await tab.browser.open(await idp.signIn(tab.sentTo(), 'ada'))
    const answer = tab.arrive(refused.location)
    expect([answer.get('error'), answer.get('code')]).toEqual(['access_denied', null])
    expect(answer.get('error_description')).toContain('pass pkceEnabled false to signInWithExternalAuth')
  })

  test('signInWithExternalAuth straight to the provider is refused where the client did not opt into it', async () => {
    const { bound, idp, straight } = clinic
    const tab = tabOf()
    const callback = straight.callback.replace(clinic.direct, bound)
    const client = tab.load(bound)
    const request = { clientId: bound, redirectUri: REDIRECT_URI, ...(await client.startPkce?.()) }
    await client.signInWithExternalAuth(straight.authorizeUrl, straight.clientId, callback, request, false)
    const back = await tab.browser.open(await idp.signIn(tab.sentTo(), 'ada'))
    expect(tab.arrive(back.location).get('error_description')).toContain('set providerDirect on the client')
  })

  test('exchangeExternalAccessToken, with and without a membership', async () => {
    const { direct, idp, membership } = clinic
    const { access_token: theirs } = await idp.tokensFor('ada', { audience: API })
    for (const place of [undefined, membership]) {
      const tab = tabOf()
      const client = tab.load(direct)
      expect((await client.exchangeExternalAccessToken(theirs, direct, place)).resourceType).toBe('Practitioner')
      await expectReads(client)
    }
    const stranger = tabOf().load(direct)
    await expect(stranger.exchangeExternalAccessToken(theirs, direct, crypto.randomUUID())).rejects.toThrow(
      'membership_id',
    )
    const { access_token: others } = await idp.tokensFor('ada', { client: 'other', audience: API })
    await expect(stranger.exchangeExternalAccessToken(others, direct)).rejects.toThrow('another client')
    expect(stranger.getAccessToken()).toBeUndefined()
  })

  test('keeps nothing of a token that it exchanged', async () => {
    const { direct, idp } = clinic
    const { access_token: theirs } = await idp.tokensFor('ada', { audience: API })
    const tab = tabOf()
    const client = tab.load(direct)
    await client.exchangeExternalAccessToken(theirs)
    expect(tab.kept()).toContain(client.getAccessToken())
    expect(seenOf(tab.kept(), [theirs])).toEqual([])
    expect(seenOf(tab.log(), [theirs])).not.toEqual([])
  })

  test('startGoogleLogin', async () => {
    const { direct, google } = clinic
    const client = tabOf().load(direct)
    const { id_token: googleCredential } = await google.tokensFor('ada')
    const { code } = await client.startGoogleLogin({ googleClientId: google.clientId, googleCredential })
    await signsIn(client, code)
    const { id_token: ofStranger } = await google.tokensFor('ben')
    await expect(
      client.startGoogleLogin({ googleClientId: google.clientId, googleCredential: ofStranger, createUser: true }),
    ).rejects.toThrow('they are not invited')
  })

  test('startGoogleLogin, with an address whose domain is held to its organisation’s provider', async () => {
    const { direct, google, idp } = clinic
    const tab = tabOf()
    const client = tab.load(direct)
    const { id_token: googleCredential } = await google.tokensFor('rita')
    const routed = await client.startGoogleLogin({ googleClientId: google.clientId, googleCredential })
    expect(routed).toMatchObject({ domain: 'myhospital.example', authorizeUrl: expect.stringContaining(baseUrl) })
    expect(routed).not.toHaveProperty('code')
    const request = { clientId: direct, redirectUri: REDIRECT_URI }
    await client.signInWithExternalAuth(routed.authorizeUrl ?? '', direct, REDIRECT_URI, request)
    const { location } = await tab.browser.open(tab.sentTo())
    const back = await tab.browser.open(await idp.signIn(location, 'rita'))
    await signsIn(tab.load(direct), tab.arrive(back.location).get('code'))
  })

  test('startJwtBearerLogin', async () => {
    const client = tabOf().load('')
    const profile = await client.startJwtBearerLogin(clinic.pipeline, await clinic.pipelineToken(), 'system/Patient.rs')
    expect(profile).toMatchObject({ resourceType: 'ClientApplication', id: clinic.pipeline })
    await expectReads(client)
  })
})
