import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'

/** One transparent pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const NOTICE = 'This system holds health records.\nUse is <b>monitored</b>.'

describe.each(storesForWalks())('the looks of a project on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const save = async (signInForm: object | undefined, project = hosted.clinic.project, token = hosted.clinic.token) => {
    const { body } = await hosted.world.call(`fhir/R4/Project/${project}`, { token })
    return hosted.world.call(`fhir/R4/Project/${project}`, { method: 'PUT', token, json: { ...body, signInForm } })
  }
  const addresses = (text: string): readonly string[] =>
    [...text.matchAll(/(?:href|src)="(\/assets\/projects\/[^"]+)"/g)].map(([, path = '']) => path)

  test('are on the pages of its own clients: logo, accent and notice, each from this server and as text', async () => {
    expect(
      (await save({ color: '#0b5d4a', logo: { data: PNG, contentType: 'image/png' }, notice: NOTICE })).status,
    ).toBe(200)
    const page = await hosted.signInPage(hosted.browser(), app)
    const at = new RegExp(`^/assets/projects/${hosted.clinic.project}/[A-Za-z0-9_-]{16}/(accent.css|logo)$`)
    expect(addresses(page.text)).toEqual([expect.stringMatching(at), expect.stringMatching(at)])
    expect(page.text).toContain('Use is &lt;b&gt;monitored&lt;/b&gt;.')
    expect(page.headers.get('content-security-policy')).toMatch(/style-src 'self'; img-src 'self';/)
    expect(page.text).not.toMatch(/style=/)
    const [sheet, logo] = await Promise.all(addresses(page.text).map((path) => hosted.browser().open(path)))
    expect(sheet?.text).toMatch(
      /^:root\{--accent:#0b5d4a;.*\}\n@media \(prefers-color-scheme:dark\)\{:root\{--accent:#[0-9a-f]{6};.*\}\}\n$/,
    )
    expect(logo?.headers.get('content-type')).toBe('image/png')
    for (const visit of [sheet, logo]) {
      expect(visit?.headers.get('x-content-type-options')).toBe('nosniff')
      expect(visit?.headers.get('content-security-policy')).toContain('sandbox')
    }
  })

  test('are on no other project’s pages, nor on the server’s own', async () => {
    await save({ color: '#0b5d4a', logo: { data: PNG }, notice: NOTICE })
    for (const path of ['/signin', '/signin/forgot', '/oauth2/authorize?client_id=x', '/auth/setpassword/a/b']) {
      const { text } = await hosted.browser().open(path)
      expect(addresses(text)).toEqual([])
      expect(text).not.toContain('health records')
    }
  })

  test('have an address that changes with them, and shows nothing old', async () => {
    await save({ color: '#0b5d4a' })
    const [old = ''] = addresses((await hosted.signInPage(hosted.browser(), app)).text)
    await save({ color: '#7a1f4d' })
    const [now = ''] = addresses((await hosted.signInPage(hosted.browser(), app)).text)
    expect(now).not.toBe(old)
    expect((await hosted.browser().open(old)).status).toBe(404)
    expect((await hosted.browser().open(now)).text).toContain('#7a1f4d')
    await save(undefined)
    expect(addresses((await hosted.signInPage(hosted.browser(), app)).text)).toEqual([])
    expect((await hosted.browser().open(now)).status).toBe(404)
  })

  test.each([
    ['a colour too light for the light pages', { color: '#ffcc00' }, /4\.5 : 1 on the light pages.*is #[0-9a-f]{6}\.$/],
    [
      'a colour too dark for the dark pages',
      { darkColor: '#0b5d4a' },
      /4\.5 : 1 on the dark pages.*is #[0-9a-f]{6}\.$/,
    ],
    ['a colour that is none', { color: 'red;}body{display:none' }, /#rrggbb/],
    ['a logo from elsewhere', { logo: { url: 'https://tracker.example/logo.png' } }, /load nothing from elsewhere/],
    [
      'a logo that can hold scripts',
      {
        logo: {
          contentType: 'image/svg+xml',
          data: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'),
        },
      },
      /PNG, JPEG or WebP/,
    ],
    ['a logo that is called what it is not', { logo: { contentType: 'image/svg+xml', data: PNG } }, /image\/png/],
    [
      'a page that is called a logo',
      { logo: { contentType: 'image/png', data: Buffer.from('<script>').toString('base64') } },
      /PNG, JPEG or WebP/,
    ],
    ['a logo without a picture', { logo: { contentType: 'image/png' } }, /PNG, JPEG or WebP/],
    [
      'a logo that is too large',
      { logo: { data: Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(48 * 1024)]).toString('base64') } },
      /48 KiB/,
    ],
    ['a notice that is too long', { notice: 'x'.repeat(2_001) }, /2000 characters/],
  ])('refuse %s, and say what would do', async (_, form, text) => {
    const { status, body } = await save(form)
    expect(status).toBe(400)
    expect(body.issue[0].details.text).toMatch(text)
    expect(body.issue[0].expression[0]).toMatch(/^Project\.signInForm\./)
  })

  test('are the style of what an EHR launches too, at the project’s address alone', async () => {
    const styleAt = async (path: string) => (await hosted.world.call(`${path}.well-known/smart-styles.json`)).body
    const plain = await styleAt('')
    const own = `projects/${hosted.clinic.project}/`
    await save(undefined)
    expect(await styleAt(own)).toEqual(plain)
    await save({ color: '#0b5d4a' })
    expect(await styleAt(own)).toEqual({ ...plain, color_highlight: '#0b5d4a' })
    expect(await styleAt('')).toEqual(plain)
  })

  test('have a name that a page has room for', async () => {
    const at = `fhir/R4/Project/${hosted.clinic.project}`
    const { body } = await hosted.world.call(at, { token: hosted.clinic.token })
    const named = (name: string) =>
      hosted.world.call(at, { method: 'PUT', token: hosted.clinic.token, json: { ...body, name } })
    expect((await named('x'.repeat(257))).body.issue[0].details.coding[0].code).toBe('long_name')
    expect((await named('x'.repeat(256))).status).toBe(200)
  })

  test('take the colour that a refusal proposes', async () => {
    const { body } = await save({ color: '#ffcc00' })
    const color = /is (#[0-9a-f]{6})\.$/.exec(body.issue[0].details.text)?.[1]
    expect((await save({ color })).status).toBe(200)
  })

  test.each(['x', '00000000-0000-0000-0000-000000000000', '..%2f..%2fetc'])(
    'of project %s are not found',
    async (project) => {
      for (const file of ['accent.css', 'logo'])
        expect((await hosted.browser().open(`/assets/projects/${project}/x/${file}`)).status).toBe(404)
    },
  )
})
