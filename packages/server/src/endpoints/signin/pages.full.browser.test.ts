import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import fastify from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queryOf, sendPage, type Topic, topicPage, wordsOf } from '#answers'
import { type Language, languages } from '#base/language'
import type { Issuer } from '#domain/projects'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import {
  complaintsAbout,
  complaintsByKeyboard,
  complaintsWhenLarge,
  LOOKS,
  look,
} from '../../../test/signin/page-checks.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'
import { registerAssets } from './assets.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** Set to a folder for the pictures of the guide: `npm run screenshots -w @damson/server`. */
const PICTURES = process.env['DAMSON_PICTURES']
const IN_THE_GUIDE = new Set(['password-en-light-320', 'consent-scopes-es-dark-320', 'patient-ar-light-320'])
/** Pages that are gone to elsewhere: `test/traces/page.full.browser.test.ts`, `external-pages.full.browser.test.ts`. */
const ELSEWHERE = new Set(['trace.heading', 'external.link.heading'])
/** Files that make pages. One more: add a way to its page in `test/signin/ways.ts`, then its name here. */
const MAKERS = [
  'account/overview-page.ts',
  'account/password-page.ts',
  'account/proof-page.ts',
  // A heading and a sentence, on a page of its own or of an error: below, each of them.
  'answers/page.ts',
  // The inbox of a server in development.
  'dev/index.ts',
  'signin/answer-app.ts',
  'signin/choose-page.ts',
  'signin/consent-page.ts',
  'signin/external-pages.ts',
  'signin/external-trial.ts',
  'signin/forgot.ts',
  'signin/link-pages.ts',
  // Gone from at once: `sent-on.full.browser.test.ts` looks at it.
  'signin/onward-page.ts',
  'signin/patient-page.ts',
  'signin/select-page.ts',
  'signin/sign-in-page.ts',
  'signin/sign-out-pages.ts',
  'signin/start.ts',
  'traces/trace-page.ts',
]
const LARGEST_PAGE = 100_000

const messagesOf = ({ messages }: Language): Readonly<Record<string, unknown>> => messages

describe('every page, in every language, in light and dark, on a small and a large screen', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let ways: readonly Way[]
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  test('is on the list: each heading that has a page of its own', () => {
    const texts = messagesOf(languages[0])
    // A heading with one sentence is the same page whatever it says: some are on the list, all of them are below.
    const own = Object.keys(texts).filter(
      (key) => key.endsWith('.heading') && !(key.replace(/heading$/, 'text') in texts) && !ELSEWHERE.has(key),
    )
    const listed = new Set(ways.map(({ heading }) => heading))
    expect(own.filter((key) => !listed.has(key))).toEqual([])
  })

  test('is on the list: each file that makes one', () => {
    const folder = new URL('../', import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    )
    const makers = files.filter((file) => /\bcard: html`/.test(readFileSync(new URL(file, folder), 'utf8')))
    expect(makers.sort()).toEqual(MAKERS)
  })

  describe.each(languages.map((language) => [language.tag, language] as const))('%s', (tag, language) => {
    let page: Page
    let complaints: string[]
    let bytes = 0
    beforeAll(async () => {
      const opened = await openPage(browser, { locale: tag })
      ;({ page, complaints } = opened)
      page.on('response', async (response) => {
        if (response.url().startsWith(hosted.issuer)) bytes += (await response.body().catch(() => '')).length
      })
    })
    afterAll(() => page.context().close())

    test('passes axe, has large targets, does not scroll sideways, moves nothing and is small', async () => {
      const found: unknown[] = []
      const pictured = ({ name }: Way): boolean =>
        PICTURES === undefined || [...IN_THE_GUIDE].some((picture) => picture.startsWith(`${name}-${tag}-`))
      for (const { name, heading, go } of ways.filter(pictured)) {
        await page.context().clearCookies()
        complaints.length = 0
        await page.setViewportSize({ width: 1280, height: 800 })
        await go(page)
        await page.waitForSelector('h1')
        const said = String(messagesOf(language)[heading]).replace('{app}', 'Heart Diary')
        const shown = await page.textContent('h1')
        if (shown !== said) found.push([name, `"${shown}" instead of "${said}"`])
        const html = page.locator('html')
        expect([await html.getAttribute('lang'), await html.getAttribute('dir')]).toEqual([tag, language.direction])
        for (const one of LOOKS) {
          await look(page, one)
          if (SCREENSHOTS !== undefined)
            await page.screenshot({ path: join(SCREENSHOTS, `${name}-${tag}-${one.join('-')}.png`), fullPage: true })
          if (PICTURES !== undefined && IN_THE_GUIDE.has(`${name}-${tag}-${one.join('-')}`))
            await page.screenshot({ path: join(PICTURES, `page-${name}.png`), fullPage: true })
          for (const complaint of await complaintsAbout(page)) found.push([name, ...one, complaint])
        }
        for (const complaint of await complaintsWhenLarge(page)) found.push([name, complaint])
        for (const complaint of await complaintsByKeyboard(page)) found.push([name, complaint])
        found.push(...complaints.map((complaint) => [name, complaint]))
        bytes = 0
        await page.goto(page.url().startsWith(hosted.issuer) ? page.url() : `${hosted.issuer}signin`)
        if (bytes > LARGEST_PAGE) found.push([name, `${bytes} bytes`])
      }
      expect(found).toEqual([])
    })

    test('says whatever stops a sign-in on a page that is as good', async () => {
      const topics = Object.entries(messagesOf(languages[0])).flatMap(([key, text]) => {
        const topic = key.replace(/\.text$/, '')
        // A page of its own, with an app's name in it.
        if (topic === 'external.onward') return []
        return topic !== key && `${topic}.heading` in language.messages ? [[topic, String(text)] as const] : []
      })
      expect(topics.length).toBeGreaterThan(25)
      const { url, close } = await startTopics(new Map(topics))
      const found: unknown[] = []
      for (const [topic] of topics) {
        await page.goto(`${url}?topic=${topic}`)
        expect(await page.textContent('h1')).toBe(messagesOf(language)[`${topic}.heading`])
        await look(page, ['light', 320])
        if (SCREENSHOTS !== undefined)
          await page.screenshot({ path: join(SCREENSHOTS, `${topic}-${tag}-light-320.png`) })
        for (const complaint of await complaintsAbout(page)) found.push([topic, complaint])
        for (const complaint of await complaintsWhenLarge(page)) found.push([topic, complaint])
      }
      await close()
      expect(found).toEqual([])
    })

    test('is as good in a project’s own looks', async () => {
      await setLooks(hosted, LOOKS_OF_ITS_OWN)
      const found: unknown[] = []
      const account = `${hosted.issuer}projects/${hosted.clinic.project}/account`
      const own: readonly (readonly [string, Way['go']])[] = [
        ...BRANDED.map((name) => [name, waysTo(name)] as const),
        ['account-of-project', async (at) => void (await at.goto(account))],
      ]
      for (const [name, go] of own) {
        await page.context().clearCookies()
        await page.setViewportSize({ width: 1280, height: 800 })
        await go(page)
        await page.waitForSelector('h1')
        expect(await page.locator('.notice').textContent(), name).toBe(LOOKS_OF_ITS_OWN.notice)
        expect(await page.getAttribute('.brand img', 'src'), name).toMatch(/\/assets\/projects\/[^/]+\/[^/]+\/logo$/)
        for (const one of LOOKS) {
          await look(page, one)
          const accent = await page.evaluate(
            'getComputedStyle(document.documentElement).getPropertyValue("--accent").trim()',
          )
          if (one[0] === 'light') expect(accent, name).toBe(LOOKS_OF_ITS_OWN.color)
          if (SCREENSHOTS !== undefined)
            await page.screenshot({
              path: join(SCREENSHOTS, `${name}-branded-${tag}-${one.join('-')}.png`),
              fullPage: true,
            })
          for (const complaint of await complaintsAbout(page)) found.push([name, ...one, complaint])
        }
        for (const complaint of await complaintsWhenLarge(page)) found.push([name, complaint])
      }
      await setLooks(hosted, undefined)
      expect(found).toEqual([])
    })
  })

  function waysTo(name: string): Way['go'] {
    const way = ways.find((one) => one.name === name)
    if (way === undefined) throw new Error(`no way to ${name}`)
    return way.go
  }
})

/** Those that have most of a project's colour on them. */
const BRANDED = ['sign-in', 'wrong-password', 'role', 'patient', 'consent-scopes', 'account', 'invited']
const LOOKS_OF_ITS_OWN = {
  color: '#0b5d4a',
  notice: 'This system holds health records.\nIts use is monitored, and misuse is prosecuted.',
  logo: {
    contentType: 'image/png',
    data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  },
}

async function setLooks(hosted: Hosted, signInForm: typeof LOOKS_OF_ITS_OWN | undefined): Promise<void> {
  // The administrator's own sign-in may be over by now.
  await hosted.travel(0)
  const { project, token } = hosted.clinic
  const path = `fhir/R4/Project/${project}`
  const { body } = await hosted.world.call(path, { token })
  const { status, text } = await hosted.world.call(path, { method: 'PUT', token, json: { ...body, signInForm } })
  if (status !== 200) throw new Error(text)
}

const ISSUER: Issuer = { url: 'http://localhost/', path: '', project: undefined, fhirUrl: 'http://localhost/fhir/R4/' }

/** A server of nothing but headings with a sentence. */
async function startTopics(topics: ReadonlyMap<string, string>) {
  const app = fastify()
  await app.register(cookie)
  app.decorateRequest('issuer', { getter: () => ISSUER })
  registerAssets(app)
  app.get('/', async (request, reply) => {
    const topic = new URLSearchParams(queryOf(request)).get('topic') ?? ''
    const names = [...(topics.get(topic) ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const values = Object.fromEntries(
      names.map((name) => [name, name === 'wait' ? { seconds: 300 } : 'id.example.org']),
    )
    const page = topicPage(wordsOf(request), topic as Topic, values)
    return sendPage(reply, 200, { ...page, brand: { name: 'Riverside Clinic', host: 'id.example.org' } })
  })
  return { url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/`, close: () => app.close() }
}
