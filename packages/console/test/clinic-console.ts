/** The set-up of a file of tests: a server with a clinic, a browser, and the console in it. */
import { launchChromium, startWorld, type World, type WorldOptions } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Acting, actingIn } from './acting.ts'
import { type Clinic, makeClinic } from './clinic.ts'
import { type Opened, openConsole } from './opened.ts'
import { expectNamed } from './requests-named.ts'

export let browser: Browser
export let world: World
export let clinic: Clinic
/** The console that was opened last, and its page. */
export let opened: Opened
export let page: Page
const acting: Acting = actingIn(() => page)
export const { main, press, confirm, fill, choose, said, undo, wrongAt } = acting
export const poll: Acting['poll'] = acting.poll

type Person = Parameters<typeof openConsole>[2]

export async function open(view: string, person: Person = clinic.owner, locale = 'en'): Promise<Page> {
  opened = await openConsole(browser, world, person, view, { locale })
  page = opened.page
  return page
}

function withClinic(options: WorldOptions): void {
  beforeAll(async () => {
    browser = await launchChromium()
    world = await startWorld({ console: 'built', ...options })
    clinic = await makeClinic(world)
  }, 300_000)
  afterAll(expectNamed)
  afterAll(async () => {
    await browser.close()
    await world.close()
  })
}

/** One console for all tests, open for the owner. */
export function withConsole(options: WorldOptions = {}): void {
  withClinic(options)
  beforeAll(() => open(''), 300_000)
}

/** Each test opens a console, which is closed after it. */
export function withConsoles(options: WorldOptions = {}): void {
  withClinic(options)
  afterEach(() => page.context().close())
}
