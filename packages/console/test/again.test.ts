/** A fresh proof in another window: of the person whom the page was made for, and of nobody else. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const BASE = 'https://id.example/'
const start = {
  baseUrl: BASE,
  adminUrl: BASE,
  basePath: '/console/',
  clientId: 'damson-console',
  language: 'en',
  projectId: null,
}

/** Codes and tokens are called by the membership that they sign in. */
const answers: Record<string, (form: URLSearchParams, token: string) => object> = {
  '/oauth2/token': (form) => ({
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid',
    access_token: `h.${btoa(JSON.stringify({ sub: form.get('code'), login_id: form.get('code') }))}.s`,
    project: { reference: 'Project/1' },
    profile: { reference: 'Practitioner/1' },
  }),
  '/auth/me': (_form, token) => ({
    project: { resourceType: 'Project', id: '1' },
    membership: { resourceType: 'ProjectMembership', id: JSON.parse(atob(token.split('.')[1] ?? '')).sub },
    profile: { resourceType: 'Practitioner', id: '1' },
    config: {},
  }),
}
const sent: URL[] = []

function storage(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage
}

beforeAll(() => {
  vi.stubGlobal('document', { getElementById: () => ({ textContent: JSON.stringify(start) }) })
  vi.stubGlobal('sessionStorage', storage())
  vi.stubGlobal('location', { href: `${BASE}console/`, hash: '', assign: () => undefined, replace: () => undefined })
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })
  vi.stubGlobal('fetch', async (asked: string | URL | Request, init: RequestInit = {}) => {
    const request = new Request(asked, init)
    const answer = answers[new URL(request.url).pathname]
    if (answer === undefined) return new Response('{}', { status: 404 })
    const body = answer(
      new URLSearchParams(await request.text()),
      request.headers.get('authorization')?.replace('Bearer ', '') ?? '',
    )
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
  })
})

afterAll(() => void vi.unstubAllGlobals())

/** The page of a member, and a window in which the members sign in one after the other. */
async function pageOf(member: string, ...others: readonly string[]) {
  const session = await import('../src/session/session.ts')
  const answered = (url: URL, code: string): string =>
    `${BASE}console/?${new URLSearchParams({ code, iss: BASE, state: url.searchParams.get('state') ?? '' })}`
  // The first visit is sent on to sign in, and comes back.
  const leaving = Promise.withResolvers<string>()
  Object.assign(location, { assign: leaving.resolve })
  void session.begin()
  Object.assign(location, { href: answered(new URL(await leaving.promise), member) })
  vi.resetModules()
  const { begin, ...page } = await import('../src/session/session.ts')
  await begin()
  const left = [...others]
  vi.stubGlobal('window', {
    open: () => ({
      opener: null,
      sessionStorage: storage(),
      close: () => undefined,
      location: {
        set href(text: string) {
          sent.push(new URL(text))
          const channel = new BroadcastChannel('damson-console')
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
          channel.postMessage(answered(new URL(text), left.shift() ?? ''))
          setTimeout(() => channel.close(), 50)
        },
      },
    }),
  })
  return page
}

const NEVER = new AbortController().signal

test('goes on with the same membership, does nothing as somebody else, and then asks who it is', async () => {
  const page = await pageOf('ada', 'ada', 'eve', 'ada')
  expect([page.readMe()?.membership.id, await page.signInAgain({}, NEVER)]).toEqual(['ada', 'proven'])
  const before = await page.accessToken()
  expect(await page.signInAgain({}, NEVER)).toBe('other')
  expect([page.readMe()?.membership.id, await page.accessToken()]).toEqual(['ada', before])
  expect(await page.signInAgain({}, NEVER)).toBe('proven')
  expect(sent.map(({ searchParams }) => searchParams.get('prompt'))).toEqual([null, null, 'select_account'])
})
