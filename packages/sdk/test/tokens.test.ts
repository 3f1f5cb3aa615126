import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type Locks, MemoryStorage, type SharedStore, shareTokens, UnauthenticatedError } from '../src/index.ts'
import { settle } from './manual-clock.ts'
import { BASE_URL, json, outcome, page, refusal, StubServer } from './stub-server.ts'

const MANIFEST = new URL('../package.json', import.meta.url)

const { numRuns = 200 } = fc.readConfigureGlobal()

/** A storage that several clients see, as tabs see localStorage: what one writes reaches the others when `arrival` comes. */
function sharedStorage(arrival = (): Promise<unknown> => Promise.resolve()) {
  const tabs: { readonly items: Map<string, string>; changed?: () => void }[] = []
  return {
    tab: () => {
      const own: (typeof tabs)[number] = { items: new Map(tabs[0]?.items) }
      tabs.push(own)
      const arrive = async (change: (items: Map<string, string>) => void): Promise<void> => {
        await arrival()
        const others = tabs.filter((tab) => tab !== own)
        for (const tab of others) change(tab.items)
        for (const tab of others) tab.changed?.()
      }
      const write = (change: (items: Map<string, string>) => void): void => {
        change(own.items)
        void arrive(change)
      }
      return {
        getItem: (key: string) => own.items.get(key) ?? null,
        setItem: (key: string, value: string) => write((items) => items.set(key, value)),
        removeItem: (key: string) => write((items) => items.delete(key)),
        subscribe: (changed: () => void) => {
          own.changed = changed
        },
      }
    },
  }
}

/** Locks as tabs have them. */
function sharedLocks(): Locks {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    request(_name, { ifAvailable = false }, work) {
      if (ifAvailable && waiting > 0) return work(null)
      waiting += 1
      const mine = last.then(() => work('held')).finally(() => (waiting -= 1))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}

describe('an access token', () => {
  test('is asked for once by a thousand calls', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await client.startClientLogin('client-1', 'secret-client-1')

    await Promise.all(Array.from({ length: 1_000 }, (_, i) => client.readResource('Basic', String(i))))

    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('is asked for under the name of this package and its version by a machine, and by no page', async () => {
    const stub = new StubServer()
    const program = (): string | null => stub.to('oauth2/token').at(-1)?.headers.get('user-agent') ?? null
    const client = stub.client()
    await client.startClientLogin('client-1', 'secret-client-1')
    await client.readResource('Basic', '1')
    expect(program()).toBe(`damson-sdk/${JSON.parse(readFileSync(MANIFEST, 'utf8')).version}`)
    await stub.signedIn('ada')
    expect(program()).toBeNull()
  })

  test('is asked for once where each of a thousand requests starts the login of the server itself', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, i) => {
        await client.startClientLogin('client-1', 'secret-client-1')
        await client.readResource('Basic', String(i))
      }),
    )
    expect(stub.to('oauth2/token')).toHaveLength(1)
    await expect(client.startClientLogin('client-1', 'wrong')).rejects.toMatchObject({ error: 'invalid_client' })
  })

  test.each([
    ['a person', (stub: StubServer) => stub.signedIn('ada')],
    [
      'a machine',
      async (stub: StubServer) => {
        const client = stub.client()
        await client.startClientLogin('client-1', 'secret-client-1')
        return client
      },
    ],
  ])(
    'of %s is renewed before it expires while it is used: no request fails in 20 s of tokens that live for 2 s',
    async (_, signIn) => {
      const stub = new StubServer({ lifetimeMs: 2_000 })
      const client = await signIn(stub)

      for (let passed = 0; passed < 20_000; passed += 250) {
        stub.clock.advance(250)
        await Promise.all(['1', '2', '3'].map((id) => client.readResource('Basic', id)))
      }

      expect(stub.tokenRequests.most).toBe(1)
      expect(stub.tokenRequests.all).toBeLessThanOrEqual(25)
      const refused = stub.calls.filter(({ path }) => path.startsWith('fhir/')).length
      expect(refused).toBe(3 * 80)
    },
  )

  test('that lives shorter than the grace period is not renewed by every request', async () => {
    const stub = new StubServer({ lifetimeMs: 60_000 })
    const client = await stub.signedIn('ada', { refreshGracePeriod: 300_000 })
    for (let i = 0; i < 50; i += 1) await client.readResource('Basic', String(i))
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('that the server does not take any more is renewed once, whoever noticed, and the request repeated', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const stale = client.getAccessToken()
    stub.intercept(({ headers, path }) =>
      path.startsWith('fhir/') && headers.get('authorization') === `Bearer ${stale}`
        ? outcome(401, 'login', 'Unauthorized')
        : undefined,
    )

    const found = await Promise.all(['1', '2', '3', '4'].map((id) => client.readResource('Basic', id)))

    expect(found.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('asked elsewhere is renewed on demand alone', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const first = client.getAccessToken()
    await client.refreshIfExpired()
    expect(client.getAccessToken()).toBe(first)
    await client.refreshIfExpired(3_600_000)
    expect(client.getAccessToken()).not.toBe(first)
  })

  test('a fresh one that gets 401 ends the login instead of asking for ever', async () => {
    const stub = new StubServer()
    const onUnauthenticated = vi.fn<() => void>()
    stub.intercept(({ path }) => (path === 'auth/me' ? outcome(401, 'login', 'Unauthorized') : undefined))
    const client = stub.client({ onUnauthenticated })
    await client.startLogin({ email: 'ada@example.org', password: 'x' })

    await expect(client.processCode('code-ada')).rejects.toBeInstanceOf(UnauthenticatedError)

    expect(stub.to('oauth2/token')).toHaveLength(2)
    expect(stub.to('auth/me')).toHaveLength(2)
    expect(onUnauthenticated).toHaveBeenCalledTimes(1)
    expect([client.isAuthenticated(), client.isLoading()]).toEqual([false, false])
  })

  test('of a clock that is five minutes off, either way, works and renews as any other', async () => {
    for (const offset of [-300_000, 300_000]) {
      const stub = new StubServer({ lifetimeMs: 400_000 })
      const clock = { now: () => stub.clock.now() + offset, sleep: stub.clock.sleep.bind(stub.clock) }
      const client = await stub.signedIn('ada', { clock })
      for (let minute = 0; minute < 30; minute += 1) {
        stub.clock.advance(60_000)
        await client.readResource('Basic', '1')
      }
      expect(stub.tokenRequests.all).toBeLessThan(15)
      expect(client.isAuthenticated()).toBe(true)
    }
  })

  test('whose machine loses five minutes while it is held is renewed by the 401', async () => {
    const stub = new StubServer({ lifetimeMs: 400_000 })
    let offset = 0
    const clock = { now: () => stub.clock.now() + offset, sleep: stub.clock.sleep.bind(stub.clock) }
    const client = await stub.signedIn('ada', { clock })
    offset = -300_000
    stub.clock.advance(450_000)
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })
})

describe('a renewal', () => {
  test('that fails for the network does not sign anybody out, and the token that holds goes on', async () => {
    const stub = new StubServer()
    const onUnauthenticated = vi.fn<() => void>()
    const client = await stub.signedIn('ada', { onUnauthenticated })
    const offline = stub.intercept(({ path }) => {
      if (path === 'oauth2/token') throw new TypeError('fetch failed')
      return undefined
    })
    stub.clock.advance(3_590_000)

    for (let i = 0; i < 20; i += 1) await client.readResource('Basic', '1')
    // Not once for every request.
    expect(stub.to('oauth2/token')).toHaveLength(2)

    stub.clock.advance(20_000)
    await expect(client.readResource('Basic', '1')).rejects.toMatchObject({ code: 'network' })
    expect(client.isAuthenticated()).toBe(true)
    offline()
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
    expect(onUnauthenticated).not.toHaveBeenCalled()
  })

  test.each([
    ['a fault of the server', () => json(500, {})],
    ['a proxy that is not well', () => page(502)],
    ['a captive portal', () => page(200)],
    ['a page for whoever is not signed in to the network', () => page(401)],
    ['a limit', () => outcome(429, 'throttled', 'Too Many Requests', { 'Retry-After': '60' })],
    ['a request that was garbled', () => refusal('invalid_request')],
  ])('that meets %s does not sign anybody out', async (_, answer) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const stop = stub.intercept(({ path }) => (path === 'oauth2/token' ? answer() : undefined))
    stub.clock.advance(3_700_000)

    await expect(stub.clock.run(client.readResource('Basic', '1'))).rejects.toThrow(/./)
    expect(client.isAuthenticated()).toBe(true)
    stop()
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('that is refused signs out, once, with the words of the server, and removes what was kept', async () => {
    const stub = new StubServer()
    const onUnauthenticated = vi.fn<() => void>()
    const storage = new MemoryStorage()
    const client = await stub.signedIn('ada', { onUnauthenticated, storage })
    expect(storage.length).toBe(1)
    stub.revoke('ada')

    const answers = await Promise.allSettled(['1', '2', '3'].map((id) => client.readResource('Basic', id)))

    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unauthenticated', status: 401 } })
    expect(answers[0]).toMatchObject({
      reason: { message: expect.stringMatching(/Sign in again/), cause: { error: 'invalid_grant' } },
    })
    expect(onUnauthenticated).toHaveBeenCalledTimes(1)
    expect(client.isAuthenticated()).toBe(false)
    expect(client.getProfile()).toBeUndefined()
    expect(storage.length).toBe(0)
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('an expired login without a refresh token is over at the first 401, without a request for a token', async () => {
    const stub = new StubServer({ withoutRefresh: true })
    const client = await stub.signedIn('ada')
    stub.clock.advance(3_700_000)
    expect(client.isAuthenticated()).toBe(false)
    await expect(client.readResource('Basic', '1')).rejects.toBeInstanceOf(UnauthenticatedError)
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('a machine whose secret is not taken any more stops asking', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await client.startClientLogin('client-1', 'secret-client-1')
    stub.intercept(({ path }) => (path === 'oauth2/token' ? refusal('invalid_client', 401) : undefined))
    stub.clock.advance(3_700_000)
    for (let i = 0; i < 3; i += 1)
      await expect(client.readResource('Basic', '1')).rejects.toBeInstanceOf(UnauthenticatedError)
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('a machine with one assertion is signed in for one token, and says so when that ends', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    const client = stub.client({ storage })
    await client.startJwtAssertionLogin('signed-client-1-1')
    await client.readResource('Basic', '1')
    expect(storage.length).toBe(0)
    stub.clock.advance(3_700_000)
    await expect(client.readResource('Basic', '1')).rejects.toBeInstanceOf(UnauthenticatedError)
    expect(stub.to('oauth2/token')).toHaveLength(1)
    await expect(client.startJwtAssertionLogin('signed-client-1-1')).rejects.toMatchObject({ error: 'invalid_client' })
    await client.startJwtAssertionLogin('signed-client-1-2')
    expect(client.isAuthenticated()).toBe(true)
  })

  test('goes on when whoever waited for it gives up, and its tokens are not lost', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.clock.advance(3_700_000)
    const giveUp = new AbortController()
    const reading = client.readResource('Basic', '1', { signal: giveUp.signal })
    await new Promise((resolve) => setImmediate(resolve))
    giveUp.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('proves a confidential client again, with the client id of the sign-in', async () => {
    const stub = new StubServer()
    for (const [method, check] of [
      ['body', { client_id: 'client-1', client_secret: 'a+b c' }],
      ['header', { client_id: 'client-1' }],
    ] as const) {
      const client = await stub.signedIn('ada', {
        clientId: 'client-1',
        clientSecret: 'a+b c',
        authCredentialsMethod: method,
      })
      await client.refreshIfExpired(3_600_000)
      for (const call of stub.to('oauth2/token').slice(-2)) {
        expect(call.fields).toMatchObject(check)
        expect(call.headers.get('authorization')).toBe(method === 'header' ? `Basic ${btoa('client-1:a%2Bb+c')}` : null)
      }
    }
  })
})

describe('tabs', () => {
  test('renew a login once between them, by locks, and all go on', async () => {
    const stub = new StubServer()
    // The storage of another tab's process is seen a little after its lock.
    const [storage, locks] = [sharedStorage(() => stub.clock.sleep(20)), sharedLocks()]
    const first = await stub.signedIn('ada', { storage: storage.tab(), locks })
    const tabs = [first, ...Array.from({ length: 4 }, () => stub.client({ storage: storage.tab(), locks }))]
    await Promise.all(tabs.map((tab) => tab.getProfileAsync()))
    stub.clock.advance(3_700_000)

    await stub.clock.run(Promise.all(tabs.flatMap((tab) => ['1', '2'].map((id) => tab.readResource('Basic', id)))))

    expect(stub.to('oauth2/token')).toHaveLength(2)
    expect(new Set(tabs.map((tab) => tab.getAccessToken())).size).toBe(1)
  })

  test('without locks survive rotating the same token: whoever lost takes what the winner kept', async () => {
    const stub = new StubServer()
    const storage = sharedStorage()
    // A server with a grace period answers both; this one takes the first and refuses the second.
    let isRotated = false
    stub.intercept(({ path, fields }) => {
      if (path !== 'oauth2/token' || fields['refresh_token'] !== 'refresh-0-1') return undefined
      if (isRotated) return stub.clock.sleep(20).then(() => refusal('invalid_grant'))
      isRotated = true
      return undefined
    })
    const locks: Locks = { request: (_name, _options, work) => work('held') }
    const one = await stub.signedIn('ada', { storage: storage.tab(), locks })
    const two = stub.client({ storage: storage.tab(), locks })
    await two.getProfileAsync()
    stub.clock.advance(3_700_000)
    // Neither tab hears of the other in time.
    await stub.clock.run(Promise.all([one.readResource('Basic', '1'), two.readResource('Basic', '2')]))
    expect(stub.to('oauth2/token')).toHaveLength(3)
    expect([one.isAuthenticated(), two.isAuthenticated()]).toEqual([true, true])
  })

  test('take up tokens that another one got, and the sign-out of another one', async () => {
    const stub = new StubServer()
    const storage = sharedStorage()
    const onUnauthenticated = vi.fn<() => void>()
    const one = await stub.signedIn('ada', { storage: storage.tab() })
    const two = stub.client({ storage: storage.tab(), onUnauthenticated })
    await two.getProfileAsync()
    await one.refreshIfExpired(3_600_000)
    await settle()
    expect(two.getAccessToken()).toBe(one.getAccessToken())

    await one.signOut()
    await settle()
    expect(two.isAuthenticated()).toBe(false)
    expect(two.getProfile()).toBeUndefined()
    expect(onUnauthenticated).toHaveBeenCalledTimes(1)
  })

  test('a page at which nobody was yet becomes who signs in next door; one that was somebody does not', async () => {
    const stub = new StubServer()
    const storage = sharedStorage()
    const waiting = stub.client({ storage: storage.tab() })
    const one = await stub.signedIn('ada', { storage: storage.tab() })
    await settle()
    expect(waiting.getProfile()?.id).toBe('ada')

    await one.signOut()
    await settle()
    await stub.signedIn('grace', { storage: storage.tab() })
    await settle()
    expect(waiting.isAuthenticated()).toBe(false)
    expect(one.isAuthenticated()).toBe(false)
  })

  test('a tab whose login was removed while it was asleep says so at its next renewal', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    const client = await stub.signedIn('ada', {
      storage: {
        getItem: (key) => storage.getItem(key),
        setItem: (key, value) => storage.setItem(key, value),
        removeItem: (key) => storage.removeItem(key),
      },
    })
    storage.clear()
    stub.clock.advance(3_700_000)
    await expect(client.readResource('Basic', '1')).rejects.toThrow(/signed out in another tab.*sign in again/)
    expect(client.isAuthenticated()).toBe(false)
  })

  test('a login that somebody else garbled in the storage is none, and the next sign-in takes its place', async () => {
    const stub = new StubServer()
    for (const garbage of ['{', '[]', '{"logins":[{"accessToken":1}],"active":"x"}', '"text"', 'null']) {
      const storage = new MemoryStorage()
      const key = `damson|${BASE_URL}||logins`
      storage.setItem(key, garbage)
      const client = stub.client({ storage })
      expect(client.isAuthenticated()).toBe(false)
      await client.startLogin({ email: 'ada@example.org', password: 'x' })
      await client.processCode('code-ada')
      expect(stub.client({ storage }).isAuthenticated()).toBe(true)
    }
  })
})

describe('workers of one server', () => {
  function sharedStore(now: () => number): SharedStore & { items: Map<string, { value: string; until: number }> } {
    const items = new Map<string, { value: string; until: number }>()
    const live = (key: string) => {
      const item = items.get(key)
      return item === undefined || item.until <= now() ? undefined : item
    }
    return {
      items,
      get: async (key) => live(key)?.value,
      set: async (key, value, { ttlMs, ifAbsent }) => {
        if (ifAbsent && live(key) !== undefined) return false
        items.set(key, { value, until: now() + ttlMs })
        return true
      },
      delete: async (key) => items.delete(key),
    }
  }

  test('one that signs is asked for another assertion at each renewal, and shares one with who asks meanwhile', async () => {
    const stub = new StubServer()
    const client = stub.client({ tokenCache: shareTokens(sharedStore(() => stub.clock.now())) })
    let made = 0
    const sign = async (): Promise<string> => `signed-client-1-${(made += 1)}`
    await Promise.all(Array.from({ length: 5 }, () => client.startJwtAssertionLogin(sign)))
    expect(client.getProfile()?.id).toBe('client-1')
    stub.clock.advance(3_700_000)
    await Promise.all(Array.from({ length: 5 }, () => client.readResource('Basic', '1')))
    expect([made, stub.to('oauth2/token').length]).toEqual([2, 2])
    await client.signOut()
    expect(stub.to('oauth2/logout')).toHaveLength(1)
  })

  test('share a token: eight workers and a thousand calls make one request, and one more when it ends', async () => {
    const stub = new StubServer()
    const store = sharedStore(() => stub.clock.now())
    const workers = Array.from({ length: 8 }, () => stub.client({ tokenCache: shareTokens(store) }))
    const calls = async (): Promise<void> => {
      await Promise.all(
        workers.flatMap((worker) => Array.from({ length: 125 }, (_, i) => worker.readResource('Basic', String(i)))),
      )
    }
    await stub.clock.run(Promise.all(workers.map((worker) => worker.startClientLogin('client-1', 'secret-client-1'))))
    await stub.clock.run(calls())
    expect(stub.to('oauth2/token')).toHaveLength(1)

    stub.clock.advance(3_700_000)
    await stub.clock.run(calls())
    expect(stub.to('oauth2/token')).toHaveLength(2)
    expect(JSON.stringify([...store.items.values()])).not.toContain('secret-client-1')
  })

  test('are not held up for long by one that died while it asked', async () => {
    const stub = new StubServer()
    const store = sharedStore(() => stub.clock.now())
    await store.set(`damson|${BASE_URL}|client-1|token|lock`, 'a worker that is gone', { ttlMs: 5_000, ifAbsent: true })
    const client = stub.client({ tokenCache: shareTokens(store) })
    await stub.clock.run(client.startClientLogin('client-1', 'secret-client-1'))
    expect(client.isAuthenticated()).toBe(true)
  })

  test('never wait without an end', async () => {
    const stub = new StubServer()
    const store = sharedStore(() => stub.clock.now())
    await store.set(`damson|${BASE_URL}|client-1|token|lock`, 'held', { ttlMs: 1e9, ifAbsent: true })
    const client = stub.client({ tokenCache: shareTokens(store) })
    await expect(stub.clock.run(client.startClientLogin('client-1', 'secret-client-1'))).rejects.toMatchObject({
      code: 'timeout',
    })
  })

  test('replace a token that the server ended for all, once', async () => {
    const stub = new StubServer()
    const store = sharedStore(() => stub.clock.now())
    const workers = Array.from({ length: 4 }, () => stub.client({ tokenCache: shareTokens(store) }))
    await stub.clock.run(Promise.all(workers.map((worker) => worker.startClientLogin('client-1', 'secret-client-1'))))
    stub.revoke('client-1')
    await stub.clock.run(Promise.all(workers.map((worker) => worker.readResource('Basic', '1'))))
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('say so when what they share fails, or holds somebody else’s value', async () => {
    const stub = new StubServer()
    const broken = { ...sharedStore(() => 0), get: () => Promise.reject(new Error('ECONNREFUSED')) }
    await expect(
      stub.client({ tokenCache: shareTokens(broken) }).startClientLogin('client-1', 'secret-client-1'),
    ).rejects.toMatchObject({ code: 'storage' })
    const store = sharedStore(() => stub.clock.now())
    await store.set(`damson|${BASE_URL}|client-1|token`, 'not ours', { ttlMs: 1e9, ifAbsent: true })
    const client = stub.client({ tokenCache: shareTokens(store) })
    await client.startClientLogin('client-1', 'secret-client-1')
    expect(client.isAuthenticated()).toBe(true)
  })

  test('one that signs out does not end the token of the others', async () => {
    const stub = new StubServer()
    const store = sharedStore(() => stub.clock.now())
    const [one, two] = [
      stub.client({ tokenCache: shareTokens(store) }),
      stub.client({ tokenCache: shareTokens(store) }),
    ]
    await one.startClientLogin('client-1', 'secret-client-1')
    await two.startClientLogin('client-1', 'secret-client-1')
    await one.signOut()
    expect(one.isAuthenticated()).toBe(false)
    await expect(two.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })

  test('however the workers interleave, there is never more than one request at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }),
        async (scheduler, turns) => {
          const stub = new StubServer()
          const plain = sharedStore(() => stub.clock.now())
          const store: SharedStore = {
            get: (key) => scheduler.schedule(plain.get(key)).then((value) => value),
            set: (key, value, options) => scheduler.schedule(plain.set(key, value, options)),
            delete: (key) => scheduler.schedule(plain.delete(key)),
          }
          const workers = Array.from({ length: 3 }, () => stub.client({ tokenCache: shareTokens(store) }))
          const work = Promise.all(workers.map((worker) => worker.startClientLogin('client-1', 'secret-client-1')))
          const state = { ended: false }
          void work.finally(() => {
            state.ended = true
          })
          while (!state.ended) {
            await settle()
            if (scheduler.count() > 0) await scheduler.waitOne()
            else stub.clock.advance(100)
          }
          await work
          expect(turns.length).toBeGreaterThan(0)
          expect(stub.tokenRequests).toMatchObject({ most: 1, all: 1 })
        },
      ),
      { numRuns: numRuns / 4 },
    )
  })
})

describe('a client', () => {
  test('never shows a token or a secret, however it is printed, inspected or serialised', async () => {
    const stub = new StubServer()
    const person = await stub.signedIn('ada', { clientId: 'client-1', clientSecret: 'secret-client-1' })
    const machine = stub.client()
    await machine.startClientLogin('client-1', 'secret-client-1')
    const basic = stub.client()
    basic.setBasicAuth('client-1', 'secret-client-1')
    const given = stub.client({ accessToken: 'access-brought' })
    for (const client of [person, machine, basic, given, person.withUser('access-other')]) {
      const shown = [
        inspect(client, { depth: Infinity, showHidden: true, getters: true }),
        JSON.stringify(client),
        JSON.stringify({ client }),
        // oxlint-disable-next-line typescript/no-base-to-string -- what it says is the question
        String(client),
        Object.entries(client).join(),
        Reflect.ownKeys(client).join(),
        serialize(structuredClone(client)).toString('latin1'),
      ].join('\n')
      expect(shown).not.toMatch(/access-|refresh-|secret|Bearer|Basic [A-Za-z0-9]/)
    }
  })

  test('nor do its errors', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const token = client.getAccessToken() ?? ''
    stub.intercept(() => page(503))
    const errors = await Promise.all(
      [
        client.readResource('Basic', '1', { maxRetries: 0 }),
        client.search('Patient', 'name=Simpson', { maxRetries: 0 }),
        client.processCode('code-ada'),
        client.startClientLogin('client-1', 'secret-client-1'),
      ].map((call) => call.catch((error: unknown) => error)),
    )
    const shown = errors
      .map((error) => `${inspect(error, { depth: Infinity, showHidden: true })}${JSON.stringify(error)}`)
      .join()
    expect(shown).not.toContain(token)
    expect(shown).not.toMatch(/refresh-|secret-|code-ada|Simpson/)
  })
})
