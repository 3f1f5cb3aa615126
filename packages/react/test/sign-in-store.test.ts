import { type DamsonClient, MemoryStorage, type Page } from '@damson/sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { BASE_URL, outcome, StubServer } from '../../sdk/test/stub-server.ts'
import { type SignInStore, signInOf } from '../src/sign-in-store.ts'

/** A page of an app, as a browser has it, and where it was sent. */
function openPage(url: string): Page & { url: string; readonly visits: string[] } {
  const page = {
    url,
    visits: [] as string[],
    go: (to: string) => void page.visits.push(to),
    rename: (to: string) => {
      page.url = to
    },
  }
  const search = { get: () => new URL(page.url).search }
  vi.stubGlobal('location', Object.defineProperties({}, { search, href: { get: () => page.url } }))
  return page
}

/** What the store went through, until it is as is waited for. */
async function until(store: SignInStore, status: string): Promise<readonly string[]> {
  const seen = [store.state.status]
  return new Promise((resolve) => {
    const look = (): void => {
      seen.push(store.state.status)
      if (store.state.status === status) resolve(seen)
    }
    store.subscribe(look)
    if (store.state.status === status) resolve(seen)
  })
}

describe('the sign-in of a client', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** An app in a browser: each load of its page is another client with the same stores. */
  function browser(url: string) {
    const stub = new StubServer()
    const page = openPage(url)
    const settings = { page, clientId: 'app', storage: new MemoryStorage(), redirectStorage: new MemoryStorage() }
    const load = (): { client: DamsonClient; store: SignInStore } => {
      const client = stub.client(settings)
      return { client, store: signInOf(client) }
    }
    return { stub, page, load }
  }

  test('begins once, begins no sign-in by itself, and comes back to where the person was', async () => {
    const { stub, page, load } = browser('https://app.example.org/patients/1?tab=2')
    const first = load()
    expect(signInOf(first.client)).toBe(first.store)
    first.store.begin()
    first.store.begin()
    expect(await until(first.store, 'signed_out')).toEqual(['loading', 'signed_out'])
    expect([first.store.state, page.visits]).toEqual([{ status: 'signed_out', isArrival: true }, []])
    first.store.signIn()
    first.store.signIn()
    await expect.poll(() => page.visits).toHaveLength(1)
    expect(first.store.state.status).toBe('loading')

    const query = new URL(page.visits[0] ?? '').searchParams
    const answer = { code: 'code-ada', state: query.get('state') ?? '', iss: BASE_URL }
    page.url = `${query.get('redirect_uri')}?${new URLSearchParams(answer)}`
    const { store } = load()
    store.begin()
    expect(await until(store, 'signed_in')).not.toContain('signed_out')
    expect([store.state.profile?.id, page.url]).toEqual(['ada', 'https://app.example.org/patients/1?tab=2'])
    expect(stub.to('oauth2/token')).toHaveLength(1)

    // Loading the page again keeps the person; signing out is no arrival, which would begin another sign-in.
    const again = load()
    again.store.begin()
    await until(again.store, 'signed_in')
    await again.client.signOut()
    expect(again.store.state).toEqual({ status: 'signed_out' })
    expect(page.visits).toHaveLength(1)
  })

  test('that ends at the server, or fails, waits for the person', async () => {
    const { stub, page, load } = browser('https://app.example.org/')
    const { client, store } = load()
    await client.startLogin({ email: 'grace@example.org', password: 'x' })
    await client.processCode('code-grace')
    store.begin()
    await until(store, 'signed_in')
    stub.revoke('grace')
    await expect(client.searchResources('Patient')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(store.state).toEqual({ status: 'signed_out' })

    page.url = `https://app.example.org/?error=access_denied&state=x&iss=${BASE_URL}`
    const failed = load()
    failed.store.begin()
    await until(failed.store, 'signed_out')
    expect(failed.store.state).toMatchObject({ error: { code: 'redirect' } })
    expect(page.visits).toEqual([])
  })

  test('that cannot be found out has an error, and the person is not signed out by it', async () => {
    const { stub, load } = browser('https://app.example.org/')
    const before = load().client
    await before.startLogin({ email: 'alan@example.org', password: 'x' })
    await before.processCode('code-alan')
    stub.intercept(({ path }) => (path === 'auth/me' ? outcome(503, 'transient', 'Later.') : undefined))
    const { client, store } = load()
    store.begin()
    await stub.clock.run(until(store, 'signed_out'))
    expect([store.state, client.isAuthenticated()]).toMatchObject([{ error: { status: 503 } }, true])
  })
})
