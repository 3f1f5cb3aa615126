/**
 * A script of an origin that some project registered, on the server's own site: browsers send the person's cookies with
 * what it asks.
 */
import { type IncomingHttpHeaders, request as send } from 'node:http'
import { pkce } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'

const ORIGIN = 'https://blog.example.org'

describe('a script of a registered origin on the same site', () => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  let browser: CookieBrowser
  beforeAll(async () => {
    hosted = await startHosted()
    app = await hosted.app()
    await hosted.app({ name: 'Of anybody', allowedOrigin: [ORIGIN] })
    person = await hosted.member('Patient')
    browser = hosted.browser()
    await hosted.signIn(browser, app, person)
  })
  afterAll(() => hosted.world.close())

  /** What a browser asks with the person's cookies; Node's `fetch` would say of itself that it is a script. */
  const ask = (path: string, headers: Record<string, string>, body?: string): Promise<Asked> => {
    const Cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    return new Promise((resolve, reject) => {
      const url = new URL(hosted.world.baseUrl)
      const method = body === undefined ? 'GET' : 'POST'
      send({ host: url.hostname, port: url.port, path, method, headers: { Cookie, ...headers } }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part) => (text += part))
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
      })
        .on('error', reject)
        .end(body)
    })
  }
  const silent = (): string =>
    app.query({ prompt: 'none', response_mode: 'form_post', code_challenge: pkce().challenge })
  const readers = ({ headers }: Asked): unknown[] => [
    headers['access-control-allow-origin'],
    headers['access-control-allow-credentials'],
  ]

  test('reads what the API answers', async () => {
    expect(readers(await ask('/auth/me', { Origin: ORIGIN }))).toEqual([ORIGIN, 'true'])
  })

  // Old browsers say neither where a request comes from nor what it is for: then CORS alone is left.
  test.each([
    '/oauth2/authorize',
    '/oauth2/%61uthorize',
    '/oauth2/authoriz%65',
    '/%6Fauth2/authorize',
    '/oauth2/authorize#',
  ])('does not read the page with a code at %s', async (path) => {
    const answer = await ask(path.replace('#', `?${silent()}#`), { Origin: ORIGIN })
    const plain = await ask(`${path.replace('#', '')}?${silent()}`, { Origin: ORIGIN })
    for (const one of [answer, plain]) expect(readers(one)).toEqual([undefined, undefined])
    const redirect = await ask(`${path.replace('#', '')}?${app.query({ prompt: 'none' })}`, { Origin: ORIGIN })
    expect([redirect.status, ...readers(redirect)]).toEqual([302, undefined, undefined])
    expect([plain.status, plain.headers['cross-origin-resource-policy']]).toEqual([200, 'same-origin'])
  })

  test.each([
    ['that asks whether to sign out', '/oauth2/logout', 200],
    ['that tells of a trace', '/auth/trace/4f0f3a1e-0000-4000-8000-000000000000', 404],
    ['of an address that is written otherwise', '/auth/setp%61ssword/4f0f3a1e-0000-4000-8000-000000000000/x', 404],
  ])('does not read the page %s', async (_, path, status) => {
    const answer = await ask(path, { Origin: ORIGIN, Accept: 'text/html' })
    expect([answer.status, ...readers(answer)]).toEqual([status, undefined, undefined])
    expect(answer.headers['content-type']).toContain('text/html')
  })

  describe.each([
    '/oauth2/authorize',
    '/oauth2/logout',
    '/signed-out',
    '/auth/trace/4f0f3a1e-0000-4000-8000-000000000000',
  ])('makes a browser ask for %s', (path) => {
    const pathFor = (): string => `${path}${path.endsWith('authorize') ? `?${silent()}` : ''}`
    test.each(['cors', 'no-cors', 'same-origin', 'websocket'])('by %s and gets nothing', async (mode) => {
      const fetched = { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': mode, Accept: 'text/html' }
      const answer = await ask(pathFor(), fetched)
      expect(answer.status).toBe(403)
      expect(answer.text).not.toContain('name="code"')
    })

    test.each(['document', 'iframe'])('as a %s, as anybody who visits it', async (destination) => {
      const visit = { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': destination }
      const answer = await ask(pathFor(), { ...visit, Accept: 'text/html' })
      expect(answer.status).toBe(path.startsWith('/auth/trace') ? 404 : 200)
    })
  })

  describe.each([
    ['/oauth2/authorize', () => silent()],
    ['/oauth2/logout', () => 'client_id=x'],
  ])('posts a form to %s', (path, body) => {
    const post = (mode: string, site: string): Promise<Asked> =>
      ask(
        path,
        { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Content-Type': 'application/x-www-form-urlencoded' },
        body(),
      )
    test.each(['cors', 'no-cors', 'same-origin'])('by %s and gets nothing', async (mode) => {
      const answer = await post(mode, 'same-site')
      expect(answer.status).toBe(403)
      expect(answer.text).not.toContain('name="code"')
    })
    test('as a visit of its own, which is looked at as any other', async () => {
      const { status, text } = await post('navigate', 'cross-site')
      if (path === '/oauth2/authorize') expect([status, text.includes('name="code"')]).toEqual([200, true])
      else expect(text).not.toContain('name="code"')
    })
  })

  test('signs nobody out by a call with a credential of its own, which is refused as any other', async () => {
    const call = { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors', Authorization: 'Bearer nothing' }
    expect((await ask('/oauth2/logout', call)).status).toBe(401)
  })
})

interface Asked {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}
