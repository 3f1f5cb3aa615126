import { afterEach, describe, expect, test, vi } from 'vitest'
import { ClientStorage, type KeyValueStore, MemoryStorage } from '../src/index.ts'
import { settle } from './manual-clock.ts'
import { BASE_URL, StubServer } from './stub-server.ts'

const KEY = `damson|${BASE_URL}||logins`

/** What makes a host a page. */
function asPage(localStorage: unknown = new MemoryStorage()) {
  const listeners: ((event: { storageArea: unknown }) => void)[] = []
  vi.stubGlobal('document', {})
  vi.stubGlobal('location', { href: 'https://app.example.org/' })
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })
  vi.stubGlobal('localStorage', localStorage)
  vi.stubGlobal('sessionStorage', new MemoryStorage())
  vi.stubGlobal('addEventListener', (type: string, listener: (event: { storageArea: unknown }) => void) => {
    if (type === 'storage') listeners.push(listener)
  })
  return { changed: () => listeners.forEach((listener) => listener({ storageArea: localStorage })) }
}
afterEach(() => void vi.unstubAllGlobals())

/** A store like the ones of native apps: everything takes a while. */
function slowStore(items = new MemoryStorage()): KeyValueStore {
  const later = <T>(work: () => T): Promise<T> => settle().then(work)
  return {
    getItem: (key) => later(() => items.getItem(key)),
    setItem: (key, value) => later(() => items.setItem(key, value)),
    removeItem: (key) => later(() => items.removeItem(key)),
  }
}

describe('a login is kept', () => {
  test('in memory where there is no page, also where the host knows localStorage', async () => {
    const localStorage = new MemoryStorage()
    vi.stubGlobal('localStorage', localStorage)
    const stub = new StubServer()
    await stub.signedIn('ada')
    expect(localStorage.length).toBe(0)
  })

  test('in localStorage on a page, and taken up when the page is loaded again', async () => {
    const localStorage = new MemoryStorage()
    asPage(localStorage)
    const stub = new StubServer()
    await stub.signedIn('ada')
    expect([localStorage.length, localStorage.key(0)]).toEqual([1, KEY])

    const changes: (string | undefined)[] = []
    const again = stub.client()
    expect([again.isAuthenticated(), again.isLoading(), again.getProfile()]).toEqual([true, true, undefined])
    again.addEventListener('change', () => changes.push(again.getProfile()?.id))
    expect((await again.getProfileAsync())?.id).toBe('ada')
    expect([again.isLoading(), changes]).toEqual([false, ['ada']])
  })

  test('nowhere with storage: "memory"', async () => {
    const localStorage = new MemoryStorage()
    asPage(localStorage)
    const stub = new StubServer()
    await stub.signedIn('ada', { storage: 'memory' })
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
    expect(stub.client({ storage: 'memory' }).isAuthenticated()).toBe(false)
  })

  test('nowhere when the server says noPersist, and what was kept before is removed', async () => {
    const localStorage = new MemoryStorage()
    asPage(localStorage)
    await new StubServer().signedIn('ada')
    expect(localStorage.length).toBe(1)
    const stub = new StubServer({ noPersist: true })
    const client = await stub.signedIn('ada')
    await client.refreshIfExpired(3_600_000)
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
    expect(client.getActiveLogin()?.noPersist).toBe(true)
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
    await client.setActiveLogin(client.getActiveLogin() ?? expect.fail('nobody'))
    expect(localStorage.length).toBe(0)
  })

  test('no more once the server says noPersist at a renewal', async () => {
    const localStorage = new MemoryStorage()
    asPage(localStorage)
    const options = { noPersist: false }
    const stub = new StubServer(options)
    const client = await stub.signedIn('ada')
    options.noPersist = true
    await client.refreshIfExpired(3_600_000)
    expect(localStorage.length).toBe(0)
    stub.clock.advance(3_700_000)
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('in an async store, which every request waits for', async () => {
    const stub = new StubServer()
    const items = new MemoryStorage()
    await stub.signedIn('ada', { storage: slowStore(items) })

    const again = stub.client({ storage: slowStore(items) })
    expect([again.isAuthenticated(), again.isLoading()]).toEqual([false, true])
    await expect(again.readResource('Basic', '1')).resolves.toMatchObject({
      meta: { author: { reference: 'Practitioner/ada' } },
    })
    await again.getInitPromise()
    expect(again.isAuthenticated()).toBe(true)
    await again.signOut()
    expect(items.length).toBe(0)
  })

  test('in an async store that is still being read when somebody else signs in: that throws', async () => {
    const stub = new StubServer()
    const items = new MemoryStorage()
    await stub.signedIn('ada', { storage: slowStore(items) })
    await expect(stub.signedIn('grace', { storage: slowStore(items) })).rejects.toMatchObject({ code: 'other_user' })
  })

  test('in the storage that an app written for @medplum/core brings', async () => {
    const stub = new StubServer()
    const items = new Map<string, string>()
    let ready = false
    const foreign = {
      getInitPromise: () => settle().then(() => void (ready = true)),
      getString: (key: string) => (ready ? items.get(key) : expect.fail('asked too early')),
      setString: (key: string, value: string | undefined) =>
        void (value === undefined ? items.delete(key) : items.set(key, value)),
    }
    const client = await stub.signedIn('ada', { storage: foreign })
    expect((await stub.client({ storage: foreign }).getProfileAsync())?.id).toBe('ada')
    await client.signOut()
    expect(items.size).toBe(0)

    const backing = new MemoryStorage()
    const storage = new ClientStorage(backing, 'clinic-')
    await stub.signedIn('ada', { storage })
    expect(backing.key(0)).toBe(`clinic-${KEY}`)
    storage.setObject('mine', { a: 1 })
    backing.setItem('theirs', 'x')
    expect([storage.getObject('mine'), storage.getString('none'), storage.makeKey('a')]).toEqual([
      { a: 1 },
      undefined,
      'clinic-a',
    ])
    storage.clear()
    expect([backing.length, backing.getItem('theirs')]).toEqual([1, 'x'])
  })

  test('apart for each server, each app and each prefix', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    await stub.signedIn('ada', { storage })
    for (const other of [{ baseUrl: `${BASE_URL}projects/1/` }, { clientId: 'app' }, { storagePrefix: 'mine' }])
      expect(stub.client({ storage, ...other }).isAuthenticated()).toBe(false)
  })

  test('and no data of patients with it', async () => {
    const stub = new StubServer()
    const storage = new MemoryStorage()
    const client = await stub.signedIn('ada', { storage, cacheTime: 60_000 })
    await client.readResource('Basic', 'a-patient')
    expect(storage.length).toBe(1)
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '')
    expect(kept).toEqual({
      active: 'Project/1 Practitioner/ada',
      logins: [
        {
          accessToken: expect.any(String),
          refreshToken: expect.any(String),
          expiresAt: expect.any(Number),
          lifetime: 3_600_000,
          scope: 'openid',
          project: { reference: 'Project/1' },
          profile: { reference: 'Practitioner/ada' },
        },
      ],
    })
  })
})

describe('a storage that fails', () => {
  const failing = (
    methods: Partial<Record<'getItem' | 'setItem' | 'removeItem', boolean>>,
    items = new MemoryStorage(),
  ): KeyValueStore => {
    const fail = (name: 'getItem' | 'setItem' | 'removeItem'): void => {
      if (methods[name] === true) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
    return {
      getItem: (key) => (fail('getItem'), items.getItem(key)),
      setItem: (key, value) => (fail('setItem'), items.setItem(key, value)),
      removeItem: (key) => (fail('removeItem'), items.removeItem(key)),
    }
  }
  const said = { code: 'storage', message: expect.stringMatching(/full, blocked or broken.*storage to "memory"/) }

  test('to write: the error says what to do, and one is signed in for as long as the page lives', async () => {
    const stub = new StubServer()
    const client = stub.client({ storage: failing({ setItem: true }) })
    await client.startLogin({ email: 'ada@example.org', password: 'x' })
    await expect(client.processCode('code-ada')).rejects.toMatchObject(said)
    expect(client.isAuthenticated()).toBe(true)
    expect((await client.getProfileAsync())?.id).toBe('ada')
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('to write at a renewal: the request says so, and the next one goes on with the new token', async () => {
    const stub = new StubServer()
    const methods = { setItem: false }
    const client = await stub.signedIn('ada', { storage: failing(methods) })
    methods.setItem = true
    stub.clock.advance(3_700_000)
    await expect(client.readResource('Basic', '1')).rejects.toMatchObject(said)
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
    expect(stub.to('oauth2/token')).toHaveLength(2)
  })

  test('to read, now and then: the request says so, and the next one finds who is signed in', async () => {
    const stub = new StubServer()
    const items = new MemoryStorage()
    await stub.signedIn('ada', { storage: failing({}, items) })
    const methods = { getItem: true }
    const client = stub.client({ storage: failing(methods, items) })
    await expect(client.readResource('Basic', '1')).rejects.toMatchObject(said)
    expect(client.isLoading()).toBe(false)
    methods.getItem = false
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('to read at a renewal: nobody is signed out, and no refresh token is rotated behind the back of other tabs', async () => {
    const stub = new StubServer()
    const methods = { getItem: false }
    const client = await stub.signedIn('ada', { storage: failing(methods) })
    methods.getItem = true
    stub.clock.advance(3_700_000)
    await expect(client.readResource('Basic', '1')).rejects.toMatchObject(said)
    expect([client.isAuthenticated(), stub.to('oauth2/token').length]).toEqual([true, 1])
    methods.getItem = false
    await expect(client.readResource('Basic', '1')).resolves.toMatchObject({ id: '1' })
  })

  test('to remove: one is signed out here and at the server, and the error says that something stayed', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { storage: failing({ removeItem: true }) })
    await expect(client.signOut()).rejects.toMatchObject(said)
    expect(client.isAuthenticated()).toBe(false)
    expect(stub.to('oauth2/logout')).toHaveLength(1)
  })

  test('asynchronously is the same', async () => {
    const stub = new StubServer()
    const client = stub.client({
      storage: {
        getItem: () => Promise.reject(new Error('locked')),
        setItem: () => undefined,
        removeItem: () => undefined,
      },
    })
    await expect(client.getProfileAsync()).rejects.toMatchObject(said)
    expect(client.isLoading()).toBe(false)
  })

  test('because the browser blocks site data leaves the login in memory', async () => {
    asPage()
    const blocked = {
      get() {
        throw new DOMException('Access is denied', 'SecurityError')
      },
    }
    Object.defineProperty(globalThis, 'localStorage', { ...blocked, configurable: true })
    Object.defineProperty(globalThis, 'sessionStorage', { ...blocked, configurable: true })
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    expect(client.isAuthenticated()).toBe(true)
  })
})

describe('a storage that another tab changes', () => {
  test('is heard of through the event of the browser', async () => {
    const localStorage = new MemoryStorage()
    const { changed } = asPage(localStorage)
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    localStorage.removeItem(KEY)
    changed()
    await settle()
    expect(client.isAuthenticated()).toBe(false)
  })

  test('to something unreadable for a moment signs nobody out', async () => {
    const localStorage = new MemoryStorage()
    const { changed } = asPage(localStorage)
    const client = await new StubServer().signedIn('ada')
    const fail = vi.spyOn(localStorage, 'getItem').mockImplementation(() => {
      throw new Error('busy')
    })
    changed()
    await settle()
    fail.mockRestore()
    expect(client.isAuthenticated()).toBe(true)
  })

  test('to somebody else’s login leaves this tab who it is, and its renewal leaves theirs alone', async () => {
    const localStorage = new MemoryStorage()
    const { changed } = asPage(localStorage)
    const stub = new StubServer()
    const ada = await stub.signedIn('ada')
    const other = stub.client()
    await other.getProfileAsync()
    const grace = (await stub.signedIn('grace', { storage: 'memory' })).getActiveLogin() ?? expect.fail('nobody')
    await other.setActiveLogin(grace)
    changed()
    await settle()
    expect(ada.getProfile()?.id).toBe('ada')
    await ada.refreshIfExpired(3_600_000)
    await expect(ada.readResource('Basic', '1')).resolves.toMatchObject({
      meta: { author: { reference: 'Practitioner/ada' } },
    })
    expect((await stub.client().getProfileAsync())?.id).toBe('grace')
  })
})
