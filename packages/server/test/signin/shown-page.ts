import type { CDPSession, Page } from 'playwright-core'
import type { Sent } from './walker.ts'

/** A page that shows what it is told to, and whatever that page asks for beside documents. It goes nowhere by itself. */
export interface ShownPage {
  readonly page: Page
  /** Shows a page under its address, with all that it was sent with, as if the server sent it now; others in its frames. */
  show(sent: Shown, inFrames?: readonly Shown[]): Promise<void>
}

type Shown = Pick<Sent, 'url' | 'status' | 'headers' | 'html'>

/** What is about the way in which it was sent, not about the page. */
const OF_SENDING = /^(?:content-(?:encoding|length)|transfer-encoding|connection|keep-alive|date|set-cookie)$/

/** With this, a page goes on before it is there. */
const GOES_ON = '/assets/form-post.js'

export async function openShown(page: Page): Promise<ShownPage> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const expected = new Map<string, Shown>()
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    const sent = expected.get(request.url)
    const answered =
      sent === undefined
        ? session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        : session.send('Fetch.fulfillRequest', {
            requestId,
            responseCode: sent.status,
            responseHeaders: Object.entries(sent.headers)
              .filter(([name]) => !OF_SENDING.test(name))
              .map(([name, value]) => ({ name, value })),
            body: Buffer.from(sent.html).toString('base64'),
          })
    // A page that is gone needs no answer any more.
    answered.catch(() => undefined)
  })
  // What else a page needs comes from the server, and from the cache.
  const patterns = [{ urlPattern: '*', resourceType: 'Document' }, { urlPattern: `*${GOES_ON}` }] as const
  await session.send('Fetch.enable', { patterns: [...patterns] })
  return {
    page,
    async show(sent, inFrames = []) {
      expected.clear()
      for (const one of [sent, ...inFrames]) expected.set(one.url.replace(/#.*/, ''), one)
      await page.goto(sent.url)
    },
  }
}
