/**
 * Loaded before the app: gives it what a browser would (without a `window`, that SDK sends PKCE `plain`), and answers
 * for the incumbent's host, which a test cannot reach, with the stand-in at `STAND_IN`.
 */
const items = new Map<string, string>()
Object.assign(globalThis, {
  window: globalThis,
  sessionStorage: {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  },
  location: {
    protocol: 'https:',
    host: 'app.example.org',
    origin: 'https://app.example.org',
    href: 'https://app.example.org/',
  },
  addEventListener: () => undefined,
})

const { fetch } = globalThis
globalThis.fetch = (input, init) =>
  fetch(
    (input instanceof Request ? input.url : input)
      .toString()
      .replace('https://api.medplum.com/', process.env['STAND_IN'] ?? 'http://localhost:1/'),
    init,
  )
