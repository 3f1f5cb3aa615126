import type { World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { openPage } from '../../server/test/signin/chromium.ts'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { LAYOUT } from './layout.ts'
import { HASTE, STEP_MS, settling, signIn } from './opened.ts'

export interface Person {
  readonly project: string
  readonly email: string
  readonly password: string
}

/** The console in a browser, as somebody who has signed in. */
export interface SignedIn {
  readonly page: Page
  readonly complaints: readonly string[]
  /** Goes to a view without a new sign-in, and waits until it has what it shows. */
  to(path: string): Promise<void>
  /** What axe and the layout complain about. */
  wrong(): Promise<readonly unknown[]>
}

export interface Opening {
  readonly tag?: string
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
  /** Its pauses are short. */
  readonly hasty?: boolean
}

export async function signedIn(
  browser: Browser,
  { baseUrl }: Pick<World, 'baseUrl'>,
  person: Person,
  { tag = 'en', width = 1_280, colorScheme = 'light', hasty = false }: Opening = {},
): Promise<SignedIn> {
  const { page, complaints } = await openPage(browser, {
    locale: tag,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    bypassCSP: false,
    colorScheme,
  })
  if (hasty) await page.addInitScript(HASTE)
  const still = settling(page)
  const base = `${baseUrl}projects/${person.project}/console/`
  await page.goto(base)
  await signIn(page, person)
  await page.waitForSelector('main h1', { timeout: STEP_MS })
  return {
    page,
    complaints,
    async to(path) {
      await page.evaluate(
        (address) => {
          history.pushState({}, '', address)
          dispatchEvent(new PopStateEvent('popstate'))
        },
        `${new URL(base).pathname}${path}`,
      )
      await still()
      await page.waitForSelector('main h1', { timeout: STEP_MS })
    },
    wrong: async () => [...(await page.evaluate<string[]>(LAYOUT)), ...(await complaintsOfAxe(page))],
  }
}

/** The states of a view in which it has nothing to show yet, or never will. */
export const STATES = ['loading', 'refused', 'broken', 'offline'] as const

/** Brings a view into each of the states by what the server answers to it. Returns what is wrong in each. */
export async function statesOf(
  { page, wrong }: Pick<SignedIn, 'page' | 'wrong'>,
  address: string,
  api: RegExp,
): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const state of STATES) {
    await page.route(api, async (route) => {
      // What loads is never answered: the next page ends it.
      if (state === 'loading') return
      if (state === 'offline') await route.abort()
      else {
        const text = '<b>Your role does not include this.</b>'
        const json = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', details: { text } }] }
        await route.fulfill({ status: state === 'refused' ? 403 : 500, json })
      }
    })
    // What was read before is kept until the page is opened anew; the sign-in in the browser answers at once.
    await page.goto(address)
    await page.waitForSelector(state === 'loading' ? 'main .loading' : 'main .trouble', { timeout: STEP_MS })
    found.push(...(await wrong()).map((one) => [address, state, one]))
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
  return found
}
