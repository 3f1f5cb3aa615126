import type { BrowserContext, Frame, Page } from 'playwright-core'
import { complaintsIn } from './chromium.ts'
import { complaintsOfAxe, LAYOUT, type Look, OVERFLOW_WHEN_LARGE } from './page-checks.ts'
import { openShown } from './shown-page.ts'

/** What a page says that it is. */
export interface Facts {
  readonly heading: string
  readonly lang: string
  readonly dir: string
  readonly bytes: number
  /** Of which elements it is, whatever they say. */
  readonly outline: string
}

export interface Laid extends Facts {
  readonly complaints: readonly string[]
}

/**
 * A frame in which one page after the other is laid out, as wide as one likes. It is out of sight, so that nothing of it is
 * drawn, and its window stays: axe is read and compiled once, which takes ten times as long as a page.
 */
export interface Bench {
  readonly page: Page
  readonly frame: Frame
  readonly complaints: string[]
  /** Lays a page out at 320 and 1280 px, and with e-mails twice as large at 640 px. */
  lay(url: string, html: string): Promise<Laid>
  /** What axe finds in what was laid out last. */
  axe([scheme, width]: Look): Promise<readonly unknown[]>
}

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'"

export async function openBench(context: BrowserContext, issuer: string): Promise<Bench> {
  const page = await context.newPage()
  const complaints = complaintsIn(page)
  const shown = await openShown(page)
  const headers = { 'content-type': 'text/html', 'content-security-policy': `${POLICY}; frame-src 'self'` }
  const inner = new URL('laid-out', issuer).href
  const outer = `<!doctype html><iframe src="${inner}" height="800" width="320"></iframe>`
  await shown.show({ url: new URL('bench', issuer).href, status: 200, headers, html: outer }, [
    { url: inner, status: 200, headers: { ...headers, 'content-security-policy': POLICY }, html: '<!doctype html>' },
  ])
  await page.evaluate(
    `Object.assign(document.querySelector('iframe').style, { position: 'absolute', left: '-9000px', border: 0 })`,
  )
  const frame = page.frame({ url: inner })
  if (frame === null) throw new Error('The bench has no frame.')
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  let scheme: Look[0] = 'light'
  return {
    page,
    frame,
    complaints,
    lay: (url, html) => frame.evaluate<Laid>(`(${LAY})(${JSON.stringify(url)}, ${JSON.stringify(html)})`),
    async axe([wanted, width]) {
      if (wanted !== scheme) await page.emulateMedia({ colorScheme: wanted })
      scheme = wanted
      await frame.evaluate(`(${WIDEN})(${width})`)
      return complaintsOfAxe(frame)
    },
  }
}

const WIDEN = `(width) => {
  frameElement.style.width = width + 'px'
  if (innerWidth !== width) throw new Error('as wide as ' + innerWidth + ' instead of ' + width)
}`

export const FACTS = `(() => {
  const { lang, dir, outerHTML } = document.documentElement
  return {
    heading: document.querySelector('h1')?.textContent ?? '',
    lang,
    dir,
    bytes: new Blob([outerHTML]).size,
    outline: [...document.querySelectorAll('*')]
      .map(({ localName, id, className }) => localName + '#' + id + '.' + className).sort().join(' '),
  }
})()`

const LAY = `async (url, html) => {
  const widen = ${WIDEN}
  // What the scripts of the page before wait for is of no interest any more.
  for (let timer = setTimeout(() => {}); timer > 0; timer -= 1) clearTimeout(timer)
  history.replaceState(null, '', url)
  widen(320)
  document.open()
  const isRead = new Promise((done) => document.addEventListener('DOMContentLoaded', done))
  // The load of a document that is written anew does not wait for its styles.
  const failed = new Set()
  const areThere = new Promise((done) => {
    const isThere = (one) => failed.has(one) || (one.matches('link') ? one.sheet !== null : one.complete)
    const look = ({ type, target }) => {
      if (type === 'error') failed.add(target)
      const loaded = [...document.querySelectorAll('link[rel=stylesheet], img')]
      if (document.readyState !== 'loading' && loaded.every(isThere)) done()
    }
    for (const type of ['DOMContentLoaded', 'load', 'error']) document.addEventListener(type, look, true)
  })
  document.write(html)
  document.close()
  await Promise.all([isRead, areThere])
  const facts = ${FACTS}
  const complaints = []
  for (const width of [320, 1280]) {
    widen(width)
    complaints.push(...${LAYOUT}.map((complaint) => width + ' px: ' + complaint))
  }
  widen(640)
  return { ...facts, complaints: [...complaints, ...${OVERFLOW_WHEN_LARGE}] }
}`
