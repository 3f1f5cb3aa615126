import { type Answer, type CallOptions, call } from './http.ts'

/** A browser without scripts that keeps its cookies. Redirects are answers. */
export interface Browser {
  readonly cookies: ReadonlyMap<string, string>
  open(url: string, options?: CallOptions): Promise<Visit>
  post(url: string, form: Readonly<Record<string, string>> | string, headers?: CallOptions['headers']): Promise<Visit>
}

/** What a browser received: a page, or a redirect. */
export interface Visit extends Answer {
  readonly url: string
  /** The absolute address of the redirect, or ''. */
  readonly location: string
  readonly heading: string
  readonly setCookies: readonly string[]
  /** The value of a hidden field. */
  hidden(name: string): string
}

export function createBrowser(): Browser {
  const cookies = new Map<string, string>()

  async function visit(url: string, options: CallOptions): Promise<Visit> {
    const jar = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...options.headers, ...(jar !== '' && { Cookie: jar }) }
    const answer = await call(url, { ...options, headers })
    const setCookies = answer.headers.getSetCookie()
    for (const text of setCookies) keep(cookies, text)
    const location = answer.headers.get('location')
    return {
      ...answer,
      url,
      setCookies,
      location: location === null ? '' : new URL(location, url).href,
      heading: plain(/<h1>(.*?)<\/h1>/s.exec(answer.text)?.[1] ?? ''),
      hidden: (name) => plain(new RegExp(`name="${name}" value="([^"]*)"`).exec(answer.text)?.[1] ?? ''),
    }
  }

  return {
    cookies,
    open: (url, options = {}) => visit(url, options),
    post: (url, form, headers = {}) => visit(url, { form, headers: { Origin: new URL(url).origin, ...headers } }),
  }
}

function keep(cookies: Map<string, string>, text: string): void {
  const [pair = ''] = text.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  if (value === '' || /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(text)) cookies.delete(name)
  else cookies.set(name, value)
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
