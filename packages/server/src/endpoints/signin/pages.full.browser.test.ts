import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import fastify from 'fastify'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queryOf } from '#answers'
import { type Language, languages } from '#base/language'
import type { Issuer } from '#domain/projects'
import { sendPage, type Topic, topicPage, wordsOf } from '#pages'
import { type Callback, launchChromium, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, startHosted } from '../../../test/signin/hosted.ts'
import { openBench } from '../../../test/signin/page-bench.ts'
import type { Look } from '../../../test/signin/page-checks.ts'
import { openTour, type Tour, textIn } from '../../../test/signin/page-tour.ts'
import { type Way, waysIn } from '../../../test/signin/ways.ts'
import { registerAssets } from './assets.ts'

/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
/** Set to a folder for the pictures of the guide: `npm run screenshots -w @damson/server`. */
const PICTURES = process.env['DAMSON_PICTURES']
const IN_THE_GUIDE = new Set([
  'my-account-en-light-320',
  'password-en-light-320',
  'consent-scopes-es-dark-320',
  'patient-ar-light-320',
])
/**
 * Pages that are gone to elsewhere: `test/traces/page.full.browser.test.ts`, `external-pages.full.browser.test.ts`, and
 * those that need scripts in `passkeys.full.browser.test.ts`.
 */
const ELSEWHERE = new Set([
  'trace.heading',
  'external.link.heading',
  'passkey.offer.heading',
  // `account/set-up.full.browser.test.ts` goes through them on an empty store.
  'set-up.person.heading',
  'set-up.factor.heading',
  'set-up.project.heading',
  'set-up.ready.heading',
  // `account/new-project.full.browser.test.ts`, in development.
  'new-project.heading',
  // The page of `role` in other words: the console's journey goes through it, with several projects.
  'choose.project.heading',
])
/** Files that make pages. One more: add a way to its page in `test/signin/ways.ts` or beside it, then its name here. */
const MAKERS = [
  'account/activation-page.ts',
  'account/changes-page.ts',
  'account/data-page.ts',
  'account/devices-page.ts',
  'account/email-page.ts',
  'account/factors-page.ts',
  'account/new-project-page.ts',
  'account/number-page.ts',
  'account/overview-page.ts',
  // With the offer of one: `passkeys.full.browser.test.ts` looks at both.
  'account/passkeys-page.ts',
  'account/password-page.ts',
  'account/proof-page.ts',
  'account/record-page.ts',
  'account/set-up-pages.ts',
  // The inbox of a server in development.
  'dev/index.ts',
  'home/home-page.ts',
  // A heading and a sentence, on a page of its own or of an error: below, each of them.
  'pages/page.ts',
  'signin/authorize/answer-app.ts',
  'signin/authorize/answer-screen.ts',
  'signin/links/forgot.ts',
  'signin/links/link-pages.ts',
  'signin/links/not-me.ts',
  'signin/links/undo.ts',
  'signin/logout/sign-out-pages.ts',
  'signin/provider/external-pages.ts',
  'signin/provider/external-trial-page.ts',
  'signin/recovery/recovery-pages.ts',
  'signin/recovery/recovery.ts',
  // Pages of invented people, shown in the console.
  'signin/sample-pages.ts',
  'signin/screen/screen-page.ts',
  'signin/start.ts',
  'signin/steps/choose-page.ts',
  'signin/steps/consent-page.ts',
  'signin/steps/factor-pages.ts',
  'signin/steps/mail-pages.ts',
  'signin/steps/new-password.ts',
  'signin/steps/new-patient-pages.ts',
  'signin/steps/number-pages.ts',
  'signin/steps/offer-page.ts',
  // Gone from at once: `sent-on.full.browser.test.ts` looks at it.
  'signin/steps/onward-page.ts',
  'signin/steps/passkey-offer.ts',
  'signin/steps/patient-page.ts',
  'signin/steps/register-page.ts',
  'signin/steps/select-page.ts',
  'signin/steps/sign-in-page.ts',
  'signin/steps/terms-page.ts',
  'traces/trace-page.ts',
]

const DAY = 86_400_000

const messagesOf = ({ messages }: Language): Readonly<Record<string, unknown>> => messages

describe('every page, in every language, in light and dark, on a small and a large screen', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let ways: readonly Way[]
  let tour: Tour
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    ways = await waysIn(hosted, callback)
    tour = await openTour(browser, hosted.issuer)
  })
  afterAll(async () => {
    await tour.close()
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

  test('passes axe, has large targets, does not scroll sideways, moves nothing and is small', async () => {
    const pictured = ({ name }: Way): boolean =>
      PICTURES === undefined || [...IN_THE_GUIDE].some((picture) => picture.startsWith(`${name}-`))
    const found: unknown[] = []
    for (const { name, heading, go } of ways.filter(pictured)) {
      const said = (language: Language): string => textIn(language, heading).replace('{app}', 'Heart Diary')
      found.push(...(await tour.complaintsOn({ name, go, said, more: noteLinks, shoot: pictures })))
    }
    expect(found).toEqual([])
  })

  test('leads by each of its links to a page that helps, also in a browser that was never here, and twice', async () => {
    expect(linksOf(hosted.issuer).length).toBeGreaterThan(50)
    for (const _time of ['once', 'twice']) expect(await astray(linksOf(hosted.issuer))).toEqual([])
  })

  test('says whatever stops a sign-in on a page that is as good', async () => {
    const topics = Object.entries(messagesOf(languages[0])).flatMap(([key, text]) => {
      const topic = key.replace(/\.text$/, '')
      // A page of its own, with an app's name in it.
      if (topic === 'external.onward') return []
      return topic !== key && `${topic}.heading` in languages[0].messages ? [[topic, String(text)] as const] : []
    })
    expect(topics.length).toBeGreaterThan(25)
    const { url, close } = await startTopics(new Map(topics))
    const context = await browser.newContext({ viewport: { width: 320, height: 800 } })
    const bench = await openBench(context, url)
    const found: unknown[] = []
    for (const language of languages) {
      const { tag } = language
      // They differ in what they say, which axe does not judge: each sort is looked at once.
      const judged = new Set<string>()
      for (const [topic] of topics) {
        const at = `${url}?topic=${topic}`
        const html = await (await context.request.get(at, { headers: { 'Accept-Language': tag } })).text()
        const { heading, lang, complaints } = await bench.lay(at, html)
        expect([heading, lang]).toEqual([messagesOf(language)[`${topic}.heading`], tag])
        const sort = await bench.frame.evaluate<string>(SORT)
        const more = judged.has(sort) ? [] : await bench.axe(['light', 320])
        judged.add(sort)
        for (const complaint of [...complaints, ...more]) found.push([topic, tag, complaint])
        if (SCREENSHOTS === undefined) continue
        const page = await context.newPage()
        await page.goto(at)
        await page.setContent(html)
        await shoot(page, `${topic}-${tag}-light-320`)
        await page.close()
      }
    }
    await context.close()
    await close()
    expect(found).toEqual([])
  })

  test('is as good in a project’s own looks', async () => {
    await setLooks(hosted, LOOKS_OF_ITS_OWN)
    const found: unknown[] = []
    const account = `${hosted.issuer}projects/${hosted.clinic.project}/account`
    const own: readonly Pick<Way, 'name' | 'heading' | 'go'>[] = [
      ...BRANDED.map(wayTo),
      { name: 'account-of-project', heading: 'signin.heading', go: (at) => at.open(account) },
    ]
    for (const { name, heading, go } of own) {
      const said = (language: Language): string => textIn(language, heading).replace('{app}', 'Heart Diary')
      found.push(...(await tour.complaintsOn({ name: `${name}-branded`, go, said, more: offBrand, shoot: pictures })))
    }
    await setLooks(hosted, undefined)
    expect(found).toEqual([])
  })

  test('leads by each of its links to a page that helps when that is late', async () => {
    await hosted.travel(15 * DAY)
    expect(await astray(linksOf(hosted.issuer))).toEqual([])
  })

  function wayTo(name: string): Way {
    const way = ways.find((one) => one.name === name)
    if (way === undefined) throw new Error(`no way to ${name}`)
    return way
  }
})

/** The links of all pages in English: those in other languages lead to the same places. */
const links = new Set<string>()

/**
 * Those to pages of ours. The home page also leads to what programs read of the server's health, and to the console, which
 * needs scripts.
 */
const linksOf = (issuer: string): readonly string[] =>
  [...links].filter((url) => url.startsWith(issuer) && !/\/(?:healthcheck|console\/)$/.test(url))

/** What does not lead to a page with a way on, in a browser that was never here. */
async function astray(urls: readonly string[]): Promise<readonly unknown[]> {
  const found: unknown[] = []
  const missing = textIn(languages[0], 'failure.missing.heading')
  for (const url of urls) {
    const sent = await fetch(url, { redirect: 'manual', headers: { Accept: 'text/html' } })
    const [html, to] = [await sent.text(), sent.headers.get('location') ?? '']
    // The page for an address that is not there has a way on too, but nothing may lead to it.
    const isPage = /<h1>[^<]/.test(html) && !html.includes(`<h1>${missing}`)
    // By a link or a button, or in words where only the app can begin again.
    const leadsOn = /<(?:a [^>]*href|button|p class="lead")/.test(html.slice(0, html.indexOf('<footer>')))
    if (sent.status >= 500 || !(to !== '' || (isPage && leadsOn))) found.push([url, sent.status, html.slice(0, 200)])
  }
  return found
}

async function noteLinks(page: Frame): Promise<readonly never[]> {
  const found = `document.documentElement.lang === 'en' ? [...document.querySelectorAll('a[href]')].map(({ href }) => href) : []`
  for (const href of await page.evaluate<readonly string[]>(found)) links.add(href)
  return []
}

/** No page is drawn only to be looked at by nobody. */
const pictures = SCREENSHOTS === undefined && PICTURES === undefined ? undefined : shoot

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  if (PICTURES !== undefined && IN_THE_GUIDE.has(name))
    await page.screenshot({
      path: join(PICTURES, `page-${name.replace(/-[a-z]+-[a-z]+-\d+$/, '')}.png`),
      fullPage: true,
    })
}

/** What a page of a project with looks of its own lacks of them. */
async function offBrand(page: Frame, [scheme]: Look): Promise<readonly unknown[]> {
  const [notice, logo, accent] = await page.evaluate<readonly string[]>(`[
    document.querySelector('.notice')?.textContent,
    document.querySelector('.brand img').getAttribute('src'),
    getComputedStyle(document.documentElement).getPropertyValue('--accent').trim(),
  ]`)
  return [
    ...(notice === LOOKS_OF_ITS_OWN.notice ? [] : ['another notice', notice]),
    ...(/\/assets\/projects\/[^/]+\/[^/]+\/logo$/.test(logo ?? '') ? [] : ['another logo', logo]),
    ...(scheme === 'dark' || accent === LOOKS_OF_ITS_OWN.color ? [] : ['another color', accent]),
  ]
}

/** All of a page that axe judges: its elements, what they are, and which of them say something. */
const SORT = `[...document.querySelectorAll('*')].map((element) => [
  element.localName,
  ...[...element.attributes].map(({ name, value }) => (/^(?:href|value)$/.test(name) ? name : name + '=' + value)),
  ...[...element.childNodes].filter(({ nodeType, data }) => nodeType === 3 && data.trim() !== '').map(() => 'text'),
].join(' ')).join('; ')`

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

const HERE = 'http://localhost/'
const ISSUER: Issuer = { url: HERE, path: '', project: undefined, fhirUrl: `${HERE}fhir/R4/`, adminUrl: HERE }

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
