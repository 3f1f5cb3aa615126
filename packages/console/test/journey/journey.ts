import { setTimeout } from 'node:timers/promises'
import { launchChromium, startWorld, type World } from '@damson/testkit'
import { startIdentityProvider } from '@damson/testkit/identity-providers'
import { generateSync } from 'otplib'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { complaintsIn } from '../../../server/test/signin/chromium.ts'
import { watchRequests } from '../requests-named.ts'
import { type OwnApp, startApp } from './app.ts'
import type { Hands } from './hands.ts'

export const STEP_MS = 30_000
/** Set to a folder to look at every page. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']

/** A new server, a new administrator, and the world around them. */
export interface Journey {
  readonly world: World
  readonly hands: Hands
  /** The administrator's window. */
  readonly page: Page
  readonly context: BrowserContext
  readonly app: OwnApp
  readonly okta: Awaited<ReturnType<typeof startIdentityProvider>>
  /** What the browser complained about. */
  readonly complaints: string[]
  /** How many clicks each part took, in order. */
  readonly took: [part: string, clicks: number][]
  readonly known: Known
  /** A browser of another person. */
  other(): Promise<Page>
  look(name: string, page?: Page): Promise<void>
  close(): Promise<void>
}

/** What was learned on the way. */
interface Known {
  /** The secret of the administrator's authenticator app. */
  totp: string
  /** The lines that sign people in to the app. */
  lines: string
}

export async function openJourney(hands: Hands): Promise<Journey> {
  const [browser, world, app] = [
    await launchChromium({ isWhole: true }),
    await startWorld({ console: 'built' }),
    await startApp(),
  ]
  const okta = await startIdentityProvider('okta', { redirectUris: ['http://127.0.0.1/none'], sendsIss: false })
  const options = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en' } as const
  const context = await browser.newContext(options)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const complaints = complaintsIn(page)
  watchRequests(page)
  let pictures = 0
  return {
    world,
    hands,
    page,
    context,
    app,
    okta,
    complaints,
    took: [],
    known: { totp: '', lines: '' },
    other: async () => (await browser.newContext(options)).newPage(),
    async look(name, shown = page) {
      if (SCREENSHOTS === undefined) return
      pictures += 1
      const path = `${SCREENSHOTS}/${String(pictures).padStart(2, '0')}-${name}.png`
      await shown.screenshot({ path, fullPage: true })
    },
    close: () => closeAll(browser, world, app, okta),
  }
}

async function closeAll(browser: Browser, world: World, app: OwnApp, okta: Journey['okta']): Promise<void> {
  await browser.close()
  app.close()
  await okta.stop()
  await world.close()
}

/** Runs a part of the journey, and counts its clicks. */
export async function part(journey: Journey, name: string, act: (journey: Journey) => Promise<void>): Promise<void> {
  const before = journey.hands.clicks()
  try {
    await act(journey)
  } catch (error) {
    await journey.look(`${name}-stuck`)
    throw error
  }
  journey.took.push([name, journey.hands.clicks() - before])
}

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
export const link = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('link', { name, exact: typeof name === 'string' })
export const field = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('textbox', { name, exact: typeof name === 'string' })
export const radio = (page: Page, name: string | RegExp): Locator => page.getByRole('radio', { name })
export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' }).waitFor({ timeout: STEP_MS })

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + STEP_MS; Date.now() < end; ) {
    if (await isSo()) return
    await setTimeout(100)
  }
  throw new Error(`is not so after ${STEP_MS} ms: ${String(isSo)}`)
}

/** What the authenticator app shows: a code that was not used before. */
export async function freshCode({ world, known }: Journey, later: number): Promise<string> {
  if (later > 0) await world.travel(later * 30_000)
  return generateSync({ secret: known.totp, epoch: Math.floor(Date.now() / 1000) + later * 30 })
}
