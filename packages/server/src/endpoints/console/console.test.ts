import { type Owner, send, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codingFor } from './bundle.ts'
import { consolePage } from './console-page.ts'

let world: World
let owner: Owner
beforeAll(async () => {
  world = await startWorld({ shared: true })
  owner = await world.actors.owner()
})
afterAll(() => world.close())

const SCRIPT = 'console/assets/index-a1b2c3d4.js'
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  send(new URL(path, world.baseUrl), { method, headers })
const startIn = (text: string): unknown => JSON.parse(/id="damson-console">([^<]*)</.exec(text)?.[1] ?? '')
const nonceIn = (policy: string | null): string => /'nonce-([\w-]+)'/.exec(policy ?? '')?.[1] ?? ''

describe('the page', () => {
  test('tells the console where it is, at the server’s address and at a project’s', async () => {
    const [clientId, language] = ['damson-console', 'en']
    const own = { baseUrl: world.baseUrl, adminUrl: world.baseUrl, basePath: '/console/', clientId, language }
    const project = `projects/${owner.project}/`
    const url = `${world.baseUrl}${project}`
    const theirs = { ...own, baseUrl: url, adminUrl: url, basePath: `/${project}console/` }
    for (const view of ['', 'people', 'apps/1/keys?open=1']) {
      const { status, text } = await ask(`console/${view}`)
      expect([status, startIn(text)]).toEqual([200, { ...own, projectId: null }])
      const at = await ask(`${project}console/${view}`)
      expect([at.status, startIn(at.text)]).toEqual([200, { ...theirs, projectId: owner.project }])
      // A browser keeps the files once for all projects.
      expect(at.text).toContain(`src="/${SCRIPT}"`)
    }
  })

  test('lets run only what has its nonce, which no second answer has', async () => {
    const answers = await Promise.all([ask('console/'), ask('console/')])
    const nonces = answers.map(({ headers }) => nonceIn(headers.get('content-security-policy')))
    expect(new Set(nonces).size).toBe(2)
    for (const [at, { headers, text }] of answers.entries()) {
      const nonce = nonces[at] ?? ''
      expect(nonce).toMatch(/^[\w-]{22,}$/)
      expect(text.match(new RegExp(`nonce="${nonce}"`, 'g'))).toHaveLength(3)
      expect(text).not.toContain('__')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).not.toMatch(/unsafe|\*|https?:|strict-dynamic/)
      expect(policy.split('; ')).toEqual([
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        "worker-src 'self'",
        `style-src 'nonce-${nonce}'`,
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ])
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin-allow-popups',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  test('is in the language of the person', async () => {
    const { text, headers } = await ask('console/', { 'Accept-Language': 'ar' })
    expect(text).toContain('<html lang="ar" dir="rtl">')
    expect([startIn(text), headers.get('content-language')]).toEqual([
      expect.objectContaining({ language: 'ar' }),
      'ar',
    ])
  })

  test('takes no text as markup, and no text as a pattern', () => {
    const evil = "</script><script>alert('$&')</script>\u2028"
    const [baseUrl, adminUrl] = [world.baseUrl, `${world.baseUrl}${evil}`]
    const start = { baseUrl, adminUrl, basePath: '$`', clientId: '$1', language: evil, projectId: null }
    const template = '<script id="damson-console">__DAMSON_CONSOLE__</script>'
    const { html } = consolePage(template, start, 'ltr')
    expect(html.match(/<\/script>/g)).toHaveLength(1)
    expect(startIn(html)).toEqual(start)
  })

  test('is only for visits, and other windows cannot read it', async () => {
    const script = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', Origin: 'https://app.example' }
    expect((await ask('console/', script)).status).toBe(403)
    const { headers } = await ask('console/', { Origin: 'https://app.example' })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('is not at an unknown project, nor for other methods', async () => {
    expect((await ask(`projects/${crypto.randomUUID()}/console/`)).status).toBe(404)
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask('console/', {}, method)).status).toBe(404)
    const head = await ask('console/', {}, 'HEAD')
    expect([head.status, head.text]).toEqual([200, ''])
  })

  test('is reached without its last slash, too, and keeps the query', async () => {
    for (const at of ['', `projects/${owner.project}/`]) {
      const { status, headers } = await ask(`${at}console?a=b`)
      expect([status, headers.get('location')]).toEqual([302, `/${at}console/?a=b`])
    }
  })

  test('says how to build it where nobody did', async () => {
    const bare = await startWorld({ console: 'none' })
    const { status, text } = await send(new URL('console/people', bare.baseUrl), { method: 'GET', headers: {} })
    await bare.close()
    expect([status, text]).toEqual([503, expect.stringContaining('npm run build')])
  })
})

describe('a file', () => {
  const bytes = async (coding: string) =>
    Buffer.from(
      await (await fetch(new URL(SCRIPT, world.baseUrl), { headers: { 'Accept-Encoding': coding } })).arrayBuffer(),
    )

  test('never changes under its name, and comes packed as the browser takes it', async () => {
    const plain = await ask(SCRIPT)
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
    for (const [taken, coding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
    ] as const) {
      const { headers } = await ask(SCRIPT, { 'Accept-Encoding': taken })
      expect([taken, headers.get('content-encoding')]).toEqual([taken, coding])
    }
    // fetch unpacks what comes.
    expect((await bytes('br')).toString()).toBe(plain.text)
    expect((await bytes('gzip')).toString()).toBe(plain.text)
    expect((await ask('console/assets/index-a1b2c3d4.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  test('is sent with a policy under which it loads nothing as a worker', async () => {
    const { headers } = await ask(SCRIPT)
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  })

  test('is brotli for a browser that takes it, gzip or plain for others; the page that names it is kept nowhere', async () => {
    const asked = async (path: string, taken: string) => {
      const { headers } = await ask(path, { 'Accept-Encoding': taken })
      return [headers.get('content-encoding'), headers.get('cache-control'), headers.get('vary')]
    }
    const kept = ['public, max-age=31536000, immutable', 'Accept-Encoding']
    expect(await asked(SCRIPT, 'br')).toEqual(['br', ...kept])
    expect(await asked(SCRIPT, 'gzip')).toEqual(['gzip', ...kept])
    expect(await asked(SCRIPT, 'identity')).toEqual([null, ...kept])
    expect((await asked('console/', 'br')).slice(0, 2)).toEqual([null, 'no-store'])
  })

  test.each([
    'console/assets/',
    'console/assets/missing.js',
    'console/assets/index-a1b2c3d4.js.br',
    'console/assets/..%2findex.html',
    'console/assets/..%2f..%2f..%2fpackage.json',
    'console/assets/a/index-a1b2c3d4.js',
  ])('is none at %s', async (path) => {
    const { status, text } = await ask(path)
    expect([status, JSON.parse(text).resourceType]).toEqual([404, 'OperationOutcome'])
  })

  test('is packed only where the browser says so', () => {
    const packed = new Map([['br', Buffer.from('')]] as const)
    const asset = { type: '', plain: Buffer.from(''), packed }
    for (const taken of [undefined, '', 'identity', 'br;q=0', 'br;q=0.000', 'brotli', 'gzip'])
      expect(codingFor(asset, taken)).toBeUndefined()
    for (const taken of ['br', 'BR', 'gzip;q=1, br;q=0.1']) expect(codingFor(asset, taken)).toBe('br')
  })
})
