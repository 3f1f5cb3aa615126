import type { World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { openPage } from '../../server/test/signin/chromium.ts'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { LAYOUT } from './layout.ts'
import { STEP_MS, settling, signIn } from './opened.ts'
import { watchRequests } from './requests-named.ts'

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
}

export async function signedIn(
  browser: Browser,
  { baseUrl }: Pick<World, 'baseUrl'>,
  person: Person,
  { tag = 'en', width = 1_280, colorScheme = 'light' }: Opening = {},
): Promise<SignedIn> {
  const { page, complaints } = await openPage(browser, {
    locale: tag,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    bypassCSP: false,
    colorScheme,
  })
  watchRequests(page)
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
