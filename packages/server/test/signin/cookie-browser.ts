import { type Sent, send } from '@damson/testkit'

/** A page or redirect as a browser gets it, with the forms in it. */
export interface Visit {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where it sends the browser, or ''. */
  readonly location: string
  readonly heading: string
  readonly title: string
  readonly setCookies: readonly string[]
  /** The value of a hidden field. */
  hidden(name: string): string
}

/** A browser without scripts that keeps cookies. Redirects are answers; `follow` goes on within the server. */
export interface CookieBrowser {
  open(path: string, headers?: Record<string, string>): Promise<Visit>
  post(path: string, fields: Record<string, string> | string, headers?: Record<string, string>): Promise<Visit>
  follow(visit: Visit): Promise<Visit>
  readonly cookies: Map<string, string>
}

/** `address` is where the server listens; `issuer` what it calls itself. */
export function createCookieBrowser(address: string, issuer: string): CookieBrowser {
  const cookies = new Map<string, string>()
  const origin = new URL(issuer).origin

  async function visit(path: string, sent: Sent): Promise<Visit> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const local = path.startsWith(issuer) ? path.slice(issuer.length) : path.replace(/^\//, '')
    const { status, headers, text } = await send(new URL(local, address), {
      ...sent,
      headers: { ...sent.headers, ...(cookie !== '' && { Cookie: cookie }) },
    })
    const setCookies = headers.getSetCookie()
    for (const set of setCookies) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
      if (value === '' || /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(set)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return {
      status,
      headers,
      text,
      location: headers.get('location') ?? '',
      heading: plain(/<h1>(.*?)<\/h1>/s.exec(text)?.[1] ?? ''),
      title: plain(/<title>(.*?)<\/title>/s.exec(text)?.[1] ?? ''),
      setCookies,
      hidden: (name) => plain(new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''),
    }
  }

  const browser: CookieBrowser = {
    cookies,
    open: (path, headers = {}) => visit(path, { method: 'GET', headers }),
    post: (path, fields, headers = {}) =>
      visit(path, {
        method: 'POST',
        body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin, ...headers },
      }),
    async follow(from) {
      let at = from
      while (at.status >= 300 && at.status < 400 && at.location.startsWith('/')) at = await browser.open(at.location)
      return at
    },
  }
  return browser
}

function plain(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
}
