/** Whether the tokens of a console are anywhere that others could read them. */
import type { Page, Response } from 'playwright-core'

/** Resolves to the places in the page that hold one of these texts. */
const PLACES = `(async (tails) => {
  const typed = [...document.querySelectorAll('input, textarea')].map(({ value }) => value)
  const stored = [{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, window.name]
  const others = [await indexedDB.databases(), await caches.keys()]
  const asked = performance.getEntries().map(({ name }) => name)
  const places = { page: document.documentElement.outerHTML, title: document.title, address: location.href, typed, stored, others, asked }
  return Object.entries(places).flatMap(([name, what]) => {
    const text = typeof what === 'string' ? what : JSON.stringify(what)
    return tails.some((tail) => text.includes(tail)) ? [name] : []
  })
})`

export interface TokenWatch {
  /** How many tokens the page was given until now. */
  count(): number
  /** Where one of them is now, or was said since the last time, by the page or by others. */
  seen(saidByOthers?: readonly string[]): Promise<readonly string[]>
}

/** Watches a page before it signs in. */
export function watchTokens(page: Page): TokenWatch {
  // Of each, what no other has: the end of a signature.
  const tails: string[] = []
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error.stack)))
  page.on('framenavigated', (frame) => said.push(frame.url()))
  page.on('request', (request) => said.push(request.url()))
  const remember = async (response: Response): Promise<void> => {
    const body: Record<string, string | undefined> = await response.json()
    tails.push(...['access_token', 'refresh_token', 'id_token'].flatMap((name) => body[name]?.slice(-40) ?? []))
  }
  page.on('response', (response) => {
    if (response.url().endsWith('oauth2/token')) void remember(response)
  })
  return {
    count: () => tails.length,
    async seen(saidByOthers = []) {
      const places = await page.evaluate<readonly string[]>(`${PLACES}(${JSON.stringify(tails)})`)
      const told = [...said.splice(0), ...saidByOthers].filter((text) => tails.some((tail) => text.includes(tail)))
      return [...places, ...told.map((text) => `said: ${text.slice(0, 200)}`)]
    },
  }
}
