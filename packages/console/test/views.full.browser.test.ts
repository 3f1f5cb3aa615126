/**
 * Every view of the console in every state, as axe, a keyboard and readers of three languages meet it. The views are those of
 * the table that the console itself reads, so that a new one is covered once it is there.
 *
 * Not each state in each language in each theme at each width: each view meets each state in each theme (all rules of axe in
 * one, those that depend on colors in the others) and at 320 px and another width in turn; languages take turns, so that
 * each meets each state and each theme. With all that it shows, each view meets each language at each width, and in each
 * a theme of its own. `DAMSON_EVERY_VIEW=1` leaves nothing to turns: each view in each state, language and theme, with all
 * rules of axe.
 */
import { join } from 'node:path'
import { launchChromium, startWorld, type World } from '@damson/testkit'
import type { APIResponse, Browser, Page, Request, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaintsByKeyboard, complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { LANGUAGES, TAGS, type Tag } from '../src/language/languages.ts'
import { type Clinic, HOSTILE, makeClinic } from './clinic.ts'
import { type Hostile, makeHostile } from './hostile.ts'
import { LAYOUT } from './layout.ts'
import { type Opened, openConsole } from './opened.ts'
import { complaintsOfColors, complaintsOfView, namesIn, properNames, untranslated } from './read-out.ts'
import { expectNamed } from './requests-named.ts'
import { listedViews } from './view-table.ts'

/** Set to a folder to look at every view. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const IS_WHOLE = process.env['DAMSON_EVERY_VIEW'] !== undefined
const WIDTHS = [1440, 768, 320] as const
const HEIGHT = 900

/** In this order: nothing that a state has read stands in the cache of the next ones. */
const STATES = ['loading', 'refused', 'broken', 'empty', 'loaded'] as const
type State = (typeof STATES)[number]

const THEMES = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const
type Theme = keyof typeof THEMES
const THEME_NAMES = Object.keys(THEMES) as readonly Theme[]

const REFUSED = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'forbidden', details: { text: `Ask an owner of ${HOSTILE.markup}.` } }],
}
const BROKEN = { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'exception' }] }

const isOfApi = (url: URL): boolean =>
  /\/(fhir|admin|auth)\//.test(url.pathname) || /\/(openapi\.json|healthcheck|metrics)$/.test(url.pathname)

/** Answers the console's requests as a server in that state would. */
class Server {
  state: State = 'loaded'
  /** A server that is broken answers with an error, or cannot be reached. */
  isReached = true
  /** How many requests the view has made for what it shows. */
  asked = 0
  readonly #held: Route[] = []

  async answer(route: Route, request: Request): Promise<void> {
    // Without it typing is not helped, and all is there.
    if (!request.url().endsWith('/metadata')) this.asked += 1
    switch (this.state) {
      case 'loading':
        this.#held.push(route)
        return
      case 'refused':
        return route.fulfill({ status: 403, json: REFUSED })
      case 'broken':
        return this.isReached ? route.fulfill({ status: 500, json: BROKEN }) : route.abort('connectionfailed')
      case 'empty':
        // There always are e-mails to write texts for.
        return request.method() !== 'GET' || request.url().endsWith('/email-texts')
          ? route.continue()
          : this.#withNothing(route)
      default: {
        const answer = await route.fetch()
        await remember(answer)
        return route.fulfill({ response: answer })
      }
    }
  }

  /** What was held until now gets the answer of the state that begins. */
  async letGo(state: State): Promise<void> {
    this.state = state
    const held = this.#held.splice(0)
    this.asked = 0
    for (const route of held) await this.answer(route, route.request()).catch(() => undefined)
  }

  /** Lists are empty; what is one thing is as it is. */
  async #withNothing(route: Route): Promise<void> {
    const answer = await route.fetch()
    const body = await remember(answer)
    return route.fulfill({ response: answer, ...(body === undefined ? {} : { json: emptied(body) }) })
  }
}

async function remember(answer: APIResponse): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => undefined)
  for (const name of namesIn(body)) names.add(name)
  return body
}

function emptied(body: unknown): unknown {
  if (Array.isArray(body)) return []
  if (typeof body !== 'object' || body === null) return body
  if ('resourceType' in body) {
    if (body.resourceType !== 'Bundle') return body
    const { link: _link, entry: _entry, ...rest } = body as unknown as Record<string, unknown>
    return { ...rest, total: 0, entry: [] }
  }
  const { next: _next, ...rest } = body as Record<string, unknown>
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? [] : value]))
}

interface Shown {
  readonly name: string
  /** Its address, below the console's. */
  readonly address: string
}

/** What is not translated: names that were given or that the server tells, and those of languages and providers. */
const names = new Set<string>([...Object.values(HOSTILE), ...TAGS.map((tag) => LANGUAGES[tag].name), 'Damson'])

let browser: Browser
let world: World
let clinic: Clinic
let hostile: Hostile
let opened: Opened
let views: readonly Shown[]
const server = new Server()
const found: unknown[] = []
const times: Record<string, number> = {}

/** Views whose address needs more than what a list leads to. */
const addressOf: Readonly<Record<string, (clinic: Clinic) => string>> = {
  'apps/$id': ({ ids }) => `apps/${ids.server}`,
  'devices/$id': ({ ids }) => `devices/${ids.device}`,
  'devices/$id/program': ({ ids }) => `devices/${ids.device}/program`,
  'people/$id': ({ ids }) => `people/${ids.member}`,
  'policies/$id': ({ ids }) => `policies/${ids.policy}`,
  'providers/$id': ({ ids }) => `providers/${ids.provider}`,
  'domains/$id': ({ ids }) => `domains/${ids.domain}`,
  'bots/$id': ({ ids }) => `bots/${ids.bot}`,
  'resources/$type/$id': ({ ids }) => `resources/Patient/${ids.patient}`,
}
/** Addresses of a view beside its first, that show something else. */
const more: Readonly<Record<string, (clinic: Clinic) => readonly string[]>> = {
  'apps/$id': ({ ids }) => [`apps/${ids.app}`],
  // Whose recovery is open, and what it logged.
  'people/$id': () => [`people/${hostile.member}`],
  'bots/$id': () => [`bots/${hostile.bot}?tab=logs`],
  'policies/$id': () => [`policies/${hostile.policy}?tab=demands`],
  'providers/$id': () => [`providers/${hostile.unfinished}?kind=okta`],
  'providers/new': () => ['providers/new?kind=okta', 'providers/new?kind=google'],
  'policies/simulator': ({ owner }) => [`policies/simulator?interaction=read&type=Patient&membership=${owner.userId}`],
  resources: () => ['resources?type=Patient'],
  audit: () => ['audit?kind=nothing.like.this'],
}

/** The first thing of the list that a view of one thing belongs to. */
async function firstOf(path: string): Promise<string> {
  const list = path.split('/$')[0] ?? ''
  await opened.to(list)
  const link = opened.page.locator(`main a[href^="${opened.base}${list}/"]:not([href$="/new"])`).first()
  const href = await link.getAttribute('href', { timeout: 10_000 }).catch(() => null)
  if (href === null) throw new Error(`Nothing in ${list} leads to ${path}: give it an address in this test.`)
  return href.slice(opened.base.length)
}

async function timed<T>(name: string, act: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await act()
  times[name] = (times[name] ?? 0) + performance.now() - begun
  return result
}

/** Their owner is offered the server's views, too. */
async function asOperator({ ask, owner: { project } }: Clinic): Promise<void> {
  const sql = 'update projects set super_admin = true where id = $1::uuid'
  await world.store.db.query({ sql, params: [project] })
  // What the node remembers of the project is forgotten with a change.
  const path = `fhir/R4/Project/${project}`
  await ask(path, { ...(await ask(path)), description: 'The server' }, 'PUT')
  await world.app.upkeep.run()
}

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  clinic = await makeClinic(world)
  hostile = await makeHostile(world, clinic)
  await asOperator(clinic)
  opened = await openConsole(browser, world, clinic.owner, 'nowhere', { hasty: true, bypassCSP: false })
  const listed = await listedViews()
  const found: Shown[] = []
  for (const { path } of listed) {
    const example = addressOf[path]?.(clinic) ?? (path.includes('$') ? await firstOf(path) : path)
    found.push({ name: path === '' ? 'overview' : path, address: example })
  }
  views = found
  for (const { address } of views) for (const part of address.split(/[/?&=]/)) names.add(part)
  for (const name of await properNames()) names.add(name)
  await opened.to('nowhere')
  await opened.page.reload()
  await opened.page.waitForSelector('main#content h1')
  await opened.page.route(isOfApi, (route, request) => server.answer(route, request))
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  if (process.env['DAMSON_TEST_TIMES'] !== undefined) console.log(times, judged.size)
  await browser.close()
  await world.close()
})

async function look(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ ...THEMES[theme], reducedMotion: 'reduce' })
}

async function speak(page: Page, tag: Tag): Promise<void> {
  // The language is chosen in the rail, which a narrow page folds away.
  await page.setViewportSize({ width: 1440, height: HEIGHT })
  if ((await page.getAttribute('html', 'lang')) === tag) return
  await page.selectOption('.me select', tag)
  await page.waitForSelector(`html[lang="${tag}"]`)
  await opened.settled()
}

/**
 * All of a view that axe judges, in the language and the theme at hand: its elements, what they are, and which of them say
 * something. Many views that have nothing to show differ in their words alone, and are looked at once.
 */
const SORT = `document.documentElement.lang + [...document.querySelectorAll('main *')].map((element) => [
  element.localName,
  ...[...element.attributes].map(({ name, value }) =>
    /^(?:id|for|href|value|name|title|aria-(?:label|labelledby|describedby|controls|owns)|data-.*)$/.test(name)
      ? name
      : name + '=' + value),
  ...[...element.childNodes].filter(({ nodeType, data }) => nodeType === 3 && data.trim() !== '').map(() => 'text'),
].join(' ')).join('; ')`
const judged = new Set<string>()

/** Whether this sort of view was looked at in these themes. */
async function isJudged(page: Page, themes: readonly Theme[]): Promise<boolean> {
  const sort = `${themes.join()} ${await page.evaluate<string>(SORT)}`
  if (judged.has(sort)) return true
  judged.add(sort)
  return false
}

/** What would be there, were a name not text. */
const MARKUP = 'img[src=x], main script, [role=dialog] script, a[href^="javascript:"]'

/**
 * The frame around a view, and what only a whole page can be wrong in, are looked at with each view in one of the languages;
 * from view to view in another, and in another theme.
 */
function isWithFrame(tag: Tag, turn: number): boolean {
  const language = TAGS.indexOf(tag)
  const at = turn - language
  return (at + Math.floor(at / TAGS.length)) % TAGS.length === language
}

/** Everything that is held against a view as it is shown now. */
async function meet(name: string, state: State, tag: Tag, turn: number, themes: readonly Theme[]): Promise<void> {
  const { page } = opened
  const note = (what: string, wrong: readonly unknown[]): void => {
    if (wrong.length > 0) found.push([name, state, tag, what, ...wrong])
  }
  if (IS_WHOLE || state === 'loaded' || !(await isJudged(page, themes))) {
    const [first, ...others] = themes.map((_, at) => themes[(at + turn) % themes.length] ?? 'light')
    await look(page, first ?? 'light')
    const complaints = () =>
      IS_WHOLE || (state === 'loaded' && isWithFrame(tag, turn)) ? complaintsOfAxe(page) : complaintsOfView(page)
    note(`axe ${first}`, await timed('axe', complaints))
    for (const theme of others) {
      await look(page, theme)
      note(
        `colors ${theme}`,
        await timed('colors', () => (IS_WHOLE ? complaintsOfAxe(page) : complaintsOfColors(page))),
      )
    }
  }
  await timed('layout', async () => {
    // From the narrowest to the widest: then nothing has to give way.
    const narrow = WIDTHS[turn % 2 === 0 ? 0 : 1] ?? 1440
    for (const width of state === 'loaded' ? [320, 768, 1440] : [320, narrow]) {
      await page.setViewportSize({ width, height: HEIGHT })
      note(`${width} px`, await page.evaluate<string[]>(LAYOUT))
    }
  })
  const headings = await page.locator('main h1').allInnerTexts()
  if (headings.length !== 1 || headings[0]?.trim() === '') note('headings', headings.length === 0 ? ['none'] : headings)
  if (tag === 'ar') note('untranslated', await page.evaluate<string[]>(untranslated(names)))
  if ((await page.locator(MARKUP).count()) > 0) note('markup', ['a name is markup'])
  note('token', await timed('tokens', () => opened.tokens.seen()))
}

/** What the state must show, where the view has asked the server for something. */
const SIGNS: Readonly<Partial<Record<State, string>>> = {
  loading: 'main .loading, main [role=status]:not(:empty)',
  refused: 'main .trouble, main .wrong, main [role=alert], main .refused',
  broken: 'main .trouble, main .wrong, main [role=alert]',
}

async function take({ name, address }: Shown, state: State, tag: Tag, turn: number): Promise<void> {
  server.asked = 0
  await timed('going', () => opened.to(address, state === 'loading'))
  const sign = SIGNS[state]
  if (sign !== undefined && server.asked > 0 && (await opened.page.locator(sign).count()) === 0)
    found.push([name, state, tag, 'does not say so'])
  const own = THEME_NAMES[turn % THEME_NAMES.length] ?? 'light'
  await meet(name, state, tag, turn, state === 'loaded' && !IS_WHOLE ? [own] : THEME_NAMES)
}

const turns = (state: State, tag: Tag): readonly (readonly [Shown, number])[] =>
  views.flatMap((view, at) =>
    IS_WHOLE || TAGS[(at + STATES.indexOf(state)) % TAGS.length] === tag
      ? [[view, Math.floor(at / TAGS.length)] as const]
      : [],
  )

describe('every view', () => {
  test.each(STATES.filter((state) => state !== 'loaded'))('is whole while it is %s', async (state) => {
    found.length = 0
    const { page, to } = opened
    server.state = 'loading'
    await to('nowhere')
    await server.letGo(state)
    for (const tag of TAGS) {
      await speak(page, tag)
      for (const [view, turn] of turns(state, tag)) {
        server.isReached = turn % 2 === 0
        await take(view, state, tag, turn)
        if (state === 'loading') await server.letGo('refused')
        server.state = state
      }
    }
    expect(found).toEqual([])
  })

  test.each(TAGS)('is whole with all that it shows, in %s', async (tag) => {
    found.length = 0
    const { page, complaints } = opened
    server.state = 'loaded'
    complaints.length = 0
    await speak(page, tag)
    for (const [at, view] of views.entries()) {
      await take(view, 'loaded', tag, at + TAGS.indexOf(tag))
      if (tag === 'en') await pictures(view.name)
      if (at % TAGS.length === TAGS.indexOf(tag)) await byKeyboard(view.name, tag)
      await timed('further', () => furtherIn(view.name, tag, at + TAGS.indexOf(tag)))
      for (const address of more[view.name]?.(clinic) ?? [])
        await take({ name: address, address }, 'loaded', tag, at + TAGS.indexOf(tag))
    }
    expect(found).toEqual([])
    // axe speaks to frames, and those in which nothing may run do not hear it.
    expect(complaints.filter((one) => !one.includes("execute 'postMessage' on 'DOMWindow'"))).toEqual([])
    expect(opened.tokens.count()).toBeGreaterThan(0)
  })

  test('is found beside things whose names are text, whatever they are', async () => {
    const { page, complaints, settled } = opened
    complaints.length = 0
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog')
    // As a name of a client, a policy and a Bot has it, and as the first name of a person begins.
    for (const [text, name] of [
      ['img', HOSTILE.markup],
      ['constructor', HOSTILE.template],
      ['javascript', HOSTILE.address],
    ] as const) {
      await palette.getByRole('searchbox').fill(text, { timeout: 30_000 })
      await palette.getByRole('option', { name }).first().waitFor({ timeout: 30_000 })
      await settled()
      expect(await page.locator(MARKUP).count()).toBe(0)
    }
    expect(await opened.tokens.seen()).toEqual([])
    expect(complaints).toEqual([])
  })
})

/** Its tabs, and the dialogs of what hurts. */
async function furtherIn(name: string, tag: Tag, turn: number): Promise<void> {
  const { page, settled } = opened
  await page.setViewportSize({ width: 1440, height: HEIGHT })
  const dangers = page.locator('main .button.danger')
  for (const at of Array.from({ length: await dangers.count() }, (_, index) => index)) {
    await dangers.nth(at).click()
    const dialog = page.getByRole('dialog')
    if ((await dialog.count()) === 0) continue
    await settled()
    const wrong = await complaintsOfAxe(page)
    if (wrong.length > 0) found.push([name, tag, 'dialog', ...wrong])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
  const tabs = page.locator('main nav.tabs a')
  const count = await tabs.count()
  for (let at = 1; at < count; at += 1) {
    await tabs.nth(at).click()
    await settled()
    await meet(`${name} tab ${at}`, 'loaded', tag, turn, [THEME_NAMES[turn % THEME_NAMES.length] ?? 'light'])
    await page.setViewportSize({ width: 1440, height: HEIGHT })
    if (tag === 'en') await pictures(`${name} tab ${at}`)
  }
}

async function byKeyboard(name: string, tag: Tag): Promise<void> {
  const { page } = opened
  const note = (what: string, wrong: readonly unknown[]): void => {
    if (wrong.length > 0) found.push([name, tag, what, ...wrong])
  }
  await page.setViewportSize({ width: 320, height: HEIGHT })
  note('keyboard', await timed('keyboard', () => complaintsByKeyboard(page)))
  for (const table of await page.locator('main .rows').all()) {
    const rows = table.locator('tbody tr:has(a, button)')
    if ((await rows.count()) < 2) continue
    const inRow = 'document.activeElement.closest("tr")?.rowIndex'
    await rows.first().locator('a, button').first().focus()
    const before = await page.evaluate<number>(inRow)
    await page.keyboard.press('ArrowDown')
    if ((await page.evaluate<number>(inRow)) !== before + 1) note('list', ['arrow keys do not go from row to row'])
  }
  await page.setViewportSize({ width: 1440, height: HEIGHT })
}

async function pictures(name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return
  const { page } = opened
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT })
    for (const theme of ['light', 'dark'] as const) {
      await look(page, theme)
      const file = `${name.replaceAll(/[^\w-]+/g, '_')}-${width}-${theme}.png`
      await page.screenshot({ path: join(SCREENSHOTS, file), fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1440, height: HEIGHT })
}
