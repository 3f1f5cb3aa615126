/** The console in a browser, as somebody has opened it and signed in. */
import type { World } from '@damson/testkit'
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core'
import { openPage } from '../../server/test/signin/chromium.ts'
import { watchRequests } from './requests-named.ts'
import { type TokenWatch, watchTokens } from './tokens-seen.ts'

export const STEP_MS = 30_000

export interface Opened {
  readonly page: Page
  /** What the browser complains about: violated policies, errors, dialogs that a name has opened. */
  readonly complaints: string[]
  /** Where its tokens are seen. */
  readonly tokens: TokenWatch
  /** The path of the console, with its last slash. */
  readonly base: string
  /** Goes to a view without loading the page anew, and waits until nothing changes any more. */
  to(view: string, isLoading?: boolean): Promise<void>
  settled(): Promise<void>
}

interface Person {
  readonly email: string
  readonly password: string
  readonly project: string
}

/** Pauses of the console are short: of typing, and before a lost request is made again. */
const HASTE = `(() => {
  const real = window.setTimeout
  window.setTimeout = (act, ms, ...rest) => real(act, ms >= 250 && ms <= 4000 ? 20 : ms, ...rest)
})()`

/** Resolves once the page has changed nothing for a while, and says no more that something is on its way. */
const settled = (isLoading: boolean): string => `new Promise((resolve) => {
  const begun = performance.now()
  let changed = begun
  const watch = new MutationObserver(() => { changed = performance.now() })
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  const look = () => {
    const now = performance.now()
    const isThere = document.querySelector('main') !== null && (${isLoading} || document.querySelector('main .loading') === null)
    const isStill = now - changed > 100 && isThere
    if (isStill || now - begun > 5000) { watch.disconnect(); resolve() } else requestAnimationFrame(look)
  }
  look()
})`

/** Waits in a page until nothing is on its way to it and nothing changes any more; not longer than a step may take. */
export function settling(page: Page): () => Promise<void> {
  const underWay = new Set<Request>()
  page.on('request', (request) => underWay.add(request))
  page.on('requestfinished', (request) => underWay.delete(request))
  page.on('requestfailed', (request) => underWay.delete(request))
  return async () => {
    const began = performance.now()
    const isLoading = async (): Promise<boolean> => (await page.locator('main .loading').count()) > 0
    do await page.evaluate(settled(false))
    while (performance.now() - began < STEP_MS && (underWay.size > 0 || (await isLoading())))
  }
}

export async function openConsole(
  browser: Browser,
  world: World,
  person: Person,
  view: string,
  options: BrowserContextOptions & { readonly hasty?: boolean } = {},
): Promise<Opened> {
  const { hasty = false, ...rest } = options
  const { page, complaints } = await openPage(browser, {
    locale: 'en',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...rest,
  })
  watchRequests(page)
  const tokens = watchTokens(page)
  page.on('dialog', (dialog) => {
    // It asks whether to leave what is under way.
    if (dialog.type() === 'beforeunload') return void dialog.accept()
    complaints.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  if (hasty) await page.addInitScript(HASTE)
  const base = `/projects/${person.project}/console/`
  await page.goto(new URL(`${base}${view}`.slice(1), world.baseUrl).href)
  await signIn(page, person)
  await page.waitForSelector('main#content h1', { timeout: STEP_MS })
  const still = (isLoading = false): Promise<void> => page.evaluate<undefined>(settled(isLoading))
  await still()
  return {
    page,
    complaints,
    tokens,
    base,
    settled: () => still(),
    async to(address, isLoading) {
      await page.evaluate((path) => {
        history.pushState({}, '', path)
        dispatchEvent(new PopStateEvent('popstate'))
      }, `${base}${address}`)
      await still(isLoading)
    },
  }
}

/** On the pages of the sign-in, in whatever window. */
export async function signIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.waitForSelector('#email:focus, #password:focus', { timeout: STEP_MS })
  if ((await page.locator('#email:focus').count()) > 0) {
    await page.fill('#email', email)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password:focus', { timeout: STEP_MS })
  }
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
}
