import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../../../test/signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../test/signin/hosted.ts'

describe.each(storesForWalks().slice(0, 1))('the language of the pages on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ firstParty: false, resourceScopesRequired: false })
    person = await hosted.member('Practitioner', 'Patient')
  })
  afterAll(() => hosted.world.close())

  const languageOf = ({ text }: Visit): string =>
    /<html lang="([^"]+)" dir="([^"]+)">/.exec(text)?.slice(1).join() ?? ''
  const shown = (visit: Visit): readonly [string, string] => [languageOf(visit), visit.heading]
  const choose = async (browser: CookieBrowser, visit: Visit, language: string, headers = {}): Promise<Visit> =>
    browser.post('/signin/language', { to: visit.hidden('to'), language }, headers)

  test('that the app asks for stays through the whole sign-in and its errors, in its own tab', async () => {
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app, { ui_locales: 'tlh ar' })
    expect(shown(page)).toEqual(['ar,rtl', 'تسجيل الدخول'])
    const other = await hosted.signInPage(browser, app, { ui_locales: 'es' })
    const action = (visit: Visit): string => /action="(\/signin[^"]*)" novalidate/.exec(visit.text)?.[1] ?? ''
    const wrong = await browser.post(action(page), { request: page.hidden('request'), email: 'x', password: 'x' })
    expect([wrong.status, languageOf(wrong)]).toEqual([400, 'ar,rtl'])
    const begun = await browser.post(action(wrong), { request: wrong.hidden('request'), ...person })
    const roles = await browser.follow(begun)
    expect(shown(roles)).toEqual(['ar,rtl', 'بأي صفة؟'])
    const membership = /name="membership" value="([^"]+)"/.exec(roles.text)?.[1] ?? ''
    const flow = /action="(\/signin\/[^"]+)"/.exec(roles.text)?.[1] ?? ''
    const consent = await browser.follow(await browser.post(flow, { membership }))
    expect(shown(consent)).toEqual(['ar,rtl', 'هل تمنح Heart Diary حق الوصول؟'])
    expect(consent.text).toMatch(/href="\/oauth2\/authorize\?[^"]*ui_locales=tlh\+ar/)
    const lost = await hosted.browser().open(flow)
    expect(shown(lost)).toEqual(['ar,rtl', 'ابدأ من جديد من تطبيقك'])
    expect(shown(await browser.post(action(other), { request: 'x' }))).toEqual([
      'es,ltr',
      'Empiece de nuevo desde su aplicación',
    ])
    const allowed = await browser.follow(await browser.post(flow, { decision: 'allow' }))
    expect(new URL(allowed.location).searchParams.has('ui_locales')).toBe(false)
  })

  test('is what the person chose on a page, which is then shown again, before what the browser asks for', async () => {
    const browser = hosted.browser()
    const headers = { 'Accept-Language': 'ar-EG, ar;q=0.9' }
    const page = await browser.open(`/oauth2/authorize?${app.query()}`, headers)
    expect(languageOf(page)).toBe('ar,rtl')
    const chosen = await choose(browser, page, 'es')
    expect(chosen.status).toBe(303)
    expect(chosen.setCookies).toEqual([
      expect.stringMatching(/^damson-language=es; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    const again = await browser.open(chosen.location, headers)
    expect(shown(again)).toEqual(['es,ltr', 'Iniciar sesión'])
    const begun = await browser.post('/signin', { request: again.hidden('request'), ...person })
    expect(begun.location).toMatch(/^\/signin\//)
    expect(languageOf(await browser.open('/signin/forgot', headers))).toBe('es,ltr')
  })

  test('is what the person chose, though the app asked for another', async () => {
    const browser = hosted.browser()
    const chosen = await choose(browser, await hosted.signInPage(browser, app, { ui_locales: 'es' }), 'en')
    expect(languageOf(await browser.follow(chosen))).toBe('en,ltr')
    expect(languageOf(await hosted.signInPage(browser, app, { ui_locales: 'es' }))).toBe('es,ltr')
  })

  test.each([
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
  ])('leads nowhere else: %s', async (to) => {
    const fields = { to: Buffer.from(to).toString('base64url'), language: 'es' }
    const { status, location } = await hosted.browser().post('/signin/language', fields)
    expect(status).toBe(303)
    expect(new URL(location, hosted.issuer).origin).toBe(new URL(hosted.issuer).origin)
    expect(location).not.toContain('evil.example')
  })

  test.each(['', 'tlh', 'constructor', '../en', 'es\r\nSet-Cookie: x=y'])(
    'is not kept when there is none such: %j',
    async (language) => {
      const { status, setCookies } = await hosted.browser().post('/signin/language', { to: 'L3NpZ25pbg', language })
      expect([status, setCookies]).toEqual([303, []])
    },
  )

  test('is chosen by no other site', async () => {
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app)
    const visit = await choose(browser, page, 'es', { Origin: 'https://evil.example' })
    expect([visit.status, visit.setCookies]).toEqual([403, []])
  })

  test.each([
    ['es', 'Este enlace no funciona', 404, '/auth/setpassword/a/b'],
    ['es', 'Esta aplicación no está bien configurada', 400, '/oauth2/authorize?client_id=x'],
    ['ar', 'هذا التطبيق غير مُعدّ بشكل صحيح', 400, '/oauth2/authorize'],
  ])('%s: an error says "%s", and which trace to quote', async (language, heading, status, path) => {
    const visit = await hosted.browser().open(path, { 'Accept-Language': language })
    expect(visit.status).toBe(status)
    expect(visit.heading).toBe(heading)
    expect(visit.text).toMatch(/<code>[0-9a-f]{8}<\/code>/)
    expect(visit.headers.get('content-language')).toBe(language)
  })
})
